/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an engineer who asks for access chooses from: tickets, scenarios, resources. Only what asking itself would let
 * pass is shown, and nothing of another customer's. */
#include "service/asking.h"

#include "base/error.h"
#include "base/text.h"
#include "service/act.h"
#include "service/reader.h"
#include "store/resources.h"
#include "store/tickets.h"

#define TICKETS_LIMIT 1000
#define PAGE_LIMIT 1000

/* Begins to read for @actor; refused unless @verb, which is about nothing, is allowed. */
static LbTransaction *
begin_alone(LbService *service, const LbActor *actor, LbClockJudgement *time, LbStanding *standing,
            GError **error)
{
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, time, error);
    if (reading == NULL || !lb_standing_alone(service, actor, time, standing, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_DRAFT, standing);
    if (refusal == LB_REFUSAL_NONE)
        return g_steal_pointer(&reading);
    lb_refuse(error, refusal, NULL);
    return NULL;
}

/* Likewise, unless @actor may ask because of the ticket, which is stored with the customer whose it is. */
static LbTransaction *
begin_at_ticket(LbService *service, const LbActor *actor, int64_t number, LbTicket **ticket,
                LbTenant **tenant, GError **error)
{
    LbStanding standing;
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL ||
        !lb_standing_towards_head(service, actor, number, &time, &standing, ticket, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_SUBMIT, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    *tenant = lb_directory_tenant(service->store, (*ticket)->tenant, error);
    if (*tenant == NULL)
        return NULL;
    if ((*tenant)->plan < LB_PLAN_DEVELOPER) {
        lb_refuse(error, LB_REFUSAL_BASIC_PLAN, NULL);
        return NULL;
    }
    return g_steal_pointer(&reading);
}

GPtrArray *
lb_service_askable_tickets(LbService *service, const LbActor *actor, GError **error)
{
    LbClockJudgement time;
    LbStanding alone;
    g_autoptr(LbTransaction) reading = begin_alone(service, actor, &time, &alone, error);
    if (reading == NULL)
        return NULL;
    bool devops = (alone.roles & (1u << LB_ROLE_DEVOPS_ENGINEER)) != 0;
    g_autoptr(GPtrArray) tickets =
        lb_tickets_askable(service->store, actor->account, devops, TICKETS_LIMIT, error);
    /* Which of them the one table lets pass. */
    for (guint i = tickets != NULL ? tickets->len : 0; i-- > 0;) {
        LbStanding standing = alone;
        if (!lb_standing_at_ticket(service, actor, g_ptr_array_index(tickets, i), &standing, error))
            return NULL;
        if (lb_authorize(LB_VERB_SUBMIT, &standing) != LB_REFUSAL_NONE)
            g_ptr_array_remove_index(tickets, i);
    }
    return g_steal_pointer(&tickets);
}

/* Scenarios */

void
lb_offers_free(LbOffers *offers)
{
    if (offers == NULL)
        return;
    lb_ticket_free(offers->ticket);
    g_clear_pointer(&offers->offers, g_ptr_array_unref);
    g_free(offers);
}

static LbOffer *
make_offer(const LbCatalogue *catalogue, const LbScenario *scenario, const LbTenant *tenant,
           const char *language)
{
    LbOffer *offer = g_new0(LbOffer, 1);
    offer->scenario = scenario;
    offer->service_label = lb_catalogue_service_label(catalogue, scenario->service, language);
    offer->label = lb_scenario_label(scenario, language);
    offer->exposes = lb_scenario_exposes(scenario, language);
    offer->refusal = lb_scenario_offered(scenario, tenant);
    return offer;
}

/* In the order of the catalogue, but those of a service behind its first one. */
static GPtrArray *
make_offers(const LbCatalogue *catalogue, const LbTenant *tenant, const char *language)
{
    GPtrArray *offers = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < catalogue->scenarios->len; i++) {
        const LbScenario *scenario = g_ptr_array_index(catalogue->scenarios, i);
        guint place = offers->len;
        while (place > 0 &&
               g_strcmp0(((LbOffer *)g_ptr_array_index(offers, place - 1))->scenario->service,
                         scenario->service) != 0)
            place--;
        g_ptr_array_insert(offers, place > 0 ? (gint)place : -1,
                           make_offer(catalogue, scenario, tenant, language));
    }
    return offers;
}

LbOffers *
lb_service_offers(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    g_autoptr(LbOffers) found = g_new0(LbOffers, 1);
    g_autoptr(LbTenant) tenant = NULL;
    g_autoptr(LbTransaction) reading =
        begin_at_ticket(service, actor, number, &found->ticket, &tenant, error);
    if (reading == NULL)
        return NULL;
    found->offers = make_offers(service->catalogue, tenant, actor->language);
    found->hours = tenant->access_hours;
    return g_steal_pointer(&found);
}

