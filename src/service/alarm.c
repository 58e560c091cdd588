/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alarm of the clock. */
#include "service/alarm.h"

#include "base/time.h"
#include "service/act.h"
#include "store/log.h"

#define HELD_UP "nothing is decided, nothing expires and no access is opened; access still ends"

/* While the clock is suspect the mark stands still: an alarm that is not older than the mark is of the same suspicion,
 * unless the clock was accepted since. */
static bool
was_told(LbService *service, const LbClockJudgement *time, bool *told, GError **error)
{
    LbLogFilter filter = { .operations = LB_OPERATION_BIT(LB_OPERATION_ALARM_CLOCK) |
                                         LB_OPERATION_BIT(LB_OPERATION_ACCEPT_CLOCK),
                           .since = time->effective,
                           .after = -1,
                           .limit = 1 };
    g_autoptr(GPtrArray) found = lb_log_page(service->store, &filter, NULL, error);
    *told =
        found != NULL && found->len > 0 &&
        ((const LbActivity *)g_ptr_array_index(found, 0))->operation == LB_OPERATION_ALARM_CLOCK;
    return found != NULL;
}

static char *
describe(const LbClockJudgement *time, const LbClockReading *reading)
{
    g_autoptr(JsonObject) details = json_object_new();
    g_autofree char *wall = lb_time_to_iso(reading->wall);
    g_autofree char *expected = lb_time_to_iso(time->expected);
    g_autofree char *mark = lb_time_to_iso(time->effective);
    /* After a start of the machine the mark is all that there is to expect. */
    int64_t by = reading->wall - time->expected;
    if (by == 0)
        by = reading->wall - time->effective;
    json_object_set_int_member(details, "seconds", by / LB_SECOND);
    json_object_set_string_member(details, "wall", wall);
    json_object_set_string_member(details, "expected", expected);
    json_object_set_string_member(details, "mark", mark);
    json_object_set_string_member(details, "held", HELD_UP);
    return lb_details_write(details);
}

static bool
tell(LbService *service, GError **error)
{
    bool told = false;
    LbClockReading reading;
    LbClockJudgement time;
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    if (act == NULL || !lb_service_judge_clock(service, &time, &reading, error) ||
        !was_told(service, &time, &told, error))
        return false;
    if (told || act->time.sane || time.sane)
        return true;
    g_autofree char *details = describe(&time, &reading);
    return lb_act_log(act, LB_OPERATION_ALARM_CLOCK, NULL, 0, details, error) &&
           lb_act_commit(act, error);
}

/* Most looks find that it was told: they take no write lock. */
bool
lb_alarm_clock(LbService *service, GError **error)
{
    bool told = false;
    LbClockReading reading;
    LbClockJudgement time;
    if (!lb_service_judge_clock(service, &time, &reading, error) ||
        !was_told(service, &time, &told, error))
        return false;
    return told || time.sane || tell(service, error);
}
