/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of the log owes to webhooks, private to src/service. */
#pragma once

#include "core/webhook.h"
#include "service/act.h"

/* Owes @entry, which was just written, to each webhook that chose its type: those of its tenant, in whose own log it stands, and those
 * of the site. In the transaction of the act: one without the other never happens. */
bool lb_hooking_owe(LbAct *act, const LbActivity *entry, GError **error);

/* Owes @webhook, which is disabled, what happened since, as if it had been on: the oldest first, at most LB_HOOKS_MISSED_MOST (service/hooks.h).
 * Stores how many messages that are. */
bool lb_hooking_owe_missed(LbAct *act, const LbWebhook *webhook, int64_t *count, GError **error);

/* The type of event that @entry is; NULL: no webhook tells of it. Borrowed by nobody: it is a constant. */
const char *lb_hooking_type(const LbActivity *entry);

/* Whether @id is one as messages of ours have: with no dot in it, so that what is signed can be read in one way alone. */
bool lb_hooking_is_id(const char *id);

/* The body of a message of @type about @entry: JSON in one line, thin as the standard has it: which entry of which log, about what, in which
 * status; no words of anybody's. @test: of a test database. The caller frees it. */
char *lb_hooking_body(const LbActivity *entry, const char *type, bool test);

/* What the log says of each change of @webhook: its number, and of its URL only the host. The caller frees it. */
JsonObject *lb_hooking_details(const LbWebhook *webhook);
