/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs about the sessions of a request: sessions lists them, stop-session ends one. What a session showed is seen by watch and
 * replay. */
#include "base/i18n.h"
#include "commands/ask.h"
#include "commands/jsonsessions.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "core/refusal.h"
#include "service/sessions.h"
#include "wording/plain.h"
#include "wording/sessions.h"

#define INDENT "      "

/* Listing */

static void
put_session(GString *out, const LbSession *session, const LbPageStyle *style)
{
    g_autofree char *where = lb_phrase_session(session);
    g_autofree char *end = lb_phrase_session_end(session);
    g_autofree char *recording = lb_phrase_recording(session);
    g_autofree char *who = lb_phrase_session_who(session, style->zone, style->now);
    g_autofree char *number = g_strdup_printf("%d", session->number);
    g_autoptr(GString) head = g_string_new(NULL);
    lb_plain_pad(head, number, (int)sizeof INDENT - 1);
    g_string_append_printf(head, "%s   %c %s   ", where, lb_session_mark(session), end);
    g_string_append_printf(
        head, session->recording != LB_RECORDING_NONE ? _("recording: %s") : "%s", recording);
    lb_plain_wrap(out, style->width, "", INDENT, head->str);
    lb_plain_wrap(out, style->width, INDENT, INDENT, who);
    g_autofree char *bytes = lb_phrase_session_bytes(session);
    lb_plain_wrap(out, style->width, INDENT, INDENT, bytes);
    if (session->sha256 != NULL)
        g_string_append_printf(out, INDENT "SHA-256 %s\n", session->sha256);
}

/* The newest that can be seen, and goes on where it is to be @live; NULL: there is none. Borrowed. */
static const LbSession *
find_seen(const GPtrArray *sessions, bool live)
{
    for (guint i = sessions->len; i > 0; i--) {
        const LbSession *session = g_ptr_array_index(sessions, i - 1);
        if (session->recording == LB_RECORDING_KEPT && (!live || session->ended == 0))
            return session;
    }
    return NULL;
}

static void
put_command(LbCommand *command, const char *invitation, const char *verb, int64_t number,
            const LbSession *session, const char *option)
{
    if (session == NULL)
        return;
    g_autofree char *id = g_strdup_printf("LB-%lld", (long long)number);
    g_autofree char *which = g_strdup_printf("%d", session->number);
    lb_reading_put_command(command, invitation,
                           (const char *const[]){ verb, id, "--session", which, option, NULL });
}

/* What the reader may do with @sessions now, each for the newest. */
static void
put_commands(LbCommand *command, const LbRequestView *view, const GPtrArray *sessions)
{
    int64_t number = view->request->number;
    const LbSession *live = find_seen(sessions, true), *seen = find_seen(sessions, false);
    bool watches = (view->verbs & (1u << LB_VERB_WATCH)) != 0,
         stops = (view->verbs & (1u << LB_VERB_STOP_SESSION)) != 0;
    if (watches) {
        put_command(command, _("To watch what goes on:"), "watch", number, live, NULL);
        put_command(command, _("To replay it on a screen:"), "replay", number, seen, NULL);
        put_command(command, _("To read it as plain text:"), "replay", number, seen, "--text");
    }
    for (guint i = sessions->len; stops && i > 0; i--) {
        const LbSession *session = g_ptr_array_index(sessions, i - 1);
        if (session->ended != 0 || session->stopped_by != NULL)
            continue;
        put_command(command, _("To end one that goes on:"), "stop-session", number, session, NULL);
        break;
    }
}

bool
lb_verb_sessions(LbCommand *command, const LbArguments *arguments, GError **error)
{
    g_autoptr(LbRequestView) view = lb_reading_view(command, arguments->number, error);
    g_autoptr(GPtrArray) sessions =
        view != NULL
            ? lb_service_sessions(command->service, command->actor, arguments->number, error)
            : NULL;
    if (sessions == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_sessions(arguments->number, sessions, command->test);
        g_string_append(command->out, json);
        return true;
    }
    LbPageStyle style = lb_reading_style(command, view->now);
    for (guint i = 0; i < sessions->len; i++)
        put_session(command->out, g_ptr_array_index(sessions, i), &style);
    if (sessions->len == 0)
        lb_plain_wrap(command->out, style.width, "", "",
                      _("Nobody has gone through so far. Each time the engineer does, it stands "
                        "here."));
    put_commands(command, view, sessions);
    return true;
}

