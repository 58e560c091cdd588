/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of verbs, and "help", which prints it. */
#include "operator/verbs.h"

#include <string.h>

#include "base/i18n.h"
#include "operator/outcome.h"

#define WIDTH 80

const LbOperatorVerb lb_operator_verbs[] = {
    { "init", "[--test]",
      N_("make the data directory and its database; --test: one for trying out, for ever"),
      lb_ctl_init },
    { "import az",
      "--accounts FILE --resources FILE --role-assignments FILE [--users FILE] [--plan PLAN] "
      "[--json]",
      N_("read what the Azure CLI printed of accounts, resources, role assignments, users"),
      lb_ctl_import_az },
    { "import directory", "FILE [--json]",
      N_("read tenants, people, keys, roles, resources and tickets"), lb_ctl_import_directory },
    { "log verify", "[--head SEQUENCE:HASH] [--json]",
      N_("check that the activity log is what was written, and that the requests agree with it"),
      lb_ctl_log_verify },
    { "mail status", "[LB-N] [--json]",
      N_("say what became of the mails, of one request or of all"), lb_ctl_mail_status },
    { "mail retry", "[LB-N]",
      N_("send again what was refused or given up, of one request or of all"), lb_ctl_mail_retry },
    { "check-sshd", "[--sshd PATH] [--config-file FILE] [--account NAME] [--json]",
      N_("say what of the front door is wrong, and how to mend it"), lb_ctl_check_sshd },
    { "clock show", "[--json]",
      N_("say what time it is here, and whether the clock can be trusted"), lb_ctl_clock_show },
    { "clock accept", "", N_("trust the clock from now on"), lb_ctl_clock_accept },
    { "clock advance", "DURATION", N_("in a test database: let time pass, like 4d, 2h30m or 90s"),
      lb_ctl_clock_advance },
    { "clock wrong", "SECONDS",
      N_("in a test database: set the clock wrong by so much; 0 sets it right"),
      lb_ctl_clock_wrong },
    { "rehearse", "LB-N STATUS", N_("in a test database: move a request to a status, for show"),
      lb_ctl_rehearse },
    { "help", "", N_("print this list"), lb_ctl_help },
    { NULL, NULL, NULL, NULL },
};

const LbOperatorVerb *
lb_operator_verb_find(const char *const *words, const char *const **behind)
{
    for (const LbOperatorVerb *verb = lb_operator_verbs; verb->name != NULL; verb++) {
        g_auto(GStrv) name = g_strsplit(verb->name, " ", -1);
        guint same = 0;
        while (name[same] != NULL && g_strcmp0(name[same], words[same]) == 0)
            same++;
        if (name[same] != NULL)
            continue;
        *behind = words + same;
        return verb;
    }
    return NULL;
}

/* "  name usage", broken before an option where the line would be too long. */
static void
append_usage(GString *out, const LbOperatorVerb *verb)
{
    g_autofree char *spelled = g_strconcat(verb->name, " ", verb->usage, NULL);
    g_auto(GStrv) words = g_strsplit(g_strstrip(spelled), " ", -1);
    size_t column = 1;
    g_string_append_c(out, ' ');
    for (char **word = words; *word != NULL; word++) {
        bool option = (*word)[0] == '-' || (*word)[0] == '[';
        if (option && column + 1 + strlen(*word) > WIDTH - strlen(" VALUE]")) {
            g_string_append(out, "\n   ");
            column = 3;
        }
        g_string_append_printf(out, " %s", *word);
        column += 1 + strlen(*word);
    }
    g_string_append_c(out, '\n');
}

bool
lb_ctl_help(LbInvocation *invocation, GError **error)
{
    (void)error;
    g_string_append(invocation->out,
                    _("usage: lockboxctl [--data DIR] [--config FILE] COMMAND\n"
                      "\n"
                      "What the operator of this Lockbox does, who owns its database.\n"
                      "\n"));
    for (const LbOperatorVerb *verb = lb_operator_verbs; verb->name != NULL; verb++) {
        append_usage(invocation->out, verb);
        g_string_append_printf(invocation->out, "      %s\n", _(verb->summary));
    }
    g_string_append(invocation->out, _("\nExit codes:\n"));
    for (const LbOutcomeRow *row = lb_outcome_rows; row->meaning != NULL; row++)
        g_string_append_printf(invocation->out, "  %d  %s\n", (int)row->code, _(row->meaning));
    return true;
}
