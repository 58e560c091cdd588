/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockboxd does about tickets that live elsewhere: choosing, and recording what became of it. Each is one short transaction;
 * between them nothing is held. */
#include "service/errands.h"

#include "service/closing.h"
#include "service/mirroring.h"
#include "service/posting.h"
#include "service/reader.h"
#include "store/looks.h"
#include "store/mirrors.h"
#include "store/posts.h"

/* A system that does not answer is tried after 15 s, then twice as late each time, up to a quarter of an hour; who waits has it
 * tried at once. */
#define AGAIN_FIRST (15 * LB_SECOND)
#define AGAIN_MOST (15 * LB_MINUTE)
#define HELD_MOST LB_HOUR  /* whatever the system asks for */
#define ATTEMPTS_MOST 1000 /* that are told apart */

/* As mails: this long and this often at least. */
#define POST_FOR (4 * LB_DAY)
#define POST_ATTEMPTS 10
#define POST_MOST LB_HOUR /* between two attempts */
#define POST_UNDER_WAY \
    LB_MINUTE /* so long the system may still be taking one whose errand was broken off */

#define LOOK_FOR LB_MINUTE /* nobody waits for longer */
#define LOOK_KEPT LB_DAY

void
lb_errand_free(LbErrand *errand)
{
    if (errand == NULL)
        return;
    g_free(errand->id);
    g_free(errand->version);
    g_free(errand->text);
    g_free(errand->mark);
    g_free(errand);
}

/* The span before the attempt behind @attempts in vain. */
static int64_t
span_behind(int attempts, int64_t most)
{
    int64_t span = AGAIN_FIRST;
    for (int i = 1; i < attempts && span < most; i++)
        span *= 2;
    return MIN(span, most);
}

/* Choosing */

static LbErrand *
new_fetch(LbStore *store, const char *id, int64_t number, int64_t now, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbErrand) errand = g_new0(LbErrand, 1);
    errand->kind = LB_ERRAND_FETCH;
    errand->id = g_strdup(id);
    errand->begun = now;
    errand->version =
        number != 0 ? lb_mirrors_version(store, number, &errand->shown, &failure) : NULL;
    if (failure == NULL)
        return g_steal_pointer(&errand);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static LbErrand *
new_post(const LbPost *post, int64_t now)
{
    LbErrand *errand = g_new0(LbErrand, 1);
    errand->kind = LB_ERRAND_POST;
    errand->id = g_strdup(post->id);
    errand->begun = now;
    errand->post = post->number;
    errand->text = g_strdup(post->text);
    errand->mark = g_strdup(post->mark);
    errand->queued = post->queued;
    errand->attempts = post->attempts;
    errand->look = post->attempts > 1;
    return errand;
}

