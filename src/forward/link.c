/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection from its beginning to its end. */
#include "forward/link.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "forward/error.h"
#include "forward/stream.h"

#define KEPT_MOST 16384    /* one record of TLS */
#define CHATTER_MOST 65536 /* that a collector may send, who has nothing to say */
#define SLICE_MS 100       /* between looks at what cannot be waited for */
#define LINGER_MS 20       /* the same on this machine */

static bool
fail(GError **error, const char *why)
{
    g_set_error_literal(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION, why);
    return false;
}

bool
lb_forward_fail_errno(GError **error, int code, const char *what)
{
    g_set_error(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION, "%s: %s", what,
                g_strerror(code));
    return false;
}

/* Waits @milliseconds at most. False with @error when polling fails, else stores whether it is ready. */
static bool
wait_some(const LbForwardLink *link, short events, int milliseconds, bool *ready, GError **error)
{
    struct pollfd socket = { .fd = link->fd, .events = events };
    int got = poll(&socket, 1, milliseconds);
    *ready = got > 0;
    if (got >= 0 || errno == EINTR)
        return true;
    return lb_forward_fail_errno(error, errno, "poll");
}

bool
lb_forward_await(const LbForwardLink *link, LbForwardIo io, GError **error)
{
    bool ready = false;
    short events = io == LB_FORWARD_IO_AWAIT_READ ? POLLIN : POLLOUT;
    if (!wait_some(link, events, link->patience, &ready, error))
        return false;
    return ready || fail(error, "the collector took nothing for too long");
}

/* Bytes that were sent and that the other side has not acknowledged or, on this machine, not read. */
static int
count_left(const LbForwardLink *link)
{
    int left = 0;
    return ioctl(link->fd, SIOCOUTQ, &left) == 0 ? left : 0;
}

/* Streams. */

static LbForwardIo
write_plain(LbForwardLink *link, const void *bytes, size_t length, size_t *done, GError **error)
{
    ssize_t written = send(link->fd, bytes, length, MSG_NOSIGNAL);
    if (written < 0 && (errno == EAGAIN || errno == EINTR))
        return LB_FORWARD_IO_AWAIT_WRITE;
    if (written < 0) {
        lb_forward_fail_errno(error, errno, "the collector broke off");
        return LB_FORWARD_IO_FAILED;
    }
    *done = (size_t)written;
    return LB_FORWARD_IO_DONE;
}

