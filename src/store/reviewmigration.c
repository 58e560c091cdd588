/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration that lets people see what was done: recordings and how long they are kept, sessions that were ended, who read
 * a request. */
#include "store/ledgerrows.h"
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_12[] =
    /* What is kept of a passage that is recorded. */
    "CREATE TABLE recording ("
    "  passage INTEGER PRIMARY KEY REFERENCES passage (id),"
    "  tenant TEXT NOT NULL,"
    "  bytes INTEGER NOT NULL DEFAULT 0,"
    "  ended INTEGER," /* NULL: it goes on */
    "  deleted INTEGER," /* when its deletion was decided and logged */
    "  why TEXT CHECK (why IN ('retention', 'operator')),"
    "  gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1))," /* its files are: a note of lockboxd's own */
    "  CHECK ((deleted IS NULL) = (why IS NULL))"
    ") STRICT;"
    "CREATE INDEX recording_kept ON recording (tenant, ended, bytes) WHERE deleted IS NULL;"
    "CREATE INDEX recording_left ON recording (passage) WHERE deleted IS NOT NULL AND gone = 0;"
    "CREATE TRIGGER recording_fixed BEFORE UPDATE ON recording"
    "  WHEN NEW.passage IS NOT OLD.passage OR NEW.tenant IS NOT OLD.tenant OR"
    "   (OLD.ended IS NOT NULL AND (NEW.ended IS NOT OLD.ended OR NEW.bytes IS NOT OLD.bytes)) OR"
    "   (OLD.deleted IS NOT NULL AND (NEW.deleted IS NOT OLD.deleted OR NEW.why IS NOT OLD.why)) BEGIN"
    "  SELECT RAISE(ABORT, 'what was recorded never changes'); END;"
    "CREATE TRIGGER recording_delete BEFORE DELETE ON recording BEGIN"
    "  SELECT RAISE(ABORT, 'that there was a recording is never deleted'); END;"

    /* How long a customer's recordings are kept, and how much of them; NULL: as lockbox.conf says. */
    "CREATE TABLE keeping ("
    "  tenant TEXT PRIMARY KEY REFERENCES tenant (id),"
    "  days INTEGER CHECK (days BETWEEN 1 AND 36500),"
    "  mebibytes INTEGER CHECK (mebibytes BETWEEN 1 AND 1073741824)"
    ") STRICT, WITHOUT ROWID;"

    /* A passage that somebody of the customer ended: whoever goes through looks for it. */
    "CREATE TABLE session_stop ("
    "  passage INTEGER PRIMARY KEY REFERENCES passage (id),"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  account TEXT NOT NULL,"
    "  time INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TRIGGER session_stop_update BEFORE UPDATE ON session_stop BEGIN"
    "  SELECT RAISE(ABORT, 'what was ended stays so'); END;"
    "CREATE TRIGGER session_stop_delete BEFORE DELETE ON session_stop BEGIN"
    "  SELECT RAISE(ABORT, 'what was ended stays so'); END;"

    /* Who of those that were asked read the request first when: a note, which decides nothing. */
    "CREATE TABLE reading ("
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  account TEXT NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  PRIMARY KEY (request, principal)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER reading_update BEFORE UPDATE ON reading BEGIN"
    "  SELECT RAISE(ABORT, 'the first time stays the first'); END;"

    LB_LEDGER_TABLES_12(LB_LEDGER_KEEPS);
/* clang-format on */
