/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking the rules, and keeping what they said. */
#include "service/weigh.h"

#include <string.h>

#include "service/telling.h"
#include "store/weighings.h"

LbWeighing *
lb_weigh(LbAct *act, const LbPolicy *policy, const LbRequest *request, const LbScenario *scenario,
         GError **error)
{
    bool isolated = false;
    LbPolicyQuestion question = { .reach = lb_reach_of(request->resources),
                                  .level = request->level,
                                  .service = request->service,
                                  .scenario = request->scenario,
                                  .customer_data = scenario->touches_data,
                                  .evidence = act->actor->evidence };
    if (!lb_role_from_name(request->requester_role, &question.role) ||
        !lb_directory_is_isolated(act->service->store, request->requester, &isolated, error))
        return NULL;
    question.isolated = isolated;
    g_autoptr(LbPolicyOutcome) outcome = lb_policy_evaluate(policy, &question);
    LbWeighing *weighing = lb_weighing_of(outcome);
    weighing->time = act->time.effective;
    if (weighing->ruling == LB_RULING_APPROVAL)
        weighing->until = act->time.effective + act->service->internal_wait;
    return weighing;
}

static JsonObject *
write_check(const LbPolicyCheck *check)
{
    JsonObject *object = json_object_new();
    JsonArray *wanted = json_array_new();
    for (char **value = check->wanted; *value != NULL; value++)
        json_array_add_string_element(wanted, *value);
    json_object_set_string_member(object, "condition",
                                  lb_names_get(lb_condition_names, (int)check->condition));
    json_object_set_boolean_member(object, "holds", check->holds);
    json_object_set_string_member(object, "found", check->found);
    json_object_set_array_member(object, "wanted", wanted);
    return object;
}

char *
lb_weigh_trace(const LbWeighing *weighing)
{
    JsonArray *steps = json_array_new();
    for (guint i = 0; i < weighing->steps->len; i++) {
        const LbWeighed *weighed = g_ptr_array_index(weighing->steps, i);
        JsonObject *step = json_object_new();
        JsonArray *checks = json_array_new();
        for (guint j = 0; j < weighed->checks->len; j++)
            json_array_add_object_element(checks,
                                          write_check(g_ptr_array_index(weighed->checks, j)));
        json_object_set_string_member(step, "rule", weighed->rule);
        json_object_set_boolean_member(step, "matched", weighed->matched);
        json_object_set_array_member(step, "checks", checks);
        json_array_add_object_element(steps, step);
    }
    g_autoptr(JsonObject) trace = json_object_new();
    json_object_set_array_member(trace, "rules", steps);
    return lb_details_write(trace);
}

char *
lb_weigh_seal(const char *trace)
{
    uint8_t digest[LB_SHA256_SIZE];
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_sha256_add_text(sha, "lockbox weighing 1");
    lb_sha256_add_text(sha, trace);
    lb_sha256_finish(sha, digest);
    return lb_sha256_to_hex(digest);
}

bool
lb_weigh_keep(LbService *service, const LbRequest *request, const LbWeighing *weighing,
              GError **error)
{
    g_autofree char *trace = lb_weigh_trace(weighing);
    return lb_weighings_insert(service->store, request->number, weighing, trace, error);
}

static LbPolicyCheck *
read_check(JsonObject *object)
{
    int condition = LB_CONDITION_SCOPE;
    const char *name = json_object_get_string_member_with_default(object, "condition", "");
    if (!lb_names_find(lb_condition_names, name, &condition))
        return NULL; /* of a later version */
    LbPolicyCheck *check = g_new0(LbPolicyCheck, 1);
    g_autoptr(GStrvBuilder) wanted = g_strv_builder_new();
    JsonArray *values = json_object_get_array_member(object, "wanted");
    for (guint i = 0; values != NULL && i < json_array_get_length(values); i++)
        g_strv_builder_add(wanted, json_array_get_string_element(values, i));
    check->condition = (LbCondition)condition;
    check->holds = json_object_get_boolean_member_with_default(object, "holds", FALSE);
    check->found = g_strdup(json_object_get_string_member_with_default(object, "found", ""));
    check->wanted = g_strv_builder_end(wanted);
    return check;
}

static void
read_step(LbWeighing *weighing, JsonObject *step)
{
    LbWeighed *weighed =
        lb_weighed_new(json_object_get_string_member_with_default(step, "rule", ""),
                       json_object_get_boolean_member_with_default(step, "matched", FALSE));
    JsonArray *checks = json_object_get_array_member(step, "checks");
    for (guint i = 0; checks != NULL && i < json_array_get_length(checks); i++) {
        LbPolicyCheck *check = read_check(json_array_get_object_element(checks, i));
        if (check != NULL)
            g_ptr_array_add(weighed->checks, check);
    }
    g_ptr_array_add(weighing->steps, weighed);
}

