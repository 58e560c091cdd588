/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of tickets that live elsewhere. Tickets and entries are rows like all others, which the ledger has; what stands
 * beside them is notes. */
#include "store/mirrors.h"

#include "core/external.h"
#include "store/statement.h"
#include "store/tickets.h"

bool
lb_mirrors_find(LbStore *store, const char *system, const char *id, int64_t *number, GError **error)
{
    *number = 0;
    return lb_store_get_int(store, number, error,
                            "SELECT ticket FROM ticket_link WHERE system = ? AND id = ?", "ss",
                            system, id);
}

/* Entries */

static bool
insert_entry(LbStore *store, int64_t number, int64_t position, const LbTicketEntry *entry,
             GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO ticket_entry (ticket, position, time, author, side, text)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
                        "iiisss", number, position, entry->time, entry->author,
                        lb_names_get(lb_side_names, (int)entry->side), entry->text);
}

/* The first of @entries that is the row under @statement and was not @taken by another one; -1: none. */
static int
find_entry(const GPtrArray *entries, const bool *taken, LbStatement *row)
{
    for (guint i = 0; i < entries->len; i++) {
        const LbTicketEntry *entry = g_ptr_array_index(entries, i);
        if (!taken[i] && entry->time == lb_column_int(row, 1) &&
            g_strcmp0(lb_names_get(lb_side_names, (int)entry->side), lb_column_text(row, 3)) == 0 &&
            g_strcmp0(entry->author, lb_column_text(row, 2)) == 0 &&
            g_strcmp0(entry->text, lb_column_text(row, 4)) == 0)
            return (int)i;
    }
    return -1;
}

/* Which of @entries are there already, in @taken; in @gone the positions of rows that are none of them; in @last the last one. */
static bool
compare_entries(LbStore *store, const LbTicket *ticket, bool *taken, GArray *gone, int64_t *last,
                GError **error)
{
    g_autoptr(LbStatement) row =
        lb_statement_new(store, error,
                         "SELECT position, time, author, side, text FROM ticket_entry"
                         " WHERE ticket = ? AND position <= ? ORDER BY position",
                         "ii", ticket->number, LB_TICKET_ENTRY_FOREIGN_LAST);
    LbStep step = LB_STEP_ERROR;
    while (row != NULL && (step = lb_statement_step(row, error)) == LB_STEP_ROW) {
        int found = find_entry(ticket->entries, taken, row);
        *last = lb_column_int(row, 0);
        if (found >= 0)
            taken[found] = true;
        else
            g_array_append_val(gone, *last);
    }
    return step == LB_STEP_DONE;
}

/* Leaves alone what is there already: where there is room for no more, the oldest leave, and the others stay what they are. */
static bool
put_entries(LbStore *store, const LbTicket *ticket, bool *changed, GError **error)
{
    guint count = ticket->entries->len;
    g_autofree bool *taken = g_new0(bool, count + 1);
    g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t last = 0;
    if (!compare_entries(store, ticket, taken, gone, &last, error))
        return false;
    bool full = last + count > LB_TICKET_ENTRY_FOREIGN_LAST;
    if (full &&
        !lb_store_run(store, error, "DELETE FROM ticket_entry WHERE ticket = ? AND position <= ?",
                      "ii", ticket->number, LB_TICKET_ENTRY_FOREIGN_LAST))
        return false;
    last = full ? 0 : last;
    for (guint i = 0; i < gone->len && !full; i++)
        if (!lb_store_run(store, error,
                          "DELETE FROM ticket_entry WHERE ticket = ? AND position = ?", "ii",
                          ticket->number, g_array_index(gone, int64_t, i)))
            return false;
    *changed = *changed || full || gone->len > 0;
    for (guint i = 0; i < count; i++) {
        if (taken[i] && !full)
            continue;
        *changed = true;
        if (!insert_entry(store, ticket->number, ++last, g_ptr_array_index(ticket->entries, i),
                          error))
            return false;
    }
    return true;
}

