/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service: the acts of people, each one transaction, each past one authorize(). It is the security
 * boundary: whichever door somebody came through, nothing else changes or reveals what is stored. Its
 * functions take and return plain data.
 *
 * Refusals are GErrors of LB_REFUSAL_ERROR (core/refusal.h); everything else in @error is a failure of the
 * system. Functions that act return only after COMMIT returned OK. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/file.h"
#include "core/activity.h"
#include "core/actor.h"
#include "core/authorize.h"
#include "core/grant.h"
#include "core/malformed.h"
#include "core/request.h"
#include "core/ticket.h"
#include "core/visit.h"
#include "core/weighing.h"

typedef struct LbService LbService;

/* Opens the database in @data (a directory) and the catalogue. In a test database the clock follows
 * DATA/test-clock. @host, the ssh host name, becomes the right side of Message-IDs. The caller frees it. */
LbService *lb_service_open(const char *data, const char *host, GError **error);

/* The same with a clock of the caller's (for tests), which must live longer. */
LbService *lb_service_open_with_clock(const char *data, const char *host, LbClock *clock,
                                      GError **error);
void lb_service_free(LbService *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbService, lb_service_free)

/* Where the just-in-time rules are, and how long a request waits for internal approval, in microseconds. Unless told:
 * those that come with the programs, and 24 hours. */
void lb_service_follow_rules(LbService *service, const char *path, int64_t wait);

/* How much one person may ask for. Unless told: 10 undecided requests for one subscription, 30 requests an hour. */
void lb_service_limit_requests(LbService *service, const LbRequestLimits *limits);

/* How long an act waits for others' acts before it fails, in milliseconds; 30,000 unless told. */
void lb_service_set_patience(LbService *service, int milliseconds);

/* The data directory. Borrowed. */
const char *lb_service_data(const LbService *service);

/* Whether this is a test database: every screen, mail and export says so. */
bool lb_service_is_test(const LbService *service);

/* The effective time now (never backwards), for showing what is left. */
bool lb_service_now(LbService *service, int64_t *now, GError **error);

/* Whether lockboxd gave a sign of life within the last 10 seconds. */
bool lb_service_daemon_is_alive(LbService *service, bool *alive, GError **error);

/* Who somebody is */

/* The account of the key that sshd accepted. @user_auth is the content of the file that SSH_USER_AUTH names
 * (one line per method: "publickey TYPE BLOB"), NULL where there is none: then only a test database lets
 * the session in. The key in it must be the key of that id; what else it says becomes the actor's evidence of
 * several factors. @address: SSH_CONNECTION's client address. */
LbActor *lb_service_identify_key(LbService *service, int64_t key, const char *user_auth,
                                 const char *address, GError **error);

/* Reads as @account for the owner of the database file. In a test database the actor may act; elsewhere it
 * may only read, and that is logged. */
LbActor *lb_service_identify_as(LbService *service, const char *account, GError **error);

/* The names of the roles the actor holds, with their scopes, for whoami: "Owner /subscriptions/…". The
 * caller frees the vector. */
GStrv lb_service_roles(LbService *service, const LbActor *actor, GError **error);

/* Staying */

/* Refuses when the account was disabled, its key revoked, or a key or role taken away since @actor came in. Rights are
 * not read from this: every act reads them itself. It ends what waits for a person who would be refused. */
bool lb_service_check_welcome(LbService *service, const LbActor *actor, GError **error);

/* Takes a place among the sessions of @actor's key and among all. -1 with a refusal, which is recorded, that says what is
 * full. The place is given back when the descriptor is closed, by whatever end of the process. */
LbFd lb_service_take_place(LbService *service, const LbActor *actor, const LbVisitLimits *limits,
                           GError **error);

/* Records, as what is refused is, that @actor sent something that is no command; only @how is kept. That it could not be
 * recorded changes nothing for anybody. */
void lb_service_record_malformed(LbService *service, const LbActor *actor, LbMalformed how);

/* Acts */

typedef struct {
    const char *ticket;  /* "TK-7" */
    const char *service; /* catalogue ids */
    const char *scenario;
    const char *level; /* read, operate, administer */
    int hours;         /* 0: the default */
    const char *justification;
    const char *const
        *resources; /* resource ids, or names unique in the ticket's subscription or tenant */
} LbSubmission;

/* Makes a request and tells the approvers. The caller frees the request. */
LbRequest *lb_service_submit(LbService *service, const LbActor *actor,
                             const LbSubmission *submission, GError **error);

typedef struct {
    int64_t number;
    const char
        *shown; /* the digest of what was shown: needed to approve, checked wherever it is given */
    int hours;  /* approve: at most what was asked; 0: all of it */
    const char *reason; /* needed to deny and to revoke; else NULL: none */
} LbDecision;

/* Each returns the request as it is afterwards; the caller frees it. When somebody else was first, the
 * refusal says who decided what, and when. */
LbRequest *lb_service_approve(LbService *service, const LbActor *actor, const LbDecision *decision,
                              GError **error);
LbRequest *lb_service_deny(LbService *service, const LbActor *actor, const LbDecision *decision,
                           GError **error);
LbRequest *lb_service_cancel(LbService *service, const LbActor *actor, const LbDecision *decision,
                             GError **error);
LbRequest *lb_service_revoke(LbService *service, const LbActor *actor, const LbDecision *decision,
                             GError **error);
LbRequest *lb_service_complete(LbService *service, const LbActor *actor, const LbDecision *decision,
                               GError **error);

/* Asks the owners of request @number, whose access is open to @actor, for @hours more from their answer: another request for the
 * same, by the same rules. @justification: why. The caller frees the new request. */
