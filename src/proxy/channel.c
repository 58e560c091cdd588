/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders, events, signals and time of the process that goes through. */
#include "proxy/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/span.h"
#include "base/text.h"
#include "proxy/error.h"
#include "proxy/notice.h"

#define ORDER_PATIENCE (10 * LB_SECOND)
#define LAST_PATIENCE LB_SECOND
#define LOOK_MS 1000 /* poll's own clock stands still while the machine sleeps */
#define UNSENT_MOST (256 * 1024)
#define WORDS_MOST 300

static void
look_at_clock(LbChannel *channel)
{
    LbClockReading reading;
    if (lb_clock_read(channel->clock, &reading, NULL))
        channel->now = reading.boot;
    else
        lb_channel_end(channel, LB_PROXY_END_BROKEN, "the clock cannot be read");
}

static LbFd
open_signals(GError **error)
{
    static const int taken[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH };
    static const int ignored[] = { SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU };
    sigset_t set, all;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(taken); i++)
        sigaddset(&set, taken[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++)
        signal(ignored[i], SIG_IGN);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    LbFd fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        lb_set_errno_error(error, errno, "signalfd");
    return fd;
}

static void
take_signals(LbChannel *channel)
{
    struct signalfd_siginfo signal;
    while (read(channel->signals, &signal, sizeof signal) == (ssize_t)sizeof signal) {
        if (signal.ssi_signo == SIGWINCH)
            channel->resized = true;
        else if (signal.ssi_signo == SIGHUP)
            lb_channel_end(channel, LB_PROXY_END_LEFT, NULL);
        else
            lb_channel_end(channel, LB_PROXY_END_BROKEN, g_strsignal((int)signal.ssi_signo));
    }
}

static void
obey(LbChannel *channel, const char *line)
{
    int why = 0;
    if (g_str_has_prefix(line, "certificate ") && channel->certificate == NULL)
        channel->certificate = g_strdup(line + strlen("certificate "));
    else if (g_str_has_prefix(line, "notice ")) {
        g_free(channel->notice);
        channel->notice = lb_text_brief(line + strlen("notice "), -1, WORDS_MOST);
    } else if (g_str_has_prefix(line, "end ") &&
               lb_names_find(lb_proxy_end_names, line + strlen("end "), &why))
        lb_channel_end(channel, (LbProxyEnd)why, NULL);
    else
        lb_channel_end(channel, LB_PROXY_END_BROKEN, "what came down is no order");
}

/* The next whole line, without its LF; NULL when there is none. The caller frees it. */
static char *
next_line(LbChannel *channel)
{
    const char *feed = memchr(channel->arrived->str, '\n', channel->arrived->len);
    if (feed == NULL)
        return NULL;
    size_t length = (size_t)(feed - channel->arrived->str);
    char *line = g_strndup(channel->arrived->str, length);
    g_string_erase(channel->arrived, 0, (gssize)length + 1);
    return line;
}

/* A pipe that is closed says that nobody looks after the connection any more. */
static void
read_orders(LbChannel *channel)
{
    char bytes[4096];
    ssize_t got = read(channel->orders, bytes, sizeof bytes);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0 || channel->arrived->len + (size_t)got > LB_ORDER_LINE_MOST) {
        lb_channel_end(channel, LB_PROXY_END_BROKEN, NULL);
        return;
    }
    g_string_append_len(channel->arrived, bytes, got);
}

static void
take_orders(LbChannel *channel)
{
    read_orders(channel);
    for (char *line = next_line(channel); line != NULL; line = next_line(channel)) {
        obey(channel, line);
        g_free(line);
    }
}

static bool
wait_for_order(LbChannel *channel, GError **error)
{
    look_at_clock(channel);
    channel->begun = channel->looked = channel->now;
    while (channel->end == LB_PROXY_END_NONE && channel->now < channel->begun + ORDER_PATIENCE) {
        struct pollfd pipe = { .fd = channel->orders, .events = POLLIN };
        if (poll(&pipe, 1, LOOK_MS) > 0)
            read_orders(channel);
        g_autofree char *line = next_line(channel);
        if (line != NULL) {
            channel->order = lb_proxy_order_read(line, strlen(line), error);
            return channel->order != NULL;
        }
        look_at_clock(channel);
    }
    g_set_error_literal(error, LB_PROXY_ERROR, LB_PROXY_ERROR_ORDER, "no order came");
    return false;
}

LbChannel *
lb_channel_open(int orders, int events, GError **error)
{
    g_autoptr(LbChannel) channel = g_new0(LbChannel, 1);
    channel->orders = orders;
    channel->events = events;
    channel->clock = lb_clock_system();
    channel->arrived = g_string_new(NULL);
    channel->unsent = g_string_new(NULL);
    channel->signals = open_signals(error);
    if (channel->signals < 0)
        return NULL;
    int flags[] = { fcntl(orders, F_GETFL), fcntl(events, F_GETFL) };
    if (flags[0] < 0 || flags[1] < 0 || fcntl(orders, F_SETFL, flags[0] | O_NONBLOCK) != 0 ||
        fcntl(events, F_SETFL, flags[1] | O_NONBLOCK) != 0 ||
        fcntl(orders, F_SETFD, FD_CLOEXEC) != 0 || fcntl(events, F_SETFD, FD_CLOEXEC) != 0) {
        lb_set_errno_error(error, errno, "the pipes");
        return NULL;
    }
    return wait_for_order(channel, error) ? g_steal_pointer(&channel) : NULL;
}

