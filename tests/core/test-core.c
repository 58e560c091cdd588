/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pure rules: digests, chain, scopes, ids, mailboxes, retries, steps of status, who may do what. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/clock.h"
#include "core/activity.h"
#include "core/authorize.h"
#include "core/catalogue.h"
#include "core/message.h"
#include "core/part.h"
#include "core/role.h"
#include "core/scope.h"
#include "core/ticket.h"

#define VM                                                                                 \
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-web/providers/" \
    "Microsoft.Compute/virtualMachines/"

static LbRequest *
new_request(void)
{
    LbRequest *request = lb_request_new();
    request->instance = g_strdup("instance");
    request->number = 42;
    request->tenant = g_strdup("contoso");
    request->subscription = g_strdup("11111111-1111-1111-1111-111111111111");
    g_ptr_array_add(request->resources, lb_resource_from_id(VM "vm-web-02", NULL));
    g_ptr_array_add(request->resources, lb_resource_from_id(VM "vm-web-01", NULL));
    request->service = g_strdup("virtual-machines");
    request->scenario = g_strdup("remote-desktop-windows");
    request->level = LB_LEVEL_OPERATE;
    request->hours = 8;
    request->justification = g_strdup("why");
    request->ticket = 7;
    request->ticket_title = g_strdup("It stops");
    request->ticket_opened_by = g_strdup("dev3@contoso.example");
    request->requester_account = g_strdup("engineer7@fabrikam.example");
    request->created = 1;
    request->notified = 2;
    request->expiration = 3;
    return request;
}

Test(request, the_digest_is_that_of_the_documented_bytes)
{
    /* Computed from the description in core/request.h by an independent program (tests/core/digest.py). */
    g_autoptr(LbRequest) request = new_request();
    g_autofree char *digest = lb_request_digest(request);
    cr_assert_str_eq(digest, "4ed89db9245938184779947b9f2ba14812f0f39e5e0caa3d013aa311dc8ab428");
    cr_assert(lb_request_matches(request, digest));
}

Test(request, the_digest_knows_no_order_and_no_case_of_resources)
{
    g_autoptr(LbRequest) one = new_request(), two = new_request();
    g_ptr_array_set_size(two->resources, 0);
    g_ptr_array_add(two->resources, lb_resource_from_id(VM "VM-WEB-01", NULL));
    g_ptr_array_add(two->resources, lb_resource_from_id(VM "vm-web-02", NULL));
    g_autofree char *first = lb_request_digest(one);
    cr_assert(lb_request_matches(two, first));
}

Test(request, every_shown_field_changes_the_digest)
{
    g_autoptr(LbRequest) request = new_request();
    g_autofree char *before = lb_request_digest(request);
#define CHANGES(change, back)                                    \
    change;                                                      \
    cr_assert_not(lb_request_matches(request, before), #change); \
    back;                                                        \
    cr_assert(lb_request_matches(request, before))
    char **texts[] = { &request->instance,          &request->tenant,
                       &request->subscription,      &request->service,
                       &request->scenario,          &request->justification,
                       &request->requester_account, &request->ticket_title,
                       &request->ticket_opened_by };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *kept = *texts[i];
        CHANGES(*texts[i] = "other", *texts[i] = kept);
    }
    CHANGES(request->number++, request->number--);
    CHANGES(request->jit_only = true, request->jit_only = false);
    CHANGES(request->level++, request->level--);
    CHANGES(request->hours++, request->hours--);
    CHANGES(request->ticket++, request->ticket--);
    CHANGES(request->created++, request->created--);
    CHANGES(request->notified++, request->notified--);
    CHANGES(request->expiration++, request->expiration--);
    g_ptr_array_remove_index(request->resources, 0);
    cr_assert_not(lb_request_matches(request, before));
}

