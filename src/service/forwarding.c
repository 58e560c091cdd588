/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log for who forwards it. */
#include "service/forwarding.h"

#include "service/act.h"
#include "service/wake.h"
#include "store/forwarding.h"
#include "store/log.h"

bool
lb_forwarding_state(LbService *service, LbForwardState *state, GError **error)
{
    if (!lb_forwarding_get(service->store, state, error))
        return false;
    if (lb_forward_is_beyond(state) && state->fault == NULL)
        state->fault = lb_forward_tell_beyond(state);
    return true;
}

GPtrArray *
lb_forwarding_next(LbService *service, int limit, int64_t *after, char **fault, GError **error)
{
    *fault = NULL;
    g_auto(LbForwardState) state = { 0 };
    g_autoptr(LbTransaction) view = lb_store_begin_reading(service->store, error);
    if (view == NULL || !lb_forwarding_get(service->store, &state, error))
        return NULL;
    *fault = lb_forward_is_beyond(&state) ? lb_forward_tell_beyond(&state) : NULL;
    const LbLogFilter filter = { .after = state.position, .limit = limit };
    *after = state.position;
    return lb_log_page(service->store, &filter, NULL, error);
}

bool
lb_forwarding_note(LbService *service, int64_t after, int64_t last, const char *server,
                   GError **error)
{
    int64_t now = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL && lb_service_now(service, &now, error) &&
           lb_forwarding_put(service->store, after, last, server, now, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_forwarding_note_fault(LbService *service, const char *fault, GError **error)
{
    int64_t now = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL && lb_service_now(service, &now, error) &&
           lb_forwarding_put_fault(service->store, fault, now, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_forwarding_go_back(LbService *service, int64_t sequence, bool *went, GError **error)
{
    g_auto(LbForwardState) state = { 0 };
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL || !lb_forwarding_get(service->store, &state, error))
        return false;
    bool beyond = lb_forward_is_beyond(&state);
    *went = sequence - 1 <= MIN(state.position, state.newest);
    if (!*went)
        return true;
    if (!lb_forwarding_put_back(service->store, sequence - 1, beyond, error) ||
        !lb_transaction_commit(transaction, error))
        return false;
    lb_wake(service->data);
    return true;
}

bool
lb_forwarding_look_up(gpointer service, int64_t sequence, bool *there, uint8_t hash[LB_SHA256_SIZE],
                      GError **error)
{
    const LbService *opened = service;
    return lb_forwarding_hash(opened->store, sequence, there, hash, error);
}
