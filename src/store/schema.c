/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered migrations. A migration that has been released is never changed; a new one follows it.
 * Times are microseconds UTC. Enumerations are stored by name. */
#include "store/schema.h"

#include "store/ours.h"
#include "store/statement.h"

static const char migration_1[] =
    /* What this database is. */
    "CREATE TABLE instance ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  id TEXT NOT NULL,"
    "  test INTEGER NOT NULL CHECK (test IN (0, 1)),"
    "  created INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TRIGGER instance_update BEFORE UPDATE ON instance BEGIN"
    "  SELECT RAISE(ABORT, 'what a database is never changes'); END;"
    "CREATE TRIGGER instance_delete BEFORE DELETE ON instance BEGIN"
    "  SELECT RAISE(ABORT, 'what a database is never changes'); END;"

    /* The high-water mark, and the pair of readings that wall and boot clock are compared with. */
    "CREATE TABLE clock ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  mark INTEGER NOT NULL,"
    "  boot_id TEXT NOT NULL,"
    "  wall INTEGER NOT NULL,"
    "  boot INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE heartbeat ("
    "  one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  beat INTEGER NOT NULL,"
    "  process INTEGER NOT NULL"
    ") STRICT;"

    /* The customers' trees. Ids are canonical: lower case. */
    "CREATE TABLE tenant ("
    "  id TEXT PRIMARY KEY,"
    "  name TEXT NOT NULL,"
    "  plan TEXT NOT NULL,"
    "  preview INTEGER NOT NULL DEFAULT 0 CHECK (preview IN (0, 1)),"
    "  queue_hours INTEGER NOT NULL DEFAULT 96 CHECK (queue_hours > 0),"
    "  access_hours INTEGER NOT NULL DEFAULT 8 CHECK (access_hours > 0)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE subscription ("
    "  id TEXT PRIMARY KEY,"
    "  tenant TEXT NOT NULL REFERENCES tenant (id),"
    "  name TEXT NOT NULL,"
    "  quorum INTEGER NOT NULL DEFAULT 1 CHECK (quorum > 0)" /* approvals that a request needs */
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX subscription_tenant ON subscription (tenant);"
    "CREATE TABLE management_group (" /* which subscriptions a management group's scope covers */
    "  path TEXT NOT NULL,"
    "  subscription TEXT NOT NULL REFERENCES subscription (id),"
    "  import INTEGER NOT NULL," /* log sequence of the import that saw it last */
    "  PRIMARY KEY (subscription, path)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE resource ("
    "  key TEXT PRIMARY KEY,"
    "  id TEXT NOT NULL,"
    "  subscription TEXT NOT NULL REFERENCES subscription (id),"
    "  resource_group TEXT,"
    "  name TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  os TEXT NOT NULL,"
    "  import INTEGER NOT NULL" /* log sequence of the import that saw it last */
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX resource_subscription ON resource (subscription, name COLLATE NOCASE);"

    /* Accounts, keys, roles. */
    "CREATE TABLE principal ("
    "  id INTEGER PRIMARY KEY,"
    "  account TEXT NOT NULL COLLATE NOCASE UNIQUE,"
    "  object TEXT UNIQUE," /* the directory's object id */
    "  kind TEXT NOT NULL," /* User, Group, ServicePrincipal: only users act */
    "  person TEXT NOT NULL,"
    "  name TEXT,"
    "  tenant TEXT REFERENCES tenant (id)," /* NULL: the provider's */
    "  mail TEXT,"
    "  language TEXT,"
    "  time_zone TEXT,"
    "  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),"
    "  entry INTEGER NOT NULL DEFAULT 0,"        /* of the log: from which on there is this row */
    "  changed INTEGER NOT NULL DEFAULT 0,"      /* the same of its account, person and mail */
    "  session_epoch INTEGER NOT NULL DEFAULT 0" /* raised by what ends the sessions that are open */
    ") STRICT;"
    "CREATE INDEX principal_tenant ON principal (tenant, account);"
    "CREATE INDEX principal_person ON principal (person);"
    "CREATE INDEX principal_mail ON principal (mail COLLATE NOCASE);"
    "CREATE TABLE address (" /* more mail addresses, which are told and decide nothing */
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  mail TEXT NOT NULL COLLATE NOCASE,"
    "  PRIMARY KEY (principal, mail)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE key ("
    "  id INTEGER PRIMARY KEY,"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  type TEXT NOT NULL,"
    "  blob TEXT NOT NULL UNIQUE," /* base64, as in an authorized_keys line */
    "  fingerprint TEXT NOT NULL UNIQUE,"
    "  added INTEGER NOT NULL,"
    "  revoked INTEGER,"
    "  entry INTEGER NOT NULL DEFAULT 0" /* of the log: from which on there is this key */
    ") STRICT;"
    "CREATE INDEX key_principal ON key (principal);"
    "CREATE TABLE role_assignment ("
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  role TEXT NOT NULL," /* roles that mean nothing to us are kept too */
    "  scope TEXT NOT NULL,"
    "  source TEXT NOT NULL," /* az, directory, operator */
    "  since INTEGER NOT NULL,"
    "  import INTEGER NOT NULL,"
    "  PRIMARY KEY (principal, role, scope, source)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX role_assignment_scope ON role_assignment (scope, role);"

    /* Support tickets. */
    "CREATE TABLE ticket ("
    "  number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 999999999999)," /* what ids can say */
    "  tenant TEXT NOT NULL REFERENCES tenant (id),"
    "  subscription TEXT REFERENCES subscription (id),"
    "  title TEXT NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  opened_by TEXT NOT NULL,"
    "  assignee TEXT,"
    "  opened INTEGER NOT NULL,"
    "  closed INTEGER"
    ") STRICT;"
    "CREATE TABLE ticket_entry ("
    "  ticket INTEGER NOT NULL REFERENCES ticket (number),"
    "  position INTEGER NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  author TEXT NOT NULL,"
    "  side TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  PRIMARY KEY (ticket, position)"
    ") STRICT, WITHOUT ROWID;"

    /* Requests. What was asked never changes; what became of it stands in the columns from version on. */
    "CREATE TABLE request ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  tenant TEXT NOT NULL REFERENCES tenant (id),"
    "  subscription TEXT NOT NULL REFERENCES subscription (id),"
    "  service TEXT NOT NULL,"
    "  scenario TEXT NOT NULL,"
    "  level TEXT NOT NULL,"
    "  hours INTEGER NOT NULL CHECK (hours > 0),"
    "  justification TEXT NOT NULL,"
    "  ticket INTEGER NOT NULL REFERENCES ticket (number),"
    "  ticket_title TEXT NOT NULL," /* these two as they were then: imports change the ticket */
    "  ticket_opened_by TEXT NOT NULL,"
    "  requester INTEGER NOT NULL REFERENCES principal (id),"
    "  requester_account TEXT NOT NULL," /* as it was then: what was shown never changes */
    "  requester_person TEXT NOT NULL,"  /* the same: else who is whom could be turned afterwards */
    "  requester_role TEXT NOT NULL,"
    "  created INTEGER NOT NULL,"
    "  notified INTEGER NOT NULL DEFAULT 0,"
    "  expiration INTEGER NOT NULL DEFAULT 0,"
    "  notified_entry INTEGER NOT NULL DEFAULT 0," /* of the log: it waits from this entry on */
    "  quorum INTEGER NOT NULL DEFAULT 1," /* approvals that it needs, fixed when it began to wait */
    "  version INTEGER NOT NULL DEFAULT 1,"
    "  status TEXT NOT NULL,"
    "  decided INTEGER NOT NULL DEFAULT 0,"
    "  decided_by TEXT,"
    "  decision_reason TEXT,"
    "  hours_granted INTEGER NOT NULL DEFAULT 0,"
    "  access_start INTEGER NOT NULL DEFAULT 0,"
    "  access_end INTEGER NOT NULL DEFAULT 0,"
    "  ended INTEGER NOT NULL DEFAULT 0,"
    "  ended_by TEXT," /* who ended access before its time */
    "  end_reason TEXT"
    ") STRICT;"
    "CREATE INDEX request_due ON request (status, expiration);"
    "CREATE INDEX request_end ON request (status, access_end);"
    "CREATE INDEX request_subscription ON request (subscription, number);"
    "CREATE INDEX request_requester ON request (requester, number);"
    "CREATE INDEX request_ticket ON request (ticket);"
    "CREATE TRIGGER request_asked BEFORE UPDATE OF number, tenant, subscription, service, "
    "scenario, level,"
    "  hours, justification, ticket, ticket_title, ticket_opened_by, requester, requester_account, "
    "requester_person, "
    "requester_role, created ON request BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;"
    "CREATE TRIGGER request_notified BEFORE UPDATE OF notified, expiration, notified_entry, quorum "
    "ON "
    "request"
    "  WHEN OLD.notified <> 0 BEGIN"
    "  SELECT RAISE(ABORT, 'the four days begin once'); END;"
    "CREATE TRIGGER request_delete BEFORE DELETE ON request BEGIN"
    "  SELECT RAISE(ABORT, 'requests are never deleted'); END;"
    "CREATE TABLE request_resource (" /* as they were when they were asked for */
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  key TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  resource_group TEXT,"
    "  name TEXT NOT NULL,"
    "  type TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  os TEXT NOT NULL,"
    "  PRIMARY KEY (request, key)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER request_resource_update BEFORE UPDATE ON request_resource BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;"
    "CREATE TRIGGER request_resource_delete BEFORE DELETE ON request_resource BEGIN"
    "  SELECT RAISE(ABORT, 'what was asked never changes'); END;"
    "CREATE TABLE approver (" /* who was asked, fixed when the request began to wait */
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  role TEXT NOT NULL,"
    "  scope TEXT NOT NULL,"
    "  PRIMARY KEY (request, principal)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX approver_principal ON approver (principal, request);"
    "CREATE TRIGGER approver_update BEFORE UPDATE ON approver BEGIN"
    "  SELECT RAISE(ABORT, 'the set of approvers is fixed'); END;"
    "CREATE TRIGGER approver_delete BEFORE DELETE ON approver BEGIN"
    "  SELECT RAISE(ABORT, 'the set of approvers is fixed'); END;"
    "CREATE TABLE vote (" /* one a person */
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  person TEXT NOT NULL,"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  decision TEXT NOT NULL CHECK (decision IN ('approve', 'deny')),"
    "  hours INTEGER NOT NULL,"
    "  reason TEXT,"
    "  digest TEXT NOT NULL,"
    "  time INTEGER NOT NULL,"
    "  key INTEGER REFERENCES key (id),"
    "  evidence TEXT," /* of several factors */
    "  PRIMARY KEY (request, person)"
    ") STRICT, WITHOUT ROWID;"

    /* The activity log: entries are added one by one, each with the hash of the one before. */
    "CREATE TABLE activity ("
    "  sequence INTEGER PRIMARY KEY,"
    "  time INTEGER NOT NULL,"
    "  tenant TEXT,"
    "  operation TEXT NOT NULL,"
    "  request TEXT,"
    "  caller TEXT,"
    "  person TEXT,"
    "  door TEXT NOT NULL,"
    "  fingerprint TEXT,"
    "  evidence TEXT,"
    "  address TEXT,"
    "  details TEXT NOT NULL,"
    "  previous BLOB NOT NULL CHECK (length(previous) = 32),"
    "  hash BLOB NOT NULL CHECK (length(hash) = 32)"
    ") STRICT;"
    "CREATE INDEX activity_tenant ON activity (tenant, sequence);"
    "CREATE INDEX activity_operation ON activity (operation, sequence);"
    "CREATE INDEX activity_tenant_operation ON activity (tenant, operation, sequence);"
    "CREATE INDEX activity_request ON activity (request, sequence);"
    "CREATE INDEX activity_caller ON activity (caller COLLATE NOCASE, sequence);"
    "CREATE TRIGGER activity_insert BEFORE INSERT ON activity"
    "  WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM activity)"
    "    OR NEW.previous IS NOT coalesce("
    "      (SELECT hash FROM activity ORDER BY sequence DESC LIMIT 1), zeroblob(32))"
    "    OR NEW.time < coalesce((SELECT time FROM activity ORDER BY sequence DESC LIMIT 1), "
    "NEW.time)"
    "  BEGIN SELECT RAISE(ABORT, 'the activity log only grows, in order'); END;"
    "CREATE TRIGGER activity_update BEFORE UPDATE ON activity BEGIN"
    "  SELECT RAISE(ABORT, 'the activity log never changes'); END;"
    "CREATE TRIGGER activity_delete BEFORE DELETE ON activity BEGIN"
    "  SELECT RAISE(ABORT, 'the activity log never changes'); END;"

    /* Messages that a committed change owes somebody. */
    "CREATE TABLE outbox ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  event TEXT NOT NULL,"
    "  request INTEGER REFERENCES request (number)," /* NULL: it is about people, keys and roles */
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  address TEXT NOT NULL,"
    "  language TEXT,"
    "  time_zone TEXT,"
    "  approver INTEGER NOT NULL CHECK (approver IN (0, 1)),"
    "  message_id TEXT NOT NULL UNIQUE,"
    "  in_reply_to TEXT,"
    "  queued INTEGER NOT NULL,"
    "  log_first INTEGER NOT NULL," /* of the entries that it tells of */
    "  log_sequence INTEGER NOT NULL REFERENCES activity (sequence),"
    "  log_head TEXT NOT NULL,"
    "  status TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'accepted', 'refused', "
    "'failed')),"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  first INTEGER,"        /* when it was first tried by a clock that could be trusted */
    "  due INTEGER NOT NULL," /* when to try next, 0: at once; while sending: until when the lease holds */
    "  answer TEXT,"
    "  settled INTEGER"
    ") STRICT;"
    "CREATE INDEX outbox_due ON outbox (due, id) WHERE status IN ('queued', 'sending');"
    "CREATE INDEX outbox_request ON outbox (request, id);"
    "CREATE INDEX outbox_stuck ON outbox (id) WHERE status <> 'accepted' AND attempts > 0;";

