/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a session may stay. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "core/refusal.h"
#include "core/visit.h"

static void
expect(const LbVisit *visit, int64_t now, LbRefusal refusal, const char *words)
{
    g_autoptr(GError) error = NULL;
    bool stays = lb_visit_check(visit, now, &error);
    cr_assert_eq(stays, refusal == LB_REFUSAL_NONE);
    if (stays)
        return;
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", error->message);
    cr_assert_not_null(strstr(error->message, words), "%s", error->message);
}

Test(visit, ends_when_nobody_types_and_when_it_is_long)
{
    LbVisit visit = { .limits = { .idle = 30 * LB_MINUTE, .longest = 12 * LB_HOUR },
                      .began = 5,
                      .touched = 5 };
    expect(&visit, 5, LB_REFUSAL_NONE, NULL);
    expect(&visit, 4 + 30 * LB_MINUTE, LB_REFUSAL_NONE, NULL);
    expect(&visit, 5 + 30 * LB_MINUTE, LB_REFUSAL_IDLE, "(30 min)");
    visit.touched = 4 + 12 * LB_HOUR;
    expect(&visit, 4 + 12 * LB_HOUR, LB_REFUSAL_NONE, NULL);
    expect(&visit, 5 + 12 * LB_HOUR, LB_REFUSAL_SESSION_TOO_LONG, "(12 h)");
    visit.limits = (LbVisitLimits){ 0 };
    expect(&visit, INT64_MAX, LB_REFUSAL_NONE, NULL);
}

Test(visit, is_warned_once_a_minute_before)
{
    LbVisit visit = { .limits = { .idle = 30 * LB_MINUTE, .longest = 12 * LB_HOUR } };
    int warnings = 0;
    for (int64_t now = LB_SECOND / 2; now < 30 * LB_MINUTE; now += LB_SECOND) {
        g_autofree char *said = lb_visit_warning(&visit, now - LB_SECOND, now);
        if (said == NULL)
            continue;
        warnings++;
        cr_assert_geq(now, 29 * LB_MINUTE);
        cr_assert_lt(now, 29 * LB_MINUTE + LB_SECOND);
        cr_assert_not_null(strstr(said, "in 1 min"), "%s", said);
        cr_assert_not_null(strstr(said, "Any key keeps it open"), "%s", said);
    }
    cr_assert_eq(warnings, 1);
    visit.touched = 12 * LB_HOUR - 2 * LB_MINUTE;
    g_autofree char *said =
        lb_visit_warning(&visit, 12 * LB_HOUR - 61 * LB_SECOND, 12 * LB_HOUR - 60 * LB_SECOND);
    cr_assert_not_null(said);
    cr_assert_not_null(strstr(said, "whatever is typed"), "%s", said);
}

Test(visit, a_short_one_is_warned_in_its_middle)
{
    LbVisit visit = { .limits = { .idle = 4 * LB_SECOND } };
    cr_assert_null(lb_visit_warning(&visit, 0, 2 * LB_SECOND - 1));
    g_autofree char *said = lb_visit_warning(&visit, 2 * LB_SECOND - 1, 2 * LB_SECOND);
    cr_assert_not_null(said);
    cr_assert_null(lb_visit_warning(&visit, 2 * LB_SECOND, 4 * LB_SECOND));
}
