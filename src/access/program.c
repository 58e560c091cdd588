/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a program in bounds. It is started by fork and exec, since posix_spawn can neither change the user nor set
 * limits; between the two stand only calls that are safe there. Its process group is killed before its first process
 * is reaped: until then nobody else can have that number. */
#include "access/program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/spawn.h"

#define READ_SIZE 16384
#define LOOK_MS 1000 /* poll's own clock stands still while the machine sleeps */
#define REST_MOST 64 /* reads of what is left in a pipe at the end: more than it can hold */

typedef struct {
    LbFd read, write;
} Pipe;

/* All that the new process needs, ready before there is one. */
typedef struct {
    const LbProgram *program;
    char **environment;
    LbFd input;
    Pipe output, complaint, report; /* the last one tells why it could not be started */
    pid_t parent;
} Start;

typedef struct {
    LbFd fd;
    GByteArray *kept;
    size_t limit;
    bool latest; /* what came last is kept, not what came first */
    bool cut;
} Stream;

typedef struct {
    const LbProgram *program;
    pid_t process;
    LbFd watch;
    Stream output, complaint;
    int64_t deadline; /* by the boot clock */
    bool asked;       /* to end */
} Run;

static bool
open_pipe(Pipe *pipe, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        lb_set_errno_error(error, errno, "pipe");
        return false;
    }
    pipe->read = ends[0];
    pipe->write = ends[1];
    return true;
}

/* A file in memory that cannot be changed any more: who does not read it keeps nobody waiting. */
static LbFd
open_input(const LbProgram *program, GError **error)
{
    g_auto(LbFd) fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "memfd_create");
        return -1;
    }
    if (!lb_fd_write_all(fd, program->input, program->input_length, error))
        return -1;
    if (lseek(fd, 0, SEEK_SET) != 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0) {
        lb_set_errno_error(error, errno, "memfd_create");
        return -1;
    }
    return lb_fd_steal(&fd);
}

static GStrv
new_environment(const LbProgram *program)
{
    static const char *const always[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                                          NULL };
    return lb_spawn_environment(always, program->settings);
}

/* From here to the exec: no memory, no lock, no GLib. */

static bool
reset_signals(void)
{
    struct sigaction fresh = { .sa_handler = SIG_DFL };
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &fresh, NULL);
    return sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static bool
become(const LbIdentity *identity)
{
    return identity == NULL || (setgroups(0, NULL) == 0 &&
                                setresgid(identity->group, identity->group, identity->group) == 0 &&
                                setresuid(identity->user, identity->user, identity->user) == 0);
}

static bool
arrange(const Start *start)
{
    const struct rlimit no_core = { 0, 0 };
    const char *directory = start->program->directory;
    umask(077);
    return setsid() > 0 && reset_signals() && dup2(start->input, STDIN_FILENO) >= 0 &&
           dup2(start->output.write, STDOUT_FILENO) >= 0 &&
           dup2(start->complaint.write, STDERR_FILENO) >= 0 &&
           close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0 &&
           setrlimit(RLIMIT_CORE, &no_core) == 0 && become(start->program->identity) &&
           chdir(directory != NULL ? directory : "/") == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == start->parent;
}

static G_NORETURN void
start_program(const Start *start)
{
    if (arrange(start))
        execve(start->program->path, (char *const *)(guintptr)start->program->arguments,
               start->environment);
    int code = errno;
    ssize_t told = write(start->report.write, &code, sizeof code);
    (void)told;
    _exit(127);
}

/* No signal may reach a handler of ours in the new process. */
static pid_t
fork_quietly(const Start *start)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t process = fork();
    if (process == 0)
        start_program(start);
    int code = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = code;
    return process;
}

/* Back on the caller's side. */

