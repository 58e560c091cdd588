/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that records work without a request. What is wrong is said beside its field, and the cursor goes there; nothing that
 * was typed is lost by a refusal, by another size or by one Esc. */
#include "base/i18n.h"
#include "base/time.h"
#include "service/exclusions.h"
#include "tui/editor.h"
#include "tui/form.h"
#include "tui/screens.h"
#include "wording/exclusions.h"
#include "wording/plain.h"

#define SCOPE_LIMIT 2048
#define TIME_LIMIT 40
#define FOUND_MOST 50
#define MARGIN 4 /* columns beside the fields */

enum { KIND, SCOPE, FROM, UNTIL, TEXT, FIELDS };

static const LbFormRow rows[FIELDS] = {
    [KIND] = { N_("Why"), N_("Why there was no request: Left and Right choose it.") },
    [SCOPE] = { N_("Where"), N_("A path; or type a name, and PgDn finds it.") },
    [FROM] = { N_("Began"), N_("When the work began, like 2026-11-23 14:00, in your time zone.") },
    [UNTIL] = { N_("Ended"), N_("When it ended.") },
    [TEXT] = { N_("What happened"), N_("What was done, and what of the customer's was seen.") },
};

typedef struct {
    LbScreen screen;
    int kind; /* LbExclusionKind */
    LbField fields[TEXT];
    LbEditor text;
    GPtrArray
        *found; /* LbExclusionScope* of what was typed, to be gone through; NULL: not asked for */
    guint at;   /* the one that stands in the field */
    LbForm form;
    bool leaving; /* Esc was pressed: another one throws everything away */
} Form;

static void
free_screen(LbScreen *screen)
{
    Form *self = (Form *)screen;
    for (int field = SCOPE; field < TEXT; field++)
        lb_field_clear(&self->fields[field]);
    lb_editor_clear(&self->text);
    g_clear_pointer(&self->found, g_ptr_array_unref);
    lb_form_clear(&self->form);
    g_free(self);
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Work without a request"));
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { "Ctrl-X", N_("record it") },
                                      { "Tab", N_("next field") },
                                      { "Esc", N_("back") },
                                      { NULL, NULL } };
    (void)screen;
    return help;
}

/* Rows around the description: title of the form, four fields with what is said below them, label and message. */
static int
rows_around(int height)
{
    return height >= 15 ? 11 : 8;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Form *self = (Form *)screen;
    lb_editor_layout(&self->text, MIN(width, LB_FORM_WIDEST) - MARGIN,
                     MAX(height - rows_around(height), 1));
}

static void
render_field(const Form *self, LbPane pane, int field)
{
    int x = lb_form_render_label(&self->form, pane, field);
    if (field == KIND)
        lb_form_render_choice(&self->form, pane, x, field,
                              _(lb_names_label(lb_exclusion_kind_names, self->kind)), "");
    else
        lb_field_render(&self->fields[field], pane, x, 0, self->form.focus == field);
}

/* "Contoso / Production / vm-web-01 (2 of 5)", of the scope that was found last. */
static char *
describe_found(const Form *self)
{
    const LbExclusionScope *scope = g_ptr_array_index(self->found, self->at);
    g_autofree char *tenant = lb_plain_inline(scope->tenant);
    g_autofree char *subscription = lb_plain_inline(scope->subscription);
    g_autofree char *resource = lb_plain_inline(scope->resource);
    return g_strdup_printf(_("%s / %s%s%s (%d of %d)"), tenant, subscription,
                           scope->resource != NULL ? " / " : "", resource, (int)self->at + 1,
                           (int)self->found->len);
}

/* What belongs into the field that is typed in, or what was found for it. The caller frees it. */
static char *
hint(const Form *self)
{
    bool found = self->form.focus == SCOPE && self->found != NULL && self->found->len > 0;
    return found ? describe_found(self) : g_strdup(_(rows[self->form.focus].hint));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Form *self = (const Form *)screen;
    bool tall = pane.height >= 15;
    g_autofree char *words = hint(self);
    pane.width = MIN(pane.width, LB_FORM_WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, _("Record an exclusion"));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_take_left(&pane, 3);
    lb_pane_take_right(&pane, 1);
    for (int field = KIND; field < TEXT; field++)
        render_field(self, lb_pane_take_top(&pane, 1), field);
    LbPane message = lb_pane_take_top(&pane, 1);
    bool wide = self->form.message != NULL &&
                LB_FORM_COLUMN + lb_columns(self->form.message) > message.width;
    lb_form_render_message(&self->form, message, wide ? 0 : LB_FORM_COLUMN, KIND, UNTIL, words);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_editor_render_label(&self->text, lb_pane_take_top(&pane, 1), _(rows[TEXT].label),
                           self->form.focus == TEXT);
    lb_form_render_message(&self->form, lb_pane_take_top(&pane, 1), 0, TEXT, TEXT, words);
    lb_editor_render(&self->text, pane, self->form.focus == TEXT);
}

/* Recording */

/* The field that a refusal is about. */
static int
field_of(const GError *error)
{
    static const struct {
        LbRefusal refusal;
        int field;
    } fields[] = { { LB_REFUSAL_UNKNOWN_SCOPE, SCOPE },
                   { LB_REFUSAL_ENDS_BEFORE_START, UNTIL },
                   { LB_REFUSAL_IN_THE_FUTURE, UNTIL },
                   { LB_REFUSAL_TOO_LONG_AGO, FROM } };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (g_error_matches(error, LB_REFUSAL_ERROR, (gint)fields[i].refusal))
            return fields[i].field;
    return TEXT;
}

