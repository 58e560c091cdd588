/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to a collector, over which messages go until it is closed in order.
 *
 * Syslog knows no acknowledgement. What there is instead is the end of a connection: we end our side, and a collector that has read
 * everything up to that end closes its own. One that ends with something unread in its socket makes the system reset the connection.
 * So everything that was sent over one connection has been read, or it is to be sent again. A socket of this machine says how
 * much of what was sent nobody has read. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/forwarding.h"

typedef struct LbForwardLink LbForwardLink;

/* Connects to the collector: TCP with octet counting (RFC 6587, 3.4.1), the same within TLS (RFC 5425), or datagrams to a socket of
 * this machine. Waits; gives up when nothing moves for target->timeout seconds, but for looking up a name. SIGPIPE must be ignored.
 * NULL with CONNECTION in @error. The caller frees it. */
LbForwardLink *lb_forward_link_open(const LbForwardTarget *target, GError **error);

/* Sends one message, or keeps it to be sent with others. */
bool lb_forward_link_send(LbForwardLink *link, const char *message, size_t length, GError **error);

/* Sends what is left, ends the connection, and waits until the collector has read all of it. True: it has. */
bool lb_forward_link_finish(LbForwardLink *link, GError **error);

/* What is known of the connection, for people: "TLSv1.3 with 192.0.2.1". Borrowed. */
const char *lb_forward_link_words(const LbForwardLink *link);

/* Breaks off what was not finished. */
void lb_forward_link_free(LbForwardLink *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwardLink, lb_forward_link_free)
