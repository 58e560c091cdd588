/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for more time: another request for the same, which is asked, weighed and answered like any other. */
#include "base/i18n.h"
#include "service/submitting.h"
#include "store/grants.h"

static LbRequest *
get_request(LbAct *act, int64_t number, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    if (!lb_standing_towards(act->service, act->actor, number, &act->time, &standing, &request,
                             error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_EXTEND, &standing);
    if (refusal == LB_REFUSAL_NONE)
        return g_steal_pointer(&request);
    lb_refuse(error, refusal, NULL);
    return NULL;
}

/* Ids of the resources, as the request has them. The caller frees the array, not what is in it. */
static GPtrArray *
list_resources(const LbRequest *request)
{
    GPtrArray *ids = g_ptr_array_new();
    for (guint i = 0; i < request->resources->len; i++)
        g_ptr_array_add(ids, ((LbResource *)g_ptr_array_index(request->resources, i))->id);
    g_ptr_array_add(ids, NULL);
    return ids;
}

/* Makes the same request again, with other hours and another reason. */
static bool
submit_again(LbAct *act, const LbRequest *request, int hours, const char *justification,
             LbSubmitting *prepared, GError **error)
{
    g_autofree char *ticket = lb_ticket_id(request->ticket);
    g_autoptr(GPtrArray) resources = list_resources(request);
    LbSubmission submission = { .ticket = ticket,
                                .service = request->service,
                                .scenario = request->scenario,
                                .level = lb_names_get(lb_level_names, (int)request->level),
                                .hours = hours,
                                .justification = justification,
                                .resources = (const char *const *)resources->pdata };
    return lb_submitting_make(act, &submission, prepared, error);
}

static bool
log_extension(LbAct *act, const LbRequest *request, const LbRequest *made, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *id = lb_request_id(made);
    json_object_set_string_member(details, "by", id);
    json_object_set_int_member(details, "hours", made->hours);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_EXTEND, request->tenant, request->number, text, error);
}

static bool
try_to_extend(LbService *service, const LbActor *actor, int64_t number, int hours,
              const char *justification, LbSubmitting *prepared, GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request = act != NULL ? get_request(act, number, error) : NULL;
    if (request == NULL)
        return false;
    if (hours < 1)
        return lb_refuse(error, LB_REFUSAL_HOURS_OUT_OF_RANGE, _("(1 to %d)"), LB_HOURS_MAX);
    return submit_again(act, request, hours, justification, prepared, error) &&
           lb_access_extend(service->store, prepared->request->number, number, error) &&
           log_extension(act, request, prepared->request, error) && lb_act_commit(act, error);
}

LbRequest *
lb_service_extend(LbService *service, const LbActor *actor, int64_t number, int hours,
                  const char *justification, GError **error)
{
    GError *refusal = NULL;
    g_auto(LbSubmitting) prepared = { 0 };
    if (try_to_extend(service, actor, number, hours, justification, &prepared, &refusal)) {
        lb_service_label(service, prepared.request, actor->language);
        return g_steal_pointer(&prepared.request);
    }
    lb_submitting_record(service, actor, &prepared, LB_VERB_EXTEND, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
