/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People in the console, and one of them with keys and roles. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/role.h"
#include "service/people.h"
#include "tui/confirm.h"
#include "tui/console.h"
#include "tui/record.h"
#include "tui/screens.h"
#include "wording/plain.h"

/* The list */

static GPtrArray *
read_page(const LbApp *app, const LbConsoleView *view, gconstpointer last, int limit,
          GError **error)
{
    LbPeopleFilter filter = { .text = view->text,
                              .after = last != NULL ? ((const LbPersonRow *)last)->account : NULL,
                              .limit = limit };
    return lb_people_list(app->service, app->actor, &filter, error);
}

static GPtrArray *
read_people(const LbApp *app, const LbConsoleView *view, GError **error)
{
    return lb_console_read(app, view, read_page, (GDestroyNotify)lb_person_row_free, error);
}

static char *
key_of_person(gconstpointer row)
{
    return g_strdup_printf("%lld", (long long)((const LbPersonRow *)row)->id);
}

static char *
customer_of(const LbPersonRow *row)
{
    return row->tenant != NULL ? lb_plain_inline(row->tenant_name) : g_strdup(_("the provider"));
}

static const char *
state_of(const LbPersonRow *row)
{
    return row->enabled ? _("on") : _("off");
}

static void
fill_person(const LbApp *app, gconstpointer data, char **cells)
{
    (void)app;
    const LbPersonRow *row = data;
    cells[0] = lb_plain_inline(row->account);
    cells[1] = customer_of(row);
    cells[2] = g_strdup_printf("%d", row->keys);
    cells[3] = g_strdup_printf("%d", row->roles);
    cells[4] = g_strdup(state_of(row));
    cells[5] = lb_plain_inline(row->name);
}

static void
summarize_person(const LbApp *app, gconstpointer data, LbPager *pager, int width)
{
    (void)app;
    const LbPersonRow *row = data;
    g_autofree char *account = lb_plain_inline(row->account);
    g_autofree char *name = lb_plain_inline(row->name);
    g_autofree char *customer = customer_of(row);
    g_autofree char *mail = lb_plain_inline(row->mail);
    lb_console_say(pager, width, LB_STYLE_STRONG, "%s   %s", account, name);
    lb_console_say(pager, width, LB_STYLE_TEXT,
                   _("of %s, mail %s, keys that may come in: %d, roles: %d"), customer,
                   *mail != '\0' ? mail : "-", row->keys, row->roles);
    if (!row->enabled)
        lb_console_say(pager, width, LB_STYLE_WARNING, "%s", _("Switched off: may not come in."));
}

static LbScreen *
open_person(LbApp *app, gconstpointer row)
{
    return lb_person_screen_new(app, ((const LbPersonRow *)row)->account);
}

const LbConsolePart lb_console_people = {
    .label = N_("People"),
    .titles = { N_("Account"), N_("Customer"), N_("Keys"), N_("Roles"), N_("State"), N_("Name") },
    .numbers = 1u << 2 | 1u << 3,
    .whole = 1u << 4,
    .empty = N_("There is nobody so far. People come in by an import, or on the host:"),
    .command = "   lockboxctl person add ACCOUNT",
    .read = read_people,
    .key = key_of_person,
    .fill = fill_person,
    .summarize = summarize_person,
    .open = open_person,
};

/* Who is told of what happens to the person, as service/changes.c tells. */
char *
lb_console_told(const LbPersonView *view)
{
    g_autofree char *account = lb_plain_inline(view->person->account);
    g_autofree char *customer = lb_plain_inline(view->person->tenant_name);
    return view->person->tenant == NULL
               ? g_strdup_printf(_("All admins are told by mail, and %s."), account)
           : lb_person_view_approves(view)
               ? g_strdup_printf(_("All owners and approvers of %s are told by mail."), customer)
               : g_strdup_printf(_("%s is told by mail."), account);
}

/* One person */

enum { ROW_PLAIN, ROW_KEY, ROW_ROLE };

