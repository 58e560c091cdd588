/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that records work without a request. What is wrong is said beside its field, and the cursor goes there; nothing that
 * was typed is lost by a refusal, by another size or by one Esc. */
#include "base/i18n.h"
#include "base/time.h"
#include "service/exclusions.h"
#include "tui/confirm.h"
#include "tui/editor.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define LABEL_COLUMNS 14
#define WIDEST 80
#define SCOPE_LIMIT 2048
#define TIME_LIMIT 40
#define FOUND_MOST 50
#define MESSAGE_COLUMNS 56

enum { KIND, SCOPE, FROM, UNTIL, TEXT, FIELDS };

static const struct {
    const char *label;
    const char *hint;
    glong limit; /* of a line that is typed; 0: it is none */
} rows[FIELDS] = {
    [KIND] = { N_("Why"), N_("Why there was no request: Left and Right choose it."), 0 },
    [SCOPE] = { N_("Where"), N_("A path; or type a name, and PgDn finds it."), SCOPE_LIMIT },
    [FROM] = { N_("From"), N_("When the work began, like 2026-11-23 14:00, in your time zone."),
               TIME_LIMIT },
    [UNTIL] = { N_("Until"), N_("When it ended."), TIME_LIMIT },
    [TEXT] = { N_("What happened"), N_("What was done, and what of the customer's was seen."), 0 },
};

typedef struct {
    LbScreen screen;
    int kind; /* LbExclusionKind */
    LbField fields[TEXT];
    LbEditor text;
    GPtrArray
        *found; /* LbExclusionScope* of what was typed, to be gone through; NULL: not asked for */
    guint at;   /* the one that stands in the field */
    int focus;
    int wrong;     /* field that the message is about */
    char *message; /* NULL: none */
    bool leaving;  /* Esc was pressed: another one throws everything away */
} Form;

static void
free_screen(LbScreen *screen)
{
    Form *self = (Form *)screen;
    for (int field = SCOPE; field < TEXT; field++)
        lb_field_clear(&self->fields[field]);
    lb_editor_clear(&self->text);
    g_clear_pointer(&self->found, g_ptr_array_unref);
    g_free(self->message);
    g_free(self);
}

/* Says what is wrong with a field, and goes there. */
static void
say(Form *self, int field, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
    self->wrong = self->focus = field;
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
    lb_editor_layout(&self->text, MIN(width, WIDEST) - 3 - 1, MAX(height - rows_around(height), 1));
}

