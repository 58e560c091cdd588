/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of the activity log. Every answer is narrowed to what the reader may see, whatever else is asked
 * for. */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/role.h"
#include "service/act.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/log.h"

#define PAGE_LIMIT 1000
/* Entries that are looked at before somebody who waits is told how far it went. */
#define WINDOW 20000

/* Stores whether the actor reads what its tenant's log says of no request. Refuses who sees no request either. */
static bool
may_read_log(LbService *service, const LbActor *actor, bool *own, GError **error)
{
    *own = false;
    if (actor->tenant == NULL)
        return true;
    if (!lb_directory_reads_tenant(service->store, actor->principal, own, error))
        return false;
    if (*own)
        return true;
    /* A role is gone, but what one was asked about stays to be read. */
    LbRequestFilter any = { .principal = actor->principal, .any_status = true, .limit = 1 };
    g_autoptr(GPtrArray) seen = lb_requests_list(service->store, &any, error);
    if (seen == NULL)
        return false;
    return seen->len > 0 || lb_refuse(error, LB_REFUSAL_NOT_AN_APPROVER, NULL);
}

/* What is asked for, within what the reader may see. */
typedef struct {
    LbLogFilter filter;
    char *text;
    char *tenant;
    char *request;
    bool nothing; /* nothing can be both */
} Narrowed;

static void
clear_narrowed(Narrowed *narrowed)
{
    g_free(narrowed->text);
    g_free(narrowed->tenant);
    g_free(narrowed->request);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Narrowed, clear_narrowed)

static bool
holds(const char *text, const char *wanted)
{
    g_autofree char *all = g_ascii_strdown(text, -1);
    g_autofree char *piece = g_ascii_strdown(wanted, -1);
    return strstr(all, piece) != NULL;
}

/* The operations whose display name holds @text, in English or as the reader has it on the screen. */
static uint64_t
find_operations(const char *text)
{
    uint64_t found = 0;
    for (const LbName *row = lb_operation_names; row->name != NULL; row++)
        if (holds(row->name, text) || holds(row->label, text) || holds(_(row->label), text))
            found |= LB_OPERATION_BIT(row->value);
    return found;
}

