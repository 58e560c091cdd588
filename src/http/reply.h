/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply while it comes: bounded, and only with what is asked for. Knows no network. */
#pragma once

#include "http/http.h"

typedef struct {
    LbHttpReply *reply;
    GByteArray *body;
    size_t limit;             /* of it */
    size_t head;              /* bytes of header lines so far, of all answers in a row */
    bool complete;            /* the head has come to its end */
    bool too_large;           /* more came than is taken */
    char *retry_after, *date; /* as they came; NULL: none */
} LbHttpTaking;

/* Begins to take a reply with at most @limit bytes of body. */
void lb_http_taking_begin(LbHttpTaking *taking, size_t limit);

/* Takes one line of a head, with its line end. False: that was too much. A line that begins an answer forgets what came
 * before, since answers of 1xx come before the one that counts. */
bool lb_http_take_line(LbHttpTaking *taking, const char *bytes, size_t length);

/* Takes bytes of the body. False: that was too much. */
bool lb_http_take_body(LbHttpTaking *taking, const char *bytes, size_t length);

/* What was taken; the caller frees it. */
LbHttpReply *lb_http_taking_end(LbHttpTaking *taking);

void lb_http_taking_clear(LbHttpTaking *taking);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbHttpTaking, lb_http_taking_clear)
