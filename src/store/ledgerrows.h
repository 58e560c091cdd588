/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ledger keeps of each table, private to src/store: every column that decides something or that is shown to
 * somebody who decides, as text (base/columns.h). @r is "NEW.", "OLD." or "". Triggers that were released have these texts in
 * them: a table that gets one more column gets a new macro and new triggers by a migration. */
#pragma once

#define LB_COLUMN(r, name) "'" #name "=' || quote(" r #name ")"
#define LB_AND " || ',' || "

/* The same twice and more, so that a row reads as a list. */
#define LB_COLUMNS2(r, a, b) LB_COLUMN(r, a) LB_AND LB_COLUMN(r, b)
#define LB_COLUMNS3(r, a, b, c) LB_COLUMNS2(r, a, b) LB_AND LB_COLUMN(r, c)
#define LB_COLUMNS4(r, a, b, c, d) LB_COLUMNS2(r, a, b) LB_AND LB_COLUMNS2(r, c, d)
#define LB_COLUMNS5(r, a, b, c, d, e) LB_COLUMNS3(r, a, b, c) LB_AND LB_COLUMNS2(r, d, e)
#define LB_COLUMNS6(r, a, b, c, d, e, f) LB_COLUMNS3(r, a, b, c) LB_AND LB_COLUMNS3(r, d, e, f)

/* clang-format off */
#define LB_ROW_INSTANCE(r) LB_COLUMNS3(r, id, test, created)
#define LB_ROW_TENANT(r) LB_COLUMNS6(r, id, name, plan, preview, queue_hours, access_hours)
#define LB_ROW_SUBSCRIPTION(r) LB_COLUMNS4(r, id, tenant, name, quorum)
#define LB_ROW_MANAGEMENT_GROUP(r) LB_COLUMNS2(r, subscription, path)
#define LB_ROW_RESOURCE(r) \
    LB_COLUMNS4(r, key, id, subscription, resource_group) LB_AND LB_COLUMNS4(r, name, type, model, os)
#define LB_ROW_PRINCIPAL(r)                                                              \
    LB_COLUMNS6(r, account, object, kind, person, name, tenant) LB_AND                     \
    LB_COLUMNS4(r, mail, language, time_zone, enabled) LB_AND LB_COLUMNS3(r, entry, changed, isolated)
#define LB_ROW_ADDRESS(r) LB_COLUMNS2(r, principal, mail)
#define LB_ROW_KEY(r) \
    LB_COLUMNS4(r, principal, type, blob, fingerprint) LB_AND LB_COLUMNS3(r, added, revoked, entry)
#define LB_ROW_ROLE_ASSIGNMENT(r) LB_COLUMNS5(r, principal, role, scope, source, since)
#define LB_ROW_TICKET(r)                                                                \
    LB_COLUMNS6(r, tenant, subscription, title, severity, opened_by, assignee) LB_AND     \
    LB_COLUMNS2(r, opened, closed) LB_AND                                                 \
    LB_COLUMNS5(r, here, taken, escalated, escalated_by, closed_by)
#define LB_ROW_TICKET_ENTRY(r) LB_COLUMNS6(r, ticket, position, time, author, side, text)
#define LB_ROW_REQUEST(r)                                                               \
    LB_COLUMNS6(r, tenant, subscription, service, scenario, level, hours) LB_AND          \
    LB_COLUMNS4(r, justification, ticket, ticket_title, ticket_opened_by) LB_AND          \
    LB_COLUMNS4(r, requester, requester_account, requester_person, requester_role) LB_AND \
    LB_COLUMNS6(r, created, notified, expiration, notified_entry, quorum, version) LB_AND \
    LB_COLUMNS5(r, status, decided, decided_by, decision_reason, hours_granted) LB_AND    \
    LB_COLUMNS5(r, access_start, access_end, ended, ended_by, end_reason) LB_AND          \
    LB_COLUMN(r, jit_only)
#define LB_ROW_REQUEST_RESOURCE(r) \
    LB_COLUMNS4(r, request, key, id, resource_group) LB_AND LB_COLUMNS4(r, name, type, model, os)
#define LB_ROW_APPROVER(r) LB_COLUMNS4(r, request, principal, role, scope)
#define LB_ROW_VOTE(r)                                              \
    LB_COLUMNS5(r, request, person, principal, decision, hours) LB_AND \
    LB_COLUMNS5(r, reason, digest, time, key, evidence)
#define LB_ROW_WEIGHING(r) \
    LB_COLUMNS4(r, request, time, ruling, approvers) LB_AND LB_COLUMNS4(r, approvals, customer, until, trace)
