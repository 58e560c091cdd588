/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a request: everything is checked and weighed; then it waits for the provider, or for the customer, or opens. */
#include "base/i18n.h"
#include "base/span.h"
#include "base/text.h"
#include "core/reference.h"
#include "core/scope.h"
#include "service/elsewhere.h"
#include "service/flood.h"
#include "service/keeprules.h"
#include "service/mirroring.h"
#include "service/preview.h"
#include "service/refused.h"
#include "service/release.h"
#include "service/submitting.h"
#include "service/telling.h"
#include "store/drafts.h"
#include "store/mirrors.h"

/* Fills the parts of the request that are the engineer's own words and choices; hours stay 0 where none were named. */
static bool
take_words(const LbSubmission *submission, LbRequest *request, GError **error)
{
    g_autoptr(GError) cause = NULL;
    int level = 0;
    const char *justification = submission->justification != NULL ? submission->justification : "";
    request->justification =
        lb_text_accept(justification, -1, LB_TEXT_LINES, LB_LIMIT_TEXT, &cause);
    if (request->justification == NULL)
        return lb_refuse_text(error, "justification", cause);
    if (!lb_names_find(lb_level_names, submission->level, &level)) {
        g_autofree char *allowed = lb_names_join(lb_level_names);
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(level: %s)", allowed);
    }
    request->level = (LbLevel)level;
    request->hours = submission->hours;
    if (request->hours < 0 || request->hours > LB_HOURS_MAX)
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), LB_HOURS_MAX);
    guint count = submission->resources != NULL ? g_strv_length((char **)submission->resources) : 0;
    if (count == 0)
        return lb_refuse(error, LB_REFUSAL_RESOURCE_NEEDED, NULL);
    if (count > LB_LIMIT_RESOURCES)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY, _("(at most %d resources)"),
                         LB_LIMIT_RESOURCES);
    return true;
}

/* The ticket's number: 0, that of none, where @text is no id, or of nothing that is known here. */
static bool
read_number(LbAct *act, const char *text, int64_t *number, GError **error)
{
    g_autofree char *system = NULL, *id = NULL;
    *number = 0;
    if (text == NULL || lb_ticket_parse_id(text, number) || !lb_reference_parse(text, &system, &id))
        return true;
    return lb_mirrors_find(act->service->store, system, id, number, error);
}

/* A ticket that lives elsewhere is given to nobody there that we would hear of: who asks because of one that is nobody's here, and may
 * take it, has taken it. Stores the answer anew. */
static bool
take_over(LbAct *act, LbStanding *standing, LbTicket **ticket, LbRefusal *refusal, GError **error)
{
    if (*refusal != LB_REFUSAL_NOT_YOUR_TICKET || (*ticket)->mirror == NULL ||
        (*ticket)->assignee != NULL || lb_authorize(LB_VERB_TAKE, standing) != LB_REFUSAL_NONE)
        return true;
    int64_t number = (*ticket)->number;
    if (!lb_mirroring_assign(act, *ticket, error))
        return false;
    g_clear_pointer(ticket, lb_ticket_free);
    if (!lb_standing_towards_ticket(act->service, act->actor, number, &act->time, standing, ticket,
                                    error))
        return false;
    *refusal = lb_authorize(LB_VERB_SUBMIT, standing);
    return true;
}

/* Whether it is open is known here only as it was when it was looked at last. */
static bool
check_fresh(const LbAct *act, const LbTicket *ticket, GError **error)
{
    const LbTicketMirror *mirror = ticket->mirror;
    if (mirror == NULL)
        return true;
    bool fresh =
        mirror->missing == 0 && mirror->fetched >= act->time.effective - LB_ELSEWHERE_FRESH;
    return fresh || lb_refuse(error, LB_REFUSAL_TICKET_STALE, NULL);
}

