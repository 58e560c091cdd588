/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests, and who was asked. */
#include "store/requests.h"

#include "store/statement.h"
#include "store/visible.h"

static bool
insert_resources(LbStore *store, const LbRequest *request, GError **error)
{
    for (guint i = 0; i < request->resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(request->resources, i);
        if (!lb_store_run(store, error,
                          "INSERT INTO request_resource"
                          " (request, key, id, resource_group, name, type, model, os)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                          "isssssss", request->number, resource->key, resource->id, resource->group,
                          resource->name, resource->type,
                          lb_names_get(lb_model_names, (int)resource->model),
                          lb_names_get(lb_os_names, (int)resource->os)))
            return false;
    }
    return true;
}

bool
lb_requests_insert(LbStore *store, LbRequest *request, GError **error)
{
    if (!lb_store_run(
            store, error,
            "INSERT INTO request (tenant, subscription, service, scenario, level, hours,"
            " justification, ticket, ticket_title, ticket_opened_by, requester,"
            " requester_account, requester_person, requester_role, created, status, jit_only)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "sssssisississsisi", request->tenant, request->subscription, request->service,
            request->scenario, lb_names_get(lb_level_names, (int)request->level),
            (int64_t)request->hours, request->justification, request->ticket, request->ticket_title,
            request->ticket_opened_by, request->requester, request->requester_account,
            request->requester_person, request->requester_role, request->created,
            lb_status_name(request->status), (int64_t)request->jit_only))
        return false;
    request->number = lb_store_last_id(store);
    request->version = 1;
    return insert_resources(store, request, error);
}

bool
lb_requests_notify(LbStore *store, LbRequest *request, int64_t notified, int64_t expiration,
                   GPtrArray *approvers, GError **error)
{
    if (!lb_store_run(
            store, error,
            "UPDATE request SET notified = ?3, expiration = ?4, status = 'Pending', quorum = ?5,"
            " notified_entry = (SELECT coalesce(max(sequence), 0) + 1 FROM activity),"
            " version = version + 1 WHERE number = ?1 AND version = ?2 AND status = 'Initializing'",
            "iiiii", request->number, request->version, notified, expiration,
            (int64_t)MAX(request->quorum, 1)))
        return false;
    if (lb_store_changes(store) != 1) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED,
                    "the request is not initializing");
        return false;
    }
    request->version++;
    request->status = LB_STATUS_PENDING;
    request->notified = notified;
    request->expiration = expiration;
    for (guint i = 0; i < approvers->len; i++) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        if (!lb_store_run(
                store, error,
                "INSERT INTO approver (request, principal, role, scope) VALUES (?, ?, ?, ?)",
                "iiss", request->number, approver->principal, approver->role, approver->scope))
            return false;
    }
    return true;
}

#define REQUEST_NAMES(join)                                                               \
    " tenant n ON n.id = q.tenant " join " subscription s ON s.id = q.subscription " join \
    " principal p ON p.id = q.requester "

#define REQUEST_SELECTED                                                                          \
    "SELECT q.number, q.tenant, n.name, q.subscription, s.name, q.service, q.scenario, q.level, " \
    "q.hours,"                                                                                    \
    " q.justification, q.ticket, q.ticket_title, q.ticket_opened_by, q.requester, "               \
    "q.requester_account, "                                                                       \
    "q.requester_person,"                                                                         \
    " q.requester_role, q.created, q.notified, q.expiration, q.version, q.status, q.decided,"     \
    " q.decided_by, q.decision_reason, q.hours_granted, q.access_start, q.access_end, q.ended, "  \
    "q.ended_by, q.end_reason, q.notified_entry, q.quorum, p.person, q.jit_only,"                 \
    " coalesce((SELECT w.until FROM weighing w WHERE w.request = q.number), 0),"                  \
    " CASE WHEN q.status IN ('Revoking', 'Completing', 'Approved', 'Error') THEN"                 \
    "  EXISTS (SELECT 1 FROM access_grant g JOIN provisioning v ON v.serial = g.serial"           \
    "   WHERE g.request = q.number AND v.alarmed = 1) ELSE 0 END"

#define REQUEST_COLUMNS REQUEST_SELECTED " FROM request q JOIN" REQUEST_NAMES("JOIN")

