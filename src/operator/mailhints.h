/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the way of a mail, and what to do about it, by what came of trying to send one. Pure. */
#pragma once

#include "notify/trace.h"
#include "operator/outcome.h"

/* How far it came. */
typedef struct {
    LbTraceStep last;     /* what became of it */
    const char *words;    /* of the server, or what happened */
    const char *command;  /* the last line to the server to which it said no; NULL: none */
    bool heard;           /* the server said something */
    bool nameless;        /* it ended while its name was looked up */
    const char *security; /* as the configuration has it */
    const char *secret;   /* the file with the password; NULL: there is none */
} LbMailTrial;

typedef struct {
    const char *sentence; /* marked N_() */
    LbOutcome outcome;    /* whose fault it is */
} LbMailHint;

/* The hint that fits best. There always is one. */
const LbMailHint *lb_mail_hint_find(const LbMailTrial *trial);
