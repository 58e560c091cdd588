/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event logs of Windows come in. The operator alone acts here: no function takes anybody else as its actor. What was taken
 * in is committed batch by batch, each with its entries in the log, so that whatever ends an import leaves whole
 * batches, and importing the same again adds what is missing. */
#pragma once

#include "core/winevent.h"
#include "service/service.h"

/* Computers that are named of those whose events were left out, and in an entry of the log. */
#define LB_EVENT_IMPORT_NAMES_MOST 20

typedef struct {
    const char *file; /* what the log calls it */
    const char *
        resource; /* id or name: all is of this one; NULL: each computer is the one resource of its name */
    const char *tenant; /* id or name: whose resources are looked at; NULL: everybody's */
} LbEventImportTerms;

/* What became of the events so far. */
typedef struct {
    int64_t explained;   /* stored: by somebody's access, */
    int64_t unexplained; /* by nobody's, */
    int64_t system;      /* or of Windows itself */
    int64_t there;       /* were there already */
    int64_t other;       /* are of no kind that is kept */
    int64_t foreign;     /* are of a computer that is no resource, or could be several; left out */
    int64_t untimely;    /* are of a time that cannot be; left out */
    GPtrArray *
        computers; /* char*: those of the foreign, as they were written; not all where they are many */
} LbEventTally;

typedef struct LbEventImport LbEventImport;

/* Refused where there is no such resource or customer, or the resource is not that customer's. @terms must live longer. The
 * caller frees it. */
LbEventImport *lb_event_import_new(LbService *service, const LbEventImportTerms *terms,
                                   GError **error);
void lb_event_import_free(LbEventImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventImport, lb_event_import_free)

/* Takes one event in; others in before it may be committed now. Stores whether its time cannot be, before 2000 or more than a
 * day ahead: it is left out. */
bool lb_event_import_take(LbEventImport *import, const LbWinEvent *event, bool *untimely,
                          GError **error);

/* What the whole file was. */
typedef struct {
    int64_t bytes;
    const char *sha256; /* of them, in hexadecimal digits */
    int64_t faults;     /* what in it could not be read */
} LbEventFile;

/* Commits the rest, and an entry of the installation's that says what became of the file. */
bool lb_event_import_finish(LbEventImport *import, const LbEventFile *file, GError **error);

/* Borrowed. */
const LbEventTally *lb_event_import_tally(const LbEventImport *import);
