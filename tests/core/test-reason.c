/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mails still have their reason when their turn comes, cell by cell; and when those that failed are tried again. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "core/reason.h"

#define NOW (100 * LB_DAY)

static LbRequest *
request_at(LbStatus status)
{
    LbRequest *request = lb_request_new();
    request->number = 42;
    request->status = status;
    request->internal_until = NOW + LB_HOUR;
    request->expiration = status == LB_STATUS_INITIALIZING ? 0 : NOW + LB_HOUR;
    return request;
}

/* The events whose mails are sent while the request has the status, or, besides those that are sent whatever it has. */
static bool
is_sent_at(LbEvent event, LbStatus status)
{
    switch (event) {
    case LB_EVENT_WAITING:
    case LB_EVENT_REMINDER:
        return status == LB_STATUS_PENDING;
    case LB_EVENT_HELD:
    case LB_EVENT_HELD_REMINDER:
        return status == LB_STATUS_INITIALIZING;
    case LB_EVENT_NOT_ENDED:
        return false; /* it is not stuck */
    default:
        return true;
    }
}

Test(reason, each_event_at_each_status)
{
    int cells = 0;
    for (const LbName *event = lb_event_names; event->name != NULL; event++)
        for (int status = LB_STATUS_INITIALIZING; status <= LB_STATUS_UNKNOWN; status++) {
            g_autoptr(LbRequest) request = request_at((LbStatus)status);
            LbReasons reasons = {
                .request = request, .now = NOW, .enabled = true, .reachable = true, .entitled = true
            };
            const char *why = lb_event_withdrawal((LbEvent)event->value, &reasons);
            cr_assert_eq(why == NULL, is_sent_at((LbEvent)event->value, (LbStatus)status),
                         "%s at %s: %s", event->name, lb_status_name((LbStatus)status),
                         why != NULL ? why : "sent");
            cells++;
        }
    cr_assert_eq(cells, 18 * 14);
}

Test(reason, what_asks_ends_with_the_time_for_an_answer)
{
    g_autoptr(LbRequest) pending = request_at(LB_STATUS_PENDING),
                         held = request_at(LB_STATUS_INITIALIZING);
    LbReasons reasons = {
        .request = pending, .now = NOW, .enabled = true, .reachable = true, .entitled = true
    };
    pending->expiration = held->internal_until = NOW + 1;
    cr_assert_null(lb_event_withdrawal(LB_EVENT_WAITING, &reasons));
    pending->expiration = NOW;
    cr_assert_not_null(lb_event_withdrawal(LB_EVENT_WAITING, &reasons));
    cr_assert_not_null(lb_event_withdrawal(LB_EVENT_REMINDER, &reasons));
    reasons.now = 0;
    cr_assert_null(lb_event_withdrawal(LB_EVENT_WAITING, &reasons), "no clock to be trusted");
    reasons.now = NOW;
    reasons.request = held;
    cr_assert_null(lb_event_withdrawal(LB_EVENT_HELD, &reasons));
    held->internal_until = NOW;
    cr_assert_not_null(lb_event_withdrawal(LB_EVENT_HELD, &reasons));
    cr_assert_not_null(lb_event_withdrawal(LB_EVENT_HELD_REMINDER, &reasons));
    held->internal_until = 0;
    cr_assert_null(lb_event_withdrawal(LB_EVENT_HELD, &reasons), "nothing runs");
}

Test(reason, when_time_takes_it_is_known_before)
{
    for (const LbName *event = lb_event_names; event->name != NULL; event++)
        for (int status = LB_STATUS_INITIALIZING; status <= LB_STATUS_PENDING; status++) {
            g_autoptr(LbRequest) request = request_at((LbStatus)status);
            LbReasons reasons = {
                .request = request, .now = NOW, .enabled = true, .reachable = true, .entitled = true
            };
            if (lb_event_withdrawal((LbEvent)event->value, &reasons) != NULL)
                continue;
            int64_t until = lb_event_until((LbEvent)event->value, request);
            reasons.now = until != 0 ? until - 1 : G_MAXINT64;
            cr_assert_null(lb_event_withdrawal((LbEvent)event->value, &reasons), "%s", event->name);
            reasons.now = until;
            cr_assert(until == 0 || lb_event_withdrawal((LbEvent)event->value, &reasons) != NULL,
                      "%s", event->name);
        }
}

Test(reason, access_that_does_not_end_is_told_while_it_does_not)
{
    g_autoptr(LbRequest) request = request_at(LB_STATUS_REVOKING);
    LbReasons reasons = {
        .request = request, .now = NOW, .enabled = true, .reachable = true, .entitled = true
    };
    request->stuck = true;
    cr_assert_null(lb_event_withdrawal(LB_EVENT_NOT_ENDED, &reasons));
    request->stuck = false;
    cr_assert_not_null(lb_event_withdrawal(LB_EVENT_NOT_ENDED, &reasons));
}

