/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording what was refused. */
#include "service/refused.h"

#include <json-glib/json-glib.h>

#include "base/span.h"
#include "store/refused.h"

#define TELL_EACH LB_HOUR

/* Where an entry about it belongs. */
typedef struct {
    char *tenant;   /* NULL: the installation's own log */
    int64_t number; /* of the request that the entry is about; 0: of none */
} Place;

static void
clear_place(Place *place)
{
    g_free(place->tenant);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, clear_place)

/* The request's own log has it where the person may know of the request; what somebody only tried to find stays on their
 * own side. */
static bool
find_place(LbAct *act, int64_t number, Place *place, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) seen = NULL;
    place->tenant = g_strdup(act->actor->tenant);
    place->number = 0;
    if (number == 0 || act->actor->principal == 0)
        return true;
    if (!lb_standing_towards(act->service, act->actor, number, &act->time, &standing, &seen, error))
        return false;
    if (seen == NULL)
        return true;
    g_free(place->tenant);
    place->tenant = g_strdup(seen->tenant);
    place->number = number;
    return true;
}

static bool
log_refused(LbAct *act, const LbRefused *row, int64_t count, const Place *place, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "verb", row->verb);
    json_object_set_string_member(details, "refusal", row->refusal);
    json_object_set_int_member(details, "count", count);
    if (row->request != NULL)
        json_object_set_string_member(details, "named", row->request);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_REFUSE, place->tenant, place->number, text, error);
}

static bool
record(LbService *service, const LbActor *actor, LbVerb verb, int64_t number, LbRefusal refusal,
       GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_auto(Place) place = { 0 };
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL)
        return false;
    g_autofree char *who = actor->principal != 0
                               ? g_strdup_printf("%" G_GINT64_FORMAT, actor->principal)
                               : g_strdup_printf("key %" G_GINT64_FORMAT, actor->key);
    const char *name = lb_names_get(lb_verb_names, (int)verb), *why = lb_refusal_name(refusal);
    g_autoptr(LbRefused) row = lb_refused_get(service->store, who, name, why, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    int64_t now = act->time.effective;
    if (row == NULL) {
        row = g_new0(LbRefused, 1);
        row->who = g_steal_pointer(&who);
        row->verb = g_strdup(name);
        row->refusal = g_strdup(why);
        row->first = now - TELL_EACH;
    }
    g_free(row->request);
    row->request = number != 0 ? g_strdup_printf("LB-%" G_GINT64_FORMAT, number) : NULL;
    row->last = now;
    row->untold++;
    if (now - row->first >= TELL_EACH) {
        if (!find_place(act, number, &place, error) ||
            !log_refused(act, row, row->untold, &place, error))
            return false;
        row->first = now;
        row->untold = 0;
    }
    return lb_refused_put(service->store, row, error) && lb_act_commit(act, error);
}

void
lb_refused_record(LbService *service, const LbActor *actor, LbVerb verb, int64_t number,
                  const GError *refusal)
{
    if (refusal == NULL || refusal->domain != LB_REFUSAL_ERROR)
        return;
    record(service, actor, verb, number, (LbRefusal)refusal->code, NULL);
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

static bool
tell_one(LbService *service, const LbRefused *row, GError **error)
{
    g_autoptr(LbActor) actor = actor_of(service, row);
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL)
        return false;
    Place place = { .tenant = actor->tenant };
    return (row->untold == 0 || log_refused(act, row, row->untold, &place, error)) &&
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
