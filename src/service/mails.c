/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for those who run the place. */
#include "service/mails.h"

#include <json-glib/json-glib.h>

#include "service/administer.h"
#include "store/outbox.h"

#define PAGE_MOST 1000

GPtrArray *
lb_mails_list(LbService *service, const LbActor *actor, const LbMailFilter *filter, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    if (reading == NULL)
        return NULL;
    LbMailFilter narrowed = *filter;
    narrowed.limit = CLAMP(filter->limit, 1, PAGE_MOST);
    return lb_outbox_page(service->store, &narrowed, error);
}

LbDeliveryRow *
lb_mails_show(LbService *service, const LbActor *actor, int64_t mail, GError **error)
{
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    return reading != NULL ? lb_outbox_row(service->store, mail, error) : NULL;
}

bool
lb_mails_count_lost(LbService *service, const LbActor *actor, int *lost, int *late, GError **error)
{
    LbClockJudgement time;
    LbClockReading clocks;
    g_autoptr(LbTransaction) reading =
        lb_administer_begin_reading(service, actor, LB_VERB_ADMINISTER, error);
    *lost = *late = 0;
    return reading != NULL && lb_service_judge_clock(service, &time, &clocks, error) &&
           lb_outbox_count_lost(service->store, time.effective - LB_MAILS_LOST_FOR,
                                LB_MAILS_LOST_MOST, lost, error) &&
           lb_outbox_count_late(service->store, time.steady - LB_MAILS_LATE_AFTER,
                                LB_MAILS_LOST_MOST, late, error);
}

static char *
write_details(const LbDeliveryRow *row, int64_t count)
{
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_int_member(details, "mails", count);
    if (row != NULL) {
        json_object_set_string_member(details, "address", row->address);
        json_object_set_string_member(details, "message", row->message_id);
    }
    return lb_details_write(details);
}

/* It stands in the log of those to whom the mails speak of their own. */
static bool
log_retry(LbAct *act, int64_t mail, int64_t request, int64_t count, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *tenant = NULL;
    LbStore *store = act->service->store;
    g_autoptr(LbDeliveryRow) row = mail != 0 ? lb_outbox_row(store, mail, &failure) : NULL;
    if (failure == NULL && (mail != 0 || request != 0))
        lb_outbox_tenant(store, mail, request, &tenant, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (row != NULL && row->request != NULL)
        lb_request_parse_id(row->request, &request);
    g_autofree char *details = write_details(row, count);
    return lb_act_log(act, LB_OPERATION_RETRY_MAIL, tenant, request, details, error);
}

bool
lb_mails_retry(LbService *service, const LbActor *actor, int64_t mail, int64_t request,
               int64_t *count, GError **error)
{
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    *count = 0;
    if (act == NULL)
        return false;
    bool done = mail != 0 ? lb_outbox_retry_one(service->store, mail, count, error)
                          : lb_outbox_retry(service->store, request, count, error);
    if (!done || *count == 0)
        return done;
    return log_retry(act, mail, request, *count, error) && lb_act_commit(act, error);
}

bool
lb_mails_retry_all(LbService *service, const LbActor *actor, bool bounced, int64_t *count,
                   int64_t *left, GError **error)
{
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    *count = *left = 0;
    if (act == NULL || !lb_outbox_retry_all(service->store, bounced, count, left, error))
        return false;
    return *count == 0 || (log_retry(act, 0, 0, *count, error) && lb_act_commit(act, error));
}

bool
lb_mails_try(LbService *service, const LbActor *actor, const char *address, GError **error)
{
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_ADMINISTER, error);
    if (act == NULL)
        return false;
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "address", address);
    g_autofree char *written = lb_details_write(details);
    return lb_act_log(act, LB_OPERATION_TRY_MAIL, NULL, 0, written, error) &&
           lb_act_commit(act, error);
}
