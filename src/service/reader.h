/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who reads, private to src/service. */
#pragma once

#include "core/weighing.h"
#include "service/act.h"

/* Begins to read, with the clocks judged at that moment and nothing written. The caller frees the transaction. */
LbTransaction *lb_reader_begin(LbService *service, LbClockJudgement *time, GError **error);

/* Fails unless the account is still on and its key unrevoked; stores the provider's roles. */
bool lb_reader_admit(LbService *service, const LbActor *actor, unsigned *roles, GError **error);

/* The request as the actor may read it, in the caller's transaction; stores where the actor stands. What is refused is the
 * caller's to record. The caller frees it. */
LbRequestView *lb_reader_show(LbService *service, const LbActor *actor, int64_t number,
                              const LbClockJudgement *time, LbStanding *standing, GError **error);

/* Fills in @view, which has a request, who was asked, whether they have read it, what they have answered and what it comes
 * to. */
bool lb_reader_asked(LbService *service, LbRequestView *view, GError **error);

/* What the rules said of @request, in the language of the actor, in @weighing as the caller's; NULL where they were not asked. */
bool lb_reader_weighing(LbService *service, const LbActor *actor, const LbRequest *request,
                        LbWeighing **weighing, GError **error);

/* What lb_service_log() reads, in the caller's transaction; what is refused is the caller's to record. */
GPtrArray *lb_reader_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                         GError **error);

/* Stores in @ticket where it is read in the system that it lives in. */
void lb_reader_fill_address(const LbService *service, LbTicket *ticket);

/* Refuses where the support plan of the customer @tenant has no tickets. */
bool lb_reader_check_plan(LbService *service, const char *tenant, GError **error);

/* The id of the tenant whose id or name is @words; NULL without error where there is none. The caller frees it. */
char *lb_reader_find_tenant(LbService *service, const char *words, GError **error);
