/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as JSON. */
#pragma once

#include "service/sessions.h"

/* Those of a request: name (LB-42) and sessions, an array of number, kind ("connect", "relay"), resourceName, port, caller, callerIpAddress,
 * startDateTime, endDateTime, why (of lb_passage_end_names), bytesSent, bytesReceived, recording ("none", "kept", "deleted"), recordingBytes,
 * recordingSha256, deletedDateTime, stoppedBy, stoppedDateTime; what is not there is null; test. @sessions: LbSession*. The caller frees it. */
char *lb_json_sessions(int64_t number, const GPtrArray *sessions, bool test);
