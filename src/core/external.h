/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket that lives in another system, as that system tells it. Nothing of one system in particular is known here,
 * and nothing that is internal there ever comes so far. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/ticket.h"

/* What is kept of one ticket: the newest entries, at most so many, and at most so many bytes of all their texts. */
#define LB_EXTERNAL_ENTRIES_MOST 200
#define LB_EXTERNAL_TEXT_MOST (256 * 1024)
#define LB_EXTERNAL_ID_MOST 32       /* bytes of an id there */
#define LB_EXTERNAL_VERSION_MOST 200 /* bytes */

/* Texts are valid UTF-8 within limits (subject, status, requester, group and authors LB_LIMIT_LINE characters, texts of
 * entries LB_LIMIT_KEPT_TEXT), plain, but hostile: every output has to escape them. The text of an entry is empty where
 * nothing of it can be shown: it was a file alone, or too large. */
typedef struct {
    char *id;        /* there, by lb_external_is_id() */
    char *group;     /* the queue, organization or project that says whose ticket it is */
    char *subject;   /* may be empty */
    char *status;    /* the word for it there */
    bool open;       /* whether the work goes on, by the rules of that system */
    char *requester; /* who asked for support, a name or address; NULL: nobody known */
    int64_t opened;  /* microseconds UTC */
    int64_t updated; /* the last change there, microseconds UTC by its clock */
    char *
        version; /* opaque: what to ask with whether it has changed; NULL: the system has no such thing */
    GPtrArray *
        entries; /* LbTicketEntry*, oldest first; LB_SIDE_CUSTOMER or LB_SIDE_PROVIDER, never internal */
    bool shortened; /* older entries were left out */
} LbExternalTicket;

LbExternalTicket *lb_external_ticket_new(void);
void lb_external_ticket_free(LbExternalTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExternalTicket, lb_external_ticket_free)

/* Keeps the newest entries that are within the limits, and notes whether older ones had to go. */
void lb_external_ticket_shorten(LbExternalTicket *ticket);

/* Whether @text can be the id of a ticket in any system: 1 to LB_EXTERNAL_ID_MOST letters and digits of ASCII, '-' and '_',
 * the first a letter or digit. What one system takes, its adapter says. */
bool lb_external_is_id(const char *text);
