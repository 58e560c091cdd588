/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, who was not, and why: the directory as it is now, the log for what it was. Nothing is written. */
#include "service/asked.h"

#include <string.h>

#include "base/span.h"
#include "core/role.h"
#include "service/askedmails.h"
#include "service/changelog.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/holders.h"
#include "store/log.h"

#define HOLDERS_MOST 2000
#define HISTORY_MOST 200
#define LOSSES_MOST 200
#define LOST_LATELY (90 * LB_DAY) /* before the request began to wait */

static void
free_person(LbAskedPerson *person)
{
    if (person == NULL)
        return;
    g_free(person->account);
    g_free(person->role);
    g_free(person->scope);
    g_clear_pointer(&person->mails, g_ptr_array_unref);
    g_free(person);
}

void
lb_asked_view_free(LbAskedView *view)
{
    if (view == NULL)
        return;
    if (view->own != NULL && view->own->asked == NULL)
        free_person(view->own);
    lb_request_view_free(view->view);
    g_clear_pointer(&view->asked, g_ptr_array_unref);
    g_clear_pointer(&view->unasked, g_ptr_array_unref);
    g_clear_pointer(&view->others, g_ptr_array_unref);
    g_free(view);
}

static LbAskedPerson *
person_new(int64_t principal, const char *account)
{
    LbAskedPerson *person = g_new0(LbAskedPerson, 1);
    person->principal = principal;
    person->account = g_strdup(account);
    person->mails = g_ptr_array_new_with_free_func((GDestroyNotify)lb_asked_mail_free);
    return person;
}

/* What one reading needs all along. */
typedef struct {
    LbService *service;
    const LbActor *actor; /* NULL: the operator */
    const LbRequest *request;
    GPtrArray *mails; /* LbDeliveryRow* about the request */
    GStrv groups;     /* scopes of the management groups that cover the subscription */
    bool addresses;   /* the reader may see those of everybody */
    bool names;       /* and who else has a role there */
    bool everything;
    LbAskedView *view;
} Reading;

static void
clear_reading(Reading *reading)
{
    g_clear_pointer(&reading->mails, g_ptr_array_unref);
    g_clear_pointer(&reading->groups, g_strfreev);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, clear_reading)

/* Whether a role at @scope holds for the request's subscription, as the directory is now. */
static bool
covers(const Reading *reading, const char *scope)
{
    g_autofree char *own = g_strconcat("/subscriptions/", reading->request->subscription, NULL);
    return strcmp(scope, "/") == 0 || strcmp(scope, own) == 0 ||
           g_strv_contains((const char *const *)reading->groups, scope);
}

static bool
approves(const char *role)
{
    LbRole known = LB_ROLE_READER;
    return role != NULL && lb_role_from_name(role, &known) && lb_role_approves(known);
}

static bool
is_loss(const Reading *reading, const LbChange *change)
{
    return (change->kind == LB_CHANGE_ROLE_REVOKED || change->kind == LB_CHANGE_UNCOVERED) &&
           approves(change->before) && change->scope != NULL && covers(reading, change->scope);
}

/* What the log says of one account. Times: 0, there is none. */
typedef struct {
    LbOmissionFacts facts; /* of them covered, enabled_later, disabled and lost */
    int64_t
        granted; /* when the role was given by which it was asked, before the request began to wait */
    char *lost_role, *lost_scope;
} Past;

static void
clear_past(Past *past)
{
    g_free(past->lost_role);
    g_free(past->lost_scope);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Past, clear_past)

