/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of the log's filters. Enter takes all fields at once, Esc leaves everything as it was. */
#include "base/i18n.h"
#include "base/time.h"
#include "core/request.h"
#include "tui/field.h"
#include "tui/screens.h"

#define LABEL_COLUMNS 12
#define WIDEST 80

enum { OPERATION, CALLER, REQUEST, SINCE, UNTIL, TEXT, TENANT, FIELDS };

static const struct {
    const char *label;
    const char *hint;
    glong limit; /* characters */
} rows[FIELDS] = {
    [OPERATION] = { N_("Operation"), N_("Left and Right choose it."), 0 },
    [CALLER] = { N_("By"), N_("An account, as the log has it: owner1@contoso.example"), 200 },
    [REQUEST] = { N_("Request"), N_("The number of a request: LB-42"), 22 },
    [SINCE] = { N_("Since"), N_("A day or a time: 2026-11-24, or 2026-11-24 03:58"), 40 },
    [UNTIL] = { N_("Until"), N_("The same; that time itself is left out."), 40 },
    [TEXT] = { N_("Text"), N_("Any part of what an entry says."), LB_ACTIVITY_TEXT_LIMIT },
    [TENANT] = { N_("Tenant"), N_("A customer's name or id."), 200 },
};

typedef struct {
    LbScreen screen;
    LbScreen *log; /* borrowed: it stands below this one */
    int operation; /* LbOperation; LB_LOG_ANY: all */
    LbField fields[FIELDS];
    int count; /* of the fields that there are */
    int focus;
    char *message;
} Form;

static void
free_screen(LbScreen *screen)
{
    Form *self = (Form *)screen;
    for (int i = 0; i < FIELDS; i++)
        lb_field_clear(&self->fields[i]);
    g_free(self->message);
    g_free(self);
}

static void
say(Form *self, const char *message)
{
    g_free(self->message);
    self->message = g_strdup(message);
}

/* Drawing */

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Activity log"));
}

static const char *
name_operation(int operation)
{
    return operation == LB_LOG_ANY ? _("all") : _(lb_names_label(lb_operation_names, operation));
}

static void
render_field(const Form *self, LbPane pane, int i)
{
    bool focused = i == self->focus;
    int x = lb_pane_put(pane, 3, i, focused ? LB_STYLE_ACCENT : LB_STYLE_TEXT, _(rows[i].label));
    x = MAX(x + 2, 3 + LABEL_COLUMNS);
    if (i == OPERATION)
        lb_pane_print(pane, x, i, focused ? LB_STYLE_ACCENT : LB_STYLE_STRONG,
                      focused ? "< %s >" : "  %s", name_operation(self->operation));
    else
        lb_field_render(&self->fields[i], pane, x, i, focused);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Form *self = (const Form *)screen;
    bool tall = pane.height >= 15;
    pane.width = MIN(pane.width, WIDEST);
    lb_pane_take_top(&pane, tall ? 1 : 0);
    lb_pane_put(lb_pane_take_top(&pane, 1), 1, 0, LB_STYLE_STRONG,
                _("Show the entries for which all of this holds"));
    lb_pane_take_top(&pane, tall ? 1 : 0);
    LbPane fields = lb_pane_take_top(&pane, self->count);
    lb_pane_take_right(&fields, 1);
    for (int i = 0; i < self->count; i++)
        render_field(self, fields, i);
    lb_pane_take_top(&pane, 1);
    lb_pane_put(lb_pane_take_top(&pane, 1), 3, 0,
                self->message != NULL ? LB_STYLE_WARNING : LB_STYLE_FAINT,
                self->message != NULL ? self->message : _(rows[self->focus].hint));
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { "Enter", N_("show") },
                                      { "Tab", N_("next field") },
                                      { "Ctrl-U", N_("empty") },
                                      { "Esc", N_("back") },
                                      { NULL, NULL } };
    (void)screen;
    return help;
}

/* Taking what was typed */

/* What stands in a field; NULL: nothing. The caller frees it. */
static char *
take(const Form *self, int field)
{
    if (field >= self->count)
        return NULL;
    g_autofree char *text = g_strstrip(g_strdup(self->fields[field].text->str));
    return *text != '\0' ? g_steal_pointer(&text) : NULL;
}