LbRequest *lb_service_extend(LbService *service, const LbActor *actor, int64_t number, int hours,
                             const char *justification, GError **error);

/* Reading */

/* One who was asked, as a request shows it. */
typedef struct {
    int64_t principal;
    char *account;
    char *person; /* two accounts of one person have one vote */
    char *role;
    char *scope;
    char *
        mail_status; /* of the mails that asked, lb_mail_state_names: of several addresses the best; NULL: none */
    int64_t opened; /* when it opened the request first; 0: not so far, or not noted */
    LbVote vote;
    int64_t voted; /* when; 0: not yet */
    int hours;     /* that an approval gives at most */
    bool counts;   /* an approval, and of an account that still may approve */
    bool able;     /* may approve, as far as account and roles go */
    bool missing;  /* able, and its person has not approved */
} LbAsked;

void lb_asked_free(LbAsked *asked);

/* A request as it is read, with what the reader may do. */
typedef struct {
    LbRequest *request;
    char *digest;     /* of what is shown */
    GPtrArray *asked; /* LbAsked* */
    int given;        /* approvals that count now, one a person */
    int within_reach; /* those, and the persons who can still give one */
    int fewest_hours; /* of the approvals that count; 0: there are none */
    GPtrArray
        *grants; /* LbGrantState*, by resource: what its approval opened; empty: nothing so far */
    int64_t extends;           /* the request whose time it asks to extend; 0: none */
    int64_t extended_by;       /* the newest request that asks to extend its time; 0: none */
    LbWeighing *weighing;      /* what the rules said; NULL: it is older than the rules */
    unsigned verbs;            /* bits (1 << LbVerb) that would not be refused now */
    LbRefusal why_not_approve; /* LB_REFUSAL_NONE when LB_VERB_APPROVE is among them */
    int64_t now;               /* the effective time of reading */
} LbRequestView;

void lb_request_view_free(LbRequestView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbRequestView, lb_request_view_free)

/* The request with what the reader may do. An unknown and a foreign number get the same refusal. */
LbRequestView *lb_service_show(LbService *service, const LbActor *actor, int64_t number,
                               GError **error);

/* Notes that the actor opens request @number, where it is one of the customer's approvers, or was asked, and may act: the first
 * time is shown to all who read the request. That it cannot be noted changes nothing for anybody. */
void lb_service_note_reading(LbService *service, const LbActor *actor, int64_t number);

/* A page of what the actor may see, newest first. */
typedef struct {
    bool any_status;
    LbStatus status; /* unless any_status */
    int64_t before;  /* request number: only smaller ones; 0: from the newest */
    int limit;       /* 1 to 1000 */
} LbListFilter;

/* LbRequest*. The caller frees it. */
GPtrArray *lb_service_list(LbService *service, const LbActor *actor, const LbListFilter *filter,
                           GError **error);

/* How many requests of @status the actor may see. */
bool lb_service_count(LbService *service, const LbActor *actor, LbStatus status, int *count,
                      GError **error);

/* The ticket with its history, internal entries only for the provider's people; see service/tickets.h. */
LbTicket *lb_service_ticket(LbService *service, const LbActor *actor, int64_t number,
                            GError **error);

/* Characters of a text that the log is searched for. */
#define LB_ACTIVITY_TEXT_LIMIT 200

/* All that are set must hold. */
typedef struct {
    uint64_t operations; /* LB_OPERATION_BIT() of each; 0: any */
    const char *tenant;  /* id or name; NULL: all that the reader sees */
    const char *request; /* "LB-42"; NULL: any */
    const char *caller;  /* account; NULL: any */
    const char
        *text; /* looked for in request, caller, person, address, key, details and the operation's
                             display name, in any case of ASCII letters; NULL: any */
    int64_t since, until; /* microseconds UTC; 0: open */
    int64_t before;       /* sequence: only smaller ones; 0: from the newest */
    int64_t newer;        /* sequence: only greater ones */
    bool forward;         /* oldest first, from @newer on */
    int limit;            /* 1 to 1000 */
} LbActivityFilter;

/* LbActivity*, newest first unless told: customers see their tenant's entries, engineers those of their own requests, who
 * oversees sees all. A text that nobody could have typed is refused as such. The caller frees it. */
GPtrArray *lb_service_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                          GError **error);

/* How far a page of the log was looked for. */
typedef struct {
    int64_t newest; /* sequence of the newest entry that there was */
    int64_t back;   /* sequence: what is not older was looked at; the next page is before it */
    int64_t time;   /* of that entry, microseconds UTC */
    bool whole;     /* and there is nothing older to look at */
} LbActivityReach;

/* The same for somebody who waits: where no index has just what is asked for, it looks at some thousands of
 * entries and comes back with what it found among them. */
GPtrArray *lb_service_log_some(LbService *service, const LbActor *actor,
                               const LbActivityFilter *filter, LbActivityReach *reach,
                               GError **error);

/* Counts the entries that @filter lets through, @most at most; @more: there may be others. Stores -1 where that would
 * take longer than a moment. */
bool lb_service_log_count(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                          int64_t most, int64_t *count, bool *more, GError **error);

/* Whether the actor sees what all customers have. */
bool lb_service_oversees(LbService *service, const LbActor *actor, bool *oversees, GError **error);

/* The name of a tenant whose entries the actor sees; NULL where it has none. The caller frees it. */
char *lb_service_tenant_name(LbService *service, const LbActor *actor, const char *tenant);

/* Fills scenario_label of @request in @language (NULL: English). */
void lb_service_label(LbService *service, LbRequest *request, const char *language);
