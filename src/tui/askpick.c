/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists to choose a ticket, a service or a scenario from, above the form that asks for access. What is typed narrows them. What
 * cannot be chosen stands there too, with why. */
#include <string.h>

#include "base/i18n.h"
#include "tui/ask.h"
#include "tui/find.h"
#include "tui/list.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/plain.h"

#define TEXT_LIMIT 80
#define GAP 2
#define NOTE_WIDEST 24 /* columns of what stands at the right */
#define SUMMARY 6      /* rows that say more of the row that is selected */

typedef struct {
    char *key;                      /* the same whenever it is read */
    char *id;                       /* what stands at the left; NULL: nothing */
    char *name;                     /* what it is chosen by */
    char *note;                     /* what stands at the right */
    char *about;                    /* what stands below when it is selected */
    char *refusal;                  /* why it cannot be chosen; NULL: it can */
    const char *service, *scenario; /* borrowed from the catalogue */
    int64_t ticket;
} Row;

typedef struct Pick Pick;

typedef struct {
    const char *title; /* untranslated, like what follows */
    const char *empty; /* what stands there where there is nothing; NULL: lb_ask_no_ticket() */
    void (*fill)(Pick *pick);
    void (*take)(LbAsk *ask, const Row *row);
    int field;
} Kind;

struct Pick {
    LbScreen screen;
    LbAsk *ask; /* borrowed: its screen stands below this one */
    const Kind *kind;
    LbField text;
    GPtrArray *all;  /* Row* */
    GPtrArray *rows; /* Row*, borrowed: those that hold what is typed */
    GArray *ids;     /* int64_t */
    GHashTable *known;
    LbList list;
    LbPager summary;
    char *message; /* NULL: none */
};

static void
free_row(gpointer data)
{
    Row *row = data;
    g_free(row->key);
    g_free(row->id);
    g_free(row->name);
    g_free(row->note);
    g_free(row->about);
    g_free(row->refusal);
    g_free(row);
}

static void
free_screen(LbScreen *screen)
{
    Pick *self = (Pick *)screen;
    lb_field_clear(&self->text);
    g_ptr_array_unref(self->rows);
    g_ptr_array_unref(self->all);
    g_array_unref(self->ids);
    g_hash_table_unref(self->known);
    lb_pager_clear(&self->summary);
    g_free(self->message);
    g_free(self);
}

/* What there is to choose from */

/* The sentence of a refusal; NULL for none. The caller frees it. */
static char *
say_refusal(LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    if (refusal == LB_REFUSAL_NONE)
        return NULL;
    lb_refuse(&error, refusal, NULL);
    return g_strdup(error->message);
}

static void
fill_tickets(Pick *pick)
{
    for (guint i = 0; i < pick->ask->tickets->len; i++) {
        const LbTicket *ticket = g_ptr_array_index(pick->ask->tickets, i);
        Row *row = g_new0(Row, 1);
        g_autofree char *opener = lb_plain_inline(ticket->opened_by);
        row->ticket = ticket->number;
        row->key = lb_ticket_id(ticket->number);
        row->id = g_strdup(row->key);
        row->name = lb_plain_inline(ticket->title);
        row->note = lb_plain_inline(ticket->tenant_name);
        row->about =
            g_strdup_printf(_("Severity %s, opened by %s"),
                            _(lb_names_label(lb_severity_names, (int)ticket->severity)), opener);
        g_ptr_array_add(pick->all, row);
    }
}

static const LbOffer *
offer_at(const Pick *pick, guint i)
{
    return g_ptr_array_index(pick->ask->offers->offers, i);
}

static guint
count_offers(const Pick *pick)
{
    return pick->ask->offers != NULL ? pick->ask->offers->offers->len : 0;
}