void
lb_channel_free(LbChannel *channel)
{
    if (channel == NULL)
        return;
    lb_fd_close(&channel->orders);
    lb_fd_close(&channel->events);
    lb_fd_close(&channel->signals);
    g_string_free(channel->arrived, TRUE);
    g_string_free(channel->unsent, TRUE);
    g_free(channel->certificate);
    g_free(channel->notice);
    g_free(channel->words);
    lb_proxy_order_free(channel->order);
    g_free(channel);
}

void
lb_channel_end(LbChannel *channel, LbProxyEnd why, const char *words)
{
    if (channel->end != LB_PROXY_END_NONE)
        return;
    channel->end = why;
    channel->words = words != NULL ? lb_text_brief(words, -1, WORDS_MOST) : NULL;
}

bool
lb_channel_has_room(const LbChannel *channel)
{
    return channel->unsent->len < UNSENT_MOST;
}

void
lb_channel_send(LbChannel *channel, const char *lines, size_t length)
{
    g_string_append_len(channel->unsent, lines, (gssize)length);
}

/* @text as a string of JSON. */
static char *
quote(const char *text)
{
    g_autoptr(GString) quoted = g_string_new("\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *at);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(g_steal_pointer(&quoted), FALSE);
}

void
lb_channel_tell(LbChannel *channel, const char *name, const char *text)
{
    g_autofree char *quoted = quote(text);
    g_string_append_printf(channel->unsent, "{\"%s\": %s}\n", name, quoted);
}

static void
count(LbChannel *channel)
{
    if (channel->typed)
        g_string_append(channel->unsent, "{\"typed\": 1}\n");
    if (channel->sent != channel->last_sent || channel->received != channel->last_received)
        g_string_append_printf(channel->unsent,
                               "{\"count\": [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]}\n",
                               channel->sent, channel->received);
    channel->typed = false;
    channel->last_sent = channel->sent;
    channel->last_received = channel->received;
    channel->told = channel->now;
}

/* A recorder that is gone ends the connection. */
static void
write_events(LbChannel *channel)
{
    if (channel->unsent->len == 0)
        return;
    ssize_t gone = write(channel->events, channel->unsent->str, channel->unsent->len);
    if (gone < 0 && errno != EAGAIN && errno != EINTR) {
        lb_channel_end(channel, LB_PROXY_END_BROKEN, NULL);
        g_string_truncate(channel->unsent, 0);
    }
    g_string_erase(channel->unsent, 0, MAX(gone, 0));
}

void
lb_channel_prepare(LbChannel *channel)
{
    for (int i = 0; i < LB_WAITS; i++)
        channel->waits[i] = (struct pollfd){ .fd = -1 };
    channel->waits[LB_WAIT_ORDERS] = (struct pollfd){ .fd = channel->orders, .events = POLLIN };
    channel->waits[LB_WAIT_SIGNALS] = (struct pollfd){ .fd = channel->signals, .events = POLLIN };
    channel->waits[LB_WAIT_EVENTS] =
        (struct pollfd){ .fd = channel->events, .events = channel->unsent->len > 0 ? POLLOUT : 0 };
}

bool
lb_channel_is_ready(const LbChannel *channel, int wait)
{
    return channel->waits[wait].fd >= 0 && channel->waits[wait].revents != 0;
}

void
lb_channel_wait(LbChannel *channel, int milliseconds)
{
    look_at_clock(channel);
    int64_t left = (channel->order->boot_end - channel->now + 999) / 1000;
    int most = (int)CLAMP(left, 0, milliseconds < 0 ? LOOK_MS : MIN(milliseconds, LOOK_MS));
    if (poll(channel->waits, LB_WAITS, most) < 0)
        for (int i = 0; i < LB_WAITS; i++)
            channel->waits[i].revents = 0;
    look_at_clock(channel);
    if (lb_channel_is_ready(channel, LB_WAIT_ORDERS))
        take_orders(channel);
    if (lb_channel_is_ready(channel, LB_WAIT_SIGNALS))
        take_signals(channel);
    if (channel->now >= channel->order->boot_end)
        lb_channel_end(channel, LB_PROXY_END_TIME, NULL);
    if (channel->now >= channel->told + LB_SECOND)
        count(channel);
    write_events(channel);
    if (channel->waits[LB_WAIT_EVENTS].revents & POLLERR)
        lb_channel_end(channel, LB_PROXY_END_BROKEN, NULL);
}

char *
lb_channel_notice(LbChannel *channel)
{
    if (channel->notice != NULL)
        return g_steal_pointer(&channel->notice);
    int64_t before = channel->looked == channel->begun ? INT64_MIN : channel->looked;
    channel->looked = channel->now;
    return lb_notice(channel->order->boot_end, before, channel->now);
}

char *
lb_channel_farewell(const LbChannel *channel)
{
    const char *sentence = _(lb_names_label(lb_proxy_end_names, (int)channel->end));
    return channel->words != NULL ? g_strdup_printf("%s (%s)", sentence, channel->words)
                                  : g_strdup(sentence);
}

void
lb_channel_finish(LbChannel *channel)
{
    g_autofree char *words = quote(channel->words != NULL ? channel->words : "");
    count(channel);
    g_string_append_printf(channel->unsent, "{\"end\": [\"%s\", %s]}\n",
                           lb_names_get(lb_proxy_end_names, (int)channel->end), words);
    int64_t until = channel->now + LAST_PATIENCE;
    while (channel->unsent->len > 0 && channel->now < until) {
        struct pollfd pipe = { .fd = channel->events, .events = POLLOUT };
        int left = (int)((until - channel->now) / 1000);
        if (poll(&pipe, 1, left) > 0)
            write_events(channel);
        look_at_clock(channel);
    }
}
