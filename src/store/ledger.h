/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: for each entry of the activity log, what its act made of the rows that decide something, or that are shown
 * to somebody who decides. Triggers write down what any statement changes (store/ledgermigration.c); the next entry of the
 * act takes it over and has its number and its digest in its details. So the log bears witness to every row, and entries
 * stay small, whatever an import changes. */
#pragma once

#include "base/sha256.h"
#include "store/store.h"

/* What an entry says of its part of the ledger. */
typedef struct {
    int64_t rows;
    uint8_t digest[LB_SHA256_SIZE];
    bool base; /* its part is what stood in the tables before there was a ledger */
} LbLedgerSeal;

/* At the beginning of an act, before anything is changed: what is found was written past every act, and no entry takes
 * it over. But for the first entry of a log, @first, and for the base, which wait for one. */
bool lb_ledger_begin(LbStore *store, bool first, GError **error);

/* Hands what was changed since over to the entry @sequence, which must be the next that is written. No rows: nothing has
 * changed. */
bool lb_ledger_take(LbStore *store, int64_t sequence, LbLedgerSeal *seal, GError **error);

/* At the end of an act: stores whether nothing was changed that no entry has taken over. The base may go on waiting. */
bool lb_ledger_settle(LbStore *store, bool *settled, GError **error);

/* Computes rows and digest of what the ledger has of the entry. */
bool lb_ledger_read_seal(LbStore *store, int64_t sequence, LbLedgerSeal *seal, GError **error);

/* Counts what the ledger has of all entries, and what waits for an entry that takes it over: of that, what was there
 * before the ledger. */
bool lb_ledger_count(LbStore *store, int64_t *rows, GError **error);
bool lb_ledger_count_base(LbStore *store, int64_t *rows, GError **error);

/* The names of the tables that the ledger knows, NULL behind the last, in the order in which differences are told. */
extern const char *const lb_ledger_tables[];

/* One row of a table, or one of the ledger about it. Texts are borrowed until the next is read. */
typedef struct {
    const char *table;
    const char *name;   /* the key: as it is, or several values as SQL writes them, with commas */
    int64_t sequence;   /* of the entry; 0: it stands in the table */
    const char *before; /* base/columns.h; NULL: there was no row. Where it changed, what changed */
    const char *after;  /* the same; NULL: there is none any more */
} LbLedgerRow;

typedef struct LbLedgerCursor LbLedgerCursor;

/* What the ledger has of the table with the index @table, by name (as bytes) and sequence; and the rows that stand in
 * it, by name. The caller frees the cursor. */
LbLedgerCursor *lb_ledger_told(LbStore *store, int table, GError **error);
LbLedgerCursor *lb_ledger_standing(LbStore *store, int table, GError **error);

/* What the ledger has of the entry @sequence, table by table. */
LbLedgerCursor *lb_ledger_of(LbStore *store, int64_t sequence, GError **error);
void lb_ledger_cursor_free(LbLedgerCursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbLedgerCursor, lb_ledger_cursor_free)

/* Stores the next row, or NULL behind the last; borrowed from the cursor. */
bool lb_ledger_next(LbLedgerCursor *cursor, const LbLedgerRow **row, GError **error);

/* Words for each table, index and trigger that is not as this program makes it: as "trigger key_fixed". The caller frees
 * the vector. */
GStrv lb_ledger_guards(LbStore *store, GError **error);
