/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the activity log, and the chain of hashes that makes a change of any entry visible. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/names.h"
#include "base/sha256.h"

typedef enum {
    LB_OPERATION_CREATE,
    LB_OPERATION_APPROVE,
    LB_OPERATION_DENY,
    LB_OPERATION_EXPIRE,
    LB_OPERATION_CANCEL,
    LB_OPERATION_REVOKE,
    LB_OPERATION_COMPLETE,
    LB_OPERATION_INITIALIZE,   /* the database was made */
    LB_OPERATION_IMPORT,       /* tenants, people, resources, roles came in */
    LB_OPERATION_ACCEPT_CLOCK, /* the operator trusts the clock again */
    LB_OPERATION_READ_AS,      /* the operator reads as somebody else */
    LB_OPERATION_REHEARSE,     /* a test database was moved to a status for show */
    LB_OPERATION_ADD_KEY,
    LB_OPERATION_REVOKE_KEY,
    LB_OPERATION_GRANT_ROLE,
    LB_OPERATION_REVOKE_ROLE,
    LB_OPERATION_ADD_PERSON,
    LB_OPERATION_CHANGE_PERSON, /* account, person, mail addresses, switched on or off */
    LB_OPERATION_INVITE,        /* a person was told how to come in */
    LB_OPERATION_SET_TERMS,     /* of a tenant or subscription: plan, times, approvals needed */
    LB_OPERATION_REFUSE,        /* somebody was refused something */
    LB_OPERATION_RETRY_MAIL,    /* mails that were stuck are sent again */
    LB_OPERATION_TRY_MAIL,      /* the operator sends a mail to see whether mail arrives */
    LB_OPERATION_OPEN_TICKET,
    LB_OPERATION_REPLY_TICKET,
    LB_OPERATION_NOTE_TICKET, /* a note of the provider's own: in its own log, never in the customer's */
    LB_OPERATION_TAKE_TICKET,
    LB_OPERATION_ESCALATE_TICKET,
    LB_OPERATION_CLOSE_TICKET,
    LB_OPERATION_AUTO_APPROVE, /* access opened without asking the customer: no customer data is touched */
    LB_OPERATION_ENDORSE, /* somebody of the provider's said yes before the customer is asked */
    LB_OPERATION_DECLINE, /* or no */
    LB_OPERATION_RECORD_EXCLUSION,      /* work without a request was recorded */
    LB_OPERATION_ACKNOWLEDGE_EXCLUSION, /* and acknowledged by the customer */
    LB_OPERATION_CHANGE_RULES,          /* other just-in-time rules are in force from here on */
    LB_OPERATION_REFUSE_RULES, /* the file that should have brought them is wrong: the ones before stay */
    LB_OPERATION_SET_TARGET,     /* the operator says where a resource is reached, or no longer */
    LB_OPERATION_ADD_TARGET_KEY, /* a host may fetch the list of revoked certificates by a key */
    LB_OPERATION_REVOKE_TARGET_KEY,
    LB_OPERATION_OPEN_ACCESS,       /* to one resource; also that it could not be opened */
    LB_OPERATION_CLOSE_ACCESS,      /* also that it does not close */
    LB_OPERATION_EXTEND,            /* more time is asked for, by another request */
    LB_OPERATION_ISSUE_CERTIFICATE, /* for one connection */
    LB_OPERATION_CONNECT,           /* the engineer goes through: a shell on a target */
    LB_OPERATION_RELAY,             /* or a port of it */
    LB_OPERATION_RECORD_SESSION,    /* how much of one has been recorded so far */
    LB_OPERATION_END_SESSION,
    LB_OPERATION_INIT_CA,     /* the operator makes the key that signs certificates */
    LB_OPERATION_ALARM_CLOCK, /* the clock jumped: nothing is decided until the operator accepts it */
    LB_OPERATION_WATCH_SESSION, /* somebody sees a session, while it goes on or afterwards */
    LB_OPERATION_STOP_SESSION,  /* somebody of the customer ends one */
    LB_OPERATION_DELETE_RECORDING, /* its time is over: what was recorded is deleted, its hash is not */
    LB_OPERATION_SET_KEEPING, /* of a tenant: how long recordings are kept, and how much of them */
    LB_OPERATION_IMPORT_EVENTS, /* event logs of a target came in */
    LB_OPERATION_REMIND, /* those who can still answer a request are told that it soon expires */
    LB_OPERATION_MIRROR_TICKET, /* a ticket that lives elsewhere is kept as it is there now */
    LB_OPERATION_CHANGE_WEBHOOK, /* one was added or removed, got another secret, was disabled or enabled */
    LB_OPERATION_TRY_WEBHOOK,    /* the operator sends an event to see whether it arrives */
    LB_OPERATION_RESEND_WEBHOOK, /* messages to one are sent again */
} LbOperation;

/* Sets of operations are bits of a uint64_t. */
#define LB_OPERATION_BIT(operation) (UINT64_C(1) << (operation))

/* Name: "ApproveLockboxRequest"; label: "Approve Lockbox Request". */
extern const LbName lb_operation_names[];

typedef struct {
    int64_t sequence; /* 1, 2, 3, … without a gap */
    int64_t time;     /* microseconds UTC, never smaller than the entry before */
    char *tenant;     /* whose entry it is; NULL: the installation's own */
    LbOperation operation;
    char *request;     /* "LB-42"; NULL: not about a request */
    char *caller;      /* account; NULL: time */
    char *person;      /* whose account it is */
    char *door;        /* "session", "as", "operator", "time" */
    char *fingerprint; /* key that was proved; NULL: none */
    char *evidence;    /* of several factors, lb_evidence_names; NULL: none */
    char *address;     /* where from; NULL: local */
    char *details;     /* JSON object in one line, "{}" when there is nothing to add */
    uint8_t previous[LB_SHA256_SIZE];
    uint8_t hash[LB_SHA256_SIZE];
} LbActivity;

void lb_activity_free(LbActivity *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbActivity, lb_activity_free)

/* Computes the hash of @entry from all its other fields, @previous among them, in the order in which they
 * stand above, after "lockbox activity 1". The first entry's @previous is all zero bytes. */
void lb_activity_hash(LbSha256 *sha, const LbActivity *entry, uint8_t hash[LB_SHA256_SIZE]);