static bool
read_trace(LbWeighing *weighing, const char *trace, GError **error)
{
    g_autoptr(JsonNode) root = json_from_string(trace, error);
    JsonObject *object =
        root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    JsonArray *steps = object != NULL ? json_object_get_array_member(object, "rules") : NULL;
    for (guint i = 0; steps != NULL && i < json_array_get_length(steps); i++)
        read_step(weighing, json_array_get_object_element(steps, i));
    return root != NULL;
}

/* An answer counts while its account is on, holds a role that the rule names, and is not the person who asks. */
static bool
count(LbService *service, const LbRequest *request, LbWeighing *weighing, GError **error)
{
    for (guint i = 0; i < weighing->voices->len; i++) {
        LbEndorsement *voice = g_ptr_array_index(weighing->voices, i);
        unsigned roles = 0;
        if (!lb_directory_provider_roles(service->store, voice->principal, &roles, error))
            return false;
        voice->counts = voice->endorses && (roles & weighing->approvers) != 0 &&
                        !lb_request_is_asked_by(request, voice->person);
        weighing->given += voice->counts ? 1 : 0;
    }
    return true;
}

LbWeighing *
lb_weigh_read(LbService *service, const LbRequest *request, GError **error)
{
    g_autofree char *trace = NULL;
    g_autoptr(LbWeighing) weighing =
        lb_weighings_get(service->store, request->number, &trace, error);
    if (weighing == NULL || !read_trace(weighing, trace, error))
        return NULL;
    GPtrArray *voices = lb_endorsements_read(service->store, request->number, error);
    if (voices == NULL)
        return NULL;
    g_ptr_array_unref(weighing->voices);
    weighing->voices = voices;
    return count(service, request, weighing, error) ? g_steal_pointer(&weighing) : NULL;
}

GPtrArray *
lb_weigh_endorsers(LbAct *act, const LbRequest *request, const LbWeighing *weighing, GError **error)
{
    g_autoptr(GPtrArray) endorsers = lb_endorsers(act->service->store, weighing->approvers, error);
    for (guint i = endorsers != NULL ? endorsers->len : 0; i-- > 0;)
        if (lb_request_is_asked_by(request,
                                   ((LbApprover *)g_ptr_array_index(endorsers, i))->person))
            g_ptr_array_remove_index(endorsers, i);
    return g_steal_pointer(&endorsers);
}

/* Whoever ends it need not be told. */
static bool
tell_endorsers(LbAct *act, const LbRequest *request, const LbWeighing *weighing, LbEvent event,
               GError **error)
{
    g_autoptr(GPtrArray) endorsers = lb_weigh_endorsers(act, request, weighing, error);
    for (guint i = endorsers != NULL ? endorsers->len : 0; i-- > 0;) {
        const LbApprover *endorser = g_ptr_array_index(endorsers, i);
        if (endorser->principal == act->actor->principal)
            g_ptr_array_remove_index(endorsers, i);
    }
    return endorsers != NULL && lb_act_tell_endorsers(act, event, request, endorsers, error);
}

bool
lb_weigh_end(LbAct *act, const LbRequest *request, LbJit way, const char *reason, GError **error)
{
    const LbJitRow *row = &lb_jit_rows[way];
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    g_autoptr(LbWeighing) weighing = lb_weigh_read(act->service, request, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_autofree char *details = weighing != NULL
                                   ? lb_weigh_details(request, weighing, way, reason, 0)
                                   : lb_details_of_request(request, reason, 0);
    return lb_act_log(act, row->operation, request->tenant, request->number, details, error) &&
           (weighing == NULL || tell_endorsers(act, request, weighing, row->event, error)) &&
           lb_act_tell(act, row->event, request, nobody, true, error);
}

char *
lb_weigh_details(const LbRequest *request, const LbWeighing *weighing, LbJit way,
                 const char *reason, guint approvers)
{
    g_autofree char *text = lb_details_of_request(request, reason, approvers);
    g_autoptr(JsonNode) root = json_from_string(text, NULL);
    JsonObject *details = json_node_get_object(root);
    json_object_set_string_member(details, "step", lb_jit_rows[way].id);
    if (weighing->steps->len > 0) { /* a damaged one ends all the same */
        const LbWeighed *last = g_ptr_array_index(weighing->steps, weighing->steps->len - 1);
        json_object_set_string_member(details, "rule", last->rule);
    }
    if (weighing->approvals > 0) {
        json_object_set_int_member(details, "endorsements", weighing->given);
        json_object_set_int_member(details, "endorsementsNeeded", weighing->approvals);
    }
    if (lb_jit_rows[way].operation == LB_OPERATION_CREATE || way == LB_JIT_OPENED) {
        g_autofree char *trace = lb_weigh_trace(weighing);
        g_autofree char *seal = lb_weigh_seal(trace);
        json_object_set_string_member(details, "weighing", seal);
    }
    return lb_details_write(details);
}
