/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents of what runs the place: rows as they are stored, under the same names as lockboxctl's. Each function returns
 * one document with a line feed at its end, which the caller frees; see json.h for lists, @next and @test. */
#pragma once

#include "core/message.h"
#include "service/exclusions.h"
#include "service/people.h"

/* @rows: LbTenantRow*: id, name, supportPlan, preview, queueHours, accessHours, subscriptionCount, peopleCount. */
char *lb_json_tenants(GPtrArray *rows, bool test);

/* One of them, with subscriptions (LbSubscriptionRow*): id, name, quorum, approverCount. */
char *lb_json_tenant(const LbTenantRow *row, GPtrArray *subscriptions, bool test);

/* @rows: LbPersonRow*: account, person, name, tenant, tenantName, mail, language, timeZone, enabled, keyCount, roleCount. */
char *lb_json_people(GPtrArray *rows, const char *next, bool test);

/* One of them, with addresses, keys (fingerprint, type, addedDateTime, revokedDateTime) and roles. */
char *lb_json_person(const LbPersonView *view, bool test);

/* @rows: LbAssignment*: account, tenant, role, scope, source, sinceDateTime. */
char *lb_json_roles(GPtrArray *rows, bool test);

/* @rows: LbDeliveryRow*: id, requestId, ticketId, exclusionId, event, account, address, messageId, status, attempts, answer, queuedDateTime,
 * dueDateTime, settledDateTime. */
char *lb_json_mails(GPtrArray *rows, const char *next, bool test);

/* An exclusion: name (EX-3), kind, state, tenantId, tenantName, subscriptionId, subscriptionName, scope, startedDateTime,
 * endedDateTime, text, recordedBy, recorderRole, recordedDateTime, acknowledgedBy, acknowledgedDateTime, reason; one that
 * was shown also has digest and allowed. */
char *lb_json_exclusion(const LbExclusion *exclusion, bool test);
char *lb_json_exclusion_view(const LbExclusionView *view, bool test);
char *lb_json_exclusions(GPtrArray *exclusions, const char *next, bool test);
