/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of events of Windows, narrowed to what the reader may see. */
#include "base/text.h"
#include "core/role.h"
#include "service/events.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/events.h"

#define PAGE_LIMIT 1000

/* Stores whose events that no access explains the actor sees; *@sees is false where it is nobody's. */
static bool
narrow_reader(LbService *service, const LbActor *actor, LbEventsPage *page, bool *sees,
              GError **error)
{
    unsigned roles = 0, held = 0;
    if (!lb_reader_admit(service, actor, &roles, error) ||
        !lb_directory_roles_somewhere(service->store, actor->principal, &held, error))
        return false;
    bool oversees = actor->tenant == NULL && lb_roles_oversee(roles);
    *sees = oversees || (actor->tenant != NULL && lb_roles_approve(held));
    page->reader = oversees ? 0 : actor->principal;
    page->tenant = actor->tenant;
    return true;
}

/* Who names a customer that is not theirs finds nothing: *@nothing. */
static bool
narrow_tenant(LbService *service, const char *wanted, LbEventsPage *page, char **tenant,
              bool *nothing, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (wanted == NULL)
        return true;
    *tenant = lb_reader_find_tenant(service, wanted, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *nothing = *tenant == NULL || (page->tenant != NULL && g_strcmp0(page->tenant, *tenant) != 0);
    page->tenant = *tenant;
    return true;
}

/* The request is one that the actor may read. */
static bool
check_request(LbService *service, const LbActor *actor, int64_t number,
              const LbClockJudgement *time, GError **error)
{
    LbStanding standing;
    g_autoptr(LbRequest) request = NULL;
    if (!lb_standing_towards(service, actor, number, time, &standing, &request, error))
        return false;
    LbRefusal refusal = lb_authorize(LB_VERB_READ, &standing);
    return refusal == LB_REFUSAL_NONE || lb_refuse(error, refusal, NULL);
}

/* Says of each that no access explains why not, by what is known at @now. */
static bool
explain(LbStore *store, GPtrArray *rows, int64_t now, GError **error)
{
    g_autoptr(GHashTable) lists =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < rows->len; i++) {
        LbEventRow *row = g_ptr_array_index(rows, i);
        if (row->request != 0)
            continue;
        g_autofree char *whose = g_strdup_printf("%s\n%s", row->tenant, row->resource);
        GPtrArray *list = g_hash_table_lookup(lists, whose);
        if (list == NULL) {
            list = lb_events_access(store, row->tenant, row->resource, now, error);
            if (list == NULL)
                return false;
            g_hash_table_insert(lists, g_steal_pointer(&whose), list);
        }
        row->explanation = lb_explanation_find(list, row->event);
    }
    return true;
}

static GPtrArray *
try_to_read(LbService *service, const LbActor *actor, const LbEventFilter *filter, GError **error)
{
    LbClockJudgement time;
    bool sees = true, nothing = false;
    g_autofree char *tenant = NULL, *text = NULL;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    LbEventsPage page = { .request = filter->request,
                          .kinds = filter->kinds,
                          .system = filter->system,
                          .before_time = filter->before_time,
                          .before_id = filter->before_id,
                          .limit = CLAMP(filter->limit, 1, PAGE_LIMIT) };
    if (reading == NULL)
        return NULL;
    bool narrowed =
        filter->request != 0
            ? check_request(service, actor, filter->request, &time, error)
            : narrow_reader(service, actor, &page, &sees, error) &&
                  (sees || lb_refuse(error, LB_REFUSAL_NOT_AN_APPROVER, NULL)) &&
                  narrow_tenant(service, filter->tenant, &page, &tenant, &nothing, error);
    if (!narrowed)
        return NULL;
    if (filter->text != NULL) {
        text = lb_text_accept(filter->text, -1, LB_TEXT_LINE, LB_ACTIVITY_TEXT_LIMIT, error);
        if (text == NULL)
            return NULL;
        page.text = text;
    }
    if (nothing)
        return g_ptr_array_new_with_free_func((GDestroyNotify)lb_event_row_free);
    g_autoptr(GPtrArray) rows = lb_events_page(service->store, &page, error);
    if (rows == NULL || !explain(service->store, rows, time.effective, error))
        return NULL;
    return g_steal_pointer(&rows);
}

GPtrArray *
lb_service_events(LbService *service, const LbActor *actor, const LbEventFilter *filter,
                  GError **error)
{
    GError *refusal = NULL;
    GPtrArray *rows = try_to_read(service, actor, filter, &refusal);
    if (rows != NULL)
        return rows;
    lb_refused_record(service, actor, LB_VERB_READ, filter->request, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

bool
lb_service_sees_unexplained(LbService *service, const LbActor *actor, bool *sees, GError **error)
{
    LbEventsPage page = { 0 };
    *sees = false;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    return reading != NULL && narrow_reader(service, actor, &page, sees, error);
}

/* Asked beside a list, whose refusal is recorded. */
bool
lb_service_count_unexplained(LbService *service, const LbActor *actor, int most, int *count,
                             GError **error)
{
    int64_t number = 0;
    bool sees = false;
    LbEventsPage page = { 0 };
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    *count = 0;
    if (reading == NULL || !narrow_reader(service, actor, &page, &sees, error))
        return false;
    if (!sees)
        return true;
    if (!lb_events_count(service->store, &page, most, &number, error))
        return false;
    *count = (int)number;
    return true;
}
