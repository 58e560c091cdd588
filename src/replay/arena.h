/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that stays where it is, for a library that cannot say what state it is in: a copy of all of the memory is that state, and put back at the
 * same place its pointers are right again. Bounded, and of no use for anything that grows. */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct LbArena LbArena;

/* Room for @size bytes, which take memory as they are used. */
LbArena *lb_arena_new(size_t size);
void lb_arena_free(LbArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbArena, lb_arena_free)

/* @size bytes, all zero. Ends the program when there is no room: the size was a mistake then. */
void *lb_arena_take(LbArena *arena, size_t size);
/* NULL is nothing. */
void lb_arena_give(LbArena *arena, void *block);

/* All that was taken, and back to it. */
GBytes *lb_arena_save(const LbArena *arena);
void lb_arena_restore(LbArena *arena, GBytes *saved);
