/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a request: everything is checked, the approvers are fixed, and they are told. */
#include "base/i18n.h"
#include "base/text.h"
#include "core/scope.h"
#include "service/act.h"
#include "service/refused.h"

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
        return lb_refuse(error, LB_REFUSAL_TEXT_EMPTY, "(resources)");
    if (count > LB_LIMIT_RESOURCES)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY, _("(at most %d resources)"),
                         LB_LIMIT_RESOURCES);
    return true;
}

/* Reads the ticket, in the transaction that makes the request, and lets nobody pass who may not ask because of it. */
static bool
take_ticket(LbAct *act, const LbSubmission *submission, LbStanding *standing, LbRequest *request,
            LbTicket **ticket, GError **error)
{
    if (submission->ticket == NULL || !lb_ticket_parse_id(submission->ticket, &request->ticket))
        request->ticket = 0; /* there is none of this number */
    if (!lb_standing_towards_ticket(act->service, act->actor, request->ticket, &act->time, standing,
                                    ticket, error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_SUBMIT, standing);
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
    LbRefusal refusal = LB_REFUSAL_NONE;
    if (tenant->plan < LB_PLAN_DEVELOPER)
        refusal = LB_REFUSAL_BASIC_PLAN;
    else if (scenario == NULL)
        refusal = LB_REFUSAL_UNKNOWN_SCENARIO;
    else if (scenario->stage == LB_STAGE_PREVIEW && !tenant->preview)
        refusal = LB_REFUSAL_PREVIEW_NOT_ENABLED;
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

/* Finds a resource by its id, or by a name that is the only one of the ticket's subscription or tenant. NULL
 * without error when there is none. */
static LbResource *
find_resource(LbAct *act, const LbTicket *ticket, const char *text, GError **error)
{
    if (text[0] == '/') {
        g_autoptr(LbScope) scope = lb_scope_parse(text, NULL);
        return scope != NULL ? lb_directory_resource(act->service->store, scope->path, error)
                             : NULL;
    }
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
    if (!lb_directory_subscription(act->service->store, first->subscription, &tenant,
                                   &request->subscription_name, error))
        return false;
    if (g_strcmp0(tenant, request->tenant) != 0)
        return lb_refuse(error, LB_REFUSAL_FOREIGN_TICKET, NULL);
    return true;
}

/* Refuses where fewer persons than the subscription's quorum, which it stores in @request, could ever approve. */
static bool
take_quorum(LbAct *act, LbRequest *request, GPtrArray *approvers, GError **error)
{
    g_autoptr(GHashTable) persons = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < approvers->len; i++)
        g_hash_table_add(persons, ((LbApprover *)g_ptr_array_index(approvers, i))->person);
    if (!lb_directory_quorum(act->service->store, request->subscription, &request->quorum, error))
        return false;
    int count = (int)g_hash_table_size(persons);
    return count >= request->quorum ||
           lb_refuse(error, LB_REFUSAL_NO_QUORUM, _("(%d of the %d that are needed)"), count,
                     request->quorum);
}

/* The approvers of the request's subscription, but for accounts of the person who asks. At least one of them
 * must be reachable by mail. */
static GPtrArray *
choose_approvers(LbAct *act, const LbRequest *request, GError **error)
{
    g_autoptr(GPtrArray) approvers =
        lb_directory_approvers(act->service->store, request->subscription, error);
    if (approvers == NULL)
        return NULL;
    bool reachable = false;
    for (guint i = approvers->len; i-- > 0;) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        if (lb_request_is_asked_by(request, approver->person))
            g_ptr_array_remove_index(approvers, i);
        else if (approver->mail != NULL && lb_mailbox_is_valid(approver->mail))
            reachable = true;
    }
    if (reachable)
        return g_steal_pointer(&approvers);
    lb_refuse(error, LB_REFUSAL_NO_APPROVER, NULL);
    return NULL;
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

static LbRequest *
try_to_submit(LbService *service, const LbActor *actor, const LbSubmission *submission,
              GError **error)
{
    g_autoptr(LbRequest) request = lb_request_new();
    g_autoptr(LbTicket) ticket = NULL;
    LbStanding standing;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !take_ticket(act, submission, &standing, request, &ticket, error) ||
        !take_words(submission, request, error))
        return NULL;
    const LbScenario *scenario = take_scenario(act, submission, request, error);
    if (scenario == NULL || !take_resources(act, submission, ticket, scenario, request, error))
        return NULL;
    take_requester(act, request, standing.roles);
    g_autoptr(GPtrArray) approvers = choose_approvers(act, request, error);
    if (approvers == NULL || !take_quorum(act, request, approvers, error) ||
        !lb_requests_insert(service->store, request, error) ||
        !lb_requests_notify(service->store, request, act->time.effective, request->expiration,
                            approvers, error))
        return NULL;
    g_autofree char *details = lb_details_of_request(request, NULL, approvers->len);
    if (!lb_act_log(act, LB_OPERATION_CREATE, request->tenant, request->number, details, error) ||
        !lb_act_tell(act, LB_EVENT_WAITING, request, approvers, false, error) ||
        !lb_act_commit(act, error))
        return NULL;
    lb_service_label(service, request, actor->language);
    return g_steal_pointer(&request);
}

LbRequest *
lb_service_submit(LbService *service, const LbActor *actor, const LbSubmission *submission,
                  GError **error)
{
    GError *refusal = NULL;
    LbRequest *request = try_to_submit(service, actor, submission, &refusal);
    if (request != NULL)
        return request;
    lb_refused_record(service, actor, LB_VERB_SUBMIT, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
