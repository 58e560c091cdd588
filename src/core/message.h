/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that a committed change owes somebody: facts alone. The mail is composed from them when it
 * is sent, in the recipient's language. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "base/span.h"
#include "core/change.h"
#include "core/done.h"
#include "core/exclusion.h"
#include "core/grant.h"
#include "core/request.h"

typedef enum {
    LB_EVENT_WAITING, /* the request waits for its approvers */
    LB_EVENT_APPROVED,
    LB_EVENT_DENIED,
    LB_EVENT_EXPIRED,
    LB_EVENT_CANCELED,
    LB_EVENT_REVOKED,
    LB_EVENT_COMPLETED,
    LB_EVENT_HELD, /* the request waits for internal approval; up to declined all are about one */
    LB_EVENT_DECLINED,  /* internally, before the customer heard of it */
    LB_EVENT_CHANGED,   /* who may decide, or how they are reached, has changed: about no request */
    LB_EVENT_INVITED,   /* the recipient may come in: about no request */
    LB_EVENT_REPLIED,   /* the other side has answered a ticket */
    LB_EVENT_CLOSED,    /* the other side has closed a ticket */
    LB_EVENT_EXCLUSION, /* an exclusion was recorded */
    LB_EVENT_NOT_OPENED, /* access was approved and could not be opened, or not all of it: about a request */
    LB_EVENT_NOT_ENDED,     /* access is over and cannot be closed: about a request */
    LB_EVENT_REMINDER,      /* the request still waits for its approvers, and soon expires */
    LB_EVENT_HELD_REMINDER, /* the same of internal approval */
} LbEvent;

extern const LbName lb_event_names[]; /* "waiting", "approved", … */

/* Whether @event is about people, keys and roles, not about a request. */
bool lb_event_is_about_people(LbEvent event);

/* Whether it is about a support ticket. */
bool lb_event_is_about_ticket(LbEvent event);

/* Whether it is about an exclusion. */
bool lb_event_is_about_exclusion(LbEvent event);

/* What one message tells of, at most: the log has the other changes, and "whoami" the other roles. */
#define LB_PEOPLE_CHANGES_MOST 20
#define LB_PEOPLE_LINES_MOST 50

/* What a message about people says: the changes are those of the log, the other facts of the moment when it is sent. */
typedef struct {
    char *tenant;       /* name of the customer; NULL: the provider's own people */
    char *account;      /* the recipient's */
    char *caller;       /* who made the changes; NULL: nobody known */
    GPtrArray *changes; /* LbChange*, at most LB_PEOPLE_CHANGES_MOST; empty for an invitation */
    int more;           /* changes, or roles, that are not among them */
    GPtrArray *
        roles; /* char*, of an invitation: "Owner /subscriptions/…", at most LB_PEOPLE_LINES_MOST */
    GPtrArray *keys; /* char*, of an invitation: fingerprints of the recipient's keys, as many */
} LbPeopleFacts;

LbPeopleFacts *lb_people_facts_new(void);
void lb_people_facts_free(LbPeopleFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPeopleFacts, lb_people_facts_free)

/* What a message about a ticket says: that something was written, never what. */
typedef struct {
    int64_t number;
    char *tenant; /* name of the customer */
    LbSeverity severity;
    char *caller; /* who answered or closed it */
    bool ours;    /* the recipient is the provider's; else the customer's */
} LbTicketFacts;

void lb_ticket_facts_free(LbTicketFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketFacts, lb_ticket_facts_free)

/* What a message about an exclusion says: where and when, in the directory's words alone, never in those of who recorded it. */
typedef struct {
    int64_t number;
    LbExclusionKind kind;
    char *tenant;       /* name of the customer */
    char *subscription; /* its name */
    char *where;        /* the resource group or resource; NULL: the whole subscription */
    int64_t started, ended;
    char *recorder; /* account */
} LbExclusionFacts;

void lb_exclusion_facts_free(LbExclusionFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbExclusionFacts, lb_exclusion_facts_free)

