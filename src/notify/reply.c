/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes and words of SMTP servers. */
#include "notify/reply.h"

#include <glib.h>
#include <string.h>

bool
lb_reply_is_success(int code)
{
    return code / 100 == 2;
}

bool
lb_reply_is_fault(int code)
{
    return code / 100 == 4 || code / 100 == 5;
}

bool
lb_reply_is_refusal(int code)
{
    static const int ours[] = { 500, 502, 503, 530, 534, 535, 538 };
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        if (code == ours[i])
            return false;
    return code / 100 == 5;
}

void
lb_reply_hide_password(char **words, const LbSmtpSettings *settings)
{
    if (settings->password == NULL || *words == NULL)
        return;
    size_t size = strlen(settings->password);
    g_autoptr(GString) plain = g_string_new(NULL);
    g_string_append_printf(plain, "%c%s%c%s", 0, settings->user, 0, settings->password);
    g_autofree char *login_line = g_base64_encode((const guchar *)settings->password, size);
    g_autofree char *plain_line = g_base64_encode((const guchar *)plain->str, plain->len);
    g_autoptr(GString) text = g_string_new(*words);
    const char *const secrets[] = { plain_line, login_line, settings->password };
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        g_string_replace(text, secrets[i], "[password]", 0);
    explicit_bzero(*words, strlen(*words));
    explicit_bzero(plain->str, plain->len);
    explicit_bzero(login_line, strlen(login_line));
    explicit_bzero(plain_line, strlen(plain_line));
    g_free(*words);
    *words = g_strdup(text->str);
}