static void
render_field(const Form *self, LbPane pane, int field)
{
    bool focused = self->focus == field;
    int x =
        lb_pane_put(pane, 0, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, _(rows[field].label));
    x = MAX(x + 2, LABEL_COLUMNS);
    if (field == KIND)
        lb_pane_print(pane, x, 0, focused ? LB_STYLE_ACCENT : LB_STYLE_STRONG,
                      focused ? "< %s >" : "  %s  ",
                      _(lb_names_label(lb_exclusion_kind_names, self->kind)));
    else
        lb_field_render(&self->fields[field], pane, x, 0, focused);
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

/* What is wrong with a field of @first to @last, or what belongs into the one that is typed in. */
static void
render_message(const Form *self, LbPane pane, int x, int first, int last)
{
    bool wrong = self->message != NULL && self->wrong >= first && self->wrong <= last;
    bool found = self->focus == SCOPE && self->found != NULL && self->found->len > 0;
    g_autofree char *scope = found ? describe_found(self) : NULL;
    if (wrong) {
        x = x + lb_columns(self->message) > pane.width ? 0 : x;
        g_autofree char *cut = lb_cut_end(self->message, pane.width - x);
        lb_pane_put(pane, x, 0, LB_STYLE_WARNING, cut);
    } else if (self->focus >= first && self->focus <= last)
        lb_pane_put(pane, x, 0, LB_STYLE_FAINT, found ? scope : _(rows[self->focus].hint));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Form *self = (const Form *)screen;
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG, _("Record an exclusion"));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_take_left(&pane, 3);
    lb_pane_take_right(&pane, 1);
    for (int field = KIND; field < TEXT; field++)
        render_field(self, lb_pane_take_top(&pane, 1), field);
    render_message(self, lb_pane_take_top(&pane, 1), LABEL_COLUMNS, KIND, UNTIL);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_editor_render_label(&self->text, lb_pane_take_top(&pane, 1), _(rows[TEXT].label),
                           self->focus == TEXT);
    render_message(self, lb_pane_take_top(&pane, 1), 0, TEXT, TEXT);
    lb_editor_render(&self->text, pane, self->focus == TEXT);
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
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    char *sentence = lb_question_fill(N_("%s is recorded; the customer's owners are told, and see "
                                         "it until one of them acknowledges it."),
                                      id, "");
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
    say(self, field, _("That is no time, like 2026-11-24 or 2026-11-24 03:58."));
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
        say(self, SCOPE, _("Where it was is needed."));
        return;
    }
    if (!take_time(self, FROM, &words.started) || !take_time(self, UNTIL, &words.ended))
        return;
    if (text == NULL) {
        say(self, TEXT, _("What happened is needed: the customer's owners read it."));
        return;
    }
    g_autoptr(LbExclusion) exclusion = lb_service_exclude(app->service, app->actor, &words, &error);
    if (exclusion != NULL) {
        show_recorded(self, exclusion);
        return;
    }
    say(self, field_of(error), error->message);
    /* Whole, where there is no room for it beside the field. */
    if (lb_columns(error->message) > MESSAGE_COLUMNS)
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
        say(self, SCOPE, error->message);
        g_error_free(error);
        return;
    }
    if (self->found->len == 0) {
        say(self, SCOPE, _("Nothing of that name is known."));
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
    LbField *field = &self->fields[self->focus];
    if (self->focus == SCOPE)
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
    if (self->focus == TEXT)
        return lb_editor_take(&self->text, input);
    if (input->key == LB_KEY_TAB || input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_ENTER ||
        input->key == LB_KEY_UP || input->key == LB_KEY_DOWN)
        return false;
    if (self->focus == KIND)
        choose_kind(self, input->key);
    else if (self->focus == SCOPE && input->key == LB_KEY_PAGE_DOWN)
        find_scope(self, 1);
    else if (self->focus == SCOPE && input->key == LB_KEY_PAGE_UP)
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
        say(self, self->focus, _("Esc again throws away what you have typed."));
    else
        lb_app_pop(self->screen.app);
}

static void
type_key(Form *self, const LbInput *input)
{
    bool back = input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_UP;
    bool on = input->key == LB_KEY_TAB || input->key == LB_KEY_DOWN || input->key == LB_KEY_ENTER;
    if (type_field(self, input))
        return;
    /* The text ends the form: Down stays there, and Up from the first field too. */
    bool edge = (input->key == LB_KEY_DOWN && self->focus == TEXT) ||
                (input->key == LB_KEY_UP && self->focus == KIND);
    if (!edge && (back || on))
        self->focus = (self->focus + (back ? FIELDS - 1 : 1)) % FIELDS;
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Form *self = (Form *)screen;
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ESCAPE) {
        leave(self, input);
        return;
    }
    self->leaving = false;
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (input->key == LB_KEY_CTRL_X && input->hasty)
        say(self, self->focus,
            _("Nothing is sent: that came too fast for a finger. Press Ctrl-X again."));
    else if (input->key == LB_KEY_CTRL_X)
        record(self);
    else
        type_key(self, input);
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
    for (int field = SCOPE; field < TEXT; field++)
        lb_field_init(&self->fields[field], rows[field].limit, false);
    lb_editor_init(&self->text, LB_LIMIT_TEXT);
    return &self->screen;
}
