/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tenants in the console, and one of them: what is agreed with it, and its subscriptions. */
#include <string.h>

#include "base/i18n.h"
#include "service/people.h"
#include "service/recordings.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/find.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/phrases.h"
#include "wording/plain.h"

static const LbName answers[] = {
    { 0, "no", N_("no") },
    { 1, "yes", N_("yes") },
    { 0, NULL, NULL },
};

/* The list */

static GPtrArray *
read_tenants(const LbApp *app, const LbConsoleView *view, GError **error)
{
    (void)view;
    return lb_tenants_list(app->service, app->actor, error);
}

static char *
key_of_tenant(gconstpointer row)
{
    return g_strdup(((const LbTenantRow *)row)->tenant->id);
}

static void
fill_tenant(const LbApp *app, gconstpointer row, char **cells)
{
    (void)app;
    const LbTenantRow *each = row;
    cells[0] = lb_plain_inline(each->tenant->name);
    cells[1] = g_strdup(lb_names_label(lb_plan_names, (int)each->tenant->plan));
    cells[2] = g_strdup(_(lb_names_label(answers, each->tenant->preview)));
    cells[3] = g_strdup_printf("%d", each->tenant->queue_hours);
    cells[4] = g_strdup_printf("%d", each->tenant->access_hours);
    cells[5] = g_strdup_printf("%d", each->people);
    cells[6] = g_strdup_printf("%d", each->subscriptions);
}

static void
summarize_tenant(const LbApp *app, gconstpointer row, LbPager *pager, int width)
{
    (void)app;
    const LbTenantRow *each = row;
    g_autofree char *name = lb_plain_inline(each->tenant->name);
    g_autofree char *id = lb_plain_inline(each->tenant->id);
    g_autofree char *queue = lb_phrase_hours(each->tenant->queue_hours);
    g_autofree char *access = lb_phrase_hours(each->tenant->access_hours);
    lb_console_say(pager, width, LB_STYLE_STRONG, "%s   %s", name, id);
    lb_console_say(
        pager, width, LB_STYLE_TEXT,
        _("A request waits %s for an answer; access is open for %s where it names none."), queue,
        access);
    lb_console_say(pager, width, LB_STYLE_TEXT, "%s",
                   each->tenant->preview ? _("Signed up for previews.")
                                         : _("Not signed up for previews."));
}

static bool
match_tenant(gconstpointer row, const char *text)
{
    const LbTenantRow *each = row;
    return lb_find_in(each->tenant->name, text) || lb_find_in(each->tenant->id, text) ||
           lb_find_in(lb_names_label(lb_plan_names, (int)each->tenant->plan), text);
}

static LbScreen *
open_tenant(LbApp *app, gconstpointer row)
{
    return lb_tenant_screen_new(app, ((const LbTenantRow *)row)->tenant->id);
}

const LbConsolePart lb_console_tenants = {
    .label = N_("Tenants"),
    .titles = { N_("Customer"), N_("Plan"), N_("Preview"), N_("Queue h"), N_("Access h"),
                N_("People"), N_("Subs") },
    .numbers = 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6,
    .empty = N_("There is no customer so far. Customers come in by an import, on the host:"),
    .command = "   lockboxctl import directory FILE",
    .read = read_tenants,
    .key = key_of_tenant,
    .fill = fill_tenant,
    .summarize = summarize_tenant,
    .matches = match_tenant,
    .open = open_tenant,
};

/* What is agreed */

typedef enum { TERM_NONE, TERM_PLAN, TERM_PREVIEW, TERM_QUEUE, TERM_ACCESS, TERM_QUORUM } Term;

