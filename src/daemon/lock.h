/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lockboxd for each data directory. */
#pragma once

#include <glib.h>

#include "base/file.h"

/* Takes DATA/lockboxd.lock for this process, as long as the descriptor is open. The kernel gives it back
 * however the process ends; the file stays. TAKEN when another process has it. The caller closes the
 * descriptor, -1 on error. */
LbFd lb_lock_take(const char *data, GError **error);