/* What somebody waits for. Stores whether that was it. */
static bool
choose_look(LbService *service, const char *system, int64_t now, LbErrand **errand, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int64_t number = 0;
    g_autoptr(LbLook) look = lb_looks_next(service->store, system, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (look == NULL)
        return true;
    if (!lb_mirrors_find(service->store, system, look->id, &number, error))
        return false;
    *errand = new_fetch(service->store, look->id, number, now, error);
    if (*errand != NULL)
        (*errand)->awaited = true;
    return *errand != NULL;
}

static bool
choose_mirror(LbService *service, const LbTicketSource *source, int64_t now, LbErrand **errand,
              GError **error)
{
    int64_t number = 0, far = now + MAX(source->interval, LB_HOUR);
    g_autofree char *id = NULL;
    if (!lb_mirrors_due(service->store, source->name, now, &number, &id, error) ||
        (number == 0 &&
         !lb_mirrors_held_up(service->store, source->name, far, &number, &id, error)))
        return false;
    if (number != 0)
        *errand = new_fetch(service->store, id, number, now, error);
    return number == 0 || *errand != NULL;
}

/* What nobody waits for. */
static bool
choose_due(LbService *service, const LbTicketSource *source, int64_t now, LbErrand **errand,
           LbPost **post, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *post = lb_posts_next(service->store, source->name, now, now + POST_MOST, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return *post != NULL || choose_mirror(service, source, now, errand, error);
}

/* Notes are in no ledger: a time that is further ahead than any that is written here holds nothing up. */
static bool
is_ahead(int64_t time, int64_t now)
{
    return time > now && time <= now + HELD_MOST;
}

/* Finds what to do by reading alone; a post is only found, since it has to be begun by writing. */
static bool
choose(LbService *service, const LbTicketSource *source, bool turn, LbErrand **errand,
       LbPost **post, GError **error)
{
    LbClockJudgement time;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    g_autoptr(LbSystemState) state =
        reading != NULL ? lb_systems_get(service->store, source->name, error) : NULL;
    if (state == NULL)
        return false;
    int64_t now = time.effective;
    bool due = !is_ahead(state->due, now);
    if (is_ahead(state->held, now))
        return true;
    if (due && turn && !choose_due(service, source, now, errand, post, error))
        return false;
    if (*errand != NULL || *post != NULL)
        return true;
    if (!choose_look(service, source->name, now, errand, error))
        return false;
    return *errand != NULL || !due || turn || choose_due(service, source, now, errand, post, error);
}

/* From here on it may have arrived, whatever becomes of us. */
static LbErrand *
begin_post(LbService *service, LbPost *post, GError **error)
{
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    bool ours = false;
    if (act == NULL ||
        !lb_posts_begin(service->store, post, act->time.effective + POST_UNDER_WAY, error) ||
        !lb_posting_is_ours(service->store, post, &ours, error))
        return NULL;
    g_autoptr(LbErrand) errand = new_post(post, act->time.effective);
    errand->foreign = !ours;
    return lb_act_commit(act, error) ? g_steal_pointer(&errand) : NULL;
}

LbErrand *
lb_errands_next(LbService *service, const LbTicketSource *source, bool turn, GError **error)
{
    g_autoptr(LbErrand) errand = NULL;
    g_autoptr(LbPost) post = NULL;
    if (!choose(service, source, turn, &errand, &post, error))
        return NULL;
    return post != NULL ? begin_post(service, post, error) : g_steal_pointer(&errand);
}

/* Recording */

/* Who waited for the ticket since it was begun, or longer, has the answer. */
static bool
answer(LbAct *act, const LbTicketSource *source, const LbErrand *errand, LbLookState state,
       int64_t ticket, GError **error)
{
    LbLook look = {
        .system = (char *)source->name, .id = errand->id, .state = state, .ticket = ticket
    };
    return lb_looks_settle(act->service->store, &look, errand->begun, error);
}

static bool
note_system(LbAct *act, const LbTicketSource *source, const LbErrandResult *result, GError **error)
{
    LbStore *store = act->service->store;
    int64_t now = act->time.effective;
    if (result->end != LB_ERRAND_LATER && result->end != LB_ERRAND_REFUSED)
        return lb_systems_answered(store, source->name, now, error);
    g_autoptr(LbSystemState) state = lb_systems_get(store, source->name, error);
    if (state == NULL)
        return false;
    int64_t asked = MIN((int64_t)result->retry_after * LB_SECOND, HELD_MOST);
    int64_t span = span_behind(MIN(state->attempts, ATTEMPTS_MOST) + 1, AGAIN_MOST);
    return lb_systems_failed(store, source->name, now, now + MAX(span, asked),
                             asked > 0 ? now + asked : 0, result->words, error);
}

/* It cannot be had, although the system answers. What is kept of it stays. Access stays open where that may be a right of ours that
 * was taken away, and ends where the system says that the ticket is none any more. */
static bool
settle_absent(LbAct *act, const LbTicketSource *source, const LbErrand *errand,
              const LbErrandResult *result, GError **error)
{
    int64_t number = 0, due = 0;
    LbStore *store = act->service->store;
    LbLookState state = result->end == LB_ERRAND_FAULT ? LB_LOOK_FAILED : LB_LOOK_UNKNOWN;
    return lb_mirrors_find(store, source->name, errand->id, &number, error) &&
           (number == 0 || result->end != LB_ERRAND_GONE || lb_closing_lose(act, number, error)) &&
           (number == 0 ||
            (lb_mirroring_next(act, number, MAX(source->interval, AGAIN_MOST), &due, error) &&
             lb_mirrors_note_missing(store, number, act->time.effective, due, result->words,
                                     error))) &&
           answer(act, source, errand, state, 0, error);
}

static bool
settle_same(LbAct *act, const LbTicketSource *source, const LbErrand *errand, GError **error)
{
    int64_t number = 0, due = 0;
    LbStore *store = act->service->store;
    return lb_mirrors_find(store, source->name, errand->id, &number, error) &&
           lb_mirroring_next(act, number, source->interval, &due, error) &&
           lb_mirrors_note_same(store, number, errand->begun, due, error) &&
           answer(act, source, errand, number != 0 ? LB_LOOK_FOUND : LB_LOOK_UNKNOWN, number,
                  error);
}

static bool
settle_fetched(LbAct *act, const LbTicketSource *source, const LbErrand *errand,
               const LbErrandResult *result, GError **error)
{
    LbMirrored mirrored;
    if (!lb_mirroring_take(act, source, result->ticket, errand->begun, &mirrored, error))
        return false;
    bool found = mirrored.number != 0 && !mirrored.lost;
    return answer(act, source, errand, found ? LB_LOOK_FOUND : LB_LOOK_UNKNOWN,
                  found ? mirrored.number : 0, error);
}

static bool
settle_fetch(LbAct *act, const LbTicketSource *source, const LbErrand *errand,
             const LbErrandResult *result, GError **error)
{
    switch (result->end) {
    case LB_ERRAND_DONE:
        return settle_fetched(act, source, errand, result, error);
    case LB_ERRAND_UNCHANGED:
        return settle_same(act, source, errand, error);
    case LB_ERRAND_MISSING:
    case LB_ERRAND_GONE:
    case LB_ERRAND_FAULT:
        return settle_absent(act, source, errand, result, error);
    default:
        return answer(act, source, errand, LB_LOOK_FAILED, 0, error);
    }
}

/* What became part of another ticket takes no line, ever; what else keeps it from arriving may pass, a right that was taken away
 * too. */
static bool
settle_post(LbAct *act, const LbErrand *errand, const LbErrandResult *result, GError **error)
{
    int64_t now = act->time.effective;
    bool over = errand->attempts >= POST_ATTEMPTS && now - errand->queued >= POST_FOR;
    LbPostState state = LB_POST_QUEUED;
    if (result->end == LB_ERRAND_DONE)
        state = LB_POST_POSTED;
    else if (result->end == LB_ERRAND_GONE || over)
        state = LB_POST_FAILED;
    return lb_posts_settle(act->service->store, errand->post, state,
                           now + span_behind(errand->attempts, POST_MOST), now, result->words,
                           error);
}

bool
lb_errands_settle(LbService *service, const LbTicketSource *source, const LbErrand *errand,
                  const LbErrandResult *result, GError **error)
{
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    return act != NULL && (result->local || note_system(act, source, result, error)) &&
           (errand->kind == LB_ERRAND_POST ? settle_post(act, errand, result, error)
                                           : settle_fetch(act, source, errand, result, error)) &&
           lb_act_commit(act, error);
}

bool
lb_errands_announce(LbService *service, const GPtrArray *sources, GError **error)
{
    bool changed = false;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < sources->len; i++)
        g_ptr_array_add(names, (char *)((LbTicketSource *)g_ptr_array_index(sources, i))->name);
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    if (act == NULL || !lb_systems_announce(service->store, names, &changed, error))
        return false;
    for (guint i = 0; i < sources->len; i++) {
        const LbTicketSource *source = g_ptr_array_index(sources, i);
        if (!lb_systems_set_page(service->store, source->name, source->page, &changed, error))
            return false;
    }
    return !changed || lb_act_commit(act, error);
}

bool
lb_errands_doubt(LbService *service, const GPtrArray *names, GError **error)
{
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    for (guint i = 0; act != NULL && i < names->len; i++)
        if (!lb_mirrors_doubt(service->store, g_ptr_array_index(names, i), act->time.effective,
                              error))
            return false;
    return act != NULL && lb_act_commit(act, error);
}

/* Tidying up */

static bool
is_known(const GPtrArray *names, const char *system)
{
    for (guint i = 0; i < names->len; i++)
        if (g_strcmp0(g_ptr_array_index(names, i), system) == 0)
            return true;
    return false;
}

static bool
tidy(LbAct *act, const GPtrArray *names, GStrv systems, GError **error)
{
    LbStore *store = act->service->store;
    int64_t now = act->time.effective;
    for (char **system = systems; *system != NULL; system++) {
        bool known = is_known(names, *system);
        if (!lb_looks_end(store, *system, known ? LB_LOOK_FAILED : LB_LOOK_UNKNOWN,
                          known ? now - LOOK_FOR : now, error))
            return false;
    }
    return lb_looks_forget(store, now - LOOK_KEPT, error) && lb_act_commit(act, error);
}

bool
lb_errands_tidy(LbService *service, const GPtrArray *names, GError **error)
{
    bool any = false;
    g_auto(GStrv) systems = lb_looks_systems(service->store, error);
    if (systems == NULL)
        return false;
    for (char **system = systems; *system != NULL && !any; system++)
        any = !is_known(names, *system);
    LbClockJudgement time;
    LbClockReading reading;
    if (!lb_service_judge_clock(service, &time, &reading, error) ||
        (!any && !lb_looks_are_old(service->store, time.effective - LOOK_FOR,
                                   time.effective - LOOK_KEPT, &any, error)))
        return false;
    if (!any)
        return true;
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    g_autoptr(LbAct) act = lb_act_begin(service, nobody, error);
    return act != NULL && tidy(act, names, systems, error);
}

GPtrArray *
lb_errands_systems(LbService *service, const GPtrArray *names, GError **error)
{
    g_autoptr(GPtrArray) states =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_system_state_free);
    for (guint i = 0; i < names->len; i++) {
        LbSystemState *state = lb_systems_get(service->store, g_ptr_array_index(names, i), error);
        if (state == NULL)
            return NULL;
        g_ptr_array_add(states, state);
        if (!lb_mirrors_missing(service->store, state, LB_MISSING_NAMED, error))
            return NULL;
    }
    return g_steal_pointer(&states);
}
