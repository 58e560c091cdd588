/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a key: the search line, then a screen that takes text, then the table of actions, then the screen, then what
 * means the same everywhere. */
#include "base/i18n.h"
#include "tui/app.h"
#include "tui/screens.h"

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
    lb_field_init(&app->search, LB_SEARCH_LIMIT, false);
    app->searching = true;
}

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

void
lb_app_input(LbApp *app, const LbInput *input)
{
    LbScreen *screen = lb_app_top(app);
    app->input_time = input->time;
    app->touched = true;
    g_clear_pointer(&app->notice, g_free);
    /* What cannot be seen is not acted on; only leaving works. */
    if (lb_app_is_small(app)) {
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
