/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collector kept, read again: lines become parts of entries, and parts become entries. Everything is hostile: others may
 * write into the same file. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/activity.h"

/* What one message has of an entry. */
typedef struct {
    char *instance; /* of which installation */
    bool test;
    int64_t sequence;
    guint number, count; /* it is part @number, from 1, of @count */
    uint8_t hash[LB_SHA256_SIZE];
    char *fields; /* the rest, still as it was written: NAME="VALUE" with a blank before each */
} LbForwardPart;

void lb_forward_part_free(LbForwardPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwardPart, lb_forward_part_free)

/* Looks for an element of ours in a line of @length bytes, whatever stands around it. NULL where there is none; NULL with LINE in
 * @error where it is not as Lockbox writes it. The caller frees the part. */
LbForwardPart *lb_forward_part_read(const char *line, size_t length, GError **error);

/* The entry whose parts, all that there are and in their order, are the @count in @parts. Its hash is what they say, and its other
 * fields need not agree with it. NULL with LINE in @error where they are no entry. The caller frees it. */
LbActivity *lb_forward_entry_read(LbForwardPart *const *parts, guint count, GError **error);
