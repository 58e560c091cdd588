/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a list of requests, drawn. */
#include "tui/requestrows.h"

#include "base/i18n.h"
#include "base/time.h"
#include "tui/part.h"
#include "wording/phrases.h"
#include "wording/plain.h"

#define LABEL_LEAST 9 /* columns of a scenario that still say something */

static bool
has_ended(const LbRequest *request)
{
    return lb_status_phase(request->status) == LB_PHASE_OVER;
}

/* The cells of one row. */
typedef struct {
    char *id, *status, *asked, *ticket, *when, *left;
} Cells;

static void
free_cells(gpointer data)
{
    Cells *cells = data;
    g_free(cells->id);
    g_free(cells->status);
    g_free(cells->asked);
    g_free(cells->ticket);
    g_free(cells->when);
    g_free(cells->left);
    g_free(cells);
}

static int64_t
time_of(const LbRequest *request)
{
    if (lb_request_deadline(request) != 0)
        return lb_request_deadline(request);
    return request->ended != 0     ? request->ended
           : request->decided != 0 ? request->decided
                                   : request->created;
}

static Cells *
make_cells(const LbRequestRows *self, const LbRequest *request)
{
    const LbApp *app = self->app;
    Cells *cells = g_new0(Cells, 1);
    bool running = !has_ended(request);
    int64_t deadline = lb_request_deadline(request);
    cells->id = lb_request_id(request);
    bool plain = !request->stuck &&
                 (request->status == LB_STATUS_PENDING || request->status == LB_STATUS_APPROVED);
    if (request->status == LB_STATUS_PENDING && request->quorum > 1)
        cells->status = g_strdup_printf("%d/%d", request->approvals, request->quorum);
    else
        cells->status = plain ? g_strdup("") : lb_phrase_standing(request);
    cells->asked = lb_phrase_asked_for(request);
    cells->ticket = g_strdup_printf("TK-%lld", (long long)request->ticket);
    bool ending = request->status == LB_STATUS_REVOKING || request->status == LB_STATUS_COMPLETING;
    cells->when =
        ending ? g_strdup("")
               : lb_time_format(time_of(request), app->zone, running ? LB_TIME_SHORT : LB_TIME_DAY);
    cells->left = deadline != 0 ? lb_time_format_span(deadline - app->now) : g_strdup("");
    return cells;
}

/* Columns of the list, from left to right; what is asked for takes what the others leave. */
typedef struct {
    int id, status, asked, ticket, when, left;
} Widths;

#define GAP LB_LIST_GAP

static Widths
measure(GPtrArray *rows, int width)
{
    Widths widths = { .id = lb_columns(_("Request")) };
    for (guint i = 0; i < rows->len; i++) {
        const Cells *cells = g_ptr_array_index(rows, i);
        if (cells == NULL)
            continue;
        widths.id = MAX(widths.id, lb_columns(cells->id));
        widths.status = MAX(widths.status, lb_columns(cells->status));
        widths.ticket = MAX(widths.ticket, lb_columns(cells->ticket));
        widths.when = MAX(widths.when, lb_columns(cells->when));
        widths.left = MAX(widths.left, lb_columns(cells->left));
    }
    widths.ticket = MAX(widths.ticket, lb_columns(_("Ticket")));
    if (widths.status > 0)
        widths.status = MAX(widths.status, lb_columns(_("Status")));
    int room = width - 3 - 1;
    const int fixed[] = { widths.id, widths.status, widths.when, widths.left, widths.ticket };
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
        room -= fixed[i] > 0 ? fixed[i] + GAP : 0;
    /* In a narrow place the ticket is left out: it stands in the request. */
    if (room < 24) {
        room += widths.ticket + GAP;
        widths.ticket = 0;
    }
    widths.asked = MAX(room, 10);
    return widths;
}

/* Where there is little room, the name of the resource says more than the scenario's. */
static char *
fit_asked(const LbRequest *request, const char *whole, int columns)
{
    int excess = lb_columns(whole) - columns, room = lb_columns(request->scenario_label) - excess;
    if (excess <= 0)
        return g_strdup(whole);
    if (room < LABEL_LEAST)
        return lb_phrase_resources(request);
    g_autofree char *label = lb_cut_end(request->scenario_label, room);
    LbRequest shorter = *request;
    shorter.scenario_label = label;
    return lb_phrase_asked_for(&shorter);
}

static void
render_row(const LbRequestRows *self, int index, const Cells *cells, const Widths *widths,
           LbPane pane, int y)
{
    const LbRequest *request = g_ptr_array_index(self->requests, index);
    bool selected = self->list->selected == request->number;
    int x = 3;
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    x = lb_list_put_cell(pane, x, y, widths->id, LB_STYLE_STRONG, cells->id);
    /* A row without a status uses its room. */
    int asked = widths->asked;
    if (*cells->status == '\0' && widths->status > 0)
        asked += widths->status + GAP;
    else
        x = lb_list_put_cell(pane, x, y, widths->status, lb_standing_style(request), cells->status);
    g_autofree char *fitted = fit_asked(request, cells->asked, asked);
    x = lb_list_put_cell(pane, x, y, asked, LB_STYLE_TEXT, fitted);
    x = lb_list_put_cell(pane, x, y, widths->ticket, LB_STYLE_TEXT, cells->ticket);
    x = lb_list_put_cell(pane, x, y, widths->when, LB_STYLE_TEXT, cells->when);
    lb_pane_put(pane, x + widths->left - lb_columns(cells->left), y, LB_STYLE_STRONG, cells->left);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_titles(const LbRequestRows *self, const Widths *widths, LbPane pane)
{
    const char *when = self->tab == LB_ACTION_PENDING  ? _("Waits until")
                       : self->tab == LB_ACTION_ACCESS ? _("Open until")
                                                       : _("When");
    int x = lb_list_put_cell(pane, 3, 0, widths->id, LB_STYLE_FAINT, _("Request"));
    x = lb_list_put_cell(pane, x, 0, widths->status, LB_STYLE_FAINT, _("Status"));
    x = lb_list_put_cell(pane, x, 0, widths->asked, LB_STYLE_FAINT, _("Asked for"));
    x = lb_list_put_cell(pane, x, 0, widths->ticket, LB_STYLE_FAINT, _("Ticket"));
    lb_pane_put(pane, x, 0, LB_STYLE_FAINT, when);
}

void
lb_request_rows_render(const LbRequestRows *self, LbPane pane)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    g_ptr_array_set_free_func(rows, NULL);
    int first = self->list->top, last = MIN(first + self->list->height, self->list->count);
    for (int i = first; i < last; i++) {
        const LbRequest *request = g_ptr_array_index(self->requests, i);
        g_ptr_array_add(rows, request != NULL ? make_cells(self, request) : NULL);
    }
    Widths widths = measure(rows, pane.width);
    if (self->tab != LB_ACTION_OVERVIEW)
        render_titles(self, &widths, lb_pane_take_top(&pane, 1));
    for (int i = first; i < last; i++) {
        Cells *cells = g_ptr_array_index(rows, i - first);
        if (cells != NULL)
            render_row(self, i, cells, &widths, pane, i - first);
        else
            lb_pane_put(pane, 1, i - first, LB_STYLE_FAINT, g_ptr_array_index(self->titles, i));
        if (cells != NULL)
            free_cells(cells);
    }
}
