/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of mails of which a ticket system keeps, and hands out, the parts one by one: which of them are their authors' words,
 * and how to come by those within bounds. What all such systems have in common. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "tickets/exchange.h"
#include "tickets/history.h"

typedef enum {
    LB_PART_OTHER,
    LB_PART_PLAIN,
    LB_PART_HTML,
    LB_PART_ALTERNATIVE, /* what follows says the same in several ways */
    LB_PART_NESTED,      /* a mail within the mail: what follows is not the author's */
} LbPartType;

typedef struct {
    int64_t id;    /* there; larger where it stands later in the mail */
    int64_t words; /* LbWords.id of what it belongs to */
    int64_t
        length; /* bytes, as the system says; -1: it does not. Whoever sent the mail may have had a hand in that */
    LbPartType type;
    bool file;   /* has a name */
    bool chosen; /* is to be fetched */
    char *content;
} LbPart;

/* Of the content type @type (NULL: none is told). The list that it is added to frees it. */
LbPart *lb_part_new(int64_t id, int64_t words, const char *type);

/* What is to be listed: parts of the words from @first to before @end of @history. */
typedef struct {
    const GPtrArray *history; /* LbWords*, newest first */
    guint first, end;
    bool forward; /* oldest first, else newest */
    int64_t
        last; /* id of the part that came last: only those behind it in that order; 0: from the beginning */
} LbPartQuery;

/* How one kind of system is asked. Both fail as LbTicketAdapter says. */
typedef struct {
    /* Adds a page of parts (LbPart*), in order; @whole: there are no more behind it. */
    bool (*list)(LbExchange *exchange, const char *ticket, const LbPartQuery *query,
                 GPtrArray *parts, bool *whole, GError **error);

    /* Fetches the @count @parts, LB_PARTS_AT_ONCE at most, and hands each content to lb_part_fill(). One that does not come is left
     * out; where all of it was too large (lb_exchange_was_too_large()), fewer are asked for again. */
    bool (*fetch)(LbExchange *exchange, const char *ticket, LbPart *const *parts, guint count,
                  GError **error);
} LbPartSource;

#define LB_PARTS_AT_ONCE 100

/* Whichever of the @count @parts is @id gets @content. */
void lb_part_fill(LbPart *const *parts, guint count, int64_t id, const char *content);

/* Fills in the texts of @history (newest first), until they have more than @most bytes or took half of an order's questions: what is
 * older is taken out of @history, and @cut says so. */
bool lb_parts_read(const LbPartSource *source, LbExchange *exchange, const char *ticket,
                   GPtrArray *history, size_t most, bool *cut, GError **error);
