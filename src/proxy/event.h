/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the process that goes through says: lines of the event pipe, as proxy/channel.h describes them, read by whoever
 * started it. That process hears from a target, so nothing that it says is believed before it was looked at. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/names.h"
#include "proxy/order.h"

typedef enum {
    LB_PROXY_SAYS_LINE,    /* of the recording */
    LB_PROXY_SAYS_KEY,     /* @text is "TYPE BASE64" */
    LB_PROXY_SAYS_REACHED, /* @text is the address */
    LB_PROXY_SAYS_TYPED,
    LB_PROXY_SAYS_COUNT,  /* @sent and @received */
    LB_PROXY_SAYS_CLOSED, /* @end, with @text */
} LbProxyEventKind;

typedef struct {
    LbProxyEventKind kind;
    char *text; /* harmless, one line; NULL: none */
    int64_t sent, received;
    LbProxyEnd end;
} LbProxyEvent;

void lb_proxy_event_clear(LbProxyEvent *event);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbProxyEvent, lb_proxy_event_clear)

/* Reads @line, @length bytes without the LF, with NUL behind them. EVENT where it is none. */
bool lb_proxy_event_read(LbProxyEvent *event, const char *line, size_t length, GError **error);
