/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail to lockboxd, which stands beside this program, and one line back. */
#include "operator/inbound.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "notify/reader.h"
#include "operator/invocation.h"

#define PATIENCE_MS 60000 /* three times what it may compute */

typedef struct {
    pid_t process; /* 0: none, or reaped */
    LbFd out;      /* what it writes */
} Reader;

static void
end_reader(Reader *reader)
{
    if (reader->process > 0) {
        kill(reader->process, SIGKILL);
        waitpid(reader->process, NULL, 0);
    }
    lb_fd_close(&reader->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, end_reader)

/* A file without a name: nobody has to feed a pipe meanwhile. */
static LbFd
put_down(const char *bytes, size_t length, GError **error)
{
    g_auto(LbFd) fd = memfd_create("mail", MFD_CLOEXEC);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "memfd_create");
        return -1;
    }
    if (!lb_fd_write_all(fd, bytes, length, error))
        return -1;
    if (lseek(fd, 0, SEEK_SET) == 0)
        return lb_fd_steal(&fd);
    lb_set_errno_error(error, errno, "lseek");
    return -1;
}

static bool
start(Reader *reader, int mail, GError **error)
{
    static const char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
    int ends[2] = { -1, -1 };
    g_autofree char *program = lb_spawn_beside("lockboxd");
    if (program == NULL || pipe2(ends, O_CLOEXEC) != 0) {
        lb_set_errno_error(error, program == NULL ? ENOENT : errno, "lockboxd");
        return false;
    }
    g_auto(LbFd) theirs = ends[1];
    reader->out = ends[0];
    const LbSpawnDescriptor passed[] = { { mail, STDIN_FILENO },
                                         { theirs, STDOUT_FILENO },
                                         { -1, STDERR_FILENO } };
    const LbSpawn again = { .program = program,
                            .name = "lockboxd",
                            .argument = LB_READER_ARGUMENT,
                            .environment = environment,
                            .passed = passed,
                            .count = G_N_ELEMENTS(passed) };
    int code = lb_spawn_again(&again, &reader->process);
    if (code != 0)
        lb_set_errno_error(error, code, "%s", program);
    return code == 0;
}

/* Waits until there is something to read, or its end. */
static bool
await(const Reader *reader, int64_t deadline, GError **error)
{
    struct pollfd pipe = { .fd = reader->out, .events = POLLIN };
    for (;;) {
        int64_t left = (deadline - g_get_monotonic_time()) / 1000;
        int ready = left > 0 ? poll(&pipe, 1, (int)left) : 0;
        if (ready > 0)
            return true;
        if (ready < 0 && errno == EINTR)
            continue;
        lb_set_errno_error(error, ready == 0 ? ETIMEDOUT : errno, "lockboxd " LB_READER_ARGUMENT);
        return false;
    }
}

/* All that it writes, which is one line; NULL without @error when that is not so. */
static char *
hear(const Reader *reader, size_t *length, GError **error)
{
    int64_t deadline = g_get_monotonic_time() + PATIENCE_MS * 1000;
    g_autoptr(LbLines) lines = lb_lines_new(LB_INBOUND_LINE_MOST);
    char bytes[4096];
    for (;;) {
        if (!await(reader, deadline, error))
            return NULL;
        ssize_t got = read(reader->out, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (!lb_lines_feed(lines, bytes, (size_t)got, NULL))
            return NULL;
    }
    g_autofree char *line = lb_lines_take(lines, length);
    return line != NULL && lb_lines_is_empty(lines) ? g_steal_pointer(&line) : NULL;
}

/* Whether it ended by itself and well; with @error when this machine is to blame. */
static bool
reap(Reader *reader, GError **error)
{
    int status = 0;
    if (waitpid(reader->process, &status, 0) != reader->process)
        return false;
    reader->process = 0;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == LB_READER_SYSTEM || code == LB_READER_ORPHAN)
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_IO, "lockboxd " LB_READER_ARGUMENT ": %d",
                    code);
    return code == LB_READER_DONE;
}

LbInbound *
lb_inbound_ask(const char *bytes, size_t length, GError **error)
{
    g_autoptr(GError) fault = NULL;
    size_t size = 0;
    g_auto(Reader) reader = { .out = -1 };
    g_auto(LbFd) mail = put_down(bytes, length, &fault);
    bool started = mail >= 0 && start(&reader, mail, &fault);
    g_autofree char *line = started ? hear(&reader, &size, &fault) : NULL;
    bool well = fault == NULL && reap(&reader, &fault);
    g_autoptr(LbInbound) letter =
        well && line != NULL ? lb_inbound_from_line(line, size, NULL) : NULL;
    if (letter != NULL)
        return g_steal_pointer(&letter);
    if (fault != NULL)
        g_propagate_error(error, g_steal_pointer(&fault));
    else
        g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_BAD_FILE,
                            _("The mail cannot be read."));
    return NULL;
}
