/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request, fitted into any room from 56 columns and 9 rows on. */
#include "tui/part.h"

#include "base/i18n.h"
#include "base/time.h"
#include "tui/opens.h"
#include "wording/grants.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/votes.h"
#include "wording/weighing.h"

#define INDENT "   "
#define COMPACT 14

LbStyle
lb_status_style(LbStatus status)
{
    switch (status) {
    case LB_STATUS_INITIALIZING:
    case LB_STATUS_PENDING:
        return LB_STYLE_WAITS;
    case LB_STATUS_APPROVING:
    case LB_STATUS_APPROVED:
        return LB_STYLE_OPEN;
    case LB_STATUS_ERROR:
        return LB_STYLE_WARNING;
    default:
        return LB_STYLE_ENDED;
    }
}

LbStyle
lb_standing_style(const LbRequest *request)
{
    return request->stuck ? LB_STYLE_WARNING : lb_status_style(request->status);
}

/* The pagers in the order in which they stand. */
#define PAGERS 10
static void
list_pagers(LbRequestPart *part, LbPager *pagers[PAGERS])
{
    LbPager *all[PAGERS] = { &part->question, &part->resources, &part->reason,    &part->words,
                             &part->answers,  &part->opens,     &part->approvals, &part->asked,
                             &part->ruled,    &part->rules };
    for (int i = 0; i < PAGERS; i++)
        pagers[i] = all[i];
}

void
lb_request_part_init(LbRequestPart *part)
{
    LbPager *pagers[PAGERS];
    *part = (LbRequestPart){ 0 };
    list_pagers(part, pagers);
    for (int i = 0; i < PAGERS; i++)
        lb_pager_init(pagers[i]);
}

void
lb_request_part_clear(LbRequestPart *part)
{
    LbPager *pagers[PAGERS];
    list_pagers(part, pagers);
    for (int i = 0; i < PAGERS; i++)
        lb_pager_clear(pagers[i]);
    lb_request_view_free(part->view);
    g_free(part->sessions);
}

void
lb_request_part_set(LbRequestPart *part, LbRequestView *view)
{
    bool other =
        part->view == NULL || view == NULL || part->view->request->number != view->request->number;
    lb_request_view_free(part->view);
    part->view = view;
    if (!other)
        return;
    part->words.top = part->resources.top = 0;
    part->focus = LB_FRAME_WORDS;
}

void
lb_request_part_set_sessions(LbRequestPart *part, char *words)
{
    g_free(part->sessions);
    part->sessions = words;
}

/* Filling */

static void G_GNUC_PRINTF(5, 6)
    add(LbPager *pager, int width, LbStyle style, const char *indent, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *rest = g_strconcat(indent, "  ", NULL);
    lb_pager_add(pager, width, style, indent, rest, text);
}

/* @compact: where rows are few, the place is left to the header. */
static void
fill_question(LbRequestPart *part, int width, bool compact)
{
    const LbRequest *request = part->view->request;
    g_autofree char *requester = lb_plain_inline(request->requester_account);
    g_autofree char *role = lb_phrase_role(request);
    g_autofree char *label = lb_plain_inline(request->scenario_label);
    g_autofree char *hours = lb_phrase_hours(request->hours);
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    g_autofree char *tenant = lb_plain_inline(request->tenant_name);
    add(&part->question, width, LB_STYLE_TEXT, " ", _("%s (%s) asks for"), requester, role);
    const char *level = _(lb_names_label(lb_level_names, (int)request->level));
    g_autofree char *line = compact
                                ? g_strdup_printf(_("%s, level %s, %s, to"), label, level, hours)
                                : g_strdup_printf(_("%s, level %s, for %s"), label, level, hours);
    add(&part->question, width, LB_STYLE_STRONG, INDENT, "%s", line);
    if (!compact)
        add(&part->question, width, LB_STYLE_TEXT, " ", _("in subscription %s of %s, to"),
            subscription, tenant);
}

static void
fill_resources(LbRequestPart *part, int width)
{
    GPtrArray *resources = part->view->request->resources;
    int widest = 0;
    for (guint i = 0; i < resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(resources, i);
        widest = MAX(widest, lb_columns(resource->name));
    }
    widest = MIN(widest, width / 2);
    for (guint i = 0; i < resources->len; i++) {
        const LbResource *resource = g_ptr_array_index(resources, i);
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *name = lb_plain_inline(resource->name);
        g_autofree char *kind = lb_phrase_resource(resource);
        g_autofree char *group = lb_plain_inline(resource->group);
        lb_plain_pad(line, name, widest + 2);
        g_string_append_printf(line, "%s%s%s", kind, *group != '\0' ? ", " : "", group);
        add(&part->resources, width, LB_STYLE_STRONG, INDENT, "%s", line->str);
    }
}

