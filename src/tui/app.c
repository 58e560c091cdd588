/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stack of screens, and the way of a key: search line, then a screen that takes text, then the table of
 * actions, then the screen, then what means the same everywhere. */
#include "tui/app.h"

#include "base/i18n.h"
#include "base/time.h"
#include "service/deadlines.h"
#include "service/elsewhere.h"
#include "service/events.h"
#include "service/hooks.h"
#include "service/mails.h"
#include "service/people.h"
#include "tui/frame.h"
#include "tui/screens.h"

#define SEARCH_LIMIT 80
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
    lb_field_init(&app->search, SEARCH_LIMIT, false);
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
    app->lost = app->hooks_off = app->hooks_lost = 0;
    if (!lb_people_may_administer(app->service, app->actor, &app->administers, error))
        return false;
    return !app->administers || (lb_mails_count_lost(app->service, app->actor, &app->lost, error) &&
                                 lb_hooks_count_trouble(app->service, app->actor, &app->hooks_off,
                                                        &app->hooks_lost, error));
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

/* What the frame around the screens shows. */
static bool
read_systems(LbApp *app, GError **error)
{
    g_auto(GStrv) systems = lb_service_ticket_systems(app->service, app->actor, error);
    app->elsewhere = systems != NULL && systems[0] != NULL;
    return systems != NULL;
}

static void
read_surroundings(LbApp *app)
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
    read_surroundings(app);
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
    read_surroundings(app);
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

/* Searching */

static void
find(LbApp *app, bool forward)
{
    LbScreen *screen = lb_app_top(app);
    if (screen->ops->find == NULL || app->search.text->len == 0)
        return;
    if (!screen->ops->find(screen, app->search.text->str, forward))
        lb_app_say(app, LB_STYLE_TEXT, g_strdup(_("That is not found.")));
}

static void
type_search(LbApp *app, int key)
{
    if (key == LB_KEY_ENTER || key == LB_KEY_ESCAPE || key == LB_KEY_CTRL_C)
        app->searching = false;
    if (key == LB_KEY_ENTER)
        find(app, true);
    else if (key == LB_KEY_CTRL_C)
        lb_app_push(app, lb_leave_screen_new(app));
    else if (key == LB_KEY_PASTE)
        lb_app_say(app, LB_STYLE_TEXT, g_strdup(_("Pasted text is not taken here. Type it.")));
    else
        lb_field_type(&app->search, key);
}

static void
start_search(LbApp *app)
{
    if (lb_app_top(app)->ops->find == NULL)
        return;
    lb_field_clear(&app->search);
    lb_field_init(&app->search, SEARCH_LIMIT, false);
    app->searching = true;
}

/* Actions */

/* The last one is for those who run the place. */
static const LbAction tabs[] = { LB_ACTION_OVERVIEW, LB_ACTION_PENDING, LB_ACTION_ACCESS,
                                 LB_ACTION_HISTORY,  LB_ACTION_LOG,     LB_ACTION_TICKETS,
                                 LB_ACTION_CONSOLE };

static void
move_tab(LbApp *app, int step)
{
    int count_of_tabs = (int)G_N_ELEMENTS(tabs) - (app->administers ? 0 : 1), at = 0;
    while (tabs[at] != app->tab)
        at++;
    lb_app_show_tab(app, tabs[(at + step + count_of_tabs) % count_of_tabs]);
}

/* The list; where a single one waits for the person, that one above it. */
static void
open_exclusions(LbApp *app)
{
    int64_t only = app->unacknowledged == 1 && app->newest != NULL ? app->newest->number : 0;
    if (!lb_app_push(app, lb_exclusions_screen_new(app)) || only == 0)
        return;
    lb_exclusions_screen_select(lb_app_top(app), only);
    lb_app_push(app, lb_exclusion_screen_new(app, only));
}

