/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has mails read that came in. Not here: another program does it, which has nothing that they could take (notify/reader.h). */
#pragma once

#include "notify/inbound.h"

/* Reads the mail of @length bytes, in a process of its own. NULL with @error: of LB_INVOCATION_ERROR (BAD_FILE) when it is the
 * mail's own fault, else this machine's. The caller frees it. */
LbInbound *lb_inbound_ask(const char *bytes, size_t length, GError **error);
