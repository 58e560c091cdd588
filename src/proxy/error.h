/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/proxy. Its messages are for the log. */
#pragma once

#include <glib.h>

#define LB_PROXY_ERROR (lb_proxy_error_quark())

typedef enum {
    LB_PROXY_ERROR_ORDER,   /* what came down the order pipe is no order */
    LB_PROXY_ERROR_EVENT,   /* what came up the event pipe is no event */
    LB_PROXY_ERROR_ADDRESS, /* the name leads nowhere, or where nobody may go */
} LbProxyError;

GQuark lb_proxy_error_quark(void);
