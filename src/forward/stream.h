/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a connection is to its transports, private to src/forward. */
#pragma once

#include "base/file.h"
#include "forward/link.h"

/* What became of one attempt, which never waits. */
typedef enum {
    LB_FORWARD_IO_DONE,
    LB_FORWARD_IO_AWAIT_READ,  /* again when the socket can be read */
    LB_FORWARD_IO_AWAIT_WRITE, /* again when it can be written */
    LB_FORWARD_IO_END,         /* the other side has ended */
    LB_FORWARD_IO_FAILED,      /* with @error */
} LbForwardIo;

/* How bytes go over the socket. */
typedef struct {
    LbForwardIo (*write)(LbForwardLink *link, const void *bytes, size_t length, size_t *done,
                         GError **error);
    LbForwardIo (*read)(LbForwardLink *link, void *bytes, size_t size, GError **error);
    LbForwardIo (*end)(LbForwardLink *link, GError **error); /* before the socket's own end */
} LbForwardWay;

struct LbForwardLink {
    LbFd fd;
    int patience;            /* milliseconds in which something must move */
    const LbForwardWay *way; /* NULL: datagrams */
    GByteArray *kept;        /* of streams: what is to be sent */
    struct ssl_st *tls;      /* NULL: none */
    char *words;
};

/* Waits until the socket is ready for @io, AWAIT_READ or AWAIT_WRITE. */
bool lb_forward_await(const LbForwardLink *link, LbForwardIo io, GError **error);

/* Sets CONNECTION in @error: WHAT: the words for @code. Always returns false. */
bool lb_forward_fail_errno(GError **error, int code, const char *what);

/* Puts TLS on @link, which is connected: the handshake, with the certificate checked. */
bool lb_forward_tls_begin(LbForwardLink *link, const LbForwardTarget *target, const char *host,
                          GError **error);

/* Frees link->tls. */
void lb_forward_tls_free(LbForwardLink *link);
