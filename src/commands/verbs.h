/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of verbs: the parser, help and the tests read it. */
#pragma once

#include "commands/command.h"

/* Who must be known for a verb. Whether they may is decided by the service. */
typedef enum {
    LB_NEEDS_NOBODY,
    LB_NEEDS_PERSON,
} LbNeeds;

typedef struct {
    const char *name;
    LbOperand operand;
    unsigned options;    /* bits (1 << LbOption) */
    const char *usage;   /* what stands behind the name */
    const char *summary; /* marked N_() */
    LbNeeds needs;
    bool (*run)(LbCommand *command, const LbArguments *arguments, GError **error);
} LbCommandVerb;

/* Ended by a row without a name. */
extern const LbCommandVerb lb_command_verbs[];

/* The verb called @name, NULL when there is none. */
const LbCommandVerb *lb_command_verb_find(const char *name);

/* The verbs. Each appends to command->out what is to be said and sets command->exit; acts do so after they
 * have happened. */
bool lb_verb_open(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_list(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_show(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_ticket(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_log(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_profile(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_whoami(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_help(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_submit(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_approve(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_deny(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_cancel(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_revoke(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_complete(LbCommand *command, const LbArguments *arguments, GError **error);
