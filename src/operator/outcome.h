/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How lockboxctl ends and what it says: exit codes, the line on standard error, JSON on standard output. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdint.h>

#include "operator/invocation.h"
#include "service/service.h"

/* The codes of lockbox, where they have the same meaning. */
typedef enum {
    LB_OUTCOME_DONE = 0,
    LB_OUTCOME_FAILURE = 1,
    LB_OUTCOME_USAGE = 2,
    LB_OUTCOME_REFUSED = 3,
    LB_OUTCOME_BAD_LOG = 7,
    LB_OUTCOME_FINDINGS = 8,
    LB_OUTCOME_FAILED_CASES = 9,
    LB_OUTCOME_INCOMPLETE = 10,
    LB_OUTCOME_DIFFERS = 11,
    LB_OUTCOME_UNCHECKED = 12,
    LB_OUTCOME_LATER = 75, /* EX_TEMPFAIL of sysexits.h, which mail servers know */
} LbOutcome;

/* The codes with their meanings, marked N_(), ended by a NULL meaning. */
typedef struct {
    LbOutcome code;
    const char *meaning;
} LbOutcomeRow;

extern const LbOutcomeRow lb_outcome_rows[];

/* The exit code that @error asks for. */
LbOutcome lb_outcome_for(const GError *error);

/* The line for standard error, "lockboxctl: …", safe to be shown. The caller frees it. */
char *lb_outcome_line(const GError *error);

/* The same for programs, in one line: {"error":{"code":"not-found","message":…}}. The code is the name of the
 * refusal, "usage", "failure", "invalid-import", "invalid-file", "bad-log", "findings", "failed-cases",
 * "incomplete", "differs", "unchecked", "not-taken" or "not-now". The caller frees it. */
char *lb_outcome_json(const GError *error);

/* Opens the database that @invocation is about. The caller frees the service. */
LbService *lb_invocation_open(const LbInvocation *invocation, GError **error);

/* Says in invocation->out, where people read it, that this is a test database, if it is one. */
void lb_invocation_say_test(LbInvocation *invocation, const LbService *service);

/* Appends what @builder built to invocation->out. Characters that could harm a terminal are written as \uXXXX. */
void lb_invocation_say_json(LbInvocation *invocation, JsonBuilder *builder);

/* Writes what invocation->out holds to standard output, for verbs that say more than should be kept. */
bool lb_invocation_flush(LbInvocation *invocation, GError **error);

/* @time in the operator's own zone. The caller frees it. */
char *lb_invocation_format_time(int64_t time);

/* The same of when something is tried next: "now" where that has come. */
char *lb_invocation_format_due(int64_t due);
