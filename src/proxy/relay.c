/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through to a TCP port. What comes from one end is written to the other as it takes it, and nothing more is read
 * before; the end of one direction is passed on, and the other goes on alone. */
#include "proxy/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/span.h"
#include "proxy/flow.h"
#include "proxy/resolve.h"

#define CONNECT_PATIENCE (20 * LB_SECOND)

typedef enum { STEP_RESOLVING, STEP_CONNECTING, STEP_THROUGH } Step;

typedef struct {
    LbChannel *channel;
    const LbProxyOrder *order;
    Step step;
    LbResolving resolving;
    LbFd far;
    int64_t dialed;             /* boot clock */
    LbFlow there, back;         /* to the target, and from it */
    bool there_over, back_over; /* that end was passed on */
} Relay;

static void
clear(Relay *relay)
{
    lb_resolving_clear(&relay->resolving);
    lb_fd_close(&relay->far);
    lb_flow_clear(&relay->there);
    lb_flow_clear(&relay->back);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Relay, clear)

static void
say(const char *text)
{
    g_autofree char *line = g_strdup_printf("lockbox: %s\n", text);
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written;
}

static bool
fail(GError **error, int code, const char *literal)
{
    lb_set_errno_error(error, code, "%s", literal);
    return false;
}

static bool
dial(Relay *relay, const char *literal, GError **error)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                    .ai_socktype = SOCK_STREAM };
    g_autofree char *port = g_strdup_printf("%u", relay->order->port);
    struct addrinfo *found = NULL;
    if (getaddrinfo(literal, port, &hints, &found) != 0)
        return fail(error, EINVAL, literal);
    const int yes = 1;
    relay->far = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool begun =
        relay->far >= 0 &&
        setsockopt(relay->far, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0 &&
        setsockopt(relay->far, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes) == 0 &&
        (connect(relay->far, found->ai_addr, found->ai_addrlen) == 0 || errno == EINPROGRESS);
    int code = errno;
    freeaddrinfo(found);
    return begun || fail(error, code, literal);
}

static bool
resolve(Relay *relay, GError **error)
{
    if (!lb_resolving_go_on(&relay->resolving))
        return true;
    g_autofree char *literal = lb_resolving_literal(&relay->resolving, relay->order->address,
                                                    relay->order->local_allowed, error);
    if (literal == NULL)
        return false;
    lb_channel_tell(relay->channel, "reached", literal);
    relay->step = STEP_CONNECTING;
    relay->dialed = relay->channel->now;
    return dial(relay, literal, error);
}

static bool
finish_dialing(Relay *relay, GError **error)
{
    int code = 0;
    socklen_t size = sizeof code;
    if (relay->channel->now >= relay->dialed + CONNECT_PATIENCE)
        return fail(error, ETIMEDOUT, relay->order->address);
    if (!lb_channel_is_ready(relay->channel, LB_WAIT_FAR_OUT))
        return true;
    if (getsockopt(relay->far, SOL_SOCKET, SO_ERROR, &code, &size) != 0)
        code = errno;
    if (code != 0)
        return fail(error, code, relay->order->address);
    relay->step = STEP_THROUGH;
    return true;
}

/* Standard output may be a pipe, which ends when it is closed, or a socket, which others may hold open. */
static void
close_output(void)
{
    shutdown(STDOUT_FILENO, SHUT_WR);
    g_auto(LbFd) nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nothing >= 0)
        dup2(nothing, STDOUT_FILENO);
}

/* Passes on what there is, and reads again at once where all of it went: one look at all of them for each 64 KiB is enough. */
static void
carry(LbChannel *channel, LbFlow *flow, int from, int from_wait, int to)
{
    lb_flow_write(flow, to);
    if (!lb_flow_wants(flow) || !lb_channel_is_ready(channel, from_wait))
        return;
    if (lb_flow_read(flow, from, LB_FLOW_SIZE) > 0)
        lb_flow_write(flow, to);
}

