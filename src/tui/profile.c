/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One's own account: who one is here, where one is told, and by which keys one comes in. One list of rows; what a row means
 * stands below it, whole where the row had to be cut. */
#include "base/i18n.h"
#include "base/time.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/people.h"
#include "wording/plain.h"

#define LABEL_COLUMNS 13
#define WIDE_ROW 76

/* Rows are told apart by their kind and a number within it, which stays. */
#define ROW_ID(kind, number) (((int64_t)(kind) << 40) + (int64_t)(number) + 1)

typedef enum {
    ROW_ACCOUNT,
    ROW_NAME,
    ROW_PERSON,
    ROW_SIDE,
    ROW_ROLE,
    ROW_MAIL,
    ROW_ADDRESS,
    ROW_ADD,
    ROW_LANGUAGE,
    ROW_ZONE,
    ROW_KEY,
    ROW_REVOKED,
} RowKind;

static const struct {
    const char *label; /* NULL: none */
    const char *about;
    LbProfileChange enter;  /* what Enter changes */
    LbProfileChange remove; /* what taking away does */
} kinds[] = {
    [ROW_ACCOUNT] = { N_("Account"), N_("This is who you are here.") },
    [ROW_NAME] = { N_("Name"), N_("The operator sets it.") },
    [ROW_PERSON] = { N_("Person"),
                     N_("Whose account it is: nobody answers what they asked for themselves, by "
                        "whichever account.") },
    [ROW_SIDE] = { N_("Belongs to"), N_("An account never changes sides.") },
    [ROW_ROLE] = { N_("Role"), N_("The operator grants and revokes roles.") },
    [ROW_MAIL] = { N_("Mail"), N_("Mail for you goes here. Only the operator changes it.") },
    [ROW_ADDRESS] = { N_("Also told"),
                      N_("It is told what you are told; nobody can decide by it. X removes it."),
                      .remove = LB_PROFILE_REMOVE_ADDRESS },
    [ROW_ADD] = { NULL,
                  N_("One more mail address: it is told what you are told; nobody can decide by "
                     "it."),
                  .enter = LB_PROFILE_ADD_ADDRESS },
    [ROW_LANGUAGE] = { N_("Language"), N_("Of mails to you, and of screens."),
                       .enter = LB_PROFILE_LANGUAGE },
    [ROW_ZONE] = { N_("Time zone"), N_("In it you read all times, here and in mails."),
                   .enter = LB_PROFILE_ZONE },
    [ROW_KEY] = { N_("Key"), N_("You come in by it. X revokes it."),
                  .remove = LB_PROFILE_REVOKE_KEY },
    [ROW_REVOKED] = { N_("Key"), N_("It never comes in again.") },
};

typedef struct {
    int64_t id;
    RowKind kind;
    char *before; /* left out where there is little room; NULL: nothing */
    char *value;
    char *behind;        /* NULL: nothing */
    char *below;         /* about it, in the summary; NULL: nothing */
    const char *subject; /* address or fingerprint, borrowed from the view */
} Row;

typedef struct {
    LbScreen screen;
    LbPersonView *view;
    GPtrArray *rows; /* Row* */
    GArray *ids;     /* int64_t */
    LbList list;
} Profile;

static void
free_row(gpointer data)
{
    Row *row = data;
    g_free(row->before);
    g_free(row->value);
    g_free(row->behind);
    g_free(row->below);
    g_free(row);
}

static void
free_screen(LbScreen *screen)
{
    Profile *self = (Profile *)screen;
    lb_person_view_free(self->view);
    g_ptr_array_unref(self->rows);
    g_array_unref(self->ids);
    g_free(self);
}

/* Reading */

/* Takes @value. */
static Row *
add_row(Profile *self, RowKind kind, int64_t number, char *value)
{
    Row *row = g_new0(Row, 1);
    *row = (Row){ .id = ROW_ID(kind == ROW_REVOKED ? ROW_KEY : kind, number),
                  .kind = kind,
                  .value = value };
    g_ptr_array_add(self->rows, row);
    g_array_append_val(self->ids, row->id);
    return row;
}

