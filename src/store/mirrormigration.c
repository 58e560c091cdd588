/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migrations of tickets that live in other systems: which ticket there is which one here, how fresh what is kept of it is, what
 * people asked to have looked at, and what is owed to the ticket there. */
#include "store/ledgerrows.h"
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_15[] =
    /* Whose ticket it is follows from the row in ticket. It never becomes another one's. */
    "CREATE TABLE ticket_link ("
    "  ticket INTEGER PRIMARY KEY REFERENCES ticket (number),"
    "  system TEXT NOT NULL," /* as lockbox.conf calls it */
    "  id TEXT NOT NULL,"     /* there */
    "  UNIQUE (system, id)"
    ") STRICT;"
    "CREATE TRIGGER ticket_link_update BEFORE UPDATE ON ticket_link BEGIN"
    "  SELECT raise(ABORT, 'a ticket stays the one that it is elsewhere'); END;"
    "CREATE TRIGGER ticket_link_delete BEFORE DELETE ON ticket_link BEGIN"
    "  SELECT raise(ABORT, 'a ticket stays the one that it is elsewhere'); END;"
    LB_LEDGER_TABLES_15(LB_LEDGER_KEEPS)

    /* Notes of lockboxd's about each of them. */
    "CREATE TABLE ticket_mirror ("
    "  ticket INTEGER PRIMARY KEY REFERENCES ticket_link (ticket),"
    "  status TEXT NOT NULL," /* the word for it there */
    "  version TEXT,"         /* what to ask with whether it has changed */
    "  shortened INTEGER NOT NULL CHECK (shortened IN (0, 1))," /* older entries were left out */
    "  fetched INTEGER NOT NULL," /* until then it is known to be like this */
    "  due INTEGER,"              /* when to look again; NULL: when somebody asks */
    "  failing INTEGER,"          /* since when it cannot be had although the system answers; NULL: it can */
    "  fault TEXT"                /* in the system's words, for the operator */
    ") STRICT;"
    "CREATE INDEX ticket_mirror_due ON ticket_mirror (due) WHERE due IS NOT NULL;"

    /* What somebody waits for. Old ones go. */
    "CREATE TABLE ticket_look ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  principal INTEGER NOT NULL REFERENCES principal (id),"
    "  person TEXT NOT NULL,"
    "  system TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  asked INTEGER NOT NULL,"
    "  state TEXT NOT NULL CHECK (state IN ('waiting', 'found', 'unknown', 'failed')),"
    "  ticket INTEGER REFERENCES ticket_link (ticket)"
    ") STRICT;"
    "CREATE INDEX ticket_look_waiting ON ticket_look (system, number) WHERE state = 'waiting';"
    "CREATE INDEX ticket_look_person ON ticket_look (person, asked);"
    "CREATE INDEX ticket_look_asked ON ticket_look (asked);"

    /* One line for the ticket there. The mark stands in it, by which it is found again. */
    "CREATE TABLE ticket_post ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  ticket INTEGER NOT NULL REFERENCES ticket_link (ticket),"
    "  request INTEGER NOT NULL REFERENCES request (number),"
    "  operation TEXT NOT NULL," /* of the entry of the log that it tells of */
    "  text TEXT NOT NULL,"
    "  mark TEXT NOT NULL UNIQUE,"
    "  queued INTEGER NOT NULL,"
    "  state TEXT NOT NULL CHECK (state IN ('queued', 'posted', 'failed')),"
    "  attempts INTEGER NOT NULL DEFAULT 0," /* counted before each: one of them may have arrived */
    "  due INTEGER NOT NULL,"
    "  answer TEXT,"
    "  settled INTEGER,"
    "  UNIQUE (request, operation)" /* each is told once */
    ") STRICT;"
    "CREATE INDEX ticket_post_queued ON ticket_post (due, number) WHERE state = 'queued';"
    "CREATE INDEX ticket_post_order ON ticket_post (ticket, number) WHERE state = 'queued';"

    /* Notes of lockboxd's about each system. */
    "CREATE TABLE ticket_system ("
    "  name TEXT PRIMARY KEY,"
    "  present INTEGER NOT NULL DEFAULT 0 CHECK (present IN (0, 1))," /* lockbox.conf has it */
    "  answered INTEGER,"  /* when it answered last; NULL: never */
    "  failing INTEGER,"   /* since when it does not; NULL: it does */
    "  fault TEXT,"        /* why, for the operator */
    "  attempts INTEGER NOT NULL DEFAULT 0," /* in vain, one after the other */
    "  due INTEGER NOT NULL DEFAULT 0,"      /* nothing that nobody waits for goes there before */
    "  held INTEGER NOT NULL DEFAULT 0"      /* nothing at all does: it said so itself */
    ") STRICT, WITHOUT ROWID;";

/* Where people read a ticket there, behind the URL of the system, which lockbox.conf has, and before the ticket's id. */
const char lb_migration_18[] = "ALTER TABLE ticket_system ADD COLUMN page TEXT;";
/* clang-format on */
