/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each event is told in: one table of templates (notify/facts.h) for events and readers. */
#pragma once

#include <stdbool.h>

#include "core/message.h"

#define LB_MAIL_ROWS 5

/* A line of the overview. It is left out when a fact that it names is not there. */
typedef struct {
    const char *label;
    const char *text;
} LbMailRow;

/* All marked for translation, none translated. */
typedef struct {
    const char *subject;
    const char *opening;
    LbMailRow rows[LB_MAIL_ROWS]; /* ended by an empty label, unless full */
    const char *look;             /* stands before the command that opens the request */
    const char *more;             /* the subject of one that asks to prolong another */
    const char *more_opening;     /* its opening; NULL: the same */
} LbMailWords;

/* The rows that every mail begins its overview with, ended by an empty label. */
extern const LbMailRow lb_mail_words_common[];

/* The rows that say of a request with grants what became of them, likewise. */
extern const LbMailRow lb_mail_words_grants[];

/* The rows that say of a request that has ended what was done, likewise. */
extern const LbMailRow lb_mail_words_done[];

/* The words for @event, to those who are or were asked (@approver) or to the one who asks. Borrowed from
 * the table; NULL for an event that is not in it. */
const LbMailWords *lb_mail_words_get(LbEvent event, bool approver);
