/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection to lockboxd, private to src/service. */
#pragma once

#include "base/file.h"

/* Connects to DATA/lockboxd.sock without waiting. The caller closes what is returned, which does not block; -1 with
 * @error (IO; may be NULL) when nobody is there, or too many wait. */
LbFd lb_reach_daemon(const char *data, GError **error);
