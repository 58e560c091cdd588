/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long recordings are kept, how much of them, and their end. That there was one, and its hash, is kept for ever: what is deleted
 * are its files, below DATA/recordings. */
#pragma once

#include "core/recording.h"
#include "service/service.h"

#define LB_RECORDINGS_WARN_PERCENT 90 /* of a quota, from which the operator is warned */

/* What holds for customers with whom nothing else is agreed, as lockbox.conf says. Unless told: lb_keeping_standard. */
void lb_service_keep_recordings(LbService *service, const LbKeeping *standard);

/* Decides of at most @limit recordings whose time is over that they are deleted, each in an act of its own, logged as
 * DeleteRecording. Stores how many. Nothing while the clock is suspect. What fails keeps nothing else from it: the first failure
 * is returned after all. */
bool lb_recordings_retire(LbService *service, int limit, int *deleted, GError **error);

/* Passages (int64_t) after @after, @limit at most, whose recordings are deleted and have files left, maybe. The caller frees the
 * array. */
GArray *lb_recordings_left(LbService *service, int64_t after, int limit, GError **error);

/* Removes the files of such a one, and remembers that they are gone. */
bool lb_recordings_clear(LbService *service, int64_t passage, GError **error);

/* What was deleted. */
typedef struct {
    int64_t passage;
    int64_t bytes;
    char *sha256; /* NULL: nothing was recorded */
} LbDeletion;

void lb_deletion_free(LbDeletion *deletion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbDeletion, lb_deletion_free)

/* Deletes the recording of session @session (from 1) of request @number before its time, for who runs the place, because of @reason.
 * Logged; its files are left to lb_recordings_clear(). Refusals: of verb "administer", UNKNOWN_SESSION, NOT_RECORDED,
 * RECORDING_DELETED, SESSION_GOES_ON, of texts. The caller frees it. */
LbDeletion *lb_recordings_delete(LbService *service, const LbActor *actor, int64_t number,
                                 int session, const char *reason, GError **error);

/* LbFilling*: customers whose recordings are LB_RECORDINGS_WARN_PERCENT of their quota or more, @limit at most. The
 * caller frees the array. */
GPtrArray *lb_recordings_filling(LbService *service, int limit, GError **error);
