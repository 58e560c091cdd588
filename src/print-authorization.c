/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the table of core/authorize.c as it answers: doc/authorization.md, or with --cells one line for each cell,
 * "verb role relation status answer" between tabs, for tests. It is built with the tree and not installed. */
#include <stdio.h>
#include <string.h>

#include "core/authorize.h"

#define NO_ROLE (LB_ROLE_ADMIN + 1) /* the last line of each matrix */
#define STATUSES (LB_STATUS_UNKNOWN + 1)

static const LbName meanings[] = {
    { LB_VERB_READ, "a request, with its ticket and its part of the log", NULL },
    { LB_VERB_APPROVE, "say yes for the customer, which opens access", NULL },
    { LB_VERB_DENY, "say no for the customer", NULL },
    { LB_VERB_CANCEL, "take back what was asked for, before it is answered", NULL },
    { LB_VERB_REVOKE, "end, for the customer, access that is open", NULL },
    { LB_VERB_COMPLETE, "hand back access that is open", NULL },
    { LB_VERB_SUBMIT, "ask for access", NULL },
    { LB_VERB_ADMINISTER,
      "run the place: read and change tenants, people, roles, everybody's outbox", NULL },
    { LB_VERB_PROFILE, "read and change what belongs to one's own account", NULL },
    { 0, NULL, NULL },
};

static const char introduction[] =
    "# Who may do what\n\n"
    "This is printed from the table that Lockbox decides by (`src/core/authorize.c`); a test "
    "compares the two. In the\n"
    "matrices a line is a role and a column is what ties the account to the request:\n\n"
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
    "**yes** is allowed; other answers are names of refusals; `-` cannot be, since an account is "
    "either a customer's\n"
    "or the provider's. Of several roles one that allows is enough. Where the answer depends on "
    "the status of the\n"
    "request, the statuses stand before it.\n";

static LbRefusal
answer(LbVerb verb, int role, LbRelation relation, LbStatus status)
{
    LbStanding standing = { .roles = role == NO_ROLE ? 0 : 1u << role,
                            .relation = relation,
                            .status = status,
                            .gates = ~0u };
    return lb_authorize(verb, &standing);
}

static bool
is_possible(int role, LbRelation relation)
{
    return lb_relation_is_possible(relation, role == NO_ROLE ? 0 : 1u << role);
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
    LbRefusal most = LB_REFUSAL_NONE;
    int best = 0;
    for (int status = 0; status < STATUSES; status++) {
        int count = 0;
        for (int other = 0; other < STATUSES; other++)
            count += answer(verb, role, relation, (LbStatus)other) ==
                     answer(verb, role, relation, (LbStatus)status);
        if (count > best)
            most = answer(verb, role, relation, (LbStatus)status);
        best = MAX(best, count);
    }
    for (int status = 0; status < STATUSES; status++) {
        LbRefusal refusal = answer(verb, role, relation, (LbStatus)status);
        if (refusal != most)
            g_string_append_printf(out, "%s: %s; ", lb_status_name((LbStatus)status),
                                   name_of(refusal));
    }
    g_string_append_printf(out, "%s%s |", best < STATUSES ? "else " : "", name_of(most));
}

static void
put_matrix(GString *out, LbVerb verb)
{
    g_string_append(out, "| role |");
    for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++)
        g_string_append_printf(out, " %s |", relation->name);
    g_string_append(out, "\n|---|---|---|---|---|---|\n");
    for (int role = 0; role <= NO_ROLE; role++) {
        g_string_append_printf(out, "| %s |", name_of_role(role));
        for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++) {
            g_string_append(out, " ");
            if (is_possible(role, (LbRelation)relation->value))
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
        if (lb_verb_has_request((LbVerb)verb->value))
            put_matrix(out, (LbVerb)verb->value);
        else
            put_list(out, (LbVerb)verb->value);
    }
    put_gates(out);
}

static void
put_cell(GString *out, const LbName *verb, int role, const LbName *relation, LbStatus status)
{
    LbRefusal refusal = answer((LbVerb)verb->value, role, (LbRelation)relation->value, status);
    const char *name = refusal == LB_REFUSAL_NONE ? "allowed" : lb_refusal_name(refusal);
    if (!is_possible(role, (LbRelation)relation->value))
        name = "impossible";
    g_string_append_printf(out, "%s\t%s\t%s\t%s\t%s\n", verb->name, name_of_role(role),
                           relation->name, lb_status_name(status), name);
}

static void
put_cells(GString *out)
{
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++)
        for (int role = 0; role <= NO_ROLE; role++)
            for (const LbName *relation = lb_relation_names; relation->name != NULL; relation++)
                for (int status = 0; status < STATUSES; status++)
                    put_cell(out, verb, role, relation, (LbStatus)status);
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
