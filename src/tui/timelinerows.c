/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How moments look in the timeline. */
#include "tui/timelinerows.h"

#include "base/i18n.h"
#include "base/time.h"
#include "tui/list.h"
#include "tui/pager.h"
#include "wording/logdetails.h"
#include "wording/plain.h"
#include "wording/timeline.h"

#define GAP LB_LIST_GAP
#define ROOMY 76
#define WIDE 100

static const LbMoment *
moment_at(GPtrArray *moments, int index)
{
    return g_ptr_array_index(moments, index);
}

/* Columns of the list; 0: not shown. */
typedef struct {
    LbTimeStyle style;
    int time, later, kind, who, what;
} Widths;

static int
kind_columns(void)
{
    int columns = lb_columns(_("Kind"));
    for (const LbName *row = lb_moment_kind_names; row->name != NULL; row++)
        columns = MAX(columns, lb_columns(_(row->label)));
    return columns;
}

static Widths
measure(int width)
{
    bool wide = width >= WIDE;
    Widths widths = { .style = wide ? LB_TIME_STAMP : LB_TIME_SHORT,
                      .time = wide ? 19 : 9,
                      .later = width >= ROOMY ? 11 : 0,
                      .kind = kind_columns(),
                      .who = wide             ? 28
                             : width >= ROOMY ? 17
                                              : 13 };
    int taken = 3 + widths.time + GAP + (widths.later > 0 ? widths.later + GAP : 0) + widths.kind +
                GAP + widths.who + GAP;
    widths.what = MAX(width - 1 - taken, 4);
    return widths;
}

void
lb_timeline_render_titles(LbPane pane)
{
    Widths widths = measure(pane.width);
    int x = lb_list_put_cell(pane, 3, 0, widths.time, LB_STYLE_FAINT, _("Time"));
    x = lb_list_put_cell(pane, x, 0, widths.later, LB_STYLE_FAINT, _("Later by"));
    x = lb_list_put_cell(pane, x, 0, widths.kind, LB_STYLE_FAINT, _("Kind"));
    x = lb_list_put_cell(pane, x, 0, widths.who, LB_STYLE_FAINT, _("By"));
    lb_list_put_cell(pane, x, 0, widths.what, LB_STYLE_FAINT, _("What"));
}

/* How long after the one before it, where that is at hand. The caller frees it. */
static char *
later_at(GPtrArray *moments, int index)
{
    if (index == 0)
        return g_strdup("");
    return lb_phrase_later(moment_at(moments, index)->key.time -
                           moment_at(moments, index - 1)->key.time);
}

void
lb_timeline_render_moment(const LbApp *app, GPtrArray *moments, int index, bool here, LbPane pane,
                          int y)
{
    const LbMoment *moment = moment_at(moments, index);
    Widths widths = measure(pane.width);
    g_autofree char *time = lb_time_format(moment->key.time, app->zone, widths.style);
    g_autofree char *later = later_at(moments, index);
    g_autofree char *who = lb_phrase_moment_who(moment);
    g_autofree char *what = lb_phrase_moment(moment);
    g_autofree char *cut = lb_cut_end(what, widths.what);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, here ? ">" : " ");
    int x = lb_list_put_cell(pane, 3, y, widths.time, LB_STYLE_TEXT, time);
    x = lb_list_put_cell(pane, x, y, widths.later, LB_STYLE_FAINT, later);
    x = lb_list_put_cell(pane, x, y, widths.kind, LB_STYLE_STRONG,
                         _(lb_names_label(lb_moment_kind_names, (int)moment->kind)));
    x = lb_list_put_cell(pane, x, y, widths.who, LB_STYLE_TEXT, who);
    lb_pane_put(pane, x, y, LB_STYLE_TEXT, cut);
    if (here)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

void
lb_timeline_render_kinds(int chosen, bool following, LbPane pane)
{
    const char *word = following ? _("following") : "";
    LbPane right = lb_pane_take_right(&pane, lb_columns(word) + 1);
    lb_pane_put(right, 0, 0, LB_STYLE_ACCENT, word);
    int first = LB_TIMELINE_ALL, columns = 0;
    for (int kind = LB_TIMELINE_ALL; kind <= chosen; kind++)
        columns += kind == LB_TIMELINE_ALL
                       ? lb_columns(_("all")) + 3
                       : lb_columns(_(lb_names_label(lb_moment_kind_names, kind))) + 3;
    while (columns > pane.width - 2 && first < chosen) {
        columns -= first == LB_TIMELINE_ALL
                       ? lb_columns(_("all")) + 3
                       : lb_columns(_(lb_names_label(lb_moment_kind_names, first))) + 3;
        first++;
    }
    for (int kind = first, x = 1; kind <= LB_MOMENT_OTHER; kind++) {
        const char *label =
            kind == LB_TIMELINE_ALL ? _("all") : _(lb_names_label(lb_moment_kind_names, kind));
        if (x + lb_columns(label) + 2 > pane.width)
            return;
        bool here = kind == chosen;
        x = lb_pane_print(pane, x, 0, here ? LB_STYLE_ACCENT : LB_STYLE_TEXT,
                          here ? "[%s]" : " %s ", label) +
            1;
    }
}

void
lb_timeline_render_summary(const LbApp *app, GPtrArray *moments, int index, LbPane pane)
{
    if (pane.height == 0)
        return;
    const LbMoment *moment = moment_at(moments, index);
    g_autofree char *time = lb_time_format(moment->key.time, app->zone, LB_TIME_EXACT);
    g_autofree char *later = later_at(moments, index);
    g_autofree char *who = lb_phrase_moment_who(moment);
    g_autofree char *what = lb_phrase_moment(moment);
    g_autofree char *details =
        moment->entry != NULL ? lb_phrase_details(moment->entry->details) : NULL;
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    LbPane head = lb_pane_take_top(&pane, 1);
    int x = lb_pane_put(head, 1, 0, LB_STYLE_STRONG, time) + 3;
    x = lb_pane_put(head, x, 0, LB_STYLE_FAINT, later) + (*later != '\0' ? 3 : 0);
    lb_pane_put(head, x, 0, LB_STYLE_TEXT, who);
    LbPager pager;
    lb_pager_init(&pager);
    if (moment->event == NULL)
        lb_pager_add(&pager, pane.width - 1, LB_STYLE_TEXT, " ", "   ", what);
    lb_pager_quote(&pager, pane.width - 1, " ", moment->event == NULL ? details : what);
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}
