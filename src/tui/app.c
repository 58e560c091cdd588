/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of screens: where the blade starts, what is put on it and taken away, what happens while nobody types. */
#include "tui/app.h"

#include "base/i18n.h"
#include "base/time.h"
#include "service/deadlines.h"
#include "tui/frame.h"
#include "tui/screens.h"
#include "tui/surroundings.h"

#define SEARCH_TIME (LB_SECOND / 4)

/* Until somebody says better. */
static const LbSpelling console = { 0 };

LbApp *
lb_app_new(LbService *service, LbActor *actor, int width, int height)
{
    LbApp *app = g_new0(LbApp, 1);
    app->service = service;
    app->actor = actor;
    app->spelling = &console;
    app->zone = lb_time_zone(actor->time_zone);
    app->test = lb_service_is_test(service);
    app->stack = g_ptr_array_new();
    app->left = g_ptr_array_new();
    app->results = g_ptr_array_new_with_free_func(g_free);
    app->search_time = SEARCH_TIME;
    app->copies = g_ptr_array_new_with_free_func(g_free);
    app->canvas = lb_canvas_new(width, height);
    lb_field_init(&app->search, LB_SEARCH_LIMIT, false);
    return app;
}

LbScreen *
lb_app_top(const LbApp *app)
{
    return app->stack->len > 0 ? g_ptr_array_index(app->stack, app->stack->len - 1) : NULL;
}

static void
drop_top(LbApp *app)
{
    g_ptr_array_add(app->left, lb_app_top(app));
    g_ptr_array_set_size(app->stack, (int)app->stack->len - 1);
}

static void
free_left(LbApp *app)
{
    for (guint i = 0; i < app->left->len; i++) {
        LbScreen *screen = g_ptr_array_index(app->left, i);
        screen->ops->free(screen);
    }
    g_ptr_array_set_size(app->left, 0);
}

void
lb_app_free(LbApp *app)
{
    if (app == NULL)
        return;
    while (app->stack->len > 0)
        drop_top(app);
    free_left(app);
    g_ptr_array_unref(app->left);
    g_ptr_array_unref(app->stack);
    g_ptr_array_unref(app->results);
    g_ptr_array_unref(app->copies);
    g_time_zone_unref(app->zone);
    lb_canvas_free(app->canvas);
    lb_exclusion_free(app->newest);
    lb_field_clear(&app->search);
    g_free(app->notice);
    g_clear_error(&app->farewell);
    g_free(app);
}

void
lb_app_say(LbApp *app, LbStyle style, char *text)
{
    g_free(app->notice);
    app->notice = text;
    app->notice_style = style;
}

void
lb_app_fail(LbApp *app, GError *error)
{
    lb_app_say(app, LB_STYLE_WARNING, g_strdup(error->message));
    g_error_free(error);
}

static bool
load(LbScreen *screen, GError **error)
{
    return screen->ops->load == NULL || screen->ops->load(screen, error);
}

static bool
push(LbApp *app, LbScreen *screen, GError **error)
{
    if (!load(screen, error)) {
        screen->ops->free(screen);
        return false;
    }
    g_ptr_array_add(app->stack, screen);
    return true;
}

bool
lb_app_push(LbApp *app, LbScreen *screen)
{
    GError *error = NULL;
    if (push(app, screen, &error))
        return true;
    lb_app_fail(app, error);
    return false;
}

void
lb_app_pop(LbApp *app)
{
    if (app->stack->len <= 1)
        app->ended = true;
    else
        drop_top(app);
}

static LbScreen *
new_tab(LbApp *app, LbAction action)
{
    return action == LB_ACTION_LOG       ? lb_activity_screen_new(app)
           : action == LB_ACTION_TICKETS ? lb_tickets_screen_new(app)
           : action == LB_ACTION_CONSOLE ? lb_console_screen_new(app)
                                         : lb_requests_screen_new(app, action);
}

bool
lb_app_show_tab(LbApp *app, LbAction action)
{
    LbScreen *screen = new_tab(app, action);
    GError *error = NULL;
    screen->tab = true;
    if (!load(screen, &error)) {
        lb_app_fail(app, error);
        screen->ops->free(screen);
        return false;
    }
    while (app->stack->len > 0)
        drop_top(app);
    app->tab = action;
    g_ptr_array_add(app->stack, screen);
    return true;
}

/* Takes @why. */
static void
dismiss(LbApp *app, GError *why)
{
    g_clear_error(&app->farewell);
    app->farewell = why;
    app->ended = true;
}

/* Whether the person may still be here; ends the blade where not. */
static bool
is_welcome(LbApp *app)
{
    GError *error = NULL;
    if (lb_service_check_welcome(app->service, app->actor, &error))
        return true;
    if (error->domain == LB_REFUSAL_ERROR)
        dismiss(app, error);
    else
        lb_app_fail(app, error);
    return false;
}

void
lb_app_reload(LbApp *app)
{
    int64_t version = lb_service_data_version(app->service);
    if (!is_welcome(app))
        return;
    app->version = version;
    lb_surroundings_read(app);
    for (guint i = 0; i < app->stack->len; i++) {
        GError *error = NULL;
        if (!load(g_ptr_array_index(app->stack, i), &error))
            lb_app_fail(app, error);
    }
}

static bool
start_at(LbApp *app, LbAction tab, GError **error)
{
    app->version = lb_service_data_version(app->service);
    /* Something may have been taken away since the person was let in. */
    if (!lb_service_check_welcome(app->service, app->actor, error))
        return false;
    lb_surroundings_read(app);
    lb_app_show_tab(app, tab);
    if (app->stack->len > 0)
        return true;
    g_set_error_literal(error, LB_REFUSAL_ERROR, LB_REFUSAL_DISABLED, app->notice);
    return false;
}

