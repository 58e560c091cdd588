/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording what was refused. */
#include "service/refused.h"

#include <json-glib/json-glib.h>

#include "base/span.h"
#include "store/refused.h"

#define TELL_EACH LB_HOUR

/* The request's own log, or that of its tenant, has it where the person may know of the request; what somebody only tried
 * to find stays on their own side. */
static bool
find_place(LbAct *act, int64_t number, LbRefused *sort, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) seen = NULL;
    if (number != 0 && act->actor->principal != 0 &&
        !lb_standing_towards(act->service, act->actor, number, &act->time, &standing, &seen, error))
        return false;
    sort->known = seen != NULL;
    sort->tenant = g_strdup(seen != NULL ? seen->tenant : act->actor->tenant);
    return true;
}

/* The row of the sort that this one is of; a new one is told at once. */
static LbRefused *
find_row(LbAct *act, const char *verb, int64_t number, const char *why, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbRefused) sort = g_new0(LbRefused, 1);
    const LbActor *actor = act->actor;
    sort->who = actor->principal != 0 ? g_strdup_printf("%" G_GINT64_FORMAT, actor->principal)
                                      : g_strdup_printf("key %" G_GINT64_FORMAT, actor->key);
    sort->verb = g_strdup(verb);
    sort->refusal = g_strdup(why);
    sort->first = act->time.effective - TELL_EACH;
    if (!find_place(act, number, sort, error))
        return NULL;
    LbRefused *row = lb_refused_get(act->service->store, sort, &failure);
    if (row != NULL)
        return row;
    if (failure == NULL)
        return g_steal_pointer(&sort);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static bool
log_refused(LbAct *act, const LbRefused *row, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "verb", row->verb);
    json_object_set_string_member(details, "refusal", row->refusal);
    json_object_set_int_member(details, "count", row->untold);
    if (row->request != 0) {
        /* Which sort of request a foreign number is of, is nobody's to know. */
        g_autofree char *named = row->known
                                     ? lb_requests_id(act->service->store, row->request, error)
                                     : g_strdup_printf("LB-%" G_GINT64_FORMAT, row->request);
        if (named == NULL)
            return false;
        json_object_set_string_member(details, "named", named);
    }
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_REFUSE, row->tenant, row->known ? row->request : 0, text,
                      error);
}

static bool
record(LbService *service, const LbActor *actor, const char *verb, int64_t number, const char *why,
       GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRefused) row = act != NULL ? find_row(act, verb, number, why, error) : NULL;
    if (row == NULL)
        return false;
    if (row->untold == 0)
        row->request = number;
    else if (row->request != number)
        row->request = 0;
    row->last = act->time.effective;
    row->untold++;
    if (row->last - row->first >= TELL_EACH) {
        if (!log_refused(act, row, error))
            return false;
        row->first = row->last;
        row->untold = 0;
    }
    return lb_refused_put(service->store, row, error) && lb_act_commit(act, error);
}

void
lb_refused_record(LbService *service, const LbActor *actor, LbVerb verb, int64_t number,
                  const GError *refusal)
{
    /* That something has to be looked at first is no answer so far. */
    if (refusal == NULL || refusal->domain != LB_REFUSAL_ERROR ||
        refusal->code == LB_REFUSAL_TICKET_STALE)
        return;
    record(service, actor, lb_names_get(lb_verb_names, (int)verb), number,
           lb_refusal_name((LbRefusal)refusal->code), NULL);
}

void
lb_service_record_malformed(LbService *service, const LbActor *actor, LbMalformed how)
{
    record(service, actor, "command", 0, lb_names_get(lb_malformed_names, (int)how), NULL);
}

/* Who it was, as far as the row knows. */
static LbActor *
actor_of(LbService *service, const LbRefused *row)
{
    LbActor *actor = lb_actor_new(LB_DOOR_TIME);
    gint64 principal = 0;
    if (!g_ascii_string_to_signed(row->who, 10, 1, G_MAXINT64, &principal, NULL))
        return actor;
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, principal, NULL);
    if (person == NULL)
        return actor;
    actor->account = g_strdup(person->account);
    actor->person = g_strdup(person->person);
    actor->tenant = g_strdup(person->tenant);
    return actor;
}

/* Tells of what the row holds by now, unless somebody has told of it since it was @seen. */
static bool
tell_one(LbService *service, const LbRefused *seen, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbActor) actor = actor_of(service, seen);
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL)
        return false;
    g_autoptr(LbRefused) row = lb_refused_get(service->store, seen, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (row == NULL || row->first != seen->first)
        return true;
    return (row->untold == 0 || log_refused(act, row, error)) &&
           lb_refused_drop(service->store, row, error) && lb_act_commit(act, error);
}

bool
lb_refused_tell(LbService *service, int limit, int *told, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    *told = 0;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    g_autoptr(GPtrArray) rows =
        lb_refused_old(service->store, time.effective - TELL_EACH, limit, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        if (!tell_one(service, g_ptr_array_index(rows, i), error))
            return false;
        (*told)++;
    }
    return rows != NULL;
}