char *
lb_reader_find_tenant(LbService *service, const char *words, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *id = g_ascii_strdown(words, -1);
    g_autoptr(LbTenant) tenant = lb_directory_tenant(service->store, id, &failure);
    if (failure == NULL)
        return tenant != NULL ? g_steal_pointer(&id)
                              : lb_directory_tenant_named(service->store, words, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* A customer's own tenant stays what it is; who names another finds nothing. */
static bool
narrow_tenant(LbService *service, const LbActor *actor, const char *wanted, Narrowed *narrowed,
              GError **error)
{
    g_autoptr(GError) failure = NULL;
    narrowed->filter.tenant = actor->tenant;
    if (wanted == NULL)
        return true;
    narrowed->tenant = lb_reader_find_tenant(service, wanted, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    narrowed->nothing = narrowed->tenant == NULL ||
                        (actor->tenant != NULL && strcmp(actor->tenant, narrowed->tenant) != 0);
    if (!narrowed->nothing)
        narrowed->filter.tenant = narrowed->tenant;
    return true;
}

/* The log has a request by its own id, whichever of LB-7 and JIT-7 was typed. */
static bool
narrow_request(LbService *service, const char *id, Narrowed *narrowed, GError **error)
{
    int64_t number = 0;
    if (id == NULL || !lb_request_parse_id(id, &number))
        return true;
    narrowed->filter.request = narrowed->request = lb_requests_id(service->store, number, error);
    return narrowed->request != NULL;
}

static bool
narrow(LbService *service, const LbActor *actor, const LbActivityFilter *filter, Narrowed *narrowed,
       GError **error)
{
    unsigned roles = 0;
    bool own = false;
    if (!lb_reader_admit(service, actor, &roles, error) ||
        !may_read_log(service, actor, &own, error))
        return false;
    narrowed->filter = (LbLogFilter){
        .request = filter->request,
        .caller = filter->caller,
        .operations = filter->operations,
        .since = filter->since,
        .until = filter->until,
        .before = filter->before,
        .newer = filter->newer,
        .forward = filter->forward,
        .after = -1,
        .reader = lb_roles_oversee(roles) ? 0 : actor->principal,
        .own = own,
        .limit = CLAMP(filter->limit, 1, PAGE_LIMIT),
    };
    if (filter->text != NULL) {
        narrowed->text =
            lb_text_accept(filter->text, -1, LB_TEXT_LINE, LB_ACTIVITY_TEXT_LIMIT, error);
        if (narrowed->text == NULL)
            return false;
        narrowed->filter.text = narrowed->text;
        narrowed->filter.named = find_operations(narrowed->text);
    }
    return narrow_request(service, filter->request, narrowed, error) &&
           narrow_tenant(service, actor, filter->tenant, narrowed, error);
}

static GPtrArray *
read_within(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
            int64_t window, LbLogReach *reach, GError **error)
{
    g_auto(Narrowed) narrowed = { 0 };
    if (!narrow(service, actor, filter, &narrowed, error))
        return NULL;
    narrowed.filter.window = window;
    if (narrowed.nothing) {
        *reach = (LbLogReach){ .whole = true };
        return g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    }
    return lb_log_page(service->store, &narrowed.filter, reach, error);
}

GPtrArray *
lb_reader_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
              GError **error)
{
    LbLogReach reach;
    return read_within(service, actor, filter, 0, &reach, error);
}

static GPtrArray *
try_to_read_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                int64_t window, LbLogReach *reach, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    return reading != NULL ? read_within(service, actor, filter, window, reach, error) : NULL;
}

static GPtrArray *
read_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter, int64_t window,
         LbLogReach *reach, GError **error)
{
    GError *refusal = NULL;
    GPtrArray *entries = try_to_read_log(service, actor, filter, window, reach, &refusal);
    if (entries != NULL)
        return entries;
    lb_refused_record(service, actor, LB_VERB_READ, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

GPtrArray *
lb_service_log(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
               GError **error)
{
    LbLogReach reach;
    return read_log(service, actor, filter, 0, &reach, error);
}

GPtrArray *
lb_service_log_some(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                    LbActivityReach *reach, GError **error)
{
    LbLogReach far = { 0 };
    GPtrArray *entries = read_log(service, actor, filter, WINDOW, &far, error);
    *reach = (LbActivityReach){
        .newest = far.newest, .back = far.back, .time = far.time, .whole = far.whole
    };
    return entries;
}

/* Asked beside a page, whose refusal is recorded. */
bool
lb_service_log_count(LbService *service, const LbActor *actor, const LbActivityFilter *filter,
                     int64_t most, int64_t *count, bool *more, GError **error)
{
    g_auto(Narrowed) narrowed = { 0 };
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    *count = 0;
    *more = false;
    if (reading == NULL || !narrow(service, actor, filter, &narrowed, error))
        return false;
    return narrowed.nothing ||
           lb_log_count(service->store, &narrowed.filter, most, count, more, error);
}

bool
lb_service_oversees(LbService *service, const LbActor *actor, bool *oversees, GError **error)
{
    unsigned roles = 0;
    if (!lb_reader_admit(service, actor, &roles, error))
        return false;
    *oversees = actor->tenant == NULL && lb_roles_oversee(roles);
    return true;
}

char *
lb_service_tenant_name(LbService *service, const LbActor *actor, const char *tenant)
{
    bool oversees = false;
    if (tenant == NULL || !lb_service_oversees(service, actor, &oversees, NULL))
        return NULL;
    if (!oversees)
        return g_strcmp0(actor->tenant, tenant) == 0 ? g_strdup(actor->tenant_name) : NULL;
    g_autoptr(LbTenant) row = lb_directory_tenant(service->store, tenant, NULL);
    return row != NULL ? g_steal_pointer(&row->name) : NULL;
}
