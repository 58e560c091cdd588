/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants within an act: made when a request was approved, ended when it ends, and what becomes of the request when they
 * have moved on. Private to src/service. */
#pragma once

#include "service/act.h"
#include "service/grants.h"

/* Makes the grants of @request, which is Approved from now on and has its time of access. With any of them it becomes
 * Approving. Before the request is written. */
bool lb_granting_make(LbAct *act, LbRequest *request, GError **error);

/* Ends what is opening or open of @request, which becomes @to, LB_STATUS_REVOKED or LB_STATUS_COMPLETED, and has ended at
 * @ended; where something is left that has to be closed, Revoking or Completing instead, and it has not ended. Before the
 * request is written. */
bool lb_granting_leave(LbAct *act, LbRequest *request, LbStatus to, int64_t ended, GError **error);

/* What is open, or opening, to the resource with the canonical id @key ends, since it is reached in another way by now.
 * With its entries and mails. */
bool lb_granting_end_resource(LbAct *act, const char *key, GError **error);

/* What the entry about a grant says besides. */
typedef struct {
    const char *words;  /* why an attempt failed; NULL: none has */
    int attempts;       /* in vain */
    bool given_up;      /* no other one is made */
    bool alarm;         /* people are told that it does not close */
    bool reconciled;    /* it was wrong, and was found on start */
    const char *reason; /* why it ends; NULL: its request says so */
} LbGrantNews;

/* The grant @serial; an error where there is none. The caller frees it. */
LbGrantState *lb_granting_state(LbAct *act, int64_t serial, GError **error);

/* The request of a grant, as whole as it can be read; NULL without error where nothing of it can. The caller frees it. */
LbRequest *lb_granting_request(LbAct *act, int64_t number);

/* Writes the entry @operation about the grant @state and its request; NULL: it cannot be read. After all rows were
 * changed. */
bool lb_granting_log(LbAct *act, LbOperation operation, const LbGrantState *state,
                     const LbRequest *request, const LbGrantNews *news, GError **error);

/* Moves the request where its grants have taken it, for @reason where that is its end; writes no entry. Stores whether
 * it was moved: lb_granting_tell() then owes the mails, after the entry. */
bool lb_granting_follow(LbAct *act, LbRequest *request, const char *reason, bool *moved,
                        GError **error);
bool lb_granting_tell(LbAct *act, const LbRequest *request, GError **error);

/* Owes @event to those who were asked about the request, and to who asked. After an entry. */
bool lb_granting_tell_event(LbAct *act, LbEvent event, const LbRequest *request, GError **error);

/* Ends one grant that is opening or open, with all that follows from it: it is closed next. */
bool lb_granting_close(LbAct *act, const LbGrantState *state, const LbGrantNews *news,
                       GError **error);

/* Ends the passages whose process has died without a word: those that are still there a minute after their grant was closed.
 * Each in its own transaction. Adds how many to @broken. */
bool lb_granting_break(LbService *service, int *broken, GError **error);
