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

/* Of a ticket that lives in another system: where, and how true what is shown of it still is. */
typedef struct {
    char *system;    /* as lockbox.conf calls it */
    char *id;        /* there */
    char *status;    /* the word for it there */
    bool shortened;  /* older entries were left out */
    int64_t fetched; /* until then it is known to be like this */
    int64_t missing; /* since when it cannot be had there although the system answers; 0: it can */
    int64_t silent;  /* since when the system does not answer; 0: it does */
    char *
        page; /* where it is read: what stands between the URL of the system and the id; NULL: not known */
    char *address; /* the whole of that, for people; NULL: none, or nobody asked for it */
} LbTicketMirror;

void lb_ticket_mirror_free(LbTicketMirror *mirror);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketMirror, lb_ticket_mirror_free)

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
    int64_t closed;         /* 0: open */
    char *closed_by;        /* account, where it was closed in Lockbox; else NULL */
    int64_t escalated;      /* to the DevOps engineers; 0: not */
    char *escalated_by;     /* account */
    GPtrArray *entries;     /* LbTicketEntry*, oldest first; empty where only the head was read */
    LbTicketMirror *mirror; /* NULL: it lives here */
} LbTicket;

/* Which of the tickets that somebody may see. */
typedef enum {
    LB_TICKETS_MINE,        /* assigned to the account, or opened by it */
    LB_TICKETS_UNASSIGNED,  /* open and nobody's, whoever may take it */
    LB_TICKETS_FOR_SUPPORT, /* those of them that no one has escalated */
    LB_TICKETS_FOR_DEVOPS,  /* those of them that were escalated */
    LB_TICKETS_ALL,
} LbTicketList;

/* A ticket that cannot be had any more where it lives, although the system answers. */
typedef struct {
    int64_t number; /* here */
    char *id;       /* there */
    int64_t since;
    char *fault; /* why, in words for the operator; NULL: nobody said */
} LbMissingTicket;

void lb_missing_ticket_free(LbMissingTicket *ticket);

/* What is known of a system in which tickets live. */
typedef struct {
    char *name;
    int64_t answered; /* when it did last; 0: never */
    int64_t failing;  /* since when it does not; 0: it does */
    char *fault;      /* why, in words for the operator; NULL: it does */
    int attempts;     /* in vain, one after the other */
    int64_t due;      /* nothing that nobody waits for goes there before */
    int64_t held;     /* nothing at all does */
    int64_t tickets;  /* that live there */
    int64_t owed;     /* lines that have yet to be posted */
    int64_t lost;     /* lines that were given up */
    int64_t missing;  /* how many of the tickets cannot be had any more */
    GPtrArray *gone;  /* LbMissingTicket*, the latest of those; NULL: neither was asked for */
} LbSystemState;

void lb_system_state_free(LbSystemState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSystemState, lb_system_state_free)

/* What became of somebody's wish to have a ticket that lives elsewhere looked at. */
typedef enum {
    LB_LOOK_WAITING,
    LB_LOOK_FOUND,   /* it is here now, as it was there a moment ago */
    LB_LOOK_UNKNOWN, /* there is none, or none of a customer of ours: both are one */
    LB_LOOK_FAILED,  /* the system did not say */
} LbLookState;

extern const LbName lb_look_state_names[]; /* "waiting", "found", "unknown", "failed" */

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