/* One row for each service; it can be chosen where one of its scenarios can. */
static void
fill_services(Pick *pick)
{
    Row *row = NULL;
    for (guint i = 0; i < count_offers(pick); i++) {
        const LbOffer *offer = offer_at(pick, i);
        if (row == NULL || strcmp(row->service, offer->scenario->service) != 0) {
            row = g_new0(Row, 1);
            row->service = offer->scenario->service;
            row->key = g_strdup(row->service);
            row->name = lb_plain_inline(offer->service_label);
            row->note = g_strdup("");
            row->about = lb_plain_inline(offer->label);
            row->refusal = say_refusal(offer->refusal);
            g_ptr_array_add(pick->all, row);
            continue;
        }
        g_autofree char *label = lb_plain_inline(offer->label);
        g_autofree char *before = row->about;
        row->about = g_strdup_printf("%s; %s", before, label);
        if (offer->refusal == LB_REFUSAL_NONE)
            g_clear_pointer(&row->refusal, g_free);
    }
}

/* Those of the service that is chosen, or all. */
static void
fill_scenarios(Pick *pick)
{
    for (guint i = 0; i < count_offers(pick); i++) {
        const LbOffer *offer = offer_at(pick, i);
        const char *service = pick->ask->service;
        if (service != NULL && strcmp(service, offer->scenario->service) != 0)
            continue;
        Row *row = g_new0(Row, 1);
        row->service = offer->scenario->service;
        row->scenario = offer->scenario->id;
        row->key = g_strdup_printf("%s/%s", row->service, row->scenario);
        row->name = lb_plain_inline(offer->label);
        row->note = service == NULL ? lb_plain_inline(offer->service_label) : g_strdup("");
        row->about = lb_plain_inline(offer->exposes);
        row->refusal = say_refusal(offer->refusal);
        g_ptr_array_add(pick->all, row);
    }
}

static void
take_ticket(LbAsk *ask, const Row *row)
{
    lb_ask_choose_ticket(ask, row->ticket);
}

static void
take_service(LbAsk *ask, const Row *row)
{
    lb_ask_choose_service(ask, row->service);
}

static void
take_scenario(LbAsk *ask, const Row *row)
{
    lb_ask_choose_scenario(ask, row->service, row->scenario);
}

static const Kind tickets = { N_("Because of which ticket"), NULL, fill_tickets, take_ticket,
                              LB_ASK_TICKET };
static const Kind services = { N_("Which service"), N_("A ticket has to be chosen first."),
                               fill_services, take_service, LB_ASK_SERVICE };
static const Kind scenarios = { N_("Which access"), N_("A ticket has to be chosen first."),
                                fill_scenarios, take_scenario, LB_ASK_SCENARIO };

/* Narrowing */

static bool
holds(const Row *row, const char *text)
{
    return lb_find_in(row->id, text) || lb_find_in(row->name, text) ||
           lb_find_in(row->note, text) || lb_find_in(row->about, text);
}

static void
narrow(Pick *self)
{
    g_ptr_array_set_size(self->rows, 0);
    g_array_set_size(self->ids, 0);
    for (guint i = 0; i < self->all->len; i++) {
        Row *row = g_ptr_array_index(self->all, i);
        int64_t id = lb_record_intern(self->known, row->key);
        if (self->text.text->len > 0 && !holds(row, self->text.text->str))
            continue;
        g_ptr_array_add(self->rows, row);
        g_array_append_val(self->ids, id);
    }
    lb_list_set(&self->list, (const int64_t *)(void *)self->ids->data, (int)self->ids->len);
}

/* What is looked for has changed: the first that is found is selected. */
static void
search(Pick *self)
{
    self->list.selected = 0;
    self->list.index = 0;
    narrow(self);
}

/* The form below was read again before this. */
static bool
load(LbScreen *screen, GError **error)
{
    Pick *self = (Pick *)screen;
    (void)error;
    g_ptr_array_set_size(self->rows, 0);
    g_ptr_array_set_size(self->all, 0);
    self->kind->fill(self);
    narrow(self);
    return true;
}

