/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says things about a request, in the language that is set: the screens and the plain commands use the
 * same words. Every text is one line and safe; the caller frees it where nothing else is said. */
#pragma once

#include <glib.h>

#include "service/service.h"

/* "Remote desktop (Windows) to vm-web-01 and 1 more". */
char *lb_phrase_asked_for(const LbRequest *request);

/* "vm-web-01 and 1 more". */
char *lb_phrase_resources(const LbRequest *request);

/* "8 hours". */
char *lb_phrase_hours(int hours);

/* "? Customer Notified". */
char *lb_phrase_status(LbStatus status);

/* The same in a list, where "! NOT ENDED" stands for the status of what does not end. */
char *lb_phrase_standing(const LbRequest *request);

/* "virtual machine, Windows". */
char *lb_phrase_resource(const LbResource *resource);

/* The role in which the request was made: "Support Engineer". */
char *lb_phrase_role(const LbRequest *request);

/* What became of the mail that asked somebody: "mail accepted"; NULL where none was queued. Borrowed. */
const char *lb_phrase_mail(const char *status);

/* "Assigned to engineer7@fabrikam.example. Open." */
char *lb_phrase_ticket_state(const LbTicket *ticket, GTimeZone *zone);

/* "+ Assigned". */
char *lb_phrase_ticket_mark(LbTicketState state);

/* "Severity B. Opened by dev3@contoso.example of Contoso, …" */
char *lb_phrase_ticket_origin(const LbTicket *ticket, GTimeZone *zone);

/* Who wrote an entry of a ticket, and when: what they wrote follows. */
char *lb_phrase_wrote(const LbTicketEntry *entry, GTimeZone *zone);

/* One sentence for what became of a request that no longer waits; NULL for one that has no outcome. */
char *lb_phrase_outcome(const LbRequestView *view, GTimeZone *zone);

/* What is said to whoever made @request: what it waits for, and until when. */
char *lb_phrase_submitted(const LbRequest *request, GTimeZone *zone);

/* What is said to whoever did @verb, once it has happened: "LB-42 is approved. …". */
char *lb_phrase_done(LbVerb verb, const LbRequest *request, GTimeZone *zone);

/* "1,204". */
char *lb_phrase_number(int64_t number);
