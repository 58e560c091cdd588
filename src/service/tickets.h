/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets: customers open, answer and close them, engineers take, answer, escalate and close them. Each answer
 * for the other side is mailed there; what the provider's people note for themselves is shown to nobody else, neither in
 * the ticket nor in the customer's log. Who may do what says the one table (core/authorize.h). */
#pragma once

#include "core/account.h"
#include "service/service.h"

/* A ticket as it is read, with what the reader may do. */
typedef struct {
    LbTicket *ticket;
    GPtrArray *
        requests; /* LbRequest* made because of it that the reader sees, newest first, 100 at most */
    unsigned verbs; /* bits (1 << LbVerb) of those about tickets that would not be refused now */
    int64_t now;    /* the effective time of reading */
} LbTicketView;

void lb_ticket_view_free(LbTicketView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketView, lb_ticket_view_free)

/* The ticket with its history, internal entries only for the provider's people. An unknown and a foreign number get the
 * same refusal. The caller frees it. */
LbTicketView *lb_service_show_ticket(LbService *service, const LbActor *actor, int64_t number,
                                     GError **error);

/* A page of what the actor may see, the highest number first. Of LB_TICKETS_UNASSIGNED an engineer gets what he or she may take. */
typedef struct {
    LbTicketList list;
    bool closed;    /* those that are closed; else those that are open */
    int64_t before; /* ticket number: only smaller ones; 0: from the highest */
    int limit;      /* 1 to 1000 */
} LbTicketFilter;

/* LbTicket*, the heads alone. The caller frees it. */
GPtrArray *lb_service_tickets(LbService *service, const LbActor *actor,
                              const LbTicketFilter *filter, GError **error);

/* The list that @actor most likely wants: an engineer's own, else all. */
bool lb_service_usual_tickets(LbService *service, const LbActor *actor, LbTicketList *list,
                              GError **error);

/* The subscriptions for which @actor may open a ticket: LbSubscriptionRow* (core/account.h), ids and names, by name.
 * Where there is none, the refusal that opening one would get. Asking is no attempt: a no is not recorded. The caller
 * frees the array. */
GPtrArray *lb_service_openings(LbService *service, const LbActor *actor, GError **error);

typedef struct {
    const char *subscription; /* id, or the name of one where the actor holds a role */
    const char *severity;     /* lb_severity_names */
    const char *title;
    const char *text;
} LbNewTicket;

/* Acts. Each returns the ticket as the actor sees it afterwards; the caller frees it. */
LbTicket *lb_service_open_ticket(LbService *service, const LbActor *actor,
                                 const LbNewTicket *ticket, GError **error);
LbTicket *lb_service_reply(LbService *service, const LbActor *actor, int64_t number,
                           const char *text, GError **error);

/* Writes an internal entry. */
LbTicket *lb_service_note(LbService *service, const LbActor *actor, int64_t number,
                          const char *text, GError **error);
LbTicket *lb_service_take(LbService *service, const LbActor *actor, int64_t number, GError **error);

/* Hands the ticket to the DevOps engineers. @reason, which has to be given, becomes an internal entry. */
LbTicket *lb_service_escalate(LbService *service, const LbActor *actor, int64_t number,
                              const char *reason, GError **error);

/* @reason, NULL: none, becomes the last entry, for both sides. */
LbTicket *lb_service_close_ticket(LbService *service, const LbActor *actor, int64_t number,
                                  const char *reason, GError **error);
