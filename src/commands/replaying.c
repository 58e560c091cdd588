/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that show a session: watch and replay. On the screens they are nothing without a terminal, and say then what to
 * type; as text, a recording goes anywhere. */
#include "base/i18n.h"
#include "commands/reading.h"
#include "commands/replaytext.h"
#include "commands/verbs.h"
#include "core/refusal.h"
#include "service/sessions.h"

/* The newest session that can be shown, and goes on where it is to be @live. */
static bool
find_newest(LbCommand *command, int64_t number, bool live, int64_t *session, GError **error)
{
    g_autoptr(GPtrArray) sessions =
        lb_service_sessions(command->service, command->actor, number, error);
    if (sessions == NULL)
        return false;
    for (guint i = sessions->len; i > 0 && *session == 0; i--) {
        const LbSession *row = g_ptr_array_index(sessions, i - 1);
        if (row->recording == LB_RECORDING_KEPT && (!live || row->ended == 0))
            *session = row->number;
    }
    return *session != 0 || lb_refuse(error, LB_REFUSAL_UNKNOWN_SESSION, "%s",
                                      live ? _("(none goes on)") : _("(none is recorded)"));
}

static bool
show(LbCommand *command, const LbArguments *arguments, const char *verb, bool live, GError **error)
{
    int64_t session = 0, number = arguments->number;
    if (!lb_arguments_number(arguments, LB_OPTION_SESSION, 1, G_MAXINT, &session, error))
        return false;
    if (!lb_command_has_screens(command)) {
        g_autofree char *id = g_strdup_printf("LB-%lld", (long long)number);
        g_autofree char *which = g_strdup_printf("%lld", (long long)session);
        const char *const words[] = { verb, id, session != 0 ? "--session" : NULL, which, NULL };
        g_ptr_array_add(command->advice, lb_command_line(command, words));
        g_set_error_literal(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_TERMINAL,
                            _("To see a session, a terminal is needed:"));
        return false;
    }
    if (session == 0 && !find_newest(command, number, live, &session, error))
        return false;
    LbOpening opening = { .request = number, .session = (int)session, .live = live };
    return lb_reading_blade(command, &opening, error);
}

bool
lb_verb_watch(LbCommand *command, const LbArguments *arguments, GError **error)
{
    return show(command, arguments, "watch", true, error);
}

static bool
write_text(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int64_t session = 0, number = arguments->number;
    if (!lb_arguments_number(arguments, LB_OPTION_SESSION, 1, G_MAXINT, &session, error) ||
        (session == 0 && !find_newest(command, number, false, &session, error)))
        return false;
    g_autoptr(LbSession) found = lb_session_watch(command->service, command->actor, number,
                                                  (int)session, LB_WATCH_TEXT, error);
    return found != NULL && lb_replay_write(command, found, error);
}

bool
lb_verb_replay(LbCommand *command, const LbArguments *arguments, GError **error)
{
    if (lb_arguments_has(arguments, LB_OPTION_AS_TEXT))
        return write_text(command, arguments, error);
    return show(command, arguments, "replay", false, error);
}
