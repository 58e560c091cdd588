/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a resource is really reached: the operator says it once for each, never a request. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

#define LB_TARGET_HOST_KEYS_MOST 16
#define LB_TARGET_LOGIN_LIMIT 64

typedef struct {
    char *resource;       /* canonical id of the resource */
    char *address;        /* canonical (core/address.h) */
    unsigned port;        /* of its sshd, or of what a script reaches it by */
    char *login;          /* the account there */
    GPtrArray *host_keys; /* char *, "TYPE BASE64": whoever has none of them is another host */
} LbTarget;

/* What is wrong with a target. */
typedef enum {
    LB_TARGET_FAULT_NONE,
    LB_TARGET_FAULT_RESOURCE,
    LB_TARGET_FAULT_ADDRESS,
    LB_TARGET_FAULT_LOCAL_ADDRESS,
    LB_TARGET_FAULT_PORT,
    LB_TARGET_FAULT_LOGIN,
    LB_TARGET_FAULT_NO_HOST_KEY,
    LB_TARGET_FAULT_HOST_KEY,
    LB_TARGET_FAULT_DOUBLE_HOST_KEY,
    LB_TARGET_FAULT_HOST_KEYS,
} LbTargetFault;

extern const LbName lb_target_fault_names[]; /* "malformed-address", "local-address", … */

/* Copies the texts (none may be NULL); an address is brought into its canonical form where it has one. Nothing is
 * checked. The caller frees it. */
LbTarget *lb_target_new(const char *resource, const char *address, unsigned port,
                        const char *login);
LbTarget *lb_target_copy(const LbTarget *target);
void lb_target_free(LbTarget *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTarget, lb_target_free)

/* Adds a public key line of the host, without its comment where it is one. */
void lb_target_add_host_key(LbTarget *target, const char *line);

/* The first thing that is wrong with @target. Local addresses are wrong unless @local_allowed. */
LbTargetFault lb_target_check(const LbTarget *target, bool local_allowed);

/* Whether both lead to the same door: everything but the order of the host keys. */
bool lb_target_equal(const LbTarget *left, const LbTarget *right);

/* Whether @login is an account's name: ASCII letters, digits, '_', '.' and '-', the latter two not at its beginning. */
bool lb_target_login_is_valid(const char *login);

/* The one principal that certificates for @target are made out to, in the installation @instance: "lockbox-" and 32
 * hexadecimal digits of the SHA-256 over instance, resource and login. It does not depend on a request, so that the
 * host can name it once and for all; it is no other target's, and that of another login on the same host neither. The caller frees it. */
char *lb_target_principal(const char *instance, const LbTarget *target);

/* A key by which a host fetches the list of revoked certificates. */
typedef struct {
    int64_t id;
    char *name; /* of the host */
    char *fingerprint;
    int64_t added;   /* microseconds UTC */
    int64_t revoked; /* 0: not */
} LbTargetKey;

void lb_target_key_free(LbTargetKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTargetKey, lb_target_key_free)
