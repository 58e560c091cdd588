/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusals: every "no" of Lockbox is one of these values, so that the screen, the log and the tests say
 * the same. A refusal travels as a GError of this domain whose code is the value. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LB_REFUSAL_ERROR (lb_refusal_error_quark())

typedef enum {
    LB_REFUSAL_NONE, /* not refused */

    /* who */
    LB_REFUSAL_UNKNOWN_IDENTITY, /* no such key or person, or it may not be used */
    LB_REFUSAL_DISABLED,
    LB_REFUSAL_READING_ONLY, /* --as decides in test databases alone */
    LB_REFUSAL_TEST_ONLY,    /* for test databases alone */
    LB_REFUSAL_WITHDRAWN,    /* a key, a role or the account was taken away from an open session */
    LB_REFUSAL_TOO_MANY_SESSIONS,
    LB_REFUSAL_IDLE,             /* a session in which nobody typed for long */
    LB_REFUSAL_SESSION_TOO_LONG, /* one that was open for as long as one may be */
    LB_REFUSAL_NOT_FOUND,        /* unknown and foreign ids alike */
    LB_REFUSAL_NOT_AN_APPROVER,
    LB_REFUSAL_NOT_ASKED, /* became an approver after the request began to wait */
    LB_REFUSAL_OWN_REQUEST,
    LB_REFUSAL_NOT_THE_REQUESTER,
    LB_REFUSAL_NOT_AN_ENGINEER,
    LB_REFUSAL_NOT_AN_ADMIN,
    LB_REFUSAL_NOT_A_CONTRIBUTOR, /* tickets are opened and answered by owners and contributors */
    LB_REFUSAL_NOT_YOUR_TICKET,   /* assigned to somebody else, or to nobody */
    LB_REFUSAL_NOT_ESCALATED,     /* DevOps engineers come in when a ticket is escalated */
    LB_REFUSAL_ALREADY_TAKEN,
    LB_REFUSAL_ALREADY_ESCALATED,
    LB_REFUSAL_UNKNOWN_EXCLUSION, /* or a foreign one */
    LB_REFUSAL_NOT_A_RECORDER, /* exclusions are recorded by the provider's engineers and leads */
    LB_REFUSAL_OWN_EXCLUSION,  /* nobody acknowledges what the same person recorded */
    LB_REFUSAL_ALREADY_ACKNOWLEDGED,

    /* when */
    LB_REFUSAL_ALREADY_DECIDED,
    LB_REFUSAL_ALREADY_VOTED, /* has approved; the request waits for others */
    LB_REFUSAL_EXPIRED,
    LB_REFUSAL_NOT_PENDING,
    LB_REFUSAL_NO_ACCESS_OPEN,
    LB_REFUSAL_NOT_OVER, /* a receipt is made when a request has ended */
    LB_REFUSAL_CLOCK_SUSPECT,

    /* what was decided */
    LB_REFUSAL_NOT_SHOWN, /* nothing says that the request was read */
    LB_REFUSAL_CHANGED,   /* the digest is not that of the stored request */
    LB_REFUSAL_HOURS_OUT_OF_RANGE,
    LB_REFUSAL_REASON_NEEDED,

    /* what was asked for */
    LB_REFUSAL_BASIC_PLAN,
    LB_REFUSAL_CLASSIC_DEPLOYMENT,
    LB_REFUSAL_UNKNOWN_TICKET,
    LB_REFUSAL_CLOSED_TICKET,
    LB_REFUSAL_TICKET_ELSEWHERE, /* it is answered and closed in the system where it lives */
    LB_REFUSAL_TICKET_STALE, /* it has to be looked at anew, there, before access is asked for because of it */
    LB_REFUSAL_SYSTEM_SILENT, /* the system where it lives does not say whether it is open */
    LB_REFUSAL_TOO_MANY_LOOKS,
    LB_REFUSAL_RESOURCE_NEEDED, /* a request names at least one */
    LB_REFUSAL_UNKNOWN_RESOURCE,
    LB_REFUSAL_SEVERAL_SUBSCRIPTIONS,
    LB_REFUSAL_UNKNOWN_SCENARIO,
    LB_REFUSAL_UNSUITABLE_RESOURCE, /* the scenario is not for this type or system */
    LB_REFUSAL_PREVIEW_NOT_ENABLED,
    LB_REFUSAL_NO_APPROVER,
    LB_REFUSAL_NO_QUORUM,     /* fewer could approve than have to */
    LB_REFUSAL_UNKNOWN_SCOPE, /* no subscription, resource group or resource that is known */
    LB_REFUSAL_ENDS_BEFORE_START,
    LB_REFUSAL_IN_THE_FUTURE, /* what is to come is asked for, not recorded */
    LB_REFUSAL_TOO_LONG_AGO,
    LB_REFUSAL_TOO_MANY_EXCLUSIONS, /* more than a person may record within a day */
    LB_REFUSAL_UNSAFE_TEXT,
    LB_REFUSAL_TEXT_TOO_LONG,
    LB_REFUSAL_TEXT_EMPTY,
    LB_REFUSAL_UNKNOWN_VALUE,      /* not one of the names that are allowed */
    LB_REFUSAL_TOO_MANY,           /* more elements than a request may have */
    LB_REFUSAL_TOO_MANY_WAITING,   /* of the person's requests, for one subscription */
    LB_REFUSAL_TOO_MANY_THIS_HOUR, /* of the person's requests, for whatever */

    /* people, keys, roles, tenants */
    LB_REFUSAL_UNKNOWN_PERSON,
    LB_REFUSAL_PERSON_EXISTS,
    LB_REFUSAL_NO_MAIL,   /* there is no address to write to */
    LB_REFUSAL_TOO_OFTEN, /* more changes of the own account than a day may have */
    LB_REFUSAL_BAD_KEY,   /* no public key, or none that is taken */
    LB_REFUSAL_UNKNOWN_KEY,
    LB_REFUSAL_KEY_TAKEN, /* it belongs to somebody else */
    LB_REFUSAL_KEY_REVOKED,
    LB_REFUSAL_UNSUITABLE_ROLE, /* a provider's for a customer's person, or the other way */
    LB_REFUSAL_ROLE_NOT_HELD,
    LB_REFUSAL_UNKNOWN_TENANT,
    LB_REFUSAL_UNKNOWN_SUBSCRIPTION,
    LB_REFUSAL_NOT_AN_ENDORSER, /* approves nothing internally */
    LB_REFUSAL_NOT_NAMED,       /* does, but not where this rule asks for it */
    LB_REFUSAL_RULE,            /* the just-in-time rules refuse it */
    LB_REFUSAL_NO_ENDORSER, /* of those who would have to approve internally, too few are there */
    LB_REFUSAL_BAD_RULES,   /* there are none that could be asked: their file is wrong */
    LB_REFUSAL_WHICH_RESOURCE,    /* several are open, and none was named */
    LB_REFUSAL_PORT_NOT_GRANTED,  /* the scenario names others, or none */
    LB_REFUSAL_NO_CERTIFICATE,    /* access there is not by certificate, and so has no shell */
    LB_REFUSAL_NO_TARGET,         /* the operator has not said where it is reached */
    LB_REFUSAL_BAD_TARGET,        /* nothing could, or may, be reached like this */
    LB_REFUSAL_UNKNOWN_WEBHOOK,   /* there is none, or it was removed */
    LB_REFUSAL_WEBHOOK_DISABLED,  /* nothing is sent there until the operator enables it */
    LB_REFUSAL_UNKNOWN_MESSAGE,   /* the webhook has no such message, or no longer */
    LB_REFUSAL_BAD_URL,           /* it is none that a webhook may have */
    LB_REFUSAL_TOO_MANY_WEBHOOKS, /* of one customer, or of the site */
    LB_REFUSAL_UNKNOWN_SESSION,   /* the request has none of this number */
    LB_REFUSAL_NOT_RECORDED,      /* a relay is not */
    LB_REFUSAL_RECORDING_DELETED, /* its hash is not */
    LB_REFUSAL_SESSION_OVER,      /* it has ended, or was ended */
    LB_REFUSAL_SESSION_STOPPED,   /* the customer ended it */
    LB_REFUSAL_RECORDINGS_FULL,   /* as much is kept of the customer's as was agreed */
    LB_REFUSAL_SESSION_GOES_ON,   /* what is recorded of it is not deleted */
    LB_REFUSAL_TOO_NEW,           /* key, account or mail address are newer than the request */
} LbRefusal;

GQuark lb_refusal_error_quark(void);

/* The stable name, "basic-support-plan". Borrowed. */
const char *lb_refusal_name(LbRefusal refusal);

/* Stores the one of this stable name. */
bool lb_refusal_find(const char *name, LbRefusal *refusal);

/* Sets @error to @refusal: its sentence in the language that is set, and @detail (a format, or NULL)
 * behind it. Always returns false, so that a check may end with it. */
bool lb_refuse(GError **error, LbRefusal refusal, const char *detail, ...) G_GNUC_PRINTF(3, 4);

/* Turns an error of lb_text_accept() into the refusal that names @field. Always returns false. */
bool lb_refuse_text(GError **error, const char *field, GError *cause);
