/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an approval opened, as JSON. Private to src/commands. */
#pragma once

#include <json-glib/json-glib.h>

#include "service/service.h"
#include "wording/spelling.h"

/* Adds the member "grants", an array of serial, resource, resourceName, status, startDateTime, endDateTime, openedDateTime,
 * closedDateTime, provisioner, attempts, nextAttemptDateTime, words, alarmed, ports and connection (address, port, login, principal,
 * text; null: it was never open). @grants: LbGrantState*; NULL: none. */
void lb_json_put_grants(JsonBuilder *builder, const GPtrArray *grants);

/* What an approval opens: name (LB-42), status, grants as above, and commands, an array of resource, kind ("shell", "ssh",
 * "desktop", "listener"), port (0: the target's own), localPort (0: none) and command, spelled by @spelling; test. The caller frees it. */
char *lb_json_access(const LbRequestView *view, const LbSpelling *spelling, bool test);
