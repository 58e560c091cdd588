/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration that makes the ledger: what each entry of the log says the tables' rows are. Triggers write down what
 * any statement changes; the act's next entry takes it over (store/ledger.c). What was there before the ledger waits, as
 * its base, for the first entry that is written. */
#include "store/ledgerrows.h"
#include "store/migrations.h"

/* clang-format off */
#define BASE(table, key, row)                                                                   \
    "INSERT INTO touched (kind, name, after, base)"                                             \
    " SELECT '" table "', " key("") ", " row("") ", 1 FROM " table ";"

const char lb_migration_10[] =
    "CREATE TABLE touched (" /* what no entry has taken over so far */
    "  id INTEGER PRIMARY KEY,"
    "  kind TEXT NOT NULL," /* table */
    "  name TEXT NOT NULL," /* key of the row */
    "  before TEXT,"        /* the row as text (base/columns.h); NULL: there was none */
    "  after TEXT,"
    "  base INTEGER NOT NULL DEFAULT 0 CHECK (base IN (0, 1))" /* it was there before the ledger */
    ") STRICT;"
    "CREATE INDEX touched_name ON touched (kind, name, id);"
    "CREATE TABLE ledger ("
    "  kind TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  sequence INTEGER NOT NULL," /* of the entry that took it over, and has its digest */
    "  before TEXT," /* where there was a row and is one: only the columns that changed */
    "  after TEXT,"
    "  PRIMARY KEY (kind, name, sequence)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX ledger_sequence ON ledger (sequence, kind, name);"
    "CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger"
    "  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM activity) BEGIN"
    "  SELECT RAISE(ABORT, 'the ledger grows with the activity log'); END;"
    "CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger BEGIN"
    "  SELECT RAISE(ABORT, 'the ledger never changes'); END;"
    "CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger BEGIN"
    "  SELECT RAISE(ABORT, 'the ledger never changes'); END;"
    LB_LEDGER_TABLES(LB_LEDGER_KEEPS)
    LB_LEDGER_TABLES(BASE);
/* clang-format on */
