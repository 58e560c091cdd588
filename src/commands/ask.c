/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before an approval or an acknowledgement. It is asked once: who mistyped starts again, and reads again. */
#include "commands/ask.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "commands/watch.h"

#define QUIET_MILLISECONDS 300
#define ANSWER_LIMIT 64

bool
lb_ask_has_terminal(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* What was typed before the question could be read answers nothing. A paste comes in pieces, so the line is
 * listened to for a moment, and emptied again. */
static bool
discard_input(GError **error)
{
    if (tcflush(STDIN_FILENO, TCIFLUSH) != 0) {
        lb_set_errno_error(error, errno, "terminal");
        return false;
    }
    poll(NULL, 0, QUIET_MILLISECONDS);
    if (tcflush(STDIN_FILENO, TCIFLUSH) != 0) {
        lb_set_errno_error(error, errno, "terminal");
        return false;
    }
    return true;
}

/* One line without its end; NULL without error at the end of input, or when it is longer than any answer. */
static char *
read_answer(GError **error)
{
    char bytes[ANSWER_LIMIT];
    ssize_t got;
    do
        got = read(STDIN_FILENO, bytes, sizeof bytes);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        lb_set_errno_error(error, errno, "terminal");
    if (got <= 0 || bytes[got - 1] != '\n' || memchr(bytes, '\0', (size_t)got) != NULL)
        return NULL;
    return g_strstrip(g_strndup(bytes, (gsize)got));
}

bool
lb_ask_number(LbCommand *command, const char *question, const char *id, bool *confirmed,
              GError **error)
{
    g_autoptr(GError) failure = NULL;
    *confirmed = false;
    if (!discard_input(error) ||
        !lb_watch_write(command, STDOUT_FILENO, question, strlen(question), error))
        return false;
    bool waits = lb_watch_input(command, &failure);
    g_autofree char *answer = waits ? read_answer(&failure) : NULL;
    /* What is left of a longer line must not become a command of the shell that comes after us. */
    tcflush(STDIN_FILENO, TCIFLUSH);
    if (failure != NULL) {
        /* The line with the question is still open. */
        command->ending = true;
        lb_watch_write(command, STDOUT_FILENO, "\n", 1, NULL);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    const char *digits = strrchr(id, '-') + 1;
    if (answer != NULL)
        *confirmed = strcmp(answer, digits) == 0 || g_ascii_strcasecmp(answer, id) == 0;
    return true;
}
