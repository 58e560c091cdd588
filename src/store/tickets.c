/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets and their history. */
#include "store/tickets.h"

#include "store/statement.h"
#include "store/visible.h"

static bool
put_entries(LbStore *store, const LbTicket *ticket, GError **error)
{
    if (!lb_store_run(store, error, "DELETE FROM ticket_entry WHERE ticket = ? AND position <= ?",
                      "ii", ticket->number, LB_TICKET_ENTRY_FOREIGN_LAST))
        return false;
    for (guint i = 0; i < ticket->entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(ticket->entries, i);
        if (!lb_store_run(store, error,
                          "INSERT INTO ticket_entry (ticket, position, time, author, side, text)"
                          " VALUES (?, ?, ?, ?, ?, ?)",
                          "iiisss", ticket->number, (int64_t)i + 1, entry->time, entry->author,
                          lb_names_get(lb_side_names, (int)entry->side), entry->text))
            return false;
    }
    return true;
}

bool
lb_tickets_put(LbStore *store, const LbTicket *ticket, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "INSERT INTO ticket (number, tenant, subscription, title, severity, opened_by, assignee, "
        "opened,"
        " closed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))"
        " ON CONFLICT (number) DO UPDATE SET subscription = excluded.subscription,"
        "  title = excluded.title, severity = excluded.severity, opened_by = excluded.opened_by,"
        "  opened = excluded.opened,"
        "  assignee = CASE WHEN taken IS NULL AND escalated IS NULL THEN excluded.assignee"
        "   ELSE assignee END,"
        "  closed = CASE WHEN closed_by IS NULL THEN excluded.closed ELSE closed END"
        " WHERE tenant = excluded.tenant AND here = 0",
        "issssssii", ticket->number, ticket->tenant, ticket->subscription, ticket->title,
        lb_names_get(lb_severity_names, (int)ticket->severity), ticket->opened_by, ticket->assignee,
        ticket->opened, ticket->open ? INT64_C(0) : ticket->closed);
    if (statement == NULL || lb_statement_step(statement, error) == LB_STEP_ERROR)
        return false;
    if (lb_store_changes(store) == 1)
        return put_entries(store, ticket, error);
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                "ticket TK-%" G_GINT64_FORMAT
                " belongs to another tenant, or was opened in Lockbox",
                ticket->number);
    return false;
}

static bool
read_entries(LbStore *store, LbTicket *ticket, bool internal, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        "SELECT time, author, side, text FROM ticket_entry"
        " WHERE ticket = ?1 AND (?2 = 1 OR side <> 'internal') ORDER BY time, position",
        "ii", ticket->number, (int64_t)internal);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW) {
        LbTicketEntry *entry = g_new0(LbTicketEntry, 1);
        int side = LB_SIDE_INTERNAL;
        lb_names_find(lb_side_names, lb_column_text(statement, 2), &side);
        entry->time = lb_column_int(statement, 0);
        entry->author = lb_column_dup(statement, 1);
        entry->side = (LbSide)side;
        entry->text = lb_column_dup(statement, 3);
        g_ptr_array_add(ticket->entries, entry);
    }
    return step == LB_STEP_DONE;
}

#define TICKET_SELECTED                                                                         \
    "SELECT t.number, t.tenant, n.name, t.subscription, t.title, t.severity,"                   \
    " t.opened_by, t.assignee, t.opened, t.closed IS NULL, coalesce(t.closed, 0), t.closed_by," \
    " coalesce(t.escalated, 0), t.escalated_by, k.system, k.id, m.status, m.shortened,"         \
    " m.fetched, coalesce(m.failing, 0), coalesce(y.failing, 0), y.page"                        \
    " FROM ticket t "
#define TICKET_TENANT                                   \
    "JOIN tenant n ON n.id = t.tenant"                  \
    " LEFT JOIN ticket_link k ON k.ticket = t.number"   \
    " LEFT JOIN ticket_mirror m ON m.ticket = t.number" \
    " LEFT JOIN ticket_system y ON y.name = k.system WHERE "
#define TICKET_COLUMNS TICKET_SELECTED TICKET_TENANT

