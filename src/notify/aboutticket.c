/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about a support ticket. Text for people is whole sentences, with facts in braces. */
#include "notify/aboutticket.h"

#include "base/i18n.h"
#include "core/ticket.h"
#include "notify/phrases.h"

/* All marked for translation, none translated. TRANSLATORS: words in braces are replaced by facts; keep them as they
 * are, in any order. */
static const struct {
    LbEvent event;
    bool ours; /* to the provider's engineer */
    const char *subject;
    const char *opening;
} words[] = {
    { LB_EVENT_REPLIED, false, N_("{ticket}: {provider} has replied"),
      N_("{provider} has replied to your support ticket {ticket}.") },
    { LB_EVENT_REPLIED, true, N_("{ticket}: {tenant} has replied"),
      N_("{tenant} has replied to the support ticket {ticket}, which is assigned to you.") },
    { LB_EVENT_CLOSED, false, N_("{ticket}: {provider} has closed it"),
      N_("{provider} has closed your support ticket {ticket}.") },
    { LB_EVENT_CLOSED, true, N_("{ticket}: {tenant} has closed it"),
      N_("{tenant} has closed the support ticket {ticket}, which is assigned to you.") },
};

static void
put_ticket(LbMailFacts *facts, const LbTicketFacts *ticket)
{
    lb_mail_facts_put(facts, "ticket", lb_ticket_id(ticket->number));
    lb_mail_facts_put_name(facts, "tenant", ticket->tenant, NULL);
    lb_mail_facts_put_identity(facts, "caller", ticket->caller);
    lb_mail_facts_put(facts, "severity",
                      g_strdup(_(lb_names_label(lb_severity_names, (int)ticket->severity))));
}

char *
lb_mail_about_ticket(LbMailParts *parts, LbMailFacts *facts, const LbSite *site,
                     const LbMessage *message)
{
    const LbTicketFacts *ticket = message->ticket;
    size_t row = 0;
    while (row < G_N_ELEMENTS(words) &&
           (words[row].event != message->event || words[row].ours != ticket->ours))
        row++;
    if (row == G_N_ELEMENTS(words))
        return NULL;
    put_ticket(facts, ticket);
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_autofree char *read = g_strconcat("ticket ", id, NULL);
    lb_mail_parts_say(parts, lb_mail_facts_fill(facts, _(words[row].opening)));
    lb_mail_parts_add_row(parts, _("Support ticket"), lb_mail_facts_fill(facts, "{ticket}"));
    lb_mail_parts_add_row(parts, _("Severity"), lb_mail_facts_fill(facts, "{severity}"));
    lb_mail_parts_add_row(parts, _("Customer"), lb_mail_facts_fill(facts, "{tenant}"));
    lb_mail_parts_add_row(parts, _("By"), lb_mail_facts_fill(facts, "{caller}"));
    /* Nothing can be added to one that is closed. */
    bool open = message->event == LB_EVENT_REPLIED;
    lb_mail_parts_say(parts, g_strdup(open ? _("To read it and to answer:") : _("To read it:")));
    lb_mail_say_command(parts, site, true, read);
    lb_mail_say_host_keys(parts, facts, site);
    return lb_mail_facts_fill(facts, _(words[row].subject));
}
