/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd has to open and to close, and what became of it. */
#include "service/grants.h"

#include "base/text.h"
#include "service/granting.h"
#include "store/grants.h"
#include "store/log.h"

#define WORDS_LIMIT 300

/* A target whose clock is slow takes a certificate for longer. */
#define CLOCKS_APART LB_DAY

/* After the alarm one attempt in an hour is logged. */
#define CLOSE_LOGGED_EACH 12

void
lb_service_provide_by(LbService *service, const char *provisioner)
{
    g_free(service->provisioner);
    service->provisioner = g_strdup(provisioner);
}

void
lb_grant_work_free(LbGrantWork *work)
{
    if (work == NULL)
        return;
    lb_grant_state_free(work->state);
    g_free(work->instance);
    g_clear_pointer(&work->keys, g_ptr_array_unref);
    g_clear_pointer(&work->revoked, g_array_unref);
    g_free(work);
}

GPtrArray *
lb_grants_of_request(LbService *service, int64_t request, GError **error)
{
    return lb_access_of_request(service->store, request, error);
}

/* Work */

static GArray *
read_revoked(LbService *service, const LbClockJudgement *time, uint64_t *revision, GError **error)
{
    int64_t newest = 0;
    uint8_t head[LB_SHA256_SIZE];
    if (!lb_log_head(service->store, &newest, head, error))
        return NULL;
    *revision = (uint64_t)newest;
    return lb_access_revoked(service->store, time->effective - CLOCKS_APART, error);
}

GArray *
lb_grants_revoked(LbService *service, uint64_t *revision, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    g_autoptr(LbTransaction) view = lb_store_begin_reading(service->store, error);
    if (view == NULL || !lb_service_judge_clock(service, &time, &reading, error))
        return NULL;
    return read_revoked(service, &time, revision, error);
}

static bool
is_busy(const GArray *busy, int64_t serial)
{
    for (guint i = 0; busy != NULL && i < busy->len; i++)
        if (g_array_index(busy, int64_t, i) == serial)
            return true;
    return false;
}

/* The first that nobody is at; 0: none. */
static bool
choose(LbService *service, const LbClockJudgement *time, const GArray *busy, int64_t *serial,
       GError **error)
{
    LbGrantsDue wanted = { .steady = time->steady,
                           .latest = time->latest,
                           .opens = time->sane,
                           .limit = busy != NULL ? (int)busy->len + 1 : 1 };
    g_autoptr(GArray) due = lb_access_due(service->store, &wanted, error);
    *serial = 0;
    for (guint i = 0; due != NULL && i < due->len && *serial == 0; i++)
        if (!is_busy(busy, g_array_index(due, int64_t, i)))
            *serial = g_array_index(due, int64_t, i);
    return due != NULL;
}

LbGrantWork *
lb_grants_next(LbService *service, const GArray *busy, GError **error)
{
    int64_t serial = 0;
    LbClockJudgement time;
    LbClockReading reading;
    g_autoptr(LbTransaction) view = lb_store_begin_reading(service->store, error);
    if (view == NULL || !lb_service_judge_clock(service, &time, &reading, error) ||
        !choose(service, &time, busy, &serial, error) || serial == 0)
        return NULL;
    g_autoptr(LbGrantWork) work = g_new0(LbGrantWork, 1);
    work->instance = g_strdup(lb_store_instance(service->store)->id);
    work->state = lb_access_get(service->store, serial, error);
    if (work->state == NULL)
        return NULL;
    work->keys = lb_access_keys(service->store, work->state->request, error);
    work->revoked = read_revoked(service, &time, &work->revision, error);
    return work->keys != NULL && work->revoked != NULL ? g_steal_pointer(&work) : NULL;
}

/* Outcomes */

static int64_t
delay_after(LbGrantStatus status, int attempts)
{
    static const int64_t opening[] = { LB_SECOND, 5 * LB_SECOND, 15 * LB_SECOND, LB_MINUTE };
    static const int64_t closing[] = { LB_SECOND, 5 * LB_SECOND, 15 * LB_SECOND, LB_MINUTE,
                                       5 * LB_MINUTE };
    if (status == LB_GRANT_OPENING)
        return opening[MIN(attempts, (int)G_N_ELEMENTS(opening)) - 1];
    return closing[MIN(attempts, (int)G_N_ELEMENTS(closing)) - 1];
}

