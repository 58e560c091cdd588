/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd tells its operator: plain lines on standard error, one write each, untranslated. Under systemd
 * each begins with its priority. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The priorities of syslog. */
typedef enum {
    LB_REPORT_ERROR = 3,
    LB_REPORT_WARNING = 4,
    LB_REPORT_INFO = 6,
} LbReportLevel;

/* Whether standard error is the stream that systemd announced in JOURNAL_STREAM (@announced, "DEVICE:INODE";
 * NULL: none), where file descriptor @fd is what standard error is. */
bool lb_report_is_journal(const char *announced, int fd);

/* The line for @text, LF at its end: harmful characters made visible, the priority before it where @journal.
 * The caller frees it. */
char *lb_report_line(bool journal, LbReportLevel level, const char *text);

void lb_report(LbReportLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Something that may go wrong again and again, and is told once: when it begins, when its reason changes, and
 * when it is over. Zeroed, it is all right. */
typedef struct {
    char *reason; /* NULL: all right */
} LbFault;

/* @what went wrong because of @error, which is freed. */
void lb_fault_set(LbFault *fault, const char *what, GError *error);

/* @what went well. */
void lb_fault_clear(LbFault *fault, const char *what);
