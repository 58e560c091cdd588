/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of what is wrong with a command. */
#include "core/malformed.h"

const LbName lb_malformed_names[] = {
    { LB_MALFORMED_ARGUMENTS, "wrong-arguments", NULL },
    { LB_MALFORMED_COMMAND, "unknown-command", NULL },
    { LB_MALFORMED_LENGTH, "malformed-length", NULL },
    { LB_MALFORMED_ENCODING, "malformed-encoding", NULL },
    { LB_MALFORMED_WORDS, "malformed-words", NULL },
    { LB_MALFORMED_ESCAPE, "malformed-escape", NULL },
    { LB_MALFORMED_CONTROL, "malformed-control", NULL },
    { LB_MALFORMED_QUOTE, "malformed-quote", NULL },
    { LB_MALFORMED_CHARACTER, "malformed-character", NULL },
    { 0, NULL, NULL },
};