static void
clear_start(Start *start)
{
    Pipe *pipes[] = { &start->output, &start->complaint, &start->report };
    for (size_t i = 0; i < G_N_ELEMENTS(pipes); i++) {
        lb_fd_close(&pipes[i]->read);
        lb_fd_close(&pipes[i]->write);
    }
    lb_fd_close(&start->input);
    g_strfreev(start->environment);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Start, clear_start)

static void
clear_run(Run *run)
{
    lb_fd_close(&run->watch);
    Stream *streams[] = { &run->output, &run->complaint };
    for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
        lb_fd_close(&streams[i]->fd);
        if (streams[i]->kept != NULL)
            g_byte_array_unref(streams[i]->kept);
    }
    if (run->process <= 0)
        return;
    kill(-run->process, SIGKILL);
    waitpid(run->process, NULL, 0);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, clear_run)

/* Waits until the new process is the program, or has told why not. */
static bool
wait_for_exec(Start *start, pid_t process, GError **error)
{
    int code = 0;
    ssize_t got;
    lb_fd_close(&start->report.write);
    do
        got = read(start->report.read, &code, sizeof code);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        return true;
    waitpid(process, NULL, 0);
    lb_set_errno_error(error, code, "%s cannot be started", start->program->path);
    return false;
}

static pid_t
launch(Start *start, GError **error)
{
    const LbProgram *program = start->program;
    start->parent = getpid();
    start->environment = new_environment(program);
    start->input = open_input(program, error);
    if (start->input < 0 || !open_pipe(&start->output, error) ||
        !open_pipe(&start->complaint, error) || !open_pipe(&start->report, error))
        return -1;
    pid_t process = fork_quietly(start);
    if (process < 0) {
        lb_set_errno_error(error, errno, "fork");
        return -1;
    }
    return wait_for_exec(start, process, error) ? process : -1;
}

static void
keep(Stream *stream, const guint8 *bytes, size_t length)
{
    size_t room = stream->limit - stream->kept->len;
    stream->cut = stream->cut || length > room;
    g_byte_array_append(stream->kept, bytes, (guint)(stream->latest ? length : MIN(length, room)));
    if (stream->kept->len > stream->limit)
        g_byte_array_remove_range(stream->kept, 0, stream->kept->len - (guint)stream->limit);
}

