/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request leaves Initializing: for its approvers, or for open access. */
#include "service/release.h"

#include "base/i18n.h"
#include "service/granting.h"
#include "service/telling.h"

/* Refuses where fewer persons than the subscription's quorum, which it stores in @request, could ever approve: the one
 * who asks is told, and may say no, but never yes. */
static bool
take_quorum(LbAct *act, LbRequest *request, GPtrArray *approvers, GError **error)
{
    g_autoptr(GHashTable) persons = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < approvers->len; i++) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        if (!lb_request_is_asked_by(request, approver->person))
            g_hash_table_add(persons, approver->person);
    }
    if (!lb_directory_quorum(act->service->store, request->subscription, &request->quorum, error))
        return false;
    int count = (int)g_hash_table_size(persons);
    return count >= request->quorum ||
           lb_refuse(error, LB_REFUSAL_NO_QUORUM, _("(%d of the %d that are needed)"), count,
                     request->quorum);
}

GPtrArray *
lb_release_approvers(LbAct *act, LbRequest *request, GError **error)
{
    g_autoptr(GPtrArray) approvers =
        lb_directory_approvers(act->service->store, request->subscription, error);
    if (approvers == NULL)
        return NULL;
    bool reachable = false;
    for (guint i = 0; i < approvers->len && !reachable; i++) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        reachable = !lb_request_is_asked_by(request, approver->person) && approver->mail != NULL &&
                    lb_mailbox_is_valid(approver->mail);
    }
    if (!reachable) {
        lb_refuse(error, LB_REFUSAL_NO_APPROVER, NULL);
        return NULL;
    }
    return take_quorum(act, request, approvers, error) ? g_steal_pointer(&approvers) : NULL;
}

/* The customer's time begins. The engineer is told where that was not by an own act. */
static bool
notify(LbAct *act, LbRequest *request, const LbWeighing *weighing, LbJit way, const char *reason,
       GError **error)
{
    LbStore *store = act->service->store;
    g_autoptr(LbTenant) tenant = lb_directory_tenant(store, request->tenant, error);
    g_autoptr(GPtrArray) approvers =
        tenant != NULL ? lb_release_approvers(act, request, error) : NULL;
    if (approvers == NULL)
        return false;
    int64_t now = act->time.effective;
    if (!lb_requests_notify(store, request, now, now + tenant->queue_hours * LB_HOUR, approvers,
                            error))
        return false;
    g_autofree char *details = lb_weigh_details(request, weighing, way, reason, approvers->len);
    return lb_act_log(act, lb_jit_rows[way].operation, request->tenant, request->number, details,
                      error) &&
           lb_act_tell(act, LB_EVENT_WAITING, request, approvers, way != LB_JIT_NOTIFIED, error);
}

/* No customer data: access opens by the rules alone, with an entry of its own in the customer's log. */
static bool
open_access(LbAct *act, LbRequest *request, const LbWeighing *weighing, GError **error)
{
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    bool changed = false;
    request->decided = request->access_start = act->time.effective;
    request->hours_granted = request->hours;
    request->access_end = request->access_start + request->hours * LB_HOUR;
    if (!lb_granting_make(act, request, error) ||
        !lb_requests_update(act->service->store, request, LB_STATUS_INITIALIZING, 0, &changed,
                            error))
        return false;
    if (!changed)
        return lb_refuse(error, LB_REFUSAL_ALREADY_DECIDED, NULL);
    g_autofree char *details = lb_weigh_details(request, weighing, LB_JIT_OPENED, NULL, 0);
    return lb_act_log(act, lb_jit_rows[LB_JIT_OPENED].operation, request->tenant, request->number,
                      details, error) &&
           lb_act_tell(act, LB_EVENT_APPROVED, request, nobody, true, error);
}

bool
lb_release(LbAct *act, LbRequest *request, const LbWeighing *weighing, LbJit way,
           const char *reason, GError **error)
{
    if (weighing->asks_customer)
        return notify(act, request, weighing, way, reason, error);
    /* What led there stands in the log first: that it was asked for, or the last approval. */
    g_autofree char *details = lb_weigh_details(request, weighing, LB_JIT_HELD, reason, 0);
    return lb_act_log(act, lb_jit_rows[way].operation, request->tenant, request->number, details,
                      error) &&
           open_access(act, request, weighing, error);
}
