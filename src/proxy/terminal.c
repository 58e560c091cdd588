/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person's own descriptors. They are shared with whoever started us, who finds them as they were. */
#include "proxy/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80
#define ROWS_DEFAULT 24

void
lb_terminal_look(LbTerminal *terminal)
{
    *terminal = (LbTerminal){ .flags = { -1, -1, -1 } };
    terminal->there = tcgetattr(STDIN_FILENO, &terminal->before) == 0;
    lb_terminal_measure(terminal);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        terminal->flags[fd] = fcntl(fd, F_GETFL);
}

void
lb_terminal_take(LbTerminal *terminal)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (terminal->flags[fd] >= 0)
            fcntl(fd, F_SETFL, terminal->flags[fd] | O_NONBLOCK);
    if (!terminal->there)
        return;
    struct termios raw = terminal->before;
    cfmakeraw(&raw);
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void
lb_terminal_give_back(LbTerminal *terminal)
{
    if (terminal->there)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (terminal->flags[fd] >= 0)
            fcntl(fd, F_SETFL, terminal->flags[fd]);
}

bool
lb_terminal_measure(LbTerminal *terminal)
{
    struct winsize size = { 0 }, before = terminal->size;
    if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        size.ws_col = COLUMNS_DEFAULT;
        size.ws_row = ROWS_DEFAULT;
    }
    terminal->size = size;
    return size.ws_col != before.ws_col || size.ws_row != before.ws_row;
}
