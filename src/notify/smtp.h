/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery to an SMTP server, by libesmtp. */
#pragma once

#include "notify/settings.h"
#include "notify/transport.h"

/* Delivers to the server of @settings, which must live as long as the transport, and whose security is not tls.
 * A session carries as many mails as come soon after each other, within bounds. Accepted is a mail whose last byte
 * was handed over on a connection that was as secure as @settings want, and that the server then answered with
 * 2xx, as it did for the recipient. Refused is what it answered with 5xx for the recipient or the mail; everything
 * else, our own faults among it, is later. A connection that ends takes no mail with it but the one under way.
 * From here on the process ignores SIGPIPE, since libesmtp writes to connections that may be gone.
 * NULL with SETTINGS in @error. The caller frees it with lb_transport_free(). */
LbTransport *lb_smtp_new(const LbSmtpSettings *settings, GError **error);