static void
add_keys(Profile *self)
{
    for (guint i = 0; i < self->view->keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(self->view->keys, i);
        Row *row = add_row(self, key->revoked != 0 ? ROW_REVOKED : ROW_KEY, key->id,
                           lb_plain_inline(key->fingerprint));
        row->before = lb_plain_inline(key->type);
        row->behind =
            lb_phrase_key_state(key, self->screen.app->actor->fingerprint, self->screen.app->zone);
        row->below = lb_phrase_key_state(key, NULL, self->screen.app->zone);
        row->subject = key->fingerprint;
    }
}

static void
fill_rows(Profile *self)
{
    const LbPersonView *view = self->view;
    const LbPersonRow *person = view->person;
    g_ptr_array_set_size(self->rows, 0);
    g_array_set_size(self->ids, 0);
    add_row(self, ROW_ACCOUNT, 0, lb_plain_inline(person->account));
    if (person->name != NULL)
        add_row(self, ROW_NAME, 0, lb_plain_inline(person->name));
    add_row(self, ROW_PERSON, 0, lb_plain_inline(person->person));
    add_row(self, ROW_SIDE, 0, lb_phrase_side(person));
    for (guint i = 0; i < view->roles->len; i++)
        add_row(self, ROW_ROLE, i, lb_phrase_held(g_ptr_array_index(view->roles, i)));
    add_row(self, ROW_MAIL, 0,
            person->mail != NULL ? lb_plain_inline(person->mail) : g_strdup(_("none")));
    for (char **mail = view->addresses; *mail != NULL; mail++)
        add_row(self, ROW_ADDRESS, g_str_hash(*mail), lb_plain_inline(*mail))->subject = *mail;
    add_row(self, ROW_ADD, 0, g_strdup(_("add an address")));
    add_row(self, ROW_LANGUAGE, 0, lb_phrase_language(person->language));
    add_row(self, ROW_ZONE, 0,
            lb_plain_inline(person->time_zone != NULL ? person->time_zone : "UTC"));
    add_keys(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Profile *self = (Profile *)screen;
    LbPersonView *view = lb_profile_show(screen->app->service, screen->app->actor, error);
    if (view == NULL)
        return false;
    lb_person_view_free(self->view);
    self->view = view;
    fill_rows(self);
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

/* Drawing */

static const Row *
selected(const Profile *self)
{
    return g_ptr_array_index(self->rows, self->list.index);
}

static const char *
label(const Row *row)
{
    return kinds[row->kind].label != NULL ? _(kinds[row->kind].label) : "";
}

/* What stands behind the value; of the time zone it changes all the time. The caller frees it. */
static char *
behind(const Profile *self, const Row *row)
{
    if (row->kind != ROW_ZONE)
        return g_strdup(row->behind != NULL ? row->behind : "");
    g_autoptr(GTimeZone) zone = lb_time_zone(self->view->person->time_zone);
    g_autofree char *now = lb_time_format(self->screen.app->now, zone, LB_TIME_DAY);
    return g_strdup_printf(_("now %s"), now);
}

/* Labels of other languages may be longer than those that the column is made for. */
static int
label_columns(void)
{
    int columns = LABEL_COLUMNS;
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (kinds[i].label != NULL)
            columns = MAX(columns, lb_columns(_(kinds[i].label)) + 2);
    return columns;
}

static void
render_row(const Profile *self, const Row *row, LbPane pane, int y)
{
    bool here = row->id == self->list.selected, changes = kinds[row->kind].enter != 0;
    LbStyle style = row->kind == ROW_REVOKED ? LB_STYLE_FAINT
                    : changes                ? LB_STYLE_ACCENT
                                             : LB_STYLE_TEXT;
    g_autofree char *note = behind(self, row);
    int x = 3 + label_columns(), room = pane.width - 1;
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, here ? ">" : " ");
    lb_pane_put(pane, 3, y, LB_STYLE_FAINT, label(row));
    if (row->before != NULL && pane.width >= WIDE_ROW)
        x = lb_pane_put(pane, x, y, style, row->before) + 2;
    if (*note != '\0')
        room -= lb_columns(note) + 2;
    g_autofree char *value = lb_cut_middle(row->value, room - x);
    x = lb_pane_put(pane, x, y, style, value) + 2;
    lb_pane_put(pane, x, y, row->kind == ROW_KEY ? LB_STYLE_TEXT : LB_STYLE_FAINT, note);
    if (here)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

/* The selected row whole, and what it means. */
static void
render_summary(const Profile *self, LbPane pane)
{
    const Row *row = selected(self);
    if (pane.height == 0)
        return;
    g_autoptr(GString) whole = g_string_new(row->before);
    g_string_append_printf(whole, "%s%s", row->before != NULL ? " " : "", row->value);
    g_autoptr(GString) about = g_string_new(NULL);
    if (row->below != NULL)
        g_string_append_printf(about, "%s. ", row->below);
    g_string_append(about, _(kinds[row->kind].about));
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_STRONG, " ", " ", whole->str);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", " ", about->str);
    lb_pager_layout(&pager, (int)pager.lines->len);
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 5 : height >= 8 ? 4 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    (void)width;
    lb_list_layout(&((Profile *)screen)->list, height - summary_rows(height));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Profile *self = (const Profile *)screen;
    render_summary(self, lb_pane_take_bottom(&pane, summary_rows(pane.height)));
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->rows, i), pane, i - self->list.top);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
#define ALWAYS                                \
    { "?", N_("help") }, { "q", N_("back") }, \
    {                                         \
        NULL, NULL                            \
    }
    static const LbKeyHelp rows[][4] = {
        [LB_PROFILE_NOTHING] = { ALWAYS },
        [LB_PROFILE_LANGUAGE] = { { "Enter", N_("change") }, ALWAYS },
        [LB_PROFILE_ZONE] = { { "Enter", N_("change") }, ALWAYS },
        [LB_PROFILE_ADD_ADDRESS] = { { "Enter", N_("add") }, ALWAYS },
        [LB_PROFILE_REMOVE_ADDRESS] = { { "X", N_("remove") }, ALWAYS },
        [LB_PROFILE_REVOKE_KEY] = { { "X", N_("revoke") }, ALWAYS },
    };
    const Row *row = selected((const Profile *)screen);
    return rows[MAX(kinds[row->kind].enter, kinds[row->kind].remove)];
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Your account"));
}

