/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries of the activity log as messages of syslog (RFC 5424). doc/forward.md describes them for whoever reads them elsewhere.
 *
 * The structured data of a message, one element lockbox@NUMBER, has everything of the entry that its hash covers, and the hash.
 * An entry that is too long for one message is several, of which each has a part; what stands behind the element is for people. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/activity.h"
#include "core/forwarding.h"

/* What all messages have in common. Borrowed. */
typedef struct {
    const LbForwardTarget *target; /* facility, number and limit */
    const char *host;              /* HOSTNAME: by which this Lockbox is reached */
    const char *instance;          /* the id of the installation */
    bool test;                     /* it is of a test database */
} LbForwardStyle;

/* The messages of @entry (char*), in their order: each of one line of UTF-8 without control characters, and at most as long as the
 * target's limit. The caller frees the array. */
GPtrArray *lb_forward_messages(const LbForwardStyle *style, const LbActivity *entry);

/* A message that says that forwarding is tried, at @time (microseconds UTC). It has no element of ours. The caller frees it. */
char *lb_forward_trial_message(const LbForwardStyle *style, int64_t time);
