/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxctl from its command line to its exit code. */
#pragma once

/* Runs the verb that @arguments (NULL-terminated, with the program's name first) name, writes what it said,
 * and returns the exit code. */
int lb_operator_main(char **arguments);
