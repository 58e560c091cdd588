/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screens. Each function makes one, for lb_app_push(). */
#pragma once

#include "core/eventrow.h"
#include "service/people.h"
#include "service/sessions.h"
#include "service/tickets.h"
#include "tui/app.h"
#include "tui/console.h"
#include "tui/logquery.h"

/* The lists of requests: LB_ACTION_OVERVIEW, _PENDING, _ACCESS or _HISTORY. */
LbScreen *lb_requests_screen_new(LbApp *app, LbAction tab);

/* Selects the request @number in such a list. */
void lb_requests_screen_select(LbScreen *screen, int64_t number);

/* The request @number. */
LbScreen *lb_detail_screen_new(LbApp *app, int64_t number);

/* The list of support tickets. */
LbScreen *lb_tickets_screen_new(LbApp *app);

/* Selects the ticket @number in it. */
void lb_tickets_screen_select(LbScreen *screen, int64_t number);

/* The support ticket @number with its history, and what its reader may do. */
LbScreen *lb_ticket_screen_new(LbApp *app, int64_t number);

/* Asks for a ticket that lives elsewhere, has it looked at, and shows it. */
LbScreen *lb_elsewhere_screen_new(LbApp *app);

/* Called with the number that it has here, when the ticket was looked at. */
typedef void (*LbElsewhereDone)(LbApp *app, int64_t number, gpointer data);

/* Has the ticket @ticket, which lives elsewhere, looked at anew, and waits for that in a screen of its own, which is gone when @done
 * is called. @data must be there as long as the screen that is on top now. False where it lives here, or with @error. */
bool lb_elsewhere_await(LbApp *app, int64_t ticket, LbElsewhereDone done, gpointer data,
                        GError **error);

/* The form that opens a ticket. */
LbScreen *lb_ticket_form_screen_new(LbApp *app);

/* Stores the roles of the actor by which access is asked for, bits (1 << LbRole); 0: none. */
bool lb_ask_roles(const LbApp *app, unsigned *roles, GError **error);

/* Opens the form that asks for access because of the ticket @number; 0: because of the one whose draft was kept last, or of
 * one that is chosen there. A draft that was kept is brought back. */
void lb_ask_open(LbApp *app, int64_t number);

/* The same, filled in like the request @number. */
void lb_ask_open_like(LbApp *app, int64_t number);

/* Writes a reply, an internal note or why it is escalated or closed into the ticket that @view shows: LB_VERB_REPLY, _NOTE,
 * _ESCALATE or _CLOSE_TICKET. It keeps nothing of @view. */
LbScreen *lb_answer_screen_new(LbApp *app, LbVerb verb, const LbTicketView *view);

/* The list of work without a request. */
LbScreen *lb_exclusions_screen_new(LbApp *app);

/* Selects the exclusion @number in it. */
void lb_exclusions_screen_select(LbScreen *screen, int64_t number);

/* The exclusion @number, where it is acknowledged. */
LbScreen *lb_exclusion_screen_new(LbApp *app, int64_t number);

/* The form that records one. */
LbScreen *lb_exclusion_form_screen_new(LbApp *app);

/* The ways that the open access of the request @number leads, with the commands to paste. */
LbScreen *lb_ways_screen_new(LbApp *app, int64_t number);

/* The receipt of the request @number, which has ended, and the commands that make files of it. */
LbScreen *lb_receipt_screen_new(LbApp *app, int64_t number);

/* The sessions of the request @number. */
LbScreen *lb_sessions_screen_new(LbApp *app, int64_t number);

/* Selects the session whose passage is @passage in it. */
void lb_sessions_screen_select(LbScreen *screen, int64_t passage);

/* Session @session (from 1) of the request @number, played from its beginning, or as it goes on. */
LbScreen *lb_replay_screen_new(LbApp *app, int64_t number, int session, LbWatchKind kind);

