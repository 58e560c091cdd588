/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that say where an approval leads: access and rdp-file. */
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "commands/jsongrants.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "commands/watch.h"
#include "core/refusal.h"
#include "wording/grants.h"
#include "wording/passages.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define PORT_DESKTOP 3389

static void
put_ways(LbCommand *command, const LbRequestView *view, guint index)
{
    LbSpelling spelling = lb_command_spelling(command);
    g_autoptr(GPtrArray) ways = lb_ways_of(&spelling, view->grants, index);
    for (guint i = 0; i < ways->len; i++) {
        const LbWay *way = g_ptr_array_index(ways, i);
        g_autofree char *phrase = lb_phrase_way(way);
        g_string_append_printf(command->out, "\n%s\n%s\n", phrase, way->line);
    }
}

/* What became of a grant, why, until when, the ways that it opens, and what whoever opened it wants to be read. */
static void
put_grant(LbCommand *command, const LbRequestView *view, guint index)
{
    const LbGrantState *state = g_ptr_array_index(view->grants, index);
    int width = lb_command_width();
    g_autofree char *phrase = lb_phrase_grant(state, view->now, command->zone);
    g_autofree char *until = lb_time_format(state->grant->end, command->zone, LB_TIME_FULL);
    g_string_append_c(command->out, '\n');
    lb_plain_wrap(command->out, width, "", "  ", phrase);
    if (state->words != NULL) {
        g_autofree char *words = lb_text_escape(state->words, LB_TEXT_LINE);
        lb_plain_wrap(command->out, width, "  ", "  ", words);
    }
    if (state->status != LB_GRANT_OPEN || state->connection == NULL)
        return;
    g_string_append_printf(command->out, "  ");
    g_string_append_printf(command->out, _("It ends %s."), until);
    g_string_append_c(command->out, '\n');
    put_ways(command, view, index);
    if (state->connection->text == NULL)
        return;
    g_autofree char *text = lb_text_escape(state->connection->text, LB_TEXT_LINES);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_string_append_printf(command->out, "\n%s\n", _("What the provider's script says:"));
    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf(command->out, "  %s\n", *line);
}

/* What opens, in one sentence, or why nothing does. */
static char *
say_whether(const LbRequestView *view)
{
    LbPhase phase = lb_status_phase(view->request->status);
    g_autofree char *id = lb_request_id(view->request);
    if (view->grants != NULL && view->grants->len > 0)
        return g_strdup_printf(_("What the approval of %s opens:"), id);
    if (phase == LB_PHASE_WAITS)
        return g_strdup_printf(_("Nothing is opened by %s before it is approved."), id);
    if (phase == LB_PHASE_OPEN)
        return g_strdup_printf(_("Nothing is opened by %s: it is approved, but none of its "
                                 "resources had a target then."),
                               id);
    return g_strdup_printf(_("Nothing is opened by %s."), id);
}

/* The resources of a request with grants that have none. */
static void
put_untargeted(LbCommand *command, const LbRequestView *view)
{
    for (guint i = 0; i < view->request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(view->request->resources, i);
        if (lb_grants_find(view, resource) != NULL)
            continue;
        g_autofree char *phrase = lb_phrase_reach(view, resource, command->zone);
        g_string_append_c(command->out, '\n');
        lb_plain_wrap(command->out, lb_command_width(), "", "  ", phrase);
    }
}

bool
lb_verb_access(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_view(command, arguments->number, error);
    if (view == NULL)
        return false;
    if (command->json) {
        LbSpelling spelling = lb_command_spelling(command);
        g_autofree char *json = lb_json_access(view, &spelling, command->test);
        g_string_append(command->out, json);
        return true;
    }
    g_autofree char *goes_on = lb_phrase_goes_on(view);
    bool any = view->grants != NULL && view->grants->len > 0;
    g_autofree char *title = say_whether(view);
    lb_plain_wrap(command->out, lb_command_width(), "", "  ", title);
    for (guint i = 0; any && i < view->grants->len; i++)
        put_grant(command, view, i);
    if (any)
        put_untargeted(command, view);
    if ((view->verbs & (1u << LB_VERB_CONNECT)) != 0 && any) {
        g_autofree char *seen = lb_phrase_will_be_seen(view->request->tenant_name);
        g_string_append_c(command->out, '\n');
        lb_plain_wrap(command->out, lb_command_width(), "", "  ", seen);
    }
    if (goes_on != NULL) {
        g_string_append_c(command->out, '\n');
        lb_plain_wrap(command->out, lb_command_width(), "", "  ", goes_on);
    }
    return true;
}

/* The one grant that is meant. As lb_passage_begin() chooses, which decides; here it is only about a file. */
static bool
find_grant(const LbRequestView *view, const char *name, guint *index, GError **error)
{
    guint found = 0, called = 0;
    for (guint i = 0; view->grants != NULL && i < view->grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(view->grants, i);
        bool meant = name == NULL || g_ascii_strcasecmp(state->resource_name, name) == 0 ||
                     g_ascii_strcasecmp(state->grant->target->resource, name) == 0;
        called += meant;
        if (!meant || state->status != LB_GRANT_OPEN || state->connection == NULL)
            continue;
        *index = i;
        found++;
    }
    if (found == 1)
        return true;
    return lb_refuse(error,
                     found > 1                     ? LB_REFUSAL_WHICH_RESOURCE
                     : name != NULL && called == 0 ? LB_REFUSAL_UNKNOWN_RESOURCE
                                                   : LB_REFUSAL_NO_ACCESS_OPEN,
                     NULL);
}

/* The listener for @port among the ways of the grant; NULL: it is not opened. The caller frees it. */
static char *
find_listener(LbCommand *command, const LbRequestView *view, guint index, unsigned port)
{
    LbSpelling spelling = lb_command_spelling(command);
    g_autoptr(GPtrArray) ways = lb_ways_of(&spelling, view->grants, index);
    for (guint i = 0; i < ways->len; i++) {
        const LbWay *way = g_ptr_array_index(ways, i);
        if (way->kind == LB_WAY_LISTENER && way->port == port)
            return g_strdup(way->line);
    }
    return NULL;
}

bool
lb_verb_rdp_file(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t port = PORT_DESKTOP;
    guint index = 0;
    if (!lb_arguments_number(arguments, LB_OPTION_PORT, 1, G_MAXUINT16, &port, error))
        return false;
    g_autoptr(LbRequestView) view = lb_reading_view(command, arguments->number, error);
    if (view == NULL || !find_grant(view, arguments->word, &index, error))
        return false;
    g_autofree char *listener = find_listener(command, view, index, (unsigned)port);
    if (listener == NULL)
        return lb_refuse(error, LB_REFUSAL_PORT_NOT_GRANTED, NULL);
    /* The file is what standard output has, and nothing beside it. */
    g_string_printf(command->out,
                    "full address:s:127.0.0.1:%u\r\nprompt for credentials:i:1\r\n"
                    "redirectclipboard:i:0\r\nredirectdrives:i:0\r\nredirectprinters:i:0\r\n"
                    "authentication level:i:2\r\n",
                    lb_way_local_port((unsigned)port));
    g_autofree char *told =
        g_strdup_printf("%s\n%s\n", _("While you use the file, this has to run:"), listener);
    return lb_watch_write(command, STDERR_FILENO, told, strlen(told), error);
}