/* One entry; the newest come first, so that what is set already is newer. */
static void
learn(const Reading *reading, const LbActivity *entry, const LbAskedPerson *person, Past *past)
{
    g_autoptr(LbChange) change = lb_changelog_read(entry);
    bool later = entry->sequence > reading->request->notified_entry;
    if (change == NULL)
        return;
    if (is_loss(reading, change) && past->facts.lost == 0) {
        past->facts.lost = entry->time;
        past->lost_role = g_strdup(change->before);
        past->lost_scope = g_strdup(change->scope);
    }
    if (change->kind == LB_CHANGE_DISABLED && past->facts.disabled == 0)
        past->facts.disabled = entry->time;
    if (change->kind == LB_CHANGE_ENABLED && later)
        past->facts.enabled_later = entry->time;
    if (change->kind == LB_CHANGE_COVERED && later && approves(change->after) &&
        change->scope != NULL && covers(reading, change->scope))
        past->facts.covered = entry->time;
    if (change->kind == LB_CHANGE_ROLE_GRANTED && !later && past->granted == 0 &&
        g_strcmp0(change->after, person->role) == 0 && g_strcmp0(change->scope, person->scope) == 0)
        past->granted = entry->time;
}

static bool
read_past(const Reading *reading, const LbAskedPerson *person, Past *past, GError **error)
{
    g_autoptr(GPtrArray) entries =
        lb_holders_log(reading->service->store, person->principal, HISTORY_MOST, error);
    for (guint i = 0; entries != NULL && i < entries->len; i++)
        learn(reading, g_ptr_array_index(entries, i), person, past);
    return entries != NULL;
}

/* Those who were asked */

/* Why the account can approve no more, and since when. */
static bool
hinder(const Reading *reading, LbAskedPerson *person, const Past *past, GError **error)
{
    LbStore *store = reading->service->store;
    unsigned roles = 0;
    bool enabled = false;
    if (reading->request->status != LB_STATUS_PENDING || person->asked->able)
        return true;
    if (!lb_directory_is_enabled(store, person->principal, 0, &enabled, error) ||
        !lb_directory_roles_at(store, person->principal, reading->request->subscription, &roles,
                               error))
        return false;
    if (!enabled) {
        person->hindrance = LB_HINDRANCE_DISABLED;
        person->when = past->facts.disabled;
    } else if (!lb_roles_approve(roles)) {
        person->hindrance = LB_HINDRANCE_ROLE_LOST;
        person->when = past->facts.lost;
    } else {
        bool same = lb_request_is_asked_by(reading->request, person->asked->person);
        person->hindrance = same ? LB_HINDRANCE_SAME_PERSON : LB_HINDRANCE_CHANGED;
    }
    return true;
}

/* Since when the role is held: as the directory has it; where it was taken away meanwhile, as the log knows it. */
static int64_t
find_since(const Reading *reading, GPtrArray *holders, const LbAskedPerson *person,
           const Past *past)
{
    for (guint i = 0; i < holders->len; i++) {
        const LbHolder *holder = g_ptr_array_index(holders, i);
        if (holder->principal == person->principal && strcmp(holder->role, person->role) == 0 &&
            strcmp(holder->scope, person->scope) == 0 &&
            holder->since <= reading->request->notified)
            return holder->since;
    }
    return past->granted;
}

static bool
add_asked(const Reading *reading, const LbAsked *asked, GPtrArray *holders, GError **error)
{
    LbAskedPerson *person = person_new(asked->principal, asked->account);
    g_auto(Past) past = { 0 };
    bool own = reading->actor != NULL && reading->actor->principal == asked->principal;
    g_ptr_array_add(reading->view->asked, person);
    person->asked = asked;
    person->role = g_strdup(asked->role);
    person->scope = g_strdup(asked->scope);
    if (own)
        reading->view->own = person;
    if (!read_past(reading, person, &past, error) || !hinder(reading, person, &past, error))
        return false;
    person->since = find_since(reading, holders, person, &past);
    return lb_asked_mails_add(reading->service, reading->mails, person->principal,
                              reading->addresses || own, person->mails, error);
}

/* Those who were not */

static LbAskedPerson *
find_person(GPtrArray *people, int64_t principal)
{
    for (guint i = 0; i < people->len; i++) {
        LbAskedPerson *person = g_ptr_array_index(people, i);
        if (person->principal == principal)
            return person;
    }
    return NULL;
}

