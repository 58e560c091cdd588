/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says who has answered, who is missing, and what one more approval does. As in wording/phrases.h every
 * text is one line and safe, and the caller frees it. */
#pragma once

#include <glib.h>

#include "service/service.h"

/* What somebody who was asked has answered: "approved Fri 14:02"; NULL while there is no answer. */
char *lb_phrase_vote(const LbRequestView *view, const LbAsked *asked, GTimeZone *zone);

/* What is known of whether somebody who was asked has heard of it: "opened Fri 14:02", "mail accepted, not opened", "mail
 * queued"; NULL where no mail was queued. */
char *lb_phrase_notice(const LbRequestView *view, const LbAsked *asked, GTimeZone *zone);

/* Who was asked: "you, owner2@contoso.example (mail accepted, not opened)"; @reader is the account that is
 * "you". */
char *lb_phrase_asked(const LbRequestView *view, const char *reader, GTimeZone *zone);

/* "! No mail reached owner2@contoso.example.": those asked who have neither opened the request nor answered it, and whose mails
 * were refused, given up or came back; NULL where there are none, or nobody waits for them. */
char *lb_phrase_unreached(const LbRequestView *view);

/* "Approvals 1 of 2: owner2@contoso.example approved; missing: you", and whether the quorum is out of reach; NULL for a
 * request that does not wait for several approvals. */
char *lb_phrase_approvals(const LbRequestView *view, const char *reader);

/* What it means to approve now: "This is approval 1 of 2: access opens when one more approves."; NULL where one
 * approval is enough. */
char *lb_phrase_approval(const LbRequestView *view);

/* The same as one of the answers that there are: "approve: access opens now, …". */
char *lb_phrase_approve(const LbRequestView *view);

/* The most hours for which an approval can open access: earlier ones may have given fewer than were asked for. */
int lb_phrase_most_hours(const LbRequestView *view);

/* In one short row, without an answer: "1 of 2 approvals; without 1 more it expires"; where one is enough, "no answer:
 * …". */
char *lb_phrase_no_answer(const LbRequestView *view);

/* By which rules an answer counts. */
char *lb_phrase_rules(const LbRequestView *view);

/* What is said to whoever gave an approval after which @request still waits. */
char *lb_phrase_approved_partly(const LbRequest *request, GTimeZone *zone);