/* NULL of one that lives here. */
static LbTicketMirror *
read_mirror(LbStatement *statement)
{
    if (lb_column_text(statement, 14) == NULL)
        return NULL;
    LbTicketMirror *mirror = g_new0(LbTicketMirror, 1);
    mirror->system = lb_column_dup(statement, 14);
    mirror->id = lb_column_dup(statement, 15);
    mirror->status = lb_column_dup(statement, 16);
    mirror->shortened = lb_column_int(statement, 17) != 0;
    mirror->fetched = lb_column_int(statement, 18);
    mirror->missing = lb_column_int(statement, 19);
    mirror->silent = lb_column_int(statement, 20);
    mirror->page = lb_column_dup(statement, 21);
    return mirror;
}

static LbTicket *
read_row(LbStatement *statement)
{
    LbTicket *ticket = lb_ticket_new();
    int severity = LB_SEVERITY_C;
    lb_names_find(lb_severity_names, lb_column_text(statement, 5), &severity);
    ticket->number = lb_column_int(statement, 0);
    ticket->tenant = lb_column_dup(statement, 1);
    ticket->tenant_name = lb_column_dup(statement, 2);
    ticket->subscription = lb_column_dup(statement, 3);
    ticket->title = lb_column_dup(statement, 4);
    ticket->severity = (LbSeverity)severity;
    ticket->opened_by = lb_column_dup(statement, 6);
    ticket->assignee = lb_column_dup(statement, 7);
    ticket->opened = lb_column_int(statement, 8);
    ticket->open = lb_column_int(statement, 9) != 0;
    ticket->closed = lb_column_int(statement, 10);
    ticket->closed_by = lb_column_dup(statement, 11);
    ticket->escalated = lb_column_int(statement, 12);
    ticket->escalated_by = lb_column_dup(statement, 13);
    ticket->mirror = read_mirror(statement);
    return ticket;
}

static LbTicket *
read_ticket(LbStatement *statement, GError **error)
{
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    return read_row(statement);
}

LbTicket *
lb_tickets_get(LbStore *store, int64_t number, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, TICKET_COLUMNS "t.number = ?", "i", number);
    return read_ticket(statement, error);
}

/* Of ticket t: it is of the tenant of the principal ?1, who opened it, or holds a role where it belongs. A request may
 * lie elsewhere than the ticket behind it; who reads the one reads the other. */
#define SEEN                                                                                   \
    "EXISTS (SELECT 1 FROM principal p WHERE p.id = ?1 AND p.tenant = t.tenant"                \
    " AND (p.account = t.opened_by COLLATE NOCASE"                                             \
    " OR CASE WHEN t.subscription IS NULL THEN EXISTS (" LB_VISIBLE_SUBSCRIPTIONS ")"          \
    "  ELSE t.subscription IN (" LB_VISIBLE_SUBSCRIPTIONS ") END"                              \
    " OR EXISTS (SELECT 1 FROM request q INDEXED BY request_ticket WHERE q.ticket = t.number " \
    "AND " LB_VISIBLE_REQUEST ")))"

LbTicket *
lb_tickets_get_seen(LbStore *store, int64_t number, int64_t principal, bool all, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, TICKET_COLUMNS "t.number = ?2 AND (?3 = 1 OR " SEEN ")",
                         "iii", principal, number, (int64_t)all);
    g_autoptr(LbTicket) ticket = read_ticket(statement, error);
    if (ticket == NULL || !read_entries(store, ticket, all, error))
        return NULL;
    return g_steal_pointer(&ticket);
}

/* Of each list the next page is one step into an index. ?1 is the principal, ?2 the number before which it goes on, ?3
 * how many, ?4 the account, ?5 whether they are open. */
#define NEWEST " AND t.number < ?2 ORDER BY t.number DESC LIMIT ?3"
#define OPEN "(t.closed IS NULL) = ?5"
#define WAITS \
    "t.assignee IS NULL AND t.closed IS NULL AND ?5 = 1" /* as ticket_unassigned says it */
#define TENANT "t.tenant = (SELECT tenant FROM principal WHERE id = ?1) AND "
#define PAGE(condition) TICKET_COLUMNS condition NEWEST
#define WAITING(condition) \
    TICKET_SELECTED "INDEXED BY ticket_unassigned " TICKET_TENANT condition NEWEST

static const struct {
    const char *ours;
    const char *customers;
} pages[] = {
    [LB_TICKETS_MINE] = { PAGE("t.assignee = ?4 COLLATE NOCASE AND " OPEN),
                          PAGE("t.opened_by = ?4 COLLATE NOCASE AND " OPEN " AND " SEEN) },
    [LB_TICKETS_UNASSIGNED] = { WAITING(WAITS), WAITING(TENANT WAITS " AND " SEEN) },
    [LB_TICKETS_FOR_SUPPORT] = { WAITING(WAITS " AND t.escalated IS NULL"), NULL },
    [LB_TICKETS_FOR_DEVOPS] = { WAITING(WAITS " AND t.escalated IS NOT NULL"), NULL },
    [LB_TICKETS_ALL] = { PAGE(OPEN), PAGE(TENANT OPEN " AND " SEEN) },
};