/* Reads once. Returns false at the end, and when there is nothing for now. */
static bool
read_some(Stream *stream)
{
    guint8 bytes[READ_SIZE];
    ssize_t got = stream->fd < 0 ? 0 : read(stream->fd, bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return errno == EINTR;
    if (got <= 0) {
        lb_fd_close(&stream->fd);
        return false;
    }
    keep(stream, bytes, (size_t)got);
    return true;
}

static void
read_rest(Stream *stream)
{
    for (int i = 0; i < REST_MOST && read_some(stream); i++)
        continue;
}

/* Asks it to end when its time is over, and ends it when it does not. */
static bool
keep_time(Run *run, int *wait, GError **error)
{
    LbClockReading now;
    if (!lb_clock_read(run->program->clock, &now, error))
        return false;
    if (now.boot >= run->deadline) {
        kill(-run->process, run->asked ? SIGKILL : SIGTERM);
        run->deadline = now.boot + run->program->patience;
        run->asked = true;
    }
    int64_t left = (run->deadline - now.boot + 999) / 1000;
    *wait = (int)CLAMP(left, 1, LOOK_MS);
    return true;
}

/* Until its first process has ended. */
static bool
attend(Run *run, GError **error)
{
    const int *lifeline = run->program->lifeline;
    struct pollfd polled[4] = { { .fd = run->watch, .events = POLLIN } };
    polled[3].fd = lifeline != NULL ? *lifeline : -1;
    while ((polled[0].revents & POLLIN) == 0) {
        int wait = 0;
        if (!keep_time(run, &wait, error))
            return false;
        polled[1] = (struct pollfd){ .fd = run->output.fd, .events = POLLIN };
        polled[2] = (struct pollfd){ .fd = run->complaint.fd, .events = POLLIN };
        if (poll(polled, G_N_ELEMENTS(polled), wait) < 0) {
            if (errno == EINTR)
                continue;
            lb_set_errno_error(error, errno, "poll");
            return false;
        }
        if (polled[3].revents != 0) {
            kill(-run->process, SIGKILL);
            run->asked = true;
            polled[3].fd = -1;
        }
        if (polled[1].revents != 0)
            read_some(&run->output);
        if (polled[2].revents != 0)
            read_some(&run->complaint);
    }
    return true;
}

static char *
take_bytes(Stream *stream, size_t *length)
{
    static const guint8 end = 0;
    *length = stream->kept->len;
    g_byte_array_append(stream->kept, &end, 1);
    return (char *)g_byte_array_free(g_steal_pointer(&stream->kept), FALSE);
}

static LbProgramResult *
conclude(Run *run, GError **error)
{
    int status = 0;
    pid_t process = run->process;
    kill(-process, SIGKILL);
    read_rest(&run->output);
    read_rest(&run->complaint);
    run->process = 0;
    if (waitpid(process, &status, 0) != process) {
        lb_set_errno_error(error, errno, "waitpid");
        return NULL;
    }
    LbProgramResult *result = g_new0(LbProgramResult, 1);
    result->end = run->asked            ? LB_PROGRAM_TIMED_OUT
                  : WIFSIGNALED(status) ? LB_PROGRAM_SIGNALED
                                        : LB_PROGRAM_EXITED;
    result->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    result->cut = run->output.cut;
    result->output = take_bytes(&run->output, &result->length);
    result->complaint = take_bytes(&run->complaint, &result->complaint_length);
    return result;
}

static bool
open_stream(Stream *stream, LbFd *fd, size_t limit, GError **error)
{
    stream->fd = lb_fd_steal(fd);
    stream->limit = limit;
    stream->kept = g_byte_array_new();
    if (fcntl(stream->fd, F_SETFL, O_NONBLOCK) == 0)
        return true;
    lb_set_errno_error(error, errno, "fcntl");
    return false;
}

LbProgramResult *
lb_program_run(const LbProgram *program, GError **error)
{
    LbClockReading now;
    if (!lb_clock_read(program->clock, &now, error))
        return NULL;
    g_auto(Start) start = { .program = program,
                            .input = -1,
                            .output = { -1, -1 },
                            .complaint = { -1, -1 },
                            .report = { -1, -1 } };
    g_auto(Run) run = { .program = program,
                        .watch = -1,
                        .output = { .fd = -1 },
                        .complaint = { .fd = -1, .latest = true },
                        .deadline = now.boot + program->time_limit };
    run.process = launch(&start, error);
    if (run.process < 0)
        return NULL;
    run.watch = pidfd_open(run.process, 0);
    if (run.watch < 0) {
        lb_set_errno_error(error, errno, "pidfd_open");
        return NULL;
    }
    lb_fd_close(&start.output.write);
    lb_fd_close(&start.complaint.write);
    if (!open_stream(&run.output, &start.output.read, program->output_limit, error) ||
        !open_stream(&run.complaint, &start.complaint.read, program->complaint_limit, error) ||
        !attend(&run, error))
        return NULL;
    return conclude(&run, error);
}

void
lb_program_result_free(LbProgramResult *result)
{
    if (result == NULL)
        return;
    g_free(result->output);
    g_free(result->complaint);
    g_free(result);
}

char *
lb_program_describe(const LbProgramResult *result)
{
    switch (result->end) {
    case LB_PROGRAM_TIMED_OUT:
        return g_strdup("took too long");
    case LB_PROGRAM_SIGNALED:
        return g_strdup_printf("ended by signal %d (%s)", result->code, g_strsignal(result->code));
    case LB_PROGRAM_EXITED:
        break;
    }
    return g_strdup_printf("ended with status %d", result->code);
}
