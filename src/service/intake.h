/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports have in common, private to src/service: one act, one import number, and one log entry for
 * each tenant that was touched, which tells a tenant only of its own part. */
#pragma once

#include "core/scope.h"
#include "service/act.h"
#include "service/import.h"
#include "service/jsonelements.h"
#include "service/jsonfields.h"

/* What came in for one tenant, or for the provider. */
typedef struct {
    LbImportReport counts;
    int64_t mails_left_out; /* addresses that are no plain mailbox: not kept */
} LbTally;

typedef struct {
    LbActor *actor;
    LbAct *act;
    LbStore *store; /* borrowed from the service */
    int64_t number; /* marks every row that this import saw: the sequence of its first log entry */
    const char *source;        /* "az", "directory" */
    GHashTable *tallies;       /* tenant ("": the provider) -> LbTally */
    GHashTable *subscriptions; /* ids of those that were listed -> their tenant */
    bool local_targets;        /* targets may have addresses of this host */
    JsonObject *files;         /* SHA-256 of each file by its name */
} LbImport;

/* Begins the act. The caller frees the import; without lb_import_finish() nothing has happened. */
LbImport *lb_import_begin(LbService *service, const char *source, GError **error);
void lb_import_free(LbImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbImport, lb_import_free)

/* The numbers of @tenant (NULL: the provider), which counts as touched from now on. Borrowed. */
LbTally *lb_import_tally(LbImport *import, const char *tenant);

/* What is done with one element of array @member. */
typedef bool (*LbImportElement)(LbImport *import, const LbFields *fields, int member, gpointer data,
                                GError **error);

/* Hands each element of @elements on, names file and element in @error, and remembers the file's digest under
 * @name. */
bool lb_import_each(LbImport *import, LbJsonElements *elements, const char *name,
                    LbImportElement element, gpointer data, GError **error);

/* Reads the scope in the field @name, which must lie in a subscription that is known; stores its tenant (NULL
 * above subscriptions). Without the field, where it may be absent, @scope is NULL. The caller frees both. */
bool lb_import_scope(LbImport *import, const LbFields *fields, const char *name, LbFieldNeed need,
                     LbScope **scope, char **tenant, GError **error);

/* Reads the resource whose id is in the field "id", and stores its tenant. The caller frees both. */
bool lb_import_resource(LbImport *import, const LbFields *fields, LbResource **resource,
                        char **tenant, GError **error);

/* Blames the field @name when @cause is a conflict with what is stored; else @cause goes on as it is. Takes
 * @cause. Always returns false. */
bool lb_import_conflict(const LbFields *fields, const char *name, GError *cause, GError **error);

/* The primary part of a language tag ("ja" of "ja-JP") in lower case; NULL where it is none. The caller frees
 * it. */
char *lb_import_language(const char *tag);

/* Counts subscriptions nobody could approve for, logs, commits, and fills @report. */
bool lb_import_finish(LbImport *import, LbImportReport *report, GError **error);