/* Whatever changes who may decide leaves a row in the table change, by whichever statement: the act tells of it in the
 * log and by mail, and takes it away, before it commits (service/changes.c). */
#define NEXT_ENTRY "(SELECT coalesce(max(sequence), 0) + 1 FROM activity)"

#define HELD_OTHERWISE(row)                                                                 \
    "EXISTS (SELECT 1 FROM role_assignment o WHERE o.principal = " row                      \
    ".principal AND o.role = " row ".role AND o.scope = " row ".scope AND o.source <> " row \
    ".source)"

/* Of roles that only read, imports tell by numbers; a role that is held by another source too has not changed. */
#define TOLD(row)                                                                      \
    row ".role IN " LB_OUR_ROLES " AND (" row ".role NOT IN ('Contributor', 'Reader')" \
        " OR " row ".source NOT IN ('az', 'directory'))"                               \
        " AND NOT " HELD_OTHERWISE(row)

/* What an act does to somebody whom it has just made is no change. Sessions that began as somebody else end. */
#define TELLS(column, ends)                                                            \
    "CREATE TRIGGER principal_" column "_told AFTER UPDATE OF " column " ON principal" \
    " WHEN OLD." column " IS NOT NEW." column " AND OLD.entry < " NEXT_ENTRY " BEGIN"  \
    "  UPDATE principal SET changed = " NEXT_ENTRY ","                                 \
    "   session_epoch = session_epoch + " ends " WHERE id = NEW.id;"                   \
    "  INSERT INTO change (principal, what, before, after)"                            \
    "   VALUES (NEW.id, '" column "', OLD." column ", NEW." column "); END;"

