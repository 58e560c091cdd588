/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON documents, in the shapes and names of Microsoft.CustomerLockbox 2018-02-28-preview; what that API does
 * not know stands beside it under our own names. Nothing is translated but scenarioLabel. Each function
 * returns one document with a line feed at its end, which the caller frees. Characters that could harm a
 * terminal are written as \uXXXX: the values are what is stored, the bytes are harmless.
 *
 * A request:
 *   id              /subscriptions/S/providers/Microsoft.CustomerLockbox/requests/LB-42
 *   name, type      LB-42, Microsoft.CustomerLockbox/requests
 *   properties      requestId, justification, status, createdDateTime, expirationDateTime; duration: hours as
 *                   a string ("8"), resourceIds: one string with commas between the ids, as that API has
 *                   them both; resourceType (the distinct types, with commas), supportRequest (TK-7),
 *                   supportCaseUrl (of a ticket that lives elsewhere, where the reader may read it; else null),
 *                   workItemSource (Lockbox), subscriptionId.
 *                   Ours: resources (an array of id, name, type, resourceGroup, deploymentModel, os), tenantId,
 *                   tenantName, subscriptionName, service, scenario, scenarioLabel, level, requester,
 *                   requesterRole, ticketTitle, ticketOpenedBy, notifiedDateTime, decidedDateTime,
 *                   decidedBy, decisionReason, hoursGranted, accessStartDateTime, accessEndDateTime,
 *                   endedDateTime; times that are not reached are null.
 *                   A request that was shown also has digest, asked (an array of account, role, scope,
 *                   mailStatus, openedDateTime …), extends (LB-41, whose time it asks to extend; null), extendedBy (likewise), grants (an array, jsongrants.h) and
 *                   allowed (the verbs that its reader may use now); its resources have reached: whether
 *                   the operator has set a target, so that an approval opens them.
 *   test            whether the database is one for tests; every document has it
 *
 * A list: value (an array), nextLink (the arguments that give the next page; null on the last), test. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "service/people.h"
#include "service/service.h"
#include "service/tickets.h"

char *lb_json_request(const LbRequest *request, bool test);
char *lb_json_view(const LbRequestView *view, bool test);

/* Begins the member properties with what every request has; an id that is not given yet is null. @reached: whether its
 * resources were read with their targets. The caller adds more and ends the object. */
void lb_json_put_properties(JsonBuilder *builder, const LbRequest *request, bool reached);

/* @requests: LbRequest*; @next NULL: the last page. */
char *lb_json_requests(GPtrArray *requests, const char *next, bool test);

/* A ticket: name (TK-7), title, severity, status (Open, Closed), state, tenantId, tenantName, subscriptionId, openedBy,
 * assignee, escalatedBy, closedBy, openedDateTime, escalatedDateTime, closedDateTime; entries (an array of dateTime,
 * author, side, text), which lists leave out; elsewhere (where it lives, if that is not here: reference, system, id, status, url,
 * fetchedDateTime, missingSinceDateTime, silentSinceDateTime, shortened; else null); one that was shown also has allowed. */
char *lb_json_ticket(const LbTicket *ticket, bool test);
char *lb_json_ticket_view(const LbTicketView *view, bool test);
char *lb_json_tickets(GPtrArray *tickets, const char *next, bool test);

/* @entries: LbActivity*, each as operationName, displayName, eventTimestamp, caller and our own fields. */
char *lb_json_log(GPtrArray *entries, const char *next, bool test);

/* Adds the members of one of them to the object that is open. */
void lb_json_put_entry(JsonBuilder *builder, const LbActivity *entry);

/* One of them, with test, in one line. */
char *lb_json_entry(const LbActivity *entry, bool test);
char *lb_json_actor(const LbActor *actor, GStrv roles, bool test);

/* A person's own account: account, person, displayName, tenantId, tenantName, mail, addresses, language, timeZone, roles
 * (an array of role, scope, source, sinceDateTime), keys (an array of type, fingerprint, addedDateTime, revokedDateTime,
 * thisSession: whether it is @fingerprint), sessionEnded. */
char *lb_json_profile(const LbPersonView *view, const char *fingerprint, bool ended, bool test);

/* {"error":{"code":…,"message":…,"advice":[…]},"test":…}, in one line: goes to standard error. @advice: char*,
 * commands that help. */
char *lb_json_error(const GError *error, GPtrArray *advice, bool test);
