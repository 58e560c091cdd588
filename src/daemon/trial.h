/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying whether mail leaves by the present configuration: lockboxd started again by lockboxctl, with two pipes and no
 * database. */
#pragma once

/* The process's whole life: reads an LbTrialOrder from @in, sends one mail, and tells each step to @out as a line
 * (notify/trace.h), the last of which says what became of it. Returns the status to exit with, 0 once that was told. It is
 * ended by SIGALRM when the delivery hangs. */
int lb_trial_run(int in, int out);
