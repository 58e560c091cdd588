/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a file of events piece by piece. */
#include "operator/eventfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/sha256.h"
#include "base/text.h"
#include "events/lines.h"
#include "events/xml.h"

#define PIECE (64 * 1024)
#define PROGRESS_EACH 10000 /* events */
#define NAME_LIMIT 60       /* characters of it in a line */

typedef struct {
    const LbEventFileTerms *terms;
    LbEventImport *import;
    LbEventFileReport *report;
    LbEventsXml *xml; /* one of the two, once the form is known */
    LbEventsLines *lines;
    LbSha256 *sha;
    GError *error; /* why nothing more is wanted */
} Reading;

static void
clear_reading(Reading *reading)
{
    g_clear_pointer(&reading->xml, lb_events_xml_free);
    g_clear_pointer(&reading->lines, lb_events_lines_free);
    g_clear_pointer(&reading->import, lb_event_import_free);
    g_clear_pointer(&reading->sha, lb_sha256_free);
    g_clear_error(&reading->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, clear_reading)

static void
fault_free(LbEventFileFault *fault)
{
    g_free(fault->words);
    g_free(fault);
}

void
lb_event_file_report_free(LbEventFileReport *report)
{
    if (report == NULL)
        return;
    g_free(report->name);
    g_free(report->sha256);
    g_ptr_array_unref(report->told);
    g_clear_pointer(&report->tally.computers, g_ptr_array_unref);
    g_free(report);
}

/* What the readers tell */

static void
take_fault(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words)
{
    Reading *reading = who;
    reading->report->faults++;
    if (reading->report->told->len >= LB_EVENT_FILE_FAULTS_MOST)
        return;
    LbEventFileFault *told = g_new0(LbEventFileFault, 1);
    *told = (LbEventFileFault){ fault, *place, g_strdup(words) };
    g_ptr_array_add(reading->report->told, told);
}

/* Over itself in one line, which the end of the file clears. */
static void
say_progress(const Reading *reading)
{
    g_autoptr(GError) ignored = NULL;
    g_autofree char *name = lb_text_brief(reading->report->name, -1, NAME_LIMIT);
    g_autofree char *words =
        g_strdup_printf(_("%s: %lld events"), name, (long long)reading->report->events);
    g_autofree char *line = g_strconcat("\r\033[K", words, NULL);
    lb_fd_write_all(STDERR_FILENO, line, strlen(line), &ignored);
}

static bool
take_event(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    Reading *reading = who;
    bool untimely = false;
    if (!lb_event_import_take(reading->import, event, &untimely, &reading->error))
        return false;
    reading->report->events++;
    if (untimely)
        take_fault(reading, LB_EVENTS_FAULT_UNTIMELY, place, NULL);
    if (reading->terms->progress && reading->report->events % PROGRESS_EACH == 0)
        say_progress(reading);
    return true;
}

/* Bytes */

/* The first byte that says something: before it stand byte order marks, blanks, and what UTF-16 has between characters. */
static bool
begins_with_brace(const char *bytes, size_t size)
{
    size_t at = 0;
    while (at < size && strchr("\xef\xbb\xbf\xff\xfe \t\r\n", bytes[at]) != NULL)
        at++;
    return at < size && bytes[at] == '{';
}

static void
choose_reader(Reading *reading, const char *bytes, size_t size)
{
    const LbEventsSink sink = { take_event, take_fault, reading };
    LbEventFileForm form = reading->terms->form;
    if (form == LB_EVENT_FILE_LINES ||
        (form == LB_EVENT_FILE_ANY && begins_with_brace(bytes, size)))
        reading->lines = lb_events_lines_new(&sink, reading->terms->zone);
    else
        reading->xml = lb_events_xml_new(&sink);
}

static bool
push(Reading *reading, const char *bytes, size_t size)
{
    if (reading->lines == NULL && reading->xml == NULL)
        choose_reader(reading, bytes, size);
    lb_sha256_add_plain(reading->sha, bytes, size);
    reading->report->bytes += (int64_t)size;
    return reading->lines != NULL ? lb_events_lines_push(reading->lines, bytes, size)
                                  : lb_events_xml_push(reading->xml, bytes, size);
}

/* Reads until the piece is full or there is nothing more, so that what comes slowly is judged by its beginning, too. */
static ssize_t
read_piece(int fd, char *piece)
{
    size_t have = 0;
    while (have < PIECE) {
        ssize_t got = read(fd, piece + have, PIECE - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static bool
read_all(Reading *reading, int fd, GError **error)
{
    g_autofree char *piece = g_malloc(PIECE);
    bool wanted = true;
    ssize_t got = read_piece(fd, piece);
    for (; got > 0 && wanted; got = wanted ? read_piece(fd, piece) : 0)
        wanted = push(reading, piece, (size_t)got);
    if (got < 0) {
        lb_set_errno_error(error, errno, "%s", reading->report->name);
        return false;
    }
    if (wanted && reading->lines != NULL)
        wanted = lb_events_lines_end(reading->lines);
    else if (wanted && reading->xml != NULL)
        wanted = lb_events_xml_end(reading->xml);
    if (!wanted)
        g_propagate_error(error, g_steal_pointer(&reading->error));
    return wanted;
}

static LbEventFileReport *
new_report(const char *path)
{
    LbEventFileReport *report = g_new0(LbEventFileReport, 1);
    report->name = strcmp(path, "-") == 0 ? g_strdup(path) : g_path_get_basename(path);
    report->told = g_ptr_array_new_with_free_func((GDestroyNotify)fault_free);
    return report;
}

static LbFd
open_file(const char *path, GError **error)
{
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    LbFd fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        lb_set_errno_error(error, errno, "%s", path);
    return fd;
}

/* Commits the rest and takes over what became of it all. */
static bool
finish(Reading *reading, GError **error)
{
    uint8_t digest[LB_SHA256_SIZE];
    LbEventFileReport *report = reading->report;
    lb_sha256_finish(reading->sha, digest);
    report->sha256 = lb_sha256_to_hex(digest);
    const LbEventFile file = { report->bytes, report->sha256, report->faults };
    if (!lb_event_import_finish(reading->import, &file, error))
        return false;
    report->tally = *lb_event_import_tally(reading->import);
    g_ptr_array_ref(report->tally.computers);
    return true;
}

LbEventFileReport *
lb_event_file_import(LbService *service, const char *path, const LbEventFileTerms *terms,
                     GError **error)
{
    g_autoptr(LbEventFileReport) report = new_report(path);
    const LbEventImportTerms import = { report->name, terms->resource, terms->tenant };
    g_auto(Reading) reading = { .terms = terms, .report = report, .sha = lb_sha256_new() };
    g_auto(LbFd) fd = open_file(path, error);
    if (fd < 0)
        return NULL;
    reading.import = lb_event_import_new(service, &import, error);
    bool done = reading.import != NULL && read_all(&reading, fd, error) && finish(&reading, error);
    if (terms->progress) {
        g_autoptr(GError) ignored = NULL;
        lb_fd_write_all(STDERR_FILENO, "\r\033[K", strlen("\r\033[K"), &ignored);
    }
    return done ? g_steal_pointer(&report) : NULL;
}