static void
fill_reason(LbRequestPart *part, int width, bool compact)
{
    const LbRequest *request = part->view->request;
    g_autofree char *title = lb_plain_inline(request->ticket_title);
    g_autofree char *opener = lb_plain_inline(request->ticket_opened_by);
    g_autofree char *line = g_strdup_printf(_("because of TK-%lld, %s, opened by %s"),
                                            (long long)request->ticket, title, opener);
    g_autofree char *row = compact ? lb_cut_end(line, width - 4) : g_strdup(line);
    g_autofree char *extends = lb_phrase_extends(part->view);
    add(&part->reason, width, LB_STYLE_TEXT, " ", "%s", row);
    if (request->case_url != NULL && !compact)
        add(&part->reason, width, LB_STYLE_TEXT, INDENT, "%s", request->case_url);
    if (extends != NULL)
        add(&part->reason, width, LB_STYLE_STRONG, " ", "%s", extends);
}

/* Whether the reader is the one who asks. What is not sent yet is shown as the owners will read it. */
static bool
is_own(const LbRequest *request, const LbApp *app)
{
    return request->number != 0 && request->requester == app->actor->principal;
}

/* What an approval does, to the one who waits for it. */
static char *
own_approve(const LbRequestView *view)
{
    g_autofree char *hours = lb_phrase_hours(lb_phrase_most_hours(view));
    return g_strdup_printf(
        _("approve: access opens then, and ends by itself after %s; you may hand it back before"),
        hours);
}

/* What happens without an answer comes first: it is the one row that a small terminal shows. */
static void
fill_answers(LbRequestPart *part, const LbApp *app, int width, bool compact)
{
    const LbRequest *request = part->view->request;
    bool own = is_own(request, app);
    g_autofree char *approve = own ? own_approve(part->view) : lb_phrase_approve(part->view);
    g_autofree char *until = lb_time_format(request->expiration, app->zone, LB_TIME_DAY);
    if (compact) {
        g_autofree char *no_answer = lb_phrase_no_answer(part->view);
        add(&part->answers, width, LB_STYLE_TEXT, " ", "%s", no_answer);
        return;
    }
    add(&part->answers, width, LB_STYLE_TEXT, " ",
        _("no answer: it expires on %s, and nothing opens"), until);
    add(&part->answers, width, LB_STYLE_TEXT, " ", "%s", approve);
    add(&part->answers, width, LB_STYLE_TEXT, " ", "%s",
        own ? _("deny: nothing opens, and you read why")
            : _("deny: nothing opens; the engineer reads your reason"));
}

static void
fill_outcome(LbRequestPart *part, const LbApp *app, int width)
{
    g_autofree char *sentence = lb_phrase_outcome(part->view, app->zone);
    if (sentence != NULL)
        add(&part->answers, width, LB_STYLE_TEXT, " ", "%s", sentence);
    lb_pager_quote(&part->answers, width, INDENT, part->view->request->decision_reason);
    lb_pager_quote(&part->answers, width, INDENT, part->view->request->end_reason);
}

static void
fill_asked(LbRequestPart *part, const LbApp *app, int width)
{
    const char *reader = app->actor->account;
    g_autofree char *approvals = lb_phrase_approvals(part->view, reader);
    g_autofree char *asked = lb_phrase_asked(part->view, reader, app->zone);
    g_autofree char *rules = lb_phrase_rules(part->view);
    g_autofree char *unreached = lb_phrase_unreached(part->view);
    bool waits = part->view->request->expiration > app->now;
    if (approvals != NULL && waits)
        add(&part->approvals, width, LB_STYLE_STRONG, " ", "%s", approvals);
    if (unreached != NULL && waits)
        add(&part->approvals, width, LB_STYLE_WARNING, " ", "%s", unreached);
    /* Nobody was asked by what is not sent yet. */
    if (part->view->request->number != 0)
        add(&part->asked, width, LB_STYLE_TEXT, " ", _("Asked: %s"), asked);
    add(&part->rules, width, LB_STYLE_FAINT, " ", "%s", rules);
    g_autofree char *ruled = lb_phrase_ruled(part->view->weighing);
    if (ruled != NULL)
        add(&part->ruled, width, LB_STYLE_TEXT, " ", "%s", ruled);
}

/* Fitting */

