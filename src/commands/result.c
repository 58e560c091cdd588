/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command ends. */
#include "commands/result.h"

#include <stdarg.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/refusal.h"

G_DEFINE_QUARK(lb_command_error_quark, lb_command_error)

const LbExitRow lb_exit_rows[] = {
    { LB_EXIT_DONE, N_("done") },
    { LB_EXIT_FAILURE, N_("the system failed; nothing was decided unless it says so") },
    { LB_EXIT_USAGE, N_("the command was not understood") },
    { LB_EXIT_REFUSED, N_("refused, for the reason whose name is told") },
    { LB_EXIT_NOT_FOUND,
      N_("there is no such request, ticket, exclusion or session that you may see") },
    { LB_EXIT_TOO_LATE, N_("too late: already decided or acknowledged, expired, or access or "
                           "session no longer open") },
    { LB_EXIT_UNDECIDED, N_("shown, but still undecided") },
    { LB_EXIT_DAMAGED, N_("the recording is damaged, or does not agree with the log") },
    { LB_EXIT_DONE, NULL },
};

/* Refusals that do not end with LB_EXIT_REFUSED. */
static const struct {
    LbRefusal refusal;
    LbExit code;
} special[] = {
    { LB_REFUSAL_NOT_FOUND, LB_EXIT_NOT_FOUND },
    { LB_REFUSAL_UNKNOWN_TICKET, LB_EXIT_NOT_FOUND },
    { LB_REFUSAL_UNKNOWN_EXCLUSION, LB_EXIT_NOT_FOUND },
    { LB_REFUSAL_ALREADY_DECIDED, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_ALREADY_ACKNOWLEDGED, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_EXPIRED, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_NOT_PENDING, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_NO_ACCESS_OPEN, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_SESSION_OVER, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_SESSION_STOPPED, LB_EXIT_TOO_LATE },
    { LB_REFUSAL_UNKNOWN_SESSION, LB_EXIT_NOT_FOUND },
};

bool
lb_command_misuse(GError **error, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    g_autofree char *words = g_strdup_vprintf(sentence, arguments);
    va_end(arguments);
    g_set_error_literal(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_USAGE, words);
    return false;
}

LbExit
lb_exit_for(const GError *error)
{
    if (g_error_matches(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_USAGE))
        return LB_EXIT_USAGE;
    if (g_error_matches(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_RECORDING))
        return LB_EXIT_DAMAGED;
    if (error->domain != LB_REFUSAL_ERROR)
        return LB_EXIT_FAILURE;
    for (size_t i = 0; i < G_N_ELEMENTS(special); i++)
        if ((int)special[i].refusal == error->code)
            return special[i].code;
    return LB_EXIT_REFUSED;
}

const char *
lb_result_code(const GError *error)
{
    if (error->domain == LB_REFUSAL_ERROR)
        return lb_refusal_name((LbRefusal)error->code);
    if (error->domain != LB_COMMAND_ERROR || error->code == LB_COMMAND_ERROR_OUTPUT)
        return "failure";
    static const char *const codes[] = { [LB_COMMAND_ERROR_USAGE] = "usage",
                                         [LB_COMMAND_ERROR_TERMINAL] = "no-terminal",
                                         [LB_COMMAND_ERROR_PASSAGE] = "not-through",
                                         [LB_COMMAND_ERROR_RECORDING] = "damaged-recording" };
    return codes[error->code];
}

char *
lb_result_text(const GError *error, GPtrArray *advice, bool test)
{
    g_autofree char *message = lb_text_escape(error->message, LB_TEXT_LINE);
    g_autoptr(GString) text = g_string_new(NULL);
    if (error->domain == LB_REFUSAL_ERROR)
        g_string_append_printf(text, _("lockbox: refused (%s): %s"), lb_result_code(error),
                               message);
    else
        g_string_append_printf(text, "lockbox: %s", message);
    g_string_append(text, test ? " [TEST]\n" : "\n");
    for (guint i = 0; i < advice->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(advice, i));
    return g_strdup(text->str);
}