Test(request, time_ends_it_by_the_clock_of_how_far_it_has_come)
{
    LbRequest request = { .internal_until = 1, .expiration = 2, .access_end = 3 };
    static const struct {
        LbStatus status;
        int64_t deadline;
    } cases[] = {
        { LB_STATUS_INITIALIZING, 1 }, { LB_STATUS_PENDING, 2 },    { LB_STATUS_APPROVED, 3 },
        { LB_STATUS_DENIED, 0 },       { LB_STATUS_EXPIRED, 0 },    { LB_STATUS_CANCELED, 0 },
        { LB_STATUS_COMPLETED, 0 },    { LB_STATUS_REVOKED, 0 },    { LB_STATUS_APPROVING, 3 },
        { LB_STATUS_REVOKING, 0 },     { LB_STATUS_COMPLETING, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        request.status = cases[i].status;
        cr_assert_eq(lb_request_deadline(&request), cases[i].deadline, "%zu", i);
    }
}

Test(request, fields_cannot_flow_into_each_other)
{
    g_autoptr(LbRequest) one = new_request(), two = new_request();
    g_free(one->service);
    g_free(one->scenario);
    g_free(two->service);
    g_free(two->scenario);
    one->service = g_strdup("ab");
    one->scenario = g_strdup("c");
    two->service = g_strdup("a");
    two->scenario = g_strdup("bc");
    g_autofree char *digest = lb_request_digest(one);
    cr_assert_not(lb_request_matches(two, digest));
    cr_assert_not(lb_request_matches(one, NULL));
    cr_assert_not(lb_request_matches(one, ""));
}

Test(identifier, only_whole_ids_are_read)
{
    int64_t number = 0;
    cr_assert(lb_request_parse_id("LB-42", &number) && number == 42);
    cr_assert(lb_request_parse_id("lb-1", &number) && number == 1);
    cr_assert(lb_request_parse_id("JIT-7", &number) && number == 7);
    const char *const bad[] = { NULL,
                                "",
                                "LB-",
                                "LB-0",
                                "LB-042",
                                "LB--1",
                                "LB-1 ",
                                " LB-1",
                                "LB-1x",
                                "TK-1",
                                "JIT7",
                                "JIT-07",
                                "LB-+1",
                                "LB-9999999999999",
                                "LB-99999999999999999999999",
                                "42" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_not(lb_request_parse_id(bad[i], &number), "row %zu", i);
    cr_assert(lb_ticket_parse_id("TK-7", &number) && number == 7);
}

Test(scope, each_form_is_read)
{
    const struct {
        const char *text, *path, *type, *name;
        LbScopeKind kind;
    } rows[] = {
        { "/", "/", NULL, NULL, LB_SCOPE_ROOT },
        { "/providers/Microsoft.Management/managementGroups/Prod",
          "/providers/microsoft.management/managementgroups/prod", NULL, NULL,
          LB_SCOPE_MANAGEMENT_GROUP },
        { "/subscriptions/AAAA/", "/subscriptions/aaaa", NULL, NULL, LB_SCOPE_SUBSCRIPTION },
        { "/subscriptions/a/resourceGroups/Rg", "/subscriptions/a/resourcegroups/rg", NULL, NULL,
          LB_SCOPE_RESOURCE_GROUP },
        { "/subscriptions/a/resourcegroups/rg/providers/Microsoft.Sql/servers/S/databases/D",
          "/subscriptions/a/resourcegroups/rg/providers/microsoft.sql/servers/s/databases/d",
          "Microsoft.Sql/servers/databases", "D", LB_SCOPE_RESOURCE },
        { "/subscriptions/a/providers/Microsoft.X/things/T",
          "/subscriptions/a/providers/microsoft.x/things/t", "Microsoft.X/things", "T",
          LB_SCOPE_RESOURCE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbScope) scope = lb_scope_parse(rows[i].text, NULL);
        cr_assert_not_null(scope, "row %zu", i);
        cr_assert_eq(scope->kind, rows[i].kind, "row %zu", i);
        cr_assert_str_eq(scope->path, rows[i].path);
        cr_assert_eq(g_strcmp0(scope->type, rows[i].type), 0, "row %zu: %s", i, scope->type);
        cr_assert_eq(g_strcmp0(scope->name, rows[i].name), 0, "row %zu", i);
    }
}

Test(scope, anything_else_is_refused)
{
    const char *const bad[] = { "",
                                "x",
                                "subscriptions/a",
                                "/subscriptions",
                                "/subscriptions//x",
                                "/subscriptions/a/b",
                                "/subscriptions/a/resourceGroups",
                                "/subscriptions/a/resourceGroups/r/providers/X",
                                "/subscriptions/a/resourceGroups/r/providers/X/t",
                                "/subscriptions/a/resourceGroups/r/x/X/t/n",
                                "/providers/Microsoft.Management/managementGroups",
                                "/subscriptions/a\n",
                                "/subscriptions/a\xe2\x80\xae/x" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbScope) scope = lb_scope_parse(bad[i], &error);
        /* White space at the ends is not part of it. */
        cr_assert(scope == NULL || strcmp(bad[i], "/subscriptions/a\n") == 0, "row %zu", i);
    }
}

#define ONE_KEY "SHA256:0123456789abcdefghijABCDEFGHIJ0123456789+/x"
#define OTHER_KEY "SHA256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

Test(host_keys, one_to_eight_fingerprints_with_spaces_between)
{
    static const char *const bad[] = {
        "",
        " ",
        "SHA256:short",
        ONE_KEY "," OTHER_KEY,
        ONE_KEY "\n" OTHER_KEY,
        "MD5:00:1",
        ONE_KEY " and",
        ONE_KEY "x",
        "sha256:" ONE_KEY,
    };
    g_auto(GStrv) one = lb_host_keys_split(ONE_KEY);
    cr_assert_eq(g_strv_length(one), 1u);
    g_auto(GStrv) two = lb_host_keys_split("  " ONE_KEY "   " OTHER_KEY " ");
    cr_assert_eq(g_strv_length(two), 2u);
    cr_assert_str_eq(two[0], ONE_KEY);
    cr_assert_str_eq(two[1], OTHER_KEY);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_null(lb_host_keys_split(bad[i]), "row %zu", i);
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 9; i++) {
        g_auto(GStrv) keys = i > 0 ? lb_host_keys_split(many->str) : NULL;
        cr_assert(i == 0 || g_strv_length(keys) == (guint)i);
        g_string_append(many, ONE_KEY " ");
    }
    cr_assert_null(lb_host_keys_split(many->str));
}

