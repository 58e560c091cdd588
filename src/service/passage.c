/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going through what a grant opens. */
#include "service/passage.h"

#include "base/i18n.h"
#include "base/text.h"
#include "core/scope.h"
#include "service/act.h"
#include "service/passing.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/grants.h"
#include "store/keeping.h"
#include "store/passages.h"
#include "store/sessions.h"

const LbName lb_passage_kind_names[] = {
    { LB_PASSAGE_CONNECT, "connect", NULL },
    { LB_PASSAGE_RELAY, "relay", NULL },
    { 0, NULL, NULL },
};

const LbName lb_passage_end_names[] = {
    { LB_PASSAGE_LEFT, "left", NULL },
    { LB_PASSAGE_OVER, "over", NULL },
    { LB_PASSAGE_FAILED, "failed", NULL },
    { LB_PASSAGE_BROKEN, "broken", NULL },
    { LB_PASSAGE_TOO_MUCH, "too-much", NULL },
    { LB_PASSAGE_STOPPED, "stopped", NULL },
    { 0, NULL, NULL },
};

void
lb_passage_free(LbPassage *passage)
{
    if (passage == NULL)
        return;
    lb_grant_state_free(passage->state);
    g_free(passage->customer);
    g_free(passage->tenant);
    g_free(passage);
}

/* Which grant, and which port */

static bool
is_called(const LbGrantState *state, const char *resource)
{
    if (resource[0] != '/')
        return g_ascii_strcasecmp(state->resource_name, resource) == 0;
    g_autoptr(LbScope) scope = lb_scope_parse(resource, NULL);
    return scope != NULL && g_strcmp0(scope->path, state->grant->target->resource) == 0;
}

/* "vm-web-01, vm-web-02". The caller frees it. */
static char *
list_names(GPtrArray *grants)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(grants, i);
        g_autofree char *name = lb_text_escape(state->resource_name, LB_TEXT_LINE);
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    return g_string_free(names, FALSE);
}

static bool
is_open(const LbGrantState *state)
{
    return state->status == LB_GRANT_OPEN && state->connection != NULL;
}

/* Takes the one that is meant out of @grants. Where none is named, it is the only one that is open. */
static LbGrantState *
choose_grant(GPtrArray *grants, const char *resource, GError **error)
{
    guint known = grants->len;
    for (guint i = grants->len; i-- > 0;)
        if (resource != NULL && !is_called(g_ptr_array_index(grants, i), resource))
            g_ptr_array_remove_index(grants, i);
    bool called = grants->len > 0;
    for (guint i = grants->len; i-- > 0;)
        if (!is_open(g_ptr_array_index(grants, i)))
            g_ptr_array_remove_index(grants, i);
    if (grants->len == 1)
        return g_ptr_array_steal_index(grants, 0);
    g_autofree char *names = list_names(grants);
    if (grants->len > 1)
        lb_refuse(error, LB_REFUSAL_WHICH_RESOURCE, "(%s)", names);
    else if (resource != NULL && known > 0 && !called)
        lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, NULL);
    else
        lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
    return NULL;
}

static char *
list_ports(const LbGrant *grant)
{
    GString *ports = g_string_new(NULL);
    for (guint i = 0; i < grant->ports->len; i++)
        g_string_append_printf(ports, "%s%u", i > 0 ? ", " : "",
                               g_array_index(grant->ports, unsigned, i));
    return g_string_free(ports, FALSE);
}

/* Stores what is dialed. A relay without a port goes to the grant's only one. */
static bool
choose_port(const LbGrantState *state, LbPassageKind kind, unsigned port, unsigned *dialed,
            GError **error)
{
    bool certified = state->connection->principal != NULL;
    if (kind == LB_PASSAGE_CONNECT) {
        *dialed = state->connection->port;
        return certified || lb_refuse(error, LB_REFUSAL_NO_CERTIFICATE, NULL);
    }
    *dialed = port;
    if (port == 0 && state->grant->ports->len == 1)
        *dialed = g_array_index(state->grant->ports, unsigned, 0);
    if (lb_grant_has_port(state->grant, *dialed) ||
        (!certified && *dialed == state->connection->port))
        return true;
    g_autofree char *ports = list_ports(state->grant);
    return lb_refuse(error, LB_REFUSAL_PORT_NOT_GRANTED, *ports != '\0' ? "(%s)" : NULL, ports);
}

/* Beginning */

/* Nobody goes where it cannot be recorded. */
static bool
check_room(LbService *service, const char *tenant, GError **error)
{
    LbKeeping own;
    int64_t bytes = 0;
    if (!lb_keeping_get(service->store, tenant, &own, error) ||
        !lb_keeping_sum(service->store, tenant, &bytes, error))
        return false;
    LbKeeping keeping = lb_keeping_fill(&own, &service->recordings);
    return lb_keeping_percent(&keeping, bytes) < 100 ||
           lb_refuse(error, LB_REFUSAL_RECORDINGS_FULL, NULL);
}

/* When the clock of this boot says that access is over. The latest of the clocks says how much of it is left. */
static bool
find_boot_end(LbAct *act, const LbRequest *request, LbPassage *passage, GError **error)
{
    LbClockReading reading;
    if (!lb_clock_read(act->service->clock, &reading, error))
        return false;
    int64_t end = MIN(passage->state->grant->end, request->access_end);
    passage->boot_end = reading.boot + (end - act->time.latest);
    return end > act->time.latest || lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
}

