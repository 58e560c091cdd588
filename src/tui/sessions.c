/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of a request: what went through its grants, to be watched while it goes on, and replayed. */
#include "wording/sessions.h"
#include "base/i18n.h"
#include "base/time.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define WHERE_MOST 40
#define END_LEAST 17
#define FIRST 3  /* column, after the mark of what is selected */
#define LENGTH 7 /* "9:59:59" */

typedef struct {
    LbScreen screen;
    int64_t number;
    LbRequestView *view;
    GPtrArray *rows; /* LbSession* */
    GArray *ids;     /* int64_t */
    LbList list;
    LbPager empty; /* what will stand here */
} Sessions;

static void
free_screen(LbScreen *screen)
{
    Sessions *self = (Sessions *)screen;
    lb_request_view_free(self->view);
    g_clear_pointer(&self->rows, g_ptr_array_unref);
    g_array_unref(self->ids);
    lb_pager_clear(&self->empty);
    g_free(self);
}

static bool
load(LbScreen *screen, GError **error)
{
    Sessions *self = (Sessions *)screen;
    const LbApp *app = screen->app;
    g_autoptr(LbRequestView) view = lb_service_show(app->service, app->actor, self->number, error);
    GPtrArray *rows =
        view != NULL ? lb_service_sessions(app->service, app->actor, self->number, error) : NULL;
    if (rows == NULL)
        return false;
    lb_request_view_free(self->view);
    self->view = g_steal_pointer(&view);
    g_clear_pointer(&self->rows, g_ptr_array_unref);
    self->rows = rows;
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < rows->len; i++) {
        int64_t id = ((const LbSession *)g_ptr_array_index(rows, i))->number;
        g_array_append_val(self->ids, id);
    }
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
    return true;
}

static const LbSession *
selected(const Sessions *self)
{
    return self->list.selected != 0 ? g_ptr_array_index(self->rows, self->list.index) : NULL;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const Sessions *self = (const Sessions *)screen;
    const LbSession *session = selected(self);
    if (session == NULL)
        return 0;
    bool stops = (self->view->verbs & (1u << LB_VERB_STOP_SESSION)) != 0 && session->ended == 0 &&
                 session->stopped_by == NULL;
    return LB_NEED_SELECTION | (stops ? LB_NEED_MAY_STOP : 0);
}

/* Drawing */

/* Columns of the list, in their order; 0: left out. How it ended takes what the others leave. */
typedef struct {
    int number, where, begun, length, end, recording;
    LbTimeStyle style; /* of when it began */
} Widths;

/* The widest of what @phrase says of the sessions, and of @title. */
static int
columns_of(const Sessions *self, const char *title, char *(*phrase)(const LbSession *session))
{
    int columns = lb_columns(title);
    for (guint i = 0; i < self->rows->len; i++) {
        g_autofree char *words = phrase(g_ptr_array_index(self->rows, i));
        columns = MAX(columns, lb_columns(words));
    }
    return columns;
}

/* The same for when they began. */
static int
time_columns(const Sessions *self, LbTimeStyle style)
{
    int columns = lb_columns(_("Begun"));
    for (guint i = 0; i < self->rows->len; i++) {
        const LbSession *session = g_ptr_array_index(self->rows, i);
        g_autofree char *time = lb_time_format(session->begun, self->screen.app->zone, style);
        columns = MAX(columns, lb_columns(time));
    }
    return columns;
}

static Widths
measure(const Sessions *self, int width)
{
    static const LbTimeStyle styles[] = { LB_TIME_FULL, LB_TIME_DAY, LB_TIME_SHORT };
    Widths widths = { .number = 2,
                      .where = MIN(columns_of(self, _("Where"), lb_phrase_session), WHERE_MOST),
                      .length = LENGTH,
                      .recording = columns_of(self, _("Recording"), lb_phrase_recording) };
    int end = MIN(columns_of(self, _("End"), lb_phrase_session_end) + 2, END_LEAST);
    int room = width - FIRST - widths.number - widths.length - widths.recording - 5 * LB_LIST_GAP;
    if (room < widths.where + end) {
        room += widths.recording + LB_LIST_GAP;
        widths.recording = 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(styles) && widths.begun == 0; i++) {
        int columns = time_columns(self, styles[i]);
        if (room - columns < widths.where + end)
            continue;
        widths.begun = columns;
        widths.style = styles[i];
    }
    room += widths.begun == 0 ? LB_LIST_GAP : 0;
    widths.end = room - widths.begun - widths.where;
    return widths;
}

static void
render_titles(const Widths *widths, LbPane pane)
{
    int x = lb_list_put_cell(pane, FIRST, 0, widths->number, LB_STYLE_FAINT, "#");
    x = lb_list_put_cell(pane, x, 0, widths->where, LB_STYLE_FAINT, _("Where"));
    x = lb_list_put_cell(pane, x, 0, widths->begun, LB_STYLE_FAINT, _("Begun"));
    x = lb_list_put_cell(pane, x, 0, widths->length, LB_STYLE_FAINT, _("Length"));
    x = lb_list_put_cell(pane, x, 0, widths->end, LB_STYLE_FAINT, _("End"));
    lb_list_put_cell(pane, x, 0, widths->recording, LB_STYLE_FAINT, _("Recording"));
}

