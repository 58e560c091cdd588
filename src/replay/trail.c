/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved screens, in the order of the recording. */
#include "replay/trail.h"

struct LbTrail {
    GPtrArray *marks; /* LbMark */
    size_t memory;
    size_t size;
    uint64_t spacing;
};

static void
free_mark(void *data)
{
    LbMark *mark = data;
    lb_emulator_state_free(mark->state);
    g_free(mark);
}

LbTrail *
lb_trail_new(size_t memory, uint64_t spacing)
{
    LbTrail *trail = g_new0(LbTrail, 1);
    trail->marks = g_ptr_array_new_with_free_func(free_mark);
    trail->memory = memory;
    trail->spacing = spacing;
    return trail;
}

void
lb_trail_free(LbTrail *trail)
{
    if (trail == NULL)
        return;
    g_ptr_array_unref(trail->marks);
    g_free(trail);
}

static const LbMark *
mark_at(const LbTrail *trail, unsigned index)
{
    return g_ptr_array_index(trail->marks, index);
}

static void
thin_out(LbTrail *trail)
{
    for (unsigned i = 1; i < trail->marks->len; i++) {
        trail->size -= lb_emulator_state_size(mark_at(trail, i)->state);
        g_ptr_array_remove_index(trail->marks, i);
    }
    trail->spacing *= 2;
}

void
lb_trail_visit(LbTrail *trail, const LbEmulator *screen, uint64_t count, uint64_t work,
               const LbReplayPlace *place)
{
    if (trail->marks->len > 0) {
        const LbMark *last = mark_at(trail, trail->marks->len - 1);
        if (count <= last->count || work < last->work + trail->spacing)
            return;
    }
    LbMark *mark = g_new0(LbMark, 1);
    *mark = (LbMark){ count, work, *place, lb_emulator_save(screen) };
    g_ptr_array_add(trail->marks, mark);
    trail->size += lb_emulator_state_size(mark->state);
    while (trail->size > trail->memory && trail->marks->len > 2)
        thin_out(trail);
}

/* The last of which @is_within is not false; those stand first. */
static const LbMark *
last_within(const LbTrail *trail, bool (*is_within)(const LbMark *mark, const void *bound),
            const void *bound)
{
    unsigned from = 0, to = trail->marks->len;
    while (to - from > 1) {
        unsigned middle = from + (to - from) / 2;
        if (is_within(mark_at(trail, middle), bound))
            from = middle;
        else
            to = middle;
    }
    return mark_at(trail, from);
}

static bool
is_until_time(const LbMark *mark, const void *time)
{
    return mark->place.time <= *(const int64_t *)time;
}

static bool
is_until_count(const LbMark *mark, const void *count)
{
    return mark->count <= *(const uint64_t *)count;
}

const LbMark *
lb_trail_by_time(const LbTrail *trail, int64_t time)
{
    return last_within(trail, is_until_time, &time);
}

const LbMark *
lb_trail_by_count(const LbTrail *trail, uint64_t count)
{
    return last_within(trail, is_until_count, &count);
}

size_t
lb_trail_size(const LbTrail *trail)
{
    return trail->size;
}

unsigned
lb_trail_length(const LbTrail *trail)
{
    return trail->marks->len;
}