/* Says why @person was not asked; @row is of the directory, @holder the role that it holds, NULL: none. */
static bool
explain(const Reading *reading, LbAskedPerson *person, const LbPersonRow *row,
        const LbHolder *holder, GError **error)
{
    const LbRequest *request = reading->request;
    g_auto(Past) past = { 0 };
    if (holder != NULL) {
        person->role = g_strdup(holder->role);
        person->scope = g_strdup(holder->scope);
        person->since = holder->since;
    }
    if (!read_past(reading, person, &past, error))
        return false;
    LbOmissionFacts facts = past.facts;
    facts.status = request->status;
    facts.jit_only = request->jit_only;
    facts.notified = request->notified;
    facts.requester = person->principal == request->requester;
    facts.provider = row->tenant == NULL;
    facts.same_person = lb_request_is_asked_by(request, row->person);
    facts.user = strcmp(row->kind, "User") == 0;
    facts.enabled = row->enabled;
    facts.holds = holder != NULL;
    facts.approves = holder != NULL && holder->approves;
    facts.since = person->since;
    person->omission = lb_omission_judge(&facts, &person->when);
    if (person->omission != LB_OMISSION_LOST)
        return true;
    g_free(person->role);
    g_free(person->scope);
    person->role = g_steal_pointer(&past.lost_role);
    person->scope = g_steal_pointer(&past.lost_scope);
    person->since = 0;
    return true;
}

static bool
add_unasked(const Reading *reading, int64_t principal, const LbHolder *holder, GError **error)
{
    LbAskedView *view = reading->view;
    if (find_person(view->asked, principal) != NULL ||
        find_person(view->unasked, principal) != NULL)
        return true;
    view->more = view->unasked->len >= LB_UNASKED_MOST;
    if (view->more)
        return true;
    g_autoptr(LbPersonRow) row = lb_directory_person(reading->service->store, principal, error);
    if (row == NULL)
        return false;
    LbAskedPerson *person = person_new(principal, row->account);
    g_ptr_array_add(view->unasked, person);
    return explain(reading, person, row, holder, error);
}

/* Those who lost, lately, a role by which they would be asked. */
static bool
add_losers(const Reading *reading, GError **error)
{
    LbStore *store = reading->service->store;
    LbLogFilter filter = { .tenant = reading->request->tenant,
                           .operations = LB_OPERATION_BIT(LB_OPERATION_REVOKE_ROLE),
                           .since = MAX(reading->request->notified - LOST_LATELY, 1),
                           .after = -1,
                           .limit = LOSSES_MOST };
    g_autoptr(GPtrArray) entries = lb_log_page(store, &filter, NULL, error);
    for (guint i = 0; entries != NULL && i < entries->len; i++) {
        g_autoptr(LbChange) change = lb_changelog_read(g_ptr_array_index(entries, i));
        int64_t principal = 0;
        if (change == NULL || change->account == NULL || !is_loss(reading, change))
            continue;
        if (!lb_directory_find_account(store, change->account, &principal, error) ||
            (principal != 0 && !add_unasked(reading, principal, NULL, error)))
            return false;
    }
    return entries != NULL;
}

/* Where nobody was asked, that is the reason for everybody, and nobody is listed. */
static bool
add_all_unasked(const Reading *reading, GPtrArray *holders, GError **error)
{
    if (!reading->names || reading->request->notified == 0)
        return true;
    for (guint i = 0; i < holders->len; i++) {
        const LbHolder *holder = g_ptr_array_index(holders, i);
        if (!add_unasked(reading, holder->principal, holder, error))
            return false;
    }
    return add_losers(reading, error);
}

