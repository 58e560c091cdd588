/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was added to the tables: tickets, rules, names of resources, drafts, exclusions. */
#include "store/migrations.h"

/* Tickets that are opened, answered and closed here, and mail about them. */
const char lb_migration_3[] =
    "ALTER TABLE ticket ADD COLUMN here INTEGER NOT NULL DEFAULT 0;" /* 1: opened in Lockbox */
    "ALTER TABLE ticket ADD COLUMN taken INTEGER;" /* in Lockbox; an import no longer assigns it */
    "ALTER TABLE ticket ADD COLUMN escalated INTEGER;"
    "ALTER TABLE ticket ADD COLUMN escalated_by TEXT;"
    "ALTER TABLE ticket ADD COLUMN closed_by TEXT;" /* in Lockbox; an import does not open it again */
    "CREATE INDEX ticket_open ON ticket (closed IS NULL, number);"
    "CREATE INDEX ticket_unassigned ON ticket (number) WHERE assignee IS NULL AND closed IS NULL;"
    "CREATE INDEX ticket_assignee ON ticket (assignee COLLATE NOCASE, closed IS NULL, number);"
    "CREATE INDEX ticket_opener ON ticket (opened_by COLLATE NOCASE, closed IS NULL, number);"
    "CREATE INDEX ticket_tenant_open ON ticket (tenant, closed IS NULL, number);"
    "ALTER TABLE outbox ADD COLUMN ticket INTEGER REFERENCES ticket (number);"
    "CREATE INDEX outbox_ticket ON outbox (ticket, id) WHERE ticket IS NOT NULL;";

/* What the just-in-time rules said of each request, and who has approved internally. */
const char lb_migration_4[] =
    "ALTER TABLE principal ADD COLUMN isolated INTEGER NOT NULL DEFAULT 0 CHECK (isolated IN (0, "
    "1));"
    "CREATE TRIGGER principal_isolated_told AFTER UPDATE OF isolated ON principal"
    " WHEN OLD.isolated <> NEW.isolated AND OLD.entry < " NEXT_ENTRY " BEGIN"
    "  INSERT INTO change (principal, what, before, after) VALUES (NEW.id, 'isolated',"
    "   CASE OLD.isolated WHEN 1 THEN 'yes' ELSE 'no' END,"
    "   CASE NEW.isolated WHEN 1 THEN 'yes' ELSE 'no' END); END;"
    "CREATE TABLE weighing ("
    "  request INTEGER PRIMARY KEY REFERENCES request (number),"
    "  time INTEGER NOT NULL,"
    "  ruling TEXT NOT NULL,"
    "  approvers TEXT NOT NULL," /* names of roles, with ; between */
    "  approvals INTEGER NOT NULL,"
    "  customer INTEGER NOT NULL CHECK (customer IN (0, 1))," /* 1: is asked */
    "  until INTEGER NOT NULL," /* internal approval has until then; 0: none is needed */
    "  trace TEXT NOT NULL"     /* JSON: rule by rule */
    ") STRICT;"
    "CREATE TRIGGER weighing_update BEFORE UPDATE ON weighing BEGIN"
    "  SELECT RAISE(ABORT, 'what the rules said never changes'); END;"
    "CREATE TRIGGER weighing_delete BEFORE DELETE ON weighing BEGIN"
    "  SELECT RAISE(ABORT, 'what the rules said never changes'); END;"
    "CREATE TABLE endorsement (" /* one a person */
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  person TEXT NOT NULL,"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  role TEXT NOT NULL," /* the one by which it counted then */
    "  decision TEXT NOT NULL CHECK (decision IN ('endorse', 'decline')),"
    "  reason TEXT,"
    "  digest TEXT NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  key INTEGER REFERENCES key (id),"
    "  evidence TEXT," /* of several factors */
    "  PRIMARY KEY (request, person)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER endorsement_delete BEFORE DELETE ON endorsement BEGIN"
    "  SELECT RAISE(ABORT, 'an internal answer is never deleted'); END;";

/* What mails tell of, and which mail is next, is found without walking. */
const char lb_migration_5[] =
    "DROP INDEX change_principal;"
    "CREATE INDEX change_principal ON change (principal, what);"
    "CREATE TABLE told (" /* which entries of the log tell of an account's changes */
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  operation TEXT NOT NULL,"
    "  sequence INTEGER NOT NULL REFERENCES activity (sequence),"
    "  PRIMARY KEY (principal, operation, sequence)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX outbox_due_request ON outbox (due, id)"
    " WHERE status IN ('queued', 'sending') AND request IS NOT NULL;"
    "CREATE INDEX outbox_address ON outbox (principal, address COLLATE NOCASE, status);";

