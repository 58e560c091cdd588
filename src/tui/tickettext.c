/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The support ticket: what it is about, and who wrote what. */
#include "tui/tickettext.h"

#include "wording/elsewhere.h"
#include "wording/phrases.h"
#include "wording/plain.h"

static void
add(LbPager *pager, int width, LbStyle style, const char *text)
{
    lb_pager_add(pager, width, style, " ", "   ", text);
}

LbStyle
lb_ticket_style(LbTicketState state)
{
    static const LbStyle styles[] = { [LB_TICKET_UNASSIGNED] = LB_STYLE_WAITS,
                                      [LB_TICKET_ASSIGNED] = LB_STYLE_OPEN,
                                      [LB_TICKET_ESCALATED] = LB_STYLE_WAITS,
                                      [LB_TICKET_WITH_DEVOPS] = LB_STYLE_OPEN,
                                      [LB_TICKET_CLOSED] = LB_STYLE_ENDED };
    return styles[state];
}

void
lb_ticket_text_head(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width)
{
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_autofree char *title = lb_plain_inline(ticket->title);
    g_autofree char *head = g_strdup_printf("%s   %s", id, title);
    g_autofree char *origin = lb_phrase_ticket_origin(ticket, app->zone);
    g_autofree char *state = lb_phrase_ticket_state(ticket, app->zone);
    g_autofree char *elsewhere = lb_phrase_elsewhere(ticket, app->now, app->zone);
    lb_pager_empty(pager);
    add(pager, width, LB_STYLE_STRONG, head);
    add(pager, width, LB_STYLE_TEXT, origin);
    add(pager, width, LB_STYLE_TEXT, state);
    if (elsewhere != NULL)
        add(pager, width,
            ticket->mirror->missing + ticket->mirror->silent != 0 ? LB_STYLE_WAITS : LB_STYLE_TEXT,
            elsewhere);
    if (elsewhere != NULL && ticket->mirror->address != NULL)
        lb_pager_add(pager, width, LB_STYLE_TEXT, "   ", "   ", ticket->mirror->address);
}

void
lb_ticket_text_fill(LbPager *pager, const LbApp *app, const LbTicket *ticket, int width)
{
    lb_ticket_text_head(pager, app, ticket, width);
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        g_autofree char *wrote = lb_phrase_wrote(entry, app->zone);
        lb_pager_add(pager, width, LB_STYLE_TEXT, "", "", "");
        add(pager, width, LB_STYLE_STRONG, wrote);
        lb_pager_quote(pager, width, "   ", entry->text);
    }
}
