/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What transactions of Request Tracker say: their texts, out of the parts of mails that RT keeps as "attachments". For rt.c
 * alone. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tickets/exchange.h"

/* A transaction with something to read. */
typedef struct {
    int64_t transaction;
    int64_t time;
    char *author;  /* account there */
    char *name;    /* for people */
    bool provider; /* its author works for the provider */
    GString *text; /* plain; empty: nothing that can be shown */
} LbRtWords;

/* A query by JSON: rows about one field are alternatives, fields have to hold all. */
JsonBuilder *lb_rt_query_new(void);
void lb_rt_query_add(JsonBuilder *query, const char *field, const char *operation,
                     const char *value);

/* Ends @query and asks it at @path. Returns the list of what was found, which lives as long as *@holder, which the caller frees;
 * NULL with an error. */
JsonArray *lb_rt_query_ask(LbExchange *exchange, const char *path, JsonBuilder *query,
                           LbExchangeReply **holder, GError **error);

/* Fills in the texts of @history (LbRtWords*, newest first) of the ticket @id, until they have more than @most bytes or took
 * half of an order's questions: what is older is taken out of @history, and @cut says so. */
bool lb_rt_read_texts(LbExchange *exchange, const char *id, GPtrArray *history, size_t most,
                      bool *cut, GError **error);
