/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates that lockboxd may sign: the last look before it does. */
#include "base/time.h"
#include "core/sshkey.h"
#include "service/granting.h"
#include "service/refused.h"
#include "store/grants.h"

#define VALID_FOR (5 * LB_MINUTE)

void
lb_mint_free(LbMint *mint)
{
    if (mint == NULL)
        return;
    lb_grant_state_free(mint->state);
    g_free(mint->instance);
    g_free(mint);
}

/* Whether @state is open to somebody who may still come, by the latest of the clocks. */
static bool
is_open(LbAct *act, const LbGrantState *state, const LbRequest *request, bool *open, GError **error)
{
    unsigned roles = 0; /* none of an account that is switched off */
    *open = false;
    if (!lb_directory_provider_roles(act->service->store, request->requester, &roles, error))
        return false;
    *open = lb_roles_ask(roles) && state->status == LB_GRANT_OPEN && state->connection != NULL &&
            state->connection->principal != NULL && request->status == LB_STATUS_APPROVED &&
            MIN(state->grant->end, request->access_end) > act->time.latest;
    return true;
}

static bool
log_certificate(LbAct *act, const LbMint *mint, const LbRequest *request, const char *fingerprint,
                GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    const LbGrant *grant = mint->state->grant;
    g_autofree char *until = lb_time_to_iso(mint->end);
    json_object_set_int_member(details, "grant", grant->serial);
    json_object_set_string_member(details, "resource", grant->target->resource);
    json_object_set_string_member(details, "principal", mint->state->connection->principal);
    json_object_set_string_member(details, "key", fingerprint);
    json_object_set_string_member(details, "until", until);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_ISSUE_CERTIFICATE, request->tenant, request->number, text,
                      error);
}

/* Stores the request that it is about, as far as it got. */
static LbMint *
try_to_mint(LbService *service, const LbActor *actor, int64_t serial, const char *public_key,
            int64_t *number, GError **error)
{
    bool open = false;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbMint) mint = g_new0(LbMint, 1);
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL)
        return NULL;
    mint->state = lb_access_get(service->store, serial, &failure);
    g_autoptr(LbRequest) request =
        mint->state != NULL ? lb_requests_get(service->store, mint->state->request, &failure)
                            : NULL;
    *number = mint->state != NULL ? mint->state->request : 0;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    g_autoptr(LbSshKey) key = lb_sshkey_parse(public_key, NULL);
    if (request != NULL && !is_open(act, mint->state, request, &open, error))
        return NULL;
    if (!open || key == NULL) {
        lb_refuse(error, LB_REFUSAL_NO_ACCESS_OPEN, NULL);
        return NULL;
    }
    int64_t now = act->time.latest;
    const LbGrant *grant = mint->state->grant;
    mint->instance = g_strdup(lb_store_instance(service->store)->id);
    /* A target whose clock is slow takes it all the same. */
    mint->start = MAX(grant->start, now - VALID_FOR);
    mint->end = MIN(MIN(grant->end, request->access_end), now + VALID_FOR);
    return log_certificate(act, mint, request, key->fingerprint, error) && lb_act_commit(act, error)
               ? g_steal_pointer(&mint)
               : NULL;
}

LbMint *
lb_grants_mint(LbService *service, int64_t serial, const char *public_key, GError **error)
{
    GError *refusal = NULL;
    int64_t number = 0;
    g_autoptr(LbActor) nobody = lb_actor_new(LB_DOOR_TIME);
    LbMint *mint = try_to_mint(service, nobody, serial, public_key, &number, &refusal);
    if (mint != NULL)
        return mint;
    lb_refused_record(service, nobody, LB_VERB_CONNECT, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
