/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the imports share, private to src/service: the one act in which everything of an import is written, and
 * what it says of it, to each tenant only its own part. */
#pragma once

#include <json-glib/json-glib.h>

#include "service/act.h"
#include "service/import.h"
#include "service/jsonfields.h"
#include "store/directory.h"

/* What came in for one tenant. */
typedef struct {
    LbImportReport counts;
    int64_t mails_left_out; /* addresses that are no mailbox */
} LbTally;

typedef struct {
    LbStore *store;
    LbActor *actor;
    LbAct *act;
    const char *source;   /* "az", "directory" */
    int64_t number;       /* of this import: the sequence of its first log entry */
    int64_t now;          /* effective time, microseconds UTC */
    JsonObject *files;    /* digests by name */
    GHashTable *tallies;  /* tenant ("": the provider) -> LbTally */
} LbImporting;

/* Begins the act. The caller frees it; one that was not finished has not happened. */
LbImporting *lb_importing_begin(LbService *service, const char *source, GError **error);
void lb_importing_free(LbImporting *importing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbImporting, lb_importing_free)

/* The tally of @tenant (NULL: the provider), which is touched from now on. Borrowed. */
LbTally *lb_importing_tally(LbImporting *importing, const char *tenant);

/* Writes one log entry for each tenant that was touched, commits, and fills @report. */
bool lb_importing_finish(LbImporting *importing, LbImportReport *report, GError **error);

/* Adds to a tenant what is known of it: without @name the name that is stored, else its id; without @plan the
 * plan that is stored, else Developer; without @preview what is stored, else no. */
bool lb_importing_put_tenant(LbImporting *importing, const char *id, const char *name,
                             const LbPlan *plan, const bool *preview, GError **error);

/* The tenant of a stored subscription, or NULL without error. The caller frees it. */
char *lb_importing_tenant_of(LbImporting *importing, const char *subscription, GError **error);

/* When @cause is a conflict with what is stored, the field @name is to blame; else it goes on as it is. Takes
 * @cause. Always returns false. */
bool lb_importing_conflict(const LbFields *fields, const char *name, GError *cause, GError **error);

/* The primary part of a language tag ("ja" of "ja-JP") in lower case; NULL where it is none. The caller frees
 * it. */
char *lb_importing_language(const char *tag);
