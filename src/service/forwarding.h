/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log for who forwards it: what comes next, and how far it has come. It decides nothing, and writes no entry: else
 * each entry that is forwarded would make another. */
#pragma once

#include "core/forwarding.h"
#include "service/service.h"

/* Fills @state, which is empty. A position behind the end of the log is a fault, noted or not. */
bool lb_forwarding_state(LbService *service, LbForwardState *state, GError **error);

/* LbActivity*: at most @limit entries behind those that were handed over, the oldest first; stores in @after the sequence of the last
 * one that was, and in @fault why none can come (NULL: nothing is wrong), which the caller frees, as the array. */
GPtrArray *lb_forwarding_next(LbService *service, int limit, int64_t *after, char **fault,
                              GError **error);

/* Notes that all entries behind @after up to @last were handed over to @server. Where somebody has gone back meanwhile, it stays
 * there. */
bool lb_forwarding_note(LbService *service, int64_t after, int64_t last, const char *server,
                        GError **error);

/* Notes that it did not work, because of @fault. */
bool lb_forwarding_note_fault(LbService *service, const char *fault, GError **error);

/* From the entry @sequence (from 1) on, all are forwarded again, and lockboxd is woken. Stores in @went false where that is further than
 * they have come, or than the log goes: nothing is left out. A position behind the end of the log is mended by it, and its fault forgotten. */
bool lb_forwarding_go_back(LbService *service, int64_t sequence, bool *went, GError **error);

/* Stores in @there whether the log has an entry @sequence, and its @hash. @service: an LbService. */
bool lb_forwarding_look_up(gpointer service, int64_t sequence, bool *there,
                           uint8_t hash[LB_SHA256_SIZE], GError **error);
