/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that read: open, show, list, whoami. */
#include "commands/reading.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "commands/json.h"
#include "commands/lists.h"
#include "commands/verbs.h"
#include "core/refusal.h"
#include "core/status.h"
#include "service/elsewhere.h"
#include "service/receipt.h"
#include "wording/logwords.h"
#include "wording/plain.h"

#define PAGE_DEFAULT 50
#define PAGE_MOST 500

LbPageStyle
lb_reading_style(const LbCommand *command, int64_t now)
{
    return (LbPageStyle){
        .width = lb_command_width(),
        .zone = command->zone,
        .reader = command->actor->account,
        .now = now,
    };
}

LbRequestView *
lb_reading_view(LbCommand *command, int64_t number, GError **error)
{
    LbRequestView *view = lb_service_show(command->service, command->actor, number, error);
    if (view == NULL)
        return NULL;
    lb_service_label(command->service, view->request, command->language);
    lb_service_find_case(command->service, command->actor, view->request, NULL);
    return view;
}

LbRequestView *
lb_reading_open(LbCommand *command, int64_t number, GError **error)
{
    lb_service_note_reading(command->service, command->actor, number);
    return lb_reading_view(command, number, error);
}

/* What may be done, with the words of the command; {id}, {digest} and {reason} are replaced. */
static const struct {
    LbVerb verb;
    const char *invitation;
    const char *words;
} invitations[] = {
    { LB_VERB_APPROVE, N_("To approve:"), "approve {id} --shown {digest}" },
    { LB_VERB_DENY, N_("To deny:"), "deny {id} --shown {digest} --reason {reason}" },
    { LB_VERB_CANCEL, N_("To take the request back:"), "cancel {id}" },
    { LB_VERB_REVOKE, N_("To end the access now:"), "revoke {id} --reason {reason}" },
    { LB_VERB_COMPLETE, N_("To hand the access back:"), "complete {id}" },
    { LB_VERB_EXTEND, N_("To ask for more time:"),
      "extend {id} --hours {hours} --justification {reason}" },
};

void
lb_reading_put_command(LbCommand *command, const char *invitation, const char *const *words)
{
    g_autofree char *line = lb_command_line(command, words);
    g_string_append_printf(command->out, "\n%s\n%s\n", invitation, line);
}

/* The same for a command of a verb and one word. */
static void
put_short_command(LbCommand *command, const char *invitation, const char *verb, const char *word)
{
    lb_reading_put_command(command, invitation, (const char *const[]){ verb, word, NULL });
}

static void
replace_word(char **word, const char *name, const char *value)
{
    if (strcmp(*word, name) != 0)
        return;
    g_free(*word);
    *word = g_strdup(value);
}

void
lb_reading_put_commands(LbCommand *command, const LbRequestView *view)
{
    g_autofree char *id = lb_request_id(view->request);
    g_autofree char *ticket = g_strdup_printf("TK-%lld", (long long)view->request->ticket);
    for (size_t i = 0; i < G_N_ELEMENTS(invitations); i++) {
        if ((view->verbs & (1u << invitations[i].verb)) == 0)
            continue;
        g_auto(GStrv) words = g_strsplit(invitations[i].words, " ", -1);
        for (char **word = words; *word != NULL; word++) {
            replace_word(word, "{id}", id);
            replace_word(word, "{digest}", view->digest);
            replace_word(word, "{reason}", _("your reason"));
            replace_word(word, "{hours}", "2");
        }
        lb_reading_put_command(command, _(invitations[i].invitation), (const char *const *)words);
    }
    put_short_command(command, _("To read the support ticket:"), "ticket", ticket);
    if (view->grants->len > 0)
        put_short_command(command, _("To see what went through the access:"), "sessions", id);
    if (lb_service_has_receipt(view))
        put_short_command(command, _("To read its receipt, and to keep it:"), "receipt", id);
    if (view->request->status != LB_STATUS_PENDING || view->why_not_approve == LB_REFUSAL_NONE)
        return;
    g_autoptr(GError) why = NULL;
    lb_refuse(&why, view->why_not_approve, NULL);
    g_string_append_printf(command->out, "\n%s\n", why->message);
}

