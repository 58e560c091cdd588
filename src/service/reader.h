/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who reads, private to src/service. */
#pragma once

#include "service/act.h"

/* Begins to read, with the clocks judged at that moment and nothing written. The caller frees the transaction. */
LbTransaction *lb_reader_begin(LbService *service, LbClockJudgement *time, GError **error);

/* Fails unless the account is still on and its key unrevoked; stores the provider's roles. */
bool lb_reader_admit(LbService *service, const LbActor *actor, unsigned *roles, GError **error);

/* Refuses where the support plan of the customer @tenant has no tickets. */
bool lb_reader_check_plan(LbService *service, const char *tenant, GError **error);

/* The id of the tenant whose id or name is @words; NULL without error where there is none. The caller frees it. */
char *lb_reader_find_tenant(LbService *service, const char *words, GError **error);