bool
lb_mirrors_insert(LbStore *store, LbTicket *ticket, GError **error)
{
    bool changed = false;
    if (!lb_store_run(
            store, error,
            "INSERT INTO ticket (number, tenant, title, severity, opened_by, opened, closed)"
            " SELECT max(coalesce(max(number) + 1, 0), ?1), ?2, ?3, ?4, ?5, ?6,"
            " nullif(?7, 0) FROM ticket",
            "issssii", LB_TICKET_FIRST_HERE, ticket->tenant, ticket->title,
            lb_names_get(lb_severity_names, (int)ticket->severity), ticket->opened_by,
            ticket->opened, ticket->open ? INT64_C(0) : ticket->closed))
        return false;
    ticket->number = lb_store_last_id(store);
    return lb_store_run(store, error,
                        "INSERT INTO ticket_link (ticket, system, id) VALUES (?, ?, ?)", "iss",
                        ticket->number, ticket->mirror->system, ticket->mirror->id) &&
           put_entries(store, ticket, &changed, error);
}

bool
lb_mirrors_update(LbStore *store, const LbTicket *ticket, int64_t now, bool *changed,
                  GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE ticket SET title = ?2, opened_by = ?3, opened = ?4,"
                      " closed = CASE WHEN ?5 = 1 THEN NULL ELSE coalesce(closed, ?6) END"
                      " WHERE number = ?1 AND (title IS NOT ?2 OR opened_by IS NOT ?3"
                      "  OR opened IS NOT ?4 OR (closed IS NULL) IS NOT ?5)",
                      "issiii", ticket->number, ticket->title, ticket->opened_by, ticket->opened,
                      (int64_t)ticket->open, now))
        return false;
    *changed = lb_store_changes(store) > 0;
    return put_entries(store, ticket, changed, error);
}

/* Notes */

char *
lb_mirrors_version(LbStore *store, int64_t number, bool *shown, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT CASE WHEN length(CAST(version AS BLOB)) <= ?2 AND version NOT GLOB '*[^ -~]*'"
        " THEN version END FROM ticket_mirror WHERE ticket = ?1 AND failing IS NULL",
        "ii", number, (int64_t)LB_EXTERNAL_VERSION_MOST);
    *shown = row != NULL && lb_statement_step(row, error) == LB_STEP_ROW;
    return *shown ? lb_column_dup(row, 0) : NULL;
}

bool
lb_mirrors_note(LbStore *store, int64_t number, const LbTicketMirror *mirror, const char *version,
                int64_t due, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO ticket_mirror (ticket, status, version, shortened, fetched, due)"
        " VALUES (?, ?, ?, ?, ?, nullif(?, 0)) ON CONFLICT (ticket) DO UPDATE SET"
        " status = excluded.status, version = excluded.version, shortened = excluded.shortened,"
        " fetched = excluded.fetched, due = excluded.due, failing = NULL, fault = NULL",
        "issiii", number, mirror->status, version, (int64_t)mirror->shortened, mirror->fetched,
        due);
}

bool
lb_mirrors_note_missing(LbStore *store, int64_t number, int64_t now, int64_t due, const char *words,
                        GError **error)
{
    return lb_store_run(
        store, error,
        "UPDATE ticket_mirror SET failing = coalesce(failing, ?2), due = nullif(?3, 0),"
        " fault = ?4 WHERE ticket = ?1",
        "iiis", number, now, due, words);
}

bool
lb_mirrors_note_same(LbStore *store, int64_t number, int64_t fetched, int64_t due, GError **error)
{
    return lb_store_run(
        store, error,
        "UPDATE ticket_mirror SET fetched = ?2, due = nullif(?3, 0), failing = NULL,"
        " fault = NULL WHERE ticket = ?1",
        "iii", number, fetched, due);
}

bool
lb_mirrors_doubt(LbStore *store, const char *system, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE ticket_mirror SET version = NULL,"
                        " due = CASE WHEN due > ?2 THEN ?2 ELSE due END"
                        " WHERE version IS NOT NULL"
                        " AND ticket IN (SELECT ticket FROM ticket_link WHERE system = ?1)",
                        "si", system, now);
}

