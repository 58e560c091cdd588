/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLS context for STARTTLS: one for all sessions of a transport. */
#pragma once

#include <glib.h>
#include <openssl/ssl.h>

#include "notify/settings.h"
#include "notify/trace.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SSL_CTX, SSL_CTX_free)

/* A client context that speaks TLS 1.2 alone (libesmtp hangs now and then with 1.3), trusts
 * @settings->ca_file or the system's authorities, and lets a handshake succeed only with a certificate for
 * @settings->name or HOST, which it also asks the server for. The caller frees it. SETTINGS in @error. */
SSL_CTX *lb_tls_context_new(const LbSmtpSettings *settings, GError **error);

/* Tells what @certificate says: its names, who signed it, and until when it holds. */
void lb_tls_tell(const LbTrace *trace, const X509 *certificate);
