/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The just-in-time rules that hold here: what the file says, while it is right, else those in force, which the database
 * keeps as they were last read from a right one. A wrong file changes nothing. */
#pragma once

#include "core/policy.h"
#include "service/service.h"

typedef struct {
    char *path; /* of the file */

    /* What is in the file. Texts about faults are English and untranslated, as they go into the log. */
    LbPolicy *file; /* NULL: it is wrong */
    char *text;     /* NULL: it could not be read */
    char *sha256;   /* of it, 64 hexadecimal digits */
    char *fault;    /* what is wrong with it, and in which line; NULL: nothing */

    /* What is in force. */
    LbPolicy *kept;    /* NULL: nothing, or it cannot be used */
    char *kept_sha256; /* NULL: nothing is */
    char *kept_fault;  /* why it cannot be used; NULL: it can */
    int64_t since;     /* microseconds UTC */
    int64_t entry;     /* of the log, which tells of it */
    char *told;        /* of which wrong file the log tells since then, by a mark */
} LbRules;

/* Reads both. NULL where the database cannot be read. The caller frees it. */
LbRules *lb_rules_read(LbService *service, GError **error);
void lb_rules_free(LbRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRules, lb_rules_free)

/* By which rules the next request is weighed; NULL: by none, it is refused. Borrowed. */
const LbPolicy *lb_rules_policy(const LbRules *rules);

/* Whether the file is what is in force already, and whole. */
bool lb_rules_are_kept(const LbRules *rules);

/* Puts a right file in force that is not yet, or tells the log of a wrong one of which it does not tell yet, by an act of
 * nobody's: whoever met it did not make it. Returns what it found before; the caller frees it. */
LbRules *lb_rules_adopt(LbService *service, GError **error);
