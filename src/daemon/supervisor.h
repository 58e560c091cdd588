/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd tells the system's service manager, without its library. */
#pragma once

/* Sends @state ("READY=1") to the datagram socket at @address (the value of NOTIFY_SOCKET; '@' at its
 * beginning: an abstract one; NULL: nobody listens). Never waits, never fails. */
void lb_supervisor_tell(const char *address, const char *state);
