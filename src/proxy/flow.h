/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes on their way from one non-blocking descriptor to another: as many as fit, and no more are taken before those are gone. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define LB_FLOW_SIZE 65536

typedef struct {
    GByteArray *held;
    guint done;      /* bytes of it that are gone */
    bool ended;      /* no more come */
    bool broken;     /* whoever took them is gone */
    int64_t carried; /* bytes in all that have gone */
} LbFlow;

void lb_flow_start(LbFlow *flow);
void lb_flow_clear(LbFlow *flow);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbFlow, lb_flow_clear)

/* Whether it is time to read: nothing is held, and there may be more. */
bool lb_flow_wants(const LbFlow *flow);

/* Whether more can be read behind what is held. */
bool lb_flow_has_room(const LbFlow *flow);

/* Whether something waits to be written. */
bool lb_flow_has(const LbFlow *flow);

/* Reads once from @fd, at most @most bytes, behind what is held; there must be room. Returns how many came. */
size_t lb_flow_read(LbFlow *flow, int fd, size_t most);

/* The @count bytes that lb_flow_read() took last. Borrowed. */
const char *lb_flow_bytes(const LbFlow *flow, size_t count);

/* Writes to @fd what it takes now. */
void lb_flow_write(LbFlow *flow, int fd);

/* Adds bytes of our own. */
void lb_flow_add(LbFlow *flow, const char *text);

/* Forgets what is held. */
void lb_flow_drop(LbFlow *flow);