Test(reason, each_event_to_whom_it_does_not_concern_any_more)
{
    g_autoptr(LbRequest) pending = request_at(LB_STATUS_PENDING),
                         held = request_at(LB_STATUS_INITIALIZING);
    pending->stuck = true;
    for (const LbName *event = lb_event_names; event->name != NULL; event++) {
        LbEvent kind = (LbEvent)event->value;
        bool internal = kind == LB_EVENT_HELD || kind == LB_EVENT_HELD_REMINDER;
        bool asks = internal || kind == LB_EVENT_WAITING || kind == LB_EVENT_REMINDER;
        bool changed = kind == LB_EVENT_CHANGED;
        bool own = changed || kind == LB_EVENT_INVITED || lb_event_is_about_ticket(kind);
        const LbReasons all = { .request = internal ? held : pending,
                                .now = NOW,
                                .enabled = true,
                                .reachable = true,
                                .entitled = true };
        LbReasons off = all, gone = all, powerless = all;
        off.enabled = gone.reachable = powerless.entitled = false;
        cr_assert_eq(lb_event_asks(kind), asks, "%s", event->name);
        cr_assert_null(lb_event_withdrawal(kind, &all), "%s", event->name);
        cr_assert_eq(lb_event_withdrawal(kind, &off) == NULL, changed, "%s", event->name);
        cr_assert_eq(lb_event_withdrawal(kind, &gone) == NULL, changed, "%s", event->name);
        cr_assert_eq(lb_event_withdrawal(kind, &powerless) == NULL, own, "%s", event->name);
    }
}

Test(reason, one_whose_request_cannot_be_read_is_not_withdrawn)
{
    LbReasons reasons = { .now = NOW, .enabled = true, .reachable = true, .entitled = true };
    for (const LbName *event = lb_event_names; event->name != NULL; event++)
        cr_assert_null(lb_event_withdrawal((LbEvent)event->value, &reasons), "%s", event->name);
}

/* What lies between two attempts without the hash. */
static int64_t
base_delay(int attempts)
{
    int64_t delay = 15 * LB_SECOND;
    for (int i = 1; i < attempts && delay < LB_HOUR; i++)
        delay *= 2;
    return MIN(delay, LB_HOUR);
}

Test(retry, attempts_of_one_message_are_moved_each_by_its_own)
{
    g_autoptr(GHashTable) parts = g_hash_table_new(g_int64_hash, g_int64_equal);
    int64_t moved[40];
    for (int attempts = 9; attempts < 49; attempts++) { /* the same delay for all of these */
        moved[attempts - 9] = lb_retry_next(0, attempts, "id@host") - LB_HOUR;
        g_hash_table_add(parts, &moved[attempts - 9]);
        cr_assert_eq(lb_retry_next(0, attempts, "id@host") - LB_HOUR, moved[attempts - 9],
                     "the same for the same");
    }
    cr_assert_eq(g_hash_table_size(parts), 40);
}

Test(retry, a_thousand_messages_spread_over_the_whole_quarter)
{
    int tenths[10] = { 0 };
    for (int i = 0; i < 1000; i++) {
        g_autofree char *id = g_strdup_printf("%032d.lb-42@host", i);
        int64_t moved = lb_retry_next(0, 12, id) - LB_HOUR;
        cr_assert(moved >= 0 && moved < LB_HOUR / 4);
        tenths[moved * 10 / (LB_HOUR / 4)]++;
    }
    for (int i = 0; i < 10; i++)
        cr_assert(tenths[i] > 60 && tenths[i] < 140, "tenth %d: %d", i, tenths[i]);
}

/* Each sequence is one message that fails until it is given up, each time noticed a little late. */
Test(retry, no_sequence_is_too_early_too_late_or_too_short)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(8);
    for (int sequence = 0; sequence < 500; sequence++) {
        g_autofree char *id = g_strdup_printf("%x-%d@host", g_rand_int(chance), sequence);
        int64_t first = 1 + g_rand_int(chance), failed = first;
        int attempts = 1;
        while (!lb_retry_is_over(first, failed, attempts)) {
            int64_t wait = lb_retry_next(failed, attempts, id) - failed;
            cr_assert_geq(wait, base_delay(attempts));
            cr_assert_lt(wait, base_delay(attempts) * 5 / 4);
            cr_assert_lt(wait, LB_HOUR * 5 / 4);
            cr_assert_lt(wait, LB_RETRY_FAR);
            /* Sometimes lockboxd is away for days. */
            int64_t late = sequence % 5 == 0 ? g_rand_int_range(chance, 0, 40) * LB_HOUR : 0;
            failed += wait + late + g_rand_int_range(chance, 0, 1000) * 1000;
            attempts++;
            cr_assert_lt(attempts, 200);
        }
        cr_assert_geq(failed - first, 4 * LB_DAY);
        cr_assert_geq(attempts, 10);
    }
}