static LbRequest *
read_request(LbStore *store, LbStatement *row)
{
    LbRequest *request = lb_request_new();
    int level = LB_LEVEL_READ;
    lb_names_find(lb_level_names, lb_column_text(row, 7), &level);
    request->instance = g_strdup(lb_store_instance(store)->id);
    request->number = lb_column_int(row, 0);
    request->tenant = lb_column_dup(row, 1);
    request->tenant_name = lb_column_dup(row, 2);
    request->subscription = lb_column_dup(row, 3);
    request->subscription_name = lb_column_dup(row, 4);
    request->service = lb_column_dup(row, 5);
    request->scenario = lb_column_dup(row, 6);
    request->level = (LbLevel)level;
    request->hours = (int)lb_column_int(row, 8);
    request->justification = lb_column_dup(row, 9);
    request->ticket = lb_column_int(row, 10);
    request->ticket_title = lb_column_dup(row, 11);
    request->ticket_opened_by = lb_column_dup(row, 12);
    request->requester = lb_column_int(row, 13);
    request->requester_account = lb_column_dup(row, 14);
    request->requester_person = lb_column_dup(row, 15);
    request->requester_role = lb_column_dup(row, 16);
    request->created = lb_column_int(row, 17);
    request->notified = lb_column_int(row, 18);
    request->expiration = lb_column_int(row, 19);
    request->version = lb_column_int(row, 20);
    lb_status_from_name(lb_column_text(row, 21), &request->status);
    request->decided = lb_column_int(row, 22);
    request->decided_by = lb_column_dup(row, 23);
    request->decision_reason = lb_column_dup(row, 24);
    request->hours_granted = (int)lb_column_int(row, 25);
    request->access_start = lb_column_int(row, 26);
    request->access_end = lb_column_int(row, 27);
    request->ended = lb_column_int(row, 28);
    request->ended_by = lb_column_dup(row, 29);
    request->end_reason = lb_column_dup(row, 30);
    request->notified_entry = lb_column_int(row, 31);
    request->quorum = (int)lb_column_int(row, 32);
    request->requester_person_now = lb_column_dup(row, 33);
    request->jit_only = lb_column_int(row, 34) != 0;
    request->internal_until = lb_column_int(row, 35);
    request->stuck = lb_column_int(row, 36) != 0;
    return request;
}

static bool
read_resources(LbStore *store, LbRequest *request, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT " LB_RESOURCE_COLUMNS " FROM request_resource r WHERE request = ? ORDER BY key",
        "i", request->number);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbResource *resource = lb_resource_read(statement, error);
        if (resource == NULL)
            return false;
        g_ptr_array_add(request->resources, resource);
    }
    return step == LB_STEP_DONE;
}

static GPtrArray *
read_all(LbStore *store, LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) requests = g_ptr_array_new_with_free_func((GDestroyNotify)lb_request_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbRequest *request = read_request(store, statement);
        g_ptr_array_add(requests, request);
        if (!read_resources(store, request, error))
            return NULL;
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&requests) : NULL;
}

char *
lb_requests_id(LbStore *store, int64_t number, GError **error)
{
    LbRequest bare = { .number = number };
    int64_t jit_only = 0;
    if (!lb_store_get_int(store, &jit_only, error,
                          "SELECT coalesce((SELECT jit_only FROM request WHERE number = ?), 0)",
                          "i", number))
        return NULL;
    bare.jit_only = jit_only != 0;
    return lb_request_id(&bare);
}

LbRequest *
lb_requests_get(LbStore *store, int64_t number, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, REQUEST_COLUMNS "WHERE q.number = ?", "i", number);
    g_autoptr(GPtrArray) found = read_all(store, statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

LbRequest *
lb_requests_get_seen(LbStore *store, int64_t number, int64_t principal, bool all, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, REQUEST_COLUMNS "WHERE q.number = ?2 AND (?3 = 1 OR " LB_VISIBLE_REQUEST ")",
        "iii", principal, number, (int64_t)all);
    g_autoptr(GPtrArray) found = read_all(store, statement, error);
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

LbRequest *
lb_requests_get_bare(LbStore *store, int64_t number, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        REQUEST_SELECTED
        " FROM request q LEFT JOIN" REQUEST_NAMES("LEFT JOIN") "WHERE q.number = ?",
        "i", number);
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_request(store, statement);
}

