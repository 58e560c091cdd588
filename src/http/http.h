/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request over HTTP (RFC 9110) to a server that is not ours, and may be hostile: whoever configured its URL, whoever
 * answers for its name in the DNS, and whoever answers for itself.
 *
 * Only https with TLS 1.2 or later and a certificate that is good for the host; no redirect is followed, no proxy is taken from the
 * environment, no netrc, no cookies, no compression. The address is judged where the connection is made, after the name was
 * resolved, so that a name which resolves to something else the second time gains nothing. What comes back is bounded while it
 * comes. Each request has a connection of its own. Runs in children that have no database. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

#define LB_HTTP_URL_MOST 2048               /* bytes of an URL */
#define LB_HTTP_HEAD_MOST (64 * 1024)       /* bytes of all header lines of a reply */
#define LB_HTTP_BODY_MOST (8 * 1024 * 1024) /* the largest reply_limit */
#define LB_HTTP_HEADERS_MOST 32             /* of a request */

#define LB_HTTP_ERROR (lb_http_error_quark())

/* Each comes with words for people, in their language, which are harmless to show. */
typedef enum {
    LB_HTTP_ERROR_URL,     /* it is no URL that may be used */
    LB_HTTP_ERROR_REQUEST, /* the method, a header or a limit is not what it has to be: our own fault */
    LB_HTTP_ERROR_NETWORK,         /* an entry of @allowed is no network */
    LB_HTTP_ERROR_REFUSED_ADDRESS, /* the name leads to an address that is not to be reached */
    LB_HTTP_ERROR_RESOLVE,         /* the name leads nowhere */
    LB_HTTP_ERROR_CONNECT,         /* nobody takes the connection */
    LB_HTTP_ERROR_TLS,             /* no TLS, or no certificate that is good for the host */
    LB_HTTP_ERROR_TIMEOUT,         /* no end within the time */
    LB_HTTP_ERROR_TOO_LARGE,       /* more came than is taken */
    LB_HTTP_ERROR_PROTOCOL,        /* what came is not HTTP, or broke off */
    LB_HTTP_ERROR_FAILED,          /* anything else */
} LbHttpError;

GQuark lb_http_error_quark(void);
extern const LbName lb_http_error_names[]; /* "refused-address", … */

/* How, for all requests of one peer. */
typedef struct LbHttpOptions {
    const char *const *
        allowed; /* networks in CIDR that may be reached although they are not public; NULL: none */
    bool plain;  /* http:// to loopback may be used, where @allowed lists that */
    const char *ca_file; /* whom to trust, PEM; NULL: the system's authorities */
    unsigned timeout_ms; /* for all of one request; more than 0 */
    size_t
        reply_limit; /* bytes of a body that are taken, up to LB_HTTP_BODY_MOST; one with more is TOO_LARGE */
    bool
        by_head; /* the answer counts once its head is there: a body that is too large, breaks off or lasts too long is cut */
} LbHttpOptions;

/* All of it is borrowed. */
typedef struct LbHttpRequest {
    const char *method; /* GET, HEAD, POST, PUT, PATCH or DELETE */
    const char *url;    /* passes lb_http_url_check() */
    const char *const *
        headers; /* "Name: value", ended by NULL; NULL: none. None that frames the message, as Host or
                                 * Content-Length, and no CR, LF or other control in them: REQUEST */
    const char *body; /* NULL: none. Not with GET and HEAD */
    size_t length;    /* bytes of @body */
} LbHttpRequest;

/* No Retry-After asks for more than that. */
#define LB_HTTP_RETRY_MOST (7 * 24 * 3600)

/* What came back. Headers that occur twice count by their last; one that is not printable ASCII, or longer than 256 bytes,
 * counts as absent. */
typedef struct LbHttpReply {
    long status; /* 100 to 599. 3xx is an answer as any other */
    char *body;  /* never NULL; a NUL follows it, and any byte may be in it */
    size_t length;
    int retry_after;    /* seconds that Retry-After asks to wait; 0: it does not */
    char *etag;         /* with its quotes; NULL: none, here and below */
    char *content_type; /* with its parameters */
    char *peer;         /* the address that answered: "192.0.2.1" or "2001:db8::1" */
} LbHttpReply;

void lb_http_reply_free(LbHttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHttpReply, lb_http_reply_free)

/* Sends one request, and waits for all of its reply. An answer of any status is a reply. The caller frees it. NULL with an
 * LbHttpError in @error. From the first call on the process ignores SIGPIPE. */
LbHttpReply *lb_http_send(const LbHttpOptions *options, const LbHttpRequest *request,
                          GError **error);

/* What can be said of an URL without the network: https (or plain, as above), a host, printable ASCII (RFC 3986, no more than
 * LB_HTTP_URL_MOST bytes); no user or password, no fragment, no number for a host that is not written as IPv4 has it
 * (127.1, 0x7f000001), and no address in it that would be refused. URL, NETWORK or REFUSED_ADDRESS in @error. */
bool lb_http_url_check(const char *url, const LbHttpOptions *options, GError **error);

/* Whether @network can stand in @allowed: an address, "/", and how many of its bits count, the others of which are zero
 * ("10.0.0.0/8", "fd00::/8"). NETWORK in @error. */
bool lb_http_network_check(const char *network, GError **error);
