/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of the child: one batch, one connection, one answer. Where it was given less than a whole batch, whoever gave it has
 * ended, and nobody wants an answer. */
#include "forward/child.h"

#include <string.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "forward/link.h"
#include "forward/wire.h"

#define INPUT 2  /* exit status: what was read is not what is written there */
#define OUTPUT 3 /* nobody reads the answer */

/* Sends messages up to the empty line. @input becomes false where that did not come. */
static bool
send_all(LbForwardLink *link, LbLines *lines, int in, bool *input, GError **error)
{
    for (;;) {
        g_autofree char *line = NULL;
        size_t length = 0;
        *input = lb_lines_read(lines, in, &line, &length, NULL);
        if (!*input)
            return false;
        if (length == 0)
            return lb_forward_link_finish(link, error);
        if (!lb_forward_link_send(link, line, length, error))
            return false;
    }
}

static int
answer(int out, bool done, const char *words)
{
    g_autofree char *line = lb_forward_answer_to_line(done, words);
    return line != NULL && lb_fd_write_all(out, line, strlen(line), NULL) ? 0 : OUTPUT;
}

int
lb_forward_run(int in, int out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbLines) lines = lb_lines_new(LB_FORWARD_LINE_MOST);
    g_autofree char *line = NULL;
    size_t length = 0;
    LbForwardTarget target = { 0 };
    bool input = true;
    lb_spawn_guard();
    if (!lb_lines_read(lines, in, &line, &length, NULL) ||
        !lb_forward_target_from_line(line, length, &target, NULL)) {
        lb_forward_target_clear(&target);
        return INPUT;
    }
    g_autoptr(LbForwardLink) link = lb_forward_link_open(&target, &error);
    lb_forward_target_clear(&target);
    bool done = link != NULL && send_all(link, lines, in, &input, &error);
    if (!input)
        return INPUT;
    return answer(out, done, done ? lb_forward_link_words(link) : error->message);
}