/* Access that touches no customer data is no lockbox request, and its id says so. */
const char lb_migration_6[] =
    "ALTER TABLE request ADD COLUMN jit_only INTEGER NOT NULL DEFAULT 0 CHECK (jit_only IN (0, 1));"
    "ALTER TABLE request ADD COLUMN id TEXT GENERATED ALWAYS AS"
    " (CASE jit_only WHEN 1 THEN 'JIT-' ELSE 'LB-' END || number) VIRTUAL;"
    "CREATE TRIGGER request_jit_only BEFORE UPDATE OF jit_only ON request BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;";

/* The names by which engineers look for resources, in lower case: one list to walk in order of name, kept by triggers,
 * and its groups of three characters, to find what is rare. Triggers may not write those, since the schema is not
 * trusted: what lb_resources_gather() has to do they leave in gathered and resource_unnamed. */
/* clang-format off */
#define NAMED(row) "lower(" row ".name) || char(10) || lower(coalesce(" row ".resource_group, ''))"
#define NAME_OF(row, from)                                                           \
    "INSERT INTO resource_name (key, tenant, subscription, type, text)"              \
    " SELECT " row ".key, s.tenant, s.id, lower(" row ".type), " NAMED(row)          \
    " FROM " from "subscription s WHERE s.id = " row ".subscription;"

const char lb_migration_7[] =
    "CREATE TABLE resource_name ("
    "  id INTEGER PRIMARY KEY,"
    "  key TEXT NOT NULL UNIQUE,"
    "  tenant TEXT NOT NULL,"
    "  subscription TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  text TEXT NOT NULL," /* name, LF, resource group */
    "  gathered INTEGER NOT NULL DEFAULT 0 CHECK (gathered IN (0, 1))"
    ") STRICT;"
    "CREATE INDEX resource_name_tenant ON resource_name (tenant, type, text);"
    "CREATE INDEX resource_name_subscription ON resource_name (subscription, type, text);"
    "CREATE INDEX resource_name_new ON resource_name (id) WHERE gathered = 0;"
    "CREATE TABLE resource_unnamed (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE resource_piece USING fts5"
    " (text, content = '', tokenize = 'trigram case_sensitive 1');"
    "CREATE TRIGGER resource_name_gone AFTER DELETE ON resource_name WHEN OLD.gathered = 1 BEGIN"
    "  INSERT INTO resource_unnamed (id, text) VALUES (OLD.id, OLD.text); END;"
    "CREATE TRIGGER resource_new AFTER INSERT ON resource BEGIN " NAME_OF("NEW", "") " END;"
    "CREATE TRIGGER resource_gone AFTER DELETE ON resource BEGIN"
    "  DELETE FROM resource_name WHERE key = OLD.key; END;"
    "CREATE TRIGGER resource_renamed AFTER UPDATE ON resource"
    "  WHEN OLD.key IS NOT NEW.key OR OLD.subscription IS NOT NEW.subscription"
    "   OR lower(OLD.type) IS NOT lower(NEW.type)"
    "   OR (" NAMED("OLD") ") IS NOT (" NAMED("NEW") ") BEGIN"
    "  DELETE FROM resource_name WHERE key = OLD.key; " NAME_OF("NEW", "") " END;"
    NAME_OF("r", "resource r CROSS JOIN ")
    "INSERT INTO resource_piece (rowid, text) SELECT id, text FROM resource_name;"
    "UPDATE resource_name SET gathered = 1;"

    /* What somebody has filled in of a request that is not sent yet: nobody else's business. */
    "CREATE TABLE draft ("
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  ticket INTEGER NOT NULL CHECK (ticket BETWEEN 0 AND 999999999999)," /* 0: none so far */
    "  service TEXT CHECK (length(service) <= 200),"
    "  scenario TEXT CHECK (length(scenario) <= 200),"
    "  level TEXT CHECK (length(level) <= 200),"
    "  hours INTEGER NOT NULL,"
    "  justification TEXT CHECK (length(justification) <= 4000),"
    "  resources TEXT CHECK (length(resources) <= 205000)," /* ids, with LF between */
    "  kept INTEGER NOT NULL,"
    "  turn INTEGER NOT NULL," /* the greatest of an account is the one that was kept last */
    "  PRIMARY KEY (principal, ticket)"
    ") STRICT, WITHOUT ROWID;"

    /* Because of which tickets DevOps engineers may ask, and how much somebody has asked for. */
    "CREATE INDEX ticket_escalated ON ticket (number)"
    "  WHERE escalated IS NOT NULL AND closed IS NULL;"
    "CREATE INDEX request_undecided ON request (requester, subscription)"
    "  WHERE status IN ('Initializing', 'Pending');"
    "CREATE INDEX request_created ON request (requester, created);";
/* clang-format on */