static const struct {
    const char *label, *more;
    const char *title; /* with the customer, or the subscription */
    const char *done;  /* the same, and the value */
    const LbName *names;
    int least, most;
} terms[] = {
    [TERM_PLAN] = { N_("Plan"), N_("Customer Lockbox needs the support plan Developer or above."),
                    N_("Change the support plan of %s"), N_("The support plan of %s is now %s."),
                    lb_plan_names, 0, 0 },
    [TERM_PREVIEW] = { N_("Preview"),
                       N_("Whether requests may be for what is in preview, like storage and SQL."),
                       N_("Change the preview sign-up of %s"),
                       N_("Signed up for previews, %s: %s."), answers, 0, 0 },
    [TERM_QUEUE] = { N_("Queue hours"),
                     N_("How long a request waits for an answer before it expires, from the next "
                        "one on."),
                     N_("Change how long requests to %s wait"),
                     N_("Requests to %s now wait for so many hours: %s."), NULL, 1, 720 },
    [TERM_ACCESS] = { N_("Access hours"),
                      N_("How long access is open where a request names no hours."),
                      N_("Change how long access to %s is open"),
                      N_("Access to %s is now open for so many hours: %s."), NULL, 1,
                      LB_HOURS_MAX },
    [TERM_QUORUM] = { N_("Approvals"),
                      N_("How many have to approve a request for this subscription, from the next "
                         "one on."),
                      N_("Change how many have to approve for %s"),
                      N_("For %s so many have to approve now: %s."), NULL, 1, 9 },
};

typedef struct {
    LbScreen screen;
    char *id;
    LbTenantRow *row;
    GPtrArray *subscriptions; /* LbSubscriptionRow* */
    LbRecord record;
} Tenant;

static void
free_screen(LbScreen *screen)
{
    Tenant *self = (Tenant *)screen;
    g_free(self->id);
    lb_tenant_row_free(self->row);
    g_clear_pointer(&self->subscriptions, g_ptr_array_unref);
    lb_record_clear(&self->record);
    g_free(self);
}

/* The row of the tenant; NULL, with the refusal, where there is none any more. */
static LbTenantRow *
find_tenant(const LbApp *app, const char *id, GError **error)
{
    g_autoptr(GPtrArray) all = lb_tenants_list(app->service, app->actor, error);
    if (all == NULL)
        return NULL;
    for (guint i = 0; i < all->len; i++)
        if (strcmp(((const LbTenantRow *)g_ptr_array_index(all, i))->tenant->id, id) == 0)
            return g_ptr_array_steal_index(all, i);
    lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
    return NULL;
}

static LbRecordRow *
add_term(Tenant *self, Term term, const char *value)
{
    LbRecordRow *row = lb_record_add(&self->record, terms[term].label, _(terms[term].label), value);
    row->kind = (int)term;
    row->more = g_strdup(_(terms[term].more));
    return row;
}

static void
add_number(Tenant *self, Term term, int value)
{
    g_autofree char *text = g_strdup_printf("%d", value);
    add_term(self, term, text);
}

/* Only the operator agrees on it: to keep them for a shorter time deletes what others rely on. */
static void
add_recordings(Tenant *self)
{
    const LbKeeping *keeping = &self->row->keeping;
    int percent = lb_keeping_percent(keeping, self->row->recorded);
    g_autofree char *value = g_strdup_printf(ngettext_("%d day, at most %d MiB; %d %% used",
                                                       "%d days, at most %d MiB; %d %% used",
                                                       (unsigned long)keeping->days),
                                             keeping->days, keeping->mebibytes, percent);
    LbRecordRow *row = lb_record_add(&self->record, "recordings", _("Recordings"), value);
    row->style = percent >= LB_RECORDINGS_WARN_PERCENT ? LB_STYLE_WARNING : LB_STYLE_TEXT;
    row->more = g_strdup(percent >= 100 ? _("They have reached this, so no shell is opened. The "
                                            "operator changes it on the host: lockboxctl tenant "
                                            "set.")
                                        : _("The operator changes this on the host: lockboxctl "
                                            "tenant set."));
}

