/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acts: an account that came in through a door, with the evidence it brought. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

/* The door through which somebody came. */
typedef enum {
    LB_DOOR_SESSION,  /* sshd proved a key */
    LB_DOOR_AS,       /* --as PERSON on the console: for reading, but in test databases */
    LB_DOOR_OPERATOR, /* the owner of the database file, lockboxctl */
    LB_DOOR_TIME,     /* nobody: a deadline passed, lockboxd noticed */
} LbDoor;

extern const LbName lb_door_names[]; /* "session", "as", "operator", "time" */

/* What says that more than one factor stood behind a session. */
typedef enum {
    LB_EVIDENCE_NONE,
    LB_EVIDENCE_SECURITY_KEY, /* a security key that verified its person (verify-required) */
    LB_EVIDENCE_TWO_METHODS,  /* sshd completed two methods of different kinds */
} LbEvidence;

extern const LbName lb_evidence_names[]; /* "security-key", "two-methods"; none has no row */

typedef struct {
    LbDoor door;
    int64_t principal; /* row; 0 for operator and time */
    char *account;     /* NULL for time */
    char *person;
    char *name;   /* display name; may be NULL */
    char *tenant; /* the customer it belongs to; NULL: the provider's */
    char *tenant_name;
    char *language;
    char *time_zone;
    int64_t key;       /* row of the key that sshd proved; 0: none */
    char *fingerprint; /* of that key, SHA256:…; NULL: none */
    LbEvidence evidence;
    int64_t session_epoch; /* of the account when it came in: another number now ends the session */
    char *address;         /* where the connection came from; NULL: local */
} LbActor;

LbActor *lb_actor_new(LbDoor door);
void lb_actor_free(LbActor *actor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbActor, lb_actor_free)
