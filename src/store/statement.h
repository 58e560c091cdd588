/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statement layer, private to src/store: prepared and bound, always; each SQL literal is prepared once
 * per store. Types of what is bound are a string: 's' text (NULL is NULL), 'i' int64_t, 'b' a pair of
 * const void * and size_t. Columns count from 0. */
#pragma once

#include "core/resource.h"
#include "core/target.h"
#include "store/directory.h"
#include "store/store.h"

typedef struct LbStatement LbStatement;

typedef enum { LB_STEP_ERROR, LB_STEP_DONE, LB_STEP_ROW } LbStep;

/* Prepares @sql, which must be a string literal (it is remembered by its address), and binds. */
LbStatement *lb_statement_new(LbStore *store, GError **error, const char *sql, const char *types,
                              ...);
void lb_statement_free(LbStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbStatement, lb_statement_free)

LbStep lb_statement_step(LbStatement *statement, GError **error);

/* Borrowed until the next step; NULL where the column is NULL. */
const char *lb_column_text(LbStatement *statement, int column);
char *lb_column_dup(LbStatement *statement, int column);
int64_t lb_column_int(LbStatement *statement, int column);
const void *lb_column_blob(LbStatement *statement, int column, size_t *size);

/* Runs a statement that returns no rows. */
bool lb_store_run(LbStore *store, GError **error, const char *sql, const char *types, ...);

/* Runs a statement that returns at most one row with one number; @value keeps its content without one. */
bool lb_store_get_int(LbStore *store, int64_t *value, GError **error, const char *sql,
                      const char *types, ...);

/* Rows changed by the last statement, and the row id of the last INSERT. */
int64_t lb_store_changes(const LbStore *store);
int64_t lb_store_last_id(const LbStore *store);

/* Runs a script of many statements, for migrations. */
bool lb_store_run_script(LbStore *store, const char *script, GError **error);

/* The first column of all rows; NULL with @error set where @statement is NULL or fails. The caller frees the vector. */
GStrv lb_texts_read(LbStatement *statement, GError **error);

/* Reads LbApprover* (store/directory.h) from rows of principal, account, person, name, mail, language, time
 * zone, role, scope. NULL, with @error set already, for a NULL @statement. The caller frees the array. */
GPtrArray *lb_approvers_read(LbStatement *statement, GError **error);

/* Reads a tenant from a row that begins with these. The caller frees it. */
#define LB_TENANT_COLUMNS "id, name, plan, preview, queue_hours, access_hours"
LbTenant *lb_tenant_read(LbStatement *row);

/* Reads numbers (int64_t) from the first column of all rows. NULL, with @error set already, for a NULL @statement. The
 * caller frees the array. */
GArray *lb_numbers_read(LbStatement *statement, GError **error);

/* Reads a resource from a row that begins with these, of a table r with key, id, model and os. The caller frees it. */
#define LB_RESOURCE_COLUMNS \
    "r.id, r.model, r.os, EXISTS (SELECT 1 FROM target g WHERE g.resource = r.key)"
#define LB_RESOURCE_COLUMN_COUNT 4
LbResource *lb_resource_read(LbStatement *statement, GError **error);

/* Reads the target of @resource from a row that has its address, port, login and host_keys from column @first on. The
 * caller frees it. */
LbTarget *lb_target_read(LbStatement *row, const char *resource, int first);

/* Reads LbResource* from all rows. NULL, with @error set already, for a NULL @statement. The caller frees the array. */
GPtrArray *lb_resources_read(LbStatement *statement, GError **error);
