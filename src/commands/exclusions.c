/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs about work without a request: exclude, exclusions, exclusion, acknowledge. */
#include "service/exclusions.h"
#include "base/i18n.h"
#include "commands/ask.h"
#include "commands/input.h"
#include "commands/jsonrows.h"
#include "commands/lists.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "wording/exclusions.h"
#include "wording/logwords.h"
#include "wording/plain.h"

/* Says what became of @exclusion: JSON, or @sentence, where %s is its id. */
static bool
report(LbCommand *command, const LbExclusion *exclusion, const char *sentence)
{
    /* It has happened, whatever becomes of the session now. */
    command->ending = true;
    if (command->json) {
        g_autofree char *json = lb_json_exclusion(exclusion, command->test);
        g_string_append(command->out, json);
        return true;
    }
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_auto(GStrv) pieces = g_strsplit(sentence, "%s", 2);
    g_autofree char *said = g_strjoinv(id, pieces);
    lb_plain_wrap(command->out, lb_command_width(), "", "    ", said);
    return true;
}

bool
lb_verb_exclude(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_KIND, LB_OPTION_SCOPE, LB_OPTION_SINCE,
                                       LB_OPTION_UNTIL, LB_OPTION_TEXT };
    g_autofree char *text = NULL;
    LbNewExclusion words = { .kind = lb_arguments_text(arguments, LB_OPTION_KIND),
                             .scope = lb_arguments_text(arguments, LB_OPTION_SCOPE) };
    if (!lb_arguments_need(arguments, needed, G_N_ELEMENTS(needed), error) ||
        !lb_arguments_time(arguments, LB_OPTION_SINCE, command->zone, &words.started, error) ||
        !lb_arguments_time(arguments, LB_OPTION_UNTIL, command->zone, &words.ended, error) ||
        !lb_input_text(command, arguments, LB_OPTION_TEXT, &text, error))
        return false;
    words.text = text;
    g_autoptr(LbExclusion) exclusion =
        lb_service_exclude(command->service, command->actor, &words, error);
    if (exclusion == NULL)
        return false;
    g_autofree char *sentence = lb_phrase_exclusion_recorded(exclusion);
    return report(command, exclusion, sentence);
}

static void
put_page(LbCommand *command, const LbExclusionView *view)
{
    LbPageStyle style = lb_reading_style(command, view->now);
    lb_list_exclusion(command->out, view->exclusion, &style);
    /* Unbroken, whatever the width: it is to be copied. */
    g_string_append_printf(command->out, _("Digest of what is shown: %s\n"), view->digest);
}

bool
lb_verb_exclusion(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (!command->json && lb_command_has_screens(command))
        return lb_reading_blade(command, &(LbOpening){ .exclusion = arguments->number }, error);
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(command->service, command->actor, arguments->number, error);
    if (view == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_exclusion_view(view, command->test);
        g_string_append(command->out, json);
        return true;
    }
    put_page(command, view);
    if ((view->verbs & (1u << LB_VERB_ACKNOWLEDGE)) == 0)
        return true;
    g_autofree char *id = lb_exclusion_id(view->exclusion->number);
    lb_reading_put_command(
        command, _("To acknowledge it:"),
        (const char *const[]){ "acknowledge", id, "--shown", view->digest, NULL });
    return true;
}

static bool
read_filter(const LbArguments *arguments, LbExclusionFilter *filter, GError **error)
{
    const char *before = lb_arguments_text(arguments, LB_OPTION_BEFORE);
    filter->unacknowledged = !lb_arguments_has(arguments, LB_OPTION_ALL);
    if (before != NULL && !lb_exclusion_parse_id(before, &filter->before))
        return lb_command_misuse(error,
                                 _("The option --before takes the id of an exclusion, like EX-3."));
    return lb_reading_limit(arguments, &filter->limit, error);
}

