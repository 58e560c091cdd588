/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, and the triggers that tell of changes of who may decide. */
#include "store/migrations.h"

#include "store/ours.h"

const char lb_migration_1[] =
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
const char lb_migration_2[] =
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