static bool
write_beginning(LbAct *act, LbPassageKind kind, const LbRequest *request, LbPassage *passage,
                GError **error)
{
    const LbGrantState *state = passage->state;
    LbPassageRow row = { .serial = state->grant->serial,
                         .kind = lb_names_get(lb_passage_kind_names, (int)kind),
                         .port = passage->port,
                         .principal = act->actor->principal,
                         .account = act->actor->account,
                         .address = act->actor->address,
                         .begun = act->time.effective };
    if (!lb_passages_begin(act->service->store, &row, error) ||
        (kind == LB_PASSAGE_CONNECT &&
         !lb_keeping_begin(act->service->store, row.id, request->tenant, error)))
        return false;
    passage->id = row.id;
    g_autoptr(JsonObject) details = lb_passing_details(state, row.id);
    json_object_set_string_member(details, "address", state->connection->address);
    json_object_set_int_member(details, "port", passage->port);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, kind == LB_PASSAGE_CONNECT ? LB_OPERATION_CONNECT : LB_OPERATION_RELAY,
                      request->tenant, request->number, text, error);
}

static LbPassage *
try_to_begin(LbService *service, const LbActor *actor, LbPassageKind kind, int64_t number,
             const char *resource, unsigned port, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    g_autoptr(LbPassage) passage = g_new0(LbPassage, 1);
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL ||
        !lb_standing_towards(service, actor, number, &act->time, &standing, &request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_CONNECT, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    g_autoptr(GPtrArray) grants = lb_access_of_request(service->store, number, error);
    passage->state = grants != NULL ? choose_grant(grants, resource, error) : NULL;
    if (passage->state == NULL || !choose_port(passage->state, kind, port, &passage->port, error) ||
        !find_boot_end(act, request, passage, error) ||
        (kind == LB_PASSAGE_CONNECT && !check_room(service, request->tenant, error)) ||
        !write_beginning(act, kind, request, passage, error) || !lb_act_commit(act, error))
        return NULL;
    passage->customer = g_strdup(request->tenant_name);
    passage->tenant = g_strdup(request->tenant);
    return g_steal_pointer(&passage);
}

LbPassage *
lb_passage_begin(LbService *service, const LbActor *actor, LbPassageKind kind, int64_t number,
                 const char *resource, unsigned port, GError **error)
{
    GError *refusal = NULL;
    LbPassage *passage = try_to_begin(service, actor, kind, number, resource, port, &refusal);
    if (passage != NULL)
        return passage;
    lb_refused_record(service, actor, LB_VERB_CONNECT, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

/* Going on */

/* Whether one who has begun could begin now. */
static bool
is_still_allowed(LbService *service, const LbActor *actor, const LbPassage *passage,
                 const LbClockJudgement *time, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    if (!lb_standing_towards(service, actor, passage->state->request, time, &standing, &request,
                             error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_CONNECT, &standing);
    return refusal == LB_REFUSAL_NONE || lb_refuse(error, refusal, NULL);
}

bool
lb_passage_check(LbService *service, const LbActor *actor, LbPassage *passage, GError **error)
{
    bool open = false, stopped = false;
    LbClockJudgement time;
    LbClockReading reading;
    g_autoptr(LbTransaction) view = lb_store_begin_reading(service->store, error);
    if (view == NULL || !lb_service_judge_clock(service, &time, &reading, error) ||
        !lb_service_check_welcome(service, actor, error) ||
        !is_still_allowed(service, actor, passage, &time, error) ||
        !lb_sessions_is_stopped(service->store, passage->id, &stopped, error) ||
        !lb_passages_are_open(service->store, passage->id, actor->principal, time.latest, &open,
                              error))
        return false;
    if (stopped)
        return lb_refuse(error, LB_REFUSAL_SESSION_STOPPED, NULL);
    open = open && reading.boot < passage->boot_end;
    return open || lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
}

/* Whoever began it says how it goes, whatever has become of access meanwhile. */
static bool
write_news(LbService *service, const LbActor *actor, const LbPassage *passage,
           LbOperation operation, LbPassageNews *news, GError **error)
{
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL)
        return false;
    news->id = passage->id;
    news->principal = actor->principal;
    news->ended = news->why != NULL ? act->time.effective : 0;
    return lb_passing_write(act, passage->state, operation, news, error) &&
           lb_act_commit(act, error);
}

static LbPassageNews
news_of(const LbPassageCount *count)
{
    return (LbPassageNews){ .sent = count->sent,
                            .received = count->received,
                            .recorded = count->recorded,
                            .sha256 = count->sha256 };
}

bool
lb_passage_record(LbService *service, const LbActor *actor, const LbPassage *passage,
                  const LbPassageCount *count, GError **error)
{
    LbPassageNews news = news_of(count);
    return write_news(service, actor, passage, LB_OPERATION_RECORD_SESSION, &news, error) &&
           (count->sha256 == NULL || check_room(service, passage->tenant, error));
}

bool
lb_passage_end(LbService *service, const LbActor *actor, const LbPassage *passage, LbPassageEnd why,
               const LbPassageCount *count, GError **error)
{
    LbPassageNews news = news_of(count);
    news.why = lb_names_get(lb_passage_end_names, (int)why);
    return write_news(service, actor, passage, LB_OPERATION_END_SESSION, &news, error);
}