/* Writes entry and mails of a grant whose row has changed, with what follows for its request. */
static bool
finish(LbAct *act, LbOperation operation, const LbGrantState *state, const LbGrantNews *news,
       GError **error)
{
    bool moved = false;
    g_autoptr(LbRequest) request = lb_granting_request(act, state->request);
    if ((request != NULL && !lb_granting_follow(act, request, news->reason, &moved, error)) ||
        !lb_granting_log(act, operation, state, request, news, error) ||
        (moved && !lb_granting_tell(act, request, error)))
        return false;
    return !news->alarm || request == NULL ||
           lb_granting_tell_event(act, LB_EVENT_NOT_ENDED, request, error);
}

/* What took so long to open that its time is over by now is not open for a moment. */
static bool
opened(LbAct *act, const LbGrantState *state, const LbConnection *connection, GError **error)
{
    bool changed = false;
    LbStore *store = act->service->store;
    const LbGrantNews late = { .reason = "its time is over" }, news = { 0 };
    if (state->grant->end <= act->time.latest)
        return lb_granting_close(act, state, &late, error);
    return lb_access_open(store, state->grant->serial, connection, act->time.effective, &changed,
                          error) &&
           lb_access_done(store, state->grant->serial, error) &&
           finish(act, LB_OPERATION_OPEN_ACCESS, state, &news, error);
}

static bool
closed(LbAct *act, const LbGrantState *state, GError **error)
{
    bool changed = false;
    const LbGrantNews news = { 0 };
    LbStore *store = act->service->store;
    LbGrantStatus to = state->status == LB_GRANT_CLOSING ? LB_GRANT_CLOSED : LB_GRANT_FAILED;
    return lb_access_move(store, state->grant->serial, state->status, to, act->time.effective,
                          &changed, error) &&
           lb_access_done(store, state->grant->serial, error) &&
           finish(act, LB_OPERATION_CLOSE_ACCESS, state, &news, error);
}

static bool
not_opened(LbAct *act, const LbGrantState *state, const LbGrantOutcome *outcome, const char *words,
           GError **error)
{
    bool changed = false;
    LbStore *store = act->service->store;
    int64_t serial = outcome->serial, now = act->time.steady;
    LbGrantNews news = { .words = words, .attempts = state->attempts + 1 };
    news.given_up = !outcome->retryable || news.attempts >= LB_GRANT_OPEN_ATTEMPTS;
    bool noted = news.given_up ? lb_access_move(store, serial, LB_GRANT_OPENING, LB_GRANT_FAILING,
                                                act->time.effective, &changed, error) &&
                                     lb_access_note(store, serial, 0, now, words, false, error)
                               : lb_access_note(store, serial, news.attempts,
                                                now + delay_after(LB_GRANT_OPENING, news.attempts),
                                                words, false, error);
    return noted && finish(act, LB_OPERATION_OPEN_ACCESS, state, &news, error);
}

/* It goes on for ever: not each attempt is an entry. */
static bool
not_closed(LbAct *act, const LbGrantState *state, const char *words, GError **error)
{
    LbGrantNews news = { .words = words, .attempts = MIN(state->attempts, G_MAXINT - 1) + 1 };
    news.alarm = !state->alarmed && news.attempts >= LB_GRANT_CLOSE_ALARM;
    int64_t due = act->time.steady + delay_after(state->status, news.attempts);
    bool logged = news.attempts <= LB_GRANT_CLOSE_ALARM || news.attempts % CLOSE_LOGGED_EACH == 0;
    return lb_access_note(act->service->store, state->grant->serial, news.attempts, due, words,
                          state->alarmed || news.alarm, error) &&
           (!logged || finish(act, LB_OPERATION_CLOSE_ACCESS, state, &news, error));
}

/* One harmless line. The caller frees it. */
static char *
keep_words(const LbGrantOutcome *outcome)
{
    if (outcome->words == NULL)
        return NULL;
    g_autofree char *kept = lb_text_keep(outcome->words, -1, WORDS_LIMIT);
    return lb_text_escape(kept, LB_TEXT_LINE);
}

bool
lb_grants_settle(LbService *service, const LbGrantOutcome *outcome, GError **error)
{
    g_autoptr(LbActor) time = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, time, error);
    g_autoptr(LbGrantState) state =
        act != NULL ? lb_granting_state(act, outcome->serial, error) : NULL;
    g_autofree char *words = keep_words(outcome);
    if (state == NULL)
        return false;
    if (state->status != outcome->status)
        return true;
    bool opens = state->status == LB_GRANT_OPENING, done = false;
    if (outcome->done && opens)
        done = opened(act, state, outcome->connection, error);
    else if (outcome->done)
        done = closed(act, state, error);
    else if (opens)
        done = not_opened(act, state, outcome, words, error);
    else
        done = not_closed(act, state, words, error);
    return done && lb_act_commit(act, error);
}
