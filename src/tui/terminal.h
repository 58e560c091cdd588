/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal: the one file that knows curses. Cells go out, keys come in. Nothing else of the TUI depends on what
 * kind of terminal it is. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tui/canvas.h"

typedef struct LbTerminal LbTerminal;

/* Takes standard input and output, a terminal. A kind of terminal that the machine does not know is taken for an
 * xterm. Colours are used where the terminal has them and NO_COLOR is empty. There is one at a time; the caller
 * frees it, which gives the normal screen back. */
LbTerminal *lb_terminal_new(GError **error);
void lb_terminal_free(LbTerminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTerminal, lb_terminal_free)

/* Its size in columns and rows, asked anew. */
void lb_terminal_size(LbTerminal *terminal, int *width, int *height);

/* Shows @canvas; only what has changed is sent. With @redraw everything is. Waits while nobody reads the terminal;
 * SIGTERM, SIGHUP and SIGINT, which the caller has blocked and gets by other means, then end the process. After a second
 * of that it gives up, see lb_terminal_takes(). */
void lb_terminal_paint(LbTerminal *terminal, const LbCanvas *canvas, bool redraw);

/* Whether the terminal takes what is shown. One that took nothing for a second gets nothing more, so that it holds up
 * nobody; when somebody reads it again, this stores true in @redraw. */
bool lb_terminal_takes(LbTerminal *terminal, bool *redraw);

/* The next key that is there already (tui/keys.h); LB_KEY_NONE when there is none. With LB_KEY_PASTE, what was pasted is
 * stored in @pasted, which the caller frees: valid UTF-8, its lines ended by LF, cut where it is longer than anybody
 * reads. It is else left alone. */
int lb_terminal_read(LbTerminal *terminal, char **pasted);

/* Throws away what has been typed and not read. */
void lb_terminal_flush(LbTerminal *terminal);

#define LB_TERMINAL_ERROR (lb_terminal_error_quark())
typedef enum { LB_TERMINAL_ERROR_UNUSABLE } LbTerminalError;
GQuark lb_terminal_error_quark(void);