typedef struct {
    int64_t id; /* outbox row */
    LbEvent event;
    char *message_id; /* without angle brackets, fixed when queued */
    char *
        in_reply_to; /* Message-ID of the first mail to this recipient about this request; NULL: this is it */
    int64_t queued;  /* becomes the Date: microseconds UTC */
    char *address;   /* one mailbox, lb_mailbox_is_valid() */
    char *account;   /* the recipient's */
    bool alternate;  /* the address is one of the account's other ones, not its first */
    char *token;     /* of its reverse path, 32 hexadecimal digits; NULL: it has none of its own */
    char *language;  /* "ja", "en"; NULL: English */
    char *time_zone; /* IANA name; NULL: UTC */
    bool approver;   /* the recipient is asked to decide, or was; else the requester */
    int64_t principal;    /* the recipient's row */
    int64_t log_first;    /* of the entries that a message about people tells of */
    int64_t log_sequence; /* the activity log's newest entry of the transaction that queued this */
    char *log_head;       /* its hash, 64 hexadecimal digits */
    int attempts;         /* how often delivery was tried so far */
    const char *became; /* the state's name since it was settled, borrowed; NULL: it was not yet */
    int64_t first;      /* when it was first tried, for lb_retry_is_over(); 0: not known */
    int64_t due;        /* when it was, before it was leased; 0: at once */
    int64_t as_of;      /* the activity log's newest entry when it was leased */
    int64_t until;      /* when time alone takes its reason, as of then; 0: it never does */
    LbRequest *request; /* as it is when the message is sent; NULL for one about something else */
    int64_t
        extends; /* the number of the request whose access it asks to prolong, likewise; 0: of none */
    bool extends_jit;    /* that one is a JIT-7 */
    bool extends_over;   /* its access has ended */
    int64_t extends_end; /* when it did, or does; 0: not known */
    int64_t held_until; /* until when internal approval is, or was, waited for; 0: it is not held */
    int held_missing;   /* how many of the approvals it still lacks */
    GPtrArray *grants; /* LbGrantState*, of the request, by resource, likewise; NULL: it has none */
    LbDoneFacts
        *done; /* what was done, likewise, of one that has ended; NULL: nothing is said of it */
    LbPeopleFacts *people;       /* the same */
    LbTicketFacts *ticket;       /* the same */
    LbExclusionFacts *exclusion; /* the same */
} LbMessage;

LbMessage *lb_message_new(void);
void lb_message_free(LbMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMessage, lb_message_free)

/* What it is about, in a word: "LB-42", "TK-7", "EX-3", or "people". The caller frees it. */
char *lb_message_about(const LbMessage *message);

/* What became of one attempt to deliver. */
typedef enum {
    LB_DELIVERY_ACCEPTED, /* the server took it, or it is durable in the Maildir */
    LB_DELIVERY_LATER,    /* failed now, may succeed later */
    LB_DELIVERY_REFUSED,  /* the server will never take it */
} LbDelivery;

extern const LbName lb_delivery_names[];

/* The states of a message. Of those that it stays in, accepted alone means that somebody has it, as far as is known. */
typedef enum {
    LB_MAIL_QUEUED,
    LB_MAIL_SENDING,
    LB_MAIL_ACCEPTED,  /* the server took it */
    LB_MAIL_REFUSED,   /* the server will never take it */
    LB_MAIL_FAILED,    /* given up */
    LB_MAIL_WITHDRAWN, /* its reason was gone before it was sent */
    LB_MAIL_BOUNCED,   /* accepted, and then a report came that it did not arrive */
} LbMailState;

extern const LbName lb_mail_state_names[]; /* "queued", … with labels */

/* What became of a report that a mail came back. */
typedef enum {
    LB_BOUNCE_MARKED,
    LB_BOUNCE_ELSEWHERE, /* marked too: the report names another address, where it may have been forwarded to */
    LB_BOUNCE_AGAIN,   /* there was such a report before */
    LB_BOUNCE_NOT_YET, /* nothing yet: it is on its way, or will be, and may be taken or have been */
    LB_BOUNCE_NOT_TAKEN, /* no server has taken it, as far as is known, or ever will: it is known to be lost */
    LB_BOUNCE_UNKNOWN, /* no mail has the token */
} LbBounce;

