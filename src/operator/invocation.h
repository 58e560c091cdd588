/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of lockboxctl: the words of its command line, read by the usage line of the verb, which is the
 * grammar as well as the help. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "config/settings.h"

#define LB_INVOCATION_ERROR (lb_invocation_error_quark())

typedef enum {
    LB_INVOCATION_ERROR_USAGE, /* the command was not understood */
    LB_INVOCATION_ERROR_BAD_LOG, /* the activity log, or what is stored beside it, is not what was written */
    LB_INVOCATION_ERROR_FINDINGS,     /* an installation needs mending */
    LB_INVOCATION_ERROR_BAD_FILE,     /* a file that was given cannot be taken */
    LB_INVOCATION_ERROR_FAILED_CASES, /* the policy says otherwise than was expected */
    LB_INVOCATION_ERROR_INCOMPLETE,   /* not all of a file could be taken */
    LB_INVOCATION_ERROR_DIFFERS,      /* a receipt is not what Lockbox made */
    LB_INVOCATION_ERROR_UNCHECKED,    /* something that was to be checked could not be */
    LB_INVOCATION_ERROR_NOT_TAKEN,    /* the mail server refuses the mail for good */
    LB_INVOCATION_ERROR_NOT_NOW,      /* the mail could not be delivered now */
} LbInvocationError;

GQuark lb_invocation_error_quark(void);

typedef struct {
    char *data; /* the data directory */
    LbConfig *config;
    GHashTable *options; /* name -> its values (GPtrArray of char*), "" for one that takes none */
    GPtrArray *operands; /* char* */
    GString *out;        /* what will be said on standard output */
    bool
        piped; /* a mail server feeds this command: whatever fails, it is to keep the mail and try again */
} LbInvocation;

LbInvocation *lb_invocation_new(void);
void lb_invocation_free(LbInvocation *invocation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbInvocation, lb_invocation_free)

/* Reads @words (NULL-terminated) by @usage, words of these forms: "[--name]" and "[--name VALUE]", which may be
 * left out, "--name VALUE", which is needed, and the operands "NAME", "NAME..." of which there may be more, and, behind all others, "[NAME]". Options
 * may stand anywhere, also as --name=VALUE; "--" ends them; a negative number is no option. Each may be given
 * once, but one whose VALUE ends with "..." more often. USAGE in @error names what is in @usage and never repeats what was typed. */
bool lb_invocation_read(LbInvocation *invocation, const char *usage, const char *const *words,
                        GError **error);

/* Reads only the options that stand before the first operand, in the same way. Returns the first word that it
 * did not take, borrowed from @words; NULL with USAGE. */
const char *const *lb_invocation_read_leading(LbInvocation *invocation, const char *usage,
                                              const char *const *words, GError **error);

/* The value of the option @name; NULL where it was not given. Borrowed. */
const char *lb_invocation_option(const LbInvocation *invocation, const char *name);

/* All values of the option @name, in their order; NULL where it was not given. Borrowed. */
const GPtrArray *lb_invocation_options(const LbInvocation *invocation, const char *name);

/* The operand at @position, from 0; NULL where there is none. Borrowed. */
const char *lb_invocation_operand(const LbInvocation *invocation, guint position);

/* Whether --json was given. */
bool lb_invocation_json(const LbInvocation *invocation);

/* Sets @error to USAGE. The sentence never repeats what was typed. Always returns false. */
bool lb_invocation_misuse(GError **error, const char *sentence, ...) G_GNUC_PRINTF(2, 3);