#define LB_ROW_ENDORSEMENT(r)                                      \
    LB_COLUMNS5(r, request, person, principal, role, decision) LB_AND \
    LB_COLUMNS5(r, reason, digest, time, key, evidence)
#define LB_ROW_EXCLUSION(r)                                                   \
    LB_COLUMNS6(r, kind, tenant, subscription, scope, started, ended) LB_AND     \
    LB_COLUMNS6(r, text, recorder, recorder_account, recorder_person, recorder_role, recorded)
#define LB_ROW_ACKNOWLEDGEMENT(r) LB_COLUMNS5(r, exclusion, principal, account, comment, time)

/* How a row is named: the column that is its key, or several of them. */
#define LB_NUMBER_KEY(r, name) "'' || " r #name
#define LB_KEY_INSTANCE(r) LB_NUMBER_KEY(r, one)
#define LB_KEY_TENANT(r) r "id"
#define LB_KEY_SUBSCRIPTION(r) r "id"
#define LB_KEY_MANAGEMENT_GROUP(r) "quote(" r "subscription)" LB_AND "quote(" r "path)"
#define LB_KEY_RESOURCE(r) r "key"
#define LB_KEY_PRINCIPAL(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_ADDRESS(r) "quote(" r "principal)" LB_AND "quote(" r "mail)"
#define LB_KEY_KEY(r) LB_NUMBER_KEY(r, id)
#define LB_KEY_ROLE_ASSIGNMENT(r) \
    "quote(" r "principal)" LB_AND "quote(" r "role)" LB_AND "quote(" r "scope)" LB_AND "quote(" r "source)"
#define LB_KEY_TICKET(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_TICKET_ENTRY(r) "quote(" r "ticket)" LB_AND "quote(" r "position)"
#define LB_KEY_REQUEST(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_REQUEST_RESOURCE(r) "quote(" r "request)" LB_AND "quote(" r "key)"
#define LB_KEY_APPROVER(r) "quote(" r "request)" LB_AND "quote(" r "principal)"
#define LB_KEY_VOTE(r) "quote(" r "request)" LB_AND "quote(" r "person)"
#define LB_KEY_WEIGHING(r) LB_NUMBER_KEY(r, request)
#define LB_KEY_ENDORSEMENT(r) "quote(" r "request)" LB_AND "quote(" r "person)"
#define LB_KEY_EXCLUSION(r) LB_NUMBER_KEY(r, number)
#define LB_KEY_ACKNOWLEDGEMENT(r) LB_NUMBER_KEY(r, exclusion)

/* Every table of the ledger, in the order in which differences are told: DO(name, key, row). */
#define LB_LEDGER_TABLES(DO)                                                  \
    DO("instance", LB_KEY_INSTANCE, LB_ROW_INSTANCE)                          \
    DO("tenant", LB_KEY_TENANT, LB_ROW_TENANT)                                \
    DO("subscription", LB_KEY_SUBSCRIPTION, LB_ROW_SUBSCRIPTION)              \
    DO("management_group", LB_KEY_MANAGEMENT_GROUP, LB_ROW_MANAGEMENT_GROUP)  \
    DO("resource", LB_KEY_RESOURCE, LB_ROW_RESOURCE)                          \
    DO("principal", LB_KEY_PRINCIPAL, LB_ROW_PRINCIPAL)                       \
    DO("address", LB_KEY_ADDRESS, LB_ROW_ADDRESS)                             \
    DO("key", LB_KEY_KEY, LB_ROW_KEY)                                         \
    DO("role_assignment", LB_KEY_ROLE_ASSIGNMENT, LB_ROW_ROLE_ASSIGNMENT)     \
    DO("ticket", LB_KEY_TICKET, LB_ROW_TICKET)                                \
    DO("ticket_entry", LB_KEY_TICKET_ENTRY, LB_ROW_TICKET_ENTRY)              \
    DO("request", LB_KEY_REQUEST, LB_ROW_REQUEST)                             \
    DO("request_resource", LB_KEY_REQUEST_RESOURCE, LB_ROW_REQUEST_RESOURCE)  \
    DO("approver", LB_KEY_APPROVER, LB_ROW_APPROVER)                          \
    DO("vote", LB_KEY_VOTE, LB_ROW_VOTE)                                      \
    DO("weighing", LB_KEY_WEIGHING, LB_ROW_WEIGHING)                          \
    DO("endorsement", LB_KEY_ENDORSEMENT, LB_ROW_ENDORSEMENT)                 \
    DO("exclusion", LB_KEY_EXCLUSION, LB_ROW_EXCLUSION)                       \
    DO("acknowledgement", LB_KEY_ACKNOWLEDGEMENT, LB_ROW_ACKNOWLEDGEMENT)
/* clang-format on */