static void
carry_on(Relay *relay)
{
    LbChannel *channel = relay->channel;
    carry(channel, &relay->there, STDIN_FILENO, LB_WAIT_IN, relay->far);
    carry(channel, &relay->back, relay->far, LB_WAIT_FAR_IN, STDOUT_FILENO);
    channel->sent = relay->there.carried;
    channel->received = relay->back.carried;
    if (relay->there.ended && !lb_flow_has(&relay->there) && !relay->there_over) {
        shutdown(relay->far, SHUT_WR);
        relay->there_over = true;
    }
    if (relay->back.ended && !lb_flow_has(&relay->back) && !relay->back_over) {
        close_output();
        relay->back_over = true;
    }
    if ((relay->there_over && relay->back_over) || relay->there.broken || relay->back.broken)
        lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
}

static void
step(Relay *relay)
{
    g_autoptr(GError) error = NULL;
    if (relay->step == STEP_THROUGH)
        carry_on(relay);
    else if (!(relay->step == STEP_RESOLVING ? resolve : finish_dialing)(relay, &error))
        lb_channel_end(relay->channel, LB_PROXY_END_FAILED, error->message);
    g_autofree char *notice = lb_channel_notice(relay->channel);
    if (notice != NULL && relay->channel->end == LB_PROXY_END_NONE)
        say(notice);
}

static void
wait_for_more(Relay *relay)
{
    LbChannel *channel = relay->channel;
    bool through = relay->step == STEP_THROUGH;
    lb_channel_prepare(channel);
    if (relay->step == STEP_RESOLVING) {
        const LbProcess *process = &relay->resolving.process;
        channel->waits[LB_WAIT_PROCESS] = (struct pollfd){ .fd = process->watch, .events = POLLIN };
        channel->waits[LB_WAIT_FAR_IN] = (struct pollfd){ .fd = process->far, .events = POLLIN };
    }
    if (through && lb_flow_wants(&relay->there))
        channel->waits[LB_WAIT_IN] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
    if (through && lb_flow_wants(&relay->back))
        channel->waits[LB_WAIT_FAR_IN] = (struct pollfd){ .fd = relay->far, .events = POLLIN };
    if (relay->step == STEP_CONNECTING || (through && lb_flow_has(&relay->there)))
        channel->waits[LB_WAIT_FAR_OUT] = (struct pollfd){ .fd = relay->far, .events = POLLOUT };
    /* Also when nothing is to be written, whoever has gone shows. */
    if (!relay->back_over)
        channel->waits[LB_WAIT_OUT] =
            (struct pollfd){ .fd = STDOUT_FILENO,
                             .events = lb_flow_has(&relay->back) ? POLLOUT : 0 };
    bool at_once = relay->step == STEP_RESOLVING && relay->resolving.process.id == 0;
    lb_channel_wait(channel, at_once ? 0 : -1);
    if (channel->waits[LB_WAIT_OUT].revents & (POLLHUP | POLLERR))
        lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
}

void
lb_relay_run(LbChannel *channel, LbTerminal *terminal)
{
    g_auto(Relay) relay = { .channel = channel,
                            .order = channel->order,
                            .far = -1,
                            .resolving = { .process = LB_PROCESS_NONE } };
    g_autoptr(GError) error = NULL;
    lb_flow_start(&relay.there);
    lb_flow_start(&relay.back);
    lb_terminal_take(terminal);
    if (!lb_resolving_start(&relay.resolving, channel->order->address, &error))
        lb_channel_end(channel, LB_PROXY_END_FAILED, error->message);
    while (channel->end == LB_PROXY_END_NONE) {
        wait_for_more(&relay);
        if (channel->end == LB_PROXY_END_NONE)
            step(&relay);
    }
    lb_fd_close(&relay.far);
    /* What did not come about, the parent says. */
    if (channel->end != LB_PROXY_END_LEFT && channel->end != LB_PROXY_END_FAILED) {
        g_autofree char *farewell = lb_channel_farewell(channel);
        say(farewell);
    }
    lb_terminal_give_back(terminal);
}