#define TERMS(table, column, tenant, what, scope)                                   \
    "CREATE TRIGGER " table "_" column "_told AFTER UPDATE OF " column " ON " table \
    " WHEN OLD." column " IS NOT NEW." column " BEGIN"                              \
    "  INSERT INTO change (tenant, what, before, after, scope)"                     \
    "   VALUES (NEW." tenant ", '" what "', OLD." column ", NEW." column ", " scope "); END;"

/* What a management group's scope covers decides who approves as much as the roles do that are held there. Roles that
 * come or go in the same act are told themselves. */
#define COVERS(what, event, row, value)                                                       \
    "CREATE TRIGGER management_group_" what " AFTER " event " ON management_group BEGIN"      \
    "  INSERT INTO change (principal, what, " value ", scope)"                                \
    "   SELECT DISTINCT p.id, '" what "', r.role, '/subscriptions/' || s.id"                  \
    "   FROM subscription s JOIN principal p ON p.tenant = s.tenant"                          \
    "   JOIN role_assignment r ON r.principal = p.id AND r.scope = " row ".path"              \
    "   WHERE s.id = " row ".subscription AND r.role IN " LB_APPROVING_ROLES                  \
    "   AND NOT EXISTS (SELECT 1 FROM change c WHERE c.principal = p.id AND c.what = "        \
    "'role-granted'"                                                                          \
    "    AND c.after = r.role AND c.scope = r.scope);"                                        \
    "  UPDATE principal SET session_epoch = session_epoch + 1 WHERE '" event "' = 'DELETE'"   \
    "   AND tenant = (SELECT s.tenant FROM subscription s WHERE s.id = " row ".subscription)" \
    "   AND id IN (SELECT r.principal FROM role_assignment r WHERE r.scope = " row ".path"    \
    "    AND r.role IN " LB_CUSTOMER_ROLES "); END;"