/* Reads the ticket, in the transaction that makes the request, and lets nobody pass who may not ask because of it. */
static bool
take_ticket(LbAct *act, const LbSubmission *submission, LbStanding *standing, LbRequest *request,
            LbTicket **ticket, GError **error)
{
    if (!read_number(act, submission->ticket, &request->ticket, error) ||
        !lb_standing_towards_ticket(act->service, act->actor, request->ticket, &act->time, standing,
                                    ticket, error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_SUBMIT, standing);
    if (!take_over(act, standing, ticket, &refusal, error))
        return false;
    if (refusal != LB_REFUSAL_NONE)
        return lb_refuse(error, refusal, NULL);
    request->tenant = g_strdup((*ticket)->tenant);
    request->tenant_name = g_strdup((*ticket)->tenant_name);
    request->ticket_title = g_strdup((*ticket)->title);
    request->ticket_opened_by = g_strdup((*ticket)->opened_by);
    return true;
}

static const LbScenario *
take_scenario(LbAct *act, const LbSubmission *submission, LbRequest *request, GError **error)
{
    g_autoptr(LbTenant) tenant = lb_directory_tenant(act->service->store, request->tenant, error);
    if (tenant == NULL)
        return NULL;
    const LbScenario *scenario =
        lb_catalogue_find(act->service->catalogue, submission->service, submission->scenario);
    LbRefusal refusal = lb_scenario_offered(scenario, tenant);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    if (request->hours == 0)
        request->hours = tenant->access_hours;
    request->expiration = act->time.effective + tenant->queue_hours * LB_HOUR;
    request->service = g_strdup(scenario->service);
    request->scenario = g_strdup(scenario->id);
    return scenario;
}

/* Where the ticket is about: its subscription, or any of its tenant. */
static bool
is_about(LbAct *act, const LbTicket *ticket, const char *subscription, bool *about, GError **error)
{
    g_autofree char *tenant = NULL, *name = NULL;
    *about = g_strcmp0(subscription, ticket->subscription) == 0;
    if (*about || ticket->subscription != NULL)
        return true;
    if (!lb_directory_subscription(act->service->store, subscription, &tenant, &name, error))
        return false;
    *about = g_strcmp0(tenant, ticket->tenant) == 0;
    return true;
}

/* One that is elsewhere is as unknown as one that there is not. NULL without error for either. */
static LbResource *
find_by_id(LbAct *act, const LbTicket *ticket, const char *text, GError **error)
{
    bool about = false;
    g_autoptr(LbScope) scope = lb_scope_parse(text, NULL);
    g_autoptr(LbResource) found =
        scope != NULL ? lb_directory_resource(act->service->store, scope->path, error) : NULL;
    if (found == NULL || !is_about(act, ticket, found->subscription, &about, error))
        return NULL;
    return about ? g_steal_pointer(&found) : NULL;
}

/* Finds a resource by its id, or by a name that is the only one, where the ticket is about. NULL without error when there
 * is none. */
static LbResource *
find_resource(LbAct *act, const LbTicket *ticket, const char *text, GError **error)
{
    if (text[0] == '/')
        return find_by_id(act, ticket, text, error);
    g_autoptr(GPtrArray) found = lb_directory_resources_named(act->service->store, ticket->tenant,
                                                              ticket->subscription, text, error);
    if (found == NULL || found->len == 0)
        return NULL;
    if (found->len == 1)
        return g_ptr_array_steal_index(found, 0);
    lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE,
              _("(Several have this name; give the whole id.)"));
    return NULL;
}

static bool
add_resource(LbRequest *request, LbResource *found, const LbScenario *scenario, GError **error)
{
    g_autoptr(LbResource) resource = found;
    g_autofree char *name = lb_text_escape(resource->name, LB_TEXT_LINE);
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *other = g_ptr_array_index(request->resources, i);
        if (g_strcmp0(other->key, resource->key) == 0)
            return true;
        if (g_strcmp0(other->subscription, resource->subscription) != 0)
            return lb_refuse(error, LB_REFUSAL_SEVERAL_SUBSCRIPTIONS, NULL);
    }
    LbRefusal refusal = lb_scenario_suits(scenario, resource);
    if (refusal != LB_REFUSAL_NONE)
        return lb_refuse(error, refusal, "(%s)", name);
    g_ptr_array_add(request->resources, g_steal_pointer(&resource));
    return true;
}

