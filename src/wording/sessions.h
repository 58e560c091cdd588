/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says what went through a grant, in the language that is set. Every text is one line and safe; the caller frees
 * it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "service/sessions.h"

/* What whoever goes through is told before: who sees it and may end it, and of a relay what is kept; of a shell, that is told where it begins. */
char *lb_phrase_seen(LbPassageKind kind, const char *customer);

/* The same to whoever asks for access that opens, or looks at what it opens. */
char *lb_phrase_will_be_seen(const char *customer);

/* "Sessions: 2, one goes on now"; NULL for none. @sessions: LbSession*. */
char *lb_phrase_sessions(const GPtrArray *sessions);

/* "shell on vm-web-01", "port 3389 of vm-web-01". */
char *lb_phrase_session(const LbSession *session);

/* '+' goes on, '=' over, '!' not as it should be. */
char lb_session_mark(const LbSession *session);

/* How it ended: "left by the engineer", "ended by owner1@contoso.example"; "goes on". */
char *lb_phrase_session_end(const LbSession *session);

/* Its recording: "12 KiB", "goes on", "recorded" where it is not known how large, "not recorded", "deleted". */
char *lb_phrase_recording(const LbSession *session);

/* How long it took or takes at @now: "1:02:30". */
char *lb_phrase_session_length(const LbSession *session, int64_t now);

/* "engineer7@fabrikam.example from 203.0.113.4, begun Fri 27 Nov 2026 19:02 UTC, 0:12 long". */
char *lb_phrase_session_who(const LbSession *session, GTimeZone *zone, int64_t now);

/* "35 bytes to the target, 602 from it". */
char *lb_phrase_session_bytes(const LbSession *session);

/* Microseconds as a clock for what is played: "0:07", "12:05", "1:02:30". */
char *lb_phrase_clock(int64_t span);
