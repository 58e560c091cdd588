/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names and sentences of refusals. */
#include "core/refusal.h"

#include <stdarg.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/names.h"

G_DEFINE_QUARK(lb_refusal_error_quark, lb_refusal_error)

static const LbName refusals[] = {
    { LB_REFUSAL_UNKNOWN_IDENTITY, "unknown-identity", N_("Lockbox does not know who you are.") },
    { LB_REFUSAL_DISABLED, "disabled", N_("This account or key has been switched off.") },
    { LB_REFUSAL_READING_ONLY, "reading-only",
      N_("Acting for somebody else is for reading; only that person's own key may do this.") },
    { LB_REFUSAL_TEST_ONLY, "test-only", N_("This is for test databases alone.") },
    { LB_REFUSAL_WITHDRAWN, "withdrawn",
      N_("A key, a role or this account was taken away, so this session is over. That decides "
         "nothing; what was typed and not sent is gone, but for the draft of a request. Whoever "
         "may "
         "still come in can come in again.") },
    { LB_REFUSAL_TOO_MANY_SESSIONS, "too-many-sessions", N_("Too many sessions are open.") },
    { LB_REFUSAL_IDLE, "idle",
      N_("No key was typed for too long, so this session is over. That decides nothing; what was "
         "typed and not sent is gone, but for the draft of a request. Come in again.") },
    { LB_REFUSAL_SESSION_TOO_LONG, "session-too-long",
      N_("This session was open for as long as one may be, and is over. That decides nothing; "
         "what was typed and not sent is gone, but for the draft of a request. Come in again.") },
    { LB_REFUSAL_NOT_FOUND, "not-found", N_("There is no such request that you may see.") },
    { LB_REFUSAL_NOT_AN_APPROVER, "not-an-approver",
      N_("You are not an owner or approver of this subscription.") },
    { LB_REFUSAL_NOT_ASKED, "not-asked",
      N_("You became an approver after this request was sent out, so it is not yours to decide.") },
    { LB_REFUSAL_OWN_REQUEST, "own-request", N_("Nobody decides their own request.") },
    { LB_REFUSAL_NOT_THE_REQUESTER, "not-the-requester",
      N_("Only the engineer who made the request may do this.") },
    { LB_REFUSAL_NOT_AN_ENGINEER, "not-an-engineer",
      N_("Only support and DevOps engineers may do this.") },
    { LB_REFUSAL_NOT_AN_ADMIN, "not-an-admin", N_("Only an admin may do this.") },
    { LB_REFUSAL_NOT_A_CONTRIBUTOR, "not-a-contributor",
      N_("Only an owner or contributor of the subscription may do this, or who opened the support "
         "ticket and still holds a role there.") },
    { LB_REFUSAL_NOT_YOUR_TICKET, "not-your-ticket",
      N_("Only the engineer to whom the support ticket is assigned may do this.") },
    { LB_REFUSAL_NOT_ESCALATED, "not-escalated",
      N_("DevOps engineers may do this only when the support ticket has been escalated to them.") },
    { LB_REFUSAL_ALREADY_TAKEN, "already-taken",
      N_("The support ticket is assigned already, or has been escalated to the DevOps "
         "engineers.") },
    { LB_REFUSAL_ALREADY_ESCALATED, "already-escalated",
      N_("The support ticket has been escalated already.") },
    { LB_REFUSAL_UNKNOWN_EXCLUSION, "unknown-exclusion", N_("There is no such exclusion.") },
    { LB_REFUSAL_NOT_A_RECORDER, "not-a-recorder",
      N_("Only the provider's engineers, support leads and DevOps managers may do this.") },
    { LB_REFUSAL_OWN_EXCLUSION, "own-exclusion",
      N_("Nobody acknowledges what they recorded themselves.") },
    { LB_REFUSAL_ALREADY_ACKNOWLEDGED, "already-acknowledged",
      N_("This exclusion is acknowledged already.") },
    { LB_REFUSAL_ALREADY_DECIDED, "already-decided", N_("This request is already decided.") },
    { LB_REFUSAL_ALREADY_VOTED, "already-voted",
      N_("You have approved this request already; it waits for the approval of others.") },
    { LB_REFUSAL_EXPIRED, "expired", N_("The time to answer this request is over.") },
    { LB_REFUSAL_NOT_PENDING, "not-pending", N_("This request does not wait for an answer.") },
    { LB_REFUSAL_NOT_OVER, "not-over",
      N_("This request goes on; its receipt is made when it has ended, and all access with it.") },
    { LB_REFUSAL_NO_ACCESS_OPEN, "no-access-open", N_("No access is open for this request.") },
    { LB_REFUSAL_CLOCK_SUSPECT, "clock-suspect",
      N_("The clock of this host cannot be trusted at the moment, so nothing is decided. The "
         "operator "
         "has to look at it.") },
    { LB_REFUSAL_NOT_SHOWN, "not-shown", N_("A request has to be read before it is approved.") },
    { LB_REFUSAL_CHANGED, "changed",
      N_("What you were shown is not what is stored, so nothing was decided. Read it again.") },
    { LB_REFUSAL_HOURS_OUT_OF_RANGE, "hours-out-of-range",
      N_("This number of hours is not allowed.") },
    { LB_REFUSAL_REASON_NEEDED, "reason-needed", N_("A reason is needed.") },
    { LB_REFUSAL_BASIC_PLAN, "basic-support-plan",
      N_("This customer's support plan includes neither support tickets nor Customer Lockbox; it "
         "takes the plan Developer or above.") },
    { LB_REFUSAL_CLASSIC_DEPLOYMENT, "classic-deployment",
      N_("Classic resources are not supported; they have to be migrated to Resource Manager "
         "first.") },
    { LB_REFUSAL_UNKNOWN_TICKET, "unknown-ticket", N_("There is no such support ticket.") },
    { LB_REFUSAL_CLOSED_TICKET, "closed-ticket", N_("The support ticket is closed.") },
    { LB_REFUSAL_TICKET_ELSEWHERE, "ticket-elsewhere",
      N_("This support ticket lives in another system; answer it there, and close it there.") },
    { LB_REFUSAL_TICKET_STALE, "ticket-stale",
      N_("What is known here of this support ticket is too old: it has to be looked at anew in the "
         "system where it lives.") },
    { LB_REFUSAL_SYSTEM_SILENT, "ticket-system-silent",
      N_("The system where this support ticket lives does not answer, so it cannot be checked. Try "
         "again later.") },
    { LB_REFUSAL_TOO_MANY_LOOKS, "too-many-looks",
      N_("You have had as many support tickets of other systems looked at as one person may within "
         "an hour.") },
    { LB_REFUSAL_RESOURCE_NEEDED, "resource-needed", N_("At least one resource is needed.") },
    { LB_REFUSAL_UNKNOWN_RESOURCE, "unknown-resource", N_("There is no such resource.") },
    { LB_REFUSAL_SEVERAL_SUBSCRIPTIONS, "several-subscriptions",
      N_("All resources of a request must be in one subscription.") },
    { LB_REFUSAL_UNKNOWN_SCENARIO, "unknown-scenario", N_("There is no such scenario.") },
    { LB_REFUSAL_UNSUITABLE_RESOURCE, "unsuitable-resource",
      N_("The scenario cannot be used on this resource.") },
    { LB_REFUSAL_PREVIEW_NOT_ENABLED, "preview-not-enabled",
      N_("This scenario is in preview, and the customer has not signed up for it. The customer's "
         "owners ask for that; an admin of the provider switches it on.") },
    { LB_REFUSAL_NO_APPROVER, "no-approver",
      N_("Nobody could answer: the subscription has no owner or approver who can be reached.") },
    { LB_REFUSAL_NO_QUORUM, "no-quorum",
      N_("The subscription asks for more approvals than it has people who could approve.") },
    { LB_REFUSAL_UNKNOWN_SCOPE, "unknown-scope",
      N_("There is no such subscription, resource group or resource.") },
    { LB_REFUSAL_ENDS_BEFORE_START, "ends-before-start",
      N_("The work has to end after it began.") },
    { LB_REFUSAL_IN_THE_FUTURE, "in-the-future",
      N_("Only work that is over is recorded; for what is to come, make a request.") },
    { LB_REFUSAL_TOO_LONG_AGO, "too-long-ago", N_("This is too long ago to be recorded.") },
    { LB_REFUSAL_TOO_MANY_EXCLUSIONS, "too-many-exclusions",
      N_("As many exclusions have been recorded as one person may record within a day.") },
    { LB_REFUSAL_UNSAFE_TEXT, "unsafe-text",
      N_("The text holds a character that is not allowed.") },
    { LB_REFUSAL_TEXT_TOO_LONG, "text-too-long", N_("The text is too long.") },
    { LB_REFUSAL_TEXT_EMPTY, "text-empty", N_("Something is missing.") },
    { LB_REFUSAL_UNKNOWN_VALUE, "unknown-value",
      N_("This is not one of the values that are allowed.") },
    { LB_REFUSAL_TOO_MANY, "too-many", N_("These are more than a request may have.") },
    { LB_REFUSAL_TOO_MANY_WAITING, "too-many-waiting",
      N_("As many of your requests wait for this subscription as may wait at once. The next can be "
         "made when one of them has been answered, or canceled by you.") },
    { LB_REFUSAL_TOO_MANY_THIS_HOUR, "too-many-this-hour",
      N_("You have made as many requests as one person may within an hour.") },
    { LB_REFUSAL_UNKNOWN_PERSON, "unknown-person", N_("There is no person with this account.") },
    { LB_REFUSAL_PERSON_EXISTS, "person-exists",
      N_("There is a person with this account already.") },
    { LB_REFUSAL_NO_MAIL, "no-mail", N_("This person has no mail address.") },
    { LB_REFUSAL_TOO_OFTEN, "too-often",
      N_("This was changed as often as it may be within a day.") },
    { LB_REFUSAL_BAD_KEY, "bad-key", N_("This is not a public key that can be used here.") },
    { LB_REFUSAL_UNKNOWN_KEY, "unknown-key", N_("There is no such key that may come in.") },
    { LB_REFUSAL_KEY_TAKEN, "key-taken",
      N_("This key belongs to another account, or to a target; each needs a key of its own.") },
    { LB_REFUSAL_KEY_REVOKED, "key-revoked",
      N_("This key was revoked and stays so; make a new one.") },
    { LB_REFUSAL_UNSUITABLE_ROLE, "unsuitable-role",
      N_("Customers' people hold customers' roles, and the provider's people those of the "
         "provider.") },
    { LB_REFUSAL_ROLE_NOT_HELD, "role-not-held", N_("The person does not hold this role there.") },
    { LB_REFUSAL_UNKNOWN_TENANT, "unknown-tenant", N_("There is no such customer.") },
    { LB_REFUSAL_UNKNOWN_SUBSCRIPTION, "unknown-subscription",
      N_("This customer has no such subscription.") },
    { LB_REFUSAL_NOT_AN_ENDORSER, "not-an-endorser",
      N_("Only a support lead or a DevOps manager may do this.") },
    { LB_REFUSAL_NOT_NAMED, "not-named",
      N_("The rule that holds this request asks for somebody of another role.") },
    { LB_REFUSAL_RULE, "refused-by-rule", N_("The just-in-time rules refuse this request.") },
    { LB_REFUSAL_NO_ENDORSER, "no-endorser",
      N_("Nobody could answer: the rules ask for more internal approvals than there are people who "
         "could give them.") },
    { LB_REFUSAL_BAD_RULES, "bad-rules",
      N_("No request can be made at the moment: the just-in-time rules cannot be read. The "
         "operator has to look at them.") },
    { LB_REFUSAL_WHICH_RESOURCE, "which-resource",
      N_("Access is open to several resources; name one of them.") },
    { LB_REFUSAL_PORT_NOT_GRANTED, "port-not-granted",
      N_("The scenario that was approved does not go through this port.") },
    { LB_REFUSAL_NO_CERTIFICATE, "no-certificate",
      N_("Access to this resource is not by certificate, so there is no shell through Lockbox; "
         "connect as its access says.") },
    { LB_REFUSAL_NO_TARGET, "no-target", N_("This resource has no target.") },
    { LB_REFUSAL_BAD_TARGET, "bad-target", N_("Nothing can be reached like this.") },
    { LB_REFUSAL_UNKNOWN_WEBHOOK, "unknown-webhook", N_("There is no such webhook.") },
    { LB_REFUSAL_WEBHOOK_DISABLED, "webhook-disabled",
      N_("This webhook is disabled. The operator switches it on again (lockboxctl webhook "
         "enable).") },
    { LB_REFUSAL_UNKNOWN_MESSAGE, "unknown-message",
      N_("This webhook has no such message; what was settled over 30 days ago is forgotten.") },
    { LB_REFUSAL_BAD_URL, "bad-url", N_("No webhook can have this URL.") },
    { LB_REFUSAL_TOO_MANY_WEBHOOKS, "too-many-webhooks",
      N_("There are as many webhooks as there may be; remove one of them first.") },
    { LB_REFUSAL_UNKNOWN_SESSION, "unknown-session", N_("The request has no such session.") },
    { LB_REFUSAL_NOT_RECORDED, "not-recorded",
      N_("Of a relay only the bytes are counted; nothing of it is recorded.") },
    { LB_REFUSAL_RECORDING_DELETED, "recording-deleted",
      N_("The recording was deleted. Its hash is still in the log.") },
    { LB_REFUSAL_SESSION_OVER, "session-over", N_("The session is over already.") },
    { LB_REFUSAL_SESSION_STOPPED, "session-stopped", N_("The customer ended this session.") },
    { LB_REFUSAL_RECORDINGS_FULL, "recordings-full",
      N_("As much is kept of this customer's recordings as was agreed, so there is no shell until "
         "the operator agrees on more, or deletes some of them (lockboxctl tenant set, lockboxctl "
         "recording delete).") },
    { LB_REFUSAL_SESSION_GOES_ON, "session-goes-on",
      N_("This session goes on; what is recorded of it can be deleted when it has ended.") },
    { LB_REFUSAL_TOO_NEW, "too-new",
      N_("Your key, or the mail address of your account, is newer than this request, so it is not "
         "yours to decide; another owner can.") },
    { 0, NULL, NULL },
};