static bool
find_own(const Reading *reading, GError **error)
{
    LbStore *store = reading->service->store;
    const LbActor *actor = reading->actor;
    if (actor == NULL || reading->view->own != NULL)
        return true;
    g_autoptr(LbPersonRow) row = lb_directory_person(store, actor->principal, error);
    g_autoptr(GPtrArray) roles =
        row != NULL
            ? lb_holders_read(store, reading->request->subscription, actor->principal, 1, error)
            : NULL;
    if (roles == NULL)
        return false;
    reading->view->own = person_new(actor->principal, row->account);
    return explain(reading, reading->view->own, row,
                   roles->len > 0 ? g_ptr_array_index(roles, 0) : NULL, error);
}

/* All of it */

static bool
fill(Reading *reading, GError **error)
{
    LbAskedView *view = reading->view;
    LbStore *store = reading->service->store;
    GPtrArray *asked = view->view->asked;
    reading->request = view->view->request;
    reading->mails = lb_asked_mails_read(reading->service, reading->request->number, error);
    if (reading->mails == NULL)
        return false;
    reading->groups = lb_directory_management_groups(store, reading->request->subscription, error);
    if (reading->groups == NULL)
        return false;
    g_autoptr(GPtrArray) holders =
        lb_holders_read(store, reading->request->subscription, 0, HOLDERS_MOST, error);
    if (holders == NULL)
        return false;
    for (guint i = 0; i < asked->len; i++)
        if (!add_asked(reading, g_ptr_array_index(asked, i), holders, error))
            return false;
    if (!add_all_unasked(reading, holders, error) || !find_own(reading, error))
        return false;
    if (reading->everything)
        lb_asked_mails_rest(reading->mails, view->asked, view->others);
    return true;
}

static LbAskedView *
view_new(void)
{
    LbAskedView *view = g_new0(LbAskedView, 1);
    view->asked = g_ptr_array_new_with_free_func((GDestroyNotify)free_person);
    view->unasked = g_ptr_array_new_with_free_func((GDestroyNotify)free_person);
    view->others = g_ptr_array_new_with_free_func((GDestroyNotify)lb_delivery_row_free);
    return view;
}

static LbAskedView *
try_to_read(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    LbStanding standing;
    g_autoptr(LbTransaction) transaction = lb_reader_begin(service, &time, error);
    g_autoptr(LbAskedView) view = view_new();
    view->view = transaction != NULL
                     ? lb_reader_show(service, actor, number, &time, &standing, error)
                     : NULL;
    if (view->view == NULL)
        return NULL;
    bool admin = (standing.roles & 1u << LB_ROLE_ADMIN) != 0;
    bool customer = actor->tenant != NULL && standing.roles != 0;
    g_auto(Reading) reading = { .service = service,
                                .actor = actor,
                                .addresses = customer || admin,
                                .names = customer || lb_roles_oversee(standing.roles),
                                .everything = admin,
                                .view = view };
    return fill(&reading, error) ? g_steal_pointer(&view) : NULL;
}

LbAskedView *
lb_service_asked(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    LbAskedView *view = try_to_read(service, actor, number, &refusal);
    if (view != NULL)
        return view;
    lb_refused_record(service, actor, LB_VERB_READ, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbAskedView *
lb_asked_tell(LbService *service, int64_t number, GError **error)
{
    LbClockJudgement time;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbTransaction) transaction = lb_reader_begin(service, &time, error);
    g_autoptr(LbAskedView) view = view_new();
    if (transaction == NULL)
        return NULL;
    view->view = g_new0(LbRequestView, 1);
    view->view->now = time.effective;
    view->view->request = lb_requests_get(service->store, number, &failure);
    if (view->view->request == NULL && failure == NULL)
        lb_refuse(&failure, LB_REFUSAL_NOT_FOUND, NULL);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    g_auto(Reading) reading = {
        .service = service, .addresses = true, .names = true, .everything = true, .view = view
    };
    return lb_reader_asked(service, view->view, error) && fill(&reading, error)
               ? g_steal_pointer(&view)
               : NULL;
}
