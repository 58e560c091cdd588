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
      N_("read tenants, people, keys, roles, resources, targets and tickets"),
      lb_ctl_import_directory },
    { "person add",
      "ACCOUNT [--tenant ID] [--person ID] [--name NAME] [--mail ADDRESS] [--language TAG] "
      "[--time-zone ZONE] [--isolated yes|no] [--key FILE] [--invite]",
      N_("bring in somebody: one of a customer's people, or, without --tenant, of your own"),
      lb_ctl_person_add },
    { "person set",
      "ACCOUNT [--person ID] [--name NAME] [--mail ADDRESS] [--language TAG] [--time-zone ZONE] "
      "[--isolated yes|no]",
      N_("change what is known of somebody"), lb_ctl_person_set },
    { "person disable", "ACCOUNT", N_("switch somebody's account off; its sessions end"),
      lb_ctl_person_disable },
    { "person enable", "ACCOUNT", N_("switch it on again"), lb_ctl_person_enable },
    { "person invite", "ACCOUNT", N_("send a mail that says how to come in"),
      lb_ctl_person_invite },
    { "person list", "[--tenant ID] [--provider] [--text TEXT] [--json]",
      N_("list people: of all, of one customer, or your own; those with TEXT in what names them"),
      lb_ctl_person_list },
    { "person show", "ACCOUNT [--json]", N_("show somebody, with keys, roles and mail addresses"),
      lb_ctl_person_show },
    { "key add", "ACCOUNT FILE",
      N_("let somebody come in by the public key in FILE; -: standard input"), lb_ctl_key_add },
    { "key list", "[ACCOUNT] [--json]", N_("list keys, revoked ones too"), lb_ctl_key_list },
    { "key revoke", "FINGERPRINT", N_("let nobody come in by this key any more, for ever"),
      lb_ctl_key_revoke },
    { "role grant", "ACCOUNT ROLE [SCOPE]",
      N_("give somebody a role; a customer's is held at a SCOPE, like /subscriptions/ID"),
      lb_ctl_role_grant },
    { "role revoke", "ACCOUNT ROLE [SCOPE]", N_("take it away"), lb_ctl_role_revoke },
    { "role list", "[ACCOUNT] [--json]", N_("list who holds which role, and who gave it"),
      lb_ctl_role_list },
    { "tenant list", "[--json]", N_("list the customers, and what is agreed with them"),
      lb_ctl_tenant_list },
    { "tenant show", "ID [--json]", N_("show one, with its subscriptions"), lb_ctl_tenant_show },
    { "tenant set",
      "ID [--plan PLAN] [--preview yes|no] [--queue-hours N] [--access-hours N] "
      "[--recordings-days N] [--recordings-mib N]",
      N_("change what is agreed: for the next requests, and for all recordings that are kept"),
      lb_ctl_tenant_set },
    { "subscription set", "ID --quorum N", N_("ask for N approvals, from the next request on"),
      lb_ctl_subscription_set },
    { "target set", "RESOURCE --address ADDRESS --port N --login NAME --host-key KEY...",
      N_("say where a resource is reached, and by which KEY its host is known: a line, or a file "
         "of them"),
      lb_ctl_target_set },
    { "target list", "[--json]", N_("list the resources that approvals open"), lb_ctl_target_list },
    { "target show", "RESOURCE [--json]", N_("show how one is reached, and what its host needs"),
      lb_ctl_target_show },
    { "target remove", "RESOURCE", N_("let approvals open nothing there any more"),
      lb_ctl_target_remove },
    { "target key add", "NAME FILE",
      N_("let the host NAME fetch the list of revoked certificates by the public key in FILE"),
      lb_ctl_target_key_add },
    { "target key list", "[--json]", N_("list such keys, revoked ones too"),
      lb_ctl_target_key_list },
    { "target key revoke", "FINGERPRINT", N_("let no host come in by this key any more"),
      lb_ctl_target_key_revoke },
    { "ca init", "", N_("make the key that signs certificates, and the list of revoked ones"),
      lb_ctl_ca_init },
    { "ca show", "[--json]", N_("print its public half, for targets"), lb_ctl_ca_show },
    { "recording delete", "LB-N --session N --reason TEXT",
      N_("delete what was recorded of a session before its time; its hash is kept"),
      lb_ctl_recording_delete },
    { "policy check", "[FILE] [--json]",
      N_("say whether the just-in-time rules can be used, those here or those in FILE, and which "
         "are in force here"),
      lb_ctl_policy_check },
    { "policy explain",
      "--level LEVEL --scope SCOPE --scenario SERVICE/SCENARIO --role ROLE --multi-factor yes|no "
      "--isolated yes|no [--policy FILE] [--json]",
      N_("say what becomes of such a request by the rules, and why, rule by rule"),
      lb_ctl_policy_explain },
    { "policy test", "CASES [--policy FILE] [--json]",
      N_("try the rules on the requests in the file CASES, each with its expected outcome"),
      lb_ctl_policy_test },
    { "events import",
      "FILE... [--resource RESOURCE] [--tenant ID] [--json-lines] [--xml] [--time-zone ZONE] "
      "[--json]",
      N_("read event logs of Windows, as XML or JSON lines; -: standard input"),
      lb_ctl_events_import },
    { "log verify", "[--head SEQUENCE:HASH] [--mail FILE...] [--forwarded FILE...] [--json]",
      N_("check that the activity log is what was written, that the requests agree with it, and "
         "mails "
         "of Lockbox in FILE: one, a mailbox or a Maildir; or what a collector kept of the "
         "forwarded "
         "log; -: standard input"),
      lb_ctl_log_verify },
    { "log forward", "[--from SEQUENCE] [--test] [--json]",
      N_("say how far the activity log is forwarded to a collector of syslog, and what is wrong; "
         "--from: send it again from that entry on; --test: try to reach the collector"),
      lb_ctl_log_forward },
    { "receipt verify", "FILE [--offline] [--recordings DIR] [--json]",
      N_("check a receipt against the log, or with --offline as far as that goes without it, and "
         "recordings below DIR against their hashes"),
      lb_ctl_receipt_verify },
    { "mail status", "[LB-N] [--stuck] [--json]",
      N_("say what became of the mails; of one request also who was asked, why and since when, and "
         "who was not; or only those that are stuck"),
      lb_ctl_mail_status },
    { "mail retry", "[LB-N] [--bounced]",
      N_("send again what was refused, given up or put off, of all requests, with --bounced also "
         "what came back; or all that of one request"),
      lb_ctl_mail_retry },
    { "mail bounce", "[--to ADDRESS...] [--verbose]",
      N_("take a mail that came back, from the pipe of a mail server, and note whose mail did not "
         "arrive"),
      lb_ctl_mail_bounce },
    { "mail test", "ADDRESS [--json]",
      N_("try to send one mail there, and explain each step of the conversation"),
      lb_ctl_mail_test },
    { "ticket-system list", "[--json]",
      N_("list the systems in which support tickets live besides Lockbox, and how they fare"),
      lb_ctl_ticket_system_list },
    { "ticket-system test", "NAME [TICKET] [--json]",
      N_("ask one whether it takes the token, and what customers may read of one ticket there"),
      lb_ctl_ticket_system_test },
    { "webhook add", "URL --event TYPE... [--tenant ID] [--json]",
      N_("tell URL of what happens, to one customer or here at all: types like request.approved, "
         "request.* or *"),
      lb_ctl_webhook_add },
    { "webhook list", "[--json]", N_("list the webhooks, and how they do"), lb_ctl_webhook_list },
    { "webhook show", "ID [--json]", N_("show one, and what to do where it takes nothing"),
      lb_ctl_webhook_show },
    { "webhook history", "[ID] [--json]",
      N_("say what became of the messages of the last 30 days, of one webhook or of all"),
      lb_ctl_webhook_history },
    { "webhook test", "ID [--json]", N_("send one message there, and explain what comes of it"),
      lb_ctl_webhook_test },
    { "webhook enable", "ID [--missed]",
      N_("switch one on again that was disabled; its secret stays; --missed: tell it of what "
         "happened meanwhile, too"),
      lb_ctl_webhook_enable },
    { "webhook resend", "ID [MESSAGE] [--failed]",
      N_("send one message again, whatever became of it, with the id it had; --failed: all that "
         "did not arrive"),
      lb_ctl_webhook_resend },
    { "webhook rotate", "ID [--overlap-hours N] [--json]",
      N_("make another secret; the one before signs too for N hours, 24 unless told"),
      lb_ctl_webhook_rotate },
    { "webhook remove", "ID", N_("send nothing there any more"), lb_ctl_webhook_remove },
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
