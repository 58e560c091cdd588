/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of recordings: first it is decided and logged, then the files go. Whoever dies in between leaves a row that says
 * what is still to be done. */
#include "service/recordings.h"

#include "service/administer.h"
#include "service/recordingfiles.h"
#include "store/keeping.h"

void
lb_service_keep_recordings(LbService *service, const LbKeeping *standard)
{
    service->recordings = *standard;
}

/* When its time is over */

/* The row, and the entry that says so. */
static bool
delete_kept(LbAct *act, const LbKept *kept, const char *why, const char *reason, GError **error)
{
    if (!lb_keeping_delete(act->service->store, kept->passage, act->time.effective, why, error))
        return false;
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_int_member(details, "session", kept->session);
    json_object_set_int_member(details, "passage", kept->passage);
    if (kept->sha256 != NULL)
        json_object_set_string_member(details, "sha256", kept->sha256);
    json_object_set_int_member(details, "bytes", kept->bytes);
    json_object_set_string_member(details, "why", why);
    if (reason != NULL)
        json_object_set_string_member(details, "reason", reason);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_DELETE_RECORDING, kept->tenant, kept->request, text, error);
}

/* Its time, now that it stands still: that another one looked a moment ago decides nothing. */
static bool
is_over(LbAct *act, const LbKept *kept, bool *over, GError **error)
{
    LbKeeping own;
    *over = false;
    if (!act->time.sane || kept->ended == 0 || kept->deleted != 0)
        return true;
    if (!lb_keeping_get(act->service->store, kept->tenant, &own, error))
        return false;
    LbKeeping keeping = lb_keeping_fill(&own, &act->service->recordings);
    *over = kept->ended <= act->time.effective - keeping.days * LB_DAY;
    return true;
}

static bool
retire_one(LbAct *act, int64_t passage, bool *did, GError **error)
{
    g_autoptr(LbKept) kept = lb_keeping_of(act->service->store, passage, error);
    return kept != NULL && is_over(act, kept, did, error) &&
           (!*did || delete_kept(act, kept, "retention", NULL, error));
}

bool
lb_recordings_retire(LbService *service, int limit, int *deleted, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    GError *failure = NULL;
    *deleted = 0;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    if (!time.sane)
        return true;
    g_autoptr(GArray) due =
        lb_keeping_due(service->store, time.effective, service->recordings.days, limit, error);
    if (due == NULL)
        return false;
    lb_act_each(service, due, "passage ", retire_one, deleted, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* Before its time */

/* The recording of that session, as it may be deleted. */
static LbKept *
find_deletable(LbStore *store, int64_t number, int session, GError **error)
{
    int64_t passage = 0;
    bool recorded = false;
    if (!lb_keeping_find(store, number, session, &passage, &recorded, error))
        return NULL;
    if (!recorded) {
        lb_refuse(error, passage == 0 ? LB_REFUSAL_UNKNOWN_SESSION : LB_REFUSAL_NOT_RECORDED, NULL);
        return NULL;
    }
    g_autoptr(LbKept) kept = lb_keeping_of(store, passage, error);
    if (kept == NULL || (kept->ended != 0 && kept->deleted == 0))
        return g_steal_pointer(&kept);
    lb_refuse(error, kept->ended == 0 ? LB_REFUSAL_SESSION_GOES_ON : LB_REFUSAL_RECORDING_DELETED,
              NULL);
    return NULL;
}

void
lb_deletion_free(LbDeletion *deletion)
{
    if (deletion == NULL)
        return;
    g_free(deletion->sha256);
    g_free(deletion);
}

LbDeletion *
lb_recordings_delete(LbService *service, const LbActor *actor, int64_t number, int session,
                     const char *reason, GError **error)
{
    g_autofree char *taken = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL ||
        !lb_administer_take_line(reason, "reason", LB_LIMIT_REASON, false, &taken, error))
        return NULL;
    if (taken == NULL) {
        lb_refuse(error, LB_REFUSAL_REASON_NEEDED, NULL);
        return NULL;
    }
    g_autoptr(LbKept) kept = find_deletable(service->store, number, session, error);
    if (kept == NULL || !delete_kept(act, kept, "operator", taken, error) ||
        !lb_act_commit(act, error))
        return NULL;
    LbDeletion *deletion = g_new0(LbDeletion, 1);
    deletion->passage = kept->passage;
    deletion->bytes = kept->bytes;
    deletion->sha256 = g_steal_pointer(&kept->sha256);
    return deletion;
}

/* Files */

GArray *
lb_recordings_left(LbService *service, int64_t after, int limit, GError **error)
{
    return lb_keeping_left(service->store, after, limit, error);
}

bool
lb_recordings_clear(LbService *service, int64_t passage, GError **error)
{
    g_autoptr(LbKept) kept = lb_keeping_of(service->store, passage, error);
    if (kept == NULL)
        return false;
    if (kept->deleted == 0) {
        g_set_error_literal(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED, "the recording is kept");
        return false;
    }
    if (!lb_recording_files_remove(service, kept->id, passage, error))
        return false;
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL && lb_keeping_put_gone(service->store, passage, error) &&
           lb_transaction_commit(transaction, error);
}

GPtrArray *
lb_recordings_filling(LbService *service, int limit, GError **error)
{
    return lb_keeping_filling(service->store, LB_RECORDINGS_WARN_PERCENT,
                              service->recordings.mebibytes, limit, error);
}
