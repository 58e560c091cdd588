/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery to an SMTP server that speaks TLS from the first byte on, by libcurl. */
#pragma once

#include "notify/settings.h"
#include "notify/transport.h"

/* Delivers to the server of @settings, which must live as long as the transport, and whose security is tls. A
 * connection carries as many mails as come soon after each other, within bounds; one that a mail was refused on
 * carries no more. Accepted, refused and later are what they are to lb_smtp_new(). From here on the process
 * ignores SIGPIPE. NULL with SETTINGS in @error. The caller frees it with lb_transport_free(). */
LbTransport *lb_curl_new(const LbSmtpSettings *settings, GError **error);
