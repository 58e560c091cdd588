/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is filled in of a request that is not sent yet: what is chosen, what goes with it, and the draft of it that is kept. */
#include <string.h>

#include "base/i18n.h"
#include "core/part.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define HOURS_DIGITS 2

static void
free_ticket(gpointer ticket)
{
    lb_ticket_free(ticket);
}

static void
free_resource(gpointer resource)
{
    lb_resource_free(resource);
}

/* Takes the role out of @line, a role and its scope; false where it is none by which access is asked for. */
static bool
take_role(const char *line, LbRole *role)
{
    const char *scope = strstr(line, " /");
    g_autofree char *name = scope != NULL ? g_strndup(line, (gsize)(scope - line)) : NULL;
    return name != NULL && lb_role_from_name(name, role) && lb_role_asks(*role);
}

bool
lb_ask_roles(const LbApp *app, unsigned *roles, GError **error)
{
    g_auto(GStrv) lines = lb_service_roles(app->service, app->actor, error);
    if (lines == NULL)
        return false;
    *roles = 0;
    for (char **line = lines; *line != NULL; line++) {
        LbRole role;
        if (take_role(*line, &role))
            *roles |= 1u << role;
    }
    return true;
}

void
lb_ask_init(LbAsk *ask, LbApp *app)
{
    ask->screen.app = app;
    ask->tickets = g_ptr_array_new_with_free_func(free_ticket);
    ask->resources = g_ptr_array_new_with_free_func(free_resource);
    ask->suitable = -1;
    lb_field_init(&ask->hours, HOURS_DIGITS, true);
    lb_editor_init(&ask->why, LB_LIMIT_TEXT);
    lb_pager_init(&ask->rules);
    lb_pager_init(&ask->wrong);
}

void
lb_ask_clear(LbAsk *ask)
{
    lb_form_clear(&ask->form);
    g_ptr_array_unref(ask->tickets);
    lb_offers_free(ask->offers);
    g_free(ask->closed);
    g_free(ask->service);
    g_free(ask->scenario);
    g_ptr_array_unref(ask->resources);
    g_clear_pointer(&ask->aside, g_ptr_array_unref);
    lb_field_clear(&ask->hours);
    lb_editor_clear(&ask->why);
    g_free(ask->like);
    g_free(ask->weighed);
    lb_preview_free(ask->preview);
    g_free(ask->refusal);
    g_free(ask->obstacle);
    lb_pager_clear(&ask->rules);
    lb_pager_clear(&ask->wrong);
}

/* What can be chosen */

const LbOffer *
lb_ask_offer(const LbAsk *ask)
{
    if (ask->offers == NULL || ask->service == NULL || ask->scenario == NULL)
        return NULL;
    for (guint i = 0; i < ask->offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(ask->offers->offers, i);
        if (strcmp(offer->scenario->service, ask->service) == 0 &&
            strcmp(offer->scenario->id, ask->scenario) == 0)
            return offer;
    }
    return NULL;
}

const LbTicket *
lb_ask_ticket(const LbAsk *ask)
{
    if (ask->offers != NULL)
        return ask->offers->ticket;
    for (guint i = 0; i < ask->tickets->len; i++) {
        const LbTicket *ticket = g_ptr_array_index(ask->tickets, i);
        if (ticket->number == ask->ticket)
            return ticket;
    }
    return NULL;
}

char *
lb_ask_refusal_words(const LbAsk *ask, const GError *error)
{
    bool refused = error->domain == LB_REFUSAL_ERROR &&
                   lb_refusal_part((LbRefusal)error->code) == LB_PART_TICKET;
    if (refused && ask->tickets->len > 0)
        return g_strdup_printf(_("%s Choose another one."), error->message);
    return g_strdup(error->message);
}

