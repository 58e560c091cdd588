/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator who runs the place: what the verbs about people, keys, roles and tenants have in common. Each says
 * what happened, who is told of it, and what is still to be done. */
#pragma once

#include "operator/outcome.h"
#include "service/people.h"

typedef struct {
    LbService *service;
    LbActor *actor;
    int64_t newest; /* mail when it was opened */
} LbConsole;

/* Opens the database that @invocation is about. The caller frees it. */
LbConsole *lb_console_open(const LbInvocation *invocation, GError **error);
void lb_console_free(LbConsole *console);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbConsole, lb_console_free)

/* Says, behind the mark of a test database, what was done: a line, made safe. */
void lb_console_say_done(const LbConsole *console, LbInvocation *invocation, const char *sentence,
                         ...) G_GNUC_PRINTF(3, 4);

/* Says to whom mails about people went out since the console was opened. */
bool lb_console_say_told(const LbConsole *console, LbInvocation *invocation, GError **error);

/* Says a command to paste: lockboxctl on this data directory, @verb and what stands @behind it, quoted already. */
void lb_console_say_command(LbInvocation *invocation, const char *verb, const char *behind);

/* Says by which commands @account gets what it still lacks of a key and a role, and, where @invite, its invitation. */
bool lb_console_say_next(const LbConsole *console, LbInvocation *invocation, const char *account,
                         bool invite, GError **error);

/* @text as a word of a shell that is safe to be shown: as it is where it is plain. The caller frees it. */
char *lb_console_quote(const char *text);

/* The id of a tenant or subscription as it is stored, in lower case. NULL gives NULL. The caller frees it. */
char *lb_console_canonical(const char *id);

/* Whether no option of @names (NULL-terminated) was given without anything in it; else USAGE in @error. Stores whether
 * any was given. */
bool lb_console_check_options(const LbInvocation *invocation, const char *const *names, bool *any,
                              GError **error);

/* The number in the option @name, @absent where it was not given. USAGE in @error when it is none. */
bool lb_console_number(const LbInvocation *invocation, const char *name, int absent, int *number,
                       GError **error);
