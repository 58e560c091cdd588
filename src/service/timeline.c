/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging what is known of a request: each source gives as many moments as the page has, of those that can stand on it,
 * and the page is what is first among them. */
#include "service/timeline.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "service/reader.h"
#include "service/refused.h"
#include "store/events.h"
#include "store/outbox.h"
#include "store/readings.h"

#define PAGE_LIMIT 1000

const LbName lb_moment_kind_names[] = {
    { LB_MOMENT_ASKED, "asked", N_("asked") },
    { LB_MOMENT_EVALUATED, "evaluated", N_("evaluated") },
    { LB_MOMENT_NOTIFIED, "notified", N_("notified") },
    { LB_MOMENT_READ, "read", N_("opened") },
    { LB_MOMENT_DECIDED, "decided", N_("decided") },
    { LB_MOMENT_ACCESS, "access", N_("access") },
    { LB_MOMENT_SESSION, "session", N_("session") },
    { LB_MOMENT_RELAY, "relay", N_("relay") },
    { LB_MOMENT_EVENT, "event", N_("event") },
    { LB_MOMENT_WATCHED, "watched", N_("watched") },
    { LB_MOMENT_ENDED, "ended", N_("ended") },
    { LB_MOMENT_OTHER, "other", N_("other") },
    { 0, NULL, NULL },
};

/* What each operation of the log is; others are LB_MOMENT_OTHER. */
static const struct {
    LbOperation operation;
    LbMomentKind kind;
} kinds[] = {
    { LB_OPERATION_CREATE, LB_MOMENT_ASKED },
    { LB_OPERATION_EXTEND, LB_MOMENT_ASKED },
    { LB_OPERATION_REMIND, LB_MOMENT_NOTIFIED },
    { LB_OPERATION_ENDORSE, LB_MOMENT_DECIDED },
    { LB_OPERATION_DECLINE, LB_MOMENT_DECIDED },
    { LB_OPERATION_AUTO_APPROVE, LB_MOMENT_DECIDED },
    { LB_OPERATION_APPROVE, LB_MOMENT_DECIDED },
    { LB_OPERATION_DENY, LB_MOMENT_DECIDED },
    { LB_OPERATION_OPEN_ACCESS, LB_MOMENT_ACCESS },
    { LB_OPERATION_CLOSE_ACCESS, LB_MOMENT_ACCESS },
    { LB_OPERATION_ISSUE_CERTIFICATE, LB_MOMENT_ACCESS },
    { LB_OPERATION_CONNECT, LB_MOMENT_SESSION },
    { LB_OPERATION_STOP_SESSION, LB_MOMENT_SESSION },
    { LB_OPERATION_END_SESSION, LB_MOMENT_SESSION },
    { LB_OPERATION_RELAY, LB_MOMENT_RELAY },
    { LB_OPERATION_WATCH_SESSION, LB_MOMENT_WATCHED },
    { LB_OPERATION_EXPIRE, LB_MOMENT_ENDED },
    { LB_OPERATION_CANCEL, LB_MOMENT_ENDED },
    { LB_OPERATION_REVOKE, LB_MOMENT_ENDED },
    { LB_OPERATION_COMPLETE, LB_MOMENT_ENDED },
};

/* In the order of what is of one time: a question comes before what the rules say of it, and that before what comes of
 * it. */
enum {
    SOURCE_QUESTION,
    SOURCE_RULES,
    SOURCE_LOG,
    SOURCE_MAIL,
    SOURCE_READING,
    SOURCE_WINDOWS,
    SOURCES
};

void
lb_moment_free(LbMoment *moment)
{
    if (moment == NULL)
        return;
    g_free(moment->who);
    lb_activity_free(moment->entry);
    lb_weighing_free(moment->weighing);
    lb_delivery_row_free(moment->mail);
    lb_event_row_free(moment->event);
    g_free(moment);
}

static void
free_moment(gpointer moment)
{
    lb_moment_free(moment);
}

