/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox for lockboxd. */
#include "service/deliveries.h"

#include "base/text.h"
#include "core/scope.h"
#include "service/ballot.h"
#include "service/changelog.h"
#include "service/done.h"
#include "service/mailfacts.h"
#include "service/owed.h"
#include "store/exclusions.h"
#include "store/grants.h"
#include "store/log.h"
#include "store/outbox.h"
#include "store/tickets.h"
#include "store/told.h"

#define ANSWER_LIMIT 500
#define PAGE 500
#define LOOKS_MOST 8 /* until the next call, however much is withdrawn or put off */

static void
add_change(LbPeopleFacts *facts, const LbActivity *entry)
{
    LbChange *change = lb_changelog_read(entry);
    if (change == NULL)
        return;
    g_ptr_array_add(facts->changes, change);
    /* The entry of one that was found names the operator, who need not have made it. */
    if (facts->caller == NULL && !change->outside)
        facts->caller = g_strdup(entry->caller);
}

/* The entries from log_first to log_sequence that are about the recipient's own side: the first are told, the others
 * counted. Who does not approve is told of nobody else. */
static bool
read_changes(LbService *service, const LbMessage *message, const LbPersonRow *person,
             LbPeopleFacts *facts, GError **error)
{
    int64_t count = 0;
    LbToldRange range = { .principal = person->id,
                          .everybody = message->approver,
                          .tenant = person->tenant,
                          .first = message->log_first,
                          .last = message->log_sequence };
    g_autoptr(GPtrArray) entries =
        lb_told_read(service->store, &range, LB_PEOPLE_CHANGES_MOST, error);
    if (entries == NULL || !lb_told_count(service->store, &range, &count, error))
        return false;
    for (guint i = 0; i < entries->len; i++)
        add_change(facts, g_ptr_array_index(entries, i));
    facts->more = (int)(count - entries->len);
    return true;
}

static bool
read_keys(LbService *service, const LbMessage *message, LbPeopleFacts *facts, GError **error)
{
    g_autoptr(GPtrArray) keys =
        lb_directory_keys(service->store, message->principal, 0, PAGE, error);
    for (guint i = 0; keys != NULL && i < keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(keys, i);
        if (key->revoked == 0 && facts->keys->len < LB_PEOPLE_LINES_MOST)
            g_ptr_array_add(facts->keys, g_strdup(key->fingerprint));
    }
    return keys != NULL;
}

static bool
read_roles(LbService *service, const LbMessage *message, LbPeopleFacts *facts, GError **error)
{
    g_auto(GStrv) roles = lb_directory_role_lines(service->store, message->principal, error);
    for (char **role = roles; roles != NULL && *role != NULL; role++) {
        if (facts->roles->len < LB_PEOPLE_LINES_MOST)
            g_ptr_array_add(facts->roles, g_strdup(*role));
        else
            facts->more++;
    }
    return roles != NULL;
}

static bool
complete_people(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(LbPeopleFacts) facts = lb_people_facts_new();
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, message->principal, error);
    if (person == NULL)
        return false;
    facts->account = g_strdup(person->account);
    facts->tenant = g_strdup(person->tenant_name);
    bool read = message->event == LB_EVENT_CHANGED
                    ? read_changes(service, message, person, facts, error)
                    : read_roles(service, message, facts, error) &&
                          read_keys(service, message, facts, error);
    if (!read)
        return false;
    message->people = g_steal_pointer(&facts);
    return true;
}

/* Who wrote stands in the entry that the message names. */
static bool
read_writer(LbService *service, const LbMessage *message, LbTicketFacts *facts, GError **error)
{
    LbLogFilter filter = { .after = message->log_sequence - 1, .limit = 1 };
    g_autoptr(GPtrArray) page = lb_log_page(service->store, &filter, NULL, error);
    if (page == NULL)
        return false;
    const LbActivity *entry = page->len > 0 ? g_ptr_array_index(page, 0) : NULL;
    facts->caller = g_strdup(entry != NULL ? entry->caller : NULL);
    return true;
}

