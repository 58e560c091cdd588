/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of words. The request may have gone on since the event (the mail can be late), so rows speak
 * of what happened, with its time, and of open access only while it is open. */
#include "notify/words.h"

#include "base/i18n.h"

const LbMailRow lb_mail_words_common[] = {
    { N_("Who"), N_("{account}, {role}") },
    { N_("What"), N_("{what}, level {level}, to {resources} of subscription {subscription}") },
    { N_("Why"), N_("support ticket {ticket}") },
    { N_("Prolongs"), N_("{prolongs}, whose access ends {until}") },
    { N_("Prolongs"), N_("{prolongs}, whose access ended {since}") },
    { NULL, NULL },
};

#define APPROVED N_("Approved")
#define APPROVED_BY N_("{decided}, by {by}, for {hours}")

/* TRANSLATORS: words in braces are replaced by facts; keep them as they are, in any order. */
static const LbMailWords to_approvers[] = {
    [LB_EVENT_WAITING] = {
        N_("Approval needed: {request}, {what} to {resources} of {subscription} (until {expiration})"),
        N_("An engineer of {provider} asks for access to resources of {tenant}."),
        { { N_("How long"), N_("{hours} from your approval") },
          { N_("Approvals"), N_("{given} of {needed} so far; access opens with the last one") },
          { N_("Waits until"), N_("{expiration}. Without an answer it expires, and nothing opens.") } },
        N_("To read the request and answer it:"),
        .more = N_("Approval needed: {request}, more time for {prolongs}, {what} to {resources} of {subscription} (until {expiration})"),
        .more_opening = N_("An engineer of {provider} asks for more time for access to resources of {tenant}."),
    },
    [LB_EVENT_APPROVED] = {
        N_("Approved: {request}, {what} to {resources} of {subscription}"),
        N_("The request of an engineer of {provider} for access to resources of {tenant} was approved."),
        { { APPROVED, APPROVED_BY },
          { N_("Access"), N_("open until {end}, unless one of you ends it before") },
          { N_("Access"), N_("being opened, until {soon}, unless one of you ends it before") },
          { N_("Ended"), N_("{ended}") } },
        N_("To see the request, or to end the access:"),
        .more = N_("Approved: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_DENIED] = {
        N_("Denied: {request}, {what} to {resources} of {subscription}"),
        N_("The request of an engineer of {provider} for access to resources of {tenant} was denied."),
        { { N_("Denied"), N_("{decided}, by {by}. Nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Denied: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_EXPIRED] = {
        N_("Expired: {request}, {what} to {resources} of {subscription}"),
        N_("The request of an engineer of {provider} for access to resources of {tenant} expired without a decision."),
        { { N_("Expired"), N_("{expiration}. Nothing opens, and there is nothing left to do.") },
          { N_("Expired"), N_("{lapsed}, without internal approval. Nothing opens, and there is nothing left to do.") } },
        N_("To see the request:"),
        .more = N_("Expired: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_CANCELED] = {
        N_("Canceled: {request}, {what} to {resources} of {subscription}"),
        N_("An engineer of {provider} no longer asks for access to resources of {tenant}."),
        { { N_("Canceled"), N_("{closed}. Nothing opens, and there is nothing left to do.") } },
        N_("To see the request:"),
        .more = N_("Canceled: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_REVOKED] = {
        N_("Access ended early: {request}, {what} to {resources} of {subscription}"),
        N_("The access of an engineer of {provider} to resources of {tenant} was ended before its time."),
        { { APPROVED, APPROVED_BY },
          { N_("Ended"), N_("{ended}, by {ender}") },
          { N_("Ended"), N_("{stopped}") } },
        N_("To see the request and what was done:"),
        .more = N_("Access ended early: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_COMPLETED] = {
        N_("Access ended: {request}, {what} to {resources} of {subscription}"),
        N_("The access of an engineer of {provider} to resources of {tenant} has ended."),
        { { APPROVED, APPROVED_BY },
          { N_("Ended"), N_("{early}, handed back by the engineer") },
          { N_("Ended"), N_("{over}, when its time was over") },
          { N_("Ended"), N_("{ticketed}, before its time: the support ticket was closed") },
          { N_("Ended"), N_("{moved}, before its time: where it is reached was changed") } },
        N_("To see the request and what was done:"),
        .more = N_("Access ended: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_HELD] = {
        N_("Internal approval needed: {request}, {what} to {resources} of {subscription}"),
        N_("A request for access to resources of {tenant} waits for internal approval. The customer has not been told of it."),
        { { N_("How long"), N_("{hours}") },
          { N_("Waits until"), N_("{held}. Without an answer it expires, and nothing opens.") } },
        N_("To read the request and answer it:"),
        .more = N_("Internal approval needed: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_DECLINED] = {
        N_("Declined: {request}, {what} to {resources} of {subscription}"),
        N_("The request for access to resources of {tenant} was declined internally. The customer was not told of it."),
        { { N_("Declined"), N_("{decided}, by {by}. Nothing opens.") } },
        N_("To see the request, and the reason:"),
        .more = N_("Declined: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_NOT_OPENED] = {
        N_("Not opened: {request}, {what} to {resources} of {subscription}"),
        N_("The access of an engineer of {provider} to resources of {tenant} was approved, but Lockbox could not open all of it."),
        { { APPROVED, APPROVED_BY },
          { N_("Access"), N_("open until {usable} where it could be opened, unless one of you ends it before") },
          { N_("Access"), N_("{unusable}") },
          { N_("Now"), N_("Lockbox does not try again; the engineer may ask you again for what is missing.") } },
        N_("To see the request, and what stood in the way:"),
        .more = N_("Not opened: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_NOT_ENDED] = {
        N_("NOT ENDED: {request}, {what} to {resources} of {subscription}"),
        N_("The access of an engineer of {provider} to resources of {tenant} is over, but Lockbox could not end all of it."),
        { { APPROVED, APPROVED_BY },
          { N_("Now"), N_("Lockbox goes on trying until it has succeeded.") },
          { N_("Whom to call"), N_("{provider}, who can end it by hand; or end it yourself on the resource.") } },
        N_("To see the request, and what stands in the way:"),
        .more = N_("NOT ENDED: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_REMINDER] = {
        N_("Reminder: {request} waits for your answer until {expiration}: {what} to {resources} of {subscription}"),
        N_("The request of an engineer of {provider} for access to resources of {tenant} still waits for an answer."),
        { { N_("How long"), N_("{hours} from your approval") },
          { N_("Approvals"), N_("{missing}") },
          { N_("Waits until"), N_("{expiration}. Without an answer it expires, and nothing opens.") } },
        N_("To read the request and answer it:"),
        .more = N_("Reminder: {request}, more time for {prolongs}, waits for your answer until {expiration}: {what} to {resources} of {subscription}"),
        .more_opening = N_("The request of an engineer of {provider} for more time for access to resources of {tenant} still waits for an answer."),
    },
    [LB_EVENT_HELD_REMINDER] = {
        N_("Reminder: {request} waits for internal approval until {held}: {what} to {resources} of {subscription}"),
        N_("A request for access to resources of {tenant} still waits for internal approval. The customer has not been told of it."),
        { { N_("How long"), N_("{hours}") },
          { N_("Approvals"), N_("{missing}") },
          { N_("Waits until"), N_("{held}. Without an answer it expires, and nothing opens.") } },
        N_("To read the request and answer it:"),
        .more = N_("Reminder: {request}, more time for {prolongs}, waits for internal approval until {held}: {what} to {resources} of {subscription}"),
    },
};

static const LbMailWords to_requester[] = {
    [LB_EVENT_WAITING] = {
        N_("Waiting: {request}, {what} to {resources} of {subscription} (until {expiration})"),
        N_("Your request for access to resources of {tenant} waits for its approvers."),
        { { N_("How long"), N_("{hours} from the approval") },
          { N_("Waits until"), N_("{expiration}. Without an answer it expires, and nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Waiting: {request}, more time for {prolongs}, {what} to {resources} of {subscription} (until {expiration})"),
        .more_opening = N_("Your request for more time for access to resources of {tenant} waits for its approvers."),
    },
    [LB_EVENT_APPROVED] = {
        N_("Approved: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} was approved."),
        { { APPROVED, APPROVED_BY },
          { N_("Access"), N_("open until {end}, unless it is ended before") },
          { N_("Access"), N_("being opened, until {soon}, unless it is ended before") },
          { N_("Ended"), N_("{ended}") } },
        N_("To see the request, or to hand the access back:"),
        .more = N_("Approved: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_DENIED] = {
        N_("Denied: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} was denied."),
        { { N_("Denied"), N_("{decided}, by {by}. Nothing opens.") } },
        N_("To see the request, and the reason if one was given:"),
        .more = N_("Denied: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_EXPIRED] = {
        N_("Expired: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} expired without a decision."),
        { { N_("Expired"), N_("{expiration}. Nothing opens; if access is still needed, ask again.") },
          { N_("Expired"), N_("{lapsed}, without internal approval. Nothing opens; if access is still needed, ask again.") } },
        N_("To see the request:"),
        .more = N_("Expired: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_CANCELED] = {
        N_("Canceled: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} was canceled."),
        { { N_("Canceled"), N_("{closed}. Nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Canceled: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_REVOKED] = {
        N_("Access ended early: {request}, {what} to {resources} of {subscription}"),
        N_("Your access to resources of {tenant} was ended before its time."),
        { { APPROVED, APPROVED_BY },
          { N_("Ended"), N_("{ended}, by {ender}") },
          { N_("Ended"), N_("{stopped}") } },
        N_("To see the request, and the reason if one was given:"),
        .more = N_("Access ended early: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_COMPLETED] = {
        N_("Access ended: {request}, {what} to {resources} of {subscription}"),
        N_("Your access to resources of {tenant} has ended."),
        { { APPROVED, APPROVED_BY },
          { N_("Ended"), N_("{early}, handed back") },
          { N_("Ended"), N_("{over}, when its time was over") },
          { N_("Ended"), N_("{ticketed}, before its time: the support ticket was closed") },
          { N_("Ended"), N_("{moved}, before its time: where it is reached was changed") } },
        N_("To see the request:"),
        .more = N_("Access ended: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_HELD] = {
        N_("Internal approval needed: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} waits for internal approval. The customer has not been told of it."),
        { { N_("How long"), N_("{hours}") },
          { N_("Waits until"), N_("{held}. Without an answer it expires, and nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Internal approval needed: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_DECLINED] = {
        N_("Declined: {request}, {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} was declined internally. The customer was not told of it."),
        { { N_("Declined"), N_("{decided}, by {by}. Nothing opens.") } },
        N_("To see the request, and the reason:"),
        .more = N_("Declined: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_NOT_OPENED] = {
        N_("Not opened: {request}, {what} to {resources} of {subscription}"),
        N_("Your access to resources of {tenant} was approved, but Lockbox could not open all of it."),
        { { APPROVED, APPROVED_BY },
          { N_("Access"), N_("open until {usable} where it could be opened, unless it is ended before") },
          { N_("Access"), N_("{unusable}") },
          { N_("Now"), N_("Lockbox does not try again. Ask the operator of Lockbox why, and when that is mended, ask again for what is missing.") } },
        N_("To see the request, and what stood in the way:"),
        .more = N_("Not opened: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_NOT_ENDED] = {
        N_("NOT ENDED: {request}, {what} to {resources} of {subscription}"),
        N_("Your access to resources of {tenant} is over, but Lockbox could not end all of it. Do not use it any more."),
        { { APPROVED, APPROVED_BY },
          { N_("Now"), N_("Lockbox goes on trying until it has succeeded.") },
          { N_("Whom to call"), N_("the operator of Lockbox, who can end it by hand") } },
        N_("To see the request, and what stands in the way:"),
        .more = N_("NOT ENDED: {request}, more time for {prolongs}, {what} to {resources} of {subscription}"),
    },
    [LB_EVENT_REMINDER] = {
        N_("Reminder: {request} waits for its approvers until {expiration}: {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} still waits for its approvers."),
        { { N_("How long"), N_("{hours} from the approval") },
          { N_("Approvals"), N_("{missing}") },
          { N_("Waits until"), N_("{expiration}. Without an answer it expires, and nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Reminder: {request}, more time for {prolongs}, waits for its approvers until {expiration}: {what} to {resources} of {subscription}"),
        .more_opening = N_("Your request for more time for access to resources of {tenant} still waits for its approvers."),
    },
    [LB_EVENT_HELD_REMINDER] = {
        N_("Reminder: {request} waits for internal approval until {held}: {what} to {resources} of {subscription}"),
        N_("Your request for access to resources of {tenant} still waits for internal approval. The customer has not been told of it."),
        { { N_("How long"), N_("{hours}") },
          { N_("Approvals"), N_("{missing}") },
          { N_("Waits until"), N_("{held}. Without an answer it expires, and nothing opens.") } },
        N_("To see the request:"),
        .more = N_("Reminder: {request}, more time for {prolongs}, waits for internal approval until {held}: {what} to {resources} of {subscription}"),
    },
};

const LbMailRow lb_mail_words_grants[] = {
    { N_("Open on"), N_("{open}") },
    { N_("Being opened"), N_("{opening}") },
    { N_("Not opened"), N_("{failed}") },
    { N_("Being ended"), N_("{closing}") },
    { N_("NOT ENDED"), N_("{stuck}") },
    { N_("Ended on"), N_("{gone}") },
    { N_("No target"), N_("{untargeted}; Lockbox opens nothing there") },
    { NULL, NULL },
};

const LbMailRow lb_mail_words_done[] = {
    { N_("Connections"), N_("{sessions}") },
    { N_("Connections"), N_("{relays}") },
    { N_("Connections"), N_("{nobody}") },
    { N_("Not seen"), N_("{unseen}") },
    { N_("How long"), N_("{span} in all; {sent} bytes went there, {received} came back") },
    { N_("How it ended"), N_("{ends}") },
    { N_("Recorded"), N_("SHA-256 {hashes}") },
    { N_("Windows"), N_("{events}") },
    { NULL, NULL },
};

const LbMailWords *
lb_mail_words_get(LbEvent event, bool approver)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(to_approvers) == G_N_ELEMENTS(to_requester));
    if ((unsigned)event >= G_N_ELEMENTS(to_approvers) || to_approvers[event].subject == NULL)
        return NULL;
    return approver ? &to_approvers[event] : &to_requester[event];
}