static void
add_subscription(Tenant *self, guint index)
{
    const LbSubscriptionRow *each = g_ptr_array_index(self->subscriptions, index);
    bool unreachable = each->quorum > each->approvers;
    g_autofree char *count =
        g_strdup_printf(_("approvals needed: %d, by %d approvers"), each->quorum, each->approvers);
    g_autofree char *value = g_strdup_printf("%s   %s", count, each->id);
    LbRecordRow *row = lb_record_add(&self->record, each->id, each->name, value);
    row->kind = TERM_QUORUM;
    row->index = (int)index;
    row->style = unreachable ? LB_STYLE_WARNING : LB_STYLE_TEXT;
    row->more = g_strdup(unreachable ? _("More approvals are needed than there are approvers: no "
                                         "request can be approved.")
                                     : _(terms[TERM_QUORUM].more));
}

static void
fill(Tenant *self)
{
    const LbTenant *tenant = self->row->tenant;
    lb_record_begin(&self->record);
    lb_record_add(&self->record, "name", _("Customer"), tenant->name);
    lb_record_add(&self->record, "id", _("Id"), tenant->id);
    add_term(self, TERM_PLAN, lb_names_label(lb_plan_names, (int)tenant->plan));
    add_term(self, TERM_PREVIEW, _(lb_names_label(answers, tenant->preview)));
    add_number(self, TERM_QUEUE, tenant->queue_hours);
    add_number(self, TERM_ACCESS, tenant->access_hours);
    add_recordings(self);
    lb_record_title(&self->record, _("Subscriptions"));
    for (guint i = 0; i < self->subscriptions->len; i++)
        add_subscription(self, i);
    if (self->subscriptions->len == 0)
        lb_record_note(&self->record, _("  none; they come in by an import"));
    lb_record_end(&self->record);
}

static bool
load(LbScreen *screen, GError **error)
{
    Tenant *self = (Tenant *)screen;
    const LbApp *app = screen->app;
    g_autoptr(LbTenantRow) row = find_tenant(app, self->id, error);
    GPtrArray *subscriptions =
        row != NULL ? lb_tenants_subscriptions(app->service, app->actor, self->id, error) : NULL;
    if (subscriptions == NULL)
        return false;
    lb_tenant_row_free(self->row);
    self->row = g_steal_pointer(&row);
    g_clear_pointer(&self->subscriptions, g_ptr_array_unref);
    self->subscriptions = subscriptions;
    fill(self);
    return true;
}

/* Asking */

static int
value_of(Term term, const LbTenant *tenant)
{
    switch (term) {
    case TERM_PLAN:
        return (int)tenant->plan;
    case TERM_PREVIEW:
        return tenant->preview;
    case TERM_QUEUE:
        return tenant->queue_hours;
    default:
        return tenant->access_hours;
    }
}

static Term
term_of(const LbQuestion *question)
{
    for (int term = TERM_PLAN; term <= TERM_QUORUM; term++)
        if (terms[term].label == question->label)
            return (Term)term;
    return TERM_NONE;
}

/* What the question is about as it stands now; false with the refusal where that has gone. */
static bool
read_value(LbApp *app, const LbQuestion *question, int *value, GError **error)
{
    g_autoptr(LbTenantRow) row = find_tenant(app, question->tenant, error);
    if (row == NULL)
        return false;
    *value = value_of(term_of(question), row->tenant);
    if (term_of(question) != TERM_QUORUM)
        return true;
    g_autoptr(GPtrArray) all =
        lb_tenants_subscriptions(app->service, app->actor, question->tenant, error);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const LbSubscriptionRow *each = g_ptr_array_index(all, i);
        if (strcmp(each->id, question->subject) != 0)
            continue;
        *value = each->quorum;
        return true;
    }
    return all != NULL && lb_refuse(error, LB_REFUSAL_UNKNOWN_SUBSCRIPTION, NULL);
}

