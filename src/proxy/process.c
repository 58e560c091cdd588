/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting and ending one program. It is started by fork and exec, since posix_spawn can neither make a terminal the
 * controlling one nor have it die with us; between the two stand only calls that are safe there. */
#include "proxy/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

#define PATIENCE_MS 500

/* All that the new process needs, ready before there is one. */
typedef struct {
    const LbProcessPlan *plan;
    LbFd in, out, complaint;
    pid_t parent;
} Start;

static bool
fail(GError **error, const char *what)
{
    lb_set_errno_error(error, errno, "%s", what);
    return false;
}

static void
clear_start(Start *start)
{
    lb_fd_close(&start->in);
    lb_fd_close(&start->out);
    lb_fd_close(&start->complaint);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Start, clear_start)

/* A new terminal: our end in @far, its own three times in @start. */
static bool
open_terminal(Start *start, LbFd *far, GError **error)
{
    const LbTerminal *terminal = start->plan->terminal;
    *far = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*far < 0 || grantpt(*far) != 0 || unlockpt(*far) != 0)
        return fail(error, "a pseudo terminal");
    start->in = ioctl(*far, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (start->in < 0 || tcsetattr(start->in, TCSANOW, &terminal->before) != 0 ||
        ioctl(start->in, TIOCSWINSZ, &terminal->size) != 0)
        return fail(error, "a pseudo terminal");
    start->out = fcntl(start->in, F_DUPFD_CLOEXEC, 3);
    start->complaint = fcntl(start->in, F_DUPFD_CLOEXEC, 3);
    return start->out >= 0 && start->complaint >= 0 ? true : fail(error, "a pseudo terminal");
}

static bool
open_pipe(Start *start, LbFd *far, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(error, "pipe");
    *far = ends[0];
    start->out = ends[1];
    start->in = open("/dev/null", O_RDWR | O_CLOEXEC);
    start->complaint = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (start->in < 0 || start->complaint < 0 || fcntl(*far, F_SETFL, O_NONBLOCK) != 0)
        return fail(error, "/dev/null");
    return true;
}

/* From here to the exec: no memory, no lock, no GLib. */

static bool
arrange(const Start *start)
{
    const struct rlimit file = { LB_PROCESS_FILE_MOST, LB_PROCESS_FILE_MOST };
    struct sigaction fresh = { .sa_handler = SIG_DFL };
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &fresh, NULL);
    return setsid() > 0 && dup2(start->in, STDIN_FILENO) >= 0 &&
           dup2(start->out, STDOUT_FILENO) >= 0 && dup2(start->complaint, STDERR_FILENO) >= 0 &&
           (start->plan->terminal == NULL || ioctl(STDIN_FILENO, TIOCSCTTY, 0) == 0) &&
           close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0 &&
           setrlimit(RLIMIT_FSIZE, &file) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
           getppid() == start->parent && sigemptyset(&none) == 0 &&
           sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static G_NORETURN void
become(const Start *start)
{
    const LbProcessPlan *plan = start->plan;
    if (arrange(start))
        execve(plan->arguments[0], (char *const *)(guintptr)plan->arguments,
               (char *const *)(guintptr)plan->environment);
    _exit(127);
}

/* Back on our side. Signals are blocked in this process as a whole. */

bool
lb_process_start(LbProcess *process, const LbProcessPlan *plan, GError **error)
{
    g_auto(Start) start = { plan, -1, -1, -1, getpid() };
    bool terminal = plan->terminal != NULL;
    *process = LB_PROCESS_NONE;
    if (!(terminal ? open_terminal : open_pipe)(&start, &process->far, error)) {
        lb_fd_close(&process->far);
        return false;
    }
    pid_t id = fork();
    if (id == 0)
        become(&start);
    if (id < 0) {
        lb_fd_close(&process->far);
        return fail(error, "fork");
    }
    process->id = id;
    process->watch = pidfd_open(id, 0);
    if (process->watch >= 0)
        return true;
    fail(error, "pidfd_open");
    lb_process_clear(process);
    return false;
}

static bool
has_ended(const LbProcess *process, int milliseconds)
{
    struct pollfd watch = { .fd = process->watch, .events = POLLIN };
    return poll(&watch, 1, milliseconds) > 0;
}

/* Its number, and that of its group, is nobody else's before it is reaped. */
static int
bury(LbProcess *process)
{
    int status = 0;
    kill(-process->id, SIGKILL);
    kill(process->id, SIGKILL);
    waitpid(process->id, &status, 0);
    process->id = 0;
    lb_fd_close(&process->watch);
    return status;
}

bool
lb_process_reap(LbProcess *process, int *status)
{
    if (process->id == 0 || !has_ended(process, 0))
        return false;
    *status = bury(process);
    return true;
}

void
lb_process_end(LbProcess *process)
{
    if (process->id == 0)
        return;
    kill(-process->id, SIGHUP);
    kill(-process->id, SIGTERM);
    if (process->watch >= 0)
        has_ended(process, PATIENCE_MS);
    bury(process);
}

void
lb_process_clear(LbProcess *process)
{
    lb_process_end(process);
    lb_fd_close(&process->far);
}
