/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act: transaction, time, log, messages. */
#include "service/act.h"

#include <json-glib/json-glib.h>

#include "base/time.h"
#include "service/wake.h"
#include "store/clockmark.h"
#include "store/log.h"
#include "store/outbox.h"

bool
lb_service_judge_clock(LbService *service, LbClockJudgement *judgement, LbClockReading *reading,
                       GError **error)
{
    LbClockMark stored;
    g_autoptr(GError) failure = NULL;
    bool known = lb_clockmark_get(service->store, &stored, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!lb_clock_read(service->clock, reading, error))
        return false;
    *judgement = lb_clock_judge(known ? &stored : NULL, reading);
    return true;
}

LbAct *
lb_act_begin(LbService *service, const LbActor *actor, GError **error)
{
    g_autoptr(LbAct) act = g_new0(LbAct, 1);
    act->service = service;
    act->actor = actor;
    act->transaction = lb_store_begin(service->store, error);
    LbClockReading reading;
    if (act->transaction == NULL || !lb_service_judge_clock(service, &act->time, &reading, error))
        return NULL;
    return g_steal_pointer(&act);
}

void
lb_act_free(LbAct *act)
{
    if (act == NULL)
        return;
    lb_transaction_free(act->transaction);
    g_free(act->log_head);
    g_free(act);
}

bool
lb_act_log(LbAct *act, LbOperation operation, const char *tenant, int64_t request,
           const char *details, GError **error)
{
    g_autofree char *id = request != 0 ? g_strdup_printf("LB-%" G_GINT64_FORMAT, request) : NULL;
    const LbActor *actor = act->actor;
    LbActivity entry = {
        .time = act->time.effective,
        .tenant = (char *)tenant,
        .operation = operation,
        .request = id,
        .caller = actor->account,
        .person = actor->person,
        .door = (char *)lb_names_get(lb_door_names, (int)actor->door),
        .fingerprint = actor->fingerprint,
        .address = actor->address,
        .details = (char *)(details != NULL ? details : "{}"),
    };
    if (!lb_log_append(act->service->store, &entry, error))
        return false;
    act->log_sequence = entry.sequence;
    g_free(act->log_head);
    act->log_head = lb_sha256_to_hex(entry.hash);
    return true;
}

static bool
tell_one(LbAct *act, LbEvent event, const LbRequest *request, const LbApprover *recipient,
         bool approver, GError **error)
{
    if (recipient->mail == NULL || !lb_mailbox_is_valid(recipient->mail))
        return true;
    g_autofree char *token = lb_random_hex(lb_random_system(), 16, error);
    if (token == NULL)
        return false;
    g_autofree char *message_id = g_strdup_printf("%s.lb-%" G_GINT64_FORMAT "@%s", token,
                                                  request->number, act->service->host);
    LbMessage message = {
        .event = event,
        .message_id = message_id,
        .queued = act->time.effective,
        .address = recipient->mail,
        .language = recipient->language,
        .time_zone = recipient->time_zone,
        .approver = approver,
        .log_sequence = act->log_sequence,
        .log_head = act->log_head,
        .request = (LbRequest *)request,
    };
    return lb_outbox_insert(act->service->store, &message, recipient->principal, error);
}

/* Whether one who was asked is still told: an enabled account that may still approve, or that decided. */
static bool
is_concerned(LbAct *act, const LbRequest *request, const LbApprover *asked, bool *concerned,
             GError **error)
{
    LbStore *store = act->service->store;
    unsigned roles = 0;
    bool enabled = false;
    if (!lb_directory_is_enabled(store, asked->principal, 0, &enabled, error) ||
        !lb_directory_roles_at(store, asked->principal, request->subscription, &roles, error))
        return false;
    bool approves = (roles & (1u << LB_ROLE_OWNER | 1u << LB_ROLE_APPROVER)) != 0;
    bool decided = g_strcmp0(asked->account, request->decided_by) == 0;
    *concerned = enabled && (approves || decided);
    return true;
}

bool
lb_act_tell(LbAct *act, LbEvent event, const LbRequest *request, GPtrArray *approvers,
            bool requester, GError **error)
{
    g_assert(act->log_head != NULL);
    for (guint i = 0; i < approvers->len; i++) {
        const LbApprover *asked = g_ptr_array_index(approvers, i);
        bool concerned = false;
        if (!is_concerned(act, request, asked, &concerned, error) ||
            (concerned && !tell_one(act, event, request, asked, true, error)))
            return false;
    }
    if (!requester)
        return true;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbApprover) asker =
        lb_directory_contact(act->service->store, request->requester, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return asker == NULL || tell_one(act, event, request, asker, false, error);
}

bool
lb_act_commit(LbAct *act, GError **error)
{
    if (act->time.sane && !lb_clockmark_put(act->service->store, &act->time.next, error))
        return false;
    if (!lb_transaction_commit(act->transaction, error))
        return false;
    lb_wake(act->service->data);
    return true;
}

char *
lb_details_of_request(const LbRequest *request, const char *reason, guint approvers)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "status", lb_status_name(request->status));
    if (request->resources->len > 0) { /* a damaged request ends all the same */
        g_autofree char *digest = lb_request_digest(request);
        json_object_set_string_member(details, "digest", digest);
    }
    json_object_set_string_member(details, "subscription", request->subscription);
    if (request->hours_granted > 0) {
        g_autofree char *end = lb_time_to_iso(request->access_end);
        json_object_set_int_member(details, "hours", request->hours_granted);
        json_object_set_string_member(details, "accessEnd", end);
    }
    if (approvers > 0)
        json_object_set_int_member(details, "approvers", approvers);
    if (reason != NULL)
        json_object_set_string_member(details, "reason", reason);
    g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), details);
    return json_to_string(root, FALSE);
}