static bool
take_resources(LbAct *act, const LbSubmission *submission, const LbTicket *ticket,
               const LbScenario *scenario, LbRequest *request, GError **error)
{
    for (const char *const *text = submission->resources; *text != NULL; text++) {
        g_autoptr(GError) failure = NULL;
        LbResource *resource = find_resource(act, ticket, *text, &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        g_autofree char *shown = lb_text_escape(*text, LB_TEXT_LINE);
        if (resource == NULL)
            return lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, "(%.200s)", shown);
        if (!add_resource(request, resource, scenario, error))
            return false;
    }
    g_ptr_array_sort(request->resources, lb_resource_compare);
    const LbResource *first = g_ptr_array_index(request->resources, 0);
    g_autofree char *tenant = NULL;
    request->subscription = g_strdup(first->subscription);
    return lb_directory_subscription(act->service->store, first->subscription, &tenant,
                                     &request->subscription_name, error);
}

static void
take_requester(LbAct *act, LbRequest *request, unsigned roles)
{
    LbRole role = (roles & (1u << LB_ROLE_SUPPORT_ENGINEER)) != 0 ? LB_ROLE_SUPPORT_ENGINEER
                                                                  : LB_ROLE_DEVOPS_ENGINEER;
    request->instance = g_strdup(lb_store_instance(act->service->store)->id);
    request->requester = act->actor->principal;
    request->requester_account = g_strdup(act->actor->account);
    request->requester_person = g_strdup(act->actor->person);
    request->requester_role = g_strdup(lb_role_name(role));
    request->created = act->time.effective;
    request->status = LB_STATUS_INITIALIZING;
}

void
lb_submitting_clear(LbSubmitting *prepared)
{
    lb_request_free(prepared->request);
    lb_ticket_free(prepared->ticket);
    lb_rules_free(prepared->rules);
    lb_weighing_free(prepared->weighing);
}

/* Where there are no rules that could be asked, nothing is let through. */
static const LbPolicy *
find_policy(const LbRules *rules, GError **error)
{
    const LbPolicy *policy = lb_rules_policy(rules);
    if (policy == NULL && rules->kept_fault != NULL)
        lb_refuse(error, LB_REFUSAL_BAD_RULES, "(%s; %s)", rules->fault, rules->kept_fault);
    else if (policy == NULL)
        lb_refuse(error, LB_REFUSAL_BAD_RULES, "(%s)", rules->fault);
    return policy;
}

/* Whoever could answer in the end has to be there from the beginning. */
static bool
prepare(LbAct *act, const LbSubmission *submission, LbSubmitting *prepared, GError **error)
{
    LbStanding standing;
    LbRequest *request = prepared->request = lb_request_new();
    if (!take_ticket(act, submission, &standing, request, &prepared->ticket, error) ||
        !take_words(submission, request, error))
        return false;
    const LbScenario *scenario = take_scenario(act, submission, request, error);
    if (scenario == NULL ||
        !take_resources(act, submission, prepared->ticket, scenario, request, error) ||
        !lb_flood_check(act, request, error))
        return false;
    take_requester(act, request, standing.roles);
    prepared->rules = lb_rules_read(act->service, error);
    const LbPolicy *policy = prepared->rules != NULL ? find_policy(prepared->rules, error) : NULL;
    prepared->weighing = policy != NULL ? lb_weigh(act, policy, request, scenario, error) : NULL;
    if (prepared->weighing == NULL)
        return false;
    request->jit_only = !prepared->weighing->asks_customer;
    lb_weighing_say(prepared->weighing, policy, act->actor->language);
    return true;
}

/* The rule in words, and why. */
static bool
refuse_by_rule(const LbWeighing *weighing, GError **error)
{
    const LbWeighed *last = g_ptr_array_index(weighing->steps, weighing->steps->len - 1);
    return lb_refuse(error, LB_REFUSAL_RULE, "%s: %s", last->label, weighing->words);
}

/* The provider's own people who may answer it; refused where they are fewer than it takes. The caller frees the array. */
static GPtrArray *
find_endorsers(LbAct *act, const LbRequest *request, const LbWeighing *weighing, GError **error)
{
    g_autoptr(GPtrArray) endorsers = lb_weigh_endorsers(act, request, weighing, error);
    if (endorsers == NULL)
        return NULL;
    if ((int)endorsers->len >= weighing->approvals)
        return g_steal_pointer(&endorsers);
    lb_refuse(error, LB_REFUSAL_NO_ENDORSER, NULL);
    return NULL;
}

