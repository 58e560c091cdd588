/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/access. */
#include "access/error.h"

G_DEFINE_QUARK(lb_access_error_quark, lb_access_error)
