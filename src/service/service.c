/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the service, and finding out who somebody is. */
#include "service/service.h"

#include "base/i18n.h"
#include "base/share.h"
#include "config/settings.h"
#include "core/role.h"
#include "service/act.h"
#include "service/deadlines.h"
#include "service/evidence.h"
#include "service/operator.h"
#include "service/refused.h"
#include "store/clockmark.h"

#define INTERNAL_WAIT LB_DAY
#define DAEMON_SILENCE (10 * LB_SECOND)

LbClock *
lb_service_clock_new(const char *data, bool test)
{
    g_autofree char *moved = g_build_filename(data, "test-clock", NULL);
    return test ? lb_clock_new_moved(moved) : lb_clock_system();
}

LbService *
lb_service_open_with_clock(const char *data, const char *host, LbClock *clock, GError **error)
{
    g_autoptr(LbService) service = g_new0(LbService, 1);
    g_autofree char *path = g_build_filename(data, "lockbox.db", NULL);
    g_autofree char *catalogue = lb_share_path("catalogue.conf");
    service->data = g_strdup(data);
    service->host = g_strdup(host);
    service->rules = lb_share_path("policy.conf");
    service->internal_wait = INTERNAL_WAIT;
    service->provisioner = g_strdup("ssh-certificate");
    service->limits = (LbRequestLimits){ .waiting = 10, .an_hour = 30 };
    service->recordings = lb_keeping_standard;
    service->store = lb_store_open(path, error);
    if (service->store == NULL)
        return NULL;
    service->catalogue = lb_catalogue_read(catalogue, error);
    if (service->catalogue == NULL)
        return NULL;
    if (clock == NULL)
        service->own_clock = lb_service_clock_new(data, lb_service_is_test(service));
    service->clock = clock != NULL ? clock : service->own_clock;
    return g_steal_pointer(&service);
}

LbService *
lb_service_open(const char *data, const char *host, GError **error)
{
    return lb_service_open_with_clock(data, host, NULL, error);
}

void
lb_service_free(LbService *service)
{
    if (service == NULL)
        return;
    lb_store_free(service->store);
    lb_catalogue_free(service->catalogue);
    lb_clock_free(service->own_clock);
    g_free(service->data);
    g_free(service->host);
    g_free(service->provisioner);
    g_free(service->rules);
    g_free(service);
}

void
lb_service_follow_rules(LbService *service, const char *path, int64_t wait)
{
    g_free(service->rules);
    service->rules = g_strdup(path);
    service->internal_wait = wait;
}

void
lb_service_limit_requests(LbService *service, const LbRequestLimits *limits)
{
    service->limits = *limits;
}

void
lb_service_set_patience(LbService *service, int milliseconds)
{
    lb_store_set_patience(service->store, milliseconds);
}

const char *
lb_service_data(const LbService *service)
{
    return service->data;
}

bool
lb_service_is_test(const LbService *service)
{
    return lb_store_instance(service->store)->test;
}

bool
lb_service_now(LbService *service, int64_t *now, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return false;
    *now = time.effective;
    return true;
}

bool
lb_service_daemon_is_alive(LbService *service, bool *alive, GError **error)
{
    int64_t beat = 0;
    LbClockReading reading;
    /* The beat is a reading of the wall clock: whether it can be trusted does not matter here. */
    if (!lb_heartbeat_get(service->store, &beat, error) ||
        !lb_clock_read(service->clock, &reading, error))
        return false;
    *alive = beat != 0 && ABS(reading.wall - beat) <= DAEMON_SILENCE;
    return true;
}

/* Somebody whom sshd let in by a line that is not ours, or by a key that has just been revoked. */
static void
record_stranger(LbService *service, int64_t key, const char *address)
{
    g_autoptr(GError) refusal = NULL;
    g_autoptr(LbActor) stranger = lb_actor_new(LB_DOOR_SESSION);
    stranger->key = key;
    stranger->address = g_strdup(address);
    lb_refuse(&refusal, LB_REFUSAL_UNKNOWN_IDENTITY, NULL);
    lb_refused_record(service, stranger, LB_VERB_READ, 0, refusal);
}

LbActor *
lb_service_identify_key(LbService *service, int64_t key, const char *user_auth, const char *address,
                        GError **error)
{
    g_autofree char *type = NULL, *blob = NULL;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbActor) actor =
        lb_directory_actor_by_key(service->store, key, &type, &blob, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (actor == NULL || !lb_evidence_proves_key(service, user_auth, type, blob)) {
        record_stranger(service, key, address);
        lb_refuse(error, LB_REFUSAL_UNKNOWN_IDENTITY, NULL);
        return NULL;
    }
    actor->address = g_strdup(address);
    if (user_auth != NULL)
        actor->evidence = lb_evidence_find(user_auth, type);
    return g_steal_pointer(&actor);
}

/* The operator reads as somebody else: that stands in that customer's log before anything is shown. */
static bool
log_reading(LbService *service, const LbActor *as, GError **error)
{
    g_autoptr(LbActor) console = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(service, console, error);
    if (act == NULL)
        return false;
    g_autofree char *details =
        g_strdup_printf("{\"principal\":%" G_GINT64_FORMAT "}", as->principal);
    return lb_act_log(act, LB_OPERATION_READ_AS, as->tenant, 0, details, error) &&
           lb_act_commit(act, error);
}

LbActor *
lb_service_identify_as(LbService *service, const char *account, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbActor) actor =
        lb_directory_actor_by_account(service->store, account, LB_DOOR_AS, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (actor == NULL) {
        lb_refuse(error, LB_REFUSAL_UNKNOWN_IDENTITY, NULL);
        return NULL;
    }
    if (!lb_service_is_test(service) && !log_reading(service, actor, error))
        return NULL;
    return g_steal_pointer(&actor);
}

GStrv
lb_service_roles(LbService *service, const LbActor *actor, GError **error)
{
    return lb_directory_role_lines(service->store, actor->principal, error);
}

int64_t
lb_service_data_version(LbService *service)
{
    return lb_store_data_version(service->store);
}

bool
lb_service_is_lost(LbService *service)
{
    return lb_store_is_lost(service->store);
}