Test(mailbox, one_plain_ascii_mailbox)
{
    const char *const good[] = { "owner1@contoso.example", "a.b+c@x-y.example",
                                 "u_contoso.example#EXT#@fabrikam.example" };
    const char *const bad[] = { NULL,     "",        "a",
                                "@b",     "a@",      "a b@c",
                                "a@b c",  "a@b,c@d", "a@b\r\nBcc: c@d",
                                "-x@b",   ".a@b",    "a.@b",
                                "a..b@c", "a@b..c",  "a@-b",
                                "a@b-",   "<a@b>",   "\"a\"@b",
                                "ü@b",    "a@ü",     "a@[127.0.0.1]" };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
        cr_assert(lb_mailbox_is_valid(good[i]), "%s", good[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        cr_assert_not(lb_mailbox_is_valid(bad[i]), "row %zu", i);
}

Test(retry, waits_longer_each_time_and_gives_up_after_four_days)
{
    int64_t last = 0;
    for (int attempts = 1; attempts <= 8; attempts++) {
        int64_t delay = lb_retry_next(LB_SECOND, attempts, "id@host") - LB_SECOND;
        cr_assert_gt(delay, last);
        last = delay;
    }
    for (int attempts = 9; attempts < 100; attempts++) {
        int64_t delay = lb_retry_next(LB_SECOND, attempts, "id@host") - LB_SECOND;
        cr_assert(delay >= LB_HOUR && delay <= LB_HOUR * 5 / 4);
    }
    cr_assert_neq(lb_retry_next(0, 5, "one@host"), lb_retry_next(0, 5, "two@host"));
    cr_assert_not(lb_retry_is_over(1, 4 * LB_DAY, 100));
    cr_assert(lb_retry_is_over(1, 4 * LB_DAY + 1, 100));
    cr_assert_not(lb_retry_is_over(1, 400 * LB_DAY, 9), "an outage is not many attempts");
    cr_assert_not(lb_retry_is_over(0, 400 * LB_DAY, 100), "nobody knows since when");
}

Test(status, what_has_ended_stays_ended)
{
    const LbStatus ended[] = { LB_STATUS_DENIED,    LB_STATUS_EXPIRED, LB_STATUS_REVOKED,
                               LB_STATUS_COMPLETED, LB_STATUS_ERROR,   LB_STATUS_CANCELED };
    for (size_t i = 0; i < G_N_ELEMENTS(ended); i++)
        for (LbStatus to = LB_STATUS_INITIALIZING; to <= LB_STATUS_UNKNOWN; to++)
            cr_assert_not(lb_status_may_become(ended[i], to));
    for (LbStatus from = LB_STATUS_INITIALIZING; from <= LB_STATUS_UNKNOWN; from++) {
        LbStatus read = LB_STATUS_PENDING;
        cr_assert_not(lb_status_may_become(from, LB_STATUS_DENYING));
        cr_assert_not(lb_status_may_become(from, LB_STATUS_UNKNOWN));
        cr_assert(lb_status_from_name(lb_status_name(from), &read) && read == from);
    }
    cr_assert_str_eq(lb_status_label(LB_STATUS_PENDING), "Customer Notified");
}

#define ALL_GATES                                                                      \
    (LB_GATE_ENABLED | LB_GATE_MAY_ACT | LB_GATE_IN_TIME | LB_GATE_ACCESS_OPEN |       \
     LB_GATE_CLOCK_SANE | LB_GATE_SETTLED | LB_GATE_OTHER_PERSON | LB_GATE_VOTE_OPEN | \
     LB_GATE_NAMED | LB_GATE_OTHER_RECORDER | LB_GATE_TICKET_OPEN | LB_GATE_TICKET_HERE)

/* Who may do the verb, as long as every gate is open. */
static LbStanding
who_may(LbVerb verb)
{
    LbStanding standing = { .roles = 1u << LB_ROLE_OWNER,
                            .relation = LB_RELATION_ASKED,
                            .status = LB_STATUS_PENDING,
                            .gates = ALL_GATES };
    bool going = verb == LB_VERB_COMPLETE || verb == LB_VERB_CONNECT || verb == LB_VERB_EXTEND;
    if (verb == LB_VERB_CANCEL || going) {
        standing.roles = 1u << LB_ROLE_SUPPORT_ENGINEER;
        standing.relation = LB_RELATION_REQUESTER;
    }
    if (verb == LB_VERB_REVOKE || going)
        standing.status = LB_STATUS_APPROVED;
    if (verb == LB_VERB_ENDORSE || verb == LB_VERB_DECLINE)
        standing = (LbStanding){ .roles = 1u << LB_ROLE_SUPPORT_LEAD,
                                 .status = LB_STATUS_INITIALIZING,
                                 .gates = ALL_GATES };
    if (lb_verb_about(verb) == LB_ABOUT_NOTHING)
        standing = (LbStanding){ .roles = 1u << LB_ROLE_OWNER | 1u << LB_ROLE_ADMIN |
                                          1u << LB_ROLE_SUPPORT_ENGINEER,
                                 .status = LB_STATUS_UNKNOWN,
                                 .gates = ALL_GATES };
    if (verb == LB_VERB_RECORD_EXCLUSION)
        standing.roles = 1u << LB_ROLE_SUPPORT_ENGINEER;
    if (lb_verb_about(verb) == LB_ABOUT_EXCLUSION)
        standing = (LbStanding){ .roles = 1u << LB_ROLE_OWNER,
                                 .relation = LB_RELATION_HOLDS,
                                 .gates = ALL_GATES };
    if (lb_verb_about(verb) == LB_ABOUT_TICKET)
        standing = (LbStanding){ .roles = 1u << LB_ROLE_SUPPORT_ENGINEER,
                                 .relation = LB_RELATION_ASSIGNEE,
                                 .ticket = LB_TICKET_ASSIGNED,
                                 .gates = ALL_GATES };
    if (verb == LB_VERB_TAKE)
        standing.ticket = LB_TICKET_UNASSIGNED;
    return standing;
}

Test(authorize, each_shut_gate_refuses_by_its_name)
{
    const struct {
        LbVerb verb;
        LbGate gate;
        LbRefusal refusal;
    } rows[] = {
        { LB_VERB_READ, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_READ, LB_GATE_MAY_ACT, LB_REFUSAL_NONE },
        { LB_VERB_READ, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_APPROVE, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_APPROVE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_APPROVE, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED },
        { LB_VERB_APPROVE, LB_GATE_SETTLED, LB_REFUSAL_TOO_NEW },
        { LB_VERB_DENY, LB_GATE_SETTLED, LB_REFUSAL_TOO_NEW },
        { LB_VERB_REVOKE, LB_GATE_SETTLED, LB_REFUSAL_NONE },
        { LB_VERB_PROFILE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_APPROVE, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_APPROVE, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_APPROVE, LB_GATE_OTHER_PERSON, LB_REFUSAL_OWN_REQUEST },
        { LB_VERB_DENY, LB_GATE_OTHER_PERSON, LB_REFUSAL_NONE },
        { LB_VERB_REVOKE, LB_GATE_OTHER_PERSON, LB_REFUSAL_NONE },
        { LB_VERB_APPROVE, LB_GATE_VOTE_OPEN, LB_REFUSAL_ALREADY_VOTED },
        { LB_VERB_DENY, LB_GATE_VOTE_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_DENY, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED },
        { LB_VERB_DENY, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_ENDORSE, LB_GATE_NAMED, LB_REFUSAL_NOT_NAMED },
        { LB_VERB_ENDORSE, LB_GATE_TICKET_OPEN, LB_REFUSAL_CLOSED_TICKET },
        { LB_VERB_APPROVE, LB_GATE_TICKET_OPEN, LB_REFUSAL_CLOSED_TICKET },
        { LB_VERB_DENY, LB_GATE_TICKET_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_DECLINE, LB_GATE_TICKET_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_ENDORSE, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED },
        { LB_VERB_ENDORSE, LB_GATE_VOTE_OPEN, LB_REFUSAL_ALREADY_VOTED },
        { LB_VERB_ENDORSE, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_DECLINE, LB_GATE_NAMED, LB_REFUSAL_NOT_NAMED },
        { LB_VERB_DECLINE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_DECLINE, LB_GATE_VOTE_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_CANCEL, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_CANCEL, LB_GATE_IN_TIME, LB_REFUSAL_EXPIRED },
        { LB_VERB_REVOKE, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_REVOKE, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN },
        { LB_VERB_COMPLETE, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN },
        /* closing access needs no trusted clock */
        { LB_VERB_REVOKE, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_COMPLETE, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_CONNECT, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_CONNECT, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN },
        { LB_VERB_CONNECT, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_EXTEND, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NO_ACCESS_OPEN },
        { LB_VERB_EXTEND, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_WATCH, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_WATCH, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_WATCH, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_STOP_SESSION, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        /* nor does ending what goes on, and its time may be over by now */
        { LB_VERB_STOP_SESSION, LB_GATE_ACCESS_OPEN, LB_REFUSAL_NONE },
        { LB_VERB_STOP_SESSION, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_SUBMIT, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_SUBMIT, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_READ_TICKET, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_READ_TICKET, LB_GATE_MAY_ACT, LB_REFUSAL_NONE },
        { LB_VERB_REPLY, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_NOTE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_REPLY, LB_GATE_TICKET_HERE, LB_REFUSAL_TICKET_ELSEWHERE },
        { LB_VERB_NOTE, LB_GATE_TICKET_HERE, LB_REFUSAL_TICKET_ELSEWHERE },
        { LB_VERB_CLOSE_TICKET, LB_GATE_TICKET_HERE, LB_REFUSAL_TICKET_ELSEWHERE },
        /* who has it here is not for the system to know */
        { LB_VERB_TAKE, LB_GATE_TICKET_HERE, LB_REFUSAL_NONE },
        { LB_VERB_ESCALATE, LB_GATE_TICKET_HERE, LB_REFUSAL_NONE },
        { LB_VERB_SUBMIT, LB_GATE_TICKET_HERE, LB_REFUSAL_NONE },
        { LB_VERB_LOOK, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_TAKE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_ESCALATE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_CLOSE_TICKET, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_OPEN_TICKET, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_OPEN_TICKET, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_CLOSE_TICKET, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_DRAFT, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_DRAFT, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_DRAFT, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_RECORD_EXCLUSION, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_RECORD_EXCLUSION, LB_GATE_CLOCK_SANE, LB_REFUSAL_CLOCK_SUSPECT },
        { LB_VERB_READ_EXCLUSION, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_READ_EXCLUSION, LB_GATE_MAY_ACT, LB_REFUSAL_NONE },
        { LB_VERB_ACKNOWLEDGE, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
        { LB_VERB_ACKNOWLEDGE, LB_GATE_OTHER_RECORDER, LB_REFUSAL_OWN_EXCLUSION },
        { LB_VERB_ACKNOWLEDGE, LB_GATE_OTHER_PERSON, LB_REFUSAL_NONE },
        { LB_VERB_ACKNOWLEDGE, LB_GATE_CLOCK_SANE, LB_REFUSAL_NONE },
        { LB_VERB_ADMINISTER, LB_GATE_ENABLED, LB_REFUSAL_DISABLED },
        { LB_VERB_ADMINISTER, LB_GATE_MAY_ACT, LB_REFUSAL_READING_ONLY },
    };
    for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++) {
        LbStanding standing = who_may((LbVerb)verb->value);
        cr_assert_eq(lb_authorize((LbVerb)verb->value, &standing), LB_REFUSAL_NONE, "%s",
                     verb->name);
        standing.gates = 0;
        cr_assert_eq(lb_authorize((LbVerb)verb->value, &standing), LB_REFUSAL_DISABLED, "%s",
                     verb->name);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbStanding standing = who_may(rows[i].verb);
        standing.gates &= ~(unsigned)rows[i].gate;
        cr_assert_eq(lb_authorize(rows[i].verb, &standing), rows[i].refusal, "row %zu", i);
    }
}

Test(authorize, every_gate_is_named_where_it_stands)
{
    unsigned gates = 0;
    for (const LbGateRow *row = lb_gate_rows; row->meaning != NULL; row++) {
        gates |= row->gate;
        for (const LbName *verb = lb_verb_names; verb->name != NULL; verb++) {
            LbStanding standing = who_may((LbVerb)verb->value);
            standing.gates &= ~(unsigned)row->gate;
            bool stands = (row->verbs & (1u << verb->value)) != 0;
            cr_assert_eq(lb_authorize((LbVerb)verb->value, &standing),
                         stands ? row->refusal : LB_REFUSAL_NONE, "%s: %s", verb->name,
                         row->meaning);
        }
    }
    cr_assert_eq(gates, ALL_GATES);
}

Test(authorize, what_hides_is_told_first_and_the_clock_last)
{
    const unsigned owner = 1u << LB_ROLE_OWNER, reader = 1u << LB_ROLE_READER;
    const unsigned engineer = 1u << LB_ROLE_SUPPORT_ENGINEER;
    const struct {
        LbVerb verb;
        LbStanding standing;
        LbRefusal refusal;
    } rows[] = {
        { LB_VERB_READ,
          { .roles = 0, .relation = LB_RELATION_NONE, .status = LB_STATUS_UNKNOWN, .gates = 0 },
          LB_REFUSAL_DISABLED },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_NONE,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED },
          LB_REFUSAL_NOT_FOUND },
        { LB_VERB_APPROVE,
          { .roles = reader,
            .relation = LB_RELATION_HOLDS,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED },
          LB_REFUSAL_READING_ONLY },
        { LB_VERB_APPROVE,
          { .roles = reader,
            .relation = LB_RELATION_HOLDS,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT },
          LB_REFUSAL_NOT_AN_APPROVER },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_SAME_PERSON,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT },
          LB_REFUSAL_OWN_REQUEST },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_ASKED,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT | LB_GATE_OTHER_PERSON },
          LB_REFUSAL_ALREADY_DECIDED },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_HOLDS,
            .status = LB_STATUS_PENDING,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT | LB_GATE_OTHER_PERSON },
          LB_REFUSAL_NOT_ASKED },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_ASKED,
            .status = LB_STATUS_PENDING,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT | LB_GATE_OTHER_PERSON },
          LB_REFUSAL_TOO_NEW },
        { LB_VERB_APPROVE,
          { .roles = owner,
            .relation = LB_RELATION_ASKED,
            .status = LB_STATUS_PENDING,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT | LB_GATE_OTHER_PERSON | LB_GATE_SETTLED },
          LB_REFUSAL_EXPIRED },
        { LB_VERB_CANCEL,
          { .roles = engineer,
            .relation = LB_RELATION_HOLDS,
            .status = LB_STATUS_PENDING,
            .gates = ALL_GATES },
          LB_REFUSAL_NOT_FOUND },
        { LB_VERB_CANCEL,
          { .roles = engineer,
            .relation = LB_RELATION_REQUESTER,
            .status = LB_STATUS_PENDING,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT },
          LB_REFUSAL_EXPIRED },
        { LB_VERB_REVOKE,
          { .roles = owner,
            .relation = LB_RELATION_ASKED,
            .status = LB_STATUS_DENIED,
            .gates = LB_GATE_ENABLED | LB_GATE_MAY_ACT },
          LB_REFUSAL_NO_ACCESS_OPEN },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(lb_authorize(rows[i].verb, &rows[i].standing), rows[i].refusal, "row %zu", i);
}

