/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about tickets that live elsewhere. */
#include "wording/elsewhere.h"

#include "base/i18n.h"
#include "base/time.h"
#include "core/reference.h"
#include "wording/plain.h"

char *
lb_phrase_elsewhere_short(const LbTicket *ticket)
{
    if (ticket->mirror == NULL)
        return NULL;
    g_autofree char *reference = lb_reference_text(ticket->mirror->system, ticket->mirror->id);
    return g_strdup_printf(_("Lives elsewhere, as %s."), reference);
}

static char *
say_age(const LbTicketMirror *mirror, int64_t now, GTimeZone *zone)
{
    g_autofree char *time = lb_time_format(mirror->fetched, zone, LB_TIME_FULL);
    if (now == 0)
        return g_strdup_printf(_("This is as it was there on %s."), time);
    g_autofree char *span = lb_time_format_span(now - mirror->fetched);
    return g_strdup_printf(_("This is as it was there on %s, %s ago."), time, span);
}

/* Why it may be otherwise by now; NULL: nothing is wrong. */
static char *
say_wrong(const LbTicketMirror *mirror, GTimeZone *zone)
{
    if (mirror->missing != 0) {
        g_autofree char *since = lb_time_format(mirror->missing, zone, LB_TIME_FULL);
        return g_strdup_printf(_("It cannot be had there any more since %s."), since);
    }
    if (mirror->silent == 0)
        return NULL;
    g_autofree char *since = lb_time_format(mirror->silent, zone, LB_TIME_FULL);
    return g_strdup_printf(_("%s has not answered since %s."), mirror->system, since);
}

char *
lb_phrase_elsewhere(const LbTicket *ticket, int64_t now, GTimeZone *zone)
{
    const LbTicketMirror *mirror = ticket->mirror;
    if (mirror == NULL)
        return NULL;
    g_autofree char *reference = lb_reference_text(mirror->system, mirror->id);
    g_autofree char *status = lb_plain_inline(mirror->status);
    g_autofree char *age = say_age(mirror, now, zone);
    g_autofree char *wrong = say_wrong(mirror, zone);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, _("Lives elsewhere, as %s, with the status \"%s\"."), reference,
                           status);
    g_string_append_printf(text, " %s", age);
    if (wrong != NULL)
        g_string_append_printf(text, " %s", wrong);
    if (mirror->shortened)
        g_string_append_printf(text, " %s", _("Older entries are left out."));
    return g_strdup(text->str);
}
