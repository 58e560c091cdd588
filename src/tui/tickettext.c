/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The support ticket: what it is about, and who wrote what. */
#include "tui/tickettext.h"

#include "base/i18n.h"
#include "base/time.h"
#include "wording/plain.h"

static void G_GNUC_PRINTF(4, 5)
    add(LbPager *pager, int width, LbStyle style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    lb_pager_add(pager, width, style, " ", "   ", text);
}

static void
add_state(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width)
{
    g_autofree char *assignee = lb_plain_inline(ticket->assignee);
    g_autofree char *closed = lb_time_format(ticket->closed, app->zone, LB_TIME_FULL);
    g_autofree char *worker = ticket->assignee != NULL
                                  ? g_strdup_printf(_("Assigned to %s."), assignee)
                                  : g_strdup(_("Assigned to nobody so far."));
    g_autofree char *state =
        ticket->open ? g_strdup(_("Open.")) : g_strdup_printf(_("Closed, %s."), closed);
    add(pager, width, LB_STYLE_TEXT, "%s %s", worker, state);
}

void
lb_ticket_text_fill(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width)
{
    g_autofree char *title = lb_plain_inline(ticket->title);
    g_autofree char *opener = lb_plain_inline(ticket->opened_by);
    g_autofree char *tenant = lb_plain_inline(ticket->tenant_name);
    g_autofree char *opened = lb_time_format(ticket->opened, app->zone, LB_TIME_FULL);
    lb_pager_empty(pager);
    add(pager, width, LB_STYLE_STRONG, "TK-%lld   %s", (long long)ticket->number, title);
    add(pager, width, LB_STYLE_TEXT, _("Severity %s. Opened by %s of %s, %s."),
        _(lb_names_label(lb_severity_names, (int)ticket->severity)), opener, tenant, opened);
    add_state(pager, app, ticket, width);
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        g_autofree char *author = lb_plain_inline(entry->author);
        g_autofree char *time = lb_time_format(entry->time, app->zone, LB_TIME_FULL);
        lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
        add(pager, width, LB_STYLE_STRONG, _("%s, %s (%s) wrote:"), time, author,
            _(lb_names_label(lb_side_names, (int)entry->side)));
        lb_pager_quote(pager, width, "   ", entry->text);
    }
}