/* Ending one */

/* The one that is named, or the only one that goes on. */
static bool
choose(const GPtrArray *sessions, int64_t named, const LbSession **found, GError **error)
{
    guint going = 0;
    *found = NULL;
    for (guint i = 0; i < sessions->len; i++) {
        const LbSession *session = g_ptr_array_index(sessions, i);
        bool meant = named != 0 ? session->number == named : session->ended == 0;
        going += meant;
        *found = meant ? session : *found;
    }
    if (going > 1)
        return lb_command_misuse(error, _("Several sessions go on: name one by --session N."));
    return *found != NULL || lb_refuse(error,
                                       named != 0 || sessions->len == 0 ? LB_REFUSAL_UNKNOWN_SESSION
                                                                        : LB_REFUSAL_SESSION_OVER,
                                       NULL);
}

static bool
confirm(LbCommand *command, const LbSession *session, bool *confirmed, GError **error)
{
    int64_t now = 0;
    if (!lb_service_now(command->service, &now, error))
        return false;
    LbPageStyle style = lb_reading_style(command, now);
    put_session(command->out, session, &style);
    g_autofree char *question =
        g_strdup_printf(_("\nTo end session %d of %s, type the request's number and press Enter: "),
                        session->number, session->request);
    return lb_command_flush(command, error) &&
           lb_ask_number(command, question, session->request, confirmed, error);
}

/* Says what was done, and that access itself stays open. */
static bool
report(LbCommand *command, int64_t number, int session, GError **error)
{
    /* It has happened, whatever becomes of the session now. */
    command->ending = true;
    if (command->json) {
        g_autoptr(GPtrArray) sessions =
            lb_service_sessions(command->service, command->actor, number, error);
        g_autofree char *json =
            sessions != NULL ? lb_json_sessions(number, sessions, command->test) : NULL;
        if (json != NULL)
            g_string_append(command->out, json);
        return json != NULL;
    }
    g_autofree char *id = g_strdup_printf("LB-%lld", (long long)number);
    g_autofree char *sentence = g_strdup_printf(
        _("Session %d of %s is being ended. The access stays open until it is revoked."), session,
        id);
    lb_plain_wrap(command->out, lb_command_width(), "", "    ", sentence);
    lb_reading_put_command(
        command, _("To end the access now:"),
        (const char *const[]){ "revoke", id, "--reason", _("your reason"), NULL });
    return true;
}

bool
lb_verb_stop_session(LbCommand *command, const LbArguments *arguments, GError **error)
{
    static const LbOption needed[] = { LB_OPTION_SESSION };
    int64_t number = arguments->number, named = 0;
    const LbSession *session = NULL;
    bool asks = !command->json && lb_ask_has_terminal(), confirmed = true;
    if ((!asks && !lb_arguments_need(arguments, needed, 1, error)) ||
        !lb_arguments_number(arguments, LB_OPTION_SESSION, 1, G_MAXINT, &named, error))
        return false;
    g_autoptr(GPtrArray) sessions =
        asks ? lb_service_sessions(command->service, command->actor, number, error) : NULL;
    if (asks && (sessions == NULL || !choose(sessions, named, &session, error) ||
                 !confirm(command, session, &confirmed, error)))
        return false;
    if (!confirmed) {
        g_string_append_printf(command->out, "%s\n",
                               _("That is not its number. Nothing is ended."));
        command->exit = LB_EXIT_UNDECIDED;
        return true;
    }
    int which = session != NULL ? session->number : (int)named;
    return lb_session_stop(command->service, command->actor, number, which, error) &&
           report(command, number, which, error);
}
