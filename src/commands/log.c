/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb log: a page of the activity log as text or JSON, or all that matches as a file to keep. */
#include "base/i18n.h"
#include "base/time.h"
#include "commands/csv.h"
#include "commands/json.h"
#include "commands/lists.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/request.h"
#include "wording/logwords.h"
#include "wording/plain.h"

#define EXPORT_PAGE 500

/* What is asked for, with the texts that the filter borrows. */
typedef struct {
    LbActivityFilter filter;
    char *request;
    char *text;
} Asked;

static void
clear_asked(Asked *asked)
{
    g_free(asked->request);
    g_free(asked->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, clear_asked)

static bool
read_operations(const LbArguments *arguments, uint64_t *operations, GError **error)
{
    GPtrArray *names = arguments->values[LB_OPTION_OPERATION];
    for (guint i = 0; names != NULL && i < names->len; i++) {
        LbOperation operation;
        if (!lb_log_operation(g_ptr_array_index(names, i), &operation))
            return lb_command_misuse(
                error, _("The option --operation takes create, approve, deny, expiry, "
                         "cancel, revoke, complete, or a name like "
                         "ApproveLockboxRequest."));
        *operations |= LB_OPERATION_BIT(operation);
    }
    return true;
}

static bool
read_words(const LbArguments *arguments, Asked *asked, GError **error)
{
    const char *id = lb_arguments_text(arguments, LB_OPTION_REQUEST);
    int64_t number = 0;
    if (id != NULL && !lb_request_parse_id(id, &number))
        return lb_command_misuse(error,
                                 _("The option --request takes the id of a request, like LB-42."));
    asked->request = id != NULL ? g_ascii_strup(id, -1) : NULL;
    if (!lb_reading_text(arguments, &asked->text, error))
        return false;
    asked->filter.request = asked->request;
    asked->filter.text = asked->text;
    asked->filter.caller = lb_arguments_text(arguments, LB_OPTION_CALLER);
    asked->filter.tenant = lb_arguments_text(arguments, LB_OPTION_TENANT);
    return true;
}

static bool
read_filter(LbCommand *command, const LbArguments *arguments, Asked *asked, GError **error)
{
    LbActivityFilter *filter = &asked->filter;
    return read_words(arguments, asked, error) &&
           read_operations(arguments, &filter->operations, error) &&
           lb_arguments_time(arguments, LB_OPTION_SINCE, command->zone, &filter->since, error) &&
           lb_arguments_time(arguments, LB_OPTION_UNTIL, command->zone, &filter->until, error) &&
           lb_arguments_number(arguments, LB_OPTION_BEFORE, 1, INT64_MAX, &filter->before, error) &&
           lb_reading_limit(arguments, &filter->limit, error);
}

/* The same filter, further back. NULL on the last page. */
static GStrv
next_log(const LbActivityFilter *filter, GPtrArray *entries, int limit)
{
    if (!lb_reading_cut(entries, limit))
        return NULL;
    const LbActivity *last = g_ptr_array_index(entries, entries->len - 1);
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("log"));
    lb_log_words(words, filter, NULL);
    lb_log_words_add(words, "--before", g_strdup_printf("%lld", (long long)last->sequence));
    lb_log_words_add(words, "--limit", g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

/* A whole page. It is read in steps, so that no search, however long, keeps the database from being tidied. */
static GPtrArray *
read_page(LbCommand *command, const LbActivityFilter *asked, GError **error)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    LbActivityFilter filter = *asked;
    LbActivityReach reach = { 0 };
    do {
        filter.limit = asked->limit - (int)entries->len;
        g_autoptr(GPtrArray) step =
            lb_service_log_some(command->service, command->actor, &filter, &reach, error);
        if (step == NULL)
            return NULL;
        while (step->len > 0)
            g_ptr_array_add(entries, g_ptr_array_steal_index(step, 0));
        filter.before = reach.back;
    } while (!reach.whole && (int)entries->len < asked->limit);
    return g_steal_pointer(&entries);
}

/* Exporting: newest first, page by page, so that no more than a page is ever held. */

static void
put_row(LbCommand *command, const LbActivity *entry, bool csv)
{
    if (csv) {
        lb_csv_log_entry(command->out, entry, command->test);
        return;
    }
    g_autofree char *line = lb_json_entry(entry, command->test);
    g_string_append(command->out, line);
}

static bool
export_all(LbCommand *command, LbActivityFilter *filter, bool csv, GError **error)
{
    g_string_truncate(command->out, 0); /* each row says whether it is of a test database */
    if (csv)
        lb_csv_log_header(command->out);
    filter->limit = EXPORT_PAGE;
    for (bool more = true; more;) {
        g_autoptr(GPtrArray) page = lb_service_log(command->service, command->actor, filter, error);
        if (page == NULL)
            return false;
        for (guint i = 0; i < page->len; i++)
            put_row(command, g_ptr_array_index(page, i), csv);
        more = page->len == EXPORT_PAGE;
        if (more)
            filter->before = ((const LbActivity *)g_ptr_array_index(page, page->len - 1))->sequence;
        if (!lb_command_flush(command, error))
            return false;
    }
    return true;
}

static bool
run_export(LbCommand *command, const LbArguments *arguments, Asked *asked, GError **error)
{
    const char *form = lb_arguments_text(arguments, LB_OPTION_EXPORT);
    bool csv = g_strcmp0(form, "csv") == 0;
    if (!csv && g_strcmp0(form, "jsonl") != 0)
        return lb_command_misuse(error, _("The option --export takes jsonl or csv."));
    if (command->json || lb_arguments_has(arguments, LB_OPTION_LIMIT) ||
        lb_arguments_has(arguments, LB_OPTION_BEFORE))
        return lb_command_misuse(
            error, _("The option --export writes all that matches: --json, --limit and --before do "
                     "not go with it."));
    return export_all(command, &asked->filter, csv, error);
}

bool
lb_verb_log(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_auto(Asked) asked = { 0 };
    if (!read_filter(command, arguments, &asked, error))
        return false;
    if (lb_arguments_has(arguments, LB_OPTION_EXPORT))
        return run_export(command, arguments, &asked, error);
    int limit = asked.filter.limit++;
    g_autoptr(GPtrArray) entries = read_page(command, &asked.filter, error);
    if (entries == NULL)
        return false;
    g_auto(GStrv) next = next_log(&asked.filter, entries, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_log(entries, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, 0);
    lb_list_log(command->out, entries, &style);
    if (entries->len == 0)
        lb_plain_wrap(command->out, style.width, "", "",
                      _("No entry matches. Every act on a request you may see leaves one here."));
    lb_reading_put_next(command, next);
    return true;
}
