/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets and their history. */
#include "store/tickets.h"

#include "store/statement.h"
#include "store/visible.h"

static bool
put_entries(LbStore *store, const LbTicket *ticket, GError **error)
{
    if (!lb_store_run(store, error, "DELETE FROM ticket_entry WHERE ticket = ?", "i",
                      ticket->number))
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
        "  assignee = excluded.assignee, opened = excluded.opened, closed = excluded.closed"
        " WHERE tenant = excluded.tenant",
        "issssssii", ticket->number, ticket->tenant, ticket->subscription, ticket->title,
        lb_names_get(lb_severity_names, (int)ticket->severity), ticket->opened_by, ticket->assignee,
        ticket->opened, ticket->open ? INT64_C(0) : ticket->closed);
    if (statement == NULL || lb_statement_step(statement, error) == LB_STEP_ERROR)
        return false;
    if (lb_store_changes(store) == 1)
        return put_entries(store, ticket, error);
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                "ticket TK-%" G_GINT64_FORMAT " belongs to another tenant", ticket->number);
    return false;
}

static bool
read_entries(LbStore *store, LbTicket *ticket, bool internal, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error,
                         "SELECT time, author, side, text FROM ticket_entry"
                         " WHERE ticket = ?1 AND (?2 = 1 OR side <> 'internal') ORDER BY position",
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

#define TICKET_COLUMNS                                                            \
    "SELECT t.number, t.tenant, n.name, t.subscription, t.title, t.severity,"     \
    " t.opened_by, t.assignee, t.opened, t.closed IS NULL, coalesce(t.closed, 0)" \
    " FROM ticket t JOIN tenant n ON n.id = t.tenant WHERE t.number = "

static LbTicket *
read_ticket(LbStatement *statement, GError **error)
{
    if (statement == NULL || lb_statement_step(statement, error) != LB_STEP_ROW)
        return NULL;
    g_autoptr(LbTicket) ticket = lb_ticket_new();
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
    return g_steal_pointer(&ticket);
}

LbTicket *
lb_tickets_get(LbStore *store, int64_t number, bool entries, bool internal, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, TICKET_COLUMNS "?", "i", number);
    g_autoptr(LbTicket) ticket = read_ticket(statement, error);
    if (ticket == NULL || (entries && !read_entries(store, ticket, internal, error)))
        return NULL;
    return g_steal_pointer(&ticket);
}

LbTicket *
lb_tickets_get_seen(LbStore *store, int64_t number, int64_t principal, bool all, GError **error)
{
    /* A request may lie elsewhere than the ticket behind it; who reads the one reads the other. */
    g_autoptr(LbStatement) statement = lb_statement_new(
        store, error,
        TICKET_COLUMNS
        "?2 AND (?3 = 1 OR EXISTS (SELECT 1 FROM principal p WHERE p.id = ?1 AND p.tenant = "
        "t.tenant"
        " AND (p.account = t.opened_by COLLATE NOCASE"
        " OR CASE WHEN t.subscription IS NULL THEN EXISTS (" LB_VISIBLE_SUBSCRIPTIONS ")"
        "  ELSE t.subscription IN (" LB_VISIBLE_SUBSCRIPTIONS ") END"
        " OR EXISTS (SELECT 1 FROM request q INDEXED BY request_ticket WHERE q.ticket = t.number "
        "AND " LB_VISIBLE_REQUEST "))))",
        "iii", principal, number, (int64_t)all);
    g_autoptr(LbTicket) ticket = read_ticket(statement, error);
    if (ticket == NULL || !read_entries(store, ticket, all, error))
        return NULL;
    return g_steal_pointer(&ticket);
}