bool
lb_verb_show(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_open(command, arguments->number, error);
    if (view == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_view(view, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, view->now);
    lb_page_request(command->out, view, &style);
    lb_reading_put_commands(command, view);
    return true;
}

static void
put_undecided(LbCommand *command, int64_t number)
{
    g_autofree char *id = g_strdup_printf("LB-%lld", (long long)number);
    g_string_append_printf(command->out, "%s\n", _("Nothing is decided so far."));
    put_short_command(command, _("To answer it on a screen:"), "open", id);
    command->exit = LB_EXIT_UNDECIDED;
}

/* A command to copy stays on its line, however long it is. */
static void
put_result(LbCommand *command, const char *result)
{
    g_auto(GStrv) lines = g_strsplit(result, "\n", 2);
    bool copied = lines[0] != NULL && lines[1] != NULL;
    if (lines[0] != NULL)
        lb_plain_wrap(command->out, lb_command_width(), "", "    ", lines[0]);
    if (copied)
        g_string_append_printf(command->out, "%s\n", lines[1]);
}

bool
lb_reading_blade(LbCommand *command, const LbOpening *opening, GError **error)
{
    bool undecided = false;
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(g_free);
    /* The screens speak as we do. */
    g_free(command->actor->language);
    command->actor->language = g_strdup(command->language);
    LbSpelling spelling = lb_command_spelling(command);
    bool left = command->blade->run(command->service, command->actor, &command->visit, &spelling,
                                    opening, results, &undecided, error);
    /* Who has left the screens may not read what is said any more. */
    command->ending = true;
    g_string_truncate(command->out, 0);
    if (results->len > 0 || undecided)
        lb_command_put_mark(command);
    for (guint i = 0; i < results->len; i++)
        put_result(command, g_ptr_array_index(results, i));
    /* What was decided before the session came to another end stays decided, and said. */
    if (!left) {
        lb_command_flush(command, NULL);
        return false;
    }
    if (undecided)
        put_undecided(command, opening->request);
    return true;
}

bool
lb_verb_open(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (arguments->exclusion)
        return lb_verb_exclusion(command, arguments, error);
    if (lb_command_has_screens(command))
        return lb_reading_blade(command, &(LbOpening){ .request = arguments->number }, error);
    g_autoptr(LbRequestView) view = lb_reading_open(command, arguments->number, error);
    if (view == NULL)
        return false;
    LbPageStyle style = lb_reading_style(command, view->now);
    lb_page_request(command->out, view, &style);
    lb_reading_put_commands(command, view);
    if ((view->verbs & (1u << LB_VERB_APPROVE | 1u << LB_VERB_DENY)) != 0)
        put_undecided(command, arguments->number);
    return true;
}

bool
lb_reading_limit(const LbArguments *arguments, int *limit, GError **error)
{
    int64_t number = PAGE_DEFAULT;
    if (!lb_arguments_number(arguments, LB_OPTION_LIMIT, 1, PAGE_MOST, &number, error))
        return false;
    *limit = (int)number;
    return true;
}

bool
lb_reading_text(const LbArguments *arguments, char **text, GError **error)
{
    const char *words = lb_arguments_text(arguments, LB_OPTION_TEXT);
    *text = words != NULL ? lb_text_accept(words, -1, LB_TEXT_LINE, LB_ACTIVITY_TEXT_LIMIT, NULL)
                          : NULL;
    return words == NULL || *text != NULL ||
           lb_command_misuse(error,
                             _("The option --text takes words in one line, %d characters at most."),
                             LB_ACTIVITY_TEXT_LIMIT);
}

static bool
read_list_filter(const LbArguments *arguments, LbListFilter *filter, GError **error)
{
    const char *status = lb_arguments_text(arguments, LB_OPTION_STATUS);
    const char *before = lb_arguments_text(arguments, LB_OPTION_BEFORE);
    filter->status = LB_STATUS_PENDING;
    filter->any_status = g_strcmp0(status, "all") == 0;
    if (status != NULL && !filter->any_status && !lb_status_from_name(status, &filter->status))
        return lb_command_misuse(error,
                                 _("The option --status takes all, or the name of a status: "
                                   "Initializing, Pending, Approved, Denied, Expired, Canceled, "
                                   "Revoked, Completed, Error."));
    if (before != NULL && !lb_request_parse_id(before, &filter->before))
        return lb_command_misuse(error,
                                 _("The option --before takes the id of a request, like LB-9."));
    return lb_reading_limit(arguments, &filter->limit, error);
}

bool
lb_reading_cut(GPtrArray *rows, int limit)
{
    bool more = rows->len > (guint)limit;
    if (more)
        g_ptr_array_set_size(rows, limit);
    return more;
}

/* The words that give the page behind @requests; NULL on the last. */
static GStrv
next_list(const LbListFilter *filter, GPtrArray *requests, int limit)
{
    if (!lb_reading_cut(requests, limit))
        return NULL;
    const LbRequest *last = g_ptr_array_index(requests, requests->len - 1);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("list"));
    lb_log_words_add(words, "--status",
                     g_strdup(filter->any_status ? "all" : lb_status_name(filter->status)));
    lb_log_words_add(words, "--before", lb_request_id(last));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

void
lb_reading_put_next(LbCommand *command, GStrv next)
{
    if (next != NULL)
        lb_reading_put_command(command, _("There is more:"), (const char *const *)next);
}

char *
lb_reading_next_link(GStrv next)
{
    return next != NULL ? lb_spelling_join((const char *const *)next) : NULL;
}

bool
lb_verb_list(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbListFilter filter = { 0 };
    int64_t now = 0;
    if (!read_list_filter(arguments, &filter, error) ||
        !lb_service_now(command->service, &now, error))
        return false;
    int limit = filter.limit++;
    g_autoptr(GPtrArray) requests =
        lb_service_list(command->service, command->actor, &filter, error);
    if (requests == NULL)
        return false;
    for (guint i = 0; i < requests->len; i++)
        lb_service_label(command->service, g_ptr_array_index(requests, i), command->language);
    g_auto(GStrv) next = next_list(&filter, requests, limit);
    if (command->json) {
        for (guint i = 0; i < requests->len; i++)
            lb_service_find_case(command->service, command->actor, g_ptr_array_index(requests, i),
                                 NULL);
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_requests(requests, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, now);
    lb_list_requests(command->out, requests, &style);
    bool pending = !filter.any_status && filter.status == LB_STATUS_PENDING;
    if (requests->len == 0) {
        lb_plain_wrap(
            command->out, style.width, "", "",
            pending ? _("Nothing waits. A request for access will stand here when an engineer "
                        "has made it; list --status all shows the others.")
                    : _("There is no such request."));
        return true;
    }
    lb_reading_put_next(command, next);
    const LbRequest *first = g_ptr_array_index(requests, 0);
    g_autofree char *id = lb_request_id(first);
    put_short_command(command, _("To open one of them, for example:"), "open", id);
    return true;
}

bool
lb_verb_whoami(LbCommand *command, const LbArguments *arguments, GError **error)
{
    (void)arguments;
    g_auto(GStrv) roles = lb_service_roles(command->service, command->actor, error);
    if (roles == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_actor(command->actor, roles, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, 0);
    lb_list_actor(command->out, command->actor, roles, &style);
    return true;
}
