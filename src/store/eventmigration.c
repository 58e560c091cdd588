/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration that lets event logs of Windows in. They are too many for the ledger: the entry of a batch has its
 * digest. */
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_13[] =
    "CREATE TABLE winevent ("
    "  id INTEGER PRIMARY KEY,"
    "  batch INTEGER NOT NULL," /* sequence of the entry of the log that has its digest */
    "  identity BLOB NOT NULL CHECK (length(identity) = 32)," /* SHA-256 of what the event says */
    "  computer TEXT NOT NULL," /* in lower case */
    "  channel TEXT NOT NULL,"
    "  record INTEGER NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  provider TEXT,"
    "  event INTEGER NOT NULL," /* 4624 */
    "  account TEXT,"
    "  target TEXT,"
    "  member_of TEXT," /* the group whose members changed */
    "  logon_type INTEGER NOT NULL,"
    "  logon INTEGER NOT NULL,"
    "  source TEXT,"
    "  process TEXT,"
    "  command TEXT,"
    "  service TEXT,"
    "  cleared TEXT,"
    "  system INTEGER NOT NULL CHECK (system IN (0, 1)),"
    "  tenant TEXT NOT NULL,"
    "  subscription TEXT NOT NULL,"
    "  resource TEXT NOT NULL," /* key; stays when an import drops the resource */
    "  resource_name TEXT NOT NULL,"
    "  request INTEGER REFERENCES request (number)," /* NULL: no approved access explains it */
    "  UNIQUE (computer, time, channel, record, identity),"
    "  CHECK (system = 0 OR request IS NULL)"
    ") STRICT;"
    "CREATE INDEX winevent_batch ON winevent (batch);"
    "CREATE INDEX winevent_request ON winevent (request, time, id) WHERE request IS NOT NULL;"
    /* With all that their counts look at, so that these read no row. */
    "CREATE INDEX winevent_unexplained ON winevent (tenant, time, id, subscription, request, system)"
    " WHERE request IS NULL AND system = 0;"
    "CREATE INDEX winevent_all_unexplained ON winevent (time, id, request, system)"
    " WHERE request IS NULL AND system = 0;"
    "CREATE INDEX winevent_system ON winevent (tenant, time, id, subscription)"
    " WHERE request IS NULL AND system = 1;"
    "CREATE TRIGGER winevent_update BEFORE UPDATE ON winevent BEGIN"
    "  SELECT RAISE(ABORT, 'what was imported never changes'); END;"
    "CREATE TRIGGER winevent_delete BEFORE DELETE ON winevent BEGIN"
    "  SELECT RAISE(ABORT, 'what was imported is never deleted'); END;"

    /* Which access was open there then. */
    "CREATE INDEX access_grant_opened ON access_grant (resource, opened, serial)"
    " WHERE opened IS NOT NULL;";
/* clang-format on */
