/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb events: what event logs of Windows say was done, under a request or under none. */
#include "service/events.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "commands/jsonevents.h"
#include "commands/lists.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/request.h"
#include "wording/logwords.h"
#include "wording/plain.h"

/* "2026-11-24T03:58:49.123456Z/4711": time and id of the last one of a page. */
static bool
read_before(const LbArguments *arguments, LbEventFilter *filter, GError **error)
{
    const char *before = lb_arguments_text(arguments, LB_OPTION_BEFORE);
    const char *slash = before != NULL ? strchr(before, '/') : NULL;
    g_autofree char *time = slash != NULL ? g_strndup(before, (gsize)(slash - before)) : NULL;
    gint64 id = 0;
    if (before == NULL)
        return true;
    if (slash == NULL || !lb_time_from_iso(time, &filter->before_time, NULL) ||
        !g_ascii_string_to_signed(slash + 1, 10, 1, INT64_MAX, &id, NULL))
        return lb_command_misuse(error,
                                 _("The option --before takes what the page before ended with."));
    filter->before_id = id;
    return true;
}

static bool
read_kind(const LbArguments *arguments, LbEventFilter *filter, GError **error)
{
    int kind = LB_WINEVENT_OTHER;
    const char *name = lb_arguments_text(arguments, LB_OPTION_KIND);
    if (name == NULL)
        return true;
    if (!lb_names_find(lb_winevent_kind_names, name, &kind) || kind == LB_WINEVENT_OTHER)
        return lb_command_misuse(
            error, _("The option --kind takes logon, failed-logon, logoff, process-start, "
                     "service-install, account-change or log-cleared."));
    filter->kinds = 1u << kind;
    return true;
}

static bool
read_filter(const LbArguments *arguments, LbEventFilter *filter, GError **error)
{
    const char *request = arguments->word;
    if (request != NULL && !lb_request_parse_id(request, &filter->request))
        return lb_command_misuse(error,
                                 _("This command takes the id of a request, like LB-42, or none."));
    if (request != NULL && (lb_arguments_has(arguments, LB_OPTION_TENANT) ||
                            lb_arguments_has(arguments, LB_OPTION_SYSTEM)))
        return lb_command_misuse(error,
                                 _("The options --tenant and --system do not go with a request."));
    filter->tenant = lb_arguments_text(arguments, LB_OPTION_TENANT);
    filter->text = lb_arguments_text(arguments, LB_OPTION_TEXT);
    filter->system = lb_arguments_has(arguments, LB_OPTION_SYSTEM);
    return read_kind(arguments, filter, error) && read_before(arguments, filter, error) &&
           lb_reading_limit(arguments, &filter->limit, error);
}

static void
add_option(GPtrArray *words, const char *option, const char *value)
{
    if (value != NULL)
        lb_log_words_add(words, option, g_strdup(value));
}

/* The words that give the page behind @events; NULL on the last. */
static GStrv
next_page(const LbArguments *arguments, GPtrArray *events, int limit)
{
    if (!lb_reading_cut(events, limit))
        return NULL;
    const LbEventRow *last = g_ptr_array_index(events, events->len - 1);
    g_autofree char *time = lb_time_to_iso(last->event->time);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("events"));
    if (arguments->word != NULL)
        g_ptr_array_add(words, g_strdup(arguments->word));
    add_option(words, "--kind", lb_arguments_text(arguments, LB_OPTION_KIND));
    add_option(words, "--tenant", lb_arguments_text(arguments, LB_OPTION_TENANT));
    add_option(words, "--text", lb_arguments_text(arguments, LB_OPTION_TEXT));
    if (lb_arguments_has(arguments, LB_OPTION_SYSTEM))
        g_ptr_array_add(words, g_strdup("--system"));
    lb_log_words_add(words, "--before", g_strdup_printf("%s/%" G_GINT64_FORMAT, time, last->id));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

/* Why nothing is listed; an auditor must not take what was left out for what there is not. */
static const char *
say_none(const LbEventFilter *filter)
{
    bool narrowed = filter->kinds != 0 || filter->text != NULL || filter->before_time != 0;
    if (narrowed || (filter->request == 0 && filter->tenant != NULL))
        return _("No event matches.");
    if (filter->request != 0)
        return _("No event of Windows belongs to it. Events are there when the provider has "
                 "imported them.");
    return _("There is no event of Windows that no approved access explains. Events are there "
             "when the provider has imported them.");
}

bool
lb_verb_events(LbCommand *command, const LbArguments *arguments, GError **error)
{
    LbEventFilter filter = { 0 };
    if (!read_filter(arguments, &filter, error))
        return false;
    int limit = filter.limit++;
    g_autoptr(GPtrArray) events =
        lb_service_events(command->service, command->actor, &filter, error);
    if (events == NULL)
        return false;
    g_auto(GStrv) next = next_page(arguments, events, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_events(events, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, 0);
    lb_list_events(command->out, events, &style);
    if (events->len == 0)
        lb_plain_wrap(command->out, style.width, "", "", say_none(&filter));
    lb_reading_put_next(command, next);
    return true;
}
