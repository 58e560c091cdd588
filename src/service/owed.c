/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is still owed when its turn comes: core/reason.h decides by what stands in the database at that moment. */
#include "service/owed.h"

#include "core/reason.h"
#include "service/hearing.h"
#include "store/exclusions.h"
#include "store/log.h"
#include "store/outbox.h"
#include "store/told.h"

#define WITHDRAWN_MOST 100

static bool
is_internal(const LbMessage *message)
{
    return message->event == LB_EVENT_HELD || message->event == LB_EVENT_HELD_REMINDER;
}

/* Whether those who approve internally are told: nothing of the request has come to the customer so far. */
static bool
is_ours(const LbMessage *message, const LbRequest *request)
{
    return is_internal(message) || (request != NULL && request->notified == 0);
}

/* Whether the recipient may decide what the message asks for, or may hear what it tells of what others did. */
static bool
read_right(LbService *service, const LbMessage *message, const LbRequest *request, bool *entitled,
           GError **error)
{
    unsigned roles = 0;
    bool internal = is_internal(message);
    *entitled = true;
    if (!lb_event_asks(message->event))
        return lb_hearing_of_message(service->store, message, request, entitled, error);
    if (!message->approver || request == NULL)
        return true;
    if (internal)
        return lb_hearing_endorses(service->store, message->principal, entitled, error);
    if (!lb_directory_roles_at(service->store, message->principal, request->subscription, &roles,
                               error))
        return false;
    *entitled = lb_roles_approve(roles);
    return true;
}

/* An address that was taken out without ever having taken a mail may be a stranger's, who hears nothing: as where it is taken out,
 * if the mail was leased at that moment. */
static bool
find_stranger(LbService *service, const LbMessage *message, const char **why, GError **error)
{
    bool was_first = false, accepted = false;
    if (!lb_told_was_first(service->store, message->principal, message->address, &was_first,
                           error) ||
        !lb_outbox_has_accepted(service->store, message->principal, message->address, &accepted,
                                error))
        return false;
    if (!was_first && !accepted)
        *why = "the address is no longer one of the account's";
    return true;
}

/* Why it is withdrawn; NULL: it is not. @request: that it is about, or NULL. */
static bool
find_withdrawal(LbService *service, const LbMessage *message, LbReasons *reasons, const char **why,
                GError **error)
{
    *why = NULL;
    reasons->entitled = true;
    if (!lb_outbox_reaches(service->store, message->principal, message->address, &reasons->enabled,
                           &reasons->reachable, error) ||
        !read_right(service, message, reasons->request, &reasons->entitled, error))
        return false;
    *why = lb_event_withdrawal(message->event, reasons);
    return *why != NULL || message->event != LB_EVENT_CHANGED || reasons->reachable ||
           find_stranger(service, message, why, error);
}

/* All who were to be told the same at the time: LbApprover*. One's address may be another's too. */
static GPtrArray *
read_others(LbService *service, const LbMessage *message, const LbRequest *request, GError **error)
{
    if (is_ours(message, request))
        return lb_directory_ours_at(service->store, message->address, error);
    if (message->request != NULL)
        return lb_requests_approvers(service->store, message->request->number, error);
    g_autoptr(LbExclusion) exclusion =
        message->exclusion != NULL
            ? lb_exclusions_get(service->store, message->exclusion->number, NULL)
            : NULL;
    return exclusion != NULL
               ? lb_directory_approvers(service->store, exclusion->subscription, error)
               : g_ptr_array_new();
}

/* Each address is told once, for one of those who have it. Where that one is not to be told any more, it is told for another:
 * else nobody would be. */
static bool
hand_on(LbService *service, const LbMessage *message, LbReasons *reasons, bool *handed,
        GError **error)
{
    g_autoptr(GPtrArray) others = read_others(service, message, reasons->request, error);
    *handed = false;
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const LbApprover *other = g_ptr_array_index(others, i);
        LbMessage same = *message;
        const char *why = NULL;
        bool first = other->mail != NULL && g_ascii_strcasecmp(other->mail, message->address) == 0;
        same.principal = other->principal;
        same.account = other->account;
        if (other->principal == message->principal ||
            (is_ours(message, reasons->request) && reasons->request != NULL &&
             lb_request_is_asked_by(reasons->request, other->person)))
            continue;
        if (!find_withdrawal(service, &same, reasons, &why, error))
            return false;
        if (why != NULL)
            continue;
        *handed = true;
        return lb_outbox_hand_on(service->store, message->id, other, !first, error);
    }
    return others != NULL;
}

/* The events of which no message about the request is sent any more, with a space around each. */
static char *
list_gone(const LbReasons *reasons)
{
    LbReasons anybody = *reasons;
    GString *gone = g_string_new(" ");
    anybody.enabled = anybody.reachable = anybody.entitled = true;
    for (const LbName *row = lb_event_names; row->name != NULL; row++)
        if (lb_event_withdrawal((LbEvent)row->value, &anybody) != NULL)
            g_string_append_printf(gone, "%s ", row->name);
    return g_string_free(gone, FALSE);
}

/* One that is about a request which cannot be read has its reason: it is told when the message is made. */
static LbRequest *
read_request(LbService *service, const LbMessage *message)
{
    return message->request != NULL
               ? lb_requests_get_bare(service->store, message->request->number, NULL)
               : NULL;
}

static bool
read_head(LbService *service, LbMessage *message, GError **error)
{
    uint8_t hash[LB_SHA256_SIZE];
    return lb_log_head(service->store, &message->as_of, hash, error);
}

/* Leases it, or withdraws it, or hands it on: then @leased is false. */
static bool
take(LbService *service, const LbClockJudgement *time, int64_t lease, LbMessage *message,
     bool *leased, GError **error)
{
    const char *why = NULL;
    g_autoptr(LbRequest) request = read_request(service, message);
    LbReasons reasons = { .request = request, .now = time->sane ? time->effective : 0 };
    if (!find_withdrawal(service, message, &reasons, &why, error))
        return false;
    *leased = why == NULL;
    bool handed = false;
    if (!*leased && message->approver && !hand_on(service, message, &reasons, &handed, error))
        return false;
    if (handed)
        return true; /* its turn comes at once */
    if (!*leased)
        return lb_outbox_withdraw(service->store, message->id, why, time->effective, error);
    g_autofree char *gone = list_gone(&reasons);
    message->until = request != NULL ? lb_event_until(message->event, request) : 0;
    return read_head(service, message, error) &&
           lb_outbox_lease(service->store, message, time->steady + lease, gone, error);
}

bool
lb_owed_take(LbService *service, const LbClockJudgement *time, int64_t lease, LbMessage **message,
             bool *more, GError **error)
{
    *more = false;
    for (int withdrawn = 0; withdrawn < WITHDRAWN_MOST; withdrawn++) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(LbMessage) next = lb_outbox_next(service->store, time->steady, &failure);
        bool leased = false;
        bool read = failure == NULL;
        if (!read)
            g_propagate_error(error, g_steal_pointer(&failure));
        if (next == NULL)
            return read;
        if (!take(service, time, lease, next, &leased, error))
            return false;
        if (leased) {
            *message = g_steal_pointer(&next);
            return true;
        }
    }
    *more = true;
    return true;
}
