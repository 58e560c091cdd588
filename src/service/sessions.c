/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sees what went through, and ends it. */
#include "service/sessions.h"

#include "base/i18n.h"
#include "service/act.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/sessions.h"

const LbName lb_recording_state_names[] = {
    { LB_RECORDING_NONE, "none", N_("not recorded") },
    { LB_RECORDING_KEPT, "kept", N_("recorded") },
    { LB_RECORDING_DELETED, "deleted", N_("recording deleted") },
    { 0, NULL, NULL },
};

const LbName lb_watch_kind_names[] = {
    { LB_WATCH_LIVE, "live", NULL },
    { LB_WATCH_REPLAY, "replay", NULL },
    { LB_WATCH_TEXT, "text", NULL },
    { 0, NULL, NULL },
};

void
lb_session_free(LbSession *session)
{
    if (session == NULL)
        return;
    g_free(session->request);
    g_free(session->resource_name);
    g_free(session->account);
    g_free(session->address);
    g_free(session->why);
    g_free(session->sha256);
    g_free(session->stopped_by);
    g_free(session);
}

bool
lb_session_is_told(const LbSession *session)
{
    int why = LB_PASSAGE_BROKEN;
    return session->ended != 0 && lb_names_find(lb_passage_end_names, session->why, &why) &&
           why != LB_PASSAGE_BROKEN;
}

/* Reading */

static LbRecordingState
state_of(const LbSessionRow *row)
{
    if (!row->recorded)
        return LB_RECORDING_NONE;
    return row->deleted != 0 ? LB_RECORDING_DELETED : LB_RECORDING_KEPT;
}

static void
add_session(const LbSessionRow *row, void *user)
{
    GPtrArray *sessions = user;
    int kind = LB_PASSAGE_RELAY;
    lb_names_find(lb_passage_kind_names, row->kind, &kind);
    LbSession *session = g_new0(LbSession, 1);
    *session = (LbSession){ .request = g_strdup(row->request),
                            .passage = row->passage,
                            .number = (int)sessions->len + 1,
                            .serial = row->serial,
                            .kind = (LbPassageKind)kind,
                            .port = row->port,
                            .resource_name = g_strdup(row->resource_name),
                            .account = g_strdup(row->account),
                            .address = g_strdup(row->address),
                            .begun = row->begun,
                            .ended = row->ended,
                            .why = g_strdup(row->why),
                            .sent = row->sent,
                            .received = row->received,
                            .sha256 = g_strdup(row->sha256),
                            .recording = state_of(row),
                            .bytes = row->bytes,
                            .deleted = row->deleted,
                            .stopped_by = g_strdup(row->stopped_by),
                            .stopped = row->stopped };
    g_ptr_array_add(sessions, session);
}

static GPtrArray *
read_sessions(LbService *service, int64_t number, GError **error)
{
    g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func((GDestroyNotify)lb_session_free);
    if (!lb_sessions_read(service->store, number, add_session, sessions, error))
        return NULL;
    return g_steal_pointer(&sessions);
}

/* The request, where the actor may do @verb to its sessions. */
static LbRequest *
admit(LbService *service, const LbActor *actor, const LbClockJudgement *time, LbVerb verb,
      int64_t number, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    if (!lb_standing_towards(service, actor, number, time, &standing, &request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(verb, &standing);
    if (refusal == LB_REFUSAL_NONE)
        return g_steal_pointer(&request);
    lb_refuse(error, refusal, NULL);
    return NULL;
}

static GPtrArray *
try_to_list(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    g_autoptr(LbRequest) request =
        reading != NULL ? admit(service, actor, &time, LB_VERB_READ, number, error) : NULL;
    return request != NULL ? read_sessions(service, number, error) : NULL;
}

GPtrArray *
lb_service_sessions(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    GPtrArray *sessions = try_to_list(service, actor, number, &refusal);
    if (sessions != NULL)
        return sessions;
    lb_refused_record(service, actor, LB_VERB_READ, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

/* Acts */

/* Takes the one of that number out of all of them. */
static LbSession *
take_session(LbService *service, int64_t number, int session, GError **error)
{
    g_autoptr(GPtrArray) sessions = read_sessions(service, number, error);
    if (sessions == NULL)
        return NULL;
    if (session >= 1 && session <= (int)sessions->len)
        return g_ptr_array_steal_index(sessions, (guint)session - 1);
    if (sessions->len == 0)
        lb_refuse(error, LB_REFUSAL_UNKNOWN_SESSION, NULL);
    else
        lb_refuse(error, LB_REFUSAL_UNKNOWN_SESSION, _("(1 to %d)"), (int)sessions->len);
    return NULL;
}

/* @how: NULL: nothing more is said. */
static bool
log_session(LbAct *act, LbOperation operation, const LbRequest *request, const LbSession *session,
            const char *how, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_int_member(details, "session", session->number);
    json_object_set_int_member(details, "passage", session->passage);
    if (how != NULL)
        json_object_set_string_member(details, "how", how);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, request->tenant, request->number, text, error);
}

static bool
check_recording(const LbSession *session, GError **error)
{
    if (session->recording == LB_RECORDING_NONE)
        return lb_refuse(error, LB_REFUSAL_NOT_RECORDED, NULL);
    return session->recording == LB_RECORDING_KEPT ||
           lb_refuse(error, LB_REFUSAL_RECORDING_DELETED, NULL);
}

static LbSession *
try_to_watch(LbService *service, const LbActor *actor, int64_t number, int session,
             LbWatchKind kind, GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request =
        act != NULL ? admit(service, actor, &act->time, LB_VERB_WATCH, number, error) : NULL;
    g_autoptr(LbSession) found =
        request != NULL ? take_session(service, number, session, error) : NULL;
    if (found == NULL || !check_recording(found, error) ||
        !log_session(act, LB_OPERATION_WATCH_SESSION, request, found,
                     lb_names_get(lb_watch_kind_names, (int)kind), error) ||
        !lb_act_commit(act, error))
        return NULL;
    return g_steal_pointer(&found);
}

LbSession *
lb_session_watch(LbService *service, const LbActor *actor, int64_t number, int session,
                 LbWatchKind kind, GError **error)
{
    GError *refusal = NULL;
    LbSession *found = try_to_watch(service, actor, number, session, kind, &refusal);
    if (found != NULL)
        return found;
    lb_refused_record(service, actor, LB_VERB_WATCH, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

static bool
try_to_stop(LbService *service, const LbActor *actor, int64_t number, int session, GError **error)
{
    bool stopped = false;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request =
        act != NULL ? admit(service, actor, &act->time, LB_VERB_STOP_SESSION, number, error) : NULL;
    g_autoptr(LbSession) found =
        request != NULL ? take_session(service, number, session, error) : NULL;
    if (found == NULL || !lb_sessions_stop(service->store, found->passage, actor->principal,
                                           actor->account, act->time.effective, &stopped, error))
        return false;
    if (!stopped)
        return lb_refuse(error, LB_REFUSAL_SESSION_OVER, NULL);
    return log_session(act, LB_OPERATION_STOP_SESSION, request, found, NULL, error) &&
           lb_act_commit(act, error);
}

bool
lb_session_stop(LbService *service, const LbActor *actor, int64_t number, int session,
                GError **error)
{
    GError *refusal = NULL;
    if (try_to_stop(service, actor, number, session, &refusal))
        return true;
    lb_refused_record(service, actor, LB_VERB_STOP_SESSION, number, refusal);
    g_propagate_error(error, refusal);
    return false;
}