/* Goes to the exclusion that there is now. */
static void
show_recorded(Form *self, const LbExclusion *exclusion)
{
    LbApp *app = self->screen.app;
    char *sentence = lb_phrase_exclusion_recorded(exclusion);
    g_ptr_array_add(app->results, g_strdup(sentence));
    lb_app_pop(app);
    lb_app_reload(app);
    lb_app_push(app, lb_exclusion_screen_new(app, exclusion->number));
    lb_app_say(app, LB_STYLE_STRONG, sentence);
}

static char *
typed(const Form *self, int field)
{
    return g_strstrip(g_strdup(self->fields[field].text->str));
}

static bool
take_time(Form *self, int field, int64_t *time)
{
    g_autofree char *text = typed(self, field);
    if (lb_time_read(text, self->screen.app->zone, time))
        return true;
    lb_form_say(&self->form, field, _("That is no time, like 2026-11-24 or 2026-11-24 03:58."));
    return false;
}

static void
record(Form *self)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    g_autofree char *scope = typed(self, SCOPE);
    g_autofree char *text = lb_editor_words(&self->text);
    LbNewExclusion words = { .kind = lb_names_get(lb_exclusion_kind_names, self->kind),
                             .scope = scope,
                             .text = text };
    if (*scope == '\0') {
        lb_form_say(&self->form, SCOPE, _("Where it was is needed."));
        return;
    }
    if (!take_time(self, FROM, &words.started) || !take_time(self, UNTIL, &words.ended))
        return;
    if (text == NULL) {
        lb_form_say(&self->form, TEXT,
                    _("What happened is needed: the customer's owners read it."));
        return;
    }
    g_autoptr(LbExclusion) exclusion = lb_service_exclude(app->service, app->actor, &words, &error);
    if (exclusion != NULL) {
        show_recorded(self, exclusion);
        return;
    }
    lb_form_say(&self->form, field_of(error), error->message);
    /* Whole, where there is no room for it at the field. */
    if (lb_columns(error->message) > LB_FORM_WIDEST - MARGIN)
        lb_app_say(app, LB_STYLE_WARNING, g_strdup(error->message));
    g_error_free(error);
}

/* Keys */

/* Looks for what was typed, and writes the first, the next or the one before into the field. */
static void
find_scope(Form *self, int step)
{
    LbApp *app = self->screen.app;
    GError *error = NULL;
    if (self->found == NULL) {
        g_autofree char *text = typed(self, SCOPE);
        self->found = lb_service_find_scopes(app->service, app->actor, text, FOUND_MOST, &error);
        self->at = 0;
        step = 0;
    }
    if (self->found == NULL) {
        lb_form_say(&self->form, SCOPE, error->message);
        g_error_free(error);
        return;
    }
    if (self->found->len == 0) {
        lb_form_say(&self->form, SCOPE, _("Nothing of that name is known."));
        g_clear_pointer(&self->found, g_ptr_array_unref);
        return;
    }
    self->at = (self->at + self->found->len + (guint)step) % self->found->len;
    const LbExclusionScope *scope = g_ptr_array_index(self->found, self->at);
    lb_field_set(&self->fields[SCOPE], scope->path);
}

static void
type_line(Form *self, const LbInput *input)
{
    LbField *field = &self->fields[self->form.focus];
    if (self->form.focus == SCOPE)
        g_clear_pointer(&self->found, g_ptr_array_unref);
    if (input->key == LB_KEY_PASTE && input->pasted != NULL)
        lb_field_paste(field, input->pasted);
    else
        lb_field_type(field, input->key);
}

static void
choose_kind(Form *self, int key)
{
    int count = LB_EXCLUSION_LEGAL + 1;
    int step = key == LB_KEY_RIGHT || key == ' ' ? 1 : key == LB_KEY_LEFT ? -1 : 0;
    self->kind = (self->kind + step + count) % count;
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
    if (self->form.focus == KIND)
        choose_kind(self, input->key);
    else if (self->form.focus == SCOPE && input->key == LB_KEY_PAGE_DOWN)
        find_scope(self, 1);
    else if (self->form.focus == SCOPE && input->key == LB_KEY_PAGE_UP)
        find_scope(self, -1);
    else
        type_line(self, input);
    return true;
}

static void
leave(Form *self, const LbInput *input)
{
    bool something = self->text.text->len > 0;
    for (int field = SCOPE; field < TEXT; field++)
        something = something || self->fields[field].text->len > 0;
    bool kept = something && (!self->leaving || input->hasty);
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
        record(self);
    else if (input->key != LB_KEY_CTRL_X && !type_field(self, input))
        lb_form_move(&self->form, input->key);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .layout = layout,
    .render = render,
    .type = type,
};

LbScreen *
lb_exclusion_form_screen_new(LbApp *app)
{
    Form *self = g_new0(Form, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->form = (LbForm){ .rows = rows, .count = FIELDS };
    for (int field = SCOPE; field < TEXT; field++)
        lb_field_init(&self->fields[field], field == SCOPE ? SCOPE_LIMIT : TIME_LIMIT, false);
    lb_editor_init(&self->text, LB_LIMIT_TEXT);
    return &self->screen;
}
