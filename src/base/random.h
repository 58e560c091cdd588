/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Randomness from getrandom(2), the only source of tokens, ids and Message-IDs. A test may hand in a
 * source of its own by the same structure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct LbRandom LbRandom;
struct LbRandom {
    /* Fills @size bytes at @buffer, all of them, or fails. */
    bool (*fill)(LbRandom *random, void *buffer, size_t size, GError **error);
};

/* The kernel's. Shared, never freed. */
LbRandom *lb_random_system(void);

/* @bytes random bytes as lower-case hexadecimal. The caller frees it; NULL on error. */
char *lb_random_hex(LbRandom *random, size_t bytes, GError **error);

/* A random UUID (RFC 4122, version 4) in lower case. The caller frees it; NULL on error. */
char *lb_random_uuid(LbRandom *random, GError **error);
