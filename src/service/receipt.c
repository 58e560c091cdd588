/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts for receipts. What is read never changes: the columns of what was asked, entries of the log, and what they tell of. */
#include "service/receipt.h"

#include <string.h>

#include "service/reader.h"
#include "service/refused.h"
#include "store/events.h"
#include "store/grants.h"
#include "store/log.h"

#define PAGE 1000

/* Entries of the customer's log about the request, newest first, from below @before on. */
static GPtrArray *
read_page(LbService *service, const LbRequest *request, const char *id, int64_t before,
          GError **error)
{
    LbLogFilter filter = {
        .tenant = request->tenant, .request = id, .before = before, .after = -1, .limit = PAGE
    };
    return lb_log_page(service->store, &filter, NULL, error);
}

static bool
read_entries(LbService *service, LbReceiptFacts *facts, GError **error)
{
    g_autofree char *id = lb_request_id(facts->request);
    int64_t before = facts->head + 1;
    for (bool more = true; more;) {
        g_autoptr(GPtrArray) page = read_page(service, facts->request, id, before, error);
        if (page == NULL)
            return false;
        more = page->len == PAGE;
        while (page->len > 0)
            g_ptr_array_add(facts->entries, g_ptr_array_steal_index(page, 0));
        if (more)
            before = ((LbActivity *)g_ptr_array_index(facts->entries, facts->entries->len - 1))
                         ->sequence;
    }
    for (guint i = 0, j = facts->entries->len; i + 1 < j; i++) {
        gpointer *entries = facts->entries->pdata;
        gpointer last = entries[--j];
        entries[j] = entries[i];
        entries[i] = last;
    }
    return true;
}

/* Stores whether there is an entry @sequence, which is the head then. */
static bool
read_head(LbService *service, LbReceiptFacts *facts, int64_t sequence, bool *found, GError **error)
{
    LbLogFilter filter = { .after = sequence - 1, .limit = 1 };
    g_autoptr(GPtrArray) page =
        sequence > 0 ? lb_log_page(service->store, &filter, NULL, error) : g_ptr_array_new();
    const LbActivity *entry = page != NULL && page->len > 0 ? g_ptr_array_index(page, 0) : NULL;
    *found = entry != NULL && entry->sequence == sequence;
    if (*found) {
        facts->head = entry->sequence;
        facts->time = entry->time;
        memcpy(facts->hash, entry->hash, LB_SHA256_SIZE);
    }
    return page != NULL;
}

/* Batches are numbered by the entries that tell of them. */
static bool
read_events(LbService *service, LbReceiptFacts *facts, GError **error)
{
    int64_t number = facts->request->number;
    g_ptr_array_unref(facts->events);
    facts->events =
        lb_events_first(service->store, number, facts->head, LB_RECEIPT_EVENTS_MOST, error);
    return facts->events != NULL &&
           lb_events_kinds(service->store, number, facts->head, facts->kinds, error);
}

/* Takes @request over. */
static LbReceiptFacts *
gather(LbService *service, LbRequest *request, int64_t head, bool *found, GError **error)
{
    g_autoptr(LbReceiptFacts) facts = lb_receipt_facts_new();
    facts->test = lb_service_is_test(service);
    facts->request = request;
    if (!read_head(service, facts, head, found, error) || !read_entries(service, facts, error) ||
        !read_events(service, facts, error))
        return NULL;
    return g_steal_pointer(&facts);
}

static bool
is_over(LbStatus status, int moving)
{
    return lb_status_phase(status) == LB_PHASE_OVER && moving == 0;
}

bool
lb_service_has_receipt(const LbRequestView *view)
{
    int moving = 0;
    for (guint i = 0; i < view->grants->len; i++) {
        const LbGrantState *state = g_ptr_array_index(view->grants, i);
        moving += state->status != LB_GRANT_CLOSED && state->status != LB_GRANT_FAILED;
    }
    return is_over(view->request->status, moving);
}

static bool
refuse_what_goes_on(LbService *service, const LbRequest *request, GError **error)
{
    LbGrantCount count;
    if (!lb_access_count(service->store, request->number, &count, error))
        return false;
    if (is_over(request->status, count.all - count.of[LB_GRANT_CLOSED] - count.of[LB_GRANT_FAILED]))
        return true;
    return lb_refuse(error, LB_REFUSAL_NOT_OVER, NULL);
}

static LbReceiptFacts *
try_to_gather(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    LbClockJudgement time;
    LbStanding standing;
    uint8_t hash[LB_SHA256_SIZE];
    int64_t head = 0;
    bool found = false;
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    g_autoptr(LbRequest) request = NULL;
    if (reading == NULL ||
        !lb_standing_towards(service, actor, number, &time, &standing, &request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    if (!refuse_what_goes_on(service, request, error) ||
        !lb_log_head(service->store, &head, hash, error))
        return NULL;
    return gather(service, g_steal_pointer(&request), head, &found, error);
}

LbReceiptFacts *
lb_service_receipt(LbService *service, const LbActor *actor, int64_t number, GError **error)
{
    GError *refusal = NULL;
    LbReceiptFacts *facts = try_to_gather(service, actor, number, &refusal);
    if (facts != NULL)
        return facts;
    lb_refused_record(service, actor, LB_VERB_READ, number, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

const char *
lb_operator_instance(const LbService *service)
{
    return lb_store_instance(service->store)->id;
}

bool
lb_operator_receipt(LbService *service, int64_t number, int64_t head, LbReceiptFacts **facts,
                    GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool found = false;
    *facts = NULL;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    g_autoptr(LbRequest) request =
        reading != NULL ? lb_requests_get(service->store, number, &failure) : NULL;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (request == NULL)
        return reading != NULL;
    g_autoptr(LbReceiptFacts) gathered =
        gather(service, g_steal_pointer(&request), head, &found, error);
    if (gathered != NULL && found)
        *facts = g_steal_pointer(&gathered);
    return gathered != NULL || *facts != NULL;
}
