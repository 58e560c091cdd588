/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mapping, cut into blocks from the front; the first that fits is taken. A terminal has a dozen of them, so that no list of free ones is
 * worth its while. */
#include "replay/arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT 16

/* In front of each block, and at the beginning of all. */
typedef struct {
    size_t size; /* with this */
    size_t used; /* 0 or 1 */
} Block;

G_STATIC_ASSERT(sizeof(Block) == ALIGNMENT);

struct LbArena {
    char *memory;
    size_t size;
    size_t end; /* of the last block that is used */
};

LbArena *
lb_arena_new(size_t size)
{
    LbArena *arena = g_new0(LbArena, 1);
    arena->memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (arena->memory == MAP_FAILED)
        g_error("no memory for a screen: %s", g_strerror(errno));
    arena->size = size;
    return arena;
}

void
lb_arena_free(LbArena *arena)
{
    if (arena == NULL)
        return;
    munmap(arena->memory, arena->size);
    g_free(arena);
}

static Block *
block_at(const LbArena *arena, size_t at)
{
    return (Block *)(void *)(arena->memory + at);
}

/* The free block at @at swallows those behind it. */
static void
join(LbArena *arena, size_t at)
{
    Block *block = block_at(arena, at);
    while (at + block->size < arena->end && !block_at(arena, at + block->size)->used)
        block->size += block_at(arena, at + block->size)->size;
    if (at + block->size >= arena->end)
        arena->end = at;
}

static void
split(Block *block, size_t size)
{
    if (block->size - size < 2 * sizeof *block)
        return;
    Block *rest = (Block *)(void *)((char *)block + size);
    *rest = (Block){ .size = block->size - size };
    block->size = size;
}

static Block *
find(LbArena *arena, size_t size)
{
    for (size_t at = 0; at < arena->end; at += block_at(arena, at)->size) {
        if (block_at(arena, at)->used)
            continue;
        join(arena, at);
        if (at >= arena->end)
            break;
        if (block_at(arena, at)->size >= size)
            return block_at(arena, at);
    }
    return NULL;
}

void *
lb_arena_take(LbArena *arena, size_t size)
{
    if (size > arena->size / 2)
        g_error("a screen asks for %zu bytes", size);
    size_t whole = sizeof(Block) + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Block *block = find(arena, whole);
    if (block != NULL) {
        split(block, whole);
    } else if (arena->size - arena->end < whole) {
        g_error("a screen has no room for %zu bytes", size);
    } else {
        block = block_at(arena, arena->end);
        block->size = whole;
        arena->end += whole;
    }
    block->used = 1;
    return memset(block + 1, 0, whole - sizeof *block);
}

void
lb_arena_give(LbArena *arena, void *memory)
{
    if (memory == NULL)
        return;
    Block *block = (Block *)memory - 1;
    block->used = 0;
    join(arena, (size_t)((char *)block - arena->memory));
}

GBytes *
lb_arena_save(const LbArena *arena)
{
    return g_bytes_new(arena->memory, arena->end);
}

void
lb_arena_restore(LbArena *arena, GBytes *saved)
{
    size_t size = 0;
    const void *bytes = g_bytes_get_data(saved, &size);
    memcpy(arena->memory, bytes, size);
    arena->end = size;
}
