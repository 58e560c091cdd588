/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockbox.conf: how this installation is named, how its mail leaves and how access is opened. An absent file means defaults that
 * work: mail goes to a Maildir in the data directory. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/catalogue.h"
#include "core/forwarding.h"
#include "core/message.h"
#include "core/recording.h"
#include "core/request.h"
#include "core/visit.h"

#define LB_CONFIG_ERROR (lb_config_error_quark())
typedef enum { LB_CONFIG_ERROR_INVALID } LbConfigError;
GQuark lb_config_error_quark(void);

/* Reminders of one request. */
#define LB_REMINDERS_MOST 5

/* Networks that webhooks may reach. */
#define LB_CONFIG_NETWORKS_MOST 50

typedef struct {
    LbSite *site; /* provider, ssh host and port, host key, sender */

    /* [mail] */
    char *smtp_server;        /* HOST:PORT; NULL: the Maildir */
    char *smtp_name;          /* the name its certificate must have; NULL: HOST */
    char *smtp_security;      /* "starttls", "tls", "none" */
    char *smtp_ca_file;       /* NULL: the system's */
    char *smtp_user;          /* NULL: no AUTH */
    char *smtp_password_file; /* mode 0600 */
    char *smtp_helo;          /* NULL: the site's host */
    int smtp_timeout;         /* seconds for one mail, 30 */
    char *
        mail_bounces; /* "none", or as site->bounces, which holds what is in force; NULL: not set */
    bool smtp_allow_plaintext; /* "none" may be used with a server that is not on this machine */

    int64_t reminders
        [LB_REMINDERS_MOST]; /* before the end of waiting, microseconds, longest first; 0: no more */

    char *policy_file;   /* [policy]; NULL: the one that config/places.h finds */
    int64_t policy_wait; /* for internal approval, microseconds; 24 hours */

    /* [access] */
    char *access_provisioner;  /* "ssh-certificate", "script" */
    char *access_script;       /* absolute path; NULL: there is none */
    char *access_script_user;  /* NULL: who runs lockboxd */
    int64_t access_time_limit; /* microseconds that the script may take; 2 minutes */
    char *access_krl_file;     /* NULL: the one that config/places.h says */
    bool local_targets;        /* targets may have addresses of this host and its own links */

    /* [webhooks] */
    GStrv hook_networks; /* in CIDR, that receivers may be in besides public ones; NULL: none */
    char *hook_ca_file;  /* NULL: the system's */
    int hook_timeout;    /* seconds for one message, 20 */
    bool hook_plain;     /* http without TLS may be used to loopback that is among the networks */

    LbVisitLimits sessions;   /* [sessions] */
    LbRequestLimits requests; /* [requests] */
    LbKeeping recordings;     /* [recordings] */
    LbForwardTarget forward;  /* [forward] */

    GPtrArray *ticket_systems; /* LbTicketSystemSettings* (config/ticketsystems.h) */
} LbConfig;

/* Reads @path; with @may_be_absent a missing file gives the defaults. Unknown groups and keys are errors, with
 * their line's name. The caller frees it. */
LbConfig *lb_config_read(const char *path, bool may_be_absent, GError **error);
void lb_config_free(LbConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbConfig, lb_config_free)

/* Reads the catalogue at @path (data/catalogue.conf describes its form). The caller frees it. */
LbCatalogue *lb_catalogue_read(const char *path, GError **error);
