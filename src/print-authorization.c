/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the table of core/authorize.c as it answers: doc/authorization.md, or with --cells one line for each cell,
 * "verb role relation state answer" between tabs, for tests. It is built with the tree and not installed. */
#include <stdio.h>
#include <string.h>

#include "core/authorize.h"

#define NO_ROLE (LB_ROLE_ADMIN + 1) /* the last line of each matrix */

static const LbName meanings[] = {
    { LB_VERB_READ, "a request, with its part of the log", NULL },
    { LB_VERB_APPROVE, "say yes for the customer, which opens access", NULL },
    { LB_VERB_DENY, "say no for the customer", NULL },
    { LB_VERB_CANCEL, "take back what was asked for, before it is answered", NULL },
    { LB_VERB_REVOKE, "end, for the customer, access that is open", NULL },
    { LB_VERB_COMPLETE, "hand back access that is open, or on its way", NULL },
    { LB_VERB_ENDORSE,
      "say yes for the provider, where a rule asks for it before the customer hears of it", NULL },
    { LB_VERB_DECLINE, "say no for the provider, which ends the request", NULL },
    { LB_VERB_CONNECT, "go through to what is open; asked again and again while it lasts", NULL },
    { LB_VERB_EXTEND, "ask for more time than an approval gave, which is a request of its own",
      NULL },
    { LB_VERB_WATCH, "see its sessions, while they go on and afterwards", NULL },
    { LB_VERB_STOP_SESSION, "end, for the customer, a session that goes on; access stays open",
      NULL },
    { LB_VERB_READ_TICKET,
      "a support ticket with its history; internal entries are read by the provider's people alone",
      NULL },
    { LB_VERB_REPLY, "answer a ticket, for the other side to read", NULL },
    { LB_VERB_NOTE, "write an internal entry, for the provider's people alone", NULL },
    { LB_VERB_TAKE, "have a ticket assigned to oneself", NULL },
    { LB_VERB_ESCALATE, "hand a ticket to the DevOps engineers", NULL },
    { LB_VERB_CLOSE_TICKET, "close a ticket, for either side", NULL },
    { LB_VERB_SUBMIT, "ask for access because of a ticket", NULL },
    { LB_VERB_OPEN_TICKET, "open a ticket for a subscription; the role is held at or above it",
      NULL },
    { LB_VERB_ADMINISTER,
      "run the place: read and change tenants, people, roles, everybody's outbox", NULL },
    { LB_VERB_DRAFT,
      "keep, and read again, what is filled in of a request that is not sent yet: only one's own",
      NULL },
    { LB_VERB_PROFILE, "read and change what belongs to one's own account", NULL },
    { LB_VERB_LOOK, "have a ticket that lives in another system looked at there, by lockboxd",
      NULL },
    { LB_VERB_RECORD_EXCLUSION,
      "say, afterwards, what was done on a customer's systems without a request", NULL },
    { LB_VERB_READ_EXCLUSION, "an exclusion, with what happened", NULL },
    { LB_VERB_ACKNOWLEDGE,
      "say for the customer that an exclusion was read, which ends that its "
      "owners are shown it",
      NULL },
    { 0, NULL, NULL },
};

