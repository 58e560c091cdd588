/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 over length-prefixed fields. */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <string.h>

struct LbSha256 {
    EVP_MD_CTX *context;
};

/* EVP fails only for want of memory or of the algorithm itself: there is no way to go on without it. */
static void
must(int result)
{
    if (result != 1)
        g_error("SHA-256 is not available from OpenSSL");
}

LbSha256 *
lb_sha256_new(void)
{
    LbSha256 *sha = g_new0(LbSha256, 1);
    sha->context = EVP_MD_CTX_new();
    must(sha->context != NULL);
    must(EVP_DigestInit_ex(sha->context, EVP_sha256(), NULL));
    return sha;
}

void
lb_sha256_free(LbSha256 *sha)
{
    if (sha == NULL)
        return;
    EVP_MD_CTX_free(sha->context);
    g_free(sha);
}

static void
add_length(LbSha256 *sha, uint64_t length)
{
    uint64_t big_endian = GUINT64_TO_BE(length);
    must(EVP_DigestUpdate(sha->context, &big_endian, sizeof big_endian));
}

void
lb_sha256_add_bytes(LbSha256 *sha, const void *bytes, size_t size)
{
    add_length(sha, size);
    must(EVP_DigestUpdate(sha->context, bytes, size));
}

void
lb_sha256_add_plain(LbSha256 *sha, const void *bytes, size_t size)
{
    must(EVP_DigestUpdate(sha->context, bytes, size));
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
    must(EVP_DigestFinal_ex(sha->context, digest, NULL));
    must(EVP_DigestInit_ex(sha->context, NULL, NULL));
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
