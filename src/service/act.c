/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act: transaction, time, log, messages. */
#include "service/act.h"

#include <json-glib/json-glib.h>

#include "base/time.h"
#include "service/changes.h"
#include "service/wake.h"
#include "store/changes.h"
#include "store/clockmark.h"
#include "store/ledger.h"
#include "store/log.h"
#include "store/outbox.h"
#include "store/told.h"

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
    return true;
}

/* Lets a message that waits tell of this too, so that many changes are one mail. It must not tell of what others did
 * in between, of which this recipient at this address was not told. */
static bool
extend(LbAct *act, const LbMessage *message, int64_t principal, bool *extended, GError **error)
{
    int64_t waiting = 0, last = 0;
    LbStore *store = act->service->store;
    *extended = false;
    if (message->event != LB_EVENT_CHANGED)
        return true;
    if (!lb_outbox_find_waiting(store, message, principal, &waiting, &last, error))
        return false;
    if (waiting == 0)
        return true;
    g_autoptr(LbPersonRow) person = lb_directory_person(store, principal, error);
    if (person == NULL)
        return false;
    LbToldRange range = { .principal = principal,
                          .everybody = message->approver,
                          .tenant = person->tenant,
                          .first = last + 1,
                          .last = message->log_first - 1 };
    bool misses = false;
    if (!lb_told_misses(store, &range, message->address, &misses, error))
        return false;
    *extended = !misses;
    return misses || lb_outbox_extend(store, waiting, message, error);
}

/* Queues @message for @address of @recipient; one that is no plain mailbox is nobody's. */
static bool
queue(LbAct *act, LbMessage *message, const LbApprover *recipient, const char *address,
      GError **error)
{
    bool extended = false;
    if (address == NULL || !lb_mailbox_is_valid(address))
        return true;
    g_autofree char *token = lb_random_hex(lb_random_system(), 16, error);
    if (token == NULL)
        return false;
    g_autofree char *about = lb_message_about(message);
    g_autofree char *subject = g_ascii_strdown(about, -1);
    g_autofree char *message_id = g_strdup_printf("%s.%s@%s", token, subject, act->service->host);
    message->message_id = message_id;
    message->queued = act->time.effective;
    message->address = (char *)address;
    message->language = recipient->language;
    message->time_zone = recipient->time_zone;
    message->log_first = message->log_first != 0 ? message->log_first : act->log_sequence;
    message->log_sequence = act->log_sequence;
    message->log_head = act->log_head;
    if (!extend(act, message, recipient->principal, &extended, error))
        return false;
    return extended || lb_outbox_insert(act->service->store, message, recipient->principal, error);
}

/* Queues @message for all addresses of @recipient. */
static bool
queue_everywhere(LbAct *act, LbMessage *message, const LbApprover *recipient, GError **error)
{
    g_auto(GStrv) others = lb_directory_addresses(act->service->store, recipient->principal, error);
    if (others == NULL || !queue(act, message, recipient, recipient->mail, error))
        return false;
    for (char **other = others; *other != NULL; other++)
        if ((recipient->mail == NULL || g_ascii_strcasecmp(*other, recipient->mail) != 0) &&
            !queue(act, message, recipient, *other, error))
            return false;
    return true;
}

static bool
tell_one(LbAct *act, LbEvent event, const LbRequest *request, const LbApprover *recipient,
         bool approver, GError **error)
{
    LbMessage message = { .event = event, .approver = approver, .request = (LbRequest *)request };
    return queue_everywhere(act, &message, recipient, error);
}

bool
lb_act_tell_one(LbAct *act, LbEvent event, const LbRequest *request, const LbApprover *recipient,
                GError **error)
{
    return tell_one(act, event, request, recipient, true, error);
}

bool
lb_act_tell_of_people(LbAct *act, LbEvent event, const LbApprover *recipient, int64_t first,
                      bool approver, GError **error)
{
    LbMessage message = { .event = event, .approver = approver, .log_first = first };
    return queue_everywhere(act, &message, recipient, error);
}

bool
lb_act_tell_address(LbAct *act, LbEvent event, const LbApprover *recipient, const char *address,
                    int64_t first, bool approver, GError **error)
{
    LbMessage message = { .event = event, .approver = approver, .log_first = first };
    return queue(act, &message, recipient, address, error);
}

bool
lb_act_tell_of_ticket(LbAct *act, LbEvent event, int64_t ticket, const LbApprover *recipient,
                      GError **error)
{
    LbTicketFacts facts = { .number = ticket };
    LbMessage message = { .event = event, .ticket = &facts };
    return queue_everywhere(act, &message, recipient, error);
}

bool
lb_act_tell_of_exclusion(LbAct *act, int64_t exclusion, const LbApprover *recipient, GError **error)
{
    LbExclusionFacts facts = { .number = exclusion };
    LbMessage message = { .event = LB_EVENT_EXCLUSION, .approver = true, .exclusion = &facts };
    return queue_everywhere(act, &message, recipient, error);
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
    bool decided = g_strcmp0(asked->account, request->decided_by) == 0;
    *concerned = enabled && (lb_roles_approve(roles) || decided);
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
