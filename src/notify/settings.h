/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How mail leaves: what lockboxd tells its delivery child before the first message. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/names.h"
#include "core/message.h"

typedef enum {
    LB_SMTP_STARTTLS, /* required, with a certificate that is trusted and has the right name */
    LB_SMTP_TLS,      /* the same from the first byte on */
    LB_SMTP_NONE,     /* no TLS */
} LbSmtpSecurity;

extern const LbName lb_smtp_security_names[]; /* "starttls", "tls", "none" */

#define LB_SMTP_TIMEOUT_DEFAULT 30000

typedef struct {
    char *
        server; /* HOST or HOST:PORT; HOST is a name or an IPv4 address, PORT is 587 by default, with tls 465 */
    char *name; /* the name its certificate must have; NULL: HOST */
    LbSmtpSecurity security;
    char *ca_file;  /* certificates to trust; NULL: the system's */
    char *user;     /* NULL: no AUTH */
    char *password; /* NULL: no AUTH */
    char *helo;     /* how we introduce ourselves; NULL: the name of this machine */
    int timeout_ms; /* that one mail may take; a single answer of the server may take half of it */
} LbSmtpSettings;

/* All empty, timeout_ms at its default. The caller frees it; the password is wiped. */
LbSmtpSettings *lb_smtp_settings_new(void);
void lb_smtp_settings_free(LbSmtpSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSmtpSettings, lb_smtp_settings_free)

/* Whether mail could be sent with @settings at all; what is wrong in @error (SETTINGS). AUTH without TLS
 * is allowed to this machine only. Looks nothing up and opens nothing. */
bool lb_smtp_settings_check(const LbSmtpSettings *settings, GError **error);

/* HOST of @settings->server. The caller frees it. */
char *lb_smtp_settings_host(const LbSmtpSettings *settings);

/* Exactly one of @maildir and @smtp is set. */
typedef struct {
    LbSite *site;
    char *maildir; /* path of the Maildir */
    LbSmtpSettings *smtp;
} LbDeliverySettings;

LbDeliverySettings *lb_delivery_settings_new(void);
void lb_delivery_settings_free(LbDeliverySettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbDeliverySettings, lb_delivery_settings_free)

/* Whether @site can stand in a mail: provider, a plain host name or address, port, sender, host key by
 * their form. The ssh command is copied into shells, so nothing else passes. SETTINGS in @error. */
bool lb_site_check(const LbSite *site, GError **error);
