/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program lockbox from its arguments to its exit code. */
#pragma once

#include "commands/command.h"

/* Runs the command of @argv, on a terminal with @blade: writes its output and its errors, and returns the exit
 * code. */
int lb_program_run(char **argv, const LbBlade *blade);
