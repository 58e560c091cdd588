/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that goes through, from the side of whoever starts it. It decides nothing: what it says are events, which
 * whoever attends to it makes something of. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "proxy/event.h"
#include "proxy/order.h"

typedef struct LbProxyChild LbProxyChild;

/* Starts this program again with standard input, output and error, two pipes and nothing else, and hands it @order. */
LbProxyChild *lb_proxy_child_start(const LbProxyOrder *order, GError **error);

/* Ends it, if it has not ended, and gives the terminal back as it was. */
void lb_proxy_child_free(LbProxyChild *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProxyChild, lb_proxy_child_free)

/* Waits at most @milliseconds. Returns the next event, in @event, which the caller clears; false when there is none now. */
bool lb_proxy_child_wait(LbProxyChild *child, int milliseconds, LbProxyEvent *event);

/* Whether it has ended, and all of its events were taken. */
bool lb_proxy_child_is_gone(const LbProxyChild *child);

/* Sends "@word @text". A child that takes none any more ends by itself. */
void lb_proxy_child_tell(LbProxyChild *child, const char *word, const char *text);

/* Tells it to end, once. It has two seconds to do so, then it is killed. */
void lb_proxy_child_end(LbProxyChild *child, LbProxyEnd why);
