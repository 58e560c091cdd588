/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a session by time. */
#include "core/visit.h"

#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"
#include "core/refusal.h"

/* Limits may be as short as seconds. */
static char *
format_span(int64_t span)
{
    return span < LB_MINUTE ? g_strdup_printf(_("%d s"), (int)(span / LB_SECOND))
                            : lb_time_format_span(span);
}

static bool
is_over(int64_t limit, int64_t since, int64_t now)
{
    return limit != 0 && now - since >= limit;
}

bool
lb_visit_check(const LbVisit *visit, int64_t now, GError **error)
{
    const LbVisitLimits *limits = &visit->limits;
    bool whole = is_over(limits->longest, visit->began, now);
    if (!whole && !is_over(limits->idle, visit->touched, now))
        return true;
    g_autofree char *span = format_span(whole ? limits->longest : limits->idle);
    return lb_refuse(error, whole ? LB_REFUSAL_SESSION_TOO_LONG : LB_REFUSAL_IDLE, "(%s)", span);
}

/* How long before its end there is a warning. */
static int64_t
notice_time(int64_t limit)
{
    return MIN(LB_MINUTE, limit / 2);
}

static bool
is_time_to_warn(int64_t limit, int64_t since, int64_t before, int64_t now)
{
    int64_t moment = since + limit - notice_time(limit);
    return limit != 0 && moment > before && moment <= now;
}

char *
lb_visit_warning(const LbVisit *visit, int64_t before, int64_t now)
{
    const LbVisitLimits *limits = &visit->limits;
    bool whole = is_time_to_warn(limits->longest, visit->began, before, now);
    if (!whole && !is_time_to_warn(limits->idle, visit->touched, before, now))
        return NULL;
    int64_t limit = whole ? limits->longest : limits->idle;
    g_autofree char *left = format_span(notice_time(limit));
    return g_strdup_printf(whole ? _("This session ends in %s, whatever is typed: it has been open "
                                     "for as long as one may be. Come in again then.")
                                 : _("This session ends in %s: no key was typed for long. Any key "
                                     "keeps it open."),
                           left);
}
