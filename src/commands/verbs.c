/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of verbs, and help, which is made from it. */
#include "commands/verbs.h"

#include <string.h>

#include "base/i18n.h"
#include "wording/plain.h"

#define BIT(option) LB_OPTION_BIT(LB_OPTION_##option)
#define DECISION (BIT(JSON) | BIT(SHOWN) | BIT(REASON))

const LbCommandVerb lb_command_verbs[] = {
    { "open", LB_OPERAND_OPENED, 0, "LB-N|EX-N",
      N_("Show a request and how to answer it, or work that was done without one; the id alone "
         "does the same."),
      LB_NEEDS_PERSON, lb_verb_open },
    { "list", LB_OPERAND_NONE, BIT(JSON) | BIT(STATUS) | BIT(BEFORE) | BIT(LIMIT),
      "[--status NAME|all] [--before LB-N] [--limit N] [--json]",
      N_("List the requests that wait, or those of a status, newest first."), LB_NEEDS_PERSON,
      lb_verb_list },
    { "show", LB_OPERAND_REQUEST, BIT(JSON), "LB-N [--json]",
      N_("Show a request with its digest, to which a decision is bound."), LB_NEEDS_PERSON,
      lb_verb_show },
    { "asked", LB_OPERAND_REQUEST, BIT(JSON), "LB-N [--json]",
      N_("Say whether you were asked about a request, and why or why not; who else was, since when "
         "they hold their role, and what became of the mails."),
      LB_NEEDS_PERSON, lb_verb_asked },
    { "ticket", LB_OPERAND_TICKET, BIT(JSON), "TK-N [--json]",
      N_("Show a support ticket with its history."), LB_NEEDS_PERSON, lb_verb_ticket },
    { "tickets", LB_OPERAND_NONE,
      BIT(JSON) | BIT(MINE) | BIT(UNASSIGNED) | BIT(ALL) | BIT(STATUS) | BIT(BEFORE) | BIT(LIMIT),
      "[--mine|--unassigned|--all] [--status open|closed] [--before TK-N] [--limit N] [--json]",
      N_("List support tickets, the highest number first: your own, those that an engineer has yet "
         "to take, or "
         "all."),
      LB_NEEDS_PERSON, lb_verb_tickets },
    { "open-ticket", LB_OPERAND_NONE,
      BIT(JSON) | BIT(SUBSCRIPTION) | BIT(SEVERITY) | BIT(TITLE) | BIT(TEXT),
      "--subscription NAME --severity A|B|C --title TEXT --text TEXT [--json]",
      N_("Open a support ticket for a subscription, named by its id or its name; the text - is "
         "read from standard input."),
      LB_NEEDS_PERSON, lb_verb_open_ticket },
    { "reply", LB_OPERAND_TICKET, BIT(JSON) | BIT(TEXT) | BIT(INTERNAL),
      "TK-N --text TEXT [--internal] [--json]",
      N_("Reply to a support ticket; the other side is told by mail. What is internal, no "
         "customer sees. The text - is read from standard input."),
      LB_NEEDS_PERSON, lb_verb_reply },
    { "take", LB_OPERAND_TICKET, BIT(JSON), "TK-N [--json]",
      N_("Have a support ticket assigned to you that is nobody's so far."), LB_NEEDS_PERSON,
      lb_verb_take },
    { "escalate", LB_OPERAND_TICKET, BIT(JSON) | BIT(REASON), "TK-N --reason TEXT [--json]",
      N_("Hand a support ticket of yours to the DevOps engineers; no customer sees the reason."),
      LB_NEEDS_PERSON, lb_verb_escalate },
    { "close", LB_OPERAND_TICKET, BIT(JSON) | BIT(REASON), "TK-N [--reason TEXT] [--json]",
      N_("Close a support ticket; the other side is told by mail."), LB_NEEDS_PERSON,
      lb_verb_close },
    { "catalogue", LB_OPERAND_NONE, BIT(JSON) | BIT(TICKET), "--ticket TK-N [--json]",
      N_("List what can be asked for because of a support ticket, with what it exposes, and why "
         "not "
         "where it cannot."),
      LB_NEEDS_PERSON, lb_verb_catalogue },
    { "resources", LB_OPERAND_NONE,
      BIT(JSON) | BIT(TICKET) | BIT(SERVICE) | BIT(SCENARIO) | BIT(TEXT) | BIT(AFTER) | BIT(LIMIT),
      "--ticket TK-N --service NAME --scenario NAME [--text TEXT] [--after ID] [--limit N] "
      "[--json]",
      N_("List resources of the ticket's customer that a scenario is for, by name: all, or those "
         "with a text in name or resource group."),
      LB_NEEDS_PERSON, lb_verb_resources },
    { "submit", LB_OPERAND_NONE,
      BIT(JSON) | BIT(TICKET) | BIT(SERVICE) | BIT(SCENARIO) | BIT(RESOURCE) | BIT(LEVEL) |
          BIT(HOURS) | BIT(JUSTIFICATION) | BIT(LOOK),
      "--ticket TK-N --service NAME --scenario NAME --resource NAME [--resource NAME ...] --level "
      "NAME"
      " [--hours N] --justification TEXT [--preview] [--json]",
      N_("Ask for access. A resource is named by its id, or by its name where that is the only "
         "one; the "
         "justification - is read from standard input. With --preview, nothing is sent: it says "
         "what would become of the request."),
      LB_NEEDS_PERSON, lb_verb_submit },
    { "approve", LB_OPERAND_REQUEST, DECISION | BIT(HOURS),
      "LB-N [--shown DIGEST] [--hours N] [--reason TEXT] [--json]",
      N_("Approve what was shown: access opens. Without a digest, a terminal shows the request and "
         "asks for "
         "its number."),
      LB_NEEDS_PERSON, lb_verb_approve },
    { "deny", LB_OPERAND_REQUEST, DECISION, "LB-N --reason TEXT [--shown DIGEST] [--json]",
      N_("Deny a request: nothing opens, and the engineer reads the reason."), LB_NEEDS_PERSON,
      lb_verb_deny },
    { "endorse", LB_OPERAND_REQUEST, DECISION, "LB-N --shown DIGEST [--reason TEXT] [--json]",
      N_("Say yes for the provider, where a rule asks for it before the customer hears of the "
         "request."),
      LB_NEEDS_PERSON, lb_verb_endorse },
    { "decline", LB_OPERAND_REQUEST, DECISION, "LB-N --reason TEXT [--shown DIGEST] [--json]",
      N_("Say no for the provider: the request ends, and the engineer reads the reason."),
      LB_NEEDS_PERSON, lb_verb_decline },
    { "cancel", LB_OPERAND_REQUEST, DECISION, "LB-N [--reason TEXT] [--shown DIGEST] [--json]",
      N_("Take back a request of your own that is undecided."), LB_NEEDS_PERSON, lb_verb_cancel },
    { "revoke", LB_OPERAND_REQUEST, DECISION, "LB-N --reason TEXT [--shown DIGEST] [--json]",
      N_("End access that is open, before its time."), LB_NEEDS_PERSON, lb_verb_revoke },
    { "complete", LB_OPERAND_REQUEST, DECISION, "LB-N [--reason TEXT] [--shown DIGEST] [--json]",
      N_("Hand back access of your own that is no longer needed."), LB_NEEDS_PERSON,
      lb_verb_complete },
    { "extend", LB_OPERAND_REQUEST, BIT(JSON) | BIT(HOURS) | BIT(JUSTIFICATION),
      "LB-N --hours N --justification TEXT [--json]",
      N_("Ask for more time for access of your own that is open, counted from the answer: another "
         "request for the same, by the same rules. The justification - is read from standard "
         "input."),
      LB_NEEDS_PERSON, lb_verb_extend },
    { "access", LB_OPERAND_REQUEST, BIT(JSON), "LB-N [--json]",
      N_("Show what the approval of your request opens, and the commands that lead there."),
      LB_NEEDS_PERSON, lb_verb_access },
    { "connect", LB_OPERAND_REQUEST_AND_NAME, 0, "LB-N [NAME]",
      N_("Go through to a shell on what your request opens. What the target shows is recorded, "
         "what you type is not. It ends when access does."),
      LB_NEEDS_PERSON, lb_verb_connect },
    { "relay", LB_OPERAND_REQUEST_AND_NAME, BIT(PORT), "LB-N [NAME] [--port N]",
      N_("Carry bytes between standard input and output and a TCP port that your request opens: "
         "for ssh as its ProxyCommand, or behind a listener of your own."),
      LB_NEEDS_PERSON, lb_verb_relay },
    { "rdp-file", LB_OPERAND_REQUEST_AND_NAME, BIT(PORT), "LB-N [NAME] [--port N]",
      N_("Write the file for a remote desktop client, and on standard error the command that has "
         "to run meanwhile."),
      LB_NEEDS_PERSON, lb_verb_rdp_file },
    { "sessions", LB_OPERAND_REQUEST, BIT(JSON), "LB-N [--json]",
      N_("List the sessions of a request: who went where, when and how long, how it ended, and "
         "what "
         "was recorded."),
      LB_NEEDS_PERSON, lb_verb_sessions },
    { "watch", LB_OPERAND_REQUEST, BIT(SESSION), "LB-N [--session N]",
      N_("Watch a session while it goes on, on a terminal: the newest, or the one that is named. "
         "It is logged that you did."),
      LB_NEEDS_PERSON, lb_verb_watch },
    { "replay", LB_OPERAND_REQUEST, BIT(SESSION) | BIT(AS_TEXT), "LB-N [--session N] [--text]",
      N_("Play the recording of a session on a terminal: of the newest, or of the one that is "
         "named. It is logged that you did. With --text, write what it showed as plain text, and "
         "say whether it agrees with the log."),
      LB_NEEDS_PERSON, lb_verb_replay },
    { "stop-session", LB_OPERAND_REQUEST, BIT(JSON) | BIT(SESSION), "LB-N [--session N] [--json]",
      N_("End a session that goes on; the access itself stays open. A terminal asks for the "
         "number of the request; elsewhere the session has to be named."),
      LB_NEEDS_PERSON, lb_verb_stop_session },
    { "events", LB_OPERAND_WORD,
      BIT(JSON) | BIT(KIND) | BIT(TENANT) | BIT(TEXT) | BIT(SYSTEM) | BIT(BEFORE) | BIT(LIMIT),
      "[LB-N] [--kind NAME] [--tenant ID] [--text TEXT] [--system] [--before WHERE] [--limit N] "
      "[--json]",
      N_("List what event logs of Windows say was done under a request, or what no approved "
         "access explains, newest first."),
      LB_NEEDS_PERSON, lb_verb_events },
    { "exclude", LB_OPERAND_NONE,
      BIT(JSON) | BIT(KIND) | BIT(SCOPE) | BIT(SINCE) | BIT(UNTIL) | BIT(TEXT),
      "--kind NAME --scope SCOPE --since TIME --until TIME --text TEXT [--json]",
      N_("Record, afterwards, what was done on a customer's systems without a request: "
         "outside-procedure, unintended-exposure or legal-demand. The customer's owners are told. "
         "The text - is read from standard input."),
      LB_NEEDS_PERSON, lb_verb_exclude },
    { "exclusions", LB_OPERAND_NONE, BIT(JSON) | BIT(ALL) | BIT(BEFORE) | BIT(LIMIT),
      "[--all] [--before EX-N] [--limit N] [--json]",
      N_("List work without a request that nobody has acknowledged, or all of it, newest first."),
      LB_NEEDS_PERSON, lb_verb_exclusions },
    { "exclusion", LB_OPERAND_EXCLUSION, BIT(JSON), "EX-N [--json]",
      N_("Show work that was done without a request, with the digest to which an acknowledgement "
         "is bound."),
      LB_NEEDS_PERSON, lb_verb_exclusion },
    { "acknowledge", LB_OPERAND_EXCLUSION, DECISION,
      "EX-N [--shown DIGEST] [--reason TEXT] [--json]",
      N_("Say for the customer that it was read: no owner is shown it any more. Without a digest, "
         "a terminal shows it and asks for its number."),
      LB_NEEDS_PERSON, lb_verb_acknowledge },
    { "timeline", LB_OPERAND_REQUEST,
      BIT(JSON) | BIT(KINDS) | BIT(TEXT) | BIT(SINCE) | BIT(UNTIL) | BIT(AFTER) | BIT(LIMIT) |
          BIT(EXPORT),
      "LB-N [--kind NAME ...] [--text TEXT] [--since TIME] [--until TIME] [--after PLACE]"
      " [--limit N] [--json] [--export jsonl]",
      N_("Show all that happened about a request, in its order: asked, evaluated, notified, read, "
         "decided, access, session, relay, event, watched, ended, other. With --export, write all "
         "that matches, as JSON lines."),
      LB_NEEDS_PERSON, lb_verb_timeline },
    { "receipt", LB_OPERAND_REQUEST, BIT(JSON) | BIT(HTML), "LB-N [--json|--html]",
      N_("Show the receipt of a request that has ended: who, why, what, when, decided by whom, "
         "what "
         "was done, and what the log says of it. With --html, a page to keep and print; with "
         "--json, the same for programs."),
      LB_NEEDS_PERSON, lb_verb_receipt },
    { "log", LB_OPERAND_NONE,
      BIT(JSON) | BIT(OPERATION) | BIT(REQUEST) | BIT(CALLER) | BIT(SINCE) | BIT(UNTIL) |
          BIT(BEFORE) | BIT(LIMIT) | BIT(TENANT) | BIT(TEXT) | BIT(EXPORT),
      "[--operation NAME ...] [--tenant ID] [--request LB-N] [--caller ACCOUNT] [--since TIME]"
      " [--until TIME] [--text TEXT] [--before ENTRY] [--limit N] [--json] [--export jsonl|csv]",
      N_("Show the activity log, newest first. Operations are create, approve, deny, expiry, or "
         "the name "
         "of any other. With --export, write all that matches, as JSON lines or as a table."),
      LB_NEEDS_PERSON, lb_verb_log },
    { "whoami", LB_OPERAND_NONE, BIT(JSON), "[--json]",
      N_("Show who you are here, and your roles."), LB_NEEDS_PERSON, lb_verb_whoami },
    { "profile", LB_OPERAND_NONE,
      BIT(JSON) | BIT(LANGUAGE) | BIT(TIME_ZONE) | BIT(ADD_MAIL) | BIT(REMOVE_MAIL) |
          BIT(REVOKE_KEY),
      "[--language TAG] [--time-zone NAME] [--add-mail ADDRESS] [--remove-mail ADDRESS]"
      " [--revoke-key FINGERPRINT] [--json]",
      N_("Show your account; with options, change it first. Language and time zone can be set "
         "together, everything else one at a time."),
      LB_NEEDS_PERSON, lb_verb_profile },
    { "help", LB_OPERAND_WORD, 0, "[VERB]", N_("Show this list, or one command."), LB_NEEDS_NOBODY,
      lb_verb_help },
    { "tenants", LB_OPERAND_NONE, BIT(JSON), "[--json]",
      N_("List the customers, and what is agreed with them."), LB_NEEDS_ADMIN, lb_verb_tenants },
    { "tenant", LB_OPERAND_NAME,
      BIT(JSON) | BIT(PLAN) | BIT(PREVIEW) | BIT(QUEUE_HOURS) | BIT(ACCESS_HOURS),
      "ID [--plan NAME] [--preview yes|no] [--queue-hours N] [--access-hours N] [--json]",
      N_("Show a customer with its subscriptions, or change what is agreed."), LB_NEEDS_ADMIN,
      lb_verb_tenant },
    { "quorum", LB_OPERAND_NAME_AND_NUMBER, 0, "SUBSCRIPTION N",
      N_("Say how many have to approve, from the next request on."), LB_NEEDS_ADMIN,
      lb_verb_quorum },
    { "people", LB_OPERAND_NONE, BIT(JSON) | BIT(TENANT) | BIT(TEXT) | BIT(AFTER) | BIT(LIMIT),
      "[--tenant ID] [--text TEXT] [--after ACCOUNT] [--limit N] [--json]",
      N_("List people: of one customer, or those with a text in what names them."), LB_NEEDS_ADMIN,
      lb_verb_people },
    { "person", LB_OPERAND_NAME, BIT(JSON) | BIT(ENABLE) | BIT(DISABLE) | BIT(INVITE),
      "ACCOUNT [--enable|--disable|--invite] [--json]",
      N_("Show somebody with keys and roles; switch the account on or off; mail how to come in."),
      LB_NEEDS_ADMIN, lb_verb_person },
    { "revoke-key", LB_OPERAND_NAME, 0, "FINGERPRINT",
      N_("Let nobody come in by this key any more, for ever."), LB_NEEDS_ADMIN,
      lb_verb_revoke_key },
    { "roles", LB_OPERAND_NONE, BIT(JSON), "[--json]",
      N_("List who holds which role, and where it came from."), LB_NEEDS_ADMIN, lb_verb_roles },
    { "revoke-role", LB_OPERAND_NAME, BIT(ROLE) | BIT(SCOPE), "ACCOUNT --role NAME [--scope SCOPE]",
      N_("Take a role away."), LB_NEEDS_ADMIN, lb_verb_revoke_role },
    { "outbox", LB_OPERAND_NONE, BIT(JSON) | BIT(ALL) | BIT(REQUEST) | BIT(BEFORE) | BIT(LIMIT),
      "[--all] [--request LB-N] [--before MAIL] [--limit N] [--json]",
      N_("List the mails that are stuck, with the server's words, or all."), LB_NEEDS_ADMIN,
      lb_verb_outbox },
    { "retry", LB_OPERAND_REQUEST, 0, "LB-N",
      N_("Send the mails about a request again that did not arrive."), LB_NEEDS_ADMIN,
      lb_verb_retry },
    { NULL, LB_OPERAND_NONE, 0, NULL, NULL, LB_NEEDS_NOBODY, NULL },
};