static bool
take_request(const Form *self, char **request)
{
    int64_t number = 0;
    g_autofree char *typed = take(self, REQUEST);
    if (typed == NULL)
        return true;
    g_autofree char *id =
        g_ascii_isdigit(*typed) ? g_strconcat("LB-", typed, NULL) : g_strdup(typed);
    if (!lb_request_parse_id(id, &number))
        return false;
    *request = g_ascii_strup(id, -1);
    return true;
}

static bool
take_time(const Form *self, int field, int64_t *time)
{
    g_autofree char *typed = take(self, field);
    return typed == NULL || lb_time_read(typed, self->screen.app->zone, time);
}

/* Fills @query; returns the field that cannot be read, FIELDS where all can. */
static int
take_all(const Form *self, LbLogQuery *query)
{
    query->operation = self->operation;
    query->caller = take(self, CALLER);
    query->text = take(self, TEXT);
    query->tenant = take(self, TENANT);
    return !take_request(self, &query->request)     ? REQUEST
           : !take_time(self, SINCE, &query->since) ? SINCE
           : !take_time(self, UNTIL, &query->until) ? UNTIL
                                                    : FIELDS;
}

static void
apply(Form *self)
{
    LbLogQuery query = { .operation = LB_LOG_ANY };
    int wrong = take_all(self, &query);
    if (wrong == FIELDS) {
        lb_app_pop(self->screen.app);
        lb_activity_screen_narrow(self->log, &query);
    } else {
        self->focus = wrong;
        say(self, wrong == REQUEST ? _("That is no number of a request, like LB-42.")
                                   : _("That is no time, like 2026-11-24 or 2026-11-24 03:58."));
    }
    lb_log_query_clear(&query);
}

/* Keys */

/* All operations, in the order of the table, which begins with those that the reference names. */
static void
step_operation(Form *self, int step)
{
    int count = 0;
    while (lb_operation_names[count].name != NULL)
        count++;
    int at = 0;
    while (at < count && lb_operation_names[at].value != self->operation)
        at++;
    at = (at + step + count + 1) % (count + 1);
    self->operation = at < count ? lb_operation_names[at].value : LB_LOG_ANY;
}

static void
type_field(Form *self, int key)
{
    if (self->focus != OPERATION)
        lb_field_type(&self->fields[self->focus], key);
    else if (key == LB_KEY_LEFT)
        step_operation(self, -1);
    else if (key == LB_KEY_RIGHT || key == ' ')
        step_operation(self, 1);
    else if (key == LB_KEY_CTRL_U)
        self->operation = LB_LOG_ANY;
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Form *self = (Form *)screen;
    LbApp *app = screen->app;
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ESCAPE)
        lb_app_pop(app);
    else if (input->key == LB_KEY_CTRL_C)
        lb_app_push(app, lb_leave_screen_new(app));
    else if (input->key == LB_KEY_PASTE)
        say(self, _("Pasted text is not taken here. Type it."));
    else if (input->key == LB_KEY_ENTER)
        apply(self);
    else if (input->key == LB_KEY_TAB || input->key == LB_KEY_DOWN)
        self->focus = (self->focus + 1) % self->count;
    else if (input->key == LB_KEY_BACK_TAB || input->key == LB_KEY_UP)
        self->focus = (self->focus + self->count - 1) % self->count;
    else
        type_field(self, input->key);
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .render = render,
    .type = type,
};

static void
fill(Form *self, int field, const char *text)
{
    lb_field_init(&self->fields[field], MAX(rows[field].limit, 1), false);
    g_string_assign(self->fields[field].text, text != NULL ? text : "");
    self->fields[field].cursor = self->fields[field].text->len;
}

static void
fill_time(Form *self, int field, int64_t time)
{
    g_autofree char *text = time != 0 ? lb_time_write(time, self->screen.app->zone) : NULL;
    fill(self, field, text);
}

LbScreen *
lb_log_form_screen_new(LbScreen *log, const LbLogQuery *query, bool tenants)
{
    Form *self = g_new0(Form, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = log->app };
    self->log = log;
    self->operation = query->operation;
    self->count = tenants ? FIELDS : TENANT;
    fill(self, OPERATION, NULL);
    fill(self, CALLER, query->caller);
    fill(self, REQUEST, query->request);
    fill_time(self, SINCE, query->since);
    fill_time(self, UNTIL, query->until);
    fill(self, TEXT, query->text);
    fill(self, TENANT, query->tenant);
    return &self->screen;
}
