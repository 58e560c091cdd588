/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for users of sshd: signed for a grant, and read back before anybody gets them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "core/grant.h"

#define LB_CERTIFICATE_SOURCES_MOST 8

typedef struct {
    const char *directory;  /* where the key that signs is (access/ca.h) */
    const char *instance;   /* id of the installation */
    const LbGrant *grant;   /* whose serial, key id and principal it gets */
    const char *public_key; /* one line, without options, of a user's key */
    int64_t start;          /* microseconds UTC, not before the grant's. Rounded down to seconds */
    int64_t end; /* not after the grant's. Rounded down too, so that it never ends later */
    bool
        terminal; /* may have one; else it is for commands and forwarding alone, which sshd has to allow */
    const char *const *sources; /* IP literals that it may come from, up to NULL; NULL: any */
    LbClock *clock;
} LbCertificateOrder;

/* Signs. Returns the certificate, "TYPE BASE64", which the caller frees. NULL with @error: ORDER (malformed, no whole
 * second between start and end), SETTINGS (the key that signs), PROGRAM, DIFFERS (what was signed is not what was
 * asked for), IO. Nothing is left on disk. */
char *lb_certificate_sign(const LbCertificateOrder *order, GError **error);

/* Whether @certificate, one line, is what @order would give: every field that ssh-keygen reads out of it. False with @error,
 * DIFFERS where it says something else. */
bool lb_certificate_check(const LbCertificateOrder *order, const char *certificate, GError **error);
