/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration that makes an approval a door: targets, grants, and who went through. */
#include "store/ledgerrows.h"
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_11[] =
    "CREATE TABLE target ("
    "  resource TEXT PRIMARY KEY," /* key; stays when an import drops the resource, and counts again when one brings it back */
    "  address TEXT NOT NULL,"
    "  port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),"
    "  login TEXT NOT NULL,"
    "  host_keys TEXT NOT NULL," /* TYPE BASE64, LF between */
    "  since INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    /* Hosts that may fetch the list of revoked certificates, and nothing else. */
    "CREATE TABLE target_key ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL," /* of the host, for the operator */
    "  type TEXT NOT NULL,"
    "  blob TEXT NOT NULL UNIQUE,"
    "  fingerprint TEXT NOT NULL,"
    "  added INTEGER NOT NULL,"
    "  revoked INTEGER"
    ") STRICT;"
    "CREATE TRIGGER target_key_delete BEFORE DELETE ON target_key BEGIN"
    "  SELECT RAISE(ABORT, 'a key is revoked, never deleted'); END;"

    /* What an approval opens: one resource each, with a copy of its target. */
    "CREATE TABLE access_grant ("
    "  serial INTEGER PRIMARY KEY,"
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  resource TEXT NOT NULL,"
    "  resource_name TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  port INTEGER NOT NULL,"
    "  login TEXT NOT NULL,"
    "  host_keys TEXT NOT NULL,"
    "  ports TEXT NOT NULL," /* of the scenario, with ; between */
    "  provisioner TEXT NOT NULL,"
    "  account TEXT NOT NULL,"
    "  begins INTEGER NOT NULL,"
    "  ends INTEGER NOT NULL CHECK (ends > begins),"
    "  status TEXT NOT NULL CHECK (status IN"
    "   ('opening', 'open', 'closing', 'closed', 'failing', 'failed')),"
    "  opened INTEGER,"
    "  closed INTEGER,"
    "  at_address TEXT," /* what the engineer connects to; NULL: it was never open */
    "  at_port INTEGER,"
    "  at_login TEXT,"
    "  at_principal TEXT,"
    "  at_text TEXT,"
    "  UNIQUE (request, resource)"
    ") STRICT;"
    "CREATE INDEX access_grant_resource ON access_grant (resource)"
    " WHERE status IN ('opening', 'open');"
    "CREATE INDEX access_grant_busy ON access_grant (serial)"
    " WHERE status IN ('opening', 'closing', 'failing');"
    "CREATE INDEX access_grant_ends ON access_grant (ends);"
    "CREATE TRIGGER access_grant_fixed BEFORE UPDATE OF serial, request, resource, resource_name,"
    "  address, port, login, host_keys, ports, provisioner, account, begins, ends ON access_grant BEGIN"
    "  SELECT RAISE(ABORT, 'what was granted never changes'); END;"
    "CREATE TRIGGER access_grant_step BEFORE UPDATE OF status ON access_grant"
    "  WHEN NEW.status IS NOT OLD.status AND NOT ("
    "   (OLD.status = 'opening' AND NEW.status IN ('open', 'closing', 'failing')) OR"
    "   (OLD.status = 'open' AND NEW.status = 'closing') OR"
    "   (OLD.status = 'closing' AND NEW.status = 'closed') OR"
    "   (OLD.status = 'failing' AND NEW.status = 'failed')) BEGIN"
    "  SELECT RAISE(ABORT, 'access that has ended never opens again'); END;"
    "CREATE TRIGGER access_grant_delete BEFORE DELETE ON access_grant BEGIN"
    "  SELECT RAISE(ABORT, 'what was granted is never deleted'); END;"

    /* lockboxd's own notes about what it has yet to do: they decide nothing. */
    "CREATE TABLE provisioning ("
    "  serial INTEGER PRIMARY KEY REFERENCES access_grant (serial),"
    "  attempts INTEGER NOT NULL,"
    "  due INTEGER NOT NULL,"
    "  words TEXT,"
    "  alarmed INTEGER NOT NULL DEFAULT 0 CHECK (alarmed IN (0, 1))"
    ") STRICT;"
    "CREATE INDEX provisioning_due ON provisioning (due, serial);"

    /* A request that asks for more time than another one gave. */
    "CREATE TABLE extension ("
    "  request INTEGER PRIMARY KEY REFERENCES request (number),"
    "  extends INTEGER NOT NULL REFERENCES request (number) CHECK (extends < request)"
    ") STRICT;"
    "CREATE INDEX extension_extends ON extension (extends);"
    "CREATE TRIGGER extension_update BEFORE UPDATE ON extension BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;"
    "CREATE TRIGGER extension_delete BEFORE DELETE ON extension BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;"

    /* A connection through Lockbox to a target. */
    "CREATE TABLE passage ("
    "  id INTEGER PRIMARY KEY,"
    "  serial INTEGER NOT NULL REFERENCES access_grant (serial),"
    "  kind TEXT NOT NULL CHECK (kind IN ('connect', 'relay')),"
    "  port INTEGER NOT NULL,"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  account TEXT NOT NULL,"
    "  address TEXT," /* where the engineer came from */
    "  begun INTEGER NOT NULL,"
    "  ended INTEGER,"
    "  sent INTEGER NOT NULL DEFAULT 0," /* bytes to the target */
    "  received INTEGER NOT NULL DEFAULT 0,"
    "  sha256 TEXT," /* of the recording so far */
    "  why TEXT" /* how it ended */
    ") STRICT;"
    "CREATE INDEX passage_serial ON passage (serial, id);"
    "CREATE INDEX passage_open ON passage (id) WHERE ended IS NULL;"
    "CREATE TRIGGER passage_fixed BEFORE UPDATE OF id, serial, kind, port, principal, account, address, begun"
    "  ON passage BEGIN"
    "  SELECT RAISE(ABORT, 'who went where never changes'); END;"
    "CREATE TRIGGER passage_over BEFORE UPDATE ON passage WHEN OLD.ended IS NOT NULL BEGIN"
    "  SELECT RAISE(ABORT, 'what is over never changes'); END;"
    "CREATE TRIGGER passage_delete BEFORE DELETE ON passage BEGIN"
    "  SELECT RAISE(ABORT, 'who went where is never deleted'); END;"

    LB_LEDGER_TABLES_11(LB_LEDGER_KEEPS);
/* clang-format on */
