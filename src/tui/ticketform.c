/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that opens a support ticket. What is wrong is said beside its field, and the cursor goes there; nothing that was
 * typed is lost by a refusal, by another size or by one Esc. */
#include "base/i18n.h"
#include "tui/confirm.h"
#include "tui/editor.h"
#include "tui/field.h"
#include "tui/form.h"
#include "tui/screens.h"
#include "wording/plain.h"

enum { SUBSCRIPTION, SEVERITY, TITLE, TEXT, FIELDS };

static const LbFormRow rows[FIELDS] = {
    [SUBSCRIPTION] = { N_("Subscription"), N_("Left and Right choose it.") },
    [SEVERITY] = { N_("Severity"), N_("Left and Right choose it, or A, B and C.") },
    [TITLE] = { N_("Title"), N_("What it is about, in one line.") },
    [TEXT] = { N_("Description"), N_("What happens, since when, and what you expected.") },
};

typedef struct {
    LbScreen screen;
    GPtrArray *subscriptions; /* LbSubscriptionRow* */
    char *subscription;       /* id of the one that is chosen; NULL: the first */
    int severity;             /* LbSeverity */
    LbField title;
    LbEditor text;
    LbForm form;
    bool leaving; /* Esc was pressed: another one throws everything away */
} Form;

static void
free_screen(LbScreen *screen)
{
    Form *self = (Form *)screen;
    g_clear_pointer(&self->subscriptions, g_ptr_array_unref);
    g_free(self->subscription);
    lb_field_clear(&self->title);
    lb_editor_clear(&self->text);
    lb_form_clear(&self->form);
    g_free(self);
}

/* Where somebody may open none, the refusal says why: a plan without tickets, or no role. Later it stays as it was: the
 * text is not lost. */
static bool
load(LbScreen *screen, GError **error)
{
    Form *self = (Form *)screen;
    GPtrArray *found = lb_service_openings(screen->app->service, screen->app->actor, error);
    if (found == NULL)
        return false;
    g_clear_pointer(&self->subscriptions, g_ptr_array_unref);
    self->subscriptions = found;
    return true;
}

/* The place of the chosen subscription among those there are. */
static guint
chosen(const Form *self)
{
    for (guint i = 0; i < self->subscriptions->len; i++) {
        const LbSubscriptionRow *row = g_ptr_array_index(self->subscriptions, i);
        if (g_strcmp0(row->id, self->subscription) == 0)
            return i;
    }
    return 0;
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("New support ticket"));
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { "Ctrl-X", N_("open the ticket") },
                                      { "Tab", N_("next field") },
                                      { "Esc", N_("back") },
                                      { NULL, NULL } };
    (void)screen;
    return help;
}

/* Rows around the description: title of the form, three fields with what is said below them, label and message. */
static int
rows_around(int height)
{
    return height >= 15 ? 10 : 7;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Form *self = (Form *)screen;
    lb_editor_layout(&self->text, MIN(width, LB_FORM_WIDEST) - 3 - 1,
                     MAX(height - rows_around(height), 1));
}

static char *
value_of(const Form *self, int field)
{
    const LbSubscriptionRow *row = g_ptr_array_index(self->subscriptions, chosen(self));
    if (field == SUBSCRIPTION)
        return lb_plain_inline(row->name);
    return g_strdup(_(lb_names_label(lb_severity_names, self->severity)));
}

/* "1 of 3", where there is a choice. */
static char *
position_of(const Form *self, int field)
{
    if (field != SUBSCRIPTION || self->subscriptions->len < 2)
        return g_strdup("");
    return g_strdup_printf(_("%d of %d"), (int)chosen(self) + 1, (int)self->subscriptions->len);
}

static void
render_field(const Form *self, LbPane pane, int field)
{
    int x = lb_form_render_label(&self->form, pane, field);
    if (field == TITLE) {
        lb_field_render(&self->title, pane, x, 0, self->form.focus == field);
        return;
    }
    g_autofree char *value = value_of(self, field);
    g_autofree char *position = position_of(self, field);
    lb_form_render_choice(&self->form, pane, x, field, value, position);
}

/* What belongs into the field that is typed in. */
static const char *
hint(const Form *self)
{
    return self->form.focus == SUBSCRIPTION && self->subscriptions->len == 1
               ? _("The only one for which you may open tickets.")
               : _(rows[self->form.focus].hint);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Form *self = (const Form *)screen;
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, LB_FORM_WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, _("Open a support ticket"));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_take_left(&pane, 3);
    lb_pane_take_right(&pane, 1);
    for (int field = SUBSCRIPTION; field < TEXT; field++)
        render_field(self, lb_pane_take_top(&pane, 1), field);
    lb_form_render_message(&self->form, lb_pane_take_top(&pane, 1), LB_FORM_COLUMN, SUBSCRIPTION,
                           TITLE, hint(self));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_editor_render_label(&self->text, lb_pane_take_top(&pane, 1), _(rows[TEXT].label),
                           self->form.focus == TEXT);
    lb_form_render_message(&self->form, lb_pane_take_top(&pane, 1), 0, TEXT, TEXT, hint(self));
    lb_editor_render(&self->text, pane, self->form.focus == TEXT);
}