static LbForwardIo
read_plain(LbForwardLink *link, void *bytes, size_t size, GError **error)
{
    ssize_t got = recv(link->fd, bytes, size, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return LB_FORWARD_IO_AWAIT_READ;
    if (got >= 0)
        return got > 0 ? LB_FORWARD_IO_DONE : LB_FORWARD_IO_END;
    lb_forward_fail_errno(error, errno, "the collector broke off");
    return LB_FORWARD_IO_FAILED;
}

static LbForwardIo
end_plain(LbForwardLink *link, GError **error)
{
    (void)link, (void)error;
    return LB_FORWARD_IO_DONE;
}

static const LbForwardWay plain = { write_plain, read_plain, end_plain };

static bool
flush(LbForwardLink *link, GError **error)
{
    size_t sent = 0;
    while (sent < link->kept->len) {
        size_t done = 0;
        LbForwardIo io =
            link->way->write(link, link->kept->data + sent, link->kept->len - sent, &done, error);
        if (io == LB_FORWARD_IO_FAILED)
            return false;
        if (io == LB_FORWARD_IO_END)
            return fail(error, "the collector closed the connection");
        if (io != LB_FORWARD_IO_DONE && !lb_forward_await(link, io, error))
            return false;
        sent += done;
    }
    g_byte_array_set_size(link->kept, 0);
    return true;
}

/* Reads what is there, which says nothing. Stores whether the other side has ended. */
static bool
drain(LbForwardLink *link, size_t *chatter, bool *ended, GError **error)
{
    char bytes[1024];
    LbForwardIo io = LB_FORWARD_IO_DONE;
    while (io == LB_FORWARD_IO_DONE) {
        io = link->way->read(link, bytes, sizeof bytes, error);
        *chatter += io == LB_FORWARD_IO_DONE ? sizeof bytes : 0;
        if (*chatter > CHATTER_MOST)
            return fail(error, "the other side talks, as no collector of syslog does");
    }
    *ended = io == LB_FORWARD_IO_END;
    return io != LB_FORWARD_IO_FAILED;
}

static bool
end_writing(LbForwardLink *link, GError **error)
{
    LbForwardIo io = link->way->end(link, error);
    while (io == LB_FORWARD_IO_AWAIT_READ || io == LB_FORWARD_IO_AWAIT_WRITE) {
        if (!lb_forward_await(link, io, error))
            return false;
        io = link->way->end(link, error);
    }
    if (io == LB_FORWARD_IO_FAILED)
        return false;
    return shutdown(link->fd, SHUT_WR) == 0 ||
           lb_forward_fail_errno(error, errno, "the collector broke off");
}

/* Whether the other side got all of it, once it has ended: else it ended before, and the system throws away what comes. */
static bool
check_taken(const LbForwardLink *link, GError **error)
{
    int code = 0;
    socklen_t size = sizeof code;
    gint64 deadline = g_get_monotonic_time() + (gint64)link->patience * 1000;
    while (count_left(link) > 0 && g_get_monotonic_time() < deadline &&
           getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0) {
        struct pollfd none = { .fd = -1 };
        poll(&none, 1, SLICE_MS);
    }
    if (code != 0)
        return lb_forward_fail_errno(error, code, "the collector broke off");
    return count_left(link) == 0 ||
           fail(error, "the collector closed the connection before it had taken everything");
}

/* The other side may take its time, as long as something moves. */
static bool
await_end(LbForwardLink *link, GError **error)
{
    size_t chatter = 0;
    bool ended = false;
    int left = count_left(link);
    gint64 moved = g_get_monotonic_time();
    while (drain(link, &chatter, &ended, error) && !ended) {
        bool ready = false;
        int now = count_left(link);
        if (now < left)
            moved = g_get_monotonic_time();
        left = now;
        if (g_get_monotonic_time() - moved > (gint64)link->patience * 1000)
            return fail(error,
                        left > 0 ? "the collector took nothing for too long"
                                 : "the collector does not close the connection, so that it is not "
                                   "known whether it has read everything");
        if (!wait_some(link, POLLIN, SLICE_MS, &ready, error))
            return false;
    }
    return ended && check_taken(link, error);
}

static bool
finish_stream(LbForwardLink *link, GError **error)
{
    size_t chatter = 0;
    bool ended = false;
    if (!flush(link, error) || !drain(link, &chatter, &ended, error))
        return false;
    if (ended)
        return fail(error, "the collector closed the connection before the end");
    return end_writing(link, error) && await_end(link, error);
}

/* Datagrams. */

static bool
send_datagram(LbForwardLink *link, const char *message, size_t length, GError **error)
{
    while (send(link->fd, message, length, MSG_NOSIGNAL) < 0) {
        if (errno != EAGAIN && errno != EINTR)
            return lb_forward_fail_errno(error, errno, "the collector does not take a message");
        if (!lb_forward_await(link, LB_FORWARD_IO_AWAIT_WRITE, error))
            return false;
    }
    return true;
}

/* What is left unread goes away with whoever had the socket: an empty message, which collectors leave out, finds out whether it is
 * there. */
static bool
finish_datagrams(LbForwardLink *link, GError **error)
{
    int left = count_left(link);
    gint64 moved = g_get_monotonic_time();
    while (left > 0) {
        struct pollfd none = { .fd = -1 };
        poll(&none, 1, LINGER_MS);
        int now = count_left(link);
        if (now < left)
            moved = g_get_monotonic_time();
        left = now;
        if (g_get_monotonic_time() - moved > (gint64)link->patience * 1000)
            return fail(error, "the collector took nothing for too long");
    }
    return send_datagram(link, "", 0, error);
}

static bool
open_local(LbForwardLink *link, const char *path, GError **error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return lb_forward_fail_errno(error, ENAMETOOLONG, path);
    memcpy(address.sun_path, path, strlen(path));
    link->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0 || connect(link->fd, (struct sockaddr *)&address, sizeof address) != 0)
        return lb_forward_fail_errno(error, errno, path);
    link->words = g_strdup(path);
    return true;
}

