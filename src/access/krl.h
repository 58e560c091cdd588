/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of revoked certificates (KRL) that targets read. An sshd that cannot read it lets nobody in. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

typedef struct {
    const char
        *directory;   /* where the key that signs is: the list speaks of its certificates alone */
    const char *path; /* the list, mode 0644 */
    const GArray *serials; /* int64_t, 1 and up, in any order, each as often as one likes */
    uint64_t version;      /* of the list; a later one has a higher number */
    int64_t time;          /* microseconds UTC, when it was made */
    LbClock *clock;
} LbKrlOrder;

/* Writes the whole list anew. What stands at the path is a whole list at any moment, the old or the new one; the new one
 * was read by ssh-keygen before, and is durable when this returns. Errors: ORDER, SETTINGS, PROGRAM, DIFFERS, IO. */
bool lb_krl_write(const LbKrlOrder *order, GError **error);