/* Resources */

static void
free_found(LbFoundResource *found)
{
    lb_resource_free(found->resource);
    g_free(found->subscription_name);
    g_free(found);
}

void
lb_resource_page_free(LbResourcePage *page)
{
    if (page == NULL)
        return;
    g_clear_pointer(&page->found, g_ptr_array_unref);
    g_free(page);
}

/* What was typed, as names are kept; "" for nothing. The caller frees it; NULL with a refusal. */
static char *
take_text(const char *text, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *taken =
        lb_text_accept(text != NULL ? text : "", -1, LB_TEXT_LINE, LB_LIMIT_LINE, &cause);
    if (taken != NULL)
        return g_ascii_strdown(taken, -1);
    if (g_error_matches(cause, LB_BASE_ERROR, LB_BASE_ERROR_EMPTY))
        return g_strdup("");
    lb_refuse_text(error, "text", cause);
    return NULL;
}

/* Stores where to look: NULL for the whole customer. Nowhere, where the ticket is about another subscription than the one
 * that is wanted. A foreign one and one that there is not are refused alike. */
static bool
find_subscription(LbService *service, const LbTicket *ticket, const char *wanted,
                  const char **subscription, bool *nowhere, GError **error)
{
    *subscription = wanted != NULL ? wanted : ticket->subscription;
    *nowhere = wanted != NULL && ticket->subscription != NULL &&
               g_strcmp0(wanted, ticket->subscription) != 0;
    if (wanted == NULL)
        return true;
    g_autofree char *tenant = NULL, *name = NULL;
    g_autoptr(GError) failure = NULL;
    bool found = lb_directory_subscription(service->store, wanted, &tenant, &name, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return (found && g_strcmp0(tenant, ticket->tenant) == 0) ||
           lb_refuse(error, LB_REFUSAL_UNKNOWN_SUBSCRIPTION, NULL);
}

/* Moves what the store found into @page. */
static void
fill_page(LbResourcePage *page, GPtrArray *rows, const LbScenario *scenario)
{
    for (guint i = 0; i < rows->len; i++) {
        LbResourceRow *row = g_ptr_array_index(rows, i);
        LbFoundResource *found = g_new0(LbFoundResource, 1);
        found->resource = g_steal_pointer(&row->resource);
        found->subscription_name = g_steal_pointer(&row->subscription_name);
        found->refusal = lb_scenario_suits(scenario, found->resource);
        g_ptr_array_add(page->found, found);
    }
}

static bool
search(LbService *service, const LbResourceFilter *filter, const LbScenario *scenario,
       LbResourcePage *page, GError **error)
{
    LbResourceFilter wanted = *filter;
    wanted.limit = filter->limit + 1; /* whether there are others */
    g_autoptr(GPtrArray) rows = lb_resources_find(service->store, &wanted, error);
    if (rows == NULL)
        return false;
    page->more = rows->len > (guint)filter->limit;
    if (page->more)
        g_ptr_array_set_size(rows, filter->limit);
    page->count = rows->len;
    fill_page(page, rows, scenario);
    return (!page->more && filter->after == NULL) ||
           lb_resources_count(service->store, filter, &page->count, error);
}

LbResourcePage *
lb_service_find_resources(LbService *service, const LbActor *actor, const LbResourceQuery *query,
                          GError **error)
{
    g_autoptr(LbTicket) ticket = NULL;
    g_autoptr(LbTenant) tenant = NULL;
    g_autoptr(LbResourcePage) page = g_new0(LbResourcePage, 1);
    g_autoptr(LbTransaction) reading =
        begin_at_ticket(service, actor, query->ticket, &ticket, &tenant, error);
    g_autofree char *text = reading != NULL ? take_text(query->text, error) : NULL;
    if (text == NULL)
        return NULL;
    const LbScenario *scenario =
        lb_catalogue_find(service->catalogue, query->service, query->scenario);
    LbRefusal refusal = lb_scenario_offered(scenario, tenant);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    bool nowhere = false;
    g_auto(GStrv) types = lb_scenario_sought(scenario);
    LbResourceFilter filter = { .tenant = tenant->id,
                                .types = (const char *const *)types,
                                .text = text,
                                .after = query->after,
                                .limit = CLAMP(query->limit, 1, PAGE_LIMIT) };
    page->found = g_ptr_array_new_with_free_func((GDestroyNotify)free_found);
    if (!find_subscription(service, ticket, query->subscription, &filter.subscription, &nowhere,
                           error) ||
        (!nowhere && !search(service, &filter, scenario, page, error)))
        return NULL;
    return g_steal_pointer(&page);
}
