/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipe to the process that sends one message to a webhook: one order, one result, each a JSON object in a line. The order has the
 * signature in it and no secret. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first argument of lockboxd that makes it that process. */
#define LB_HOOK_ARGUMENT "webhook"

/* Bytes of a line, LF included. */
#define LB_HOOK_LIMIT (64 * 1024)

/* Characters of what is kept of an answer. */
#define LB_HOOK_WORDS_LIMIT 300

typedef struct {
    char *url;
    GPtrArray *headers; /* char*: "Name: value" */
    char *body;
    GPtrArray *allowed; /* char*: networks that may be reached although they are not public */
    bool plain;         /* http to loopback may be used, where it is among them */
    char *ca_file;      /* NULL: the system's */
    int timeout;        /* seconds for all of it */
} LbHookOrder;

/* Empty. The caller frees it. */
LbHookOrder *lb_hook_order_new(void);
void lb_hook_order_free(LbHookOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHookOrder, lb_hook_order_free)

/* Sets in an empty order what lockbox.conf says of all webhooks: @networks is a vector up to NULL, or NULL; @timeout in seconds. */
void lb_hook_order_configure(LbHookOrder *order, char *const *networks, bool plain,
                             const char *ca_file, int timeout);

typedef struct {
    int status;      /* of the answer; 0: there was none */
    int retry_after; /* seconds that it asked to wait; 0: it did not */
    char *peer;      /* the address that was reached; NULL: none, here and below */
    char *fault;     /* why there was no answer: a name of http/http.h */
    char *words;     /* for people, in English, harmless; never NULL */
} LbHookResult;

/* One without an answer. The caller frees it. */
LbHookResult *lb_hook_result_failed(const char *fault, const char *words);
void lb_hook_result_free(LbHookResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHookResult, lb_hook_result_free)

/* The lines, LF at their end. NULL with WIRE (base/error.h) in @error when one would be too long. The caller frees them. */
char *lb_hook_order_to_line(const LbHookOrder *order, GError **error);
char *lb_hook_result_to_line(const LbHookResult *result, GError **error);

/* Reads a line of @length bytes. Strict: what is missing, unknown or of another type is named in @error (WIRE). The caller frees what
 * is returned. */
LbHookOrder *lb_hook_order_from_line(const char *line, size_t length, GError **error);
LbHookResult *lb_hook_result_from_line(const char *line, size_t length, GError **error);
