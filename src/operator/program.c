/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxctl from its command line to its exit code: what every verb needs, once. */
#include "config.h"

#include "operator/program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/locale.h"
#include "config/places.h"
#include "operator/account.h"
#include "operator/outcome.h"
#include "operator/verbs.h"

#define BEFORE_VERB "[--data DIR] [--config FILE] [--help] [--version]"

/* Everything but help opens something: settles who we are and reads the configuration first. */
static bool
prepare(LbInvocation *invocation, const LbOperatorVerb *verb, GError **error)
{
    if (verb->run == lb_ctl_help)
        return true;
    invocation->data = lb_places_data(lb_invocation_option(invocation, "data"));
    /* This one needs root for a while, and then becomes another account than that of the data. */
    bool settles = verb->run != lb_ctl_check_sshd;
    if (settles && !lb_account_settle(invocation->data, verb->run == lb_ctl_init, error))
        return false;
    invocation->config = lb_places_read_config(lb_invocation_option(invocation, "config"), error);
    return invocation->config != NULL;
}

static bool
run(LbInvocation *invocation, const char *const *words, GError **error)
{
    const char *const *behind = lb_invocation_read_leading(invocation, BEFORE_VERB, words, error);
    if (behind == NULL)
        return false;
    if (lb_invocation_option(invocation, "version") != NULL) {
        g_string_append(invocation->out, PACKAGE_NAME " " PACKAGE_VERSION "\n");
        return true;
    }
    if (lb_invocation_option(invocation, "help") != NULL)
        return lb_ctl_help(invocation, error);
    if (*behind == NULL)
        return lb_invocation_misuse(error,
                                    _("A command is missing; 'lockboxctl help' lists them."));
    const LbOperatorVerb *verb = lb_operator_verb_find(behind, &behind);
    if (verb == NULL)
        return lb_invocation_misuse(error,
                                    _("There is no such command; 'lockboxctl help' lists them."));
    invocation->piped = verb->run == lb_ctl_mail_bounce;
    if (!lb_invocation_read(invocation, verb->usage, behind, error)) {
        g_prefix_error(error, "%s: ", verb->name);
        return false;
    }
    /* What goes into JSON is not translated. */
    if (lb_invocation_json(invocation))
        lb_locale_set_language(NULL);
    return prepare(invocation, verb, error) && verb->run(invocation, error);
}

int
lb_operator_main(char **arguments)
{
    g_autoptr(LbInvocation) invocation = lb_invocation_new();
    g_autoptr(GError) failure = NULL, unwritten = NULL;
    /* Nobody outside the group ever reads what is made here, whatever the caller's umask. */
    umask(007);
    bool done =
        arguments[0] != NULL && run(invocation, (const char *const *)arguments + 1, &failure);
    bool said = lb_invocation_flush(invocation, &unwritten);
    const GError *error = done ? unwritten : failure;
    if (done && said)
        return LB_OUTCOME_DONE;
    if (error == NULL)
        return LB_OUTCOME_USAGE;
    g_autofree char *line =
        lb_invocation_json(invocation) ? lb_outcome_json(error) : lb_outcome_line(error);
    g_autoptr(GError) ignored = NULL;
    lb_fd_write_all(STDERR_FILENO, line, strlen(line), &ignored);
    return (int)(invocation->piped ? LB_OUTCOME_LATER : lb_outcome_for(error));
}
