/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe between lockboxd, or lockboxctl, and the child that talks to the collector: the target as a line of JSON, one message
 * in each line that follows, an empty line; and one line back, what became of all of them together. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/forwarding.h"

/* The argument that makes the child of lockboxd (forward/child.h). */
#define LB_FORWARD_ARGUMENT "forward"

/* Bytes of a line, LF included: to the child, and back. */
#define LB_FORWARD_LINE_MOST (LB_FORWARD_MESSAGE_MOST + 4096)
#define LB_FORWARD_ANSWER_MOST 8192

/* The line that says where to, LF at its end. The caller frees it. */
char *lb_forward_target_to_line(const LbForwardTarget *target, GError **error);

/* Reads such a line; what only messages need of a target is not in it. False with WIRE in @error (base/error.h). */
bool lb_forward_target_from_line(const char *line, size_t length, LbForwardTarget *target,
                                 GError **error);

typedef struct {
    bool done; /* the collector has read all that was sent */
    char *
        words; /* why not; when it is done, what is known of the connection. Untranslated, never NULL */
} LbForwardAnswer;

void lb_forward_answer_free(LbForwardAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwardAnswer, lb_forward_answer_free)

/* The answer as a line, LF at its end. The caller frees it. */
char *lb_forward_answer_to_line(bool done, const char *words);

/* Reads such a line. NULL with WIRE in @error. The caller frees it. */
LbForwardAnswer *lb_forward_answer_from_line(const char *line, size_t length, GError **error);
