/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks by Standard Webhooks 1.0 (github.com/standard-webhooks, spec/standard-webhooks.md): which events there are, how one is
 * signed, what an answer means and when the next attempt is. No clock, no network. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/activity.h"

/* Webhooks of one customer, and as many of the whole site. */
#define LB_WEBHOOKS_MOST 20

/* Bytes of the key from which the secrets are made. */
#define LB_WEBHOOK_KEY_SIZE 32

/* How long the old secret still signs beside the new one, unless told otherwise, and at most; hours. */
#define LB_WEBHOOK_OVERLAP_HOURS 24
#define LB_WEBHOOK_OVERLAP_MOST 720

/* One event type: where in the log it stands. */
typedef struct {
    LbOperation operation;
    const char *status; /* of the request in that entry; NULL: any */
    bool trouble;       /* only where the entry says that it went wrong for good */
    const char *type;   /* "request.approved" */
} LbWebhookRow;

/* In the order in which they are tried; ended by one without a type. */
extern const LbWebhookRow lb_webhook_rows[];

/* The type of an entry with @operation, whose details name @status (NULL: none) and @trouble. NULL: no webhook tells of it. Borrowed. */
const char *lb_webhook_type(LbOperation operation, const char *status, bool trouble);

/* Takes what somebody chose: types, groups ("request.*") or everything ("*"). Returns them sorted, each once, divided by blanks, or "*" alone
 * where that is among them; NULL when one is none, which @wrong then is, borrowed from @chosen, or when there are none (@wrong NULL). The
 * caller frees it. */
char *lb_webhook_choose(const char *const *chosen, const char **wrong);

/* Whether @type is among @events, which lb_webhook_choose() made. */
bool lb_webhook_chooses(const char *events, const char *type);

/* The operations, as bits (LB_OPERATION_BIT()), whose entries can be of a type among @events. */
uint64_t lb_webhook_operations(const char *events);

/* The secret of the webhook with @salt, by the @generation of its rotation: "whsec_" and base64 of 32 bytes. It follows from the key of
 * the installation, so that it is kept nowhere. The caller wipes and frees it. */
char *lb_webhook_secret(const uint8_t key[LB_WEBHOOK_KEY_SIZE], const char *salt,
                        int64_t generation);

/* The value of the header webhook-signature: for each of @secrets (NULL-terminated, as above) a "v1," and base64 of the HMAC-SHA256 of
 * "ID.SECONDS.BODY", divided by blanks. The caller frees it. */
char *lb_webhook_sign(const char *const *secrets, const char *id, int64_t seconds,
                      const char *body);

/* What becomes of a message by its answer. */
typedef enum {
    LB_WEBHOOK_TAKEN,     /* 2xx */
    LB_WEBHOOK_LATER,     /* anything else, 3xx too: tried again by the schedule */
    LB_WEBHOOK_THROTTLED, /* 429, 502, 503, 504: nothing is sent there for a while */
    LB_WEBHOOK_GONE,      /* 410: nobody wants any more of it */
} LbWebhookVerdict;

LbWebhookVerdict lb_webhook_judge(long status);

/* How long to wait after the attempt of that number (1: the first) has failed: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and
 * 24 h, and up to a tenth more by a hash of @id and @attempts, so that messages do not come back all at once. -1 after the tenth: given
 * up. Microseconds. */
int64_t lb_webhook_wait(int attempts, const char *id);

/* Attempts of a message, all in all. */
#define LB_WEBHOOK_ATTEMPTS 10

/* No attempt is due further ahead than this, unless the clock was set back. */
#define LB_WEBHOOK_FAR (27 * LB_HOUR)

/* The states of a message. */
typedef enum {
    LB_WEBHOOK_QUEUED,
    LB_WEBHOOK_SENDING,
    LB_WEBHOOK_ACCEPTED,
    LB_WEBHOOK_FAILED,    /* given up */
    LB_WEBHOOK_WITHDRAWN, /* the webhook was removed, or is disabled since before it was sent */
} LbWebhookState;

extern const LbName lb_webhook_state_names[]; /* "queued", … with labels */

/* Why one was disabled. The names are sentences in English, as the log and the database have them. */
typedef enum {
    LB_WEBHOOK_SAID_GONE,
    LB_WEBHOOK_TOOK_NOTHING,
} LbWebhookReason;

extern const LbName lb_webhook_reason_names[];

/* A webhook, as people read it: never with its secret. */
typedef struct {
    int64_t id;
    char *tenant;      /* id; NULL: of the whole site */
    char *tenant_name; /* NULL likewise */
    char *url;
    char *events;              /* as lb_webhook_choose() made them */
    int64_t created;           /* microseconds UTC */
    int64_t generation;        /* of its secret, from 1 */
    int64_t overlap;           /* until when the secret before signs too; 0: it does not */
    int64_t disabled;          /* since when nothing is sent; 0: it is */
    char *why;                 /* then: one of lb_webhook_reason_names */
    int failures;              /* attempts in vain since the last one that was taken */
    int64_t accepted;          /* when something was taken last; 0: never */
    int64_t pause;             /* until when nothing is sent, as it asked for; 0: it did not */
    int64_t waiting, given_up; /* messages */
    int64_t withdrawn;         /* what waited when it was disabled; 0 for one that is on */
} LbWebhook;

void lb_webhook_free(LbWebhook *webhook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWebhook, lb_webhook_free)

/* What became of one message, as people read it. */
typedef struct {
    int64_t id;
    int64_t webhook;
    char *url; /* of the webhook */
    char *message_id;
    char *event;      /* its type */
    char *request;    /* "LB-42"; NULL: about none */
    int64_t sequence; /* of the entry in the log */
    char *status;     /* lb_webhook_state_names */
    int attempts;
    int64_t code;                 /* the last answer's status; 0: there was none */
    char *answer;                 /* in words; NULL: not tried */
    int64_t queued, due, settled; /* microseconds UTC; settled 0: not yet */
    bool disabled, removed;       /* the webhook is */
} LbWebhookDelivery;

void lb_webhook_delivery_free(LbWebhookDelivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWebhookDelivery, lb_webhook_delivery_free)

/* Whether it can be sent again: by a webhook that is on, and neither being sent now nor about to be sent for the first time. */
bool lb_webhook_delivery_may_resend(const LbWebhookDelivery *delivery);
