/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collector kept of the forwarded log, read from files and held against the log here. */
#pragma once

#include <json-glib/json-glib.h>

#include "operator/invocation.h"
#include "service/service.h"

typedef struct LbForwarded LbForwarded;

/* Reads all of @files (char *, "-": standard input), line by line, and holds them against the log of @service. NULL with @error
 * where one cannot be read, or has nothing of this Lockbox's. The caller frees it. */
LbForwarded *lb_forwarded_read(const GPtrArray *files, LbService *service, GError **error);
void lb_forwarded_free(LbForwarded *forwarded);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwarded, lb_forwarded_free)

/* Whether all that was handed over is there, and is the log. @forwarded NULL: nothing was to be read. */
bool lb_forwarded_agrees(const LbForwarded *forwarded);

/* Says what was found, for people or as a member "forwarded" of the object that is open. */
void lb_forwarded_say(GString *out, const LbForwarded *forwarded);
void lb_forwarded_put(JsonBuilder *builder, const LbForwarded *forwarded);

/* Sets @error to BAD_LOG. Always returns false. */
bool lb_forwarded_fail(const LbForwarded *forwarded, GError **error);