/* Counts what there is to pick from. That it cannot be counted is no reason to fill nothing in. */
static void
count_resources(LbAsk *ask)
{
    const LbResource *first = ask->resources->len > 0 ? g_ptr_array_index(ask->resources, 0) : NULL;
    LbResourceQuery query = { .ticket = ask->ticket,
                              .service = ask->service,
                              .scenario = ask->scenario,
                              .subscription = first != NULL ? first->subscription : NULL,
                              .limit = 1 };
    ask->suitable = -1;
    if (lb_ask_offer(ask) == NULL)
        return;
    g_autoptr(LbResourcePage) page =
        lb_service_find_resources(ask->screen.app->service, ask->screen.app->actor, &query, NULL);
    if (page != NULL)
        ask->suitable = page->count;
}

/* Hours that nobody typed are the tenant's. */
static void
offer_hours(LbAsk *ask)
{
    g_autofree char *usual =
        ask->offers != NULL ? g_strdup_printf("%d", ask->offers->hours) : g_strdup("");
    if (!ask->hours_typed)
        lb_field_set(&ask->hours, usual);
}

static void
read_offers(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&ask->offers, lb_offers_free);
    g_clear_pointer(&ask->closed, g_free);
    if (ask->ticket == 0)
        return;
    ask->offers = lb_service_offers(app->service, app->actor, ask->ticket, &error);
    if (ask->offers == NULL)
        ask->closed = lb_ask_refusal_words(ask, error);
    offer_hours(ask);
}

/* Where nothing can be asked for because of the ticket, what was chosen is still called as it is for any other one. */
static void
read_labels(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    g_autoptr(LbOffers) other = NULL;
    ask->service_label = ask->scenario_label = NULL;
    for (guint i = 0; i < ask->tickets->len && ask->service != NULL && other == NULL; i++) {
        const LbTicket *ticket = g_ptr_array_index(ask->tickets, i);
        other = lb_service_offers(app->service, app->actor, ticket->number, NULL);
    }
    for (guint i = 0; other != NULL && i < other->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(other->offers, i);
        if (strcmp(offer->scenario->service, ask->service) != 0)
            continue;
        ask->service_label = offer->service_label;
        if (g_strcmp0(offer->scenario->id, ask->scenario) == 0)
            ask->scenario_label = offer->label;
    }
}

static bool
is_offered(const LbAsk *ask, const char *service)
{
    for (guint i = 0; i < ask->offers->offers->len; i++)
        if (strcmp(((const LbOffer *)g_ptr_array_index(ask->offers->offers, i))->scenario->service,
                   service) == 0)
            return true;
    return false;
}

/* A copy, with the system that no id has; NULL where its id is none. */
static LbResource *
copy_resource(const LbResource *resource)
{
    LbResource *copy = lb_resource_from_id(resource->id, NULL);
    if (copy != NULL)
        copy->os = resource->os;
    return copy;
}

/* Whether it goes with the scenario, and with the subscription of the ticket. */
static bool
suits(const LbAsk *ask, const LbResource *resource)
{
    const LbOffer *offer = lb_ask_offer(ask);
    const char *subscription = ask->offers != NULL ? ask->offers->ticket->subscription : NULL;
    if (subscription != NULL && g_strcmp0(subscription, resource->subscription) != 0)
        return false;
    return offer == NULL || lb_scenario_suits(offer->scenario, resource) == LB_REFUSAL_NONE;
}

/* Puts what does not suit aside, and brings back what does again. */
static void
sort_picks(LbAsk *ask)
{
    GPtrArray *all = ask->aside != NULL ? ask->aside : ask->resources;
    GPtrArray *suitable = g_ptr_array_new_with_free_func(free_resource);
    for (guint i = 0; i < all->len; i++) {
        const LbResource *resource = g_ptr_array_index(all, i);
        LbResource *copy = suits(ask, resource) ? copy_resource(resource) : NULL;
        if (copy != NULL)
            g_ptr_array_add(suitable, copy);
    }
    bool whole = suitable->len == all->len;
    if (all == ask->resources && !whole)
        ask->aside = g_steal_pointer(&ask->resources);
    else
        g_clear_pointer(&ask->resources, g_ptr_array_unref);
    ask->resources = suitable;
    if (whole)
        g_clear_pointer(&ask->aside, g_ptr_array_unref);
}

