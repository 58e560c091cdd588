/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key from which the secrets of webhooks are made. */
#include "service/hookkey.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/random.h"

#define NAME "webhook-key"
#define DIGITS (2 * LB_WEBHOOK_KEY_SIZE)

static bool
make_key(const char *path, GError **error)
{
    char *digits = lb_random_hex(lb_random_system(), LB_WEBHOOK_KEY_SIZE, error);
    if (digits == NULL)
        return false;
    char *line = g_strconcat(digits, "\n", NULL);
    bool written = lb_file_write(path, line, strlen(line), 0600, error);
    explicit_bzero(digits, strlen(digits));
    explicit_bzero(line, strlen(line));
    g_free(digits);
    g_free(line);
    return written;
}

/* Whether @text is the digits and an LF. */
static bool
decode(const char *text, uint8_t key[LB_WEBHOOK_KEY_SIZE])
{
    if (strspn(text, "0123456789abcdef") != DIGITS || strcmp(text + DIGITS, "\n") != 0)
        return false;
    for (size_t i = 0; i < LB_WEBHOOK_KEY_SIZE; i++)
        key[i] = (uint8_t)(g_ascii_xdigit_value(text[2 * i]) << 4 |
                           g_ascii_xdigit_value(text[2 * i + 1]));
    return true;
}

bool
lb_hook_key_read(LbService *service, bool make, uint8_t key[LB_WEBHOOK_KEY_SIZE], GError **error)
{
    struct stat status;
    g_autofree char *path = g_build_filename(service->data, "private", NAME, NULL);
    if (make && lstat(path, &status) != 0 && !make_key(path, error))
        return false;
    char *text = lb_file_read_secret(path, DIGITS + 1, NULL, error);
    if (text == NULL)
        return false;
    bool good = decode(text, key);
    explicit_bzero(text, strlen(text));
    g_free(text);
    if (!good)
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX, "%s: is no key of webhooks", path);
    return good;
}
