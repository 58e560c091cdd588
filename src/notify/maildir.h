/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Maildir: where mail goes as long as no SMTP server is configured. */
#pragma once

#include "notify/transport.h"

/* Delivers into the Maildir at @path, which is made at the first delivery; the directory above it must be
 * there. A mail that lies there already, also moved or flagged by a mail client, is not put there again.
 * The caller frees it with lb_transport_free(). */
LbTransport *lb_maildir_new(const char *path);
