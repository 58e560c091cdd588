/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines for the operator. A line that cannot be written is lost: nothing here stops the daemon. */
#include "daemon/report.h"

#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

bool
lb_report_is_journal(const char *announced, int fd)
{
    struct stat status;
    if (announced == NULL || fstat(fd, &status) != 0)
        return false;
    g_autofree char *ours = g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)status.st_dev, (guint64)status.st_ino);
    return strcmp(announced, ours) == 0;
}

char *
lb_report_line(bool journal, LbReportLevel level, const char *text)
{
    g_autofree char *visible = lb_text_escape(text, LB_TEXT_LINE);
    if (journal)
        return g_strdup_printf("<%d>%s\n", (int)level, visible);
    return g_strdup_printf("lockboxd: %s\n", visible);
}

void
lb_report(LbReportLevel level, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    bool journal = lb_report_is_journal(g_getenv("JOURNAL_STREAM"), STDERR_FILENO);
    g_autofree char *line = lb_report_line(journal, level, text);
    lb_fd_write_all(STDERR_FILENO, line, strlen(line), NULL);
}

void
lb_fault_set(LbFault *fault, const char *what, GError *error)
{
    const char *reason = error != NULL ? error->message : "failed";
    if (g_strcmp0(fault->reason, reason) != 0) {
        lb_report(LB_REPORT_WARNING, "%s: %s", what, reason);
        g_free(fault->reason);
        fault->reason = g_strdup(reason);
    }
    g_clear_error(&error);
}

void
lb_fault_clear(LbFault *fault, const char *what)
{
    if (fault->reason == NULL)
        return;
    lb_report(LB_REPORT_INFO, "%s: all right again", what);
    g_clear_pointer(&fault->reason, g_free);
}
