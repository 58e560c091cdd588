/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Webhooks: events, signatures, attempts. */
#include "core/webhook.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"

#define NOON INT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

static const uint8_t key[LB_WEBHOOK_KEY_SIZE] = { 1, 2, 3 };

Test(webhook, every_type_is_as_the_standard_wants_it)
{
    for (const LbWebhookRow *row = lb_webhook_rows; row->type != NULL; row++) {
        cr_assert_not_null(strchr(row->type, '.'), "%s", row->type);
        cr_assert_eq(strspn(row->type, "abcdefghijklmnopqrstuvwxyz_."), strlen(row->type), "%s",
                     row->type);
        cr_assert_str_eq(lb_webhook_type(row->operation, row->status, row->trouble), row->type);
    }
}

Test(webhook, the_type_follows_from_what_the_entry_says)
{
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_CREATE, "Pending", false), "request.waiting");
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_CREATE, "Initializing", false),
                     "request.created");
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_APPROVE, "Pending", false), "request.voted");
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_APPROVE, "Approving", false), "request.approved");
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_OPEN_ACCESS, "Approved", false), "access.opened");
    cr_assert_str_eq(lb_webhook_type(LB_OPERATION_OPEN_ACCESS, "Error", true), "access.not_opened");
    cr_assert_null(lb_webhook_type(LB_OPERATION_RECORD_SESSION, NULL, false));
    cr_assert_null(lb_webhook_type(LB_OPERATION_RETRY_MAIL, NULL, false));
}

Test(webhook, what_was_chosen_is_sorted_and_each_once)
{
    const char *const chosen[] = { "request.denied", "access.*", "request.denied", NULL };
    const char *const all[] = { "request.denied", "*", NULL };
    const char *wrong = NULL;
    g_autofree char *events = lb_webhook_choose(chosen, &wrong);
    g_autofree char *everything = lb_webhook_choose(all, &wrong);
    cr_assert_str_eq(events, "access.* request.denied");
    cr_assert_str_eq(everything, "*");
    cr_assert(lb_webhook_chooses(events, "request.denied"));
    cr_assert(lb_webhook_chooses(events, "access.opened"));
    cr_assert(!lb_webhook_chooses(events, "request.approved"));
    cr_assert(!lb_webhook_chooses(events, "accessory.opened"));
    cr_assert(lb_webhook_chooses("*", "request.approved"));
    cr_assert(!lb_webhook_chooses("", "request.approved"));
}

Test(webhook, what_is_no_event_cannot_be_chosen)
{
    static const char *const bad[] = { "",         "request",
                                       "request.", "request.opened",
                                       ".*",       "request.**",
                                       "req.*",    "request.denied access.*",
                                       "Request.*" };
    const char *const nothing[] = { NULL };
    const char *wrong = "";
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        const char *const first[] = { bad[i], NULL };
        cr_assert_null(lb_webhook_choose(first, &wrong), "%s", bad[i]);
        cr_assert_eq(wrong, bad[i]);
    }
    cr_assert_null(lb_webhook_choose(nothing, &wrong));
    cr_assert_null(wrong);
}

/* The example of the standard's own libraries, whose signature others computed. */
Test(webhook, a_signature_is_the_one_of_the_standard)
{
    const char *const secrets[] = { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", NULL };
    g_autofree char *signature = lb_webhook_sign(secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                                 1614265330, "{\"test\": 2432232314}");
    cr_assert_str_eq(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

Test(webhook, two_secrets_give_two_signatures_of_which_each_is_its_own)
{
    g_autofree char *one = lb_webhook_secret(key, "salt", 1);
    g_autofree char *two = lb_webhook_secret(key, "salt", 2);
    const char *const both[] = { two, one, NULL }, *const first[] = { one, NULL },
                      *const second[] = { two, NULL };
    g_autofree char *all = lb_webhook_sign(both, "msg_1", 5, "{}");
    g_autofree char *old = lb_webhook_sign(first, "msg_1", 5, "{}");
    g_autofree char *new = lb_webhook_sign(second, "msg_1", 5, "{}");
    g_autofree char *joined = g_strjoin(" ", new, old, NULL);
    cr_assert_str_eq(all, joined);
    cr_assert_str_neq(old, new);
}

Test(webhook, a_secret_is_of_one_webhook_generation_and_key)
{
    uint8_t other[LB_WEBHOOK_KEY_SIZE] = { 1, 2, 4 };
    g_autofree char *secret = lb_webhook_secret(key, "salt", 1);
    g_autofree char *again = lb_webhook_secret(key, "salt", 1);
    char *others[] = { lb_webhook_secret(key, "salt", 11), lb_webhook_secret(key, "salt", 2),
                       lb_webhook_secret(key, "pepper", 1), lb_webhook_secret(other, "salt", 1) };
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode(secret + strlen("whsec_"), &size);
    cr_assert(g_str_has_prefix(secret, "whsec_"));
    cr_assert_eq(size, 32);
    cr_assert_str_eq(secret, again);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        cr_assert_str_neq(secret, others[i]);
        g_free(others[i]);
    }
}

Test(webhook, an_answer_means_what_the_standard_says)
{
    static const struct {
        long status;
        LbWebhookVerdict verdict;
    } rows[] = { { 200, LB_WEBHOOK_TAKEN },     { 204, LB_WEBHOOK_TAKEN },
                 { 299, LB_WEBHOOK_TAKEN },     { 100, LB_WEBHOOK_LATER },
                 { 301, LB_WEBHOOK_LATER },     { 308, LB_WEBHOOK_LATER },
                 { 400, LB_WEBHOOK_LATER },     { 404, LB_WEBHOOK_LATER },
                 { 410, LB_WEBHOOK_GONE },      { 429, LB_WEBHOOK_THROTTLED },
                 { 500, LB_WEBHOOK_LATER },     { 502, LB_WEBHOOK_THROTTLED },
                 { 503, LB_WEBHOOK_THROTTLED }, { 504, LB_WEBHOOK_THROTTLED },
                 { 505, LB_WEBHOOK_LATER },     { 0, LB_WEBHOOK_LATER } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(lb_webhook_judge(rows[i].status), rows[i].verdict, "%ld", rows[i].status);
}

Test(webhook, attempts_follow_the_schedule_and_end_after_three_days)
{
    static const int64_t seconds[] = { 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400 };
    int64_t all = 0;
    for (int i = 0; i < (int)G_N_ELEMENTS(seconds); i++) {
        int64_t wait = lb_webhook_wait(i + 1, "msg_1");
        cr_assert_geq(wait, seconds[i] * LB_SECOND);
        cr_assert_leq(wait, seconds[i] * LB_SECOND * 11 / 10);
        cr_assert_lt(wait, LB_WEBHOOK_FAR);
        all += wait;
    }
    cr_assert_eq(lb_webhook_wait(LB_WEBHOOK_ATTEMPTS, "msg_1"), -1);
    cr_assert_eq(lb_webhook_wait(1000, "msg_1"), -1);
    cr_assert_geq(all, 75 * LB_HOUR);
    cr_assert_neq(lb_webhook_wait(2, "msg_1"), lb_webhook_wait(2, "msg_2"));
    cr_assert_eq(lb_webhook_wait(2, "msg_1"), lb_webhook_wait(2, "msg_1"));
}