static void
render_row(const Sessions *self, const LbSession *session, const Widths *widths, LbPane pane, int y)
{
    const LbApp *app = self->screen.app;
    char sign = lb_session_mark(session);
    g_autofree char *number = g_strdup_printf("%d", session->number);
    g_autofree char *where = lb_phrase_session(session);
    g_autofree char *begun = lb_time_format(session->begun, app->zone, widths->style);
    g_autofree char *length = lb_phrase_session_length(session, app->now);
    g_autofree char *end = lb_phrase_session_end(session);
    g_autofree char *marked = g_strdup_printf("%c %s", sign, end);
    g_autofree char *recording = lb_phrase_recording(session);
    LbStyle style = sign == '!' ? LB_STYLE_WARNING : sign == '+' ? LB_STYLE_OPEN : LB_STYLE_ENDED;
    bool here = session->number == self->list.selected;
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, here ? ">" : " ");
    int x = lb_list_put_cell(pane, FIRST, y, widths->number, LB_STYLE_STRONG, number);
    x = lb_list_put_cell(pane, x, y, widths->where, LB_STYLE_TEXT, where);
    x = lb_list_put_cell(pane, x, y, widths->begun, LB_STYLE_TEXT, begun);
    x = lb_list_put_cell(pane, x, y, widths->length, LB_STYLE_TEXT, length);
    x = lb_list_put_cell(pane, x, y, widths->end, style, marked);
    lb_list_put_cell(pane, x, y, widths->recording, LB_STYLE_TEXT, recording);
    if (here)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

/* The selected session below the list, whole where the row had to cut. */
static void
render_summary(const Sessions *self, LbPane pane)
{
    const LbApp *app = self->screen.app;
    const LbSession *session = selected(self);
    if (session == NULL || pane.height == 0)
        return;
    g_autofree char *where = lb_phrase_session(session);
    g_autofree char *end = lb_phrase_session_end(session);
    g_autofree char *first = g_strdup_printf("%s   %c %s", where, lb_session_mark(session), end);
    g_autofree char *who = lb_phrase_session_who(session, app->zone, app->now);
    g_autofree char *bytes = lb_phrase_session_bytes(session);
    g_autofree char *hash =
        session->sha256 != NULL ? g_strdup_printf("SHA-256 %s", session->sha256) : NULL;
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    LbPager pager;
    lb_pager_init(&pager);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_STRONG, " ", "   ", first);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", "   ", who);
    lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", "   ", bytes);
    if (hash != NULL)
        lb_pager_add(&pager, pane.width - 1, LB_STYLE_FAINT, " ", "   ", hash);
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

static int
summary_rows(int height)
{
    return height >= 15 ? 6 : height >= 10 ? 4 : 0;
}

static void
layout(LbScreen *screen, int width, int height)
{
    Sessions *self = (Sessions *)screen;
    lb_list_layout(&self->list, height - 2 - summary_rows(height));
    lb_pager_empty(&self->empty);
    lb_pager_add(&self->empty, MIN(width, 80) - 1, LB_STYLE_TEXT, " ", " ",
                 _("Nobody has gone through so far. Each time the engineer does, it stands here: a "
                   "shell can be watched while it goes on, and replayed afterwards."));
    lb_pager_layout(&self->empty, (int)self->empty.lines->len);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Sessions *self = (const Sessions *)screen;
    LbPane summary = lb_pane_take_bottom(&pane, summary_rows(pane.height));
    lb_pane_take_top(&pane, 1);
    if (self->rows->len == 0) {
        lb_pager_render(&self->empty, pane);
        return;
    }
    render_summary(self, summary);
    Widths widths = measure(self, pane.width);
    render_titles(&widths, lb_pane_take_top(&pane, 1));
    int last = MIN(self->list.top + self->list.height, (int)self->rows->len);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->rows, i), &widths, pane, i - self->list.top);
}

/* Keys */

static bool
act(LbScreen *screen, LbAction action)
{
    Sessions *self = (Sessions *)screen;
    LbApp *app = screen->app;
    const LbSession *session = selected(self);
    if (action == LB_ACTION_OPEN && session != NULL)
        lb_app_push(app,
                    lb_replay_screen_new(app, self->number, session->number,
                                         session->ended == 0 ? LB_WATCH_LIVE : LB_WATCH_REPLAY));
    else if (action == LB_ACTION_STOP_SESSION && session != NULL)
        lb_app_push(app, lb_stop_screen_new(app, self->number, session));
    else
        return lb_list_act(&self->list, action);
    return true;
}

static char *
place(const LbScreen *screen)
{
    return g_strdup_printf(_("Sessions of LB-%lld"), (long long)((const Sessions *)screen)->number);
}

static const LbAction actions[] = { LB_ACTION_OPEN, LB_ACTION_STOP_SESSION, LB_ACTION_DOWN,
                                    LB_ACTION_REFRESH, LB_ACTION_NONE };

static const LbScreenOps ops = {
    .place = place,
    .actions = actions,
    .free = free_screen,
    .load = load,
    .needs = needs,
    .layout = layout,
    .render = render,
    .act = act,
};

LbScreen *
lb_sessions_screen_new(LbApp *app, int64_t number)
{
    Sessions *self = g_new0(Sessions, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->number = number;
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    lb_pager_init(&self->empty);
    return &self->screen;
}

void
lb_sessions_screen_select(LbScreen *screen, int64_t passage)
{
    Sessions *self = (Sessions *)screen;
    for (guint i = 0; i < self->rows->len; i++) {
        const LbSession *session = g_ptr_array_index(self->rows, i);
        if (session->passage == passage)
            lb_list_select(&self->list, session->number);
    }
}
