/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms that values of lockbox.conf must have, whatever key they belong to. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "config/settings.h"

/* The words by which an operator says that he knows what goes over the network in plain text. */
#define LB_PLAINTEXT_WORDS "yes, I know"

/* Each says what is wrong with @value, in words to be translated; NULL when nothing is. */
const char *lb_value_check_any(const char *value);
const char *lb_value_check_host(const char *value);
const char *lb_value_check_site_host(const char *value);
const char *lb_value_check_port(const char *value);
const char *lb_value_check_host_key(const char *value);
const char *lb_value_check_mailbox(const char *value);
const char *lb_value_check_bounces(const char *value);
const char *lb_value_check_security(const char *value);
const char *lb_value_check_path(const char *value);
const char *lb_value_check_timeout(const char *value);
const char *lb_value_check_networks(const char *value);
const char *lb_value_check_hook_timeout(const char *value);
const char *lb_value_check_requests(const char *value);
const char *lb_value_check_days(const char *value);
const char *lb_value_check_mebibytes(const char *value);
const char *lb_value_check_per_key(const char *value);
const char *lb_value_check_total(const char *value);
const char *lb_value_check_duration(const char *value);
const char *lb_value_check_wait(const char *value);
const char *lb_value_check_reminders(const char *value);
const char *lb_value_check_provisioner(const char *value);
const char *lb_value_check_account(const char *value);
const char *lb_value_check_time_limit(const char *value);
const char *lb_value_check_plaintext(const char *value);
const char *lb_value_check_flag(const char *value);

/* Whether a token of each mail fits behind the local part of @mailbox, and is found there again. */
bool lb_value_can_bounce(const char *mailbox);

/* A number with its unit, "30m", in microseconds; -1 when it is none. 0 needs no unit. */
int64_t lb_value_parse_duration(const char *value);

/* Stores times with spaces between, in microseconds, the longest first, 0 behind the last; "none" is none. False when @value is
 * something else. */
bool lb_value_parse_reminders(const char *value, int64_t reminders[LB_REMINDERS_MOST]);
