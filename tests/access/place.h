/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place for tests of access: a private directory with a signing key, grants, keys, and ssh-keygen to look with. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "access/certificate.h"
#include "core/grant.h"
#include "core/sshkey.h"

#define PLACE_MACHINE \
    "/subscriptions/s-contoso/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm-1"
#define PLACE_HOST_KEY \
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"
#define PLACE_INSTANCE "1c3cb4a2-3f0d-4d4c-9d0e-6d6ac3a5b1e1"

typedef struct {
    char *root;       /* removed with all that is in it */
    char *private;    /* where the signing key is */
    LbSshKey *ca;     /* its public half */
    char *public_key; /* an engineer's */
} Place;

/* Makes the signing key and the engineer's. */
Place *place_new(void);
void place_free(Place *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, place_free)

/* A path below the root. The caller frees it. */
char *place_path(const Place *place, const char *name);

/* Writes the file, with @mode; returns its path, which the caller frees. */
char *place_write(const Place *place, const char *name, const char *text, unsigned mode);

/* The grant 7 of LB-42 for engineer7, from 2026-11-24T03:58:49.25Z for 8 hours. The caller frees it. */
LbGrant *place_grant(void);

/* An order for all of @grant. */
LbCertificateOrder place_order(const Place *place, const LbGrant *grant);

/* Signs. The caller frees the certificate. */
char *place_must_sign(const LbCertificateOrder *order);

/* Does not sign: the error is @code of LB_ACCESS_ERROR and has @words in it. */
void place_must_refuse(const LbCertificateOrder *order, int code, const char *words);

/* Runs ssh-keygen in the root directory with the words of @command, in UTC; stores the exit status. Returns what it printed on
 * standard output, which the caller frees. */
char *place_keygen(const Place *place, const char *command, int *status);

/* Nothing but the signing key is in the private directory. */
void place_must_be_tidy(const Place *place);