static bool
complete_ticket(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbTicketFacts *facts = message->ticket;
    g_autoptr(LbTicket) ticket =
        facts != NULL ? lb_tickets_get(service->store, facts->number, &failure) : NULL;
    if (failure == NULL && ticket == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "it is about no ticket");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, message->principal, error);
    if (person == NULL)
        return false;
    facts->tenant = g_strdup(ticket->tenant_name);
    facts->severity = ticket->severity;
    facts->ours = person->tenant == NULL;
    return read_writer(service, message, facts, error);
}

static bool
complete_exclusion(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbExclusionFacts *facts = message->exclusion;
    g_autoptr(LbExclusion) exclusion =
        facts != NULL ? lb_exclusions_get(service->store, facts->number, &failure) : NULL;
    if (failure == NULL && exclusion == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "it is about no exclusion");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_autoptr(LbScope) scope = lb_scope_parse(exclusion->scope, NULL);
    bool whole = scope == NULL || scope->kind == LB_SCOPE_SUBSCRIPTION;
    facts->kind = exclusion->kind;
    facts->tenant = g_strdup(exclusion->tenant_name);
    facts->subscription = g_strdup(exclusion->subscription_name);
    facts->where = whole ? NULL : lb_exclusion_where(exclusion);
    facts->started = exclusion->started;
    facts->ended = exclusion->ended;
    facts->recorder = g_strdup(exclusion->recorder_account);
    return true;
}

/* Completes a claimed message by its request as it is now. */
static bool
complete(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (lb_event_is_about_people(message->event))
        return complete_people(service, message, error);
    if (lb_event_is_about_ticket(message->event))
        return complete_ticket(service, message, error);
    if (lb_event_is_about_exclusion(message->event))
        return complete_exclusion(service, message, error);
    if (message->request == NULL) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "it is about no request");
        return false;
    }
    LbRequest *request = lb_requests_get(service->store, message->request->number, &failure);
    if (request == NULL && failure == NULL)
        g_set_error(&failure, LB_STORE_ERROR, LB_STORE_ERROR_CORRUPT, "something of it is missing");
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    lb_request_free(message->request);
    message->request = request;
    lb_service_label(service, request, message->language);
    g_autoptr(GPtrArray) grants = lb_access_of_request(service->store, request->number, error);
    if (grants == NULL ||
        !lb_access_extends(service->store, request->number, &message->extends, error))
        return false;
    message->grants = grants->len > 0 ? g_steal_pointer(&grants) : NULL;
    if (message->event == LB_EVENT_COMPLETED || message->event == LB_EVENT_REVOKED) {
        message->done = lb_done_read(service->store, request->number, error);
        if (message->done == NULL)
            return false;
    }
    return lb_mail_facts_of_request(service, message, error) &&
           lb_ballot_fill(service, request, error);
}

static bool
settle(LbService *service, const LbClockJudgement *time, LbMessage *message, LbDelivery delivery,
       const char *answer, GError **error)
{
    /* Waiting goes by the clock that does not jump; only one that can be trusted makes us give up. */
    int64_t due = time->steady, first = time->sane ? time->steady : 0;
    const char *status = lb_names_get(lb_delivery_names, (int)delivery);
    if (delivery == LB_DELIVERY_LATER) {
        int attempts = message->attempts + 1;
        bool over = time->sane && lb_retry_is_over(message->first, time->steady, attempts);
        due = lb_retry_next(time->steady, attempts, message->message_id);
        status = over ? "failed" : "queued";
    }
    message->became = status;
    g_autofree char *kept = answer != NULL ? lb_text_keep(answer, -1, ANSWER_LIMIT) : NULL;
    return lb_outbox_settle(service->store, message->id, status, due, first, kept, time->effective,
                            error);
}

/* Takes the next, by a transaction that is over before anything is read for it: others write meanwhile. */
static bool
claim_one(LbService *service, const LbClockJudgement *time, int64_t lease, LbMessage **message,
          bool *more, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    g_autoptr(LbMessage) claimed = NULL;
    if (transaction == NULL || !lb_owed_take(service, time, lease, &claimed, more, error) ||
        !lb_transaction_commit(transaction, error))
        return false;
    *message = g_steal_pointer(&claimed);
    return true;
}

