/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The socket: accepting, reading packets, answering. What a packet means is in the table of calls. */
#include "daemon/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "daemon/report.h"

#define SOCKET_NAME "lockboxd.sock"
#define SOCKET_MODE 0660
#define BACKLOG 128
#define CONNECTIONS \
    32 /* open at a time, but for those that wait for an answer: the oldest makes room */
#define AT_ONCE 16 /* accepted, or read from one connection, before others have their turn */
#define LIFE (5 * LB_SECOND)   /* of a connection */
#define QUIET (60 * LB_SECOND) /* after a line about a refused packet or peer */
#define PRIORITY G_PRIORITY_LOW

struct LbListener {
    LbFd directory;
    LbFd fd;
    bool bound;   /* the socket of that name is ours */
    guint source; /* 0: not accepting until the next sweep */
    gid_t group;  /* of the socket */
    const LbCall *calls;
    gpointer context;
    GQueue open;      /* LbConnection*, oldest first */
    GQueue waiting;   /* likewise those whose packet is not answered yet */
    LbFault fault;    /* of accepting */
    gint64 told;      /* when a refusal was last reported */
    unsigned refused; /* since then */
};

typedef struct {
    LbListener *listener;
    LbFd fd;
    guint source; /* 0: not reading, since a packet is to be answered first */
    gint64 since; /* monotonic microseconds */
    LbPeer peer;
    LbReply *reply; /* NULL: every packet is answered */
} LbConnection;

struct LbReply {
    LbConnection *connection; /* NULL: the listener has ended */
};

static void
end_connection(LbConnection *connection)
{
    g_queue_remove(&connection->listener->open, connection);
    g_queue_remove(&connection->listener->waiting, connection);
    if (connection->source != 0)
        g_source_remove(connection->source);
    if (connection->reply != NULL)
        connection->reply->connection = NULL;
    lb_fd_close(&connection->fd);
    g_free(connection);
}

static void
report_refusal(LbListener *listener, const LbPeer *peer, const char *why)
{
    gint64 now = g_get_monotonic_time();
    listener->refused++;
    if (listener->told != 0 && now - listener->told < QUIET)
        return;
    lb_report(LB_REPORT_WARNING,
              "socket: refused process %d of user %u: %s (%u since the last such line)",
              (int)peer->process, (unsigned)peer->user, why, listener->refused);
    listener->told = now;
    listener->refused = 0;
}

/* Whether @peer belongs to @group by its first or any other group of the connecting process. */
static bool
is_in_group(int fd, const LbPeer *peer, gid_t group)
{
    gid_t groups[256];
    socklen_t size = sizeof groups;
    if (peer->group == group)
        return true;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
        return false;
    for (size_t i = 0; i < size / sizeof *groups; i++)
        if (groups[i] == group)
            return true;
    return false;
}

/* The socket's mode lets nobody else in; this holds even where somebody changed it. */
static bool
may_call(const LbListener *listener, int fd, LbPeer *peer)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return false;
    *peer = (LbPeer){ credentials.pid, credentials.uid, credentials.gid };
    return peer->user == 0 || peer->user == geteuid() || is_in_group(fd, peer, listener->group);
}

/* Returns false when the connection is to be ended. */
static bool
serve_packet(LbConnection *connection, const char *bytes, size_t length)
{
    LbListener *listener = connection->listener;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = NULL;
    const LbCall *call = lb_call_read(listener->calls, bytes, length, &words, &error);
    if (call == NULL) {
        report_refusal(connection->listener, &connection->peer, error->message);
        return false;
    }
    connection->reply = g_new0(LbReply, 1);
    connection->reply->connection = connection;
    g_queue_remove(&listener->open, connection);
    g_queue_push_tail(&listener->waiting, connection);
    call->run(listener->context, &connection->peer, words, connection->reply);
    return true;
}

static gboolean
on_packet(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    LbConnection *connection = data;
    /* One byte more than allowed shows that a packet is too long. */
    char bytes[LB_CALL_LIMIT + 1];
    for (int i = 0; i < AT_ONCE; i++) {
        ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return G_SOURCE_CONTINUE;
        if (got <= 0 || !serve_packet(connection, bytes, (size_t)got)) {
            end_connection(connection);
            return G_SOURCE_REMOVE;
        }
        if (connection->reply != NULL) {
            connection->source = 0;
            return G_SOURCE_REMOVE;
        }
    }
    return G_SOURCE_CONTINUE;
}

static void
listen_to(LbConnection *connection)
{
    connection->source =
        g_unix_fd_add_full(PRIORITY, connection->fd, G_IO_IN, on_packet, connection, NULL);
}

static gint
compare_ages(gconstpointer left, gconstpointer right, gpointer data)
{
    const LbConnection *a = left, *b = right;
    (void)data;
    return (a->since > b->since) - (a->since < b->since);
}

