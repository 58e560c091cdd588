/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind a verb: its operand and long options, "--name value" or "--name=value". Errors are USAGE
 * (commands/result.h), name only what is in our tables, and never repeat what was typed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    LB_OPTION_JSON,
    LB_OPTION_SHOWN,
    LB_OPTION_HOURS,
    LB_OPTION_REASON,
    LB_OPTION_STATUS,
    LB_OPTION_BEFORE,
    LB_OPTION_LIMIT,
    LB_OPTION_OPERATION,
    LB_OPTION_REQUEST,
    LB_OPTION_CALLER,
    LB_OPTION_TENANT,
    LB_OPTION_TEXT,
    LB_OPTION_EXPORT,
    LB_OPTION_SINCE,
    LB_OPTION_UNTIL,
    LB_OPTION_TICKET,
    LB_OPTION_SERVICE,
    LB_OPTION_SCENARIO,
    LB_OPTION_RESOURCE,
    LB_OPTION_LEVEL,
    LB_OPTION_JUSTIFICATION,
    LB_OPTION_KEY_ID,
    LB_OPTION_LANGUAGE,
    LB_OPTION_TIME_ZONE,
    LB_OPTION_ADD_MAIL,
    LB_OPTION_REMOVE_MAIL,
    LB_OPTION_REVOKE_KEY,
    LB_OPTIONS,
} LbOption;

/* What a verb takes besides options. */
typedef enum {
    LB_OPERAND_NONE,
    LB_OPERAND_REQUEST, /* LB-42, needed */
    LB_OPERAND_TICKET,  /* TK-7, needed */
    LB_OPERAND_WORD,    /* may be left out */
} LbOperand;

typedef struct {
    int64_t number;                /* of the request or ticket */
    char *word;                    /* LB_OPERAND_WORD; NULL: left out */
    GPtrArray *values[LB_OPTIONS]; /* char*, as they were given; NULL: not given */
} LbArguments;

/* Reads @words (NULL-terminated, without the verb). @options are the bits (1 << LbOption) that may be given.
 * The caller frees the arguments. */
LbArguments *lb_arguments_parse(const char *const *words, LbOperand operand, unsigned options,
                                GError **error);
void lb_arguments_free(LbArguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbArguments, lb_arguments_free)

bool lb_arguments_has(const LbArguments *arguments, LbOption option);

/* The value, NULL where the option was not given. Borrowed. */
const char *lb_arguments_text(const LbArguments *arguments, LbOption option);

/* Stores the value as a number from @least to @most; leaves *@number alone where it was not given. */
bool lb_arguments_number(const LbArguments *arguments, LbOption option, int64_t least, int64_t most,
                         int64_t *number, GError **error);

/* Stores the value as a time (microseconds UTC), which a person gives as 2026-11-24, 2026-11-24T03:58 in
 * @zone, or with seconds and a zone of its own; leaves *@time alone where it was not given. */
bool lb_arguments_time(const LbArguments *arguments, LbOption option, GTimeZone *zone,
                       int64_t *time, GError **error);

/* "--name" with what it takes, for help: "--hours N". The caller frees it. */
char *lb_option_usage(LbOption option);