bool
lb_requests_update(LbStore *store, LbRequest *request, LbStatus from, int64_t now, bool *changed,
                   GError **error)
{
    if (!lb_store_run(
            store, error,
            "UPDATE request SET version = version + 1, status = ?4, decided = ?5,"
            " decided_by = ?6, decision_reason = ?7, hours_granted = ?8, access_start = ?9,"
            " access_end = ?10, ended = ?11, ended_by = ?13, end_reason = ?14"
            " WHERE number = ?1 AND version = ?2 AND status = ?3"
            " AND (?12 = 0 OR expiration > ?12)",
            "iississiiiiiss", request->number, request->version, lb_status_name(from),
            lb_status_name(request->status), request->decided, request->decided_by,
            request->decision_reason, (int64_t)request->hours_granted, request->access_start,
            request->access_end, request->ended, now, request->ended_by, request->end_reason))
        return false;
    *changed = lb_store_changes(store) == 1;
    request->version += *changed ? 1 : 0;
    return true;
}

GPtrArray *
lb_requests_approvers(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT p.id, p.account, p.person, p.name, p.mail, p.language, p.time_zone, a.role, a.scope"
        " FROM approver a JOIN principal p ON p.id = a.principal WHERE a.request = ? ORDER BY "
        "p.account",
        "i", request);
    return lb_approvers_read(statement, error);
}

bool
lb_requests_was_asked(LbStore *store, int64_t request, int64_t principal, bool *asked,
                      GError **error)
{
    int64_t count = 0;
    if (!lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM approver WHERE request = ? AND principal = ?", "ii",
                          request, principal))
        return false;
    *asked = count > 0;
    return true;
}

#define PAGE_OF(numbers) REQUEST_COLUMNS "WHERE q.number IN (" numbers ") ORDER BY q.number DESC"

/* From so many requests of a status on, going through the newest of all soon fills a page. */
#define COMMON 5000

#define BY_STATUS " FROM request q INDEXED BY request_due WHERE q.status = ?2"
#define NEWEST " AND q.number < ?3 ORDER BY q.number DESC LIMIT ?4"

/* A page of each way to see a request, from the newest on; their newest are the page. */
#define BY_READER                                                                               \
    "SELECT u.number FROM (" LB_VISIBLE_SUBSCRIPTIONS ") n CROSS JOIN request u ON u.number IN" \
    " (SELECT number FROM request INDEXED BY request_subscription WHERE subscription = n.id"    \
    "  AND number < ?3 AND (?2 IS NULL OR status = ?2) ORDER BY number DESC LIMIT ?4)"          \
    " UNION SELECT number FROM (SELECT u.number FROM approver v INDEXED BY approver_principal"  \
    "  CROSS JOIN request u ON u.number = v.request WHERE v.principal = ?1"                     \
    "  AND v.request < ?3 AND (?2 IS NULL OR u.status = ?2) ORDER BY v.request DESC LIMIT ?4)"  \
    " UNION SELECT number FROM (SELECT number FROM request INDEXED BY request_requester"        \
    "  WHERE requester = ?1 AND number < ?3 AND (?2 IS NULL OR status = ?2)"                    \
    "  ORDER BY number DESC LIMIT ?4) ORDER BY 1 DESC LIMIT ?4"

/* Stores whether requests of the status are many. Counts no further than it must. */
static bool
is_common(LbStore *store, const LbRequestFilter *filter, bool *common, GError **error)
{
    int64_t count = 0;
    if (!filter->any_status &&
        !lb_store_get_int(store, &count, error,
                          "SELECT count(*) FROM (SELECT 1 FROM request INDEXED BY request_due"
                          " WHERE status = ? LIMIT ?)",
                          "si", lb_status_name(filter->status), (int64_t)COMMON))
        return false;
    *common = filter->any_status || count == COMMON;
    return true;
}

static const char *
choose_query(const LbRequestFilter *filter, bool common)
{
    if (!common)
        return filter->all ? PAGE_OF("SELECT q.number" BY_STATUS NEWEST)
                           : PAGE_OF("SELECT q.number" BY_STATUS " AND " LB_VISIBLE_REQUEST NEWEST);
    if (!filter->all)
        return PAGE_OF(BY_READER);
    return PAGE_OF("SELECT q.number FROM request q NOT INDEXED"
                   " WHERE (?2 IS NULL OR q.status = ?2)" NEWEST);
}

