/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act: transaction, time, log, messages. */
#include "service/act.h"

#include <json-glib/json-glib.h>

#include "base/time.h"
#include "service/changes.h"
#include "service/hooking.h"
#include "service/posting.h"
#include "service/wake.h"
#include "store/changes.h"
#include "store/clockmark.h"
#include "store/ledger.h"
#include "store/log.h"

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
    uint8_t hash[LB_SHA256_SIZE];
    if (act->transaction == NULL || !lb_service_judge_clock(service, &act->time, &reading, error) ||
        !lb_log_head(service->store, &act->first_entry, hash, error) ||
        !lb_changes_newest(service->store, &act->found_changes, error))
        return NULL;
    act->first_entry++;
    if (!lb_ledger_begin(service->store, act->first_entry == 1, error))
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

/* What the act has made of the tables' rows since its last entry goes into the ledger, and its number and digest into the
 * next entry's details, which the caller frees. */
static char *
take_rows(LbAct *act, const char *details, GError **error)
{
    LbLedgerSeal seal;
    int64_t next = MAX(act->log_sequence + 1, act->first_entry);
    if (!lb_ledger_take(act->service->store, next, &seal, error))
        return NULL;
    g_autofree char *digest = lb_sha256_to_hex(seal.digest);
    GString *text = g_string_new(details != NULL ? details : "{}");
    if (seal.rows == 0)
        return g_string_free(text, FALSE);
    g_string_truncate(text, text->len - 1);
    g_string_append_printf(text, "%s\"rows\":%" G_GINT64_FORMAT ",\"rowsSha256\":\"%s\"%s}",
                           text->len > 1 ? "," : "", seal.rows, digest,
                           seal.base ? ",\"rowsBase\":true" : "");
    return g_string_free(text, FALSE);
}

bool
lb_act_log(LbAct *act, LbOperation operation, const char *tenant, int64_t request,
           const char *details, GError **error)
{
    g_autofree char *id = request != 0 ? lb_requests_id(act->service->store, request, error) : NULL;
    if (request != 0 && id == NULL)
        return false;
    g_autofree char *sealed = take_rows(act, details, error);
    if (sealed == NULL)
        return false;
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
        .evidence = (char *)lb_names_get(lb_evidence_names, (int)actor->evidence),
        .address = actor->address,
        .details = sealed,
    };
    if (!lb_log_append(act->service->store, &entry, error))
        return false;
    act->log_sequence = entry.sequence;
    g_free(act->log_head);
    act->log_head = lb_sha256_to_hex(entry.hash);
    return lb_posting_owe(act, operation, request, error) && lb_hooking_owe(act, &entry, error);
}

/* Whatever decides something is in the part of the ledger that an entry has: an act that changes more than it logs is
 * wrong. */
static bool
is_told(LbAct *act, GError **error)
{
    bool settled = false;
    if (!lb_ledger_settle(act->service->store, &settled, error))
        return false;
    if (!settled)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED,
                    "rows were changed that no entry of the log tells of");
    return settled;
}

bool
lb_act_commit(LbAct *act, GError **error)
{
    if (!lb_changes_tell(act, error) || !is_told(act, error))
        return false;
    if (act->time.sane && !lb_clockmark_put(act->service->store, &act->time.next, error))
        return false;
    if (!lb_transaction_commit(act->transaction, error))
        return false;
    if (act->log_sequence != 0)
        lb_wake(act->service->data);
    return true;
}

void
lb_act_each(LbService *service, const GArray *ids, const char *what, LbActDeed deed, int *done,
            GError **failure)
{
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        bool did = false;
        g_autoptr(GError) fault = NULL;
        g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
        g_autoptr(LbAct) act = lb_act_begin(service, nobody, &fault);
        bool done_well =
            act != NULL && deed(act, id, &did, &fault) && (!did || lb_act_commit(act, &fault));
        *done += done_well && did ? 1 : 0;
        if (fault != NULL && what != NULL)
            g_prefix_error(&fault, "%s%" G_GINT64_FORMAT ": ", what, id);
        if (fault != NULL && *failure == NULL)
            *failure = g_error_copy(fault);
        if (g_error_matches(fault, LB_STORE_ERROR, LB_STORE_ERROR_BUSY))
            return;
    }
}

bool
lb_act_put_request(LbAct *act, LbRequest *request, LbStatus from, GError **error)
{
    bool changed = false;
    if (!lb_requests_update(act->service->store, request, from, 0, &changed, error))
        return false;
    if (!changed)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED, "its row does not change");
    return changed;
}

static JsonObject *
describe(const LbRequest *request, const char *reason)
{
    JsonObject *details = json_object_new();
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
    if (reason != NULL)
        json_object_set_string_member(details, "reason", reason);
    return details;
}

char *
lb_details_write(JsonObject *details)
{
    g_autoptr(JsonNode) root = json_node_init_object(json_node_alloc(), details);
    return json_to_string(root, FALSE);
}

char *
lb_details_of_request(const LbRequest *request, const char *reason, guint approvers)
{
    g_autoptr(JsonObject) details = describe(request, reason);
    if (approvers > 0)
        json_object_set_int_member(details, "approvers", approvers);
    if (approvers > 0 && request->quorum > 1)
        json_object_set_int_member(details, "quorum", request->quorum);
    return lb_details_write(details);
}

char *
lb_details_of_approval(const LbRequest *request, const char *reason, int hours, GPtrArray *persons)
{
    g_autoptr(JsonObject) details = describe(request, reason);
    if (request->quorum > 1) {
        JsonArray *counted = json_array_new();
        for (guint i = 0; i < persons->len; i++)
            json_array_add_string_element(counted, g_ptr_array_index(persons, i));
        json_object_set_int_member(details, "votes", persons->len);
        json_object_set_int_member(details, "quorum", request->quorum);
        json_object_set_int_member(details, "voteHours", hours);
        json_object_set_array_member(details, "counted", counted);
    }
    return lb_details_write(details);
}