const LbCommandVerb *
lb_command_verb_find(const char *name)
{
    for (const LbCommandVerb *verb = lb_command_verbs; verb->name != NULL; verb++)
        if (strcmp(verb->name, name) == 0)
            return verb;
    return NULL;
}

static void
put_verb(GString *out, const LbCommandVerb *verb, int width)
{
    g_autofree char *usage = g_strdup_printf("%s %s", verb->name, verb->usage);
    lb_plain_wrap(out, width, "  ", "      ", usage);
    lb_plain_wrap(out, width, "          ", "          ", _(verb->summary));
}

static void
put_verbs(GString *out, bool admins, int width)
{
    for (const LbCommandVerb *verb = lb_command_verbs; verb->name != NULL; verb++)
        if ((verb->needs == LB_NEEDS_ADMIN) == admins)
            put_verb(out, verb, width);
}

static void
put_exits(GString *out, int width)
{
    g_string_append_printf(out, "\n%s\n", _("Exit codes:"));
    for (const LbExitRow *row = lb_exit_rows; row->meaning != NULL; row++) {
        g_autofree char *line = g_strdup_printf("%d   %s", (int)row->code, _(row->meaning));
        lb_plain_wrap(out, width, "  ", "      ", line);
    }
}

static void
put_places(GString *out, const LbCommand *command, int width)
{
    if (command->session)
        return;
    g_string_append_c(out, '\n');
    lb_plain_wrap(
        out, width, "", "    ",
        _("On the console, --as PERSON says whose eyes to read with; only in a test database may "
          "that person act too. --data DIR or LOCKBOX_DATA names the data directory, --config "
          "FILE or LOCKBOX_CONFIG the configuration. What sshd runs is session --key-id N."));
}

bool
lb_verb_help(LbCommand *command, const LbArguments *arguments, GError **error)
{
    int width = lb_command_width();
    if (arguments->word != NULL) {
        const LbCommandVerb *verb = lb_command_verb_find(arguments->word);
        if (verb == NULL)
            return lb_command_misuse(error, _("There is no such command. See: help"));
        put_verb(command->out, verb, width);
        return true;
    }
    g_string_append_printf(command->out, "%s\n\n",
                           command->session
                               ? _("Usage: ssh HOST COMMAND")
                               : _("Usage: lockbox [--data DIR] [--config FILE] [--as PERSON] "
                                   "COMMAND"));
    put_verbs(command->out, false, width);
    g_string_append_printf(command->out, "\n%s\n", _("For admins:"));
    put_verbs(command->out, true, width);
    put_exits(command->out, width);
    put_places(command->out, command, width);
    return true;
}