/* clang-format off */
static const char migration_2[] =
    "CREATE TABLE change ("
    "  id INTEGER PRIMARY KEY,"
    "  principal INTEGER REFERENCES principal (id)," /* NULL: a tenant's terms */
    "  tenant TEXT," /* of terms */
    "  what TEXT NOT NULL,"
    "  before TEXT,"
    "  after TEXT,"
    "  scope TEXT"
    ") STRICT;"
    "CREATE INDEX change_principal ON change (principal);"

    "CREATE TRIGGER principal_new AFTER INSERT ON principal BEGIN"
    "  UPDATE principal SET entry = " NEXT_ENTRY " WHERE id = NEW.id; END;"
    "CREATE TRIGGER principal_new_of_a_person AFTER INSERT ON principal"
    "  WHEN EXISTS (SELECT 1 FROM principal o WHERE o.person = NEW.person"
    "   AND (o.tenant IS NULL) <> (NEW.tenant IS NULL)) BEGIN"
    "  INSERT INTO change (principal, what, after) VALUES (NEW.id, 'person', NEW.person); END;"
    "CREATE TRIGGER principal_fixed BEFORE UPDATE OF id, tenant ON principal"
    "  WHEN OLD.id <> NEW.id OR OLD.tenant IS NOT NEW.tenant BEGIN"
    "  SELECT RAISE(ABORT, 'nobody changes the side'); END;"
    "CREATE TRIGGER principal_delete BEFORE DELETE ON principal BEGIN"
    "  SELECT RAISE(ABORT, 'people are never deleted'); END;"
    TELLS("mail", "0") TELLS("account", "1") TELLS("person", "1") TELLS("kind", "1")
    "CREATE TRIGGER principal_enabled_told AFTER UPDATE OF enabled ON principal"
    "  WHEN OLD.enabled <> NEW.enabled BEGIN"
    "  UPDATE principal SET session_epoch = session_epoch + (NEW.enabled = 0) WHERE id = NEW.id;"
    "  INSERT INTO change (principal, what)"
    "   SELECT NEW.id, CASE NEW.enabled WHEN 1 THEN 'enabled' ELSE 'disabled' END"
    "   WHERE OLD.entry < " NEXT_ENTRY "; END;"
    "CREATE TRIGGER address_new AFTER INSERT ON address BEGIN"
    "  INSERT INTO change (principal, what, after)"
    "   VALUES (NEW.principal, 'address-added', NEW.mail); END;"
    "CREATE TRIGGER address_gone AFTER DELETE ON address BEGIN"
    "  INSERT INTO change (principal, what, before)"
    "   VALUES (OLD.principal, 'address-removed', OLD.mail); END;"

    "CREATE TRIGGER key_new AFTER INSERT ON key BEGIN"
    "  UPDATE key SET entry = " NEXT_ENTRY " WHERE id = NEW.id;"
    "  INSERT INTO change (principal, what, after)"
    "   VALUES (NEW.principal, 'key-added', NEW.fingerprint); END;"
    "CREATE TRIGGER key_revoked AFTER UPDATE OF revoked ON key"
    "  WHEN OLD.revoked IS NULL AND NEW.revoked IS NOT NULL BEGIN"
    "  UPDATE principal SET session_epoch = session_epoch + 1 WHERE id = NEW.principal;"
    "  INSERT INTO change (principal, what, before)"
    "   VALUES (NEW.principal, 'key-revoked', NEW.fingerprint); END;"
    "CREATE TRIGGER key_fixed BEFORE UPDATE OF principal, type, blob, fingerprint, added ON key BEGIN"
    "  SELECT RAISE(ABORT, 'a key never changes'); END;"
    "CREATE TRIGGER key_back BEFORE UPDATE OF revoked ON key WHEN OLD.revoked IS NOT NULL BEGIN"
    "  SELECT RAISE(ABORT, 'a key that was revoked stays revoked'); END;"
    "CREATE TRIGGER key_delete BEFORE DELETE ON key BEGIN"
    "  SELECT RAISE(ABORT, 'keys are never deleted'); END;"

    "CREATE TRIGGER role_fixed BEFORE UPDATE OF principal, role, scope, source ON role_assignment BEGIN"
    "  SELECT RAISE(ABORT, 'a role is granted or revoked'); END;"
    "CREATE TRIGGER role_granted AFTER INSERT ON role_assignment WHEN " TOLD("NEW") " BEGIN"
    "  INSERT INTO change (principal, what, after, scope)"
    "   VALUES (NEW.principal, 'role-granted', NEW.role, NEW.scope); END;"
    "CREATE TRIGGER role_revoked AFTER DELETE ON role_assignment WHEN " TOLD("OLD") " BEGIN"
    "  INSERT INTO change (principal, what, before, scope)"
    "   VALUES (OLD.principal, 'role-revoked', OLD.role, OLD.scope); END;"
    "CREATE TRIGGER role_taken AFTER DELETE ON role_assignment WHEN OLD.role IN " LB_OUR_ROLES
    "  AND NOT " HELD_OTHERWISE("OLD") " BEGIN"
    "  UPDATE principal SET session_epoch = session_epoch + 1 WHERE id = OLD.principal; END;"

    COVERS("covered", "INSERT", "NEW", "after")
    COVERS("uncovered", "DELETE", "OLD", "before")

    TERMS("subscription", "quorum", "tenant", "quorum", "'/subscriptions/' || NEW.id")
    TERMS("tenant", "plan", "id", "plan", "NULL")
    TERMS("tenant", "preview", "id", "preview", "NULL")
    TERMS("tenant", "queue_hours", "id", "queue-time", "NULL")
    TERMS("tenant", "access_hours", "id", "access-time", "NULL")

    /* What was refused, counted until the log tells of it (service/refused.c). */
    "CREATE TABLE refused ("
    "  who TEXT NOT NULL," /* the number of a principal, or "key N" where nobody was known */
    "  verb TEXT NOT NULL,"
    "  refusal TEXT NOT NULL,"
    "  tenant TEXT NOT NULL," /* whose log tells of it, empty: the provider's */
    "  known INTEGER NOT NULL CHECK (known IN (0, 1))," /* of requests that the person may know of */
    "  request INTEGER NOT NULL," /* that all untold ones are about; 0: none, or several */
    "  first INTEGER NOT NULL,"
    "  last INTEGER NOT NULL,"
    "  untold INTEGER NOT NULL,"
    "  PRIMARY KEY (who, verb, refusal, tenant, known)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX refused_first ON refused (first);";
