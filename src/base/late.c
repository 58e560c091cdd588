/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bound of time for work that nothing else may end. */
#include "base/late.h"

#include <glib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What the handler needs, made before the time runs: it may not allocate. */
static struct {
    int out;
    char *line;
    size_t length;
    LbLateEnds ends;
} late;

static void
on_time_over(int signal_number)
{
    (void)signal_number;
    ssize_t written = write(late.out, late.line, late.length);
    _exit(written == (ssize_t)late.length ? late.ends.said : late.ends.unsaid);
}

bool
lb_late_start(int out, char *line, unsigned seconds, const LbLateEnds *ends)
{
    static const struct sigaction action = { .sa_handler = on_time_over };
    lb_late_stop();
    if (line == NULL)
        return false;
    late.out = out;
    late.line = line;
    late.length = strlen(line);
    late.ends = *ends;
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds);
    return true;
}

void
lb_late_stop(void)
{
    alarm(0);
    g_clear_pointer(&late.line, g_free);
}
