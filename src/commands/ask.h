/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question on a terminal that pasted or typed-ahead input cannot answer. */
#pragma once

#include "commands/command.h"

/* Whether standard input and output are both a terminal. */
bool lb_ask_has_terminal(void);

/* Throws away what was typed so far, and for the next 300 ms; then writes @question to standard output and reads
 * one line. Stores whether it was @id ("LB-42", in any ASCII case), or its number alone: nothing else confirms, an empty line
 * least of all. Fails when the session ends meanwhile. */
bool lb_ask_number(LbCommand *command, const char *question, const char *id, bool *confirmed,
                   GError **error);