Test(authorize, of_several_roles_one_that_allows_is_enough)
{
    LbStanding standing = { .roles = 1u << LB_ROLE_READER | 1u << LB_ROLE_OWNER,
                            .relation = LB_RELATION_ASKED,
                            .status = LB_STATUS_PENDING,
                            .gates = ALL_GATES };
    cr_assert_eq(lb_authorize(LB_VERB_APPROVE, &standing), LB_REFUSAL_NONE);
    /* and when none does, the answer is that of the role which came closest */
    standing.status = LB_STATUS_DENIED;
    cr_assert_eq(lb_authorize(LB_VERB_APPROVE, &standing), LB_REFUSAL_ALREADY_DECIDED);
    standing.roles = 1u << LB_ROLE_READER | 1u << LB_ROLE_CONTRIBUTOR;
    cr_assert_eq(lb_authorize(LB_VERB_APPROVE, &standing), LB_REFUSAL_NOT_AN_APPROVER);
    standing = (LbStanding){ .roles = 1u << LB_ROLE_SUPPORT_ENGINEER | 1u << LB_ROLE_SUPPORT_LEAD,
                             .status = LB_STATUS_PENDING,
                             .gates = ALL_GATES };
    cr_assert_eq(lb_authorize(LB_VERB_READ, &standing), LB_REFUSAL_NONE);
    standing.ticket = LB_TICKET_ASSIGNED;
    standing.relation = LB_RELATION_ASSIGNEE;
    cr_assert_eq(lb_authorize(LB_VERB_SUBMIT, &standing), LB_REFUSAL_NONE);
    cr_assert_eq(lb_authorize(LB_VERB_ADMINISTER, &standing), LB_REFUSAL_NOT_AN_ADMIN);
}