/* Should this process end meanwhile, the lease does too, and the message is claimed again. */
static bool
compose(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    return reading != NULL && complete(service, message, error);
}

static bool
put_off(LbService *service, LbMessage *message, const GError *fault, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    g_autofree char *about = lb_message_about(message);
    g_autofree char *reason = g_strdup_printf("%s cannot be read: %s", about, fault->message);
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           settle(service, &time, message, LB_DELIVERY_LATER, reason, error) &&
           lb_transaction_commit(transaction, error);
}

/* Makes the claimed message complete. Where that cannot be done it is put off, and @message becomes NULL. */
bool
lb_deliveries_complete(LbService *service, LbMessage **message, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (*message == NULL || compose(service, *message, &fault))
        return true;
    if (!put_off(service, *message, fault, error))
        return false;
    g_clear_pointer(message, lb_message_free);
    return true;
}

static bool
claim(LbService *service, const LbClockJudgement *time, int64_t lease, LbMessage **message,
      GError **error)
{
    for (int looks = 0; *message == NULL && looks < LOOKS_MOST; looks++) {
        bool due = false, more = false;
        /* Most looks find nothing: they take no write lock. */
        if (!lb_outbox_is_due(service->store, time->steady, &due, error))
            return false;
        if (!due)
            return true;
        if (!claim_one(service, time, lease, message, &more, error) ||
            !lb_deliveries_complete(service, message, error))
            return false;
    }
    return true;
}

LbMessage *
lb_deliveries_claim(LbService *service, int64_t lease, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    g_autoptr(LbMessage) message = NULL;
    if (!lb_service_judge_clock(service, &time, &reading, error) ||
        !claim(service, &time, lease, &message, error))
        return NULL;
    return g_steal_pointer(&message);
}

static bool
give_back(LbService *service, const GQueue *ahead, GError **error)
{
    for (const GList *link = ahead->head; link != NULL; link = link->next)
        if (!lb_outbox_give_back(service->store, link->data, error))
            return false;
    return true;
}

/* Leases some, one after the other, so that the next go without waiting for the disk. */
static bool
take_ahead(LbService *service, const LbClockJudgement *time, int64_t lease, GQueue *taken,
           GError **error)
{
    bool more = false;
    while (taken->length < LB_DELIVERIES_AHEAD) {
        LbMessage *next = NULL;
        if (!lb_owed_take(service, time, lease, &next, &more, error))
            return false;
        if (next == NULL)
            break;
        g_queue_push_tail(taken, next);
    }
    return true;
}

static void
replace(GQueue *ahead, GQueue *taken)
{
    g_queue_clear_full(ahead, (GDestroyNotify)lb_message_free);
    *ahead = *taken;
    g_queue_init(taken);
}

/* Whether time alone has taken the reason of any. */
static bool
is_over(const LbClockJudgement *time, const GQueue *ahead)
{
    for (const GList *link = ahead->head; time->sane && link != NULL; link = link->next) {
        const LbMessage *message = link->data;
        if (message->until != 0 && message->until <= time->effective)
            return true;
    }
    return false;
}

/* Whether nothing was logged since they were leased: whatever a mail tells or depends on has an entry, but that a time is over
 * gets its entry later. */
static bool
hold(LbService *service, const LbClockJudgement *time, GQueue *ahead, bool *holds, GError **error)
{
    uint8_t hash[LB_SHA256_SIZE];
    int64_t newest = 0;
    const LbMessage *first = g_queue_peek_head(ahead);
    if (!lb_log_head(service->store, &newest, hash, error))
        return false;
    *holds = (first == NULL || first->as_of == newest) && !is_over(time, ahead);
    return true;
}

static bool
look_ahead(LbService *service, const LbClockJudgement *time, int64_t lease, GQueue *ahead,
           GQueue *taken, bool *anew, GError **error)
{
    bool holds = false;
    if (!hold(service, time, ahead, &holds, error))
        return false;
    *anew = !holds;
    if (holds && ahead->length > 0)
        return true;
    return give_back(service, ahead, error) && take_ahead(service, time, lease, taken, error);
}

