/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command ends: its own errors, and the one table of exit codes. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LB_COMMAND_ERROR (lb_command_error_quark())

typedef enum {
    LB_COMMAND_ERROR_USAGE,    /* the command was not understood */
    LB_COMMAND_ERROR_OUTPUT,   /* what happened could not be written */
    LB_COMMAND_ERROR_TERMINAL, /* the command needs a terminal, and there is none */
    LB_COMMAND_ERROR_PASSAGE,  /* going through to a target did not go well */
    LB_COMMAND_ERROR_RECORDING, /* a recording is damaged, or not the one that the log has the hash of */
} LbCommandError;

GQuark lb_command_error_quark(void);

/* Sets @error to USAGE. The sentence never repeats what was typed. Always returns false. */
bool lb_command_misuse(GError **error, const char *sentence, ...) G_GNUC_PRINTF(2, 3);

typedef enum {
    LB_EXIT_DONE = 0,
    LB_EXIT_FAILURE = 1,
    LB_EXIT_USAGE = 2,
    LB_EXIT_REFUSED = 3,
    LB_EXIT_NOT_FOUND = 4,
    LB_EXIT_TOO_LATE = 5,
    LB_EXIT_UNDECIDED = 6,
    LB_EXIT_DAMAGED = 7,
} LbExit;

/* The codes with their meanings, marked N_(), ended by a NULL meaning. */
typedef struct {
    LbExit code;
    const char *meaning;
} LbExitRow;

extern const LbExitRow lb_exit_rows[];

/* The exit code that @error asks for. */
LbExit lb_exit_for(const GError *error);

/* The stable name of @error for machines: that of the refusal, "usage", "no-terminal", "not-through",
 * "damaged-recording", or "failure". Borrowed. */
const char *lb_result_code(const GError *error);

/* The text for standard error, "lockbox: refused (not-an-approver): …" and under it @advice (char*, commands that
 * help, safe already), each on a line of its own; @test adds that the database is one for tests. The caller
 * frees it. */
char *lb_result_text(const GError *error, GPtrArray *advice, bool test);