Test(role, azures_own_name_of_the_approver_is_taken)
{
    LbRole role = LB_ROLE_READER;
    cr_assert(lb_role_from_name("Azure Customer Lockbox Approver for Subscription", &role));
    cr_assert_eq(role, LB_ROLE_APPROVER);
    cr_assert(lb_role_from_name("owner", &role) && role == LB_ROLE_OWNER);
    cr_assert_not(lb_role_from_name("Storage Blob Data Owner", &role));
    for (LbRole each = LB_ROLE_OWNER; each <= LB_ROLE_ADMIN; each++)
        cr_assert_not(lb_role_approves(each) && lb_role_is_provider(each));
}

Test(activity, every_field_is_in_the_hash)
{
    LbActivity entry = { .sequence = 1,
                         .time = 2,
                         .tenant = "t",
                         .operation = LB_OPERATION_CREATE,
                         .request = "LB-1",
                         .caller = "c",
                         .person = "p",
                         .door = "session",
                         .fingerprint = "f",
                         .address = "a",
                         .details = "{}" };
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t before[LB_SHA256_SIZE], after[LB_SHA256_SIZE];
    lb_activity_hash(sha, &entry, before);
    char **texts[] = { &entry.tenant, &entry.request,     &entry.caller,  &entry.person,
                       &entry.door,   &entry.fingerprint, &entry.address, &entry.details };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *kept = *texts[i];
        *texts[i] = NULL;
        lb_activity_hash(sha, &entry, after);
        cr_assert_neq(memcmp(before, after, LB_SHA256_SIZE), 0, "field %zu", i);
        *texts[i] = "";
        uint8_t empty[LB_SHA256_SIZE];
        lb_activity_hash(sha, &entry, empty);
        cr_assert_neq(memcmp(empty, after, LB_SHA256_SIZE), 0, "absent is not empty, field %zu", i);
        *texts[i] = kept;
    }
    entry.previous[31] ^= 1;
    lb_activity_hash(sha, &entry, after);
    cr_assert_neq(memcmp(before, after, LB_SHA256_SIZE), 0);
    entry.previous[31] ^= 1;
    entry.operation = LB_OPERATION_DENY;
    lb_activity_hash(sha, &entry, after);
    cr_assert_neq(memcmp(before, after, LB_SHA256_SIZE), 0);
    entry.operation = LB_OPERATION_CREATE;
    entry.time++;
    lb_activity_hash(sha, &entry, after);
    cr_assert_neq(memcmp(before, after, LB_SHA256_SIZE), 0);
}

