/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs about support tickets: ticket, tickets, open-ticket, reply, take, escalate, close. */
#include <string.h>

#include "base/i18n.h"
#include "commands/input.h"
#include "commands/json.h"
#include "commands/lists.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "service/tickets.h"
#include "wording/logwords.h"
#include "wording/plain.h"

/* What may be done with a ticket, with the words of the command; {id} and {text} are replaced. */
static const struct {
    LbVerb verb;
    const char *invitation;
    const char *words;
} invitations[] = {
    { LB_VERB_TAKE, N_("To take it:"), "take {id}" },
    { LB_VERB_REPLY, N_("To reply:"), "reply {id} --text {text}" },
    { LB_VERB_NOTE, N_("To note something that no customer sees:"),
      "reply {id} --internal --text {text}" },
    { LB_VERB_ESCALATE, N_("To hand it to the DevOps engineers:"),
      "escalate {id} --reason {text}" },
    { LB_VERB_SUBMIT, N_("To see what access can be asked for because of it:"),
      "catalogue --ticket {id}" },
    { LB_VERB_CLOSE_TICKET, N_("To close it:"), "close {id}" },
};

static void
put_commands(LbCommand *command, const LbTicketView *view)
{
    g_autofree char *id = lb_ticket_id(view->ticket->number);
    for (size_t i = 0; i < G_N_ELEMENTS(invitations); i++) {
        if ((view->verbs & (1u << invitations[i].verb)) == 0)
            continue;
        g_auto(GStrv) split = g_strsplit(invitations[i].words, " ", -1);
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        for (char **word = split; *word != NULL; word++)
            g_ptr_array_add(words, strcmp(*word, "{id}") == 0     ? id
                                   : strcmp(*word, "{text}") == 0 ? _("your text")
                                                                  : *word);
        g_ptr_array_add(words, NULL);
        lb_reading_put_command(command, _(invitations[i].invitation),
                               (const char *const *)words->pdata);
    }
}

bool
lb_verb_ticket(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (!command->json && lb_command_has_screens(command))
        return lb_reading_blade(command, &(LbOpening){ .ticket = arguments->number }, error);
    g_autoptr(LbTicketView) view =
        lb_service_show_ticket(command->service, command->actor, arguments->number, error);
    if (view == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_ticket_view(view, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, view->now);
    lb_list_ticket(command->out, view->ticket, &style);
    if (view->requests->len > 0)
        g_string_append_printf(command->out, "\n%s\n", _("Asked for because of it:"));
    lb_list_requests(command->out, view->requests, &style);
    put_commands(command, view);
    return true;
}

/* The one of the options for lists that was given; what somebody most likely wants where none was. */
static bool
read_list(LbCommand *command, const LbArguments *arguments, LbTicketList *list, GError **error)
{
    static const struct {
        LbOption option;
        LbTicketList list;
    } rows[] = { { LB_OPTION_MINE, LB_TICKETS_MINE },
                 { LB_OPTION_UNASSIGNED, LB_TICKETS_UNASSIGNED },
                 { LB_OPTION_ALL, LB_TICKETS_ALL } };
    int given = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (!lb_arguments_has(arguments, rows[i].option))
            continue;
        *list = rows[i].list;
        given++;
    }
    if (given > 1)
        return lb_command_misuse(error, _("Of --mine, --unassigned and --all, one can be given."));
    return given == 1 || lb_service_usual_tickets(command->service, command->actor, list, error);
}

static bool
read_filter(LbCommand *command, const LbArguments *arguments, LbTicketFilter *filter,
            GError **error)
{
    const char *status = lb_arguments_text(arguments, LB_OPTION_STATUS);
    const char *before = lb_arguments_text(arguments, LB_OPTION_BEFORE);
    filter->closed = g_strcmp0(status, "closed") == 0;
    if (status != NULL && !filter->closed && strcmp(status, "open") != 0)
        return lb_command_misuse(error, _("The option --status takes open or closed."));
    if (before != NULL && !lb_ticket_parse_id(before, &filter->before))
        return lb_command_misuse(
            error, _("The option --before takes the id of a support ticket, like TK-7."));
    return lb_reading_limit(arguments, &filter->limit, error) &&
           read_list(command, arguments, &filter->list, error);
}