void
lb_ask_settle(LbAsk *ask)
{
    read_offers(ask);
    if (ask->offers != NULL) {
        if (ask->service != NULL && !is_offered(ask, ask->service))
            g_clear_pointer(&ask->service, g_free);
        if (lb_ask_offer(ask) == NULL)
            g_clear_pointer(&ask->scenario, g_free);
        sort_picks(ask);
    } else {
        read_labels(ask);
    }
    count_resources(ask);
    /* Something may have changed that the rules look at. */
    g_clear_pointer(&ask->weighed, g_free);
}

bool
lb_ask_read(LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    GPtrArray *tickets = lb_service_askable_tickets(app->service, app->actor, error);
    if (tickets == NULL)
        return false;
    g_ptr_array_unref(ask->tickets);
    ask->tickets = tickets;
    lb_ask_settle(ask);
    return true;
}

/* Choosing */

void
lb_ask_touch(LbAsk *ask)
{
    ask->changed = ask->edited = true;
}

/* Lets go of all resources, and says so. */
static void
leave_behind(LbAsk *ask)
{
    GPtrArray *picked = g_steal_pointer(&ask->resources);
    ask->resources = g_ptr_array_new_with_free_func(free_resource);
    if (ask->aside == NULL)
        ask->aside = picked;
    else
        g_ptr_array_unref(picked);
    lb_ask_let_go(ask);
}

/* Takes what is filled in along to another ticket; resources of another customer stay behind. */
static void
take_along(LbAsk *ask, int64_t ticket)
{
    LbApp *app = ask->screen.app;
    const LbTicket *before = lb_ask_ticket(ask);
    g_autofree char *tenant = before != NULL ? g_strdup(before->tenant) : NULL;
    if (ask->kept)
        lb_service_drop_draft(app->service, app->actor, ask->ticket, NULL);
    ask->ticket = ticket;
    lb_ask_settle(ask);
    const LbTicket *after = lb_ask_ticket(ask);
    if (tenant != NULL && after != NULL && g_strcmp0(tenant, after->tenant) != 0)
        leave_behind(ask);
    lb_ask_touch(ask);
}

void
lb_ask_choose_ticket(LbAsk *ask, int64_t ticket)
{
    LbApp *app = ask->screen.app;
    g_autoptr(LbDraft) other = NULL;
    GError *error = NULL;
    /* Because of a ticket that is closed nothing can be sent: what was kept for it goes along, too. */
    bool own =
        ask->like != NULL || ((ask->edited || ask->closed != NULL) && lb_ask_holds_something(ask));
    if (ticket == ask->ticket)
        return;
    /* Neither what is filled in is lost, nor what was kept for the other ticket. */
    if (own && lb_service_draft(app->service, app->actor, ticket, &other, NULL) && other != NULL) {
        ask->changed = true;
        if (!lb_ask_keep(ask, &error)) {
            lb_app_fail(app, error);
            return;
        }
        lb_app_say(app, LB_STYLE_TEXT,
                   g_strdup(_("What was filled in is kept with the ticket before.")));
    }
    if (own && other == NULL)
        take_along(ask, ticket);
    else
        lb_ask_begin(ask, ticket);
}

/* The only scenario of the service that can be asked for, NULL where there are others. */
static const char *
only_scenario(const LbAsk *ask, const char *service)
{
    const char *only = NULL;
    for (guint i = 0; ask->offers != NULL && i < ask->offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(ask->offers->offers, i);
        if (offer->refusal != LB_REFUSAL_NONE || strcmp(offer->scenario->service, service) != 0)
            continue;
        if (only != NULL)
            return NULL;
        only = offer->scenario->id;
    }
    return only;
}

void
lb_ask_choose_service(LbAsk *ask, const char *service)
{
    if (g_strcmp0(ask->service, service) != 0)
        lb_ask_choose_scenario(ask, service, only_scenario(ask, service));
}

void
lb_ask_choose_scenario(LbAsk *ask, const char *service, const char *scenario)
{
    g_autofree char *one = g_strdup(service);
    g_autofree char *other = g_strdup(scenario);
    g_free(ask->service);
    g_free(ask->scenario);
    ask->service = g_steal_pointer(&one);
    ask->scenario = g_steal_pointer(&other);
    sort_picks(ask);
    count_resources(ask);
    lb_ask_touch(ask);
}

