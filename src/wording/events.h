/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says what an event of Windows was, and why no access explains it. Every text is one line and safe; the
 * caller frees it. */
#pragma once

#include <glib.h>

#include "core/eventrow.h"

/* "logon of CONTOSO\engineer7, from 10.0.0.7, remote desktop"; "service installed: backdoor, runs C:\tools\svc.exe -q, by
 * CONTOSO\dadmin". */
char *lb_phrase_event(const LbWinEvent *event);

/* "17 events on your machines that no approved access explains", in the line above the lists; @count of @most means as many
 * or more. */
char *lb_phrase_unexplained_count(int count, int most);

/* Why no access explains @row: "LB-42 had ended 3 minutes before"; NULL for one that some does, or that Windows itself did. */
char *lb_phrase_unexplained(const LbEventRow *row);
