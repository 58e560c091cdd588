/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens to a conversation with an SMTP server and keeps what libesmtp does not tell: whether AUTH
 * succeeded, the first refusal in the server's own words, and whether somebody put plain text where only
 * TLS may follow. Knows nothing of sockets or libraries. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "notify/trace.h"

typedef struct {
    bool guarded;       /* before TLS: nothing may arrive that was not asked for */
    int owed;           /* replies that we wait for */
    bool in_auth;       /* between AUTH and its final reply */
    bool authenticated; /* AUTH was answered by 235 */
    bool injected;      /* the guard saw something; stays for ever */
    bool unasked;       /* without the guard: more came on this connection than was asked for */
    GString *line;      /* of the reply that is being read */
    GString *text;      /* of the same reply, without code */
    int replies;        /* whole ones that came */
    int code;           /* of the last one */
    char *said;         /* the last one in one line; NULL: none yet */
    char *fault;        /* the first reply with 4xx or 5xx that was not forgotten; NULL: none */
    bool barred; /* it is that we were not let in, which holds for every mail of the connection */
    const LbTrace *trace; /* is told each line, passwords left out; NULL: nobody listens */
} LbTalk;

LbTalk *lb_talk_new(void);
void lb_talk_free(LbTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTalk, lb_talk_free)

/* A connection was made; with @tls_follows the guard watches until lb_talk_secured(). */
void lb_talk_connected(LbTalk *talk, bool tls_follows);

/* TLS is up: what was read before is forgotten. */
void lb_talk_secured(LbTalk *talk);

/* A new mail begins. */
void lb_talk_forget_fault(LbTalk *talk);

/* Each line of @bytes is one that is answered. */
void lb_talk_sent(LbTalk *talk, const char *bytes, size_t length);
void lb_talk_received(LbTalk *talk, const char *bytes, size_t length);
