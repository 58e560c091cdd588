/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recording delete. */
#include "service/recordings.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/request.h"
#include "operator/console.h"
#include "operator/verbs.h"

/* The deletion stands whatever becomes of this: lockboxd does what is left. */
static void
say_files(const LbConsole *console, LbInvocation *invocation, const LbDeletion *deletion)
{
    g_autoptr(GError) error = NULL;
    if (lb_recordings_clear(console->service, deletion->passage, &error)) {
        g_string_append(invocation->out, _("Its files are gone.\n"));
        return;
    }
    g_autofree char *cause = lb_text_escape(error->message, LB_TEXT_LINE);
    g_string_append_printf(invocation->out,
                           _("Warning: its files are still there; lockboxd tries to remove them "
                             "again and again: %s\n"),
                           cause);
}

bool
lb_ctl_recording_delete(LbInvocation *invocation, GError **error)
{
    int64_t number = 0;
    int session = 0;
    const char *reason = lb_invocation_option(invocation, "reason");
    if (!lb_request_parse_id(lb_invocation_operand(invocation, 0), &number))
        return lb_invocation_misuse(error, _("This command takes the id of a request, like "
                                             "LB-42."));
    if (!lb_console_number(invocation, "session", 0, &session, error))
        return false;
    g_autoptr(LbConsole) console = lb_console_open(invocation, error);
    g_autoptr(LbDeletion) deletion =
        console != NULL
            ? lb_recordings_delete(console->service, console->actor, number, session, reason, error)
            : NULL;
    if (deletion == NULL)
        return false;
    lb_console_say_done(console, invocation,
                        _("Deleted the recording of session %d (%lld bytes); its hash is still in "
                          "the log: %s"),
                        session, (long long)deletion->bytes,
                        deletion->sha256 != NULL ? deletion->sha256 : "-");
    say_files(console, invocation, deletion);
    return true;
}
