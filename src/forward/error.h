/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong with forwarding. */
#pragma once

#include <glib.h>

#define LB_FORWARD_ERROR (lb_forward_error_quark())

typedef enum {
    LB_FORWARD_ERROR_LINE,       /* a line of a collector is not as Lockbox wrote it */
    LB_FORWARD_ERROR_CONNECTION, /* the collector cannot be reached, or does not take what is sent */
} LbForwardError;

GQuark lb_forward_error_quark(void);