static bool
find_picked(const LbAsk *ask, const LbResource *resource, guint *index)
{
    for (guint i = 0; i < ask->resources->len; i++) {
        const LbResource *picked = g_ptr_array_index(ask->resources, i);
        if (strcmp(picked->key, resource->key) != 0)
            continue;
        *index = i;
        return true;
    }
    return false;
}

bool
lb_ask_has_picked(const LbAsk *ask, const LbResource *resource)
{
    guint index = 0;
    return find_picked(ask, resource, &index);
}

bool
lb_ask_let_go(LbAsk *ask)
{
    g_autoptr(GPtrArray) all = g_steal_pointer(&ask->aside);
    g_autoptr(GString) names = g_string_new(NULL);
    unsigned long gone = 0;
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const LbResource *resource = g_ptr_array_index(all, i);
        if (lb_ask_has_picked(ask, resource))
            continue;
        g_autofree char *name = lb_plain_inline(resource->name);
        g_string_append_printf(names, "%s%s", gone > 0 ? ", " : "", name);
        gone++;
    }
    if (gone == 0)
        return false;
    lb_app_say(ask->screen.app, LB_STYLE_WARNING,
               g_strdup_printf(ngettext_("No longer picked, as it does not suit: %s",
                                         "No longer picked, as they do not suit: %s", gone),
                               names->str));
    lb_ask_touch(ask);
    return true;
}

bool
lb_ask_pick(LbAsk *ask, const LbResource *resource, GError **error)
{
    guint index = 0;
    lb_ask_let_go(ask);
    const LbResource *first = ask->resources->len > 0 ? g_ptr_array_index(ask->resources, 0) : NULL;
    if (find_picked(ask, resource, &index)) {
        g_ptr_array_remove_index(ask->resources, index);
    } else {
        LbResource *copy = copy_resource(resource);
        if (copy == NULL)
            return lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, NULL);
        g_ptr_array_add(ask->resources, copy);
        if (first != NULL && g_strcmp0(first->subscription, resource->subscription) != 0) {
            g_ptr_array_remove_index(ask->resources, ask->resources->len - 1);
            return lb_refuse(error, LB_REFUSAL_SEVERAL_SUBSCRIPTIONS, NULL);
        }
        if (ask->resources->len > LB_LIMIT_RESOURCES) {
            g_ptr_array_remove_index(ask->resources, ask->resources->len - 1);
            return lb_refuse(error, LB_REFUSAL_TOO_MANY, _("(at most %d resources)"),
                             LB_LIMIT_RESOURCES);
        }
    }
    count_resources(ask);
    lb_ask_touch(ask);
    return true;
}

bool
lb_ask_is_empty(const LbAsk *ask, int field)
{
    switch (field) {
    case LB_ASK_TICKET:
        return ask->ticket == 0;
    case LB_ASK_SERVICE:
        return ask->service == NULL;
    case LB_ASK_SCENARIO:
        return ask->scenario == NULL;
    case LB_ASK_RESOURCES:
        return ask->resources->len == 0;
    case LB_ASK_HOURS:
        return ask->hours.text->len == 0;
    case LB_ASK_WHY:
        return ask->why.text->len == 0;
    default:
        return false;
    }
}

int
lb_ask_next_empty(const LbAsk *ask, int field)
{
    for (int next = field + 1; next <= LB_ASK_WHY; next++)
        if (lb_ask_is_empty(ask, next))
            return next;
    return MIN(field + 1, LB_ASK_WHY);
}

int
lb_ask_hours(const LbAsk *ask)
{
    int hours = atoi(ask->hours.text->str);
    if (ask->hours.text->len == 0)
        return 0;
    return hours > 0 ? hours : -1;
}

bool
lb_ask_holds_something(const LbAsk *ask)
{
    return ask->service != NULL || ask->resources->len > 0 || ask->aside != NULL ||
           ask->why.text->len > 0;
}
