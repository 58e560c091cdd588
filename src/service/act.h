/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An act, private to src/service: one transaction with the time at which it happens, the log entries it
 * writes and the messages it owes. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/catalogue.h"
#include "core/message.h"
#include "core/recording.h"
#include "service/clockrule.h"
#include "service/service.h"
#include "store/directory.h"
#include "store/requests.h"
#include "store/store.h"

struct LbService {
    LbStore *store;
    LbCatalogue *catalogue;
    LbClock *clock;
    LbClock *own_clock;    /* to be freed; NULL when the clock is somebody else's */
    char *data;            /* directory */
    char *rules;           /* path of the just-in-time rules */
    int64_t internal_wait; /* how long a request waits for internal approval */
    LbRequestLimits limits;
    LbKeeping recordings;     /* where nothing else is agreed */
    char *host;               /* right side of Message-IDs */
    char *provisioner;        /* by which new grants are opened */
    const GPtrArray *systems; /* LbTicketSystemSettings*, where tickets may live; NULL: not known */
};

typedef struct {
    LbService *service;
    const LbActor *actor;
    LbTransaction *transaction;
    LbClockJudgement time;
    int64_t first_entry; /* of the log: the number of the first entry that this act may write */
    int64_t
        found_changes; /* the newest change (store/changes.h) that was there before it: nobody told of it */
    int64_t log_sequence; /* of the newest entry this act wrote; 0: none yet */
    char *log_head;
} LbAct;

/* The clock of the database in @data: the machine's, moved as its test-clock says where it is a test database. The caller frees
 * it. */
LbClock *lb_service_clock_new(const char *data, bool test);

/* Begins: takes the write lock, then reads the clocks. @actor must live longer. The caller frees the act; one
 * that was not committed has not happened. */
LbAct *lb_act_begin(LbService *service, const LbActor *actor, GError **error);
void lb_act_free(LbAct *act);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbAct, lb_act_free)

/* What is done to one thing in an act that is nobody's. Stores whether there was something to do. */
typedef bool (*LbActDeed)(LbAct *act, int64_t id, bool *did, GError **error);

/* Does it to each of @ids (int64_t; NULL: none), in an act of its own that is committed where there was something to do;
 * adds to @done how many those were. What fails keeps nothing else from it: the first failure, with @what and the id before
 * it (NULL: as it is), is kept in @failure unless that has one. Only where somebody else holds the database are the others not
 * tried, who would wait for it too. */
void lb_act_each(LbService *service, const GArray *ids, const char *what, LbActDeed deed, int *done,
                 GError **failure);

/* Writes a log entry. @tenant NULL: the installation's own; @request 0: none; @details a JSON object in one
 * line, NULL: {}. */
bool lb_act_log(LbAct *act, LbOperation operation, const char *tenant, int64_t request,
                const char *details, GError **error);

/* lb_requests_update() where nothing but damage can keep the row as it is: an error then. */
bool lb_act_put_request(LbAct *act, LbRequest *request, LbStatus from, GError **error);

/* Tells of changes of who may decide (service/changes.h), stores the time mark and commits. Then, and only then, the act
 * has happened; lockboxd is woken, unless nothing was logged: that owes nobody anything. */
bool lb_act_commit(LbAct *act, GError **error);

/* Where the actor stands at this time, for what is about no request. */
bool lb_standing_alone(LbService *service, const LbActor *actor, const LbClockJudgement *time,
                       LbStanding *standing, GError **error);

/* Where the actor stands towards the request, which is stored in @request as the caller's. For a number that is
 * foreign or that there is not, both alike, that is NULL and the standing is one that is refused everything about
 * requests. */
bool lb_standing_towards(LbService *service, const LbActor *actor, int64_t number,
                         const LbClockJudgement *time, LbStanding *standing, LbRequest **request,
                         GError **error);

/* The same towards the ticket, with its history as the actor may read it. */
bool lb_standing_towards_ticket(LbService *service, const LbActor *actor, int64_t number,
                                const LbClockJudgement *time, LbStanding *standing,
                                LbTicket **ticket, GError **error);

/* The same without the history, for one of the provider's people; @ticket is not needed for others, who get all of it. */
bool lb_standing_towards_head(LbService *service, const LbActor *actor, int64_t number,
                              const LbClockJudgement *time, LbStanding *standing, LbTicket **ticket,
                              GError **error);

/* Adds to @standing, which is that of lb_standing_alone(), where it is towards a ticket that the actor may know of. */
bool lb_standing_at_ticket(LbService *service, const LbActor *actor, const LbTicket *ticket,
                           LbStanding *standing, GError **error);
/* The same towards the exclusion. */
bool lb_standing_towards_exclusion(LbService *service, const LbActor *actor, int64_t number,
                                   const LbClockJudgement *time, LbStanding *standing,
                                   LbExclusion **exclusion, GError **error);

/* Reads the clocks against what is stored, without writing. */
bool lb_service_judge_clock(LbService *service, LbClockJudgement *judgement,
                            LbClockReading *reading, GError **error);

/* The details of an entry about @request: status, digest (not of one read by lb_requests_get_bare()), hours,
 * reason and what else is set. The caller frees. */
char *lb_details_of_request(const LbRequest *request, const char *reason, guint approvers);

/* The details of an entry about an approval of @hours. Where several are needed they name how many, and @persons
 * (char*), whose approvals counted at that moment. The caller frees. */
char *lb_details_of_approval(const LbRequest *request, const char *reason, int hours,
                             GPtrArray *persons);

/* @details in one line, as an entry of the log keeps it. The caller frees. */
char *lb_details_write(JsonObject *details);
