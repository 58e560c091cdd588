/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database: opening, migrating, transactions. What stands in it is read and written through the
 * functions of the other headers of this folder; SQL does not leave the folder. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LB_STORE_ERROR (lb_store_error_quark())

typedef enum {
    LB_STORE_ERROR_FAILED,  /* the engine refused */
    LB_STORE_ERROR_BUSY,    /* somebody else holds the database for longer than we wait */
    LB_STORE_ERROR_MISSING, /* there is no database here */
    LB_STORE_ERROR_EXISTS,  /* there is one already */
    LB_STORE_ERROR_REVOKED, /* there is one, and it was taken away for ever */
    LB_STORE_ERROR_FOREIGN, /* not ours, or of a newer version */
    LB_STORE_ERROR_CORRUPT, /* what is stored cannot be */
} LbStoreError;

GQuark lb_store_error_quark(void);

typedef struct LbStore LbStore;

/* What a database is, fixed when it was made. */
typedef struct {
    char *id; /* UUID */
    bool test;
    int64_t created; /* microseconds UTC */
} LbInstance;

/* Makes the database file at @path (mode 0660) with all its tables, and the instance row. Fails with
 * EXISTS where a file is. The caller frees the store. */
LbStore *lb_store_create(const char *path, const LbInstance *instance, GError **error);

/* Opens the database at @path and brings its tables to this program's version. The caller frees it. */
LbStore *lb_store_open(const char *path, GError **error);
void lb_store_free(LbStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbStore, lb_store_free)

/* Frees the store of a new database. Fails unless all of it is in its one file then, so that it may be moved. */
bool lb_store_close(LbStore *store, GError **error);

/* An empty database in memory, with all tables, indexes and triggers as this program makes them. The caller frees it. */
LbStore *lb_store_new_model(GError **error);

/* What this database is. Borrowed from the store. */
const LbInstance *lb_store_instance(const LbStore *store);

/* How long a statement waits for somebody else's lock before BUSY, in milliseconds; 30,000 unless told. Returns what
 * it was before. */
int lb_store_set_patience(LbStore *store, int milliseconds);

/* A number that changes whenever another connection has changed the database; -1 on error. Cheap. */
int64_t lb_store_data_version(LbStore *store);

/* Whether the file that is open is not the one of its name any more: it was removed, moved or replaced, and what
 * is written reaches nobody. Cheap. */
bool lb_store_is_lost(LbStore *store);

/* A transaction. Freed without commit, it is rolled back: use g_autoptr. One at a time. */
typedef struct LbTransaction LbTransaction;

/* BEGIN IMMEDIATE: nobody else writes until the end. */
LbTransaction *lb_store_begin(LbStore *store, GError **error);

/* A consistent view for several reads. */
LbTransaction *lb_store_begin_reading(LbStore *store, GError **error);

/* True only when COMMIT returned OK. False: nothing was written. It must be freed either way. */
bool lb_transaction_commit(LbTransaction *transaction, GError **error);
void lb_transaction_free(LbTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTransaction, lb_transaction_free)
