/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much one person may ask for: owners read each request, and a flood of them is read by nobody. Counted by the
 * person, so that a second account is no way around. */
#include "service/flood.h"

#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"

#define NAMED 10 /* of the requests that wait */

/* "LB-1, JIT-2, ...". The caller frees it. */
static char *
name_requests(LbStore *store, const GArray *numbers, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < numbers->len && i < NAMED; i++) {
        g_autofree char *id = lb_requests_id(store, g_array_index(numbers, int64_t, i), error);
        if (id == NULL)
            return NULL;
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", id);
    }
    if (numbers->len > NAMED)
        g_string_append(names, ", ...");
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static bool
check_waiting(LbAct *act, const LbRequest *request, GError **error)
{
    int most = act->service->limits.waiting;
    if (most == 0)
        return true;
    g_autoptr(GArray) numbers =
        lb_requests_undecided(act->service->store, act->actor->person, request->subscription,
                              act->time.effective, most, error);
    if (numbers == NULL || numbers->len < (guint)most)
        return numbers != NULL;
    g_autofree char *names = name_requests(act->service->store, numbers, error);
    return names != NULL && lb_refuse(error, LB_REFUSAL_TOO_MANY_WAITING, "(%s)", names);
}

/* Says from which minute on there is one more: the first that begins when the oldest of those that count no longer does. */
static bool
check_hour(LbAct *act, GError **error)
{
    int most = act->service->limits.an_hour;
    int64_t made = 0;
    if (most == 0)
        return true;
    if (!lb_requests_made(act->service->store, act->actor->person, act->time.effective - LB_HOUR,
                          most - 1, &made, error))
        return false;
    if (made == 0)
        return true;
    int64_t next = (made + LB_HOUR + LB_MINUTE - 1) / LB_MINUTE * LB_MINUTE;
    g_autoptr(GTimeZone) zone = lb_time_zone(act->actor->time_zone);
    g_autofree char *when = lb_time_format(next, zone, LB_TIME_FULL);
    return lb_refuse(error, LB_REFUSAL_TOO_MANY_THIS_HOUR, _("The next can be made from %s on."),
                     when);
}

bool
lb_flood_check(LbAct *act, const LbRequest *request, GError **error)
{
    return check_waiting(act, request, error) && check_hour(act, error);
}