static const char introduction[] =
    "# Who may do what\n\n"
    "This is printed from the table that Lockbox decides by (`src/core/authorize.c`); a test "
    "compares the two. In the\n"
    "matrices a line is a role and a column is what ties the account to the request, the ticket or "
    "the exclusion. "
    "To a request:\n\n"
    "- *nothing*: no tie at all. To such an account, unless it oversees all customers, a request "
    "that is there and one\n"
    "  that is not are the same. A customer's role held elsewhere, in another tenant or below "
    "another subscription,\n"
    "  is no tie.\n"
    "- *holds*: it holds the role at or above the request's subscription, but was not asked when "
    "the request began to\n"
    "  wait.\n"
    "- *asked*: it is of the set that was asked then. The role of the line is the one it holds "
    "now.\n"
    "- *same-person*: it holds the role, and is another account of the person who asks.\n"
    "- *requester*: it is the account that asks. The role of the line is the one it holds now.\n\n"
    "To a ticket:\n\n"
    "- *nothing*: a customer's account that may not know of it, to which a ticket that is there "
    "and one that is not are the\n"
    "  same; or one of the provider's, all of whom may read it.\n"
    "- *sees*: it is the customer's and may read it, since it holds a role where the ticket "
    "belongs, or sees a request that\n"
    "  was made because of it.\n"
    "- *opener*: it is the customer's account that opened it.\n"
    "- *assignee*: it is the provider's account that it is assigned to.\n\n"
    "To an exclusion:\n\n"
    "- *nothing*: no tie at all, and an exclusion that is there and one that is not are the same, "
    "unless the account oversees\n"
    "  all customers.\n"
    "- *holds*: it holds the role at or above the exclusion's subscription.\n"
    "- *same-person*: it holds the role, and is another account of the person who recorded it.\n"
    "- *recorder*: it is the account that recorded it.\n\n"
    "Escalated, a ticket waits for a DevOps engineer to take it; then it is with-devops.\n\n"
    "**yes** is allowed; other answers are names of refusals; `-` cannot be, since an account is "
    "either a customer's\n"
    "or the provider's. Of several roles one that allows is enough. Where the answer depends on "
    "the status of the\n"
    "request or the state of the ticket or exclusion, these stand before it.\n";

static int
count_states(LbAbout about)
{
    static const int counts[] = { [LB_ABOUT_NOTHING] = LB_STATUS_UNKNOWN + 1,
                                  [LB_ABOUT_REQUEST] = LB_STATUS_UNKNOWN + 1,
                                  [LB_ABOUT_TICKET] = LB_TICKET_CLOSED + 1,
                                  [LB_ABOUT_EXCLUSION] = LB_EXCLUSION_ACKNOWLEDGED + 1 };
    return counts[about];
}

static const char *
name_of_state(LbAbout about, int state)
{
    if (about == LB_ABOUT_EXCLUSION)
        return lb_names_get(lb_exclusion_state_names, state);
    return about == LB_ABOUT_TICKET ? lb_names_get(lb_ticket_state_names, state)
                                    : lb_status_name((LbStatus)state);
}

static LbRefusal
answer(LbVerb verb, int role, LbRelation relation, int state)
{
    LbAbout about = lb_verb_about(verb);
    LbStanding standing = { .roles = role == NO_ROLE ? 0 : 1u << role,
                            .relation = relation,
                            .status = LB_STATUS_UNKNOWN,
                            .ticket = LB_TICKET_CLOSED,
                            .gates = ~0u };
    if (about == LB_ABOUT_TICKET)
        standing.ticket = (LbTicketState)state;
    else if (about == LB_ABOUT_EXCLUSION)
        standing.exclusion = (LbExclusionState)state;
    else
        standing.status = (LbStatus)state;
    return lb_authorize(verb, &standing);
}

static bool
is_possible(LbAbout about, int role, LbRelation relation)
{
    return lb_relation_is_possible(about, relation, role == NO_ROLE ? 0 : 1u << role);
}

/* Whether it is a relation to what the verb is about, whoever may have it. */
static bool
has_column(LbAbout about, LbRelation relation)
{
    bool possible = false;
    for (int role = 0; role <= NO_ROLE; role++)
        possible = possible || is_possible(about, role, relation);
    return possible;
}

static const char *
name_of(LbRefusal refusal)
{
    return refusal == LB_REFUSAL_NONE ? "**yes**" : lb_refusal_name(refusal);
}

static const char *
name_of_role(int role)
{
    return role == NO_ROLE ? "no role" : lb_role_name((LbRole)role);
}

/* "Pending: **yes**; else already-decided": the answer of most statuses comes last. */
static void
put_answers(GString *out, LbVerb verb, int role, LbRelation relation)
{
    LbAbout about = lb_verb_about(verb);
    LbRefusal most = LB_REFUSAL_NONE;
    int best = 0, states = count_states(about);
    for (int state = 0; state < states; state++) {
        int count = 0;
        for (int other = 0; other < states; other++)
            count += answer(verb, role, relation, other) == answer(verb, role, relation, state);
        if (count > best)
            most = answer(verb, role, relation, state);
        best = MAX(best, count);
    }
    for (int state = 0; state < states; state++) {
        LbRefusal refusal = answer(verb, role, relation, state);
        if (refusal != most)
            g_string_append_printf(out, "%s: %s; ", name_of_state(about, state), name_of(refusal));
    }
    g_string_append_printf(out, "%s%s |", best < states ? "else " : "", name_of(most));
}

