/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/notify. */
#include "notify/error.h"

G_DEFINE_QUARK(lb_notify_error_quark, lb_notify_error)