const char *
lb_refusal_name(LbRefusal refusal)
{
    const char *name = lb_names_get(refusals, (int)refusal);
    return name != NULL ? name : "none";
}

bool
lb_refusal_find(const char *name, LbRefusal *refusal)
{
    int value = 0;
    bool known = lb_names_find(refusals, name, &value);
    if (known)
        *refusal = (LbRefusal)value;
    return known;
}

bool
lb_refuse(GError **error, LbRefusal refusal, const char *detail, ...)
{
    const char *sentence = _(lb_names_label(refusals, (int)refusal));
    if (detail == NULL) {
        g_set_error_literal(error, LB_REFUSAL_ERROR, (int)refusal, sentence);
        return false;
    }
    va_list arguments;
    va_start(arguments, detail);
    g_autofree char *more = g_strdup_vprintf(detail, arguments);
    va_end(arguments);
    g_set_error(error, LB_REFUSAL_ERROR, (int)refusal, "%s %s", sentence, more);
    return false;
}

bool
lb_refuse_text(GError **error, const char *field, GError *cause)
{
    LbRefusal refusal = LB_REFUSAL_UNSAFE_TEXT;
    if (g_error_matches(cause, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT))
        refusal = LB_REFUSAL_TEXT_TOO_LONG;
    else if (g_error_matches(cause, LB_BASE_ERROR, LB_BASE_ERROR_EMPTY))
        refusal = LB_REFUSAL_TEXT_EMPTY;
    return lb_refuse(error, refusal, "(%s: %s)", field, cause->message);
}
