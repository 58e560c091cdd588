/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting, hearing and ending the process that goes through. Its id stays ours until it was reaped. */
#include "commands/proxychild.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/spawn.h"
#include "proxy/channel.h"
#include "proxy/proxy.h"
#include "proxy/terminal.h"

#define ABOVE 16 /* where our ends of the pipes are out of the way */
#define PATIENCE (2 * G_USEC_PER_SEC)

struct LbProxyChild {
    pid_t process; /* 0: reaped */
    LbFd orders, events, signals;
    GString *heard; /* not yet a line */
    bool told;      /* to end */
    int64_t killed; /* when it is, by the monotonic clock; 0: never */
    LbTerminal terminal;
    sigset_t mask; /* as it was */
};

static bool
fail(GError **error, int code, const char *what)
{
    lb_set_errno_error(error, code, "%s", what);
    return false;
}

/* The language is all that it needs to know of ours. */
static GStrv
new_environment(void)
{
    static const char *const kept[] = { "LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES" };
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        const char *value = g_getenv(kept[i]);
        g_autofree char *entry = g_strconcat(kept[i], "=", value, NULL);
        if (value != NULL)
            g_strv_builder_add(builder, entry);
    }
    return g_strv_builder_end(builder);
}

/* Standard input, output and error are the person's. */
static int
spawn(pid_t *process, int orders, int events)
{
    g_auto(GStrv) environment = new_environment();
    const LbSpawnDescriptor passed[] = { { orders, LB_PROXY_ORDERS }, { events, LB_PROXY_EVENTS } };
    const LbSpawn again = { .name = "lockbox",
                            .argument = LB_PROXY_ARGUMENT,
                            .environment = (const char *const *)environment,
                            .passed = passed,
                            .count = G_N_ELEMENTS(passed) };
    return lb_spawn_again(&again, process);
}

/* A pipe whose ends are above the child's numbers. */
static bool
open_pipe(LbFd *from, LbFd *to, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(error, errno, "pipe");
    *from = fcntl(ends[0], F_DUPFD_CLOEXEC, ABOVE);
    *to = fcntl(ends[1], F_DUPFD_CLOEXEC, ABOVE);
    int code = errno;
    close(ends[0]);
    close(ends[1]);
    return (*from >= 0 && *to >= 0) || fail(error, code, "pipe");
}

