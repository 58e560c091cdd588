/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One order to lockboxd, and lines back while it is carried out. */
#include "operator/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/spawn.h"
#include "notify/lines.h"

typedef struct {
    pid_t process; /* 0: none, or reaped */
    LbFd in, out;  /* what it reads, what it writes */
    const LbTrace *trace;
    bool over; /* the last step came */
} Trial;

static void
end_trial(Trial *trial)
{
    if (trial->process > 0) {
        kill(trial->process, SIGKILL);
        waitpid(trial->process, NULL, 0);
    }
    lb_fd_close(&trial->in);
    lb_fd_close(&trial->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trial, end_trial)

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
start(Trial *trial, GError **error)
{
    /* The password may be a credential that systemd handed to us as well. */
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
    g_autofree char *handed =
        credentials != NULL ? g_strconcat("CREDENTIALS_DIRECTORY=", credentials, NULL) : NULL;
    const char *const environment[] = { "LC_ALL=C.UTF-8", handed, NULL };
    g_autofree char *program = lb_spawn_beside("lockboxd");
    g_auto(LbFd) in = -1, out = -1;
    if (!open_pipe(&in, &trial->in, error) || !open_pipe(&trial->out, &out, error))
        return false;
    const LbSpawnDescriptor passed[] = { { in, STDIN_FILENO },
                                         { out, STDOUT_FILENO },
                                         { -1, STDERR_FILENO } };
    const LbSpawn again = { .program = program,
                            .name = "lockboxd",
                            .argument = LB_TRIAL_ARGUMENT,
                            .environment = environment,
                            .passed = passed,
                            .count = G_N_ELEMENTS(passed) };
    int code = program != NULL ? lb_spawn_again(&again, &trial->process) : ENOENT;
    if (code != 0)
        lb_set_errno_error(error, code, "%s", program != NULL ? program : "lockboxd");
    return code == 0;
}

/* Takes what whole lines there are. */
static bool
take_lines(Trial *trial, LbLines *lines, GError **error)
{
    size_t length = 0;
    for (char *line = lb_lines_take(lines, &length); line != NULL;
         line = lb_lines_take(lines, &length)) {
        g_autofree char *taken = line, *text = NULL;
        LbTraceStep step = LB_TRACE_LATER;
        if (!lb_trace_from_line(taken, length, &step, &text, error))
            return false;
        trial->over |= lb_trace_is_last(step);
        lb_trace_tell(trial->trace, step, text, -1);
    }
    return true;
}

/* Reads once; false at the end, and with @error when what came is no line of ours. */
static bool
read_some(Trial *trial, LbLines *lines, unsigned patience, GError **error)
{
    struct pollfd pipe = { .fd = trial->out, .events = POLLIN };
    char bytes[4096];
    int ready = poll(&pipe, 1, (int)patience * 1000);
    if (ready < 0 && errno == EINTR)
        return true;
    if (ready <= 0)
        return false;
    ssize_t got = read(trial->out, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
        return true;
    return got > 0 && lb_lines_feed(lines, bytes, (size_t)got, error) &&
           take_lines(trial, lines, error);
}

static bool
follow(Trial *trial, unsigned patience, GError **error)
{
    g_autoptr(LbLines) lines = lb_lines_new(LB_TRACE_LIMIT);
    g_autoptr(GError) failure = NULL;
    while (!trial->over && read_some(trial, lines, patience, &failure))
        continue;
    if (failure != NULL) {
        g_propagate_prefixed_error(error, g_steal_pointer(&failure), "lockboxd: ");
        return false;
    }
    if (!trial->over)
        lb_trace_tell(trial->trace, LB_TRACE_LATER, "took too long and was given up", -1);
    return true;
}

bool
lb_trial_ask(const LbTrialOrder *order, unsigned patience, const LbTrace *trace, GError **error)
{
    g_auto(Trial) trial = { .in = -1, .out = -1, .trace = trace };
    g_autofree char *line = lb_trial_order_to_line(order, error);
    if (line == NULL || !start(&trial, error))
        return false;
    signal(SIGPIPE, SIG_IGN);
    return lb_fd_write_all(trial.in, line, strlen(line), error) && follow(&trial, patience, error);
}
