/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording on standard output. */
#pragma once

#include "commands/command.h"
#include "service/sessions.h"

/* Writes what @session showed as plain text, line by line as it is read, and says on standard error whether
 * its files are those that the log has the hash of. Fails with RECORDING where they are not, or cannot be read to their end; what could be read is written
 * nevertheless. */
bool lb_replay_write(LbCommand *command, const LbSession *session, GError **error);