/* The words that give the page behind @exclusions; NULL on the last. */
static GStrv
next_list(const LbExclusionFilter *filter, GPtrArray *exclusions, int limit)
{
    if (!lb_reading_cut(exclusions, limit))
        return NULL;
    const LbExclusion *last = g_ptr_array_index(exclusions, exclusions->len - 1);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("exclusions"));
    if (!filter->unacknowledged)
        g_ptr_array_add(words, g_strdup("--all"));
    lb_log_words_add(words, "--before", lb_exclusion_id(last->number));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

bool
lb_verb_exclusions(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbExclusionFilter filter = { 0 };
    if (!read_filter(arguments, &filter, error))
        return false;
    int limit = filter.limit++;
    g_autoptr(GPtrArray) exclusions =
        lb_service_exclusions(command->service, command->actor, &filter, error);
    if (exclusions == NULL)
        return false;
    g_auto(GStrv) next = next_list(&filter, exclusions, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_exclusions(exclusions, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, 0);
    lb_list_exclusions(command->out, exclusions, &style);
    if (exclusions->len == 0)
        lb_plain_wrap(command->out, style.width, "", "",
                      filter.unacknowledged
                          ? _("No work without a request waits to be acknowledged; exclusions "
                              "--all shows the others.")
                          : _("No work without a request is recorded that you may see."));
    lb_reading_put_next(command, next);
    return true;
}

/* Acknowledging */

/* Why the reader of @view may not acknowledge it is what the act answers. */
static bool
may(const LbExclusionView *view)
{
    return (view->verbs & (1u << LB_VERB_ACKNOWLEDGE)) != 0;
}

/* The digest of what the terminal showed, once the person has typed the number; NULL without error when the
 * person has not. */
static char *
show_and_ask(LbCommand *command, const LbExclusionView *view, GError **error)
{
    g_autofree char *id = lb_exclusion_id(view->exclusion->number);
    g_autofree char *question =
        g_strdup_printf(_("\nTo acknowledge %s, type its number and press Enter: "), id);
    bool confirmed = false;
    put_page(command, view);
    if (!lb_command_flush(command, error) ||
        !lb_ask_number(command, question, id, &confirmed, error))
        return NULL;
    return confirmed ? g_strdup(view->digest) : NULL;
}

/* Nothing says that it was read: the answer is how to read it, and how to acknowledge what was read. */
static bool
refuse_unread(LbCommand *command, const LbExclusionView *view, GError **error)
{
    g_autofree char *id = lb_exclusion_id(view->exclusion->number);
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "exclusion", id, NULL }));
    g_ptr_array_add(command->advice,
                    lb_command_line(command, (const char *const[]){ "acknowledge", id, "--shown",
                                                                    view->digest, NULL }));
    return lb_refuse(error, LB_REFUSAL_NOT_SHOWN,
                     _("Read it, then acknowledge what you have read:"));
}

/* Stores the digest to be acknowledged: the one given, or what a terminal shows now. NULL without error: the person was
 * asked, and did not confirm. */
static bool
find_shown(LbCommand *command, const LbArguments *arguments, char **shown, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *shown = g_strdup(lb_arguments_text(arguments, LB_OPTION_SHOWN));
    if (*shown != NULL)
        return true;
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(command->service, command->actor, arguments->number, error);
    if (view == NULL)
        return false;
    if (!may(view)) {
        *shown = g_strdup(view->digest);
        return true;
    }
    if (command->json || !lb_ask_has_terminal())
        return refuse_unread(command, view, error);
    *shown = show_and_ask(command, view, &failure);
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool
lb_verb_acknowledge(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autofree char *shown = NULL;
    if (!find_shown(command, arguments, &shown, error))
        return false;
    if (shown == NULL) {
        g_string_append_printf(command->out, "%s\n",
                               _("That is not its number. Nothing is acknowledged."));
        command->exit = LB_EXIT_UNDECIDED;
        return true;
    }
    LbAcknowledgement wanted = { .number = arguments->number,
                                 .shown = shown,
                                 .comment = lb_arguments_text(arguments, LB_OPTION_REASON) };
    g_autoptr(LbExclusion) exclusion =
        lb_service_acknowledge(command->service, command->actor, &wanted, error);
    return exclusion != NULL && report(command, exclusion, _("%s is acknowledged."));
}