/* clang-format on */

/* Tickets that are opened, answered and closed here, and mail about them. */
static const char migration_3[] =
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
static const char migration_4[] =
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
static const char migration_5[] =
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
static const char migration_6[] =
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

static const char migration_7[] =
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
static const char migration_8[] =
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

static const char *const migrations[] = { migration_1, migration_2, migration_3, migration_4,
                                          migration_5, migration_6, migration_7, migration_8 };

int
lb_schema_version(void)
{
    return (int)G_N_ELEMENTS(migrations);
}

/* Another process may have brought the tables there while this one waited for the lock: the version that counts
 * is the one read behind it. */
static bool
migrate_one(LbStore *store, int version, GError **error)
{
    int64_t reached = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(store, error);
    if (transaction == NULL || !lb_store_get_int(store, &reached, error, "PRAGMA user_version", ""))
        return false;
    if (reached >= version)
        return true;
    g_autofree char *pragma = g_strdup_printf("PRAGMA user_version = %d", version);
    if (!lb_store_run_script(store, migrations[version - 1], error) ||
        !lb_store_run_script(store, pragma, error)) {
        g_prefix_error(error, "migration %d: ", version);
        return false;
    }
    return lb_transaction_commit(transaction, error);
}

bool
lb_schema_migrate(LbStore *store, GError **error)
{
    for (int version = 1; version <= lb_schema_version(); version++)
        if (!migrate_one(store, version, error))
            return false;
    return true;
}