Test(catalogue, classic_machines_are_refused_and_labels_have_languages)
{
    g_autoptr(LbScenario) scenario = g_new0(LbScenario, 1);
    scenario->types = g_strsplit("Microsoft.Compute/virtualMachines", ";", -1);
    scenario->os = LB_OS_WINDOWS;
    scenario->labels = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(scenario->labels, "", "Remote desktop");
    g_hash_table_insert(scenario->labels, "ja", "リモート デスクトップ");
    g_autoptr(LbResource) vm = lb_resource_from_id(VM "vm", NULL);
    g_autoptr(LbResource) classic = lb_resource_from_id(
        "/subscriptions/a/resourceGroups/r/providers/Microsoft.ClassicCompute/virtualMachines/old",
        NULL);
    vm->os = LB_OS_WINDOWS;
    cr_assert_eq(lb_scenario_suits(scenario, vm), LB_REFUSAL_NONE);
    vm->os = LB_OS_LINUX;
    cr_assert_eq(lb_scenario_suits(scenario, vm), LB_REFUSAL_UNSUITABLE_RESOURCE);
    cr_assert_eq(lb_scenario_suits(scenario, classic), LB_REFUSAL_CLASSIC_DEPLOYMENT);
    cr_assert_str_eq(lb_scenario_label(scenario, "ja_JP.UTF-8"), "リモート デスクトップ");
    cr_assert_str_eq(lb_scenario_label(scenario, "fr"), "Remote desktop");
    cr_assert_str_eq(lb_scenario_label(scenario, NULL), "Remote desktop");
}

