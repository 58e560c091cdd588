/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions: what went through the grants of a request, for those who look at it while it goes on or afterwards, and who may end it.
 * A session is a passage (service/passage.h) as people number it. */
#pragma once

#include "service/passage.h"
#include "service/service.h"

/* What there is to see of one. */
typedef enum {
    LB_RECORDING_NONE, /* a relay is not recorded */
    LB_RECORDING_KEPT,
    LB_RECORDING_DELETED, /* its time is over; its hash is kept */
} LbRecordingState;

extern const LbName lb_recording_state_names[]; /* "none", "kept", "deleted" */

typedef struct {
    char *request;   /* its id, "LB-42", or "JIT-42": names the directory of its recording */
    int64_t passage; /* names the files of its recording */
    int number;      /* 1 and up within the request, in the order in which they began */
    int64_t serial;  /* of the grant */
    LbPassageKind kind;
    unsigned port;
    char *resource_name;
    char *account;          /* the engineer's */
    char *address;          /* where from; NULL: local */
    int64_t begun;          /* microseconds UTC */
    int64_t ended;          /* 0: it goes on */
    char *why;              /* of lb_passage_end_names; NULL: it goes on */
    int64_t sent, received; /* bytes to and from the target, so far */
    char *
        sha256; /* of the recording, as the log has it: so far, while it goes on; NULL: there is none yet */
    LbRecordingState recording;
    int64_t bytes;    /* of the recording, as last told */
    int64_t deleted;  /* when; 0: it is not */
    char *stopped_by; /* account that ended it; NULL: nobody did */
    int64_t stopped;  /* when; 0: not */
} LbSession;

void lb_session_free(LbSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSession, lb_session_free)

/* Whether the log was told the hash of all of its recording: it has ended, and whoever recorded it did not die before. */
bool lb_session_is_told(const LbSession *session);

/* LbSession*, all of request @number, in their order: for everybody who may read the request. The caller frees it. */
GPtrArray *lb_service_sessions(LbService *service, const LbActor *actor, int64_t number,
                               GError **error);

/* How somebody sees one. */
typedef enum { LB_WATCH_LIVE, LB_WATCH_REPLAY, LB_WATCH_TEXT } LbWatchKind;
extern const LbName lb_watch_kind_names[]; /* "live", "replay", "text" */

/* Lets @actor see session @session (from 1) of request @number; logged as WatchSession, with how. Refusals: of verb "watch",
 * UNKNOWN_SESSION (none of this number), NOT_RECORDED, RECORDING_DELETED. What is seen is read from its files, below
 * DATA/recordings. The caller frees it. */
LbSession *lb_session_watch(LbService *service, const LbActor *actor, int64_t number, int session,
                            LbWatchKind kind, GError **error);

/* Ends session @session of request @number for the customer: whoever goes through finds it within a second. Access itself stays open.
 * Logged as StopSession. Refusals: of verb "stop-session", UNKNOWN_SESSION, SESSION_OVER (it has ended, or somebody has ended it). */
bool lb_session_stop(LbService *service, const LbActor *actor, int64_t number, int session,
                     GError **error);
