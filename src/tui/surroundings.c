/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the frame around the screens says of the place and of the person, read again when something changed. */
#include "tui/surroundings.h"

#include "service/deadlines.h"
#include "service/elsewhere.h"
#include "service/events.h"
#include "service/hooks.h"
#include "service/mails.h"
#include "service/people.h"
#include "tui/screens.h"

/* What waits to be acknowledged. */
static bool
read_exclusions(LbApp *app, GError **error)
{
    LbExclusion *newest = NULL;
    if (!lb_service_may_exclude(app->service, app->actor, &app->records, error) ||
        !lb_service_waiting_exclusions(app->service, app->actor, &app->unacknowledged, &newest,
                                       error))
        return false;
    lb_exclusion_free(app->newest);
    app->newest = newest;
    return true;
}

/* What those who may decide for a customer look after. */
static bool
read_events(LbApp *app, GError **error)
{
    app->reviews = false;
    app->unexplained = 0;
    return app->actor->tenant == NULL ||
           (lb_service_sees_unexplained(app->service, app->actor, &app->reviews, error) &&
            lb_service_count_unexplained(app->service, app->actor, LB_UNEXPLAINED_MOST,
                                         &app->unexplained, error));
}

/* What those who run the place look after: mails, and messages to webhooks, of the last days that did not arrive. */
static bool
read_place(LbApp *app, GError **error)
{
    app->lost = app->late = app->hooks_off = app->hooks_lost = 0;
    if (!lb_people_may_administer(app->service, app->actor, &app->administers, error))
        return false;
    return !app->administers ||
           (lb_mails_count_lost(app->service, app->actor, &app->lost, &app->late, error) &&
            lb_hooks_count_trouble(app->service, app->actor, &app->hooks_off, &app->hooks_lost,
                                   error));
}

/* Access that is open, and what may be: it is on its way in or out. */
static bool
count_open(LbApp *app, GError **error)
{
    int open = 0;
    for (LbStatus status = LB_STATUS_INITIALIZING; status < LB_STATUS_UNKNOWN; status++) {
        int count = 0;
        if (lb_status_phase(status) != LB_PHASE_OPEN)
            continue;
        if (!lb_service_count(app->service, app->actor, status, &count, error))
            return false;
        open += count;
    }
    app->open = open;
    return true;
}

static bool
read_systems(LbApp *app, GError **error)
{
    g_auto(GStrv) systems = lb_service_ticket_systems(app->service, app->actor, error);
    app->elsewhere = systems != NULL && systems[0] != NULL;
    return systems != NULL;
}

void
lb_surroundings_read(LbApp *app)
{
    bool alive = true;
    GError *error = NULL;
    if (!lb_service_now(app->service, &app->now, &error) || !read_place(app, &error) ||
        !lb_ask_roles(app, &app->asks, &error) || !read_systems(app, &error) ||
        !lb_service_count(app->service, app->actor, LB_STATUS_PENDING, &app->waiting, &error) ||
        !count_open(app, &error) || !read_exclusions(app, &error) || !read_events(app, &error))
        lb_app_fail(app, error);
    if (lb_service_daemon_is_alive(app->service, &alive, NULL))
        app->unattended = !alive;
}
