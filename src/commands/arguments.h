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
    LB_OPTION_AFTER,
    LB_OPTION_ALL,
    LB_OPTION_PLAN,
    LB_OPTION_PREVIEW,
    LB_OPTION_QUEUE_HOURS,
    LB_OPTION_ACCESS_HOURS,
    LB_OPTION_ENABLE,
    LB_OPTION_DISABLE,
    LB_OPTION_INVITE,
    LB_OPTION_ROLE,
    LB_OPTION_SCOPE,
    LB_OPTION_SUBSCRIPTION,
    LB_OPTION_SEVERITY,
    LB_OPTION_TITLE,
    LB_OPTION_INTERNAL,
    LB_OPTION_MINE,
    LB_OPTION_UNASSIGNED,
    LB_OPTION_LOOK, /* at what would become of it */
    LB_OPTION_KIND,
    LB_OPTION_PORT,
    LB_OPTION_SESSION,
    LB_OPTION_AS_TEXT, /* instead of on the screens */
    LB_OPTION_KINDS,   /* of moments or events, several of them */
    LB_OPTION_HTML,
    LB_OPTION_SYSTEM,
    LB_OPTIONS,
} LbOption;

#define LB_OPTION_BIT(option) (UINT64_C(1) << (option))

/* What a verb takes besides options. */
typedef enum {
    LB_OPERAND_NONE,
    LB_OPERAND_REQUEST,          /* LB-42, needed */
    LB_OPERAND_REQUEST_AND_NAME, /* LB-42, needed, and a word that may be left out */
    LB_OPERAND_TICKET,           /* TK-7, or rt:123, needed */
    LB_OPERAND_EXCLUSION,        /* EX-3, needed */
    LB_OPERAND_OPENED,           /* LB-42 or EX-3, needed */
    LB_OPERAND_WORD,             /* may be left out */
    LB_OPERAND_NAME,             /* a word, needed */
    LB_OPERAND_NAME_AND_NUMBER,  /* two words, needed */
} LbOperand;

typedef struct {
    int64_t number; /* of the request, ticket or exclusion, or the second word */
    char *
        elsewhere; /* the ticket, where it is named by a reference (core/reference.h), until there is a number; else NULL */
    bool exclusion; /* it is an exclusion's, where a request's could stand too */
    char *word; /* LB_OPERAND_WORD, _NAME, _NAME_AND_NUMBER, _REQUEST_AND_NAME; NULL: left out */
    GPtrArray *values[LB_OPTIONS]; /* char*, as they were given; NULL: not given */
} LbArguments;

/* Reads @words (NULL-terminated, without the verb). @options are the bits LB_OPTION_BIT() that may be given.
 * The caller frees the arguments. */
LbArguments *lb_arguments_parse(const char *const *words, LbOperand operand, uint64_t options,
                                GError **error);
void lb_arguments_free(LbArguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbArguments, lb_arguments_free)

bool lb_arguments_has(const LbArguments *arguments, LbOption option);

/* Refuses, naming the first, where one of the @count options @needed was not given. */
bool lb_arguments_need(const LbArguments *arguments, const LbOption *needed, size_t count,
                       GError **error);

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