/* Opening */

/* The field that a refusal is about. */
static int
field_of(const GError *error)
{
    static const struct {
        LbRefusal refusal;
        int field;
    } fields[] = { { LB_REFUSAL_UNKNOWN_SUBSCRIPTION, SUBSCRIPTION },
                   { LB_REFUSAL_NOT_A_CONTRIBUTOR, SUBSCRIPTION },
                   { LB_REFUSAL_BASIC_PLAN, SUBSCRIPTION },
                   { LB_REFUSAL_UNKNOWN_VALUE, SEVERITY } };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_error_matches(error, LB_REFUSAL_ERROR, (gint)fields[i].refusal))
            return fields[i].field;
    return TEXT;
}

/* Goes to the ticket that there is now. */
static void
show_opened(Form *self, const LbTicket *ticket)
{
    LbApp *app = self->screen.app;
    g_autofree char *id = lb_ticket_id(ticket->number);
    char *sentence = lb_question_fill(N_("%s is opened; an engineer has yet to take it."), id, "");
    g_ptr_array_add(app->results, g_strdup(sentence));
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_push(app, lb_ticket_screen_new(app, ticket->number));
    lb_app_say(app, LB_STYLE_STRONG, sentence);
}

static void
open_ticket(Form *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    const LbSubscriptionRow *row = g_ptr_array_index(self->subscriptions, chosen(self));
    g_autofree char *title = g_strstrip(g_strdup(self->title.text->str));
    g_autofree char *text = lb_editor_words(&self->text);
    if (*title == '\0') {
        lb_form_say(&self->form, TITLE, _("A title is needed: it is what engineers choose by."));
        return;
    }
    if (text == NULL) {
        lb_form_say(&self->form, TEXT, _("A description is needed."));
        return;
    }
    LbNewTicket words = { .subscription = row->id,
                          .severity = lb_names_get(lb_severity_names, self->severity),
                          .title = title,
                          .text = text };
    g_autoptr(LbTicket) ticket = lb_service_open_ticket(app->service, app->actor, &words, &error);
    if (ticket != NULL) {
        show_opened(self, ticket);
        return;
    }
    lb_form_say(&self->form, field_of(error), error->message);
    g_error_free(error);
}

/* Keys */

static void
choose_subscription(Form *self, int step)
{
    int count = (int)self->subscriptions->len, at = ((int)chosen(self) + step + count) % count;
    const LbSubscriptionRow *row = g_ptr_array_index(self->subscriptions, at);
    g_free(self->subscription);
    self->subscription = g_strdup(row->id);
}

static void
choose_severity(Form *self, int step)
{
    int count = LB_SEVERITY_C + 1;
    self->severity = (self->severity + step + count) % count;
}

static void
type_choice(Form *self, int key)
{
    int step = key == LB_KEY_RIGHT || key == ' ' ? 1 : key == LB_KEY_LEFT ? -1 : 0;
    int letter = g_ascii_tolower((char)MIN(lb_key_ascii(key), 127));
    if (self->form.focus == SUBSCRIPTION && step != 0)
        choose_subscription(self, step);
    else if (self->form.focus == SEVERITY && letter >= 'a' && letter <= 'c')
        self->severity = LB_SEVERITY_A + letter - 'a';
    else if (self->form.focus == SEVERITY)
        choose_severity(self, step);
}

/* False for what is none of the field's business. */
static bool
type_field(Form *self, const LbInput *input)
{
    if (self->form.focus == TEXT)
        return lb_editor_take(&self->text, input);
    if (input->key == LB_KEY_TAB || input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_ENTER ||
        input->key == LB_KEY_UP || input->key == LB_KEY_DOWN)
        return false;
    if (self->form.focus != TITLE)
        type_choice(self, input->key);
    else if (input->key == LB_KEY_PASTE && input->pasted != NULL)
        lb_field_paste(&self->title, input->pasted);
    else
        lb_field_type(&self->title, input->key);
    return true;
}

static void
leave(Form *self, const LbInput *input)
{
    bool typed = self->title.text->len > 0 || self->text.text->len > 0;
    bool kept = typed && (!self->leaving || input->hasty);
    self->leaving = true;
    if (kept)
        lb_form_say(&self->form, self->form.focus, _("Esc again throws away what you have typed."));
    else
        lb_app_pop(self->screen.app);
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Form *self = (Form *)screen;
    lb_form_hush(&self->form);
    if (input->key == LB_KEY_ESCAPE) {
        leave(self, input);
        return;
    }
    self->leaving = false;
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (lb_form_sends(&self->form, input))
        open_ticket(self);
    else if (input->key != LB_KEY_CTRL_X && !type_field(self, input))
        lb_form_move(&self->form, input->key);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = render,
    .type = type,
};

LbScreen *
lb_ticket_form_screen_new(LbApp *app)
{
    Form *self = g_new0(Form, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->form = (LbForm){ .rows = rows, .count = FIELDS };
    self->severity = LB_SEVERITY_C;
    lb_field_init(&self->title, LB_LIMIT_LINE, false);
    lb_editor_init(&self->text, LB_LIMIT_TEXT);
    return &self->screen;
}
