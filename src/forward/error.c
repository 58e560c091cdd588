/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/forward. */
#include "forward/error.h"

G_DEFINE_QUARK(lb_forward_error_quark, lb_forward_error)
