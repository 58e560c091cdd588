/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that reads one mail, between two pipes. */
#include "notify/reader.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "notify/inbound.h"

#define DEADLINE (20 * G_TIME_SPAN_SECOND)

typedef struct {
    pid_t pid;
    LbFd in, out;
} Reader;

static void
reader_start(Reader *reader)
{
    int to[2], from[2];
    signal(SIGPIPE, SIG_IGN);
    cr_assert(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0);
    reader->pid = fork();
    if (reader->pid == 0) {
        close(to[1]);
        close(from[0]);
        _exit(lb_reader_run(to[0], from[1]));
    }
    close(to[0]);
    close(from[1]);
    reader->in = to[1];
    reader->out = from[0];
}

static void
reader_clear(Reader *reader)
{
    if (reader->pid > 0) {
        kill(reader->pid, SIGKILL);
        waitpid(reader->pid, NULL, 0);
    }
    lb_fd_close(&reader->in);
    lb_fd_close(&reader->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

static int
reader_wait(Reader *reader)
{
    int status = 0;
    cr_assert_eq(waitpid(reader->pid, &status, 0), reader->pid);
    reader->pid = 0;
    cr_assert(WIFEXITED(status), "%d", status);
    return WEXITSTATUS(status);
}

/* All that it writes to its end. */
static char *
reader_hear(Reader *reader)
{
    char *text = lb_fd_read_all(reader->out, "pipe", LB_INBOUND_LINE_MOST, NULL, NULL);
    cr_assert_not_null(text);
    return text;
}

static void
reader_tell(Reader *reader, size_t length)
{
    static const char head[] = "Message-ID: <1@x.example>\n\n";
    g_autofree char *mail = g_strnfill(length, 'x');
    memcpy(mail, head, sizeof head - 1);
    lb_fd_write_all(reader->in, mail, length, NULL);
    lb_fd_close(&reader->in);
}

Test(reader, answers_a_mail_with_one_line_and_ends)
{
    g_auto(Reader) reader = { .in = -1, .out = -1 };
    reader_start(&reader);
    reader_tell(&reader, 1000);
    g_autofree char *line = reader_hear(&reader);
    g_autoptr(LbInbound) letter = lb_inbound_from_line(line, strlen(line), NULL);
    cr_assert_not_null(letter, "%s", line);
    cr_assert_str_eq(letter->message_id, "1@x.example");
    cr_assert_eq(reader_wait(&reader), LB_READER_DONE);
}

Test(reader, takes_ten_mebibytes_and_no_byte_more)
{
    for (size_t more = 0; more <= 1; more++) {
        g_auto(Reader) reader = { .in = -1, .out = -1 };
        reader_start(&reader);
        reader_tell(&reader, LB_INBOUND_MOST + more);
        g_autofree char *line = reader_hear(&reader);
        cr_assert_eq(*line != '\0', more == 0);
        cr_assert_eq(reader_wait(&reader), more == 0 ? LB_READER_DONE : LB_READER_INPUT);
    }
}

Test(reader, says_when_nobody_hears_it)
{
    g_auto(Reader) reader = { .in = -1, .out = -1 };
    reader_start(&reader);
    lb_fd_close(&reader.out);
    reader_tell(&reader, 1000);
    cr_assert_eq(reader_wait(&reader), LB_READER_OUTPUT);
}

/* The bound that it has now of what the row of /proc/PID/limits says; NULL: none such. */
static char *
read_bound(pid_t pid, const char *row)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/limits", (int)pid);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    const char *at = strstr(text, row);
    const char *value = at != NULL ? at + strlen(row) : "";
    value += strspn(value, " ");
    return g_strndup(value, strcspn(value, " "));
}

Test(reader, can_open_nothing_and_has_bounds_before_it_reads)
{
    g_auto(Reader) reader = { .in = -1, .out = -1 };
    reader_start(&reader);
    gint64 deadline = g_get_monotonic_time() + DEADLINE;
    g_autofree char *files = read_bound(reader.pid, "Max open files");
    while (g_strcmp0(files, "0") != 0 && g_get_monotonic_time() < deadline) {
        g_usleep(1000);
        g_free(files);
        files = read_bound(reader.pid, "Max open files");
    }
    g_autofree char *seconds = read_bound(reader.pid, "Max cpu time");
    g_autofree char *core = read_bound(reader.pid, "Max core file size");
    cr_assert_str_eq(files, "0");
    cr_assert_eq(g_ascii_strtoll(seconds, NULL, 10), LB_READER_SECONDS);
    cr_assert_str_eq(core, "0");
    reader_tell(&reader, 1000);
    cr_assert_eq(reader_wait(&reader), LB_READER_DONE);
}
