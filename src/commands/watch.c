/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting with an eye on the session. Nothing here decides anything. */
#include "commands/watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/error.h"

#define LOOK_MILLISECONDS 1000

static bool
fail(GError **error, int code, const char *what)
{
    lb_set_errno_error(error, code, "%s", what);
    return false;
}

/* Refuses when the session is over. What else fails shows as soon as the person does something. */
static bool
check(LbCommand *command, int64_t now, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (command->actor == NULL || command->ending)
        return true;
    if (lb_visit_check(&command->visit, now, &cause))
        lb_service_check_welcome(command->service, command->actor, &cause);
    if (cause == NULL || cause->domain != LB_REFUSAL_ERROR)
        return true;
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

static bool
warn(LbCommand *command, const char *warning, GError **error)
{
    g_autofree char *line = g_strdup_printf("\nlockbox: %s\n", warning);
    return lb_watch_write(command, STDERR_FILENO, line, strlen(line), error);
}

bool
lb_watch_input(LbCommand *command, GError **error)
{
    int64_t before = g_get_monotonic_time();
    for (;;) {
        struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
        int ready = poll(&input, 1, LOOK_MILLISECONDS);
        int64_t now = g_get_monotonic_time();
        if (!check(command, now, error))
            return false;
        if (ready > 0) {
            command->visit.touched = now;
            return true;
        }
        if (ready < 0 && errno != EINTR)
            return fail(error, errno, "standard input");
        g_autofree char *warning = lb_visit_warning(&command->visit, before, now);
        if (warning != NULL && !warn(command, warning, error))
            return false;
        before = now;
    }
}

static void
wake(int number)
{
    (void)number;
}

/* Writes what @fd takes within a second: less than all, and perhaps -1 with EINTR. */
static ssize_t
write_some(int fd, const char *text, size_t length)
{
    const struct itimerval second = { { 1, 0 }, { 1, 0 } }, none = { { 0, 0 }, { 0, 0 } };
    /* Without SA_RESTART a write that waits ends. */
    struct sigaction action = { .sa_handler = wake }, before;
    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &second, NULL);
    ssize_t done = write(fd, text, length);
    int cause = errno;
    setitimer(ITIMER_REAL, &none, NULL);
    sigaction(SIGALRM, &before, NULL);
    errno = cause;
    return done;
}

bool
lb_watch_write(LbCommand *command, int fd, const char *text, size_t length, GError **error)
{
    while (length > 0) {
        ssize_t done = write_some(fd, text, length);
        bool waits = done < 0 && errno == EINTR;
        if ((done < 0 && !waits) || (waits && command->ending))
            return fail(error, waits ? ETIMEDOUT : errno, "write");
        if (waits && !check(command, g_get_monotonic_time(), error))
            return false;
        text += MAX(done, 0);
        length -= (size_t)MAX(done, 0);
    }
    return true;
}
