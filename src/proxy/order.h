/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the process that goes through is told, and why it ended. Pure values: lines of the order pipe. The first one is
 * the order, as JSON; then come "certificate TYPE BASE64" for a shell, once, "notice TEXT" for the person, and "end WHY". */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

#define LB_ORDER_LINE_MOST 65536 /* bytes of any line of the order pipe */
#define LB_ORDER_SIDE_MOST 10000 /* columns or rows of a terminal */

typedef enum { LB_PROXY_CONNECT, LB_PROXY_RELAY } LbProxyKind;
extern const LbName lb_proxy_kind_names[]; /* "connect", "relay" */

/* Why it ended. The labels are for the person. */
typedef enum {
    LB_PROXY_END_NONE,        /* it goes on; has no name */
    LB_PROXY_END_LEFT,        /* one of the two ends closed it */
    LB_PROXY_END_TIME,        /* the time of access is over */
    LB_PROXY_END_OVER,        /* access was taken away, or handed back */
    LB_PROXY_END_WITHDRAWN,   /* the account or the key was */
    LB_PROXY_END_STOPPED,     /* the customer ended the session */
    LB_PROXY_END_IDLE,        /* nobody typed for as long as one may not */
    LB_PROXY_END_LONGEST,     /* the session was as long as one may be */
    LB_PROXY_END_TOO_MUCH,    /* the recording is full */
    LB_PROXY_END_UNRECORDED,  /* the recording cannot be written */
    LB_PROXY_END_UNCERTIFIED, /* no certificate was to be had */
    LB_PROXY_END_FAILED,      /* it never came to be */
    LB_PROXY_END_BROKEN,      /* the other process of ours died, or a signal ended this one */
} LbProxyEnd;
extern const LbName lb_proxy_end_names[]; /* "left", "time", "over", … */

typedef struct {
    LbProxyKind kind;
    char *address; /* canonical; also what the host is called in known_hosts */
    unsigned port;
    char *login;          /* of a shell */
    GPtrArray *host_keys; /* char *, "TYPE BASE64", of a shell: at least one */
    char *
        directory; /* of a shell: of this user alone and empty, for its key; whoever ends removes it */
    char *terminal; /* TERM of a shell */
    unsigned columns, rows;
    int64_t boot_end;   /* microseconds of the boot clock at which it is over */
    bool local_allowed; /* the address may be one of this machine or its link */
    char *language;     /* in which the person is spoken to */
} LbProxyOrder;

/* An empty one, to be filled; texts belong to it. The caller frees it. */
LbProxyOrder *lb_proxy_order_new(void);
void lb_proxy_order_free(LbProxyOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProxyOrder, lb_proxy_order_free)

/* One line with LF. The caller frees it. */
char *lb_proxy_order_write(const LbProxyOrder *order);

/* Reads such a line, @length bytes with NUL behind them, without the LF. NULL with ORDER where anything is missing, unknown or not in
 * the one form that it has. The caller frees it. */
LbProxyOrder *lb_proxy_order_read(const char *line, size_t length, GError **error);
