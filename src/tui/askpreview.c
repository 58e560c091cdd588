/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would become of a request: what the rules say, one by one, who would be told, and the request as the owners would read
 * it. And sending it. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/part.h"
#include "tui/ask.h"
#include "tui/part.h"
#include "tui/screens.h"
#include "wording/grants.h"
#include "wording/phrases.h"
#include "wording/plain.h"
#include "wording/sessions.h"
#include "wording/weighing.h"

/* A submission, with what it borrows. */
typedef struct {
    LbSubmission submission;
    char *ticket, *why;
    GPtrArray *ids;
} Words;

static void
clear_words(Words *words)
{
    g_free(words->ticket);
    g_free(words->why);
    if (words->ids != NULL)
        g_ptr_array_unref(words->ids);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, clear_words)

static void
take_words(const LbAsk *ask, Words *words)
{
    words->ticket = lb_ticket_id(ask->ticket);
    words->why = lb_editor_words(&ask->why);
    words->ids = g_ptr_array_new();
    for (guint i = 0; i < ask->resources->len; i++)
        g_ptr_array_add(words->ids, ((const LbResource *)g_ptr_array_index(ask->resources, i))->id);
    g_ptr_array_add(words->ids, NULL);
    words->submission = (LbSubmission){ .ticket = words->ticket,
                                        .service = ask->service,
                                        .scenario = ask->scenario,
                                        .level = lb_names_get(lb_level_names, (int)ask->level),
                                        .hours = MAX(lb_ask_hours(ask), 0),
                                        .justification = words->why,
                                        .resources = (const char *const *)words->ids->pdata };
}

/* Sending */