bool
lb_app_start_at_ticket(LbApp *app, int64_t number, GError **error)
{
    if (!start_at(app, LB_ACTION_TICKETS, error))
        return false;
    lb_tickets_screen_select(lb_app_top(app), number);
    return push(app, lb_ticket_screen_new(app, number), error);
}

bool
lb_app_start_at_exclusion(LbApp *app, int64_t number, GError **error)
{
    if (!start_at(app, LB_ACTION_OVERVIEW, error) ||
        !push(app, lb_exclusions_screen_new(app), error))
        return false;
    lb_exclusions_screen_select(lb_app_top(app), number);
    return push(app, lb_exclusion_screen_new(app, number), error);
}

bool
lb_app_start(LbApp *app, int64_t number, GError **error)
{
    app->deep_link = number;
    if (!start_at(app, number != 0 ? LB_ACTION_PENDING : LB_ACTION_OVERVIEW, error))
        return false;
    if (number == 0)
        return true;
    lb_requests_screen_select(lb_app_top(app), number);
    return push(app, lb_detail_screen_new(app, number), error);
}

/* Above its request, which is not to be decided then. */
static bool
start_at_session(LbApp *app, const LbOpening *opening, GError **error)
{
    LbWatchKind kind = opening->live ? LB_WATCH_LIVE : LB_WATCH_REPLAY;
    if (!lb_app_start(app, opening->request, error))
        return false;
    return push(app, lb_replay_screen_new(app, opening->request, opening->session, kind), error);
}

bool
lb_app_start_at(LbApp *app, const LbOpening *opening, GError **error)
{
    return opening->ticket != 0      ? lb_app_start_at_ticket(app, opening->ticket, error)
           : opening->exclusion != 0 ? lb_app_start_at_exclusion(app, opening->exclusion, error)
           : opening->session != 0   ? start_at_session(app, opening, error)
                                     : lb_app_start(app, opening->request, error);
}

void
lb_app_resize(LbApp *app, int width, int height)
{
    lb_canvas_free(app->canvas);
    app->canvas = lb_canvas_new(width, height);
    app->redraw = true;
}

/* Whether something that is shown has ended by itself since @before. */
static bool
time_is_over(const LbApp *app, int64_t before)
{
    for (guint i = 0; i < app->stack->len; i++) {
        const LbScreen *screen = g_ptr_array_index(app->stack, i);
        int64_t until = screen->ops->until != NULL ? screen->ops->until(screen) : 0;
        if (until > before && until <= app->now)
            return true;
    }
    return false;
}

bool
lb_app_keep(LbApp *app)
{
    bool kept = false;
    for (guint i = 0; i < app->stack->len; i++) {
        LbScreen *screen = g_ptr_array_index(app->stack, i);
        if (screen->ops->keep != NULL && screen->ops->keep(screen))
            kept = true;
    }
    return kept;
}

/* No key has come since the last tick. */
static void
rest(LbApp *app)
{
    lb_app_keep(app);
    LbScreen *screen = lb_app_top(app);
    if (screen != NULL && screen->ops->idle != NULL)
        screen->ops->idle(screen);
}

void
lb_app_tick(LbApp *app)
{
    int64_t before = app->now;
    bool alive = true;
    GError *error = NULL;
    if (lb_service_data_version(app->service) != app->version)
        lb_app_reload(app);
    else if (!lb_service_now(app->service, &app->now, &error))
        lb_app_fail(app, error);
    else if (time_is_over(app, before))
        lb_app_reload(app);
    if (lb_service_daemon_is_alive(app->service, &alive, NULL))
        app->unattended = !alive;
    if (!app->touched && !app->ended)
        rest(app);
    app->touched = false;
}

void
lb_app_watch(LbApp *app, int64_t time)
{
    if (app->visit == NULL || app->ended)
        return;
    GError *error = NULL;
    LbVisit visit = *app->visit;
    const LbScreen *screen = lb_app_top(app);
    if (screen != NULL && screen->ops->attended != NULL && screen->ops->attended(screen))
        app->input_time = time;
    visit.touched = MAX(visit.touched, app->input_time);
    if (!lb_visit_check(&visit, time, &error)) {
        dismiss(app, error);
        return;
    }
    char *warning = lb_visit_warning(&visit, app->looked, time);
    if (warning != NULL)
        lb_app_say(app, LB_STYLE_WARNING, warning);
    app->looked = time;
}

int64_t
lb_app_due(const LbApp *app)
{
    const LbScreen *screen = lb_app_top(app);
    return app->ended || screen == NULL || screen->ops->due == NULL ? -1 : screen->ops->due(screen);
}

bool
lb_app_run(LbApp *app, int64_t time)
{
    LbScreen *screen = lb_app_top(app);
    return !app->ended && screen != NULL && screen->ops->tick != NULL &&
           screen->ops->tick(screen, time);
}

bool
lb_app_is_small(const LbApp *app)
{
    return app->canvas->width < LB_SMALLEST_WIDTH || app->canvas->height < LB_SMALLEST_HEIGHT;
}

const LbCanvas *
lb_app_draw(LbApp *app)
{
    free_left(app);
    lb_canvas_clear(app->canvas);
    if (lb_app_is_small(app))
        lb_frame_render_small(app);
    else
        lb_frame_render(app);
    return app->canvas;
}
