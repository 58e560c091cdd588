/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In what a command that somebody sent is none: the line behind "ssh HOST" is not of our grammar (commands/line.h), or its
 * words are no command. All that is kept of such a line. */
#pragma once

#include "base/names.h"

typedef enum {
    LB_MALFORMED_ARGUMENTS, /* a command with options or words that it does not take */
    LB_MALFORMED_COMMAND,   /* there is no such command */
    LB_MALFORMED_LENGTH,    /* too many bytes */
    LB_MALFORMED_ENCODING,  /* not UTF-8 */
    LB_MALFORMED_WORDS,     /* too many of them */
    LB_MALFORMED_ESCAPE,    /* a backslash before something else than the two that it is for */
    LB_MALFORMED_CONTROL,   /* a control character in a quoted text */
    LB_MALFORMED_QUOTE,     /* a quoted text without an end */
    LB_MALFORMED_CHARACTER, /* one that has to be quoted */
} LbMalformed;

extern const LbName lb_malformed_names[]; /* "wrong-arguments", "malformed-quote", … */