/* The two frames that scroll. */
static bool
scrolls(const LbRequestPart *part, const LbPager *pager)
{
    return pager == &part->words || pager == &part->resources;
}

/* One more row for a frame that scrolls: where it says which rows are in sight. */
static int
rows_of(const LbRequestPart *part, const LbPager *pager)
{
    return pager->height + (scrolls(part, pager) && lb_pager_overflows(pager) ? 1 : 0);
}

/* Lets @pager grow to @wanted rows, from what is left of @room: one by one where it scrolls, else by all or none. */
static void
grow(const LbRequestPart *part, LbPager *pager, int wanted, int *room)
{
    int rows = MIN((int)pager->lines->len, wanted), before = rows_of(part, pager),
        height = pager->height;
    for (int next = scrolls(part, pager) ? height + 1 : rows; next <= rows && next > height;
         next++) {
        pager->height = next;
        if (rows_of(part, pager) - before > *room) {
            pager->height = height;
            break;
        }
        height = next;
    }
    *room -= rows_of(part, pager) - before;
}

/* Everything gets its least, and then, in the order in which it matters, more. */
static void
fit(LbRequestPart *part, int height)
{
    LbPager *pagers[PAGERS];
    list_pagers(part, pagers);
    int wrong = (lb_opens_are_wrong(part->view) ? 1 : 0) + (part->sessions != NULL ? 1 : 0);
    const int least[PAGERS] = { G_MAXINT, 1, G_MAXINT, 2, 1, wrong, 0, 0, 0, 0 };
    int room = height - 1;
    for (int i = 0; i < PAGERS; i++) {
        pagers[i]->height = MIN(least[i], (int)pagers[i]->lines->len);
        room -= rows_of(part, pagers[i]);
    }
    const struct {
        LbPager *pager; /* NULL: a blank row */
        int wanted;
    } wishes[] = {
        { &part->approvals, G_MAXINT },
        { &part->answers, G_MAXINT },
        { &part->opens, G_MAXINT },
        { &part->words, 4 },
        { NULL, 0 },
        { &part->resources, 3 },
        { &part->asked, G_MAXINT },
        { NULL, 0 },
        { NULL, 0 },
        { &part->words, 8 },
        { NULL, 0 },
        { &part->ruled, G_MAXINT },
        { &part->rules, G_MAXINT },
        { &part->resources, G_MAXINT },
        { &part->words, G_MAXINT },
    };
    part->gaps = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(wishes); i++) {
        if (wishes[i].pager != NULL) {
            grow(part, wishes[i].pager, wishes[i].wanted, &room);
        } else if (room > 0) {
            part->gaps++;
            room--;
        }
    }
    lb_pager_layout(&part->words, part->words.height);
    lb_pager_layout(&part->resources, part->resources.height);
}

void
lb_request_part_layout(LbRequestPart *part, const LbApp *app, int width, int height)
{
    LbPager *pagers[PAGERS];
    if (part->view == NULL)
        return;
    list_pagers(part, pagers);
    for (int i = 0; i < PAGERS; i++)
        lb_pager_empty(pagers[i]);
    bool compact = height < COMPACT;
    fill_question(part, width - 1, compact);
    fill_resources(part, width - 1);
    fill_reason(part, width - 1, compact);
    lb_pager_quote(&part->words, width - 1, INDENT, part->view->request->justification);
    const LbRequest *request = part->view->request;
    if (request->status == LB_STATUS_PENDING && request->expiration > app->now)
        fill_answers(part, app, width - 1, compact);
    else
        fill_outcome(part, app, width - 1);
    if (part->sessions != NULL)
        add(&part->opens, width - 1, LB_STYLE_STRONG, " ", "%s", part->sessions);
    lb_opens_fill(&part->opens, part->view, app, width - 1);
    fill_asked(part, app, width - 1);
    fit(part, height);
}

/* Drawing */

static char *
until(LbStatus status, bool mine, const char *time)
{
    if (status == LB_STATUS_APPROVED)
        return g_strdup_printf(_("open until %s"), time);
    if (status == LB_STATUS_APPROVING)
        return g_strdup_printf(_("until %s"), time);
    return mine ? g_strdup_printf(_("waits for you until %s"), time)
                : g_strdup_printf(_("waits until %s"), time);
}