bool
lb_mirrors_follow(LbStore *store, int64_t number, int64_t due, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE ticket_mirror SET due = ?2 WHERE ticket = ?1 AND due IS NULL", "ii",
                        number, due);
}

/* As lb_requests_of_closed() has them: what a closed ticket ends. */
#define LIVE "('Initializing', 'Pending', 'Approving', 'Approved')"

bool
lb_mirrors_is_live(LbStore *store, int64_t number, bool *live, GError **error)
{
    int64_t found = 0;
    bool read = lb_store_get_int(store, &found, error,
                                 "SELECT EXISTS (SELECT 1 FROM request INDEXED BY request_ticket"
                                 " WHERE ticket = ? AND status IN " LIVE ")",
                                 "i", number);
    *live = found != 0;
    return read;
}

bool
lb_mirrors_is_behind(LbStore *store, int64_t request, bool *elsewhere, GError **error)
{
    int64_t found = 0;
    bool read = lb_store_get_int(store, &found, error,
                                 "SELECT EXISTS (SELECT 1 FROM request q JOIN ticket_link k"
                                 " ON k.ticket = q.ticket WHERE q.number = ?)",
                                 "i", request);
    *elsewhere = found != 0;
    return read;
}

bool
lb_mirrors_due(LbStore *store, const char *system, int64_t now, int64_t *number, char **id,
               GError **error)
{
    *number = 0;
    *id = NULL;
    g_autoptr(LbStatement) row =
        lb_statement_new(store, error,
                         "SELECT m.ticket, k.id FROM ticket_mirror m INDEXED BY ticket_mirror_due"
                         " JOIN ticket_link k ON k.ticket = m.ticket"
                         " WHERE m.due <= ?2 AND k.system = ?1 ORDER BY m.due LIMIT 1",
                         "si", system, now);
    LbStep step = row != NULL ? lb_statement_step(row, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW) {
        *number = lb_column_int(row, 0);
        *id = lb_column_dup(row, 1);
    }
    return step != LB_STEP_ERROR;
}

bool
lb_mirrors_held_up(LbStore *store, const char *system, int64_t far, int64_t *number, char **id,
                   GError **error)
{
    *number = 0;
    *id = NULL;
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT m.ticket, k.id FROM request q INDEXED BY request_due"
        " JOIN ticket_link k ON k.ticket = q.ticket"
        " JOIN ticket_mirror m ON m.ticket = q.ticket"
        " WHERE q.status IN " LIVE " AND k.system = ?1 AND (m.due IS NULL OR m.due > ?2) LIMIT 1",
        "si", system, far);
    LbStep step = row != NULL ? lb_statement_step(row, error) : LB_STEP_ERROR;
    if (step == LB_STEP_ROW) {
        *number = lb_column_int(row, 0);
        *id = lb_column_dup(row, 1);
    }
    return step != LB_STEP_ERROR;
}

#define MISSING                                                       \
    " FROM ticket_mirror m JOIN ticket_link k ON k.ticket = m.ticket" \
    " WHERE m.failing IS NOT NULL AND k.system = ?1"

bool
lb_mirrors_missing(LbStore *store, LbSystemState *state, int limit, GError **error)
{
    state->gone = g_ptr_array_new_with_free_func((GDestroyNotify)lb_missing_ticket_free);
    if (!lb_store_get_int(store, &state->missing, error, "SELECT count(*)" MISSING, "s",
                          state->name))
        return false;
    g_autoptr(LbStatement) row =
        lb_statement_new(store, error,
                         "SELECT m.ticket, k.id, m.failing, m.fault" MISSING
                         " ORDER BY m.failing DESC, m.ticket DESC LIMIT ?2",
                         "si", state->name, (int64_t)limit);
    LbStep step = LB_STEP_ERROR;
    while (row != NULL && (step = lb_statement_step(row, error)) == LB_STEP_ROW) {
        LbMissingTicket *ticket = g_new0(LbMissingTicket, 1);
        ticket->number = lb_column_int(row, 0);
        ticket->id = lb_column_dup(row, 1);
        ticket->since = lb_column_int(row, 2);
        ticket->fault = lb_column_dup(row, 3);
        g_ptr_array_add(state->gone, ticket);
    }
    return step == LB_STEP_DONE;
}