static void
put_matrix(GString *out, LbVerb verb)
{
    LbAbout about = lb_verb_about(verb);
    g_autoptr(GString) line = g_string_new("|---|");
    g_string_append(out, "| role |");
    for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++)
        if (has_column(about, (LbRelation)relation->value)) {
            g_string_append_printf(out, " %s |", relation->name);
            g_string_append(line, "---|");
        }
    g_string_append_printf(out, "\n%s\n", line->str);
    for (int role = 0; role <= NO_ROLE; role++) {
        g_string_append_printf(out, "| %s |", name_of_role(role));
        for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++) {
            if (!has_column(about, (LbRelation)relation->value))
                continue;
            g_string_append(out, " ");
            if (is_possible(about, role, (LbRelation)relation->value))
                put_answers(out, verb, role, (LbRelation)relation->value);
            else
                g_string_append(out, "- |");
        }
        g_string_append(out, "\n");
    }
}

static void
put_list(GString *out, LbVerb verb)
{
    g_string_append(out, "| role | answer |\n|---|---|\n");
    for (int role = 0; role <= NO_ROLE; role++) {
        g_string_append_printf(out, "| %s | ", name_of_role(role));
        put_answers(out, verb, role, LB_RELATION_NONE);
        g_string_append(out, "\n");
    }
}

static void
put_gates(GString *out)
{
    g_string_append(
        out,
        "\n## Whoever it is\n\nWhat roles and statuses do not decide has to hold for everybody:"
        "\n\n| it must be that | to | else |\n|---|---|---|\n");
    for (const LbGateRow *row = lb_gate_rows; row->meaning != NULL; row++) {
        g_autoptr(GString) verbs = g_string_new(NULL);
        for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
            if ((row->verbs & (1u << verb->value)) != 0)
                g_string_append_printf(verbs, "%s%s", verbs->len > 0 ? ", " : "", verb->name);
        g_string_append_printf(out, "| %s | %s | %s |\n", row->meaning, verbs->str,
                               lb_refusal_name(row->refusal));
    }
}

static void
put_document(GString *out)
{
    g_string_append(out, introduction);
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++) {
        g_string_append_printf(out, "\n## %s\n\n%s\n\n", verb->name,
                               lb_names_get(meanings, verb->value));
        if (lb_verb_about((LbVerb)verb->value) != LB_ABOUT_NOTHING)
            put_matrix(out, (LbVerb)verb->value);
        else
            put_list(out, (LbVerb)verb->value);
    }
    put_gates(out);
}

static void
put_cell(GString *out, const LbName *verb, int role, const LbName *relation, int state)
{
    LbAbout about = lb_verb_about((LbVerb)verb->value);
    LbRefusal refusal = answer((LbVerb)verb->value, role, (LbRelation)relation->value, state);
    const char *name = refusal == LB_REFUSAL_NONE ? "allowed" : lb_refusal_name(refusal);
    if (!is_possible(about, role, (LbRelation)relation->value))
        name = "impossible";
    g_string_append_printf(out, "%s\t%s\t%s\t%s\t%s\n", verb->name, name_of_role(role),
                           relation->name, name_of_state(about, state), name);
}

static void
put_cells(GString *out)
{
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
        for (int role = 0; role <= NO_ROLE; role++)
            for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++)
                for (int state = 0; state < count_states(lb_verb_about((LbVerb)verb->value));
                     state++)
                    put_cell(out, verb, role, relation, state);
}

int
main(int count, char **arguments)
{
    g_autoptr(GString) out = g_string_new(NULL);
    bool cells = count == 2 && strcmp(arguments[1], "--cells") == 0;
    if (count > 1 && !cells) {
        fputs("print-authorization [--cells]\n", stderr);
        return 2;
    }
    if (cells)
        put_cells(out);
    else
        put_document(out);
    return fputs(out->str, stdout) == EOF || fflush(stdout) == EOF;
}
