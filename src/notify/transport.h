/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A way by which composed mail leaves. The Maildir and SMTP are two of the same kind. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/message.h"

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

typedef struct LbTransport LbTransport;
struct LbTransport {
    /* Tries once. Stores in @answer what the server said, or what happened; the caller frees it. */
    LbDelivery (*deliver)(LbTransport *transport, const LbEnvelope *envelope, char **answer);
    void (*free)(LbTransport *transport);
    unsigned patience; /* seconds after which a delivery hangs for good; the caller ends it then */
};

/* Delivers, after making sure that envelope and bytes can do no harm on the wire. LB_DELIVERY_ACCEPTED only
 * when the other side has taken responsibility. @answer is never NULL afterwards, is safe to show, and has
 * at most LB_ANSWER_LIMIT characters; the caller frees it. */
LbDelivery lb_transport_deliver(LbTransport *transport, const LbEnvelope *envelope, char **answer);

void lb_transport_free(LbTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTransport, lb_transport_free)

/* @text in one line, harmless and at most LB_ANSWER_LIMIT characters. The caller frees it. */
char *lb_answer_make_safe(const char *text);
