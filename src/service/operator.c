/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts of the operator: making the database, the clock, rehearsals. */
#include "service/operator.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/random.h"
#include "base/time.h"
#include "service/act.h"
#include "store/clockmark.h"

LbActor *
lb_operator_actor_new(void)
{
    LbActor *actor = lb_actor_new(LB_DOOR_OPERATOR);
    actor->account = g_strdup("operator");
    return actor;
}

bool
lb_operator_begin_log(LbService *service, GError **error)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    const LbInstance *instance = lb_store_instance(service->store);
    g_autofree char *details = g_strdup_printf("{\"instance\":\"%s\",\"test\":%s}", instance->id,
                                               instance->test ? "true" : "false");
    return act != NULL && lb_act_log(act, LB_OPERATION_INITIALIZE, NULL, 0, details, error) &&
           lb_act_commit(act, error);
}

/* Whoever made it before us, a directory for secrets is closed. */
static bool
make_private(const char *path, GError **error)
{
    if (!lb_file_make_directory(path, 0700, error))
        return false;
    if (chmod(path, 0700) == 0)
        return true;
    lb_set_errno_error(error, errno, "%s", path);
    return false;
}

#define UNFINISHED "lockbox.db.new-"

/* Makes the whole database, its log begun, under a name that nobody opens. */
static bool
build(const char *data, const char *path, const LbInstance *instance, LbClock *clock,
      GError **error)
{
    g_autoptr(LbStore) store = lb_store_create(path, instance, error);
    if (store == NULL)
        return false;
    LbService service = { .store = store, .clock = clock, .data = (char *)data };
    return lb_operator_begin_log(&service, error) && lb_store_close(g_steal_pointer(&store), error);
}

/* Removes what was not finished, by us or by somebody who was interrupted. */
static void
sweep(const char *data)
{
    g_autoptr(GDir) directory = g_dir_open(data, 0, NULL);
    const char *name;
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(data, name, NULL);
        if (g_str_has_prefix(name, UNFINISHED))
            unlink(path);
    }
}

bool
lb_operator_init(const char *data, bool test, GError **error)
{
    g_autofree char *private = g_build_filename(data, "private", NULL);
    g_autofree char *path = g_build_filename(data, "lockbox.db", NULL);
    g_autofree char *id = lb_random_uuid(lb_random_system(), error);
    g_autoptr(LbClock) clock = lb_service_clock_new(data, test);
    LbClockReading reading;
    if (id == NULL || !lb_clock_read(clock, &reading, error) ||
        !lb_file_make_directory(data, 02770, error) || !make_private(private, error))
        return false;
    g_autofree char *unfinished = g_strconcat(data, "/" UNFINISHED, id, NULL);
    g_autoptr(GError) failure = NULL;
    LbInstance instance = { .id = id, .test = test, .created = reading.wall };
    bool there = g_file_test(path, G_FILE_TEST_EXISTS);
    bool made = !there && build(data, unfinished, &instance, clock, &failure) &&
                lb_file_publish(unfinished, path, &failure);
    if (made) {
        sweep(data);
        return true;
    }
    unlink(unfinished);
    if (failure != NULL && !g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    /* Whatever went wrong: somebody else was first. */
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS, _("%s: there is a database already"),
                path);
    return false;
}

void
lb_clock_report_free(LbClockReport *report)
{
    if (report == NULL)
        return;
    g_free(report->why);
    g_free(report);
}

LbClockReport *
lb_operator_clock(LbService *service, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    if (!lb_service_judge_clock(service, &time, &reading, error))
        return NULL;
    LbClockReport *report = g_new0(LbClockReport, 1);
    report->effective = time.effective;
    report->wall = reading.wall;
    report->mark = time.next.mark;
    report->suspect = !time.sane;
    if (time.sane)
        return report;
    g_autofree char *wall = lb_time_format(reading.wall, NULL, LB_TIME_FULL);
    g_autofree char *expected = lb_time_format(time.expected, NULL, LB_TIME_FULL);
    g_autofree char *mark = lb_time_format(time.next.mark, NULL, LB_TIME_FULL);
    report->why = g_strdup_printf(
        _("The clock says %s; expected was %s, and the last act was at %s."), wall, expected, mark);
    return report;
}

bool
lb_operator_accept_clock(LbService *service, GError **error)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    LbClockReading reading;
    if (act == NULL || !lb_clock_read(service->clock, &reading, error))
        return false;
    g_autofree char *from = lb_time_to_iso(act->time.effective);
    g_autofree char *to = lb_time_to_iso(reading.wall);
    g_autofree char *details = g_strdup_printf("{\"mark\":\"%s\",\"wall\":\"%s\"}", from, to);
    /* Time already passed is not taken back: a wall clock behind the mark goes on from the mark. */
    int64_t mark = MAX(act->time.next.mark, reading.wall);
    act->time.sane = true;
    act->time.next = (LbClockMark){ .mark = mark, .reference = reading };
    return lb_act_log(act, LB_OPERATION_ACCEPT_CLOCK, NULL, 0, details, error) &&
           lb_act_commit(act, error);
}

bool
lb_operator_log_ca(LbService *service, const LbSshKey *key, GError **error)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autofree char *details = g_strdup_printf("{\"key\":\"%s\"}", key->fingerprint);
    return act != NULL && lb_act_log(act, LB_OPERATION_INIT_CA, NULL, 0, details, error) &&
           lb_act_commit(act, error);
}

bool
lb_operator_any_key(LbService *service, int64_t *id, char **account, LbSshKey **key, GError **error)
{
    return lb_directory_any_key(service->store, id, account, key, error);
}

bool
lb_operator_rehearse(LbService *service, int64_t number, LbStatus status, GError **error)
{
    if (!lb_service_is_test(service))
        return lb_refuse(error, LB_REFUSAL_TEST_ONLY, NULL);
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    g_autoptr(LbRequest) request =
        act != NULL ? lb_requests_get(service->store, number, error) : NULL;
    if (request == NULL)
        return (error != NULL && *error != NULL) ? false
                                                 : lb_refuse(error, LB_REFUSAL_NOT_FOUND, NULL);
    LbStatus from = request->status;
    /* Nothing stays Initializing while no request needs internal approval: it is shown from Pending. */
    bool back = from == LB_STATUS_PENDING && status == LB_STATUS_INITIALIZING;
    if (!back && !lb_status_may_become(from, status))
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(%s -> %s)", lb_status_name(from),
                         lb_status_name(status));
    request->status = status;
    if (status == LB_STATUS_APPROVED) { /* rehearsed access has its time like any other */
        request->hours_granted = request->hours;
        request->access_start = act->time.effective;
        request->access_end = request->access_start + request->hours * LB_HOUR;
    }
    bool changed = false;
    g_autofree char *details = lb_details_of_request(request, NULL, 0);
    return lb_requests_update(service->store, request, from, 0, &changed, error) && changed &&
           lb_act_log(act, LB_OPERATION_REHEARSE, request->tenant, number, details, error) &&
           lb_act_commit(act, error);
}