static const Row *
selected(const Pick *self)
{
    return self->list.count > 0 ? g_ptr_array_index(self->rows, self->list.index) : NULL;
}

/* Drawing */

static int
summary_rows(int height)
{
    return height >= 15 ? SUMMARY : SUMMARY - 1;
}

/* Why it cannot be chosen matters most. */
static void
fill_summary(Pick *self, int width, int rows)
{
    const Row *row = selected(self);
    const char *why = self->message != NULL ? self->message : row != NULL ? row->refusal : NULL;
    lb_pager_empty(&self->summary);
    if (why != NULL)
        lb_pager_add(&self->summary, width, LB_STYLE_WARNING, " ", " ", why);
    if (row == NULL || (int)self->summary.lines->len >= rows)
        return;
    g_autofree char *about = why != NULL ? lb_cut_end(row->about, width - 1) : g_strdup(row->about);
    lb_pager_add(&self->summary, width, LB_STYLE_TEXT, " ", " ", about);
}

static void
layout(LbScreen *screen, int width, int height)
{
    Pick *self = (Pick *)screen;
    int summary = summary_rows(height);
    fill_summary(self, MIN(width, LB_WIDE) - 1, summary - 1);
    bool whole = (int)self->summary.lines->len < summary;
    lb_pager_layout(&self->summary, whole ? summary - 1 : summary - 2);
    lb_list_layout(&self->list, height - 2 - summary);
}

static void
render_row(const Pick *self, const Row *row, int id, int note, LbPane pane, int y)
{
    bool chosen = row == selected(self);
    LbStyle style = row->refusal != NULL ? LB_STYLE_FAINT : LB_STYLE_TEXT;
    g_autofree char *mark =
        row->refusal != NULL ? g_strdup(_("not available")) : lb_cut_end(row->note, note);
    int room = pane.width - 1 - 3 - (id > 0 ? id + GAP : 0) - (note > 0 ? note + GAP : 0);
    g_autofree char *name = lb_cut_middle(row->name, MAX(room, 8));
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, chosen ? ">" : " ");
    int x = 3;
    if (id > 0) {
        lb_pane_put(pane, x, y, LB_STYLE_STRONG, row->id);
        x += id + GAP;
    }
    lb_pane_put(pane, x, y, style, name);
    lb_pane_put(pane, pane.width - 1 - note, y, style, mark);
    if (chosen)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_rows(const Pick *self, LbPane pane)
{
    int id = 0, note = 0;
    for (guint i = 0; i < self->all->len; i++) {
        const Row *row = g_ptr_array_index(self->all, i);
        id = row->id != NULL ? MAX(id, lb_columns(row->id)) : id;
        note = MAX(note, lb_columns(row->refusal != NULL ? _("not available") : row->note));
    }
    int last = MIN(self->list.top + self->list.height, self->list.count);
    for (int i = self->list.top; i < last; i++)
        render_row(self, g_ptr_array_index(self->rows, i), id, MIN(note, NOTE_WIDEST), pane,
                   i - self->list.top);
    if (self->list.count > 0)
        return;
    lb_pane_put(pane, 3, 1, LB_STYLE_TEXT,
                self->all->len > 0          ? _("Nothing like this. Backspace widens the search.")
                : self->kind->empty != NULL ? _(self->kind->empty)
                                            : lb_ask_no_ticket(self->screen.app));
}

static void
render(const LbScreen *screen, LbPane pane)
{
    const Pick *self = (const Pick *)screen;
    lb_pane_take_right(&pane, MAX(pane.width - LB_WIDE, 0));
    LbPane below = lb_pane_take_bottom(&pane, summary_rows(pane.height));
    LbPane head = lb_pane_take_top(&pane, 1);
    int x = lb_pane_put(head, 1, 0, LB_STYLE_STRONG, _(self->kind->title)) + GAP;
    lb_pane_take_right(&head, 1);
    lb_field_render(&self->text, head, x, 0, true);
    lb_pane_take_top(&pane, 1);
    render_rows(self, pane);
    lb_pane_rule(lb_pane_take_top(&below, 1), 0, LB_STYLE_FAINT, '-');
    lb_pager_render(&self->summary, below);
}

