/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of verbs: the parser, help and the tests read it. */
#pragma once

#include "commands/command.h"

/* Who must be known for a verb. Whether they may is decided by the service. */
typedef enum {
    LB_NEEDS_NOBODY,
    LB_NEEDS_PERSON,
    LB_NEEDS_ADMIN, /* a person too; help lists these apart */
} LbNeeds;

typedef struct {
    const char *name;
    LbOperand operand;
    uint64_t options;    /* LB_OPTION_BIT() */
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
bool lb_verb_asked(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_ticket(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_tickets(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_open_ticket(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_reply(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_take(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_escalate(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_close(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_access(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_connect(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_relay(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_rdp_file(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_sessions(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_stop_session(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_watch(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_replay(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_exclude(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_exclusions(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_exclusion(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_acknowledge(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_timeline(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_receipt(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_events(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_log(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_profile(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_whoami(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_help(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_catalogue(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_resources(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_submit(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_approve(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_deny(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_endorse(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_decline(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_cancel(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_revoke(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_extend(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_complete(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_tenants(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_tenant(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_quorum(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_people(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_person(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_revoke_key(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_roles(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_revoke_role(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_outbox(LbCommand *command, const LbArguments *arguments, GError **error);
bool lb_verb_retry(LbCommand *command, const LbArguments *arguments, GError **error);
