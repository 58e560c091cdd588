/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/error.h"

G_DEFINE_QUARK(lb - daemon - error - quark, lb_daemon_error)
