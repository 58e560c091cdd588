/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where resources are reached, and which hosts may fetch the list of revoked certificates. The operator alone acts here: no
 * function takes anybody else as its actor. */
#include "service/targets.h"

#include "base/i18n.h"
#include "service/administer.h"
#include "service/evidence.h"
#include "service/granting.h"
#include "service/operator.h"
#include "service/place.h"
#include "service/refused.h"
#include "service/targeting.h"
#include "store/targets.h"

static LbTarget *
find_target(LbStore *store, const char *key, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbTarget *target = lb_directory_target(store, key, &failure);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (target == NULL)
        lb_refuse(error, LB_REFUSAL_NO_TARGET, NULL);
    return target;
}

/* Setting and removing */

static bool
log_target(LbAct *act, const char *tenant, const LbTarget *target, bool removed, GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    JsonArray *host_keys = json_array_new();
    json_object_set_string_member(details, "resource", target->resource);
    json_object_set_string_member(details, "address", target->address);
    json_object_set_int_member(details, "port", target->port);
    json_object_set_string_member(details, "login", target->login);
    json_object_set_array_member(details, "hostKeys", host_keys);
    for (guint i = 0; i < target->host_keys->len; i++) {
        g_autoptr(LbSshKey) key = lb_sshkey_parse(g_ptr_array_index(target->host_keys, i), NULL);
        json_array_add_string_element(host_keys, key != NULL ? key->fingerprint : "");
    }
    if (removed)
        json_object_set_boolean_member(details, "removed", TRUE);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_SET_TARGET, tenant, 0, text, error);
}

bool
lb_targeting_set(LbAct *act, const char *tenant, const LbTarget *target, bool *changed,
                 GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbStore *store = act->service->store;
    g_autoptr(LbTarget) stored = lb_directory_target(store, target->resource, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *changed = stored == NULL || !lb_target_equal(stored, target);
    return !*changed || (lb_directory_put_target(store, target, act->time.effective, error) &&
                         log_target(act, tenant, target, false, error) &&
                         lb_granting_end_resource(act, target->resource, error));
}

bool
lb_targets_set(LbService *service, const LbTarget *target, bool local_allowed, bool *changed,
               GError **error)
{
    g_auto(LbPlace) place = { 0 };
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_administer_begin(service, console, LB_VERB_ADMINISTER, error);
    *changed = false;
    if (act == NULL || !lb_place_find(service->store, target->resource, &place, error))
        return false;
    if (!place.listed)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, NULL);
    g_autoptr(LbTarget) taken = lb_target_copy(target);
    g_free(taken->resource);
    taken->resource = g_strdup(place.key);
    LbTargetFault fault = lb_target_check(taken, local_allowed);
    if (fault != LB_TARGET_FAULT_NONE)
        return lb_refuse(error, LB_REFUSAL_BAD_TARGET, "%s (%s)",
                         _(lb_names_label(lb_target_fault_names, (int)fault)),
                         lb_names_get(lb_target_fault_names, (int)fault));
    return lb_targeting_set(act, place.tenant, taken, changed, error) &&
           (!*changed || lb_act_commit(act, error));
}

bool
lb_targets_remove(LbService *service, const char *resource, GError **error)
{
    g_auto(LbPlace) place = { 0 };
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_administer_begin(service, console, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_place_find(service->store, resource, &place, error))
        return false;
    g_autoptr(LbTarget) target = find_target(service->store, place.key, error);
    return target != NULL && lb_directory_drop_target(service->store, place.key, error) &&
           log_target(act, place.tenant, target, true, error) &&
           lb_granting_end_resource(act, place.key, error) && lb_act_commit(act, error);
}

/* Reading */

GPtrArray *
lb_targets_list(LbService *service, const char *after, int limit, GError **error)
{
    return lb_directory_targets(service->store, after, limit, error);
}

LbTarget *
lb_targets_get(LbService *service, const char *resource, GError **error)
{
    g_auto(LbPlace) place = { 0 };
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !lb_place_find(service->store, resource, &place, error))
        return NULL;
    return find_target(service->store, place.key, error);
}

char *
lb_targets_principal(LbService *service, const LbTarget *target)
{
    return lb_target_principal(lb_store_instance(service->store)->id, target);
}

/* Keys of hosts */

static bool
log_key(LbAct *act, LbOperation operation, const char *name, const char *fingerprint,
        GError **error)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "name", name);
    json_object_set_string_member(details, "key", fingerprint);
    g_autofree char *text = lb_details_write(details);
    return lb_act_log(act, operation, NULL, 0, text, error);
}

/* One that a host has, or had, is not given to another one. */
static bool
check_free(LbStore *store, const LbSshKey *key, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTargetKey) there = lb_directory_target_key(store, key->blob, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (there == NULL)
        return true;
    return lb_refuse(error, there->revoked != 0 ? LB_REFUSAL_KEY_REVOKED : LB_REFUSAL_KEY_TAKEN,
                     "(%s)", there->name);
}

static bool
put_key(LbAct *act, const char *name, const LbSshKey *key, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (lb_directory_put_target_key(act->service->store, name, key, act->time.effective, &failure))
        return log_key(act, LB_OPERATION_ADD_TARGET_KEY, name, key->fingerprint, error);
    if (g_error_matches(failure, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS))
        return lb_refuse(error, LB_REFUSAL_BAD_KEY, _("(A person has it, or had it.)"));
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool
lb_targets_add_key(LbService *service, const char *name, const LbSshKey *key, GError **error)
{
    g_autofree char *taken = NULL;
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_administer_begin(service, console, LB_VERB_ADMINISTER, error);
    if (act == NULL ||
        !lb_administer_take_line(name, "name", LB_LIMIT_ACCOUNT, true, &taken, error))
        return false;
    if (taken == NULL)
        return lb_refuse(error, LB_REFUSAL_TEXT_EMPTY, "(name)");
    return check_free(service->store, key, error) && put_key(act, taken, key, error) &&
           lb_act_commit(act, error);
}

bool
lb_targets_revoke_key(LbService *service, const char *fingerprint, GError **error)
{
    g_autofree char *name = NULL;
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_administer_begin(service, console, LB_VERB_ADMINISTER, error);
    if (act == NULL || !lb_directory_revoke_target_key(service->store, fingerprint,
                                                       act->time.effective, &name, error))
        return false;
    if (name == NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_KEY, NULL);
    return log_key(act, LB_OPERATION_REVOKE_TARGET_KEY, name, fingerprint, error) &&
           lb_act_commit(act, error);
}

GPtrArray *
lb_targets_keys(LbService *service, GError **error)
{
    return lb_directory_target_keys(service->store, error);
}

bool
lb_targets_identify_key(LbService *service, int64_t id, const char *user_auth, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbSshKey) key = lb_directory_target_key_proof(service->store, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (key != NULL && lb_evidence_proves_key(service, user_auth, key->type, key->blob))
        return true;
    /* Its id would be that of some person's key in the log. */
    g_autoptr(LbActor) stranger = lb_actor_new(LB_DOOR_SESSION);
    g_autoptr(GError) refusal = NULL;
    lb_refuse(&refusal, LB_REFUSAL_UNKNOWN_IDENTITY, NULL);
    lb_refused_record(service, stranger, LB_VERB_READ, 0, refusal);
    g_propagate_error(error, g_steal_pointer(&refusal));
    return false;
}
