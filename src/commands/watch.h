/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for somebody: for what they type, and for their terminal to take what is said. Both look once a second whether
 * the session is over: withdrawn, idle, or open for as long as one may be. */
#pragma once

#include "commands/command.h"

/* Waits until standard input has something, or has ended. Fails with the refusal that ends the session. Who has a minute
 * left is told so on standard error. */
bool lb_watch_input(LbCommand *command, GError **error);

/* Writes all of @text. Fails with the refusal that ends the session, or with what the system says; once the command is
 * at its end (command->ending), also when nobody took any of it for a second. */
bool lb_watch_write(LbCommand *command, int fd, const char *text, size_t length, GError **error);
