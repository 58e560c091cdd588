/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket and its history. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/terms.h"

typedef struct {
    int64_t time;
    char *author; /* account or name, as the ticket system knows it */
    LbSide side;
    char *text;
} LbTicketEntry;

typedef struct {
    int64_t number; /* TK-7 is 7 */
    char *tenant;
    char *tenant_name;
    char *subscription; /* canonical id; NULL: the whole tenant */
    char *title;
    LbSeverity severity;
    bool open;
    char *opened_by; /* account */
    char *assignee;  /* account of the support engineer; NULL: nobody yet */
    int64_t opened;
    int64_t closed;     /* 0: open */
    GPtrArray *entries; /* LbTicketEntry*, oldest first; empty where only the head was read */
} LbTicket;

LbTicket *lb_ticket_new(void);
void lb_ticket_free(LbTicket *ticket);
void lb_ticket_entry_free(LbTicketEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicket, lb_ticket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketEntry, lb_ticket_entry_free)

/* Reads "TK-7" (any ASCII case, nothing around it). Returns false when it is no ticket id. */
bool lb_ticket_parse_id(const char *text, int64_t *number);
