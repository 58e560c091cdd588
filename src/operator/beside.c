/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd started for one order, with two pipes; its lines back. */
#include "operator/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/spawn.h"

#define PATIENCE_MS 5000 /* for one that should end by itself */

typedef struct {
    pid_t process; /* 0: none, or reaped */
    LbFd in, out;  /* what it reads, what it writes */
    LbBesideTake take;
    gpointer data;
    bool over; /* the last line came */
} Beside;

/* Its end of the pipe closes when it is gone. */
static bool
has_ended(const Beside *beside)
{
    struct pollfd pipe = { .fd = beside->out };
    return poll(&pipe, 1, beside->over ? PATIENCE_MS : 0) == 1;
}

/* One that has said its last line ends by itself, and is let. */
static void
end_beside(Beside *beside)
{
    if (beside->process > 0) {
        if (!has_ended(beside))
            kill(beside->process, SIGKILL);
        waitpid(beside->process, NULL, 0);
    }
    lb_fd_close(&beside->in);
    lb_fd_close(&beside->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Beside, end_beside)

static bool
open_pipe(LbFd *reading, LbFd *writing, GError **error)
{
    int ends[2] = { -1, -1 };
    if (pipe2(ends, O_CLOEXEC) != 0) {
        lb_set_errno_error(error, errno, "pipe");
        return false;
    }
    *reading = ends[0];
    *writing = ends[1];
    return true;
}

static bool
start(Beside *beside, const char *argument, GError **error)
{
    /* A password may be a credential that systemd handed to us as well. */
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *handed =
        credentials != NULL ? g_strconcat("CREDENTIALS_DIRECTORY=", credentials, NULL) : NULL;
    const char *const environment[] = { "LC_ALL=C.UTF-8", handed, NULL };
    g_autofree char *program = lb_spawn_beside("lockboxd");
    g_auto(LbFd) in = -1, out = -1;
    if (!open_pipe(&in, &beside->in, error) || !open_pipe(&beside->out, &out, error))
        return false;
    const LbSpawnDescriptor passed[] = { { in, STDIN_FILENO },
                                         { out, STDOUT_FILENO },
                                         { -1, STDERR_FILENO } };
    const LbSpawn again = { .program = program,
                            .name = "lockboxd",
                            .argument = argument,
                            .environment = environment,
                            .passed = passed,
                            .count = G_N_ELEMENTS(passed) };
    int code = program != NULL ? lb_spawn_again(&again, &beside->process) : ENOENT;
    if (code != 0)
        lb_set_errno_error(error, code, "%s", program != NULL ? program : "lockboxd");
    return code == 0;
}

/* Takes what whole lines there are. */
static bool
take_lines(Beside *beside, LbLines *lines, GError **error)
{
    size_t length = 0;
    for (char *line = lb_lines_take(lines, &length); line != NULL;
         line = lb_lines_take(lines, &length)) {
        g_autofree char *taken = line;
        if (!beside->take(beside->data, taken, length, &beside->over, error))
            return false;
    }
    return true;
}

/* Reads once; false at the end, and with @error when what came is no line of ours. */
static bool
read_some(Beside *beside, LbLines *lines, unsigned patience, GError **error)
{
    struct pollfd pipe = { .fd = beside->out, .events = POLLIN };
    char bytes[4096];
    int ready = poll(&pipe, 1, (int)patience * 1000);
    if (ready < 0 && errno == EINTR)
        return true;
    if (ready <= 0)
        return false;
    ssize_t got = read(beside->out, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
        return true;
    return got > 0 && lb_lines_feed(lines, bytes, (size_t)got, error) &&
           take_lines(beside, lines, error);
}

bool
lb_beside_ask(const LbBesideOrder *order, bool *over, GError **error)
{
    g_auto(Beside) beside = { .in = -1, .out = -1, .take = order->take, .data = order->data };
    g_autoptr(LbLines) lines = lb_lines_new(order->limit);
    g_autoptr(GError) failure = NULL;
    if (!start(&beside, order->argument, error))
        return false;
    signal(SIGPIPE, SIG_IGN);
    /* Where it ends before it has read all of it, what it says counts. */
    lb_fd_write_all(beside.in, order->text, strlen(order->text), NULL);
    while (!beside.over && read_some(&beside, lines, order->patience, &failure))
        continue;
    *over = beside.over;
    if (failure == NULL)
        return true;
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), "lockboxd: ");
    return false;
}