static const LbKeyHelp *
keys(const LbScreen *screen)
{
    static const LbKeyHelp help[] = { { "Enter", N_("choose") },
                                      { "Esc", N_("back") },
                                      { "Up/Down", N_("move") },
                                      { "a-z", N_("search") },
                                      { NULL, NULL } };
    (void)screen;
    return help;
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("New request"));
}

/* Keys */

static void
choose(Pick *self)
{
    const Row *row = selected(self);
    LbApp *app = self->screen.app;
    if (row == NULL)
        return;
    if (row->refusal != NULL) {
        self->message = g_strdup_printf(_("It cannot be chosen. %s"), row->refusal);
        return;
    }
    self->kind->take(self->ask, row);
    lb_ask_let_go(self->ask);
    self->ask->form.focus = lb_ask_next_empty(self->ask, self->kind->field);
    lb_app_pop(app);
}

bool
lb_ask_list_move(LbList *list, int key)
{
    static const struct {
        int key;
        LbAction action;
    } moves[] = { { LB_KEY_UP, LB_ACTION_UP },           { LB_KEY_DOWN, LB_ACTION_DOWN },
                  { LB_KEY_PAGE_UP, LB_ACTION_PAGE_UP }, { LB_KEY_PAGE_DOWN, LB_ACTION_PAGE_DOWN },
                  { LB_KEY_TAB, LB_ACTION_DOWN },        { LB_KEY_BACK_TAB, LB_ACTION_UP } };
    for (size_t i = 0; i < G_N_ELEMENTS(moves); i++)
        if (moves[i].key == key)
            return lb_list_act(list, moves[i].action);
    return false;
}

static void
type(LbScreen *screen, const LbInput *input)
{
    Pick *self = (Pick *)screen;
    g_clear_pointer(&self->message, g_free);
    if (input->key == LB_KEY_ESCAPE) {
        lb_app_pop(screen->app);
    } else if (input->key == LB_KEY_CTRL_C) {
        lb_app_push(screen->app, lb_leave_screen_new(screen->app));
    } else if (input->key == LB_KEY_ENTER) {
        choose(self);
    } else if (input->key == LB_KEY_PASTE && input->pasted != NULL) {
        lb_field_paste(&self->text, input->pasted);
        search(self);
    } else if (!lb_ask_list_move(&self->list, input->key)) {
        lb_field_type(&self->text, input->key);
        search(self);
    }
}

static const LbScreenOps ops = {
    .place = place,
    .keys = keys,
    .free = free_screen,
    .load = load,
    .layout = layout,
    .render = render,
    .type = type,
};

static LbScreen *
new_pick(LbAsk *ask, const Kind *kind, const char *text)
{
    Pick *self = g_new0(Pick, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = ask->screen.app };
    self->ask = ask;
    self->kind = kind;
    self->all = g_ptr_array_new_with_free_func(free_row);
    self->rows = g_ptr_array_new();
    self->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    self->known = lb_record_known_new();
    lb_field_init(&self->text, TEXT_LIMIT, false);
    lb_field_paste(&self->text, text);
    lb_pager_init(&self->summary);
    return &self->screen;
}

LbScreen *
lb_ask_ticket_list_new(LbAsk *ask, const char *text)
{
    return new_pick(ask, &tickets, text);
}

LbScreen *
lb_ask_service_list_new(LbAsk *ask, const char *text)
{
    return new_pick(ask, &services, text);
}

LbScreen *
lb_ask_scenario_list_new(LbAsk *ask, const char *text)
{
    return new_pick(ask, &scenarios, text);
}
