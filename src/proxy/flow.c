/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes on their way. A pseudo terminal whose other side is closed says so by EIO. */
#include "proxy/flow.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void
lb_flow_start(LbFlow *flow)
{
    *flow = (LbFlow){ .held = g_byte_array_sized_new(LB_FLOW_SIZE) };
}

void
lb_flow_clear(LbFlow *flow)
{
    g_clear_pointer(&flow->held, g_byte_array_unref);
}

bool
lb_flow_wants(const LbFlow *flow)
{
    return flow->held->len == 0 && !flow->ended && !flow->broken;
}

bool
lb_flow_has_room(const LbFlow *flow)
{
    return flow->held->len < LB_FLOW_SIZE && !flow->ended && !flow->broken;
}

bool
lb_flow_has(const LbFlow *flow)
{
    return flow->held->len > 0 && !flow->broken;
}

size_t
lb_flow_read(LbFlow *flow, int fd, size_t most)
{
    guint before = flow->held->len, size = (guint)MIN(most, LB_FLOW_SIZE - before);
    g_byte_array_set_size(flow->held, before + size);
    ssize_t got = read(fd, flow->held->data + before, size);
    flow->ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
    g_byte_array_set_size(flow->held, before + (guint)MAX(got, 0));
    return (size_t)MAX(got, 0);
}

const char *
lb_flow_bytes(const LbFlow *flow, size_t count)
{
    return (const char *)flow->held->data + (flow->held->len - count);
}

void
lb_flow_drop(LbFlow *flow)
{
    g_byte_array_set_size(flow->held, 0);
    flow->done = 0;
}

void
lb_flow_write(LbFlow *flow, int fd)
{
    if (!lb_flow_has(flow))
        return;
    ssize_t gone = write(fd, flow->held->data + flow->done, flow->held->len - flow->done);
    flow->broken = gone < 0 && errno != EAGAIN && errno != EINTR;
    flow->done += (guint)MAX(gone, 0);
    flow->carried += MAX(gone, 0);
    if (flow->done == flow->held->len || flow->broken)
        lb_flow_drop(flow);
}

void
lb_flow_add(LbFlow *flow, const char *text)
{
    g_byte_array_append(flow->held, (const guint8 *)text, (guint)strlen(text));
}