static void
render_head(const LbRequestPart *part, const LbApp *app, LbPane pane)
{
    const LbRequest *request = part->view->request;
    g_autofree char *id =
        request->number != 0 ? lb_request_id(request) : g_strdup(_("New request"));
    g_autofree char *status = lb_phrase_status(request->status);
    int x = lb_pane_put(pane, 1, 0, LB_STYLE_STRONG, id) + 3;
    x = lb_pane_put(pane, x, 0, lb_status_style(request->status), status) + 3;
    bool open = lb_status_phase(request->status) == LB_PHASE_OPEN;
    int64_t end = lb_request_deadline(request);
    if (end == 0)
        return;
    g_autofree char *left = lb_time_format_span(end - app->now);
    bool mine = part->view->why_not_approve == LB_REFUSAL_NONE ||
                (part->view->verbs & (1u << LB_VERB_ENDORSE)) != 0;

    g_autofree char *day = lb_time_format(end, app->zone, LB_TIME_DAY);
    g_autofree char *hour = lb_time_format(end, app->zone, LB_TIME_SHORT);
    g_autofree char *by_day = until(request->status, mine, day);
    g_autofree char *by_hour = until(request->status, mine, hour);
    g_autofree char *short_hour = g_strdup_printf(_("until %s"), hour);
    const char *const ways[] = { by_day, by_hour, short_hour, hour, "" };
    size_t way = 0;
    while (*ways[way] != '\0' && x + lb_columns(ways[way]) + 2 + lb_columns(left) >= pane.width)
        way++;
    int begin = pane.width - 1 - lb_columns(ways[way]) - 2 - lb_columns(left);
    x = lb_pane_put(pane, MAX(x, begin), 0, LB_STYLE_TEXT, ways[way]);
    lb_pane_put(pane, x + 2, 0, mine && !open ? LB_STYLE_ACCENT : LB_STYLE_STRONG, left);
}

static void
render_frame(const LbRequestPart *part, const LbPager *pager, LbPartFrame frame, LbPane pane)
{
    lb_pager_render(pager, pane);
    bool both = lb_pager_overflows(&part->words) && lb_pager_overflows(&part->resources);
    if (both && part->focus == frame)
        lb_pane_put(pane, 1, pane.height - 1, LB_STYLE_ACCENT, ">");
}

/* What does not scroll says nothing of rows that there is no room for. */
static void
render_rows(const LbPager *pager, LbPane *pane)
{
    LbPane rows = lb_pane_take_top(pane, pager->height);
    for (int i = 0; i < rows.height; i++)
        lb_pane_put(rows, 0, i, g_array_index(pager->styles, LbStyle, i),
                    g_ptr_array_index(pager->lines, i));
}

void
lb_request_part_render(const LbRequestPart *part, const LbApp *app, LbPane pane)
{
    if (part->view == NULL)
        return;
    int gaps = part->gaps;
    render_head(part, app, lb_pane_take_top(&pane, 1));
    lb_pane_take_top(&pane, gaps-- > 0 ? 1 : 0);
    lb_pager_render(&part->question, lb_pane_take_top(&pane, part->question.height));
    render_frame(part, &part->resources, LB_FRAME_RESOURCES,
                 lb_pane_take_top(&pane, rows_of(part, &part->resources)));
    lb_pager_render(&part->reason, lb_pane_take_top(&pane, part->reason.height));
    lb_pane_take_top(&pane, gaps-- > 0 ? 1 : 0);
    render_frame(part, &part->words, LB_FRAME_WORDS,
                 lb_pane_take_top(&pane, rows_of(part, &part->words)));
    lb_pane_take_top(&pane, gaps-- > 0 ? 1 : 0);
    render_rows(&part->answers, &pane);
    render_rows(&part->opens, &pane);
    lb_pane_take_top(&pane, gaps-- > 0 ? 1 : 0);
    render_rows(&part->approvals, &pane);
    render_rows(&part->asked, &pane);
    render_rows(&part->ruled, &pane);
    render_rows(&part->rules, &pane);
}

bool
lb_request_part_act(LbRequestPart *part, LbAction action)
{
    bool both = lb_pager_overflows(&part->words) && lb_pager_overflows(&part->resources);
    if (action == LB_ACTION_NEXT_PART || action == LB_ACTION_PREVIOUS_PART) {
        part->focus = part->focus == LB_FRAME_WORDS ? LB_FRAME_RESOURCES : LB_FRAME_WORDS;
        return true;
    }
    LbPartFrame frame = part->focus;
    if (!both)
        frame = lb_pager_overflows(&part->resources) ? LB_FRAME_RESOURCES : LB_FRAME_WORDS;
    return lb_pager_act(frame == LB_FRAME_WORDS ? &part->words : &part->resources, action);
}
