/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group [forward] of lockbox.conf, private to src/config. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "core/forwarding.h"

/* Bytes of the path of a socket (unix(7)). */
#define LB_FORWARD_PATH_MOST 107

/* Each says what is wrong with a value, marked N_(); NULL: nothing. */
const char *lb_forward_check_server(const char *value);
const char *lb_forward_check_security(const char *value);
const char *lb_forward_check_facility(const char *value);
const char *lb_forward_check_number(const char *value);
const char *lb_forward_check_limit(const char *value);

/* What holds where nothing else is said. */
void lb_forward_set_defaults(LbForwardTarget *target);

/* What only several keys together say; INVALID in @error, naming @path. */
bool lb_forward_check(const LbForwardTarget *target, const char *path, GError **error);
