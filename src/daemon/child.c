/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting, feeding, hearing and ending children. Each is one process: its id stays ours until it was reaped, so a
 * signal reaches nobody else. */
#include "daemon/child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "config/ticketsystems.h"
#include "daemon/hookrun.h"
#include "daemon/tickettrial.h"
#include "daemon/trial.h"
#include "daemon/worker.h"
#include "forward/child.h"
#include "forward/wire.h"
#include "notify/deliver.h"
#include "notify/reader.h"
#include "tickets/child.h"

#define PATIENCE_MS 2000 /* for one that should end by itself */
#define READ_SIZE 4096

typedef struct {
    char *bytes;
    size_t length;
    size_t written;
} Packet;

/* What a child does with its two pipes; by the first argument of the program. */
static const struct {
    const char *argument;
    int (*run)(int in, int out);
} lives[] = {
    [LB_CHILD_DELIVERY] = { "deliver", lb_deliver_run },
    [LB_CHILD_WORKER] = { "provision", lb_worker_run },
    [LB_CHILD_READER] = { LB_READER_ARGUMENT, lb_reader_run },
    [LB_CHILD_HOOK] = { LB_HOOK_ARGUMENT, lb_hook_run },
    [LB_CHILD_TRIAL] = { LB_TRIAL_ARGUMENT, lb_trial_run },
    [LB_CHILD_TICKET_TRIAL] = { LB_TICKET_TRIAL_ARGUMENT, lb_ticket_trial_run },
    [LB_CHILD_TICKETS] = { LB_TICKETS_ARGUMENT, lb_tickets_run },
    [LB_CHILD_FORWARD] = { LB_FORWARD_ARGUMENT, lb_forward_run },
};

struct LbChild {
    pid_t process; /* 0: reaped */
    LbFd in;       /* what it reads */
    LbFd out;      /* what it writes */
    guint in_source, out_source, patience;
    GQueue packets; /* Packet*, the first perhaps partly written */
    LbLines *lines;
    const LbChildEvents *events;
    gpointer data;
};

static void
free_packet(Packet *packet)
{
    explicit_bzero(packet->bytes, packet->length);
    g_free(packet->bytes);
    g_free(packet);
}

static void
clear_source(guint *source)
{
    if (*source != 0)
        g_source_remove(*source);
    *source = 0;
}

static void
close_input(LbChild *child)
{
    clear_source(&child->in_source);
    lb_fd_close(&child->in);
    g_queue_clear_full(&child->packets, (GDestroyNotify)free_packet);
}

static void
close_output(LbChild *child)
{
    clear_source(&child->out_source);
    lb_fd_close(&child->out);
}

void
lb_child_kill(LbChild *child)
{
    if (child->process > 0)
        kill(child->process, SIGKILL);
}

static gboolean
on_patience_over(gpointer data)
{
    LbChild *child = data;
    child->patience = 0;
    lb_child_kill(child);
    return G_SOURCE_REMOVE;
}

static void
expect_end(LbChild *child)
{
    if (child->patience == 0)
        child->patience = g_timeout_add(PATIENCE_MS, on_patience_over, child);
}

void
lb_child_dismiss(LbChild *child)
{
    close_input(child);
    expect_end(child);
}

/* Returns false when the pipe takes no more for now, or never again. */
static bool
write_packet(LbChild *child, Packet *packet)
{
    while (packet->written < packet->length) {
        ssize_t written =
            write(child->in, packet->bytes + packet->written, packet->length - packet->written);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno != EAGAIN)
            lb_child_dismiss(child);
        if (written < 0)
            return false;
        packet->written += (size_t)written;
    }
    return true;
}

/* Whether the pipe took all there is. */
static bool
write_packets(LbChild *child)
{
    while (child->packets.length > 0) {
        if (!write_packet(child, g_queue_peek_head(&child->packets)))
            return false;
        free_packet(g_queue_pop_head(&child->packets));
    }
    return true;
}

static gboolean
on_writable(gint fd, GIOCondition condition, gpointer data)
{
    (void)fd;
    (void)condition;
    LbChild *child = data;
    if (!write_packets(child))
        return child->in_source != 0;
    child->in_source = 0;
    return G_SOURCE_REMOVE;
}

/* Mostly the pipe takes all of it at once, and the main loop need not be asked. */
void
lb_child_send(LbChild *child, char *bytes, size_t length)
{
    Packet *packet = g_new0(Packet, 1);
    *packet = (Packet){ .bytes = bytes, .length = length };
    if (child->in < 0) {
        free_packet(packet);
        return;
    }
    g_queue_push_tail(&child->packets, packet);
    if (child->in_source == 0 && !write_packets(child) && child->in >= 0)
        child->in_source = g_unix_fd_add(child->in, G_IO_OUT, on_writable, child);
}

