/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for votes, in the language that is set. */
#include "wording/votes.h"

#include "base/i18n.h"
#include "base/time.h"
#include "wording/phrases.h"
#include "wording/plain.h"

static bool
waits_for_several(const LbRequestView *view)
{
    return view->request->status == LB_STATUS_PENDING && view->request->quorum > 1;
}

char *
lb_phrase_vote(const LbRequestView *view, const LbAsked *asked, GTimeZone *zone)
{
    bool waits = view->request->status == LB_STATUS_PENDING;
    if (asked->vote == LB_VOTE_NONE)
        return NULL;
    g_autofree char *when = lb_time_format(asked->voted, zone, waits ? LB_TIME_SHORT : LB_TIME_DAY);
    if (asked->vote == LB_VOTE_DENY)
        return g_strdup_printf(_("denied %s"), when);
    return waits && !asked->counts ? g_strdup_printf(_("approved %s, does not count now"), when)
                                   : g_strdup_printf(_("approved %s"), when);
}

char *
lb_phrase_notice(const LbRequestView *view, const LbAsked *asked, GTimeZone *zone)
{
    bool waits = view->request->status == LB_STATUS_PENDING;
    if (asked->opened != 0) {
        g_autofree char *when =
            lb_time_format(asked->opened, zone, waits ? LB_TIME_SHORT : LB_TIME_DAY);
        return g_strdup_printf(_("opened %s"), when);
    }
    if (waits && g_strcmp0(asked->mail_status, "accepted") == 0)
        return g_strdup(_("mail accepted, not opened"));
    return g_strdup(lb_phrase_mail(asked->mail_status));
}

/* The same in a line that is read by somebody who knows what they have read themselves. */
static char *
notice_to(const LbRequestView *view, const LbAsked *asked, const char *reader, GTimeZone *zone)
{
    if (g_strcmp0(asked->account, reader) != 0)
        return lb_phrase_notice(view, asked, zone);
    return asked->opened != 0 ? NULL : g_strdup(lb_phrase_mail(asked->mail_status));
}

static char *
name_of(const LbAsked *asked, const char *reader)
{
    return g_strcmp0(asked->account, reader) == 0 ? g_strdup(_("you"))
                                                  : lb_plain_inline(asked->account);
}

char *
lb_phrase_asked(const LbRequestView *view, const char *reader, GTimeZone *zone)
{
    if (view->asked->len == 0)
        return g_strdup(_("nobody"));
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        g_autofree char *name = name_of(asked, reader);
        g_autofree char *vote = lb_phrase_vote(view, asked, zone);
        g_autofree char *notice = notice_to(view, asked, reader, zone);
        const char *about = vote != NULL ? vote : notice;
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
        if (about != NULL)
            g_string_append_printf(names, " (%s)", about);
    }
    return g_strdup(names->str);
}

char *
lb_phrase_unreached(const LbRequestView *view)
{
    static const char *const lost[] = { "refused", "failed", "bounced", NULL };
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; view->request->status == LB_STATUS_PENDING && i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        if (asked->opened != 0 || asked->vote != LB_VOTE_NONE || asked->mail_status == NULL ||
            !g_strv_contains(lost, asked->mail_status))
            continue;
        g_autofree char *name = lb_plain_inline(asked->account);
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    return names->len > 0 ? g_strdup_printf(_("! No mail reached %s."), names->str) : NULL;
}

/* Those whose approval counts, or those who are missing. */
static char *
join_names(const LbRequestView *view, const char *reader, bool missing)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAsked *asked = g_ptr_array_index(view->asked, i);
        g_autofree char *name = name_of(asked, reader);
        if (missing ? asked->missing : asked->counts)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    return g_strdup(names->str);
}

/* Votes of people who left do not count, so that the others may be too few. */
static char *
out_of_reach(const LbRequestView *view)
{
    int needed = view->request->quorum, left = view->within_reach - view->given;
    if (view->within_reach >= needed)
        return NULL;
    if (view->given == 0)
        return g_strdup_printf(_("%d approvals needed, only %d of those asked can still give one."),
                               needed, left);
    return g_strdup_printf(
        _("%d approvals needed, %d given, only %d more of those asked can still give one."), needed,
        view->given, left);
}

