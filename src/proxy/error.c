/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/proxy. */
#include "proxy/error.h"

G_DEFINE_QUARK(lb_proxy_error_quark, lb_proxy_error)
