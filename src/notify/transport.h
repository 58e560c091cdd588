/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way by which composed mail leaves. The Maildir and SMTP are two of the same kind. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/message.h"
#include "notify/trace.h"

/* Larger mail is refused: ours is a tenth of it, and libesmtp is safe only with what fits in buffers. */
#define LB_MAIL_LIMIT (64 * 1024)

/* Characters of an answer that are kept. */
#define LB_ANSWER_LIMIT 300

typedef struct {
    const char *from;       /* mailbox for the reverse path */
    const char *to;         /* exactly one mailbox */
    const char *message_id; /* without angle brackets */
    int64_t queued;         /* microseconds UTC */
    const char *bytes;      /* the whole mail, 7-bit, CRLF line ends */
    size_t length;
} LbEnvelope;

/* Mails on their way to a transport, one at a time: what was taken is settled before the next is taken. */
typedef struct {
    /* The next one, which stays until it is settled; NULL when none came within @wait_ms, or no more will.
     * LB_WAIT_LONG: waits as long as it takes. */
    const LbEnvelope *(*next)(gpointer data, int wait_ms);

    /* To be asked when all of it but its end was handed over: false means that the other side must not get that, so that it
     * takes nothing, and that the connection is given up. NULL: each may leave. */
    bool (*permit)(gpointer data);

    /* What became of it. @answer: what the other side said, or what happened. */
    void (*settle)(gpointer data, LbDelivery delivery, const char *answer);
    gpointer data;
} LbMails;

#define LB_WAIT_LONG (-1)

/* permit() takes no longer: the other side waits meanwhile. */
#define LB_PERMIT_MS 5000

typedef struct LbTransport LbTransport;
struct LbTransport {
    /* Tries each of @mails once, until next() gives none; the first call of it waits long. May return after
     * any mail, too: it is called again. */
    void (*run)(LbTransport *transport, const LbMails *mails);
    void (*free)(LbTransport *transport);
    unsigned patience;    /* seconds after which one mail hangs for good; the caller ends it then */
    const LbTrace *trace; /* who watches each step; NULL: nobody does. Must live as long */
};

/* Delivers @mails, after making sure that envelope and bytes of each can do no harm on the wire.
 * LB_DELIVERY_ACCEPTED only when the other side has taken responsibility. Answers are safe to show and have
 * at most LB_ANSWER_LIMIT characters. Returns when nothing more came, for now at least. */
void lb_transport_run(LbTransport *transport, const LbMails *mails);

/* Asks permit(), where there is one. */
bool lb_mails_permit(const LbMails *mails);

/* The same for one mail alone. @answer is never NULL afterwards; the caller frees it. */
LbDelivery lb_transport_deliver(LbTransport *transport, const LbEnvelope *envelope, char **answer);

void lb_transport_free(LbTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTransport, lb_transport_free)

/* @text in one line, harmless and at most LB_ANSWER_LIMIT characters. The caller frees it. */
char *lb_answer_make_safe(const char *text);
