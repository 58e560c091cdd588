/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket and its history. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/terms.h"

/* What becomes of a ticket, as far as it says who may do what with it. Escalation hands it to the DevOps engineers:
 * the one who had it until then has it no longer. */
typedef enum {
    LB_TICKET_UNASSIGNED,  /* open, nobody's so far */
    LB_TICKET_ASSIGNED,    /* open, an engineer's */
    LB_TICKET_ESCALATED,   /* open, waits for a DevOps engineer */
    LB_TICKET_WITH_DEVOPS, /* open, escalated and taken */
    LB_TICKET_CLOSED,
} LbTicketState;

extern const LbName
    lb_ticket_state_names[]; /* "unassigned", "assigned", "escalated", "with-devops", "closed" */

/* Tickets that are opened in Lockbox have the numbers from this one on, which no import may use: else whoever may open
 * a ticket would take the numbers that the ticket system gives next. */
#define LB_TICKET_FIRST_HERE INT64_C(1000000000)
#define LB_TICKET_LAST INT64_C(999999999999) /* what ids can say */

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
    char *closed_by;    /* account, where it was closed in Lockbox; else NULL */
    int64_t escalated;  /* to the DevOps engineers; 0: not */
    char *escalated_by; /* account */
    GPtrArray *entries; /* LbTicketEntry*, oldest first; empty where only the head was read */
} LbTicket;

/* Which of the tickets that somebody may see. */
typedef enum {
    LB_TICKETS_MINE,        /* assigned to the account, or opened by it */
    LB_TICKETS_UNASSIGNED,  /* open and nobody's, whoever may take it */
    LB_TICKETS_FOR_SUPPORT, /* those of them that no one has escalated */
    LB_TICKETS_FOR_DEVOPS,  /* those of them that were escalated */
    LB_TICKETS_ALL,
} LbTicketList;

LbTicket *lb_ticket_new(void);
void lb_ticket_free(LbTicket *ticket);
void lb_ticket_entry_free(LbTicketEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicket, lb_ticket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketEntry, lb_ticket_entry_free)

LbTicketState lb_ticket_state(const LbTicket *ticket);

/* "TK-7". The caller frees it. */
char *lb_ticket_id(int64_t number);

/* Reads "TK-7" (any ASCII case, nothing around it). Returns false when it is no ticket id. */
bool lb_ticket_parse_id(const char *text, int64_t *number);