/* What means the same on every screen. */
static void
act_anywhere(LbApp *app, LbAction action)
{
    bool tab = lb_app_top(app)->tab;
    switch (action) {
    case LB_ACTION_LEAVE:
        lb_app_pop(app);
        break;
    case LB_ACTION_BACK:
        if (!tab)
            lb_app_pop(app);
        break;
    case LB_ACTION_INTERRUPT:
        lb_app_push(app, lb_leave_screen_new(app));
        break;
    case LB_ACTION_HELP:
        lb_app_push(app, lb_help_screen_new(app));
        break;
    case LB_ACTION_ACCOUNT:
        lb_app_push(app, lb_profile_screen_new(app));
        break;
    case LB_ACTION_EXCLUSIONS:
        open_exclusions(app);
        break;
    case LB_ACTION_MAILS:
        if (lb_app_show_tab(app, LB_ACTION_CONSOLE))
            lb_console_screen_show(lb_app_top(app), &lb_console_outbox);
        break;
    case LB_ACTION_WEBHOOKS:
        if (lb_app_show_tab(app, LB_ACTION_CONSOLE))
            lb_console_screen_show(lb_app_top(app), &lb_console_webhooks);
        break;
    case LB_ACTION_EVENTS:
        lb_app_push(app, lb_events_screen_new(app));
        break;
    case LB_ACTION_REFRESH:
        lb_app_reload(app);
        break;
    case LB_ACTION_REDRAW:
        app->redraw = true;
        break;
    case LB_ACTION_SEARCH:
        start_search(app);
        break;
    case LB_ACTION_SEARCH_NEXT:
    case LB_ACTION_SEARCH_BACK:
        find(app, action == LB_ACTION_SEARCH_NEXT);
        break;
    case LB_ACTION_OVERVIEW:
    case LB_ACTION_PENDING:
    case LB_ACTION_ACCESS:
    case LB_ACTION_HISTORY:
    case LB_ACTION_LOG:
    case LB_ACTION_TICKETS:
    case LB_ACTION_CONSOLE:
        lb_app_show_tab(app, action);
        break;
    case LB_ACTION_NEXT_PART:
    case LB_ACTION_RIGHT:
        if (tab)
            move_tab(app, 1);
        break;
    case LB_ACTION_PREVIOUS_PART:
    case LB_ACTION_LEFT:
        if (tab)
            move_tab(app, -1);
        break;
    default:
        break;
    }
}

LbNeeds
lb_app_holds(const LbApp *app)
{
    const LbScreen *screen = lb_app_top(app);
    LbNeeds holds = screen->ops->needs != NULL ? screen->ops->needs(screen) : 0;
    return holds | (app->administers ? LB_NEED_ADMIN : 0) | (app->reviews ? LB_NEED_REVIEWS : 0);
}

/* A key may mean one thing here and another there. */
static void
act(LbApp *app, int key)
{
    LbScreen *screen = lb_app_top(app);
    LbAction action = lb_action_of_key(key, lb_app_holds(app) | LB_NEED_SEARCHED);
    if (screen->ops->act == NULL || !screen->ops->act(screen, action))
        act_anywhere(app, action);
}

static bool
is_small(const LbApp *app)
{
    return app->canvas->width < LB_SMALLEST_WIDTH || app->canvas->height < LB_SMALLEST_HEIGHT;
}

void
lb_app_input(LbApp *app, const LbInput *input)
{
    LbScreen *screen = lb_app_top(app);
    app->input_time = input->time;
    app->touched = true;
    g_clear_pointer(&app->notice, g_free);
    /* What cannot be seen is not acted on; only leaving works. */
    if (is_small(app)) {
        app->ended = app->ended || input->key == LB_KEY_CTRL_C || lb_key_ascii(input->key) == 'q';
        return;
    }
    if (input->key == LB_KEY_CTRL_L)
        app->redraw = true;
    else if (app->searching)
        type_search(app, input->key);
    else if (screen->ops->type != NULL &&
             (screen->ops->types == NULL || screen->ops->types(screen)))
        screen->ops->type(screen, input);
    else
        act(app, input->key);
}

const LbCanvas *
lb_app_draw(LbApp *app)
{
    free_left(app);
    lb_canvas_clear(app->canvas);
    if (is_small(app))
        lb_frame_render_small(app);
    else
        lb_frame_render(app);
    return app->canvas;
}