/* Connecting. */

static bool
connect_to(LbForwardLink *link, const struct addrinfo *address, GError **error)
{
    int code = 0, one = 1;
    socklen_t size = sizeof code;
    char host[NI_MAXHOST] = "?";
    getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    lb_fd_close(&link->fd);
    link->fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0)
        return lb_forward_fail_errno(error, errno, host);
    if (connect(link->fd, address->ai_addr, address->ai_addrlen) != 0) {
        bool ready = false;
        if (errno != EINPROGRESS)
            return lb_forward_fail_errno(error, errno, host);
        if (!wait_some(link, POLLOUT, link->patience, &ready, error))
            return false;
        if (!ready)
            return lb_forward_fail_errno(error, ETIMEDOUT, host);
        if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0 || code != 0)
            return lb_forward_fail_errno(error, code != 0 ? code : errno, host);
    }
    /* What is written is in records already. TCP_USER_TIMEOUT is left alone: it would end a connection whose other side is slow. */
    if (setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0)
        return lb_forward_fail_errno(error, errno, host);
    link->words = g_strdup(host);
    return true;
}

static bool
open_stream(LbForwardLink *link, const char *host, const char *port, GError **error)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    bool done = false;
    int code = getaddrinfo(host, port, &hints, &found);
    if (code != 0) {
        g_set_error(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION, "%s: %s", host,
                    gai_strerror(code));
        return false;
    }
    for (const struct addrinfo *at = found; !done && at != NULL; at = at->ai_next) {
        g_clear_error(error);
        done = connect_to(link, at, error);
    }
    freeaddrinfo(found);
    link->kept = g_byte_array_new();
    link->way = &plain;
    return done;
}

LbForwardLink *
lb_forward_link_open(const LbForwardTarget *target, GError **error)
{
    g_autoptr(LbForwardLink) link = g_new0(LbForwardLink, 1);
    link->fd = -1;
    link->patience = target->timeout * 1000;
    if (lb_forward_is_local(target->server))
        return open_local(link, target->server, error) ? g_steal_pointer(&link) : NULL;
    const char *colon = strrchr(target->server, ':');
    if (colon == NULL) {
        fail(error, "the collector has no port");
        return NULL;
    }
    g_autofree char *host = g_strndup(target->server, (gsize)(colon - target->server));
    if (!open_stream(link, host, colon + 1, error) ||
        (strcmp(target->security, "tls") == 0 && !lb_forward_tls_begin(link, target, host, error)))
        return NULL;
    return g_steal_pointer(&link);
}

bool
lb_forward_link_send(LbForwardLink *link, const char *message, size_t length, GError **error)
{
    if (link->way == NULL)
        return send_datagram(link, message, length, error);
    g_autofree char *count = g_strdup_printf("%zu ", length);
    g_byte_array_append(link->kept, (const guint8 *)count, (guint)strlen(count));
    g_byte_array_append(link->kept, (const guint8 *)message, (guint)length);
    return link->kept->len < KEPT_MOST || flush(link, error);
}

bool
lb_forward_link_finish(LbForwardLink *link, GError **error)
{
    return link->way == NULL ? finish_datagrams(link, error) : finish_stream(link, error);
}

const char *
lb_forward_link_words(const LbForwardLink *link)
{
    return link->words;
}

void
lb_forward_link_free(LbForwardLink *link)
{
    if (link == NULL)
        return;
    lb_forward_tls_free(link);
    lb_fd_close(&link->fd);
    if (link->kept != NULL)
        g_byte_array_unref(link->kept);
    g_free(link->words);
    g_free(link);
}
