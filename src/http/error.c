/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/http. */
#include "http/http.h"

G_DEFINE_QUARK(lb_http_error_quark, lb_http_error)