/* The words that give the page behind @tickets; NULL on the last. */
static GStrv
next_list(const LbTicketFilter *filter, GPtrArray *tickets, int limit)
{
    static const char *const options[] = { [LB_TICKETS_MINE] = "--mine",
                                           [LB_TICKETS_UNASSIGNED] = "--unassigned",
                                           [LB_TICKETS_ALL] = "--all" };
    if (!lb_reading_cut(tickets, limit))
        return NULL;
    const LbTicket *last = g_ptr_array_index(tickets, tickets->len - 1);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("tickets"));
    g_ptr_array_add(words, g_strdup(options[filter->list]));
    lb_log_words_add(words, "--status", g_strdup(filter->closed ? "closed" : "open"));
    lb_log_words_add(words, "--before", lb_ticket_id(last->number));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

bool
lb_verb_tickets(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbTicketFilter filter = { 0 };
    if (!read_filter(command, arguments, &filter, error))
        return false;
    int limit = filter.limit++;
    g_autoptr(GPtrArray) tickets =
        lb_service_tickets(command->service, command->actor, &filter, error);
    if (tickets == NULL)
        return false;
    g_auto(GStrv) next = next_list(&filter, tickets, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_tickets(tickets, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, 0);
    lb_list_tickets(command->out, tickets, &style);
    if (tickets->len == 0)
        lb_plain_wrap(command->out, style.width, "", "", _("There is no such support ticket."));
    lb_reading_put_next(command, next);
    return true;
}

/* Says what became of @ticket: JSON, or @sentence, where %s is its id. */
static bool
report(LbCommand *command, const LbTicket *ticket, const char *sentence)
{
    /* It has happened, whatever becomes of the session now. */
    command->ending = true;
    if (command->json) {
        g_autofree char *json = lb_json_ticket(ticket, command->test);
        g_string_append(command->out, json);
        return true;
    }
    g_autofree char *id = lb_ticket_id(ticket->number);
    g_auto(GStrv) pieces = g_strsplit(sentence, "%s", 2);
    g_autofree char *said = g_strjoinv(id, pieces);
    lb_plain_wrap(command->out, lb_command_width(), "", "    ", said);
    return true;
}

bool
lb_verb_open_ticket(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_SUBSCRIPTION, LB_OPTION_SEVERITY, LB_OPTION_TITLE,
                                       LB_OPTION_TEXT };
    g_autofree char *text = NULL;
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error) ||
        !lb_input_text(command, arguments, LB_OPTION_TEXT, &text, error))
        return false;
    LbNewTicket words = { .subscription = lb_arguments_text(arguments, LB_OPTION_SUBSCRIPTION),
                          .severity = lb_arguments_text(arguments, LB_OPTION_SEVERITY),
                          .title = lb_arguments_text(arguments, LB_OPTION_TITLE),
                          .text = text };
    g_autoptr(LbTicket) ticket =
        lb_service_open_ticket(command->service, command->actor, &words, error);
    return ticket != NULL &&
           report(command, ticket, _("%s is opened; an engineer has yet to take it."));
}

bool
lb_verb_reply(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_TEXT };
    bool internal = lb_arguments_has(arguments, LB_OPTION_INTERNAL);
    g_autofree char *text = NULL;
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error) ||
        !lb_input_text(command, arguments, LB_OPTION_TEXT, &text, error))
        return false;
    g_autoptr(LbTicket) ticket = (internal ? lb_service_note : lb_service_reply)(
        command->service, command->actor, arguments->number, text, error);
    return ticket != NULL && report(command, ticket,
                                    internal ? _("Your note is in %s now; no customer sees it.")
                                             : _("Your reply is in %s now."));
}

bool
lb_verb_take(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbTicket) ticket =
        lb_service_take(command->service, command->actor, arguments->number, error);
    return ticket != NULL && report(command, ticket, _("%s is assigned to you."));
}

bool
lb_verb_escalate(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_REASON };
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error))
        return false;
    g_autoptr(LbTicket) ticket =
        lb_service_escalate(command->service, command->actor, arguments->number,
                            lb_arguments_text(arguments, LB_OPTION_REASON), error);
    return ticket != NULL &&
           report(command, ticket, _("%s is escalated; a DevOps engineer has yet to take it."));
}

bool
lb_verb_close(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbTicket) ticket =
        lb_service_close_ticket(command->service, command->actor, arguments->number,
                                lb_arguments_text(arguments, LB_OPTION_REASON), error);
    return ticket != NULL && report(command, ticket, _("%s is closed."));
}
