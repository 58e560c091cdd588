/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/notify. */
#pragma once

#include <glib.h>

#define LB_NOTIFY_ERROR (lb_notify_error_quark())

typedef enum {
    LB_NOTIFY_ERROR_SETTINGS, /* what the operator configured cannot work: the mail waits until it does */
    LB_NOTIFY_ERROR_MESSAGE, /* this message can never be sent as it is */
} LbNotifyError;

GQuark lb_notify_error_quark(void);