static GPtrArray *
read_heads(LbStatement *statement, GError **error)
{
    g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func((GDestroyNotify)lb_ticket_free);
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_ptr_array_add(tickets, read_row(statement));
    return step == LB_STEP_DONE ? g_steal_pointer(&tickets) : NULL;
}

GPtrArray *
lb_tickets_page(LbStore *store, const LbTicketPage *page, GError **error)
{
    int64_t before = page->before != 0 ? page->before : INT64_MAX;
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error, page->ours ? pages[page->list].ours : pages[page->list].customers, "iiisi",
        page->principal, before, (int64_t)page->limit, page->account, (int64_t)!page->closed);
    return read_heads(statement, error);
}

GPtrArray *
lb_tickets_askable(LbStore *store, const char *account, bool devops, int limit, GError **error)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        TICKET_COLUMNS "t.number IN (SELECT number FROM ticket INDEXED BY ticket_assignee"
                       "  WHERE assignee = ?1 COLLATE NOCASE AND (closed IS NULL) = 1"
                       "  UNION SELECT number FROM ticket INDEXED BY ticket_escalated"
                       "  WHERE ?2 = 1 AND escalated IS NOT NULL AND closed IS NULL)"
                       " AND n.plan <> ?3 ORDER BY t.number DESC LIMIT ?4",
        "sisi", account, (int64_t)devops, lb_names_get(lb_plan_names, LB_PLAN_BASIC),
        (int64_t)limit);
    return read_heads(statement, error);
}

bool
lb_tickets_insert(LbStore *store, LbTicket *ticket, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO ticket (number, tenant, subscription, title, severity,"
                      " opened_by, opened, here) SELECT max(coalesce(max(number) + 1, 0), ?),"
                      " ?, ?, ?, ?, ?, ?, 1 FROM ticket",
                      "isssssi", LB_TICKET_FIRST_HERE, ticket->tenant, ticket->subscription,
                      ticket->title, lb_names_get(lb_severity_names, (int)ticket->severity),
                      ticket->opened_by, ticket->opened))
        return false;
    ticket->number = lb_store_last_id(store);
    return true;
}

bool
lb_tickets_add_entry(LbStore *store, int64_t number, const LbTicketEntry *entry, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO ticket_entry (ticket, position, time, author, side, text)"
                        " SELECT ?1, max(coalesce(max(position), 0), ?2) + 1, ?3, ?4, ?5, ?6"
                        " FROM ticket_entry WHERE ticket = ?1",
                        "iiisss", number, LB_TICKET_ENTRY_FOREIGN_LAST, entry->time, entry->author,
                        lb_names_get(lb_side_names, (int)entry->side), entry->text);
}

/* Whether the statement before changed the one ticket that it is about. */
static bool
has_changed(LbStore *store, bool done, GError **error)
{
    if (done && lb_store_changes(store) != 1)
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED,
                    "the ticket is no longer what it was");
    return done && lb_store_changes(store) == 1;
}

bool
lb_tickets_take(LbStore *store, int64_t number, const char *account, int64_t now, GError **error)
{
    return has_changed(store,
                       lb_store_run(store, error,
                                    "UPDATE ticket SET assignee = ?2, taken = ?3"
                                    " WHERE number = ?1 AND closed IS NULL AND assignee IS NULL",
                                    "isi", number, account, now),
                       error);
}

bool
lb_tickets_escalate(LbStore *store, int64_t number, const char *account, int64_t now,
                    GError **error)
{
    return has_changed(
        store,
        lb_store_run(store, error,
                     "UPDATE ticket SET assignee = NULL, escalated_by = ?2, escalated = ?3"
                     " WHERE number = ?1 AND closed IS NULL AND escalated IS NULL",
                     "isi", number, account, now),
        error);
}

bool
lb_tickets_close(LbStore *store, int64_t number, const char *account, int64_t now, GError **error)
{
    return has_changed(store,
                       lb_store_run(store, error,
                                    "UPDATE ticket SET closed = ?3, closed_by = ?2"
                                    " WHERE number = ?1 AND closed IS NULL",
                                    "isi", number, account, now),
                       error);
}
