/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody waits for. */
#include "store/looks.h"

#include "store/statement.h"

void
lb_look_free(LbLook *look)
{
    if (look == NULL)
        return;
    g_free(look->person);
    g_free(look->system);
    g_free(look->id);
    g_free(look);
}

bool
lb_looks_insert(LbStore *store, LbLook *look, GError **error)
{
    if (!lb_store_run(store, error,
                      "INSERT INTO ticket_look (principal, person, system, id, asked, state)"
                      " VALUES (?, ?, ?, ?, ?, 'waiting')",
                      "isssi", look->principal, look->person, look->system, look->id, look->asked))
        return false;
    look->number = lb_store_last_id(store);
    look->state = LB_LOOK_WAITING;
    return true;
}

#define LOOK_COLUMNS                                                                        \
    "SELECT number, principal, person, system, id, asked, state, coalesce(ticket, 0) FROM " \
    "ticket_look "

static LbLook *
read_look(LbStatement *row, GError **error)
{
    int state = LB_LOOK_FAILED;
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return NULL;
    LbLook *look = g_new0(LbLook, 1);
    lb_names_find(lb_look_state_names, lb_column_text(row, 6), &state);
    look->number = lb_column_int(row, 0);
    look->principal = lb_column_int(row, 1);
    look->person = lb_column_dup(row, 2);
    look->system = lb_column_dup(row, 3);
    look->id = lb_column_dup(row, 4);
    look->asked = lb_column_int(row, 5);
    look->state = (LbLookState)state;
    look->ticket = lb_column_int(row, 7);
    return look;
}

LbLook *
lb_looks_get(LbStore *store, int64_t number, int64_t principal, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error, LOOK_COLUMNS "WHERE number = ? AND principal = ?", "ii", number, principal);
    return read_look(row, error);
}

bool
lb_looks_count(LbStore *store, const char *person, int64_t since, int64_t *count, int64_t *waiting,
               GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT count(*), count(*) FILTER (WHERE state = 'waiting') FROM ticket_look"
        " INDEXED BY ticket_look_person WHERE person = ? AND asked > ?",
        "si", person, since);
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return false;
    *count = lb_column_int(row, 0);
    *waiting = lb_column_int(row, 1);
    return true;
}

LbLook *
lb_looks_next(LbStore *store, const char *system, GError **error)
{
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        LOOK_COLUMNS "INDEXED BY ticket_look_waiting WHERE state = 'waiting' AND system = ?"
                     " ORDER BY number LIMIT 1",
        "s", system);
    return read_look(row, error);
}

bool
lb_looks_settle(LbStore *store, const LbLook *answer, int64_t asked, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE ticket_look SET state = ?3, ticket = nullif(?4, 0)"
                        " WHERE state = 'waiting' AND system = ?1 AND id = ?2 AND asked <= ?5",
                        "sssii", answer->system, answer->id,
                        lb_names_get(lb_look_state_names, (int)answer->state), answer->ticket,
                        asked);
}

GStrv
lb_looks_systems(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) rows = lb_statement_new(
        store, error, "SELECT DISTINCT system FROM ticket_look WHERE state = 'waiting'", "");
    return lb_texts_read(rows, error);
}

bool
lb_looks_end(LbStore *store, const char *system, LbLookState state, int64_t asked, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE ticket_look SET state = ? WHERE state = 'waiting' AND system = ?"
                        " AND asked <= ?",
                        "ssi", lb_names_get(lb_look_state_names, (int)state), system, asked);
}

bool
lb_looks_are_old(LbStore *store, int64_t waiting, int64_t asked, bool *any, GError **error)
{
    int64_t found = 0;
    bool read = lb_store_get_int(
        store, &found, error,
        "SELECT EXISTS (SELECT 1 FROM ticket_look WHERE state = 'waiting' AND asked <= ?1)"
        " OR EXISTS (SELECT 1 FROM ticket_look INDEXED BY ticket_look_asked WHERE asked < ?2)",
        "ii", waiting, asked);
    *any = found != 0;
    return read;
}

bool
lb_looks_forget(LbStore *store, int64_t asked, GError **error)
{
    return lb_store_run(store, error,
                        "DELETE FROM ticket_look INDEXED BY ticket_look_asked WHERE asked < ?", "i",
                        asked);
}