bool
lb_ask_is_complete(LbAsk *ask)
{
    g_autofree char *why = lb_editor_words(&ask->why);
    const struct {
        bool missing;
        int field;
        const char *message;
    } checks[] = {
        { ask->ticket == 0, LB_ASK_TICKET,
          N_("A support ticket is needed: access is asked for because of one.") },
        { ask->offers == NULL, LB_ASK_TICKET, ask->closed },
        { ask->service == NULL, LB_ASK_SERVICE, N_("A service is needed.") },
        { ask->scenario == NULL, LB_ASK_SCENARIO, N_("A scenario is needed.") },
        { ask->resources->len == 0, LB_ASK_RESOURCES,
          N_("At least one resource is needed. Type to search.") },
        { lb_ask_hours(ask) < 0, LB_ASK_HOURS, N_("At least one hour is needed.") },
        { why == NULL, LB_ASK_WHY, N_("A reason is needed: the owners decide by it.") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(checks); i++) {
        if (!checks[i].missing)
            continue;
        lb_form_say(&ask->form, checks[i].field,
                    checks[i].message != NULL ? _(checks[i].message) : "");
        return false;
    }
    return true;
}

LbRequest *
lb_ask_send(const LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    g_auto(Words) words = { 0 };
    take_words(ask, &words);
    return lb_service_submit(app->service, app->actor, &words.submission, error);
}

/* The field that a refusal is about; what is about none of them is said where the cursor is. */
static int
field_of(const LbAsk *ask, const GError *error)
{
    static const int fields[] = {
        [LB_PART_TICKET] = LB_ASK_TICKET,       [LB_PART_SCENARIO] = LB_ASK_SCENARIO,
        [LB_PART_RESOURCES] = LB_ASK_RESOURCES, [LB_PART_LEVEL] = LB_ASK_LEVEL,
        [LB_PART_HOURS] = LB_ASK_HOURS,         [LB_PART_JUSTIFICATION] = LB_ASK_WHY
    };
    LbSubmissionPart part =
        error->domain == LB_REFUSAL_ERROR ? lb_refusal_part((LbRefusal)error->code) : LB_PART_WHOLE;
    return part == LB_PART_WHOLE ? ask->form.focus : fields[part];
}

void
lb_ask_say_refusal(LbAsk *ask, const GError *error)
{
    g_autofree char *words = lb_ask_refusal_words(ask, error);
    lb_form_say(&ask->form, field_of(ask, error), words);
}

/* The rules */

/* What is asked about, as far as rules look at it; NULL while that is not all there. The caller frees it. */
static char *
question_of(const LbAsk *ask)
{
    const LbOffer *offer = lb_ask_offer(ask);
    if (offer == NULL || ask->resources->len == 0 || lb_ask_hours(ask) < 0)
        return NULL;
    GString *question = g_string_new(NULL);
    g_string_printf(question, "%lld %s %s %d %d", (long long)ask->ticket, ask->service,
                    ask->scenario, (int)ask->level, lb_ask_hours(ask));
    for (guint i = 0; i < ask->resources->len; i++)
        g_string_append_printf(question, " %s",
                               ((const LbResource *)g_ptr_array_index(ask->resources, i))->key);
    return g_string_free(question, FALSE);
}

void
lb_ask_weigh(LbAsk *ask)
{
    LbApp *app = ask->screen.app;
    g_autofree char *question = question_of(ask);
    g_autoptr(GError) error = NULL;
    g_auto(Words) words = { 0 };
    if (question == NULL || g_strcmp0(question, ask->weighed) == 0)
        return;
    take_words(ask, &words);
    /* No rule looks at the words; the owners read them when they are there. */
    if (words.why == NULL)
        words.submission.justification = "-";
    g_clear_pointer(&ask->preview, lb_preview_free);
    g_clear_pointer(&ask->refusal, g_free);
    g_clear_pointer(&ask->obstacle, g_free);
    g_clear_pointer(&ask->weighed, g_free);
    bool done =
        lb_submit_preview(app->service, app->actor, &words.submission, &ask->preview, &error);
    /* What is no refusal is no answer. */
    if (!done && error->domain != LB_REFUSAL_ERROR) {
        ask->obstacle = g_strdup_printf(_("The rules cannot be asked now: %s"), error->message);
        return;
    }
    if (!done)
        ask->refusal = g_strdup(error->message);
    ask->weighed = g_steal_pointer(&question);
}

static void
add(LbPager *pager, int width, LbStyle style, const char *text)
{
    lb_pager_add(pager, width, style, " ", "   ", text);
}

/* How many would be asked. */
static char *
told_words(const LbRequest *request, int told)
{
    g_autofree char *subscription = lb_plain_inline(request->subscription_name);
    int quorum = request->quorum;
    if (told == 0)
        return NULL;
    if (quorum > 1)
        return g_strdup_printf(ngettext_("? %d owner or approver of %s will be asked, of whom %d "
                                         "have to approve.",
                                         "? %d owners and approvers of %s will be asked, of whom "
                                         "%d have to approve.",
                                         (unsigned long)told),
                               told, subscription, quorum);
    return g_strdup_printf(ngettext_("? %d owner or approver of %s will be asked.",
                                     "? %d owners and approvers of %s will be asked.",
                                     (unsigned long)told),
                           told, subscription);
}

/* What becomes of it, in the order in which it happens, then rule by rule why; @brief: each rule in one row. */
static void
fill_preview(LbPager *pager, const LbRequest *request, const LbWeighing *weighing, int told,
             int width, bool brief)
{
    bool refused = weighing->ruling == LB_RULING_REFUSE;
    g_autofree char *ruled = lb_phrase_ruled(weighing);
    g_autofree char *line = g_strdup_printf("%c %s", refused ? '-' : '+', ruled);
    g_autofree char *asked = told_words(request, told);
    g_autofree char *untargeted = lb_phrase_untargeted(request);
    g_autofree char *seen = lb_phrase_will_be_seen(request->tenant_name);
    bool first = weighing->ruling == LB_RULING_PASS;
    if (asked != NULL && first)
        add(pager, width, LB_STYLE_WAITS, asked);
    add(pager, width, refused ? LB_STYLE_WARNING : LB_STYLE_STRONG, line);
    if (asked != NULL && !first)
        add(pager, width, LB_STYLE_WAITS, asked);
    if (untargeted != NULL && !refused)
        add(pager, width, LB_STYLE_TEXT, untargeted);
    if (lb_grants_any_reached(request) && !refused)
        add(pager, width, LB_STYLE_TEXT, seen);
    for (guint i = 0; i < weighing->steps->len; i++) {
        const LbWeighed *weighed = g_ptr_array_index(weighing->steps, i);
        g_autofree char *words = lb_phrase_weighed(weighed);
        g_autofree char *row = brief ? lb_cut_end(words, width - 1) : g_strdup(words);
        add(pager, width, weighed->matched ? LB_STYLE_TEXT : LB_STYLE_FAINT, row);
    }
}

void
lb_ask_fill_rules(LbAsk *ask, int width, bool brief)
{
    g_autofree char *question = question_of(ask);
    lb_pager_empty(&ask->rules);
    if (question == NULL)
        add(&ask->rules, width, LB_STYLE_FAINT,
            _("What the rules say stands here when scenario and resources are chosen."));
    else if (g_strcmp0(question, ask->weighed) != 0)
        add(&ask->rules, width, LB_STYLE_FAINT,
            ask->obstacle != NULL ? ask->obstacle : _("The rules are asked in a moment."));
    else if (ask->refusal != NULL) {
        g_autofree char *line = g_strdup_printf("- %s", ask->refusal);
        add(&ask->rules, width, LB_STYLE_WARNING, line);
    } else {
        fill_preview(&ask->rules, ask->preview->request, ask->preview->weighing, ask->preview->told,
                     width, brief);
    }
}

/* As they will read it */

typedef struct {
    LbScreen screen;
    int told;
    LbRequestPart part;
    LbPager rules;
    LbPager head;
    bool ruled; /* the rules are in sight, in place of the request */
} Preview;

static void
free_screen(LbScreen *screen)
{
    Preview *self = (Preview *)screen;
    lb_request_part_clear(&self->part);
    lb_pager_clear(&self->rules);
    lb_pager_clear(&self->head);
    g_free(self);
}

static char *
head_words(const Preview *self)
{
    const LbWeighing *weighing = self->part.view->weighing;
    if (weighing->ruling == LB_RULING_REFUSE)
        return g_strdup(_("The rules refuse it, so nobody will read this:"));
    if (!weighing->asks_customer)
        return g_strdup(_("The customer is not asked. Its owners can read it, like this:"));
    if (weighing->approvals > 0)
        return g_strdup(_("When it is approved internally, the owners read it like this:"));
    return g_strdup(_("The owners read it like this:"));
}

static void
layout(LbScreen *screen, int width, int height)
{
    Preview *self = (Preview *)screen;
    g_autofree char *words = head_words(self);
    width = MIN(width, LB_WIDE);
    lb_pager_empty(&self->head);
    add(&self->head, width - 1, LB_STYLE_FAINT, words);
    lb_pager_layout(&self->head, (int)self->head.lines->len);
    int rows = height - self->head.height - 1;
    lb_request_part_layout(&self->part, screen->app, width, rows);
    lb_pager_empty(&self->rules);
    fill_preview(&self->rules, self->part.view->request, self->part.view->weighing, self->told,
                 width - 1, false);
    bool whole = (int)self->rules.lines->len <= height;
    lb_pager_layout(&self->rules, whole ? height : height - 1);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Preview *self = (const Preview *)screen;
    lb_pane_take_right(&pane, MAX(pane.width - LB_WIDE, 0));
    if (self->ruled) {
        lb_pager_render(&self->rules, pane);
        return;
    }
    lb_pager_render(&self->head, lb_pane_take_top(&pane, self->head.height));
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    lb_request_part_render(&self->part, screen->app, pane);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp request[] = { { "Tab", N_("what the rules say") },
                                         { "Esc", N_("back to the form") },
                                         { NULL, NULL } };
    static const LbKeyHelp rules[] = { { "Tab", N_("as they will read it") },
                                       { "Esc", N_("back to the form") },
                                       { NULL, NULL } };
    return ((const Preview *)screen)->ruled ? rules : request;
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Preview *self = (Preview *)screen;
    LbAction action = lb_action_of_key(input->key, 0);
    if (input->key == LB_KEY_CTRL_C)
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    else if (action == LB_ACTION_BACK || action == LB_ACTION_LEAVE)
        lb_app_pop(screen->app);
    else if (action == LB_ACTION_NEXT_PART || action == LB_ACTION_PREVIOUS_PART)
        self->ruled = !self->ruled;
    else if (self->ruled)
        lb_pager_act(&self->rules, action);
    else
        lb_request_part_act(&self->part, action);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("New request"));
}

