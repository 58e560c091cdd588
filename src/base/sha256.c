/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 over length-prefixed fields, by GLib. OpenSSL is quicker with a long log, but loading it and getting it to
 * its first digest was a fifth of what the deep link took to its first frame. */
#include "base/sha256.h"

#include <string.h>

struct LbSha256 {
    GChecksum *sum;
};

LbSha256 *
lb_sha256_new(void)
{
    LbSha256 *sha = g_new0(LbSha256, 1);
    sha->sum = g_checksum_new(G_CHECKSUM_SHA256);
    return sha;
}

void
lb_sha256_free(LbSha256 *sha)
{
    if (sha == NULL)
        return;
    g_checksum_free(sha->sum);
    g_free(sha);
}

static void
add(LbSha256 *sha, const void *bytes, size_t size)
{
    g_checksum_update(sha->sum, bytes, (gssize)size);
}

static void
add_length(LbSha256 *sha, uint64_t length)
{
    uint64_t big_endian = GUINT64_TO_BE(length);
    add(sha, &big_endian, sizeof big_endian);
}

void
lb_sha256_add_bytes(LbSha256 *sha, const void *bytes, size_t size)
{
    add_length(sha, size);
    add(sha, bytes, size);
}

void
lb_sha256_add_plain(LbSha256 *sha, const void *bytes, size_t size)
{
    add(sha, bytes, size);
}

void
lb_sha256_add_text(LbSha256 *sha, const char *text)
{
    if (text == NULL)
        add_length(sha, UINT64_MAX);
    else
        lb_sha256_add_bytes(sha, text, strlen(text));
}

void
lb_sha256_add_int64(LbSha256 *sha, int64_t number)
{
    uint64_t big_endian = GUINT64_TO_BE((uint64_t)number);
    lb_sha256_add_bytes(sha, &big_endian, sizeof big_endian);
}

void
lb_sha256_finish(LbSha256 *sha, uint8_t digest[LB_SHA256_SIZE])
{
    gsize size = LB_SHA256_SIZE;
    g_checksum_get_digest(sha->sum, digest, &size);
    g_checksum_reset(sha->sum);
}

void
lb_sha256_peek(const LbSha256 *sha, uint8_t digest[LB_SHA256_SIZE])
{
    GChecksum *sum = g_checksum_copy(sha->sum);
    gsize size = LB_SHA256_SIZE;
    g_checksum_get_digest(sum, digest, &size);
    g_checksum_free(sum);
}

char *
lb_sha256_to_hex(const uint8_t digest[LB_SHA256_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *text = g_malloc(LB_SHA256_SIZE * 2 + 1);
    for (size_t i = 0; i < LB_SHA256_SIZE; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[LB_SHA256_SIZE * 2] = '\0';
    return text;
}