/* Leaves it waiting for them, who are told. */
static bool
hold(LbAct *act, LbRequest *request, const LbWeighing *weighing, GError **error)
{
    g_autoptr(GPtrArray) endorsers = find_endorsers(act, request, weighing, error);
    if (endorsers == NULL)
        return false;
    g_autofree char *details = lb_weigh_details(request, weighing, LB_JIT_HELD, NULL, 0);
    return lb_act_log(act, LB_OPERATION_CREATE, request->tenant, request->number, details, error) &&
           lb_act_tell_endorsers(act, LB_EVENT_HELD, request, endorsers, error);
}

bool
lb_submitting_make(LbAct *act, const LbSubmission *submission, LbSubmitting *prepared,
                   GError **error)
{
    if (!prepare(act, submission, prepared, error) || !check_fresh(act, prepared->ticket, error))
        return false;
    LbService *service = act->service;
    LbRequest *request = prepared->request;
    const LbWeighing *weighing = prepared->weighing;
    if (weighing->ruling == LB_RULING_REFUSE)
        return refuse_by_rule(weighing, error);
    if (weighing->asks_customer) {
        g_autoptr(GPtrArray) approvers = lb_release_approvers(act, request, error);
        if (approvers == NULL)
            return false;
    }
    request->expiration = 0; /* the customer's time has not begun */
    if (!lb_rules_keep(act, prepared->rules, error) ||
        !lb_requests_insert(service->store, request, error) ||
        !lb_weigh_keep(service, request, weighing, error))
        return false;
    return weighing->approvals > 0
               ? hold(act, request, weighing, error)
               : lb_release(act, request, weighing, LB_JIT_NOTIFIED, NULL, error);
}

/* Rules that refuse are in force as well as those that let pass: else, once their file is wrong, the ones before them
 * would let pass again. */
void
lb_submitting_record(LbService *service, const LbActor *actor, const LbSubmitting *prepared,
                     LbVerb verb, int64_t number, const GError *refusal)
{
    g_autoptr(LbRules) kept = prepared->rules != NULL && lb_rules_have_news(prepared->rules)
                                  ? lb_rules_adopt(service, NULL)
                                  : NULL;
    lb_refused_record(service, actor, verb, number, refusal);
}

static bool
try_to_submit(LbService *service, const LbActor *actor, const LbSubmission *submission,
              LbSubmitting *prepared, GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    return act != NULL && lb_submitting_make(act, submission, prepared, error) &&
           lb_drafts_drop(service->store, actor->principal, prepared->request->ticket, error) &&
           lb_act_commit(act, error);
}

LbRequest *
lb_service_submit(LbService *service, const LbActor *actor, const LbSubmission *submission,
                  GError **error)
{
    GError *refusal = NULL;
    g_auto(LbSubmitting) prepared = { 0 };
    if (try_to_submit(service, actor, submission, &prepared, &refusal)) {
        lb_service_label(service, prepared.request, actor->language);
        return g_steal_pointer(&prepared.request);
    }
    lb_submitting_record(service, actor, &prepared, LB_VERB_SUBMIT, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

void
lb_preview_free(LbPreview *preview)
{
    if (preview == NULL)
        return;
    lb_request_free(preview->request);
    lb_weighing_free(preview->weighing);
    g_free(preview);
}

bool
lb_submit_preview(LbService *service, const LbActor *actor, const LbSubmission *submission,
                  LbPreview **preview, GError **error)
{
    g_auto(LbSubmitting) prepared = { 0 };
    g_autoptr(LbPreview) found = g_new0(LbPreview, 1);
    /* An act that is never committed leaves nothing behind. */
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !prepare(act, submission, &prepared, error))
        return false;
    bool refused = prepared.weighing->ruling == LB_RULING_REFUSE;
    if (prepared.weighing->asks_customer && !refused) {
        g_autoptr(GPtrArray) approvers = lb_release_approvers(act, prepared.request, error);
        if (approvers == NULL)
            return false;
        found->told = (int)approvers->len;
        found->quorum = prepared.request->quorum;
    }
    if (prepared.weighing->approvals > 0) {
        g_autoptr(GPtrArray) endorsers =
            find_endorsers(act, prepared.request, prepared.weighing, error);
        if (endorsers == NULL)
            return false;
    }
    lb_service_label(service, prepared.request, actor->language);
    found->request = g_steal_pointer(&prepared.request);
    found->weighing = g_steal_pointer(&prepared.weighing);
    *preview = g_steal_pointer(&found);
    return true;
}