static const LbScreenOps preview_ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .layout = layout,
    .render = render,
    .type = type,
};

/* Takes the request out of @preview, as it will be when the owners read it: waiting for them, or open without them. */
static LbRequestView *
view_of(LbPreview *preview, const LbApp *app)
{
    LbRequestView *view = g_new0(LbRequestView, 1);
    LbRequest *request = view->request = g_steal_pointer(&preview->request);
    view->weighing = g_steal_pointer(&preview->weighing);
    view->asked = g_ptr_array_new();
    view->within_reach = preview->told;
    view->now = app->now;
    request->status = LB_STATUS_PENDING;
    if (view->weighing->asks_customer || view->weighing->ruling == LB_RULING_REFUSE)
        return view;
    request->status = LB_STATUS_APPROVED;
    request->decided = request->access_start = app->now;
    request->access_end = app->now + request->hours * LB_HOUR;
    request->hours_granted = request->hours;
    return view;
}

LbScreen *
lb_ask_preview_screen_new(LbAsk *ask, GError **error)
{
    LbApp *app = ask->screen.app;
    g_autoptr(LbPreview) preview = NULL;
    g_auto(Words) words = { 0 };
    take_words(ask, &words);
    if (!lb_submit_preview(app->service, app->actor, &words.submission, &preview, error))
        return NULL;
    Preview *self = g_new0(Preview, 1);
    self->screen = (LbScreen){ .ops = &preview_ops, .app = app };
    self->told = preview->told;
    lb_request_part_init(&self->part);
    lb_pager_init(&self->rules);
    lb_pager_init(&self->head);
    lb_request_part_set(&self->part, view_of(preview, app));
    return &self->screen;
}