GPtrArray *
lb_requests_list(LbStore *store, const LbRequestFilter *filter, GError **error)
{
    const char *status = filter->any_status ? NULL : lb_status_name(filter->status);
    int64_t before = filter->before > 0 ? filter->before : INT64_MAX;
    bool common = true;
    if (!is_common(store, filter, &common, error))
        return NULL;
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, choose_query(filter, common), "isii", filter->principal,
                         status, before, (int64_t)filter->limit);
    return read_all(store, statement, error);
}

GPtrArray *
lb_requests_of_ticket(LbStore *store, int64_t ticket, int64_t principal, bool all, int limit,
                      GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        PAGE_OF("SELECT q.number FROM request q INDEXED BY request_ticket WHERE q.ticket = ?2"
                " AND (?3 = 1 OR " LB_VISIBLE_REQUEST ") ORDER BY q.number DESC LIMIT ?4"),
        "iiii", principal, ticket, (int64_t)all, (int64_t)limit);
    return read_all(store, statement, error);
}

bool
lb_requests_count(LbStore *store, const LbRequestFilter *filter, int64_t *count, GError **error)
{
    return lb_store_get_int(store, count, error,
                            filter->all ? "SELECT count(*)" BY_STATUS
                                        : "SELECT count(*)" BY_STATUS " AND " LB_VISIBLE_REQUEST,
                            "is", filter->principal, lb_status_name(filter->status));
}

GArray *
lb_numbers_read(LbStatement *statement, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        int64_t number = lb_column_int(statement, 0);
        g_array_append_val(numbers, number);
    }
    return step == LB_STEP_DONE ? g_steal_pointer(&numbers) : NULL;
}

/* What a deadline has passed, and lockboxd has not looked at yet, waits no longer. */
GArray *
lb_requests_undecided(LbStore *store, const char *person, const char *subscription, int64_t now,
                      int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT q.number FROM principal p INDEXED BY principal_person"
        " CROSS JOIN request q INDEXED BY request_undecided ON q.requester = p.id"
        " WHERE p.person = ?1 AND q.subscription = ?2"
        " AND q.status IN ('Initializing', 'Pending')"
        " AND CASE q.status WHEN 'Pending' THEN q.expiration > ?3 ELSE coalesce("
        "  (SELECT w.until = 0 OR w.until > ?3 FROM weighing w WHERE w.request = q.number), 1) END"
        " ORDER BY q.number LIMIT ?4",
        "ssii", person, subscription, now, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

bool
lb_requests_made(LbStore *store, const char *person, int64_t since, int passed, int64_t *made,
                 GError **error)
{
    *made = 0;
    return lb_store_get_int(store, made, error,
                            "SELECT q.created FROM principal p INDEXED BY principal_person"
                            " CROSS JOIN request q INDEXED BY request_created"
                            "  ON q.requester = p.id WHERE p.person = ?1 AND q.created > ?2"
                            " ORDER BY q.created DESC LIMIT 1 OFFSET ?3",
                            "sii", person, since, (int64_t)passed);
}

GArray *
lb_requests_expired(LbStore *store, int64_t now, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT number FROM request WHERE status = 'Pending' AND expiration <= ?"
                         " ORDER BY expiration LIMIT ?",
                         "ii", now, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

GArray *
lb_requests_over(LbStore *store, int64_t now, int limit, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT number FROM request WHERE status IN ('Approved', 'Approving')"
                         " AND access_end <= ? ORDER BY access_end LIMIT ?",
                         "ii", now, (int64_t)limit);
    return lb_numbers_read(statement, error);
}

GArray *
lb_requests_of_closed(LbStore *store, int64_t ticket, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT q.number FROM request q JOIN ticket t ON t.number = q.ticket"
                         " WHERE q.status IN ('Initializing', 'Pending', 'Approving',"
                         "  'Approved') AND t.closed IS NOT NULL"
                         " AND (?1 = 0 OR q.ticket = ?1) ORDER BY q.number",
                         "i", ticket);
    return lb_numbers_read(statement, error);
}

GArray *
lb_requests_behind(LbStore *store, int64_t ticket, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT number FROM request INDEXED BY request_ticket WHERE ticket = ?"
                         " AND status IN ('Initializing', 'Pending', 'Approving', 'Approved')"
                         " ORDER BY number",
                         "i", ticket);
    return lb_numbers_read(statement, error);
}

GPtrArray *
lb_requests_page(LbStore *store, int64_t after, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, REQUEST_COLUMNS "WHERE q.number > ? ORDER BY q.number LIMIT ?", "ii", after,
        (int64_t)limit);
    return read_all(store, statement, error);
}
