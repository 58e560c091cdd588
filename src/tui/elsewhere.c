/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A support ticket that lives in another system: named by hand, or known already. lockboxd looks at it there; meanwhile this screen
 * waits, and Esc ends the waiting. */
#include "service/elsewhere.h"
#include "base/i18n.h"
#include "base/span.h"
#include "core/reference.h"
#include "tui/form.h"
#include "tui/screens.h"

#define REFERENCE_LIMIT 80 /* characters */
#define LOOK_EACH (LB_SECOND / 5)
#define WAIT_MOST (75 * LB_SECOND) /* lockboxd answers within a minute, where there is one */

static const LbFormRow rows[] = { { N_("Ticket"), NULL } };

typedef struct {
    LbScreen screen;
    LbField reference;
    LbForm form;
    bool fixed;   /* which ticket is no question */
    char *names;  /* the systems that there are */
    char *system; /* that is waited for; NULL: nothing is */
    char *id;
    int64_t look;  /* what is waited for */
    int64_t due;   /* when to look whether it has come, by the clock of LbInput.time; 0: at once */
    int64_t until; /* of the waiting, by the same; 0: not known yet */
    LbElsewhereDone done;
    gpointer data;
} Elsewhere;

static void
free_screen(LbScreen *screen)
{
    Elsewhere *self = (Elsewhere *)screen;
    lb_field_clear(&self->reference);
    lb_form_clear(&self->form);
    g_free(self->names);
    g_free(self->system);
    g_free(self->id);
    g_free(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Elsewhere *self = (Elsewhere *)screen;
    g_auto(GStrv) systems =
        lb_service_ticket_systems(screen->app->service, screen->app->actor, error);
    if (systems == NULL)
        return false;
    g_free(self->names);
    self->names = g_strjoinv(", ", systems);
    return true;
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Ticket elsewhere"));
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp asking[] = { { "Enter", N_("look") },
                                        { "Esc", N_("back") },
                                        { NULL, NULL } },
                           waiting[] = { { "Esc", N_("wait no longer") }, { NULL, NULL } };
    return ((const Elsewhere *)screen)->system != NULL ? waiting : asking;
}

/* Drawing */

static char *
hint(const Elsewhere *self)
{
    if (self->system != NULL)
        return g_strdup_printf(_("Waiting for %s. Nothing is sent before it has answered."),
                               self->system);
    return g_strdup_printf(_("As it is called there, like rt:123. Systems: %s."), self->names);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Elsewhere *self = (const Elsewhere *)screen;
    g_autofree char *words = hint(self);
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, LB_FORM_WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG,
                _("A support ticket that lives in another system"));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_take_left(&pane, 3);
    lb_pane_take_right(&pane, 1);
    LbPane line = lb_pane_take_top(&pane, 1);
    int x = lb_form_render_label(&self->form, line, 0);
    lb_field_render(&self->reference, line, x, 0, self->system == NULL && !self->fixed);
    lb_form_render_message(&self->form, lb_pane_take_top(&pane, 1), 0, 0, 0, words);
}

/* Looking */

static void
stop_waiting(Elsewhere *self)
{
    g_clear_pointer(&self->system, g_free);
    g_clear_pointer(&self->id, g_free);
    self->look = 0;
}

/* Where nothing can be typed, the one who asked is told. Takes @error. */
static void
refuse(Elsewhere *self, GError *error)
{
    LbApp *app = self->screen.app;
    stop_waiting(self);
    if (!self->fixed) {
        lb_form_say(&self->form, 0, error->message);
        g_error_free(error);
        return;
    }
    lb_app_pop(app);
    lb_app_fail(app, error);
}

static void
finish(Elsewhere *self, int64_t number)
{
    LbApp *app = self->screen.app;
    LbElsewhereDone done = self->done;
    gpointer data = self->data;
    lb_app_pop(app);
    done(app, number, data);
}

/* Begins to wait, where that is needed. */
static void
look(Elsewhere *self, const char *text)
{
    const LbApp *app = self->screen.app;
    GError *error = NULL;
    int64_t number = 0;
    if (!lb_reference_parse(text, &self->system, &self->id)) {
        lb_form_say(&self->form, 0, _("This is no such name; it has a colon in it, like rt:123."));
        return;
    }
    if (!lb_service_look(app->service, app->actor, self->system, self->id, &self->look, &error) ||
        (self->look == 0 &&
         !lb_service_find_elsewhere(app->service, self->system, self->id, &number, &error))) {
        refuse(self, error);
        return;
    }
    self->due = self->until = 0;
    if (self->look == 0)
        finish(self, number);
}

static bool
tick(LbScreen *screen, int64_t now)
{
    Elsewhere *self = (Elsewhere *)screen;
    GError *error = NULL;
    int64_t number = 0;
    self->due = now + LOOK_EACH;
    if (self->until == 0)
        self->until = now + WAIT_MOST;
    bool told =
        lb_service_looked(screen->app->service, screen->app->actor, self->look, &number, &error);
    if (told && number == 0 && now >= self->until)
        told = lb_refuse(&error, LB_REFUSAL_SYSTEM_SILENT, NULL);
    if (!told)
        refuse(self, error);
    else if (number != 0)
        finish(self, number);
    return !told || number != 0;
}

static int64_t
due(const LbScreen *screen)
{
    const Elsewhere *self = (const Elsewhere *)screen;
    return self->system != NULL ? self->due : -1;
}

/* Keys */

static void
leave(Elsewhere *self)
{
    if (self->system == NULL || self->fixed)
        lb_app_pop(self->screen.app);
    else
        stop_waiting(self);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Elsewhere *self = (Elsewhere *)screen;
    lb_form_hush(&self->form);
    if (input->key == LB_KEY_ESCAPE)
        leave(self);
    else if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (self->system != NULL)
        return;
    else if (input->key == LB_KEY_ENTER || input->key == LB_KEY_CTRL_X)
        look(self, self->reference.text->str);
    else if (input->key == LB_KEY_PASTE && input->pasted != NULL)
        lb_field_paste(&self->reference, input->pasted);
    else
        lb_field_type(&self->reference, input->key);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .render = render,
    .type = type,
    .tick = tick,
    .due = due,
};

static void
show_ticket(LbApp *app, int64_t number, gpointer data)
{
    (void)data;
    lb_app_reload(app);
    lb_app_push(app, lb_ticket_screen_new(app, number));
}

LbScreen *
lb_elsewhere_screen_new(LbApp *app)
{
    Elsewhere *self = g_new0(Elsewhere, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->form = (LbForm){ .rows = rows, .count = G_N_ELEMENTS(rows) };
    self->done = show_ticket;
    lb_field_init(&self->reference, REFERENCE_LIMIT, false);
    return &self->screen;
}

bool
lb_elsewhere_await(LbApp *app, int64_t ticket, LbElsewhereDone done, gpointer data, GError **error)
{
    g_autofree char *reference = lb_service_elsewhere(app->service, app->actor, ticket, error);
    if (reference == NULL)
        return false;
    LbScreen *screen = lb_elsewhere_screen_new(app);
    Elsewhere *self = (Elsewhere *)screen;
    self->fixed = true;
    self->done = done;
    self->data = data;
    lb_field_set(&self->reference, reference);
    if (lb_app_push(app, screen))
        look(self, reference);
    return true;
}
