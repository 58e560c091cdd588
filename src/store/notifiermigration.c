/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration of the notifier: mails that are withdrawn, mails that came back, reminders. The outbox is made anew, since
 * SQLite changes no check of a table. */
#include "store/migrations.h"

#define KEPT                                                                                 \
    "id, event, request, principal, address, language, time_zone, approver, message_id, "    \
    "in_reply_to, queued, log_first, log_sequence, log_head, status, attempts, first, due, " \
    "answer, settled, ticket, exclusion"

/* clang-format off */
const char lb_migration_14[] =
    "CREATE TABLE outbox_new ("
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
    "  status TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'accepted', 'refused', 'failed',"
    "   'withdrawn', 'bounced')),"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  first INTEGER,"        /* when it was first tried by a clock that could be trusted */
    "  due INTEGER NOT NULL," /* when to try next, 0: at once; while sending: until when the lease holds */
    "  answer TEXT,"          /* of the server that took it, or did not */
    "  settled INTEGER,"
    "  ticket INTEGER REFERENCES ticket (number),"
    "  exclusion INTEGER REFERENCES exclusion (number),"
    "  alternate INTEGER NOT NULL DEFAULT 0 CHECK (alternate IN (0, 1))," /* it goes to another address of the account */
    "  token TEXT,"    /* of its reverse path; NULL: it has none of its own */
    "  bounced INTEGER," /* when a report came that it did not arrive */
    "  bounce TEXT"      /* in the report's words, which anybody may have written */
    ") STRICT;"
    "INSERT INTO outbox_new (" KEPT ") SELECT " KEPT " FROM outbox ORDER BY id;"
    "DELETE FROM sqlite_sequence WHERE name = 'outbox_new';"
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_new', seq FROM sqlite_sequence WHERE name = 'outbox';"
    "DROP TABLE outbox;"
    "ALTER TABLE outbox_new RENAME TO outbox;"

    /* Each mail changes its state twice: the fewer indexes know of that, the less has to be written for it. */
    "CREATE INDEX outbox_due ON outbox (request IS NULL, due, id) WHERE status IN ('queued', 'sending');"
    "CREATE INDEX outbox_request ON outbox (request, id);"
    "CREATE INDEX outbox_thread ON outbox (request, address COLLATE NOCASE, id) WHERE request IS NOT NULL;"
    "CREATE INDEX outbox_ticket ON outbox (ticket, id) WHERE ticket IS NOT NULL;"
    "CREATE INDEX outbox_address ON outbox (principal, address COLLATE NOCASE, event);"
    "CREATE INDEX outbox_untried ON outbox (principal, address COLLATE NOCASE, event)"
    " WHERE status = 'queued' AND attempts = 0 AND due = 0 AND answer IS NULL;"
    "CREATE INDEX outbox_stuck ON outbox (id)"
    " WHERE status NOT IN ('accepted', 'withdrawn') AND attempts > 0;"
    "CREATE INDEX outbox_lost ON outbox (coalesce(bounced, settled))"
    " WHERE status IN ('refused', 'failed', 'bounced');"
    "CREATE UNIQUE INDEX outbox_token ON outbox (token) WHERE token IS NOT NULL;"

    /* How far reminders have come: what waits until then, or shorter, was reminded of, or began to wait too late for it.
     * By what is waited for and how long before its end. A note of lockboxd's own. */
    "CREATE TABLE reminder ("
    "  kind TEXT NOT NULL CHECK (kind IN ('waiting', 'held')),"
    "  span INTEGER NOT NULL,"
    "  reached INTEGER NOT NULL,"
    "  request INTEGER NOT NULL,"
    "  PRIMARY KEY (kind, span)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX weighing_until ON weighing (until, request) WHERE until <> 0;";
/* clang-format on */