int64_t
lb_moment_number(const LbMomentKey *key)
{
    return key->id * SOURCES + key->source + 1;
}

char *
lb_moment_key_write(const LbMomentKey *key)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ".%d.%" G_GINT64_FORMAT, key->time, key->source,
                           key->id);
}

bool
lb_moment_key_read(const char *text, LbMomentKey *key)
{
    gint64 time = 0, source = 0, id = 0;
    g_auto(GStrv) parts = g_strsplit(text, ".", 4);
    if (g_strv_length(parts) != 3 ||
        !g_ascii_string_to_signed(parts[0], 10, 0, G_MAXINT64 / 2, &time, NULL) ||
        !g_ascii_string_to_signed(parts[1], 10, 0, SOURCES - 1, &source, NULL) ||
        !g_ascii_string_to_signed(parts[2], 10, 0, G_MAXINT64 / 2, &id, NULL))
        return false;
    *key = (LbMomentKey){ .time = time, .source = (int)source, .id = id };
    return true;
}

static int
compare_keys(const LbMomentKey *a, const LbMomentKey *b)
{
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static gint
compare_moments(gconstpointer a, gconstpointer b)
{
    return compare_keys(&(*(LbMoment *const *)a)->key, &(*(LbMoment *const *)b)->key);
}

/* One page being read. */
typedef struct {
    LbService *service;
    const LbActor *actor;
    const LbTimelineFilter *filter;
    const LbRequest *request;
    const char *text; /* NULL: any */
    GPtrArray *moments;
} Page;

/* Adds a moment of @kind; who, which it takes, did it. Borrowed. */
static LbMoment *
add(const Page *page, LbMomentKind kind, LbMomentKey key, char *who)
{
    LbMoment *moment = g_new0(LbMoment, 1);
    moment->kind = kind;
    moment->key = key;
    moment->who = who;
    g_ptr_array_add(page->moments, moment);
    return moment;
}

/* Sources that have few moments are read whole; these tell which of them are asked for. */

static bool
is_asked_for(const Page *page, const LbMomentKey *key)
{
    const LbTimelineFilter *filter = page->filter;
    return (filter->after == NULL || compare_keys(key, filter->after) > 0) &&
           (filter->before == NULL || compare_keys(key, filter->before) < 0) &&
           key->time >= filter->since && (filter->until == 0 || key->time < filter->until);
}

static bool
holds_text(const Page *page, const char *text)
{
    if (page->text == NULL)
        return true;
    g_autofree char *all = g_ascii_strdown(text != NULL ? text : "", -1);
    g_autofree char *piece = g_ascii_strdown(page->text, -1);
    return strstr(all, piece) != NULL;
}

static bool
read_rules(const Page *page, int source, GError **error)
{
    g_autoptr(LbWeighing) weighing = NULL;
    if (!lb_reader_weighing(page->service, page->actor, page->request, &weighing, error))
        return false;
    if (weighing == NULL)
        return true;
    LbMomentKey key = { .time = weighing->time, .source = source };
    if (is_asked_for(page, &key) && holds_text(page, weighing->words))
        add(page, LB_MOMENT_EVALUATED, key, NULL)->weighing = g_steal_pointer(&weighing);
    return true;
}

/* Whom the provider's own people mail among themselves is none of the customer's business. */
static bool
read_mails(const Page *page, int source, GError **error)
{
    g_autoptr(GPtrArray) mails =
        lb_outbox_accepted(page->service->store, page->filter->request, page->actor->tenant, error);
    for (guint i = 0; mails != NULL && i < mails->len; i++) {
        LbDeliveryRow *mail = g_ptr_array_index(mails, i);
        LbMomentKey key = { .time = mail->settled, .source = source, .id = mail->id };
        if (!is_asked_for(page, &key) ||
            !(holds_text(page, mail->account) || holds_text(page, mail->event)))
            continue;
        add(page, LB_MOMENT_NOTIFIED, key, g_strdup(mail->account))->mail = mail;
        mails->pdata[i] = NULL;
    }
    return mails != NULL;
}

static bool
read_readings(const Page *page, int source, GError **error)
{
    g_autoptr(GPtrArray) readings =
        lb_readings_list(page->service->store, page->filter->request, error);
    for (guint i = 0; readings != NULL && i < readings->len; i++) {
        const LbReading *reading = g_ptr_array_index(readings, i);
        LbMomentKey key = { .time = reading->time, .source = source, .id = reading->principal };
        if (is_asked_for(page, &key) && holds_text(page, reading->account))
            add(page, LB_MOMENT_READ, key, g_strdup(reading->account));
    }
    return readings != NULL;
}

/* The log */

static LbMomentKind
kind_of(LbOperation operation)
{
    size_t i = 0;
    while (i < G_N_ELEMENTS(kinds) && kinds[i].operation != operation)
        i++;
    return i < G_N_ELEMENTS(kinds) ? kinds[i].kind : LB_MOMENT_OTHER;
}

/* Those of @source that are asked for. */
static uint64_t
operations_of(const Page *page, int source)
{
    uint64_t operations = 0;
    for (const LbName *row = lb_operation_names; row->name != NULL; row++) {
        LbMomentKind kind = kind_of((LbOperation)row->value);
        bool wanted = page->filter->kinds == 0 || (page->filter->kinds & LB_MOMENT_BIT(kind)) != 0;
        if (wanted && (source == SOURCE_QUESTION) == (kind == LB_MOMENT_ASKED))
            operations |= LB_OPERATION_BIT(row->value);
    }
    return operations;
}

/* Narrows to what stands between the keys. Times of the log only grow with its sequences. */
static void
narrow_to_keys(const Page *page, int source, LbActivityFilter *filter)
{
    const LbMomentKey *after = page->filter->after, *before = page->filter->before;
    filter->since = page->filter->since;
    filter->until = page->filter->until;
    if (after != NULL && after->source == source)
        filter->newer = after->id;
    else if (after != NULL)
        filter->since = MAX(filter->since, after->time + (source < after->source ? 1 : 0));
    if (before != NULL && before->source == source) {
        filter->before = before->id;
    } else if (before != NULL) {
        int64_t until = before->time + (source < before->source ? 1 : 0);
        filter->until = filter->until != 0 ? MIN(filter->until, until) : until;
    }
}

static bool
read_log(const Page *page, int source, GError **error)
{
    g_autofree char *id = lb_request_id(page->request);
    LbActivityFilter filter = { .operations = operations_of(page, source),
                                .request = id,
                                .text = page->text,
                                .forward = !page->filter->last,
                                .limit = page->filter->limit };
    if (filter.operations == 0)
        return true;
    narrow_to_keys(page, source, &filter);
    g_autoptr(GPtrArray) entries = lb_reader_log(page->service, page->actor, &filter, error);
    for (guint i = 0; entries != NULL && i < entries->len; i++) {
        LbActivity *entry = g_ptr_array_index(entries, i);
        LbMomentKey key = { .time = entry->time, .source = source, .id = entry->sequence };
        add(page, kind_of(entry->operation), key, g_strdup(entry->caller))->entry = entry;
        entries->pdata[i] = NULL;
    }
    return entries != NULL;
}

/* Windows */

/* Narrows to what stands between the keys and the times. No event has the id 0. */
static void
narrow_events(const Page *page, int source, LbEventsPage *events)
{
    const LbTimelineFilter *filter = page->filter;
    const LbMomentKey *after = filter->after, *before = filter->before;
    events->after_time = filter->since;
    if (after != NULL && after->time >= filter->since) {
        events->after_time = after->time;
        events->after_id = after->source == source ? after->id : 0;
    }
    events->before_time = filter->until;
    if (before != NULL && (filter->until == 0 || before->time < filter->until)) {
        events->before_time = before->time;
        events->before_id = before->source == source ? before->id : 0;
    }
}

static bool
read_events(const Page *page, int source, GError **error)
{
    LbEventsPage events = { .request = page->filter->request,
                            .text = page->text,
                            .forward = !page->filter->last,
                            .limit = page->filter->limit };
    narrow_events(page, source, &events);
    g_autoptr(GPtrArray) rows = lb_events_page(page->service->store, &events, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        LbEventRow *row = g_ptr_array_index(rows, i);
        LbMomentKey key = { .time = row->event->time, .source = source, .id = row->id };
        add(page, LB_MOMENT_EVENT, key, g_strdup(row->event->account))->event = row;
        rows->pdata[i] = NULL;
    }
    return rows != NULL;
}

static const struct {
    const char *name;
    unsigned kinds; /* that come from it; 0: several */
    bool (*read)(const Page *page, int source, GError **error);
} sources[SOURCES] = {
    [SOURCE_QUESTION] = { "log", LB_MOMENT_BIT(LB_MOMENT_ASKED), read_log },
    [SOURCE_RULES] = { "rules", LB_MOMENT_BIT(LB_MOMENT_EVALUATED), read_rules },
    [SOURCE_LOG] = { "log", 0, read_log },
    [SOURCE_MAIL] = { "mail", LB_MOMENT_BIT(LB_MOMENT_NOTIFIED), read_mails },
    [SOURCE_READING] = { "reading", LB_MOMENT_BIT(LB_MOMENT_READ), read_readings },
    [SOURCE_WINDOWS] = { "windows", LB_MOMENT_BIT(LB_MOMENT_EVENT), read_events },
};

const char *
lb_moment_source(const LbMomentKey *key)
{
    return sources[key->source].name;
}

/* All together */

static bool
read_sources(Page *page, GError **error)
{
    unsigned wanted = page->filter->kinds;
    for (int i = 0; i < SOURCES; i++)
        if ((wanted == 0 || sources[i].kinds == 0 || (wanted & sources[i].kinds) != 0) &&
            !sources[i].read(page, i, error))
            return false;
    return true;
}

/* The source that has most to give fills a page by itself, so that none beyond the limit is nearer than those. */
static void
cut(GPtrArray *moments, const LbTimelineFilter *filter)
{
    g_ptr_array_sort(moments, compare_moments);
    if (moments->len <= (guint)filter->limit)
        return;
    guint beyond = moments->len - (guint)filter->limit;
    g_ptr_array_remove_range(moments, filter->last ? 0 : (guint)filter->limit, beyond);
}

static GPtrArray *
try_to_read(LbService *service, const LbActor *actor, const LbTimelineFilter *filter,
            GError **error)
{
    LbClockJudgement time;
    LbStanding standing;
    LbTimelineFilter limited = *filter;
    g_autoptr(LbRequest) request = NULL;
    g_autofree char *text = NULL;
    limited.limit = CLAMP(filter->limit, 1, PAGE_LIMIT);
    if (filter->text != NULL) {
        text = lb_text_accept(filter->text, -1, LB_TEXT_LINE, LB_ACTIVITY_TEXT_LIMIT, error);
        if (text == NULL)
            return NULL;
    }
    g_autoptr(LbTransaction) reading = lb_reader_begin(service, &time, error);
    if (reading == NULL ||
        !lb_standing_towards(service, actor, filter->request, &time, &standing, &request, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_READ, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    g_autoptr(GPtrArray) moments = g_ptr_array_new_with_free_func(free_moment);
    Page page = { .service = service,
                  .actor = actor,
                  .filter = &limited,
                  .request = request,
                  .text = text,
                  .moments = moments };
    if (!read_sources(&page, error))
        return NULL;
    cut(moments, &limited);
    return g_steal_pointer(&moments);
}

GPtrArray *
lb_service_timeline(LbService *service, const LbActor *actor, const LbTimelineFilter *filter,
                    GError **error)
{
    GError *refusal = NULL;
    GPtrArray *moments = try_to_read(service, actor, filter, &refusal);
    if (moments != NULL)
        return moments;
    lb_refused_record(service, actor, LB_VERB_READ, filter->request, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
