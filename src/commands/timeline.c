/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb timeline: a page of what happened about a request as text or JSON, or all of it as a file to keep. */
#include "wording/timeline.h"
#include "base/i18n.h"
#include "base/time.h"
#include "commands/jsontimeline.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/request.h"
#include "wording/logdetails.h"
#include "wording/plain.h"

#define EXPORT_PAGE 500
#define INDENT "        "

/* What is asked for, with what the filter borrows. */
typedef struct {
    LbTimelineFilter filter;
    LbMomentKey after;
    char *id; /* "LB-42" */
    char *text;
} Asked;

static void
clear_asked(Asked *asked)
{
    g_free(asked->id);
    g_free(asked->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, clear_asked)

static bool
read_kinds(const LbArguments *arguments, unsigned *kinds, GError **error)
{
    GPtrArray *names = arguments->values[LB_OPTION_KINDS];
    for (guint i = 0; names != NULL && i < names->len; i++) {
        int kind = 0;
        g_autofree char *all = lb_names_join(lb_moment_kind_names);
        if (!lb_names_find(lb_moment_kind_names, g_ptr_array_index(names, i), &kind))
            return lb_command_misuse(error, _("The option --kind takes one of these: %s."), all);
        *kinds |= LB_MOMENT_BIT(kind);
    }
    return true;
}

static bool
read_words(const LbArguments *arguments, Asked *asked, GError **error)
{
    const char *after = lb_arguments_text(arguments, LB_OPTION_AFTER);
    if (after != NULL && !lb_moment_key_read(after, &asked->after))
        return lb_command_misuse(
            error, _("The option --after takes a place that a page of this command named."));
    if (!lb_reading_text(arguments, &asked->text, error))
        return false;
    asked->filter.text = asked->text;
    asked->filter.after = after != NULL ? &asked->after : NULL;
    return true;
}

static bool
read_filter(LbCommand *command, const LbArguments *arguments, Asked *asked, GError **error)
{
    LbTimelineFilter *filter = &asked->filter;
    filter->request = arguments->number;
    return read_words(arguments, asked, error) && read_kinds(arguments, &filter->kinds, error) &&
           lb_arguments_time(arguments, LB_OPTION_SINCE, command->zone, &filter->since, error) &&
           lb_arguments_time(arguments, LB_OPTION_UNTIL, command->zone, &filter->until, error) &&
           lb_reading_limit(arguments, &filter->limit, error);
}

/* How the request is called: where it may not be read, reading its timeline says so. */
static bool
find_id(LbCommand *command, Asked *asked, GError **error)
{
    g_autoptr(LbRequestView) view =
        lb_service_show(command->service, command->actor, asked->filter.request, error);
    asked->id = view != NULL ? lb_request_id(view->request) : NULL;
    return view != NULL;
}

/* The same filter, from behind the last of @moments on. NULL on the last page. */
static GStrv
next_page(const Asked *asked, GPtrArray *moments, int limit)
{
    if (!lb_reading_cut(moments, limit))
        return NULL;
    LbTimelineFilter filter = asked->filter;
    filter.after = &((const LbMoment *)g_ptr_array_index(moments, moments->len - 1))->key;
    GPtrArray *words = g_ptr_array_new();
    g_ptr_array_add(words, g_strdup("timeline"));
    g_ptr_array_add(words, g_strdup(asked->id));
    lb_timeline_words(words, &filter);
    g_ptr_array_add(words, g_strdup("--limit"));
    g_ptr_array_add(words, g_strdup_printf("%d", limit));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

/* Exporting: oldest first, page by page, so that no more than a page is ever held. */
static bool
export_all(LbCommand *command, Asked *asked, GError **error)
{
    LbMomentKey last;
    g_string_truncate(command->out, 0); /* each row says whether it is of a test database */
    asked->filter.limit = EXPORT_PAGE;
    for (bool more = true; more;) {
        g_autoptr(GPtrArray) page =
            lb_service_timeline(command->service, command->actor, &asked->filter, error);
        if (page == NULL)
            return false;
        for (guint i = 0; i < page->len; i++) {
            g_autofree char *line =
                lb_json_moment(g_ptr_array_index(page, i), asked->id, command->test);
            g_string_append(command->out, line);
        }
        more = page->len == EXPORT_PAGE;
        if (more)
            last = ((const LbMoment *)g_ptr_array_index(page, page->len - 1))->key;
        asked->filter.after = &last;
        if (!lb_command_flush(command, error))
            return false;
    }
    return true;
}

static bool
run_export(LbCommand *command, const LbArguments *arguments, Asked *asked, GError **error)
{
    if (g_strcmp0(lb_arguments_text(arguments, LB_OPTION_EXPORT), "jsonl") != 0)
        return lb_command_misuse(error, _("The option --export takes jsonl."));
    if (command->json || lb_arguments_has(arguments, LB_OPTION_LIMIT) ||
        lb_arguments_has(arguments, LB_OPTION_AFTER))
        return lb_command_misuse(
            error, _("The option --export writes all that matches: --json, --limit and --after do "
                     "not go with it."));
    return find_id(command, asked, error) && export_all(command, asked, error);
}

/* One moment in two lines, @before it another one; NULL: not known which. */
static void
put_moment(GString *out, const LbMoment *moment, const LbMoment *before, const LbPageStyle *style)
{
    g_autofree char *time = lb_time_format(moment->key.time, style->zone, LB_TIME_EXACT);
    g_autofree char *later =
        before != NULL ? lb_phrase_later(moment->key.time - before->key.time) : NULL;
    g_autofree char *who = lb_phrase_moment_who(moment);
    g_autofree char *what = lb_phrase_moment(moment);
    g_autofree char *details =
        moment->entry != NULL ? lb_phrase_details(moment->entry->details) : NULL;
    g_autofree char *head = g_strdup_printf(
        "%s   %s%s%s   %s", time, later != NULL ? later : "", later != NULL ? "   " : "",
        _(lb_names_label(lb_moment_kind_names, (int)moment->kind)), who);
    lb_plain_wrap(out, style->width, "", INDENT, head);
    lb_plain_wrap(out, style->width, INDENT, INDENT, what);
    if (details != NULL)
        lb_plain_quote(out, style->width, INDENT, details);
}

static void
put_moments(LbCommand *command, GPtrArray *moments)
{
    LbPageStyle style = lb_reading_style(command, 0);
    for (guint i = 0; i < moments->len; i++)
        put_moment(command->out, g_ptr_array_index(moments, i),
                   i > 0 ? g_ptr_array_index(moments, i - 1) : NULL, &style);
    if (moments->len == 0)
        lb_plain_wrap(command->out, style.width, "", "",
                      _("Nothing of what happened about this request matches."));
}

bool
lb_verb_timeline(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_auto(Asked) asked = { 0 };
    if (!read_filter(command, arguments, &asked, error))
        return false;
    if (lb_arguments_has(arguments, LB_OPTION_EXPORT))
        return run_export(command, arguments, &asked, error);
    int limit = asked.filter.limit++;
    if (!find_id(command, &asked, error))
        return false;
    g_autoptr(GPtrArray) moments =
        lb_service_timeline(command->service, command->actor, &asked.filter, error);
    if (moments == NULL)
        return false;
    g_auto(GStrv) next = next_page(&asked, moments, limit);
    if (command->json) {
        g_autofree char *link = lb_reading_next_link(next);
        g_autofree char *json = lb_json_timeline(moments, link, command->test);
        g_string_append(command->out, json);
        return true;
    }
    put_moments(command, moments);
    lb_reading_put_next(command, next);
    return true;
}
