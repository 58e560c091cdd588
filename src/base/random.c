/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Randomness from getrandom(2). */
#include "base/random.h"

#include <errno.h>
#include <sys/random.h>

#include "base/error.h"

static bool
fill_from_kernel(LbRandom *random, void *buffer, size_t size, GError **error)
{
    (void)random;
    unsigned char *at = buffer;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            lb_set_errno_error(error, errno, "getrandom");
            return false;
        }
        at += got;
        size -= (size_t)got;
    }
    return true;
}

LbRandom *
lb_random_system(void)
{
    static LbRandom kernel = { .fill = fill_from_kernel };
    return &kernel;
}

static char *
hex(const unsigned char *bytes, size_t size)
{
    GString *text = g_string_sized_new(size * 2);
    for (size_t i = 0; i < size; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

char *
lb_random_hex(LbRandom *random, size_t bytes, GError **error)
{
    g_autofree unsigned char *buffer = g_malloc(bytes);
    if (!random->fill(random, buffer, bytes, error))
        return NULL;
    return hex(buffer, bytes);
}

char *
lb_random_uuid(LbRandom *random, GError **error)
{
    unsigned char bytes[16];
    if (!random->fill(random, bytes, sizeof bytes, error))
        return NULL;
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    g_autofree char *digits = hex(bytes, sizeof bytes);
    return g_strdup_printf("%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
                           digits + 16, digits + 20);
}
