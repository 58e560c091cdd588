/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trying whether a ticket system can be talked to by the present configuration: lockboxd started again by lockboxctl, with two pipes
 * and no database (config/ticketsystems.h). */
#pragma once

/* The process's whole life: reads what is to be tried from @in and writes the answers to @out. It reads configuration and token
 * itself, so that the token goes through no pipe of others. Returns the status to exit with. */
int lb_ticket_trial_run(int in, int out);
