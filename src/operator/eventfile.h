/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file of events of Windows, from its bytes into the database, in memory that does not depend on its size. */
#pragma once

#include "events/fault.h"
#include "service/eventimport.h"

#define LB_EVENT_FILE_FAULTS_MOST 20 /* that are told, of each file */

/* How a file is written. */
typedef enum {
    LB_EVENT_FILE_ANY, /* JSON lines if its first character is '{', else XML */
    LB_EVENT_FILE_XML,
    LB_EVENT_FILE_LINES,
} LbEventFileForm;

typedef struct {
    LbEventFileForm form;
    const char *resource; /* as in LbEventImportTerms */
    const char *tenant;
    GTimeZone *zone; /* of times that are written without; NULL: such an event is a fault */
    bool progress;   /* say on standard error how far it is */
} LbEventFileTerms;

typedef struct {
    LbEventsFault fault;
    LbEventsPlace place;
    char *words; /* harmless, in English; or NULL */
} LbEventFileFault;

/* What became of one file. */
typedef struct {
    char *name;
    int64_t bytes;
    char *sha256;
    int64_t events;  /* that could be read */
    int64_t faults;  /* of all sorts */
    GPtrArray *told; /* LbEventFileFault*, the first of them */
    LbEventTally tally;
} LbEventFileReport;

void lb_event_file_report_free(LbEventFileReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventFileReport, lb_event_file_report_free)

/* Imports the file at @path ("-": standard input). What is wrong in it is told, and the rest is taken. The caller frees the
 * report. NULL: reading or writing failed; what was committed before stays. */
LbEventFileReport *lb_event_file_import(LbService *service, const char *path,
                                        const LbEventFileTerms *terms, GError **error);