/* Work without a request, as it was recorded, and who of the customer's has acknowledged it. */
const char lb_migration_8[] =
    "CREATE TABLE exclusion ("
    "  number INTEGER PRIMARY KEY,"
    "  kind TEXT NOT NULL,"
    "  tenant TEXT NOT NULL REFERENCES tenant (id),"
    "  subscription TEXT NOT NULL REFERENCES subscription (id),"
    "  scope TEXT NOT NULL,"
    "  started INTEGER NOT NULL,"
    "  ended INTEGER NOT NULL CHECK (ended > started),"
    "  text TEXT NOT NULL,"
    "  recorder INTEGER NOT NULL REFERENCES principal (id),"
    "  recorder_account TEXT NOT NULL,"
    "  recorder_person TEXT NOT NULL,"
    "  recorder_role TEXT NOT NULL,"
    "  recorded INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX exclusion_tenant ON exclusion (tenant, number);"
    "CREATE INDEX exclusion_recorder ON exclusion (recorder, number);"
    "CREATE INDEX exclusion_person ON exclusion (recorder_person, recorded);"
    "CREATE TRIGGER exclusion_update BEFORE UPDATE ON exclusion BEGIN"
    "  SELECT RAISE(ABORT, 'what was recorded never changes'); END;"
    "CREATE TRIGGER exclusion_delete BEFORE DELETE ON exclusion BEGIN"
    "  SELECT RAISE(ABORT, 'what was recorded never changes'); END;"
    "CREATE TABLE acknowledgement (" /* one of an exclusion: the first */
    "  exclusion INTEGER PRIMARY KEY REFERENCES exclusion (number),"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  account TEXT NOT NULL,"
    "  comment TEXT,"
    "  time INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TRIGGER acknowledgement_update BEFORE UPDATE ON acknowledgement BEGIN"
    "  SELECT RAISE(ABORT, 'who acknowledged what never changes'); END;"
    "CREATE TRIGGER acknowledgement_delete BEFORE DELETE ON acknowledgement BEGIN"
    "  SELECT RAISE(ABORT, 'who acknowledged what never changes'); END;"
    /* Those that nobody has acknowledged, kept by these triggers alone. */
    "CREATE TABLE unacknowledged ("
    "  exclusion INTEGER PRIMARY KEY REFERENCES exclusion (number),"
    "  tenant TEXT NOT NULL,"
    "  subscription TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX unacknowledged_tenant ON unacknowledged (tenant, exclusion, subscription);"
    "CREATE TRIGGER exclusion_told AFTER INSERT ON exclusion BEGIN"
    "  INSERT INTO unacknowledged VALUES (NEW.number, NEW.tenant, NEW.subscription); END;"
    "CREATE TRIGGER acknowledgement_told AFTER INSERT ON acknowledgement BEGIN"
    "  DELETE FROM unacknowledged WHERE exclusion = NEW.exclusion; END;"
    "CREATE TRIGGER unacknowledged_update BEFORE UPDATE ON unacknowledged BEGIN"
    "  SELECT RAISE(ABORT, 'nobody has acknowledged it'); END;"
    "CREATE TRIGGER unacknowledged_delete BEFORE DELETE ON unacknowledged"
    " WHEN NOT EXISTS (SELECT 1 FROM acknowledgement a WHERE a.exclusion = OLD.exclusion) BEGIN"
    "  SELECT RAISE(ABORT, 'nobody has acknowledged it'); END;"
    "ALTER TABLE outbox ADD COLUMN exclusion INTEGER REFERENCES exclusion (number);";

/* The just-in-time rules in force, as they were read. They change with an entry of the log, or not at all. */
#define TOLD_OF_RULES                                                   \
    "NOT EXISTS (SELECT 1 FROM activity a WHERE a.sequence = NEW.entry" \
    " AND a.operation = 'ChangeRules')"

const char lb_migration_9[] =
    "CREATE TABLE policy ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  text TEXT NOT NULL,"
    "  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)," /* of the text */
    "  since INTEGER NOT NULL,"
    "  entry INTEGER NOT NULL REFERENCES activity (sequence),"
    "  told TEXT" /* which wrong file the log tells of since then */
    ") STRICT;"
    "CREATE TRIGGER policy_insert BEFORE INSERT ON policy WHEN " TOLD_OF_RULES " BEGIN"
    "  SELECT RAISE(ABORT, 'rules change with an entry of the log'); END;"
    "CREATE TRIGGER policy_update BEFORE UPDATE OF id, text, sha256, since, entry ON policy"
    "  WHEN NEW.entry <= OLD.entry OR " TOLD_OF_RULES " BEGIN"
    "  SELECT RAISE(ABORT, 'rules change with an entry of the log'); END;"
    "CREATE TRIGGER policy_delete BEFORE DELETE ON policy BEGIN"
    "  SELECT RAISE(ABORT, 'some rules are always in force'); END;";
