/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What submit shares with the verbs that help to fill it in. Private to src/commands. */
#pragma once

#include "commands/command.h"
#include "service/preview.h"

/* Stores the ticket of --ticket; one that lives elsewhere is looked at where nothing is known of it here. */
bool lb_asking_ticket(LbCommand *command, const LbArguments *arguments, int64_t *number,
                      GError **error);

/* Says what would become of @submission; nothing is sent. */
bool lb_asking_preview(LbCommand *command, const LbSubmission *submission, GError **error);
