/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails of the outbox in words. */
#include "wording/mails.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "service/mails.h"
#include "wording/phrases.h"

/* What is said about a request, ticket or exclusion, around its id. */
static const LbName abouts[] = {
    { LB_EVENT_WAITING, "waiting", N_("%s waits for an answer") },
    { LB_EVENT_APPROVED, "approved", N_("%s is approved") },
    { LB_EVENT_DENIED, "denied", N_("%s is denied") },
    { LB_EVENT_EXPIRED, "expired", N_("%s has expired") },
    { LB_EVENT_CANCELED, "canceled", N_("%s was taken back") },
    { LB_EVENT_REVOKED, "revoked", N_("access of %s was ended") },
    { LB_EVENT_COMPLETED, "completed", N_("access of %s is over") },
    { LB_EVENT_HELD, "held", N_("%s waits for internal approval") },
    { LB_EVENT_DECLINED, "declined", N_("%s was declined internally") },
    { LB_EVENT_CHANGED, "changed", N_("who may decide has changed") },
    { LB_EVENT_INVITED, "invited", N_("how to come in") },
    { LB_EVENT_REPLIED, "replied", N_("%s was replied to") },
    { LB_EVENT_CLOSED, "closed", N_("%s was closed") },
    { LB_EVENT_EXCLUSION, "exclusion", N_("%s was recorded") },
    { LB_EVENT_NOT_OPENED, "not-opened", N_("access of %s could not be opened") },
    { LB_EVENT_NOT_ENDED, "not-ended", N_("access of %s is over and NOT ENDED") },
    { LB_EVENT_REMINDER, "reminder", N_("%s still waits for an answer") },
    { LB_EVENT_HELD_REMINDER, "held-reminder", N_("%s still waits for internal approval") },
    { 0, NULL, NULL },
};

const char *
lb_phrase_delivery(const char *status)
{
    int state = 0;
    return lb_names_find(lb_mail_state_names, status, &state)
               ? _(lb_names_label(lb_mail_state_names, state))
               : "?";
}

static char *
phrase_late(int late, const char *number)
{
    if (late >= LB_MAILS_LOST_MOST)
        return g_strdup_printf(_("! %s mails or more are over an hour late"), number);
    return g_strdup_printf(ngettext_("! %s mail is over an hour late",
                                     "! %s mails are over an hour late", (unsigned long)late),
                           number);
}

char *
lb_phrase_lost(int lost, int late)
{
    int count = MIN(lost + late, LB_MAILS_LOST_MOST);
    g_autofree char *number = lb_phrase_number(count);
    if (lost == 0)
        return phrase_late(late, number);
    /* Both are two at least, so that there is no singular. */
    if (late > 0 && count >= LB_MAILS_LOST_MOST)
        return g_strdup_printf(_("! %s mails or more did not arrive or are late"), number);
    if (late > 0)
        return g_strdup_printf(_("! %s mails did not arrive or are an hour late"), number);
    if (count >= LB_MAILS_LOST_MOST)
        return g_strdup_printf(_("! %s mails or more did not arrive in the last 7 days"), number);
    return g_strdup_printf(ngettext_("! %s mail did not arrive in the last 7 days",
                                     "! %s mails did not arrive in the last 7 days",
                                     (unsigned long)count),
                           number);
}

char *
lb_phrase_hooks(int disabled, int given_up)
{
    g_autofree char *number = lb_phrase_number(disabled > 0 ? disabled : given_up);
    return disabled > 0
               ? g_strdup_printf(ngettext_("! %s webhook is disabled", "! %s webhooks are disabled",
                                           (unsigned long)disabled),
                                 number)
               : g_strdup_printf(
                     ngettext_("! %s message to webhooks was given up in the last 7 days",
                               "! %s messages to webhooks were given up in the last 7 days",
                               (unsigned long)given_up),
                     number);
}

char *
lb_phrase_mail_about(const LbDeliveryRow *row)
{
    int event = 0;
    const char *about = lb_delivery_row_about(row);
    const char *id = about != NULL ? about : "";
    if (!lb_names_find(abouts, row->event, &event))
        return g_strdup(id);
    g_auto(GStrv) pieces = g_strsplit(_(lb_names_label(abouts, event)), "%s", 2);
    return g_strjoinv(id, pieces);
}

char *
lb_phrase_became(const LbDeliveryRow *row, int64_t now, GTimeZone *zone)
{
    g_autofree char *ended =
        row->settled != 0 ? lb_time_format(row->settled, zone, LB_TIME_FULL) : NULL;
    g_autofree char *due = lb_time_format(row->due, zone, LB_TIME_FULL);
    g_autofree char *bounced =
        row->bounced != 0 ? lb_time_format(row->bounced, zone, LB_TIME_FULL) : NULL;
    const char *state = lb_phrase_delivery(row->status);
    if (bounced != NULL && strcmp(row->status, "bounced") == 0)
        return g_strdup_printf("%s, %s", state, bounced);
    if (ended != NULL && row->attempts == 0)
        return g_strdup_printf("%s, %s", state, ended);
    if (ended != NULL)
        return g_strdup_printf(ngettext_("%s, after %d attempt, %s", "%s, after %d attempts, %s",
                                         (unsigned long)row->attempts),
                               state, row->attempts, ended);
    if (row->attempts == 0 || strcmp(row->status, "queued") != 0)
        return g_strdup(state);
    return g_strdup_printf(ngettext_("tried %d time, again %s", "tried %d times, again %s",
                                     (unsigned long)row->attempts),
                           row->attempts, row->due <= now ? _("now") : due);
}