static bool
settle_and_look_ahead(LbService *service, LbMessage *message, LbDelivery delivery,
                      const char *answer, int64_t lease, GQueue *ahead, GQueue *taken, bool *anew,
                      GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           settle(service, &time, message, delivery, answer, error) &&
           look_ahead(service, &time, lease, ahead, taken, anew, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_deliveries_pass_on(LbService *service, LbMessage *message, LbDelivery delivery,
                      const char *answer, int64_t lease, GQueue *ahead, bool *anew, GError **error)
{
    GQueue taken = G_QUEUE_INIT;
    bool done = settle_and_look_ahead(service, message, delivery, answer, lease, ahead, &taken,
                                      anew, error);
    if (done && (*anew || ahead->length == 0))
        replace(ahead, &taken);
    g_queue_clear_full(&taken, (GDestroyNotify)lb_message_free);
    return done;
}

bool
lb_deliveries_give_back(LbService *service, GQueue *ahead, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    if (transaction == NULL || !give_back(service, ahead, error) ||
        !lb_transaction_commit(transaction, error))
        return false;
    g_queue_clear_full(ahead, (GDestroyNotify)lb_message_free);
    return true;
}

bool
lb_deliveries_settle(LbService *service, LbMessage *message, LbDelivery delivery,
                     const char *answer, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           settle(service, &time, message, delivery, answer, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_deliveries_release(LbService *service, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    LbClockJudgement time;
    LbClockReading reading;
    return transaction != NULL && lb_service_judge_clock(service, &time, &reading, error) &&
           lb_outbox_release(service->store, time.steady, error) &&
           lb_transaction_commit(transaction, error);
}

bool
lb_deliveries_newest(LbService *service, int64_t *id, GError **error)
{
    return lb_outbox_newest(service->store, id, error);
}

GPtrArray *
lb_deliveries_list(LbService *service, int64_t request, int64_t after, int limit, GError **error)
{
    return lb_outbox_list(service->store, request, after, limit, error);
}

/* What a report says, and of which address where that is another. Anybody may have written it. */
static char *
keep_words(const LbDeliveryRow *row, const char *address, const char *words, bool *elsewhere)
{
    g_autofree char *said = lb_text_keep(words != NULL ? words : "", -1, ANSWER_LIMIT);
    *elsewhere = address != NULL && g_ascii_strcasecmp(address, row->address) != 0;
    if (!*elsewhere)
        return g_steal_pointer(&said);
    g_autofree char *both = g_strdup_printf("%s: %s", address, said);
    return lb_text_keep(both, -1, ANSWER_LIMIT);
}

static bool
mark(LbService *service, const char *token, const char *address, const char *words, LbBounce *what,
     GError **error)
{
    g_autoptr(GError) failure = NULL;
    LbClockJudgement time;
    LbClockReading reading;
    bool elsewhere = false;
    g_autoptr(LbDeliveryRow) row = lb_outbox_by_token(service->store, token, &failure);
    *what = LB_BOUNCE_UNKNOWN;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (row == NULL)
        return true;
    int state = LB_MAIL_QUEUED;
    lb_names_find(lb_mail_state_names, row->status, &state);
    bool under_way = state == LB_MAIL_QUEUED || state == LB_MAIL_SENDING;
    *what = state == LB_MAIL_BOUNCED ? LB_BOUNCE_AGAIN
            : under_way              ? LB_BOUNCE_NOT_YET
                                     : LB_BOUNCE_NOT_TAKEN;
    if (state != LB_MAIL_ACCEPTED)
        return true;
    g_autofree char *kept = keep_words(row, address, words, &elsewhere);
    *what = elsewhere ? LB_BOUNCE_ELSEWHERE : LB_BOUNCE_MARKED;
    return lb_service_judge_clock(service, &time, &reading, error) &&
           lb_outbox_bounce(service->store, row->id, kept, time.effective, error);
}

bool
lb_deliveries_bounce(LbService *service, const char *token, const char *address, const char *words,
                     LbBounce *what, GError **error)
{
    g_autoptr(LbTransaction) transaction = lb_store_begin(service->store, error);
    return transaction != NULL && mark(service, token, address, words, what, error) &&
           lb_transaction_commit(transaction, error);
}