extern const LbName lb_bounce_names[]; /* "marked", … */

/* A row of the outbox, as people read it. */
typedef struct {
    int64_t id;
    char *event;     /* lb_event_names */
    char *request;   /* "LB-42"; NULL: about none */
    char *ticket;    /* "TK-7"; NULL: about none */
    char *exclusion; /* "EX-3"; NULL: about none */
    int64_t principal;
    char *account; /* the recipient's */
    char *address;
    char *message_id;
    char *status;   /* lb_mail_state_names */
    bool alternate; /* as in LbMessage */
    char *answer;   /* the server's words; NULL: not tried */
    int attempts;
    int64_t queued, due, settled; /* microseconds UTC; settled 0: not yet */
    char *bounce;                 /* what the report says that came back; NULL: none did */
    int64_t bounced;              /* when */
} LbDeliveryRow;

void lb_delivery_row_free(LbDeliveryRow *row);

/* The id of the request, ticket or exclusion that it is about; NULL: none. Borrowed. */
const char *lb_delivery_row_about(const LbDeliveryRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbDeliveryRow, lb_delivery_row_free)

/* What a list of mails may be narrowed by, newest first. */
typedef struct {
    bool
        stuck; /* only what was tried and is not accepted: waiting for another attempt, refused, given up */
    int64_t request; /* its number; 0: any */
    int64_t before;  /* id: only older ones; 0: from the newest */
    int limit;
} LbMailFilter;

/* What names the installation in a mail. */
typedef struct {
    char *provider; /* "Fabrikam Support" */
    char *host;     /* of the ssh command: lockbox.fabrikam.example */
    int port;       /* 22 is not shown */
    char *host_key; /* as lb_host_keys_split() takes it; NULL: not shown */
    char *from;     /* mailbox of the sender */
    char *
        bounces; /* mailbox that what comes back goes to, with a token of each mail; NULL: to the sender, unread */
    bool test; /* a test database: said in every mail */
} LbSite;

LbSite *lb_site_new(void);
void lb_site_free(LbSite *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSite, lb_site_free)

/* The fingerprints in @text, 1 to 8 as ssh-keygen -l prints them (SHA256:…), with spaces between; NULL when it is
 * anything else. The caller frees the vector. */
GStrv lb_host_keys_split(const char *text);

/* The reverse path (RFC 5321, 2.3.1) of the message with @token: LOCAL+TOKEN@DOMAIN of @site's bounces, else, or without a
 * token, the sender. The caller frees it. */
char *lb_reverse_path(const LbSite *site, const char *token);

/* The token in a mailbox of that form, wherever it is; NULL: there is none. The caller frees it. */
char *lb_reverse_path_token(const char *mailbox);

/* Bytes of a local part that a token still fits behind: RFC 5321, 4.5.3.1.1 allows 64. */
#define LB_REVERSE_PATH_LOCAL_MOST 31

/* When the next attempt is due: @attempts (1 after the first failure) doublings of 15 s, at most 1 h,
 * counted from @failed, moved by up to a quarter by a hash of @message_id and @attempts, so that neither many messages nor the same
 * ones come back at once. */
int64_t lb_retry_next(int64_t failed, int attempts, const char *message_id);

/* No attempt is due further ahead than this, unless the clock was set back. */
#define LB_RETRY_FAR (3 * LB_HOUR)

/* Whether to give up: @attempts have been 10 or more, and the @first (0: not known when) was 4 days before
 * @failed. */
bool lb_retry_is_over(int64_t first, int64_t failed, int attempts);

/* Whether @text is one plain ASCII mailbox, local@domain (RFC 5321 without quoting and address literals),
 * at most 254 bytes, whose local part does not begin with '-'. */
bool lb_mailbox_is_valid(const char *text);
