/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries about passages. */
#include "service/passing.h"

#include "service/granting.h"
#include "service/passage.h"
#include "store/grants.h"
#include "store/keeping.h"

JsonObject *
lb_passing_details(const LbGrantState *state, int64_t passage)
{
    JsonObject *details = json_object_new();
    json_object_set_int_member(details, "grant", state->grant->serial);
    json_object_set_string_member(details, "resource", state->grant->target->resource);
    json_object_set_int_member(details, "passage", passage);
    return details;
}

bool
lb_passing_write(LbAct *act, const LbGrantState *state, LbOperation operation,
                 const LbPassageNews *news, GError **error)
{
    bool found = false;
    if (!lb_passages_put(act->service->store, news, &found, error))
        return false;
    if (!found)
        return lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
    if (!lb_keeping_tell(act->service->store, news->id, news->recorded, news->ended, error))
        return false;
    g_autoptr(LbRequest) request = lb_granting_request(act, state->request);
    g_autoptr(JsonObject) details = lb_passing_details(state, news->id);
    json_object_set_int_member(details, "sent", news->sent);
    json_object_set_int_member(details, "received", news->received);
    if (news->sha256 != NULL)
        json_object_set_string_member(details, "sha256", news->sha256);
    if (news->why != NULL)
        json_object_set_string_member(details, "why", news->why);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, request != NULL ? request->tenant : NULL, state->request,
                      text, error);
}

bool
lb_passing_break(LbAct *act, int64_t id, bool *broken, GError **error)
{
    int64_t serial = 0;
    LbPassageNews news = { .id = id,
                           .recorded = -1,
                           .ended = act->time.effective,
                           .why = lb_names_get(lb_passage_end_names, LB_PASSAGE_BROKEN) };
    *broken = false;
    if (!lb_passages_get(act->service->store, id, &serial, &news.sent, &news.received, error))
        return false;
    g_autoptr(GError) refusal = NULL;
    g_autoptr(LbGrantState) state = lb_access_get(act->service->store, serial, error);
    if (state == NULL)
        return false;
    *broken = lb_passing_write(act, state, LB_OPERATION_END_SESSION, &news, &refusal);
    if (*broken || (refusal != NULL && refusal->domain == LB_REFUSAL_ERROR))
        return true;
    g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}