/* Reads once. Returns false at the end, also of what may be read from one that does not keep to the limit. */
static bool
read_some(LbChild *child)
{
    char bytes[READ_SIZE];
    ssize_t got = read(child->out, bytes, sizeof bytes);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got == 0)
        return false;
    if (!lb_lines_feed(child->lines, bytes, (size_t)got, NULL)) {
        lb_child_kill(child);
        return false;
    }
    size_t length = 0;
    for (char *line = lb_lines_take(child->lines, &length); line != NULL;
         line = lb_lines_take(child->lines, &length)) {
        child->events->line(child->data, line, length);
        g_free(line);
    }
    return true;
}

static gboolean
on_readable(gint fd, GIOCondition condition, gpointer data)
{
    (void)fd;
    (void)condition;
    LbChild *child = data;
    if (read_some(child))
        return G_SOURCE_CONTINUE;
    child->out_source = 0;
    lb_fd_close(&child->out);
    expect_end(child);
    return G_SOURCE_REMOVE;
}

bool
lb_child_is_there(const LbChild *child)
{
    struct pollfd pipe = { .fd = child->out, .events = 0 };
    return child->process > 0 && child->in >= 0 && child->out >= 0 && poll(&pipe, 1, 0) == 0;
}

/* What it wrote before it ended is still in the pipe. */
static void
read_rest(LbChild *child)
{
    struct pollfd pipe = { .fd = child->out, .events = POLLIN };
    while (child->out >= 0 && poll(&pipe, 1, 0) == 1 && read_some(child))
        continue;
    close_output(child);
}

static char *
describe(int status)
{
    if (WIFSIGNALED(status))
        return g_strdup_printf("ended by signal %d (%s)", WTERMSIG(status),
                               g_strsignal(WTERMSIG(status)));
    return g_strdup_printf("ended with status %d", WEXITSTATUS(status));
}

void
lb_child_reap(LbChild *child)
{
    int status = 0;
    if (child->process <= 0 || waitpid(child->process, &status, WNOHANG) != child->process)
        return;
    child->process = 0;
    clear_source(&child->patience);
    close_input(child);
    read_rest(child);
    g_autofree char *how = describe(status);
    child->events->gone(child->data, how);
}

pid_t
lb_child_process(const LbChild *child)
{
    return child->process;
}

void
lb_child_free(LbChild *child)
{
    if (child == NULL)
        return;
    lb_child_kill(child);
    if (child->process > 0)
        waitpid(child->process, NULL, 0);
    clear_source(&child->patience);
    close_input(child);
    close_output(child);
    lb_lines_free(child->lines);
    g_free(child);
}

/* Standard error is /dev/null and not closed: the next thing opened would take its number, and a library's
 * complaint would go to a mail server. The process group is its own: Ctrl-C at lockboxd's terminal is for lockboxd, which
 * ends its child when a delivery is not under way. */
static int
spawn(pid_t *process, const char *life, int in, int out)
{
    static const char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
    const LbSpawnDescriptor passed[] = { { in, STDIN_FILENO },
                                         { out, STDOUT_FILENO },
                                         { -1, STDERR_FILENO } };
    const LbSpawn again = { .name = "lockboxd",
                            .argument = life,
                            .environment = environment,
                            .passed = passed,
                            .count = G_N_ELEMENTS(passed),
                            .apart = true };
    return lb_spawn_again(&again, process);
}

LbChild *
lb_child_start(LbChildKind kind, size_t limit, const LbChildEvents *events, gpointer data,
               GError **error)
{
    int to[2] = { -1, -1 }, from[2] = { -1, -1 };
    int code = pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0 ? errno : 0;
    g_auto(LbFd) to_read = to[0], to_write = to[1], from_read = from[0], from_write = from[1];
    pid_t process = 0;
    if (code == 0)
        code =
            fcntl(to_write, F_SETFL, O_NONBLOCK) != 0 || fcntl(from_read, F_SETFL, O_NONBLOCK) != 0
                ? errno
                : spawn(&process, lives[kind].argument, to_read, from_write);
    if (code != 0) {
        lb_set_errno_error(error, code, "a child cannot be started");
        return NULL;
    }
    LbChild *child = g_new0(LbChild, 1);
    child->process = process;
    child->in = lb_fd_steal(&to_write);
    child->out = lb_fd_steal(&from_read);
    child->lines = lb_lines_new(limit);
    child->events = events;
    child->data = data;
    g_queue_init(&child->packets);
    child->out_source = g_unix_fd_add(child->out, G_IO_IN, on_readable, child);
    return child;
}

bool
lb_child_find(const char *argument, LbChildKind *kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lives); i++) {
        if (strcmp(lives[i].argument, argument) != 0)
            continue;
        *kind = (LbChildKind)i;
        return true;
    }
    return false;
}

int
lb_child_main(LbChildKind kind)
{
    /* It must not outlive lockboxd: the next one will do the same again. */
    pid_t parent = getppid();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return LB_CHILD_ORPHAN;
    return lives[kind].run(STDIN_FILENO, STDOUT_FILENO);
}
