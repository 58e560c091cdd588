/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before leaving by Ctrl-C. Letters of a pasted text are no answer to it. */
#include "base/i18n.h"
#include "tui/screens.h"

static void
free_screen(LbScreen *screen)
{
    g_free(screen);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    (void)screen;
    lb_pane_put(pane, 3, 1, LB_STYLE_STRONG,
                _("Leave Lockbox? What is not answered stays as it is."));
}

static void
type(LbScreen *screen, const LbInput *input)
{
    int key = lb_key_ascii(input->key);
    if (key == LB_KEY_CTRL_C || (!input->hasty && (key == 'y' || key == 'Y')))
        screen->app->ended = true;
    else if (input->hasty && key != LB_KEY_ESCAPE)
        return;
    else if (key == LB_KEY_ESCAPE || key == 'n' || key == 'N' || key == 'q')
        lb_app_pop(screen->app);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp rows[] = { { "y", N_("leave") }, { "Esc", N_("stay") }, { NULL, NULL } };
    (void)screen;
    return rows;
}

static const LbScreenOps ops = {
    .keys = keys,
    .free = free_screen,
    .render = render,
    .type = type,
};

LbScreen *
lb_leave_screen_new(LbApp *app)
{
    LbScreen *screen = g_new0(LbScreen, 1);
    *screen = (LbScreen){ .ops = &ops, .app = app };
    return screen;
}