Test(part, a_refusal_of_a_request_is_about_what_has_to_be_changed)
{
    const struct {
        LbRefusal refusal;
        LbSubmissionPart part;
    } rows[] = {
        { LB_REFUSAL_UNKNOWN_TICKET, LB_PART_TICKET },
        { LB_REFUSAL_CLOSED_TICKET, LB_PART_TICKET },
        { LB_REFUSAL_BASIC_PLAN, LB_PART_TICKET },
        { LB_REFUSAL_UNKNOWN_SCENARIO, LB_PART_SCENARIO },
        { LB_REFUSAL_PREVIEW_NOT_ENABLED, LB_PART_SCENARIO },
        { LB_REFUSAL_RESOURCE_NEEDED, LB_PART_RESOURCES },
        { LB_REFUSAL_CLASSIC_DEPLOYMENT, LB_PART_RESOURCES },
        { LB_REFUSAL_TOO_MANY, LB_PART_RESOURCES },
        { LB_REFUSAL_UNKNOWN_VALUE, LB_PART_LEVEL },
        { LB_REFUSAL_HOURS_OUT_OF_RANGE, LB_PART_HOURS },
        { LB_REFUSAL_TEXT_EMPTY, LB_PART_JUSTIFICATION },
        { LB_REFUSAL_UNSAFE_TEXT, LB_PART_JUSTIFICATION },
        { LB_REFUSAL_NONE, LB_PART_WHOLE },
        { LB_REFUSAL_RULE, LB_PART_WHOLE },
        { LB_REFUSAL_NO_APPROVER, LB_PART_WHOLE },
        { LB_REFUSAL_TOO_MANY_WAITING, LB_PART_WHOLE },
        { LB_REFUSAL_TOO_MANY_THIS_HOUR, LB_PART_WHOLE },
        { LB_REFUSAL_TOO_NEW, LB_PART_WHOLE }, /* the last of all */
        { (LbRefusal)9999, LB_PART_WHOLE },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(lb_refusal_part(rows[i].refusal), rows[i].part, "row %zu", i);
}