/* Takes @reply from its connection, which is read again; returns it, or NULL when it is gone. */
static LbConnection *
settle(LbReply *reply)
{
    LbConnection *connection = reply->connection;
    g_free(reply);
    if (connection == NULL)
        return NULL;
    connection->reply = NULL;
    g_queue_remove(&connection->listener->waiting, connection);
    g_queue_insert_sorted(&connection->listener->open, connection, compare_ages, NULL);
    if (connection->source == 0)
        listen_to(connection);
    return connection;
}

void
lb_reply_send(LbReply *reply, const char *answer)
{
    const LbConnection *connection = settle(reply);
    /* Who does not read is not waited for; the connection ends by its time. */
    if (connection != NULL)
        send(connection->fd, answer, strlen(answer), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
lb_reply_drop(LbReply *reply)
{
    settle(reply);
}

static void
take_connection(LbListener *listener, LbFd taken)
{
    g_auto(LbFd) fd = taken;
    LbPeer peer = { 0 };
    if (!may_call(listener, fd, &peer)) {
        report_refusal(listener, &peer, "it is not of the socket's group");
        return;
    }
    if (listener->open.length >= CONNECTIONS)
        end_connection(g_queue_peek_head(&listener->open));
    LbConnection *connection = g_new0(LbConnection, 1);
    connection->listener = listener;
    connection->fd = lb_fd_steal(&fd);
    connection->since = g_get_monotonic_time();
    connection->peer = peer;
    listen_to(connection);
    g_queue_push_tail(&listener->open, connection);
}

static gboolean
on_connect(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    LbListener *listener = data;
    for (int i = 0; i < AT_ONCE; i++) {
        LbFd taken = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (taken >= 0) {
            lb_fault_clear(&listener->fault, "socket");
            take_connection(listener, taken);
            continue;
        }
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
            return G_SOURCE_CONTINUE;
        /* No descriptor or memory is left: to try again at once would never end. */
        GError *error = NULL;
        lb_set_errno_error(&error, errno, "accept");
        lb_fault_set(&listener->fault, "socket", error);
        listener->source = 0;
        return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
}

static void
accept_again(LbListener *listener)
{
    if (listener->source == 0)
        listener->source =
            g_unix_fd_add_full(PRIORITY, listener->fd, G_IO_IN, on_connect, listener, NULL);
}

void
lb_listener_sweep(LbListener *listener)
{
    gint64 now = g_get_monotonic_time();
    LbConnection *oldest = g_queue_peek_head(&listener->open);
    while (oldest != NULL && now - oldest->since >= LIFE) {
        end_connection(oldest);
        oldest = g_queue_peek_head(&listener->open);
    }
    accept_again(listener);
}

/* Removes a socket that was left there; anything else of that name stays, and is an error of bind(). */
static void
remove_socket(int directory)
{
    struct stat status;
    if (fstatat(directory, SOCKET_NAME, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISSOCK(status.st_mode))
        unlinkat(directory, SOCKET_NAME, 0);
}

static bool
bind_socket(LbListener *listener, GError **error)
{
    /* By the descriptor of the directory: the path of a data directory may be too long for an address. */
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" SOCKET_NAME,
               listener->directory);
    struct stat status;
    remove_socket(listener->directory);
    listener->bound = bind(listener->fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (!listener->bound || fchmodat(listener->directory, SOCKET_NAME, SOCKET_MODE, 0) != 0 ||
        fstatat(listener->directory, SOCKET_NAME, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        listen(listener->fd, BACKLOG) != 0) {
        lb_set_errno_error(error, errno, SOCKET_NAME);
        return false;
    }
    listener->group = status.st_gid;
    return true;
}

LbListener *
lb_listener_new(const char *data, const LbCall *calls, gpointer context, GError **error)
{
    g_autoptr(LbListener) listener = g_new0(LbListener, 1);
    listener->calls = calls;
    listener->context = context;
    g_queue_init(&listener->open);
    g_queue_init(&listener->waiting);
    listener->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    listener->directory = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (listener->fd < 0 || listener->directory < 0) {
        lb_set_errno_error(error, errno, "%s", data);
        return NULL;
    }
    if (!bind_socket(listener, error))
        return NULL;
    accept_again(listener);
    return g_steal_pointer(&listener);
}

void
lb_listener_free(LbListener *listener)
{
    if (listener == NULL)
        return;
    while (listener->open.length > 0)
        end_connection(g_queue_peek_head(&listener->open));
    while (listener->waiting.length > 0)
        end_connection(g_queue_peek_head(&listener->waiting));
    if (listener->source != 0)
        g_source_remove(listener->source);
    if (listener->bound)
        remove_socket(listener->directory);
    lb_fd_close(&listener->fd);
    lb_fd_close(&listener->directory);
    g_free(listener->fault.reason);
    g_free(listener);
}
