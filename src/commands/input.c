/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for an act, from an option or from standard input. */
#include "commands/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "commands/watch.h"
#include "core/terms.h"

/* Bytes of a text of LB_LIMIT_TEXT characters at most, with CRLF, and one more to notice what is longer. */
#define INPUT_LIMIT (LB_LIMIT_TEXT * 5 + 1)

/* The text of standard input, which the service judges. */
static char *
read_input(LbCommand *command, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char bytes[4096];
    while (text->len < INPUT_LIMIT) {
        if (!lb_watch_input(command, error))
            return NULL;
        ssize_t got = read(STDIN_FILENO, bytes, MIN(sizeof bytes, INPUT_LIMIT - text->len));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            lb_set_errno_error(error, errno, "standard input");
            return NULL;
        }
        if (got == 0)
            break;
        g_string_append_len(text, bytes, got);
    }
    /* What the service would not see has to be refused here. */
    char *nul = memchr(text->str, '\0', text->len);
    if (nul != NULL)
        *nul = '\x01';
    return g_strdup(text->str);
}

bool
lb_input_text(LbCommand *command, const LbArguments *arguments, LbOption option, char **text,
              GError **error)
{
    const char *given = lb_arguments_text(arguments, option);
    *text = g_strcmp0(given, "-") == 0 ? read_input(command, error) : g_strdup(given);
    return *text != NULL;
}