/* The dialog that ends a session of the request @number. It keeps nothing of @session. */
LbScreen *lb_stop_screen_new(LbApp *app, int64_t number, const LbSession *session);

/* Who was asked for the request @number. */
LbScreen *lb_asked_screen_new(LbApp *app, int64_t number);

/* Shows in it what the rules said, once it is laid out, and not its beginning. */
void lb_asked_screen_show_rules(LbScreen *screen);

/* All that happened about @request, of which it keeps nothing but how it is called. */
LbScreen *lb_timeline_screen_new(LbApp *app, const LbRequest *request);

/* The commands that export the timeline of the request @id: those moments whose LB_MOMENT_BIT() is in @kinds, 0: all. */
LbScreen *lb_timeline_export_screen_new(LbApp *app, const char *id, unsigned kinds);

/* The activity log. */
LbScreen *lb_activity_screen_new(LbApp *app);

/* The same of what @caller did. */
LbScreen *lb_activity_screen_new_of(LbApp *app, const char *caller);

/* Shows in @screen, the activity log, what @query lets through. */
void lb_activity_screen_narrow(LbScreen *screen, const LbLogQuery *query);

/* The form of the filters of @log, the activity log that stands below it. @tenants: the reader sees several. */
LbScreen *lb_log_form_screen_new(LbScreen *log, const LbLogQuery *query, bool tenants);

/* The entry @sequence of the activity log in full. */
LbScreen *lb_log_entry_screen_new(LbApp *app, int64_t sequence);

/* The commands that export what @query lets through. */
LbScreen *lb_log_export_screen_new(LbApp *app, const LbLogQuery *query);

/* Events of Windows on a customer's machines that no approved access explains. */
LbScreen *lb_events_screen_new(LbApp *app);

/* One event of Windows in full. It keeps nothing of @row. */
LbScreen *lb_event_screen_new(LbApp *app, const LbEventRow *row);

/* The admin's console. */
LbScreen *lb_console_screen_new(LbApp *app);

/* Shows @part, one of tui/console.h, in it. */
void lb_console_screen_show(LbScreen *screen, const LbConsolePart *part);

/* The tenant with the id @tenant, and the person of @account, for those who run the place. */
LbScreen *lb_tenant_screen_new(LbApp *app, const char *tenant);
LbScreen *lb_person_screen_new(LbApp *app, const char *account);

/* The mail @mail of the outbox, for the same. */
LbScreen *lb_mail_screen_new(LbApp *app, int64_t mail);

/* The message @message to a webhook, for the same. */
LbScreen *lb_delivery_screen_new(LbApp *app, int64_t message);

/* The webhook @id, for the same. */
LbScreen *lb_webhook_screen_new(LbApp *app, int64_t id);

/* The dialogs that decide about the request that @view shows: LB_VERB_APPROVE, _DENY, _REVOKE, _CANCEL, _COMPLETE,
 * or that asks for more of it, LB_VERB_EXTEND. They hold its number and digest, and nothing that could change under them. */
LbScreen *lb_decision_screen_new(LbApp *app, LbVerb verb, const LbRequestView *view);

/* The person's own account. */
LbScreen *lb_profile_screen_new(LbApp *app);

/* What a person may change of their own account. */
typedef enum {
    LB_PROFILE_NOTHING,
    LB_PROFILE_LANGUAGE,
    LB_PROFILE_ZONE,
    LB_PROFILE_ADD_ADDRESS,
    LB_PROFILE_REMOVE_ADDRESS,
    LB_PROFILE_REVOKE_KEY,
} LbProfileChange;

/* The dialog that changes it: @subject is the address or the fingerprint of the key that goes, else NULL. It keeps nothing
 * of @view. */
LbScreen *lb_profile_dialog_new(LbApp *app, LbProfileChange change, const LbPersonView *view,
                                const char *subject);

/* The question before leaving by Ctrl-C. */
LbScreen *lb_leave_screen_new(LbApp *app);

LbScreen *lb_help_screen_new(LbApp *app);