/* Acting */

static LbNeeds
needs(const LbScreen *screen)
{
    const Row *row = selected((const Profile *)screen);
    return (kinds[row->kind].enter != 0 ? LB_NEED_SELECTION : 0) |
           (kinds[row->kind].remove != 0 ? LB_NEED_MAY_REMOVE : 0);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Profile *self = (Profile *)screen;
    LbApp *app = screen->app;
    const Row *row = selected(self);
    switch (action) {
    case LB_ACTION_OPEN:
        lb_app_push(app, lb_profile_dialog_new(app, kinds[row->kind].enter, self->view, NULL));
        return true;
    case LB_ACTION_REMOVE:
        lb_app_push(app,
                    lb_profile_dialog_new(app, kinds[row->kind].remove, self->view, row->subject));
        return true;
    case LB_ACTION_ACCOUNT: /* it is here */
        return true;
    default:
        return lb_list_act(&self->list, action);
    }
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    Profile *self = (Profile *)screen;
    int count = self->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = self->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const Row *row = g_ptr_array_index(self->rows, i);
        if (lb_find_in(row->value, text) || lb_find_in(row->before, text) ||
            lb_find_in(label(row), text))
            return lb_list_select(&self->list, row->id);
    }
    return false;
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
    .find = find,
};

LbScreen *
lb_profile_screen_new(LbApp *app)
{
    Profile *self = g_new0(Profile, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->rows = g_ptr_array_new_with_free_func(free_row);
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return &self->screen;
}
