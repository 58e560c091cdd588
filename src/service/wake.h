/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wakes lockboxd after a committed change. */
#pragma once

/* Sends "wake" to DATA/lockboxd.sock. Never waits and never fails: a lockboxd that is not there, or is busy,
 * looks by itself within a second. */
void lb_wake(const char *data);
