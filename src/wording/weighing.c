/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules said, in words. */
#include "wording/weighing.h"

#include "base/i18n.h"
#include "base/time.h"
#include "core/policywords.h"
#include "wording/phrases.h"
#include "wording/plain.h"

char *
lb_phrase_ruled(const LbWeighing *weighing)
{
    if (weighing == NULL || weighing->steps->len == 0)
        return NULL;
    const LbWeighed *last = g_ptr_array_index(weighing->steps, weighing->steps->len - 1);
    g_autofree char *label = lb_plain_inline(last->label);
    return g_strdup_printf(_("Decided by the rule: %s. %s"), label, weighing->words);
}

char *
lb_phrase_weighed(const LbWeighed *weighed)
{
    g_autofree char *label = lb_plain_inline(weighed->label);
    return g_strdup_printf("%c %s: %s", weighed->matched ? '+' : '-', label, weighed->words);
}

char *
lb_phrase_voice(const LbEndorsement *voice, GTimeZone *zone)
{
    g_autofree char *account = lb_plain_inline(voice->account);
    g_autofree char *when = lb_time_format(voice->time, zone, LB_TIME_FULL);
    return g_strdup_printf(voice->endorses ? _("%s (%s) endorsed it, %s.")
                                           : _("%s (%s) declined it, %s."),
                           account, _(voice->role), when);
}

char *
lb_phrase_waits_internally(const LbWeighing *weighing, GTimeZone *zone)
{
    g_autofree char *until = lb_time_format(weighing->until, zone, LB_TIME_FULL);
    g_autofree char *approvers = lb_policy_approvers_words(weighing->approvers);
    return g_strdup_printf(_("It waits for internal approval until %s: %d of %d so far, by %s. The "
                             "customer has not been asked."),
                           until, weighing->given, weighing->approvals, approvers);
}

/* Of access that the rules opened: what has become of it. */
static char *
opened(const LbRequestView *view, GTimeZone *zone)
{
    const LbRequest *request = view->request;
    g_autofree char *decided = lb_time_format(request->decided, zone, LB_TIME_FULL);
    g_autofree char *hours = lb_phrase_hours(request->hours_granted);
    g_autofree char *end = lb_time_format(request->access_end, zone, LB_TIME_FULL);
    g_autofree char *ended = lb_time_format(request->ended, zone, LB_TIME_FULL);
    g_autofree char *ender = lb_plain_inline(request->ended_by);
    if (request->ended == 0)
        return g_strdup_printf(_("Opened by the rules, %s, for %s, since no customer data is "
                                 "touched. Access is open until %s."),
                               decided, hours, end);
    if (request->ended_by == NULL)
        return g_strdup_printf(_("Opened by the rules, %s, for %s, since no customer data is "
                                 "touched. Access ended, %s."),
                               decided, hours, ended);
    return g_strdup_printf(_("Opened by the rules, %s, for %s, since no customer data is touched. "
                             "Access was ended by %s, %s."),
                           decided, hours, ender, ended);
}

char *
lb_phrase_unasked(const LbRequestView *view, GTimeZone *zone)
{
    const LbRequest *request = view->request;
    g_autofree char *by = lb_plain_inline(request->decided_by);
    g_autofree char *decided = lb_time_format(request->decided, zone, LB_TIME_FULL);
    g_autofree char *ended = lb_time_format(request->ended, zone, LB_TIME_FULL);
    if (view->weighing == NULL || request->notified != 0)
        return NULL;
    if (request->access_start != 0)
        return opened(view, zone);
    switch (request->status) {
    case LB_STATUS_INITIALIZING:
        return lb_phrase_waits_internally(view->weighing, zone);
    case LB_STATUS_DENIED:
        return g_strdup_printf(
            _("Declined internally by %s, %s. Nothing opened, and no customer was asked."), by,
            decided);
    case LB_STATUS_EXPIRED:
        return g_strdup_printf(_("Not approved internally in time; it expired, %s. Nothing opened, "
                                 "and no customer was asked."),
                               ended);
    default:
        return NULL;
    }
}
