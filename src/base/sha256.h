/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 over length-prefixed fields.
 *
 * A field is its length in bytes as an unsigned 64-bit big-endian number, then its bytes; an absent
 * field is the length 2^64-1 and nothing else. So no two different lists of fields have the same bytes. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define LB_SHA256_SIZE 32

typedef struct LbSha256 LbSha256;

LbSha256 *lb_sha256_new(void);
void lb_sha256_free(LbSha256 *sha);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSha256, lb_sha256_free)

/* Adds one field: bytes, a string (NULL: absent), or a number as 8 big-endian bytes. */
void lb_sha256_add_bytes(LbSha256 *sha, const void *bytes, size_t size);
void lb_sha256_add_text(LbSha256 *sha, const char *text);
void lb_sha256_add_int64(LbSha256 *sha, int64_t number);

/* Adds bytes without their length: for the digest of a whole file or key, as other programs print it. */
void lb_sha256_add_plain(LbSha256 *sha, const void *bytes, size_t size);

/* Writes the digest of all that was added since the last finish, and starts anew. */
void lb_sha256_finish(LbSha256 *sha, uint8_t digest[LB_SHA256_SIZE]);

/* Writes the digest of all that was added so far; more can be added. */
void lb_sha256_peek(const LbSha256 *sha, uint8_t digest[LB_SHA256_SIZE]);

/* The digest as 64 lower-case hexadecimal digits. The caller frees it. */
char *lb_sha256_to_hex(const uint8_t digest[LB_SHA256_SIZE]);
