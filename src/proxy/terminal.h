/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person's own descriptors 0, 1 and 2: how they were, and how they are while somebody goes through. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

typedef struct {
    bool there;            /* standard input is a terminal */
    struct termios before; /* its settings */
    struct winsize size;
    int flags[3]; /* of the files; -1: not changed */
} LbTerminal;

/* Reads how things are. */
void lb_terminal_look(LbTerminal *terminal);

/* From now on nothing waits for them; a terminal passes keys on as they are typed. */
void lb_terminal_take(LbTerminal *terminal);

/* As they were. Waits for nobody; does no harm twice. */
void lb_terminal_give_back(LbTerminal *terminal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbTerminal, lb_terminal_give_back)

/* Reads the size anew; returns whether it has changed. */
bool lb_terminal_measure(LbTerminal *terminal);