typedef struct {
    LbScreen screen;
    char *account;
    LbPersonView *view;
    LbRecord record;
    int width;
} Person;

static void
free_screen(LbScreen *screen)
{
    Person *self = (Person *)screen;
    g_free(self->account);
    lb_person_view_free(self->view);
    lb_record_clear(&self->record);
    g_free(self);
}

static void
fill_facts(Person *self)
{
    const LbPersonRow *person = self->view->person;
    g_autofree char *id = person->tenant != NULL
                              ? g_strdup_printf("%s   %s", person->tenant_name, person->tenant)
                              : g_strdup(_("the provider"));
    const struct {
        const char *label, *value;
    } facts[] = {
        { N_("Account"), person->account },
        { N_("Name"), person->name },
        { N_("Person"), person->person },
        { N_("Customer"), id },
        { N_("Mail"), person->mail },
        { N_("Language"), person->language },
        { N_("Time zone"), person->time_zone },
        { N_("Identity"),
          person->isolated ? _("isolated: used for access to customers' resources alone") : NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
        if (facts[i].value != NULL)
            lb_record_add(&self->record, facts[i].label, _(facts[i].label), facts[i].value);
    for (char **mail = self->view->addresses; *mail != NULL; mail++)
        lb_record_add(&self->record, *mail, _("Mail too"), *mail);
    lb_record_add(&self->record, "State", _("State"),
                  person->enabled ? _("on") : _("off: may not come in"))
        ->style = person->enabled ? LB_STYLE_TEXT : LB_STYLE_WARNING;
}

static void
add_key(Person *self, const LbKeyRow *key)
{
    const LbApp *app = self->screen.app;
    g_autofree char *added = lb_time_format(key->added, app->zone, LB_TIME_FULL);
    g_autofree char *revoked =
        key->revoked != 0 ? lb_time_format(key->revoked, app->zone, LB_TIME_FULL) : NULL;
    g_autofree char *state = revoked != NULL
                                 ? g_strdup_printf(_("added %s, revoked %s"), added, revoked)
                                 : g_strdup_printf(_("added %s"), added);
    g_autofree char *value = g_strdup_printf("%s   %s", key->fingerprint, key->type);
    LbRecordRow *row = lb_record_add(&self->record, key->fingerprint,
                                     revoked != NULL ? _("revoked") : _("may come in"), value);
    row->kind = revoked != NULL ? ROW_PLAIN : ROW_KEY;
    row->style = revoked != NULL ? LB_STYLE_ENDED : LB_STYLE_TEXT;
    row->more = g_steal_pointer(&state);
}

static void
add_role(Person *self, guint index)
{
    const LbAssignment *role = g_ptr_array_index(self->view->roles, index);
    g_autofree char *since = lb_time_format(role->since, self->screen.app->zone, LB_TIME_FULL);
    g_autofree char *key = g_strjoin("\n", role->role, role->scope, role->source, NULL);
    g_autofree char *value = g_strdup_printf(_("%s at %s"), role->role, role->scope);
    LbRecordRow *row = lb_record_add(&self->record, key, role->source, value);
    row->kind = ROW_ROLE;
    row->index = (int)index;
    row->more = g_strdup_printf(_("from %s, since %s"), role->source, since);
}

static void
add_command(Person *self, const char *verb, const char *rest)
{
    g_autofree char *command = lb_console_command(verb, self->account, rest);
    lb_record_command(&self->record, self->width, command);
}

static void
fill(Person *self)
{
    lb_record_begin(&self->record);
    fill_facts(self);
    lb_record_title(&self->record, _("Keys; another one is added on the host:"));
    add_command(self, "key add", "FILE");
    for (guint i = 0; i < self->view->keys->len; i++)
        add_key(self, g_ptr_array_index(self->view->keys, i));
    lb_record_title(&self->record, _("Roles; another one is granted on the host:"));
    add_command(self, "role grant", self->view->person->tenant != NULL ? "ROLE SCOPE" : "ROLE");
    for (guint i = 0; i < self->view->roles->len; i++)
        add_role(self, i);
    lb_record_end(&self->record);
}

static bool
load(LbScreen *screen, GError **error)
{
    Person *self = (Person *)screen;
    LbPersonView *view =
        lb_people_show(screen->app->service, screen->app->actor, self->account, error);
    if (view == NULL)
        return false;
    lb_person_view_free(self->view);
    self->view = view;
    fill(self);
    return true;
}

/* Asking */

/* NULL, with *@why or an error, where the person has gone. */
static LbPersonView *
still_there(LbApp *app, const LbQuestion *question, char **why, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbPersonView *view = lb_people_show(app->service, app->actor, question->subject, &failure);
    if (view == NULL && failure->domain == LB_REFUSAL_ERROR)
        *why = g_strdup(failure->message);
    else if (view == NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    return view;
}

/* What the person was, on (1) or off, stands in the question's number before. */
static char *
switch_gone(LbApp *app, const LbQuestion *question, GError **error)
{
    char *why = NULL;
    g_autoptr(LbPersonView) view = still_there(app, question, &why, error);
    if (view != NULL && view->person->enabled != (question->before != 0))
        why = g_strdup(_("Somebody else has just switched it."));
    return why;
}

static char *
do_switch(LbApp *app, const LbQuestion *question, GError **error)
{
    bool on = question->before == 0;
    g_autofree char *name = lb_plain_inline(question->subject);
    if (!lb_people_enable(app->service, app->actor, question->subject, on, error))
        return NULL;
    return g_strdup_printf(on ? _("%s is switched on again.") : _("%s is switched off."), name);
}

static LbQuestion *
new_question(const Person *self)
{
    LbQuestion *question = lb_question_new();
    question->subject = g_strdup(self->account);
    question->told = lb_console_told(self->view);
    return question;
}

static LbQuestion *
ask_switch(const Person *self)
{
    const LbPersonRow *person = self->view->person;
    g_autofree char *name = lb_plain_inline(self->account);
    LbQuestion *question = new_question(self);
    question->before = person->enabled;
    question->title = g_strdup_printf(
        person->enabled ? _("Switch the account %s off") : _("Switch the account %s on"), name);
    question->consequence =
        g_strdup(person->enabled ? _("It may not come in any more, its open sessions end, and it "
                                     "decides nothing. Access that it opened or holds stays until "
                                     "its end.")
                                 : _("It may come in again with the keys and roles it has."));
    question->verb = person->enabled ? N_("switch off") : N_("switch on");
    if (person->enabled)
        lb_question_prove_account(question, self->account, person->id);
    question->gone = switch_gone;
    question->act = do_switch;
    return question;
}

static char *
key_gone(LbApp *app, const LbQuestion *question, GError **error)
{
    char *why = NULL;
    g_autoptr(LbPersonView) view = still_there(app, question, &why, error);
    for (guint i = 0; view != NULL && i < view->keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(view->keys, i);
        if (key->revoked == 0 && strcmp(key->fingerprint, question->scope) == 0)
            return NULL;
    }
    return view != NULL ? g_strdup(_("This key may not come in any more.")) : why;
}

static char *
revoke_key(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autofree char *name = lb_plain_inline(question->subject);
    if (!lb_people_revoke_key(app->service, app->actor, question->scope, error))
        return NULL;
    return g_strdup_printf(_("The key %s of %s is revoked."), question->scope, name);
}

/* The fingerprint stands in the question's scope. */
static LbQuestion *
ask_key(const Person *self, const char *fingerprint)
{
    g_autofree char *name = lb_plain_inline(self->account);
    LbQuestion *question = new_question(self);
    question->scope = g_strdup(fingerprint);
    question->title = g_strdup_printf(_("Revoke a key of %s"), name);
    question->consequence = g_strdup_printf(
        _("%s may not come in any more, for ever, and its open sessions end."), fingerprint);
    question->verb = N_("revoke");
    lb_question_prove_key(question, fingerprint);
    question->gone = key_gone;
    question->act = revoke_key;
    return question;
}

static char *
invite_gone(LbApp *app, const LbQuestion *question, GError **error)
{
    char *why = NULL;
    g_autoptr(LbPersonView) view = still_there(app, question, &why, error);
    return view != NULL && !view->person->enabled ? g_strdup(_("The account is switched off."))
                                                  : why;
}

static char *
invite(LbApp *app, const LbQuestion *question, GError **error)
{
    g_autofree char *name = lb_plain_inline(question->subject);
    if (!lb_people_invite(app->service, app->actor, question->subject, error))
        return NULL;
    return g_strdup_printf(_("%s is invited by mail."), name);
}

static LbQuestion *
ask_invite(const Person *self)
{
    g_autofree char *name = lb_plain_inline(self->account);
    g_autofree char *mail = lb_plain_inline(self->view->person->mail);
    LbQuestion *question = lb_question_new();
    question->subject = g_strdup(self->account);
    question->title = g_strdup_printf(_("Invite %s"), name);
    question->consequence = g_strdup_printf(
        _("A mail to %s says how to come in: the host, its keys, and what to put into the "
          "configuration of ssh."),
        *mail != '\0' ? mail : "-");
    question->told = g_strdup(_("Nobody else is told; it stands in the activity log."));
    question->verb = N_("invite");
    question->gone = invite_gone;
    question->act = invite;
    return question;
}

static LbNeeds
needs(const LbScreen *screen)
{
    const LbRecordRow *row = lb_record_selected(&((const Person *)screen)->record);
    return LB_NEED_PERSON | (row != NULL && row->kind != ROW_PLAIN ? LB_NEED_TAKEN : 0);
}

static LbQuestion *
ask_take(Person *self, GError **error)
{
    const LbRecordRow *row = lb_record_selected(&self->record);
    if (row->kind == ROW_KEY)
        return ask_key(self, row->key);
    const LbAssignment *role = g_ptr_array_index(self->view->roles, (guint)row->index);
    return lb_console_ask_role(self->screen.app, self->account, role->role, role->scope,
                               role->source, error);
}

static bool
act(LbScreen *screen, LbAction action)
{
    Person *self = (Person *)screen;
    LbApp *app = screen->app;
    GError *error = NULL;
    LbQuestion *question = NULL;
    switch (action) {
    case LB_ACTION_SWITCH:
        question = ask_switch(self);
        break;
    case LB_ACTION_INVITE:
        question = ask_invite(self);
        break;
    case LB_ACTION_TAKE:
        question = ask_take(self, &error);
        break;
    case LB_ACTION_DEEDS:
        lb_app_push(app, lb_activity_screen_new_of(app, self->account));
        return true;
    default:
        return lb_record_act(&self->record, action);
    }
    if (question != NULL)
        lb_app_push(app, lb_confirm_screen_new(app, question));
    else
        lb_app_fail(app, error);
    return true;
}

/* Drawing */

static void
layout(LbScreen *screen, int width, int height)
{
    Person *self = (Person *)screen;
    self->width = width;
    fill(self);
    lb_record_layout(&self->record, width, height);
}

static void
render(const LbScreen *screen, LbPane pane)
{
    lb_record_render(&((const Person *)screen)->record, pane);
}

static char *
place(const LbScreen *screen)
{
    (void)screen;
    return g_strdup(_("Person"));
}

static bool
find(LbScreen *screen, const char *text, bool forward)
{
    return lb_record_find(&((Person *)screen)->record, text, forward);
}

static const LbAction actions[] = { LB_ACTION_TAKE,  LB_ACTION_SWITCH, LB_ACTION_INVITE,
                                    LB_ACTION_DEEDS, LB_ACTION_SEARCH, LB_ACTION_SEARCH_NEXT,
                                    LB_ACTION_NONE };

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
lb_person_screen_new(LbApp *app, const char *account)
{
    Person *self = g_new0(Person, 1);
    self->screen = (LbScreen){ .ops = &ops, .app = app };
    self->account = g_strdup(account);
    self->width = app->canvas->width;
    lb_record_init(&self->record);
    return &self->screen;
}
