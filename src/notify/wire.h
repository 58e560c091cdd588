/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe between lockboxd and its delivery child: one JSON object in a line. First the settings, then
 * messages, and behind each a word on whether it may leave; who may leave is answered by a result. lockboxd hands over the next message
 * before the last is answered, and the word on it after that one's result is committed: meanwhile the child prepares it.
 *
 * A message is about a request or about people. Of a request only what a mail tells is carried: no justification,
 * no title of a ticket, no reason. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/message.h"
#include "notify/settings.h"

/* What follows a message: whether it may leave, or is to be forgotten and gets no result. */
typedef struct {
    int64_t id; /* of the message */
    bool leave;
} LbWireWord;

/* Bytes of a line, LF included. */
#define LB_WIRE_LIMIT (1024 * 1024)

typedef struct {
    int64_t id; /* of the message, LbMessage.id */
    LbDelivery delivery;
    char *answer; /* what the server said, or what happened; never NULL */
} LbWireResult;

void lb_wire_result_free(LbWireResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWireResult, lb_wire_result_free)

/* The lines, LF at their end. NULL with WIRE in @error when one would be too long. The caller frees them;
 * that of the settings has the password in it, and is to be wiped. */
char *lb_wire_settings_to_line(const LbDeliverySettings *settings, GError **error);
char *lb_wire_message_to_line(const LbMessage *message, GError **error);
char *lb_wire_word_to_line(const LbWireWord *word, GError **error);
char *lb_wire_result_to_line(const LbWireResult *result, GError **error);

/* Reads a line of @length bytes. Strict: what is missing, unknown or of another type is named in @error
 * (WIRE). The caller frees what is returned. */
LbDeliverySettings *lb_wire_settings_from_line(const char *line, size_t length, GError **error);
LbMessage *lb_wire_message_from_line(const char *line, size_t length, GError **error);
bool lb_wire_word_from_line(const char *line, size_t length, LbWireWord *word, GError **error);
LbWireResult *lb_wire_result_from_line(const char *line, size_t length, GError **error);
