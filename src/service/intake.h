/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports have in common, private to src/service: one act, one import number, one log entry for each
 * tenant that was touched. */
#pragma once

#include "core/scope.h"
#include "service/act.h"
#include "service/import.h"
#include "service/jsonelements.h"
#include "service/jsonfields.h"

typedef struct {
    LbActor *actor;
    LbAct *act;
    LbStore *store;     /* borrowed from the service */
    int64_t number;     /* marks every row that this import saw */
    const char *source; /* "az", "directory" */
    LbImportReport *report;
    GHashTable *tenants;       /* ids of those that were touched */
    GHashTable *subscriptions; /* ids of those that were listed -> their tenant */
    GString *digests;          /* JSON strings, the files' SHA-256 */
} LbImport;

/* Begins the act. The caller frees the import; without lb_import_finish() nothing has happened. */
LbImport *lb_import_begin(LbService *service, const char *source, LbImportReport *report,
                          GError **error);
void lb_import_free(LbImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbImport, lb_import_free)

/* What is done with one element of array @member. */
typedef bool (*LbImportElement)(LbImport *import, const LbFields *fields, int member, gpointer data,
                                GError **error);

/* Hands each element of @elements on, names file and element in @error, and remembers the file's digest. */
bool lb_import_each(LbImport *import, LbJsonElements *elements, LbImportElement element,
                    gpointer data, GError **error);

/* Reads the scope in the field @name, which must lie in a subscription that is known; stores its tenant (NULL
 * above subscriptions). The caller frees both. */
bool lb_import_scope(LbImport *import, const LbFields *fields, const char *name, LbScope **scope,
                     char **tenant, GError **error);

/* Counts subscriptions nobody could approve for, logs, commits. */
bool lb_import_finish(LbImport *import, GError **error);