static char *
gone(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int value = question->before;
    if (!read_value(app, question, &value, &failure)) {
        if (failure->domain == LB_REFUSAL_ERROR)
            return g_strdup(failure->message);
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return value != question->before ? g_strdup(_("Somebody else has just changed this.")) : NULL;
}

static char *
change(LbApp *app, const LbQuestion *question, GError **error)
{
    Term term = term_of(question);
    LbTenantTerms wanted = {
        .plan = term == TERM_PLAN ? lb_names_get(lb_plan_names, question->chosen) : NULL,
        .preview = term == TERM_PREVIEW ? question->chosen : -1,
        .queue_hours = term == TERM_QUEUE ? question->chosen : 0,
        .access_hours = term == TERM_ACCESS ? question->chosen : 0,
    };
    bool done = term == TERM_QUORUM
                    ? lb_tenants_set_quorum(app->service, app->actor, question->subject,
                                            question->chosen, error)
                    : lb_tenants_set(app->service, app->actor, question->tenant, &wanted, error);
    if (!done)
        return NULL;
    g_autofree char *number = g_strdup_printf("%d", question->chosen);
    const char *value =
        terms[term].names != NULL ? _(lb_names_label(terms[term].names, question->chosen)) : number;
    return lb_question_fill(terms[term].done, question->scope, value);
}

/* The name of what is changed stands in the question's scope, for its sentences. */
static LbQuestion *
ask(const Tenant *self, const LbRecordRow *row)
{
    Term term = (Term)row->kind;
    const LbSubscriptionRow *subscription =
        term == TERM_QUORUM ? g_ptr_array_index(self->subscriptions, (guint)row->index) : NULL;
    const char *name = subscription != NULL ? subscription->name : self->row->tenant->name;
    g_autofree char *customer = lb_plain_inline(self->row->tenant->name);
    LbQuestion *question = lb_question_new();
    question->scope = lb_plain_inline(name);
    question->title = lb_question_fill(terms[term].title, question->scope, "");
    question->consequence = g_strdup(_(terms[term].more));
    question->told =
        g_strdup_printf(_("All owners and approvers of %s are told by mail."), customer);
    question->verb = N_("change");
    question->label = terms[term].label;
    question->names = terms[term].names;
    question->least = terms[term].least;
    question->most = terms[term].most;
    question->before =
        subscription != NULL ? subscription->quorum : value_of(term, self->row->tenant);
    question->chosen = question->before;
    question->tenant = g_strdup(self->id);
    question->subject = g_strdup(subscription != NULL ? subscription->id : self->id);
    question->gone = gone;
    question->act = change;
    return question;
}

static const LbRecordRow *
changeable(const Tenant *self)
{
    const LbRecordRow *row = lb_record_selected(&self->record);
    return row != NULL && row->kind != TERM_NONE ? row : NULL;
}

static LbNeeds
needs(const LbScreen *screen)
{
    return changeable((const Tenant *)screen) != NULL ? LB_NEED_TERM : 0;
}

static bool
act(LbScreen *screen, LbAction action)
{
    Tenant *self = (Tenant *)screen;
    if (action != LB_ACTION_CHANGE)
        return lb_record_act(&self->record, action);
    lb_app_push(screen->app, lb_confirm_screen_new(screen->app, ask(self, changeable(self))));
    return true;
}

/* Drawing */

static void
layout(LbScreen *screen, int width, int height)
{
    lb_record_layout(&((Tenant *)screen)->record, width, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_record_render(&((const Tenant *)screen)->record, pane);
}

static char *
place(const LbScreen *screen)
{
    return lb_plain_inline(((const Tenant *)screen)->row->tenant->name);
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_record_find(&((Tenant *)screen)->record, text, forward);
}

static const LbAction actions[] = { LB_ACTION_CHANGE, LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT,
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
    .find = find,
};

LbScreen *
lb_tenant_screen_new(LbApp *app, const char *tenant)
{
    Tenant *self = g_new0(Tenant, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->id = g_strdup(tenant);
    lb_record_init(&self->record);
    return &self->screen;
}
