/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for an act, which the service judges. */
#pragma once

#include "commands/command.h"

/* Stores the value of @option, which was given: itself, or for "-" all of standard input. The caller frees it. */
bool lb_input_text(LbCommand *command, const LbArguments *arguments, LbOption option, char **text,
                   GError **error);