/* Keys that would end us are for the child; what ends us has to end it first. */
static bool
take_signals(LbProxyChild *child, GError **error)
{
    static const int taken[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
        sigaddset(&set, taken[i]);
    sigprocmask(SIG_BLOCK, &set, &child->mask);
    child->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return child->signals >= 0 || fail(error, errno, "signalfd");
}

static bool
start(LbProxyChild *child, const char *order, GError **error)
{
    g_auto(LbFd) orders = -1, events = -1;
    if (!take_signals(child, error) || !open_pipe(&orders, &child->orders, error) ||
        !open_pipe(&child->events, &events, error))
        return false;
    int code = spawn(&child->process, orders, events);
    if (code != 0)
        return fail(error, code, "the process that goes through cannot be started");
    return lb_fd_write_all(child->orders, order, strlen(order), error) &&
           (fcntl(child->events, F_SETFL, O_NONBLOCK) == 0 || fail(error, errno, "fcntl"));
}

LbProxyChild *
lb_proxy_child_start(const LbProxyOrder *order, GError **error)
{
    g_autoptr(LbProxyChild) child = g_new0(LbProxyChild, 1);
    g_autofree char *line = lb_proxy_order_write(order);
    child->orders = child->events = child->signals = -1;
    child->heard = g_string_new(NULL);
    sigprocmask(SIG_BLOCK, NULL, &child->mask);
    lb_terminal_look(&child->terminal);
    return start(child, line, error) ? g_steal_pointer(&child) : NULL;
}

void
lb_proxy_child_free(LbProxyChild *child)
{
    if (child == NULL)
        return;
    lb_fd_close(&child->orders);
    if (child->process > 0) {
        kill(child->process, SIGKILL);
        waitpid(child->process, NULL, 0);
    }
    lb_terminal_give_back(&child->terminal);
    lb_fd_close(&child->events);
    lb_fd_close(&child->signals);
    sigprocmask(SIG_SETMASK, &child->mask, NULL);
    g_string_free(child->heard, TRUE);
    g_free(child);
}

void
lb_proxy_child_tell(LbProxyChild *child, const char *word, const char *text)
{
    g_autofree char *line = g_strdup_printf("%s %s\n", word, text);
    if (child->orders >= 0 && !lb_fd_write_all(child->orders, line, strlen(line), NULL))
        lb_fd_close(&child->orders);
}

static void
give_time(LbProxyChild *child)
{
    if (child->killed == 0)
        child->killed = g_get_monotonic_time() + PATIENCE;
}

void
lb_proxy_child_end(LbProxyChild *child, LbProxyEnd why)
{
    if (child->told)
        return;
    child->told = true;
    lb_proxy_child_tell(child, "end", lb_names_get(lb_proxy_end_names, (int)why));
    give_time(child);
}

/* Whether anything came. */
static bool
hear(LbProxyChild *child)
{
    char bytes[LB_EVENT_LINE_MOST];
    ssize_t got = child->events >= 0 ? read(child->events, bytes, sizeof bytes) : -1;
    if (got > 0)
        g_string_append_len(child->heard, bytes, got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        lb_fd_close(&child->events);
        give_time(child);
    }
    return got > 0;
}

/* The next event that was heard. What is none ends it all. */
static bool
take_event(LbProxyChild *child, LbProxyEvent *event)
{
    const char *feed = memchr(child->heard->str, '\n', child->heard->len);
    if (feed == NULL && child->heard->len < LB_EVENT_LINE_MOST)
        return false;
    size_t length = feed != NULL ? (size_t)(feed - child->heard->str) : child->heard->len;
    g_autofree char *line = g_strndup(child->heard->str, length);
    g_string_erase(child->heard, 0, (gssize)MIN(length + 1, child->heard->len));
    if (strlen(line) == length && lb_proxy_event_read(event, line, length, NULL)) {
        /* The line itself, for whoever keeps it. */
        if (event->kind == LB_PROXY_SAYS_LINE)
            event->text = g_steal_pointer(&line);
        return true;
    }
    lb_proxy_child_end(child, LB_PROXY_END_BROKEN);
    return false;
}

static void
reap(LbProxyChild *child)
{
    if (child->killed != 0 && g_get_monotonic_time() >= child->killed && child->process > 0)
        kill(child->process, SIGKILL);
    if (child->process > 0 && waitpid(child->process, NULL, WNOHANG) == child->process)
        child->process = 0;
    if (child->process > 0)
        return;
    /* Nobody else has the pipe: what it holds is all. */
    while (hear(child))
        continue;
    lb_fd_close(&child->events);
}

static void
take_signal(LbProxyChild *child)
{
    struct signalfd_siginfo signal;
    while (read(child->signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
        if (signal.ssi_signo == SIGHUP || signal.ssi_signo == SIGTERM)
            lb_proxy_child_end(child, signal.ssi_signo == SIGHUP ? LB_PROXY_END_LEFT
                                                                 : LB_PROXY_END_BROKEN);
}

bool
lb_proxy_child_wait(LbProxyChild *child, int milliseconds, LbProxyEvent *event)
{
    if (take_event(child, event))
        return true;
    /* Once it says nothing more, it is looked at again and again until it is gone. */
    int most = child->events >= 0 ? milliseconds : MIN(milliseconds, 10);
    struct pollfd waits[] = { { .fd = child->events, .events = POLLIN },
                              { .fd = child->signals, .events = POLLIN } };
    if (poll(waits, G_N_ELEMENTS(waits), most) > 0) {
        if (waits[0].revents != 0)
            hear(child);
        if (waits[1].revents != 0)
            take_signal(child);
    }
    reap(child);
    return take_event(child, event);
}

bool
lb_proxy_child_is_gone(const LbProxyChild *child)
{
    return child->process == 0 && child->events < 0 &&
           memchr(child->heard->str, '\n', child->heard->len) == NULL;
}
