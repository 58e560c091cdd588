/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording what was refused, private to src/service. An act that was refused has left nothing behind; this is an act of
 * its own afterwards. The log tells of the first of each sort (person, verb, refusal, tenant) at once, and of all that
 * follow within an hour by their number, so that nobody can fill it by being refused. Of requests that the person may know
 * of, the request's own log tells, or, where several were meant, that of their tenant; of everything else the one of the
 * person's own side. Sorts are not told apart by requests, so that naming many of them makes no more. */
#pragma once

#include "core/authorize.h"
#include "service/act.h"

/* Records @refusal, which nothing else is done with, if it is one (LB_REFUSAL_ERROR): @actor wanted @verb of the request
 * @number (0: of none). Outside of any transaction. That it could not be recorded changes nothing for anybody. */
void lb_refused_record(LbService *service, const LbActor *actor, LbVerb verb, int64_t number,
                       const GError *refusal);

/* Writes the numbers that nobody came to tell of into the log; stores how many sorts there were. */
bool lb_refused_tell(LbService *service, int limit, int *told, GError **error);
