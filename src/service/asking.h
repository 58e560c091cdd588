/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an engineer who asks for access chooses from, and what is kept of a request that is not sent yet. What would become
 * of it says service/preview.h. Reading here is no attempt: a no is not recorded. */
#pragma once

#include "core/catalogue.h"
#include "core/draft.h"
#include "core/resource.h"
#include "service/service.h"

/* Tickets because of which @actor may ask for access now: LbTicket*, the heads alone, newest first, 1000 at most. The
 * caller frees the array. */
GPtrArray *lb_service_askable_tickets(LbService *service, const LbActor *actor, GError **error);

/* A scenario as it is offered for a ticket. */
typedef struct {
    const LbScenario *scenario; /* borrowed from the service, which lives longer */
    const char *service_label;  /* in the actor's language; likewise */
    const char *label;
    const char *exposes;
    LbRefusal
        refusal; /* why the ticket's customer cannot be asked for it; LB_REFUSAL_NONE: it can */
} LbOffer;

typedef struct {
    LbTicket *ticket;  /* the head */
    GPtrArray *offers; /* LbOffer*, in the order of the catalogue, those of one service together */
    int hours;         /* of access unless others are asked for */
} LbOffers;

void lb_offers_free(LbOffers *offers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbOffers, lb_offers_free)

/* What can be asked for because of ticket @number. Refused as asking because of it would be. The caller frees it. */
LbOffers *lb_service_offers(LbService *service, const LbActor *actor, int64_t number,
                            GError **error);

/* Where resources are looked for: those of the ticket's customer (of its subscription, where the ticket has one) whose type
 * the scenario is for. */
typedef struct {
    int64_t ticket;
    const char *service, *scenario; /* catalogue ids */
    const char *subscription;       /* canonical id: only of this one; NULL: any */
    const char *text; /* in the name or resource group, any ASCII case; NULL or "": any */
    const char
        *after; /* key of a resource that was found: only those behind it; NULL: from the first */
    int limit;  /* 1 to 1000 */
} LbResourceQuery;

typedef struct {
    LbResource *resource;
    char *subscription_name;
    LbRefusal refusal; /* LB_REFUSAL_NONE, or why it cannot be picked: classic, another system */
} LbFoundResource;

typedef struct {
    GPtrArray *found; /* LbFoundResource*, by name */
    int64_t count;    /* how many there are in all; -1: more than were counted in a moment */
    bool more;        /* there are others behind the last */
} LbResourcePage;

void lb_resource_page_free(LbResourcePage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbResourcePage, lb_resource_page_free)

/* A page of them; bounded work whatever there is. The caller frees it. */
LbResourcePage *lb_service_find_resources(LbService *service, const LbActor *actor,
                                          const LbResourceQuery *query, GError **error);

/* Keeps @draft for its account and ticket in place of what was kept for them, and reads it again: one a ticket, and one
 * without. Nobody else reads it, and nothing is logged. Sending a request because of a ticket drops its draft in the same
 * act. At most 20 an account: the oldest goes. */
bool lb_service_keep_draft(LbService *service, const LbActor *actor, const LbDraft *draft,
                           GError **error);

/* Stores the draft for ticket @number (0: for none); -1: the one that was kept last. NULL where there is none. The caller
 * frees it. */
bool lb_service_draft(LbService *service, const LbActor *actor, int64_t number, LbDraft **draft,
                      GError **error);
bool lb_service_drop_draft(LbService *service, const LbActor *actor, int64_t number,
                           GError **error);

/* What request @number, which @actor must have made, would be as a draft. The caller frees it. */
LbDraft *lb_service_copy_request(LbService *service, const LbActor *actor, int64_t number,
                                 GError **error);