char *
lb_phrase_approvals(const LbRequestView *view, const char *reader)
{
    int needed = view->request->quorum;
    if (!waits_for_several(view))
        return NULL;
    g_autofree char *given = join_names(view, reader, false);
    g_autofree char *missing = join_names(view, reader, true);
    g_autofree char *line = NULL;
    if (*given != '\0' && *missing != '\0')
        line = g_strdup_printf(_("Approvals %d of %d: %s approved; missing: %s"), view->given,
                               needed, given, missing);
    else if (*given != '\0')
        line = g_strdup_printf(_("Approvals %d of %d: %s approved"), view->given, needed, given);
    else if (*missing != '\0')
        line = g_strdup_printf(_("Approvals %d of %d; missing: %s"), view->given, needed, missing);
    else
        line = g_strdup_printf(_("Approvals %d of %d"), view->given, needed);
    g_autofree char *doubt = out_of_reach(view);
    return doubt != NULL ? g_strconcat(line, ". ", doubt, NULL) : g_steal_pointer(&line);
}

char *
lb_phrase_approval(const LbRequestView *view)
{
    int needed = view->request->quorum, number = MIN(view->given + 1, needed);
    if (needed <= 1)
        return NULL;
    if (number >= needed)
        return g_strdup_printf(_("This is approval %d of %d: access opens now."), number, needed);
    if (number == needed - 1)
        return g_strdup_printf(
            _("This is approval %d of %d: access opens when one more person approves."), number,
            needed);
    return g_strdup_printf(
        _("This is approval %d of %d: access opens when %d more persons approve."), number, needed,
        needed - number);
}

int
lb_phrase_most_hours(const LbRequestView *view)
{
    int asked = view->request->hours;
    return view->fewest_hours > 0 ? MIN(view->fewest_hours, asked) : asked;
}

char *
lb_phrase_no_answer(const LbRequestView *view)
{
    int needed = view->request->quorum;
    if (needed <= 1)
        return g_strdup(_("no answer: it expires, and nothing opens"));
    return g_strdup_printf(_("%d of %d approvals; without %d more it expires"), view->given, needed,
                           MAX(needed - view->given, 1));
}

/* To one who has approved, and waits for the others. */
static char *
approved_already(const LbRequestView *view)
{
    int missing = view->request->quorum - view->given;
    if (missing == 1)
        return g_strdup(_("approve: you have; access opens when one more person approves"));
    return g_strdup_printf(_("approve: you have; access opens when %d more persons approve"),
                           missing);
}

char *
lb_phrase_approve(const LbRequestView *view)
{
    int needed = view->request->quorum, number = view->given + 1;
    g_autofree char *hours = lb_phrase_hours(lb_phrase_most_hours(view));
    if (view->why_not_approve == LB_REFUSAL_ALREADY_VOTED)
        return approved_already(view);
    if (needed <= 1)
        return g_strdup_printf(
            _("approve: access opens now, ends by itself after %s; you may end it before"), hours);
    if (number >= needed)
        return g_strdup_printf(_("approve: this is approval %d of %d; access opens now, ends by "
                                 "itself after %s; you may end it before"),
                               needed, needed, hours);
    return g_strdup_printf(_("approve: this is approval %d of %d; access opens with the last one, "
                             "for at most %s"),
                           number, needed, hours);
}

char *
lb_phrase_rules(const LbRequestView *view)
{
    if (view->request->jit_only)
        return g_strdup(_("Rules: an owner of the customer may end this access at any time."));
    if (view->request->quorum <= 1)
        return g_strdup(
            _("Rules: one approval opens access, one denial ends the request; nobody answers "
              "their own request."));
    return g_strdup_printf(
        _("Rules: %d approvals open access, for the fewest hours of them; one denial ends the "
          "request; nobody answers their own request."),
        view->request->quorum);
}

char *
lb_phrase_approved_partly(const LbRequest *request, GTimeZone *zone)
{
    int missing = request->quorum - request->approvals;
    g_autofree char *id = lb_request_id(request);
    g_autofree char *until = lb_time_format(request->expiration, zone, LB_TIME_FULL);
    if (missing == 1)
        return g_strdup_printf(_("%d of %d approvals; %s waits for one more until %s."),
                               request->approvals, request->quorum, id, until);
    return g_strdup_printf(_("%d of %d approvals; %s waits for %d more until %s."),
                           request->approvals, request->quorum, id, missing, until);
}
