/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/access. Its messages are for the log. */
#pragma once

#include <glib.h>

#define LB_ACCESS_ERROR (lb_access_error_quark())

typedef enum {
    LB_ACCESS_ERROR_ORDER,    /* what is asked for can never be done as it is */
    LB_ACCESS_ERROR_SETTINGS, /* what the operator set up cannot work: it waits until it can */
    LB_ACCESS_ERROR_PROGRAM,  /* a program that was started did not do its work */
    LB_ACCESS_ERROR_DIFFERS,  /* what came out is not what was asked for, and was thrown away */
    LB_ACCESS_ERROR_EXISTS,   /* it is there already and is not made anew */
} LbAccessError;

GQuark lb_access_error_quark(void);
