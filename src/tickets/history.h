/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said in a ticket, while an adapter gathers it. What all kinds of systems have in common; it asks none. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/external.h"

/* What one person wrote at one time. */
typedef struct {
    int64_t id;    /* there; larger where it is newer */
    int64_t time;  /* microseconds UTC */
    char *author;  /* account there */
    char *name;    /* for people */
    bool provider; /* its author works for the provider; false: until that is known */
    GString *text; /* plain; empty: nothing that can be shown */
} LbWords;

/* @real: the name that the account has, or NULL; people choose it themselves, and mail brings it, so the account stands beside:
 * "Anna Abe <anna@fabrikam.example>". The list that it is added to frees it. */
LbWords *lb_words_new(int64_t id, int64_t time, const char *account, const char *real);

/* Adds @text, a part of what was written, UTF-8 of any kind, as a paragraph of its own; with @html as what is to be read of it. Empty
 * ones leave nothing. No more than LB_LIMIT_KEPT_TEXT characters are kept of all. */
void lb_words_add(LbWords *words, const char *text, bool html);

/* LbWords*, newest first by convention. The caller frees the list. */
GPtrArray *lb_history_new(void);

/* Stores whether the system says that @account works for the provider. */
typedef bool (*LbHistoryAsk)(gpointer data, const char *account, bool *staff, GError **error);

/* Says of all whether they are the provider's words: @ask is called once for each author. */
bool lb_history_tell_sides(GPtrArray *history, LbHistoryAsk ask, gpointer data, GError **error);

/* Puts it into @ticket, oldest first, as much of it as is kept (core/external.h). */
void lb_history_put(const GPtrArray *history, LbExternalTicket *ticket);

/* @text as one line of what is kept. The caller frees it. */
char *lb_history_line(const char *text);