/* Systems */

LbSystemState *
lb_systems_get(LbStore *store, const char *name, GError **error)
{
    g_autoptr(LbSystemState) state = g_new0(LbSystemState, 1);
    state->name = g_strdup(name);
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT coalesce(y.answered, 0), coalesce(y.failing, 0), y.fault, coalesce(y.attempts, 0),"
        " coalesce(y.due, 0), coalesce(y.held, 0),"
        " (SELECT count(*) FROM ticket_link k WHERE k.system = ?1),"
        " (SELECT count(*) FROM ticket_post p JOIN ticket_link k ON k.ticket = p.ticket"
        "  WHERE k.system = ?1 AND p.state = 'queued'),"
        " (SELECT count(*) FROM ticket_post p JOIN ticket_link k ON k.ticket = p.ticket"
        "  WHERE k.system = ?1 AND p.state = 'failed')"
        " FROM (SELECT 1) LEFT JOIN ticket_system y ON y.name = ?1",
        "s", name);
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return NULL;
    state->answered = lb_column_int(row, 0);
    state->failing = lb_column_int(row, 1);
    state->fault = lb_column_dup(row, 2);
    state->attempts = (int)CLAMP(lb_column_int(row, 3), 0, G_MAXINT);
    state->due = lb_column_int(row, 4);
    state->held = lb_column_int(row, 5);
    state->tickets = lb_column_int(row, 6);
    state->owed = lb_column_int(row, 7);
    state->lost = lb_column_int(row, 8);
    return g_steal_pointer(&state);
}

bool
lb_systems_announce(LbStore *store, const GPtrArray *names, bool *changed, GError **error)
{
    *changed = false;
    g_auto(GStrv) present = lb_systems_present(store, error);
    if (present == NULL)
        return false;
    for (char **name = present; *name != NULL; name++) {
        if (g_ptr_array_find_with_equal_func((GPtrArray *)names, *name, g_str_equal, NULL))
            continue;
        *changed = true;
        if (!lb_store_run(store, error, "UPDATE ticket_system SET present = 0 WHERE name = ?", "s",
                          *name))
            return false;
    }
    for (guint i = 0; i < names->len; i++) {
        if (g_strv_contains((const char *const *)present, g_ptr_array_index(names, i)))
            continue;
        *changed = true;
        if (!lb_store_run(store, error,
                          "INSERT INTO ticket_system (name, present) VALUES (?, 1)"
                          " ON CONFLICT (name) DO UPDATE SET present = 1",
                          "s", g_ptr_array_index(names, i)))
            return false;
    }
    return true;
}

bool
lb_systems_set_page(LbStore *store, const char *name, const char *page, bool *changed,
                    GError **error)
{
    if (!lb_store_run(store, error,
                      "UPDATE ticket_system SET page = ?2 WHERE name = ?1 AND page IS NOT ?2", "ss",
                      name, page))
        return false;
    *changed = *changed || lb_store_changes(store) > 0;
    return true;
}

GStrv
lb_systems_present(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) rows = lb_statement_new(
        store, error, "SELECT name FROM ticket_system WHERE present = 1 ORDER BY name", "");
    return lb_texts_read(rows, error);
}

bool
lb_systems_answered(LbStore *store, const char *name, int64_t now, GError **error)
{
    return lb_store_run(store, error,
                        "INSERT INTO ticket_system (name, answered) VALUES (?, ?)"
                        " ON CONFLICT (name) DO UPDATE SET answered = excluded.answered,"
                        " failing = NULL, fault = NULL, attempts = 0, due = 0, held = 0",
                        "si", name, now);
}

bool
lb_systems_failed(LbStore *store, const char *name, int64_t now, int64_t due, int64_t held,
                  const char *words, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO ticket_system (name, failing, fault, attempts, due, held)"
        " VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (name) DO UPDATE SET"
        " failing = coalesce(failing, excluded.failing), fault = excluded.fault,"
        " attempts = min(attempts, 1000) + 1, due = excluded.due, held = excluded.held",
        "sisii", name, now, words, due, held);
}
