/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that was read: of which kind it is, and the little of it that matters here. Anybody may have written it; every text in
 * it is one harmless line. It comes from a process of its own (notify/reader.h), as one JSON object in a line. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

typedef enum {
    LB_INBOUND_OTHER,      /* nothing of what follows */
    LB_INBOUND_OURS,       /* it has the form of what Lockbox sends, with an entry of the log */
    LB_INBOUND_BOUNCE,     /* a report about the delivery of another mail (RFC 3464) */
    LB_INBOUND_AUTO_REPLY, /* a program answered, or a mail program says that it was seen */
} LbInboundKind;

extern const LbName lb_inbound_kind_names[]; /* "other", "ours", … */

/* Bytes of a mail that are read, at most. */
#define LB_INBOUND_MOST (10 * 1024 * 1024)

/* Characters of each text, and members of each list. */
#define LB_INBOUND_TEXT_MOST 500
#define LB_INBOUND_LIST_MOST 20

/* What a report says of one recipient, without the types of addresses and hosts ("rfc822;"); NULL: it does not say. */
typedef struct {
    char *original;   /* whom it was for, in the sender's words */
    char *final;      /* whom the server took that to be */
    char *action;     /* failed, delayed, delivered, relayed, expanded */
    char *status;     /* 5.1.1 */
    char *diagnostic; /* smtp; 550 no such user */
    char *remote;     /* the server that said so */
} LbInboundRecipient;

/* A token of a reverse path (core/message.h) in the mail's own header, and the field that had it. */
typedef struct {
    char *token;
    char *field;
} LbInboundToken;

typedef struct {
    LbInboundKind kind;
    char *message_id;      /* without angle brackets; NULL: it has none */
    int64_t sequence;      /* of ours: the entry of the log that it names; else 0 */
    char *head;            /* its hash, 64 hexadecimal digits; NULL: likewise */
    GPtrArray *tokens;     /* LbInboundToken* */
    GPtrArray *recipients; /* LbInboundRecipient*, of a report */
} LbInbound;

LbInbound *lb_inbound_new(void);
void lb_inbound_free(LbInbound *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbInbound, lb_inbound_free)

LbInboundToken *lb_inbound_token_new(char *token, const char *field);

/* Whether the report says that the mail was given up for this recipient: action failed, whatever kind of failure. One that is
 * delayed may still arrive; one that was relayed or expanded is somebody else's. */
bool lb_inbound_recipient_failed(const LbInboundRecipient *recipient);

/* What it says, in one line for people. The caller frees it. */
char *lb_inbound_recipient_words(const LbInboundRecipient *recipient);

/* Bytes of the line, LF included. */
#define LB_INBOUND_LINE_MOST (512 * 1024)

/* The line, LF at its end. NULL with WIRE in @error (base/error.h) when it would be too long. The caller frees it. */
char *lb_inbound_to_line(const LbInbound *letter, GError **error);

/* Reads a line of @length bytes. Strict: what is missing, unknown or of another form is named in @error (WIRE). */
LbInbound *lb_inbound_from_line(const char *line, size_t length, GError **error);
