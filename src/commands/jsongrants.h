/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an approval opened, as JSON. Private to src/commands. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/grant.h"

/* Adds the member "grants", an array of serial, resource, resourceName, status, startDateTime, endDateTime, openedDateTime,
 * closedDateTime, provisioner, attempts, nextAttemptDateTime, words, alarmed, ports and connection (address, port, login, principal,
 * text; null: it was never open). @grants: LbGrantState*; NULL: none. */
void lb_json_put_grants(JsonBuilder *builder, const GPtrArray *grants);
