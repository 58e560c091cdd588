/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines between lockboxd and the process that sends to a webhook. */
#include "notify/hookwire.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

#define ORDER                                                                             \
    "\"url\":\"https://x.example/\",\"headers\":[\"webhook-id: msg_1\"],\"body\":\"{}\"," \
    "\"allowed\":[],\"plain\":false,\"timeout\":20"
#define RESULT "\"status\":200,\"words\":\"HTTP 200\""

Test(hookwire, an_order_comes_back_as_it_was)
{
    g_autoptr(LbHookOrder) order = lb_hook_order_new();
    order->url = g_strdup("https://hooks.contoso.example/in?x=%20");
    order->body = g_strdup("{\"type\":\"request.waiting\"}");
    order->ca_file = g_strdup("/etc/ca.pem");
    order->timeout = 7;
    order->plain = true;
    g_ptr_array_add(order->headers, g_strdup("webhook-signature: v1,a= v1,b="));
    g_ptr_array_add(order->allowed, g_strdup("10.0.0.0/8"));
    g_autofree char *line = lb_hook_order_to_line(order, NULL);
    g_autoptr(LbHookOrder) back = lb_hook_order_from_line(line, strlen(line), NULL);
    cr_assert_not_null(back);
    cr_assert_str_eq(back->url, order->url);
    cr_assert_str_eq(back->body, order->body);
    cr_assert_str_eq(back->ca_file, order->ca_file);
    cr_assert_eq(back->timeout, 7);
    cr_assert(back->plain);
    cr_assert_str_eq(g_ptr_array_index(back->headers, 0), "webhook-signature: v1,a= v1,b=");
    cr_assert_str_eq(g_ptr_array_index(back->allowed, 0), "10.0.0.0/8");
}

Test(hookwire, an_order_that_is_not_whole_is_none)
{
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "{" ORDER "}",                            /* no version */
        "{\"version\":3," ORDER "}",              /* another */
        "{\"version\":2," ORDER ",\"more\":1}",   /* something unknown */
        "{\"version\":2,\"url\":\"https://x/\"}", /* much is missing */
        "{\"version\":2,\"url\":1,\"headers\":[],\"body\":\"\",\"allowed\":[],\"plain\":false,"
        "\"timeout\":1}",
        "{\"version\":2,\"url\":\"x\",\"headers\":[],\"body\":\"\",\"allowed\":[],\"plain\":false,"
        "\"timeout\":0}",
    };
    const char *good = "{\"version\":2," ORDER "}";
    g_autoptr(LbHookOrder) order = lb_hook_order_from_line(good, strlen(good), NULL);
    cr_assert_not_null(order);
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_hook_order_from_line(bad[i], strlen(bad[i]), &error), "%s", bad[i]);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE), "%s", bad[i]);
    }
}

Test(hookwire, a_result_is_an_answer_or_a_fault_and_harmless)
{
    static const char *const good[] = {
        "{" RESULT "}",
        "{\"status\":429,\"retry_after\":120,\"peer\":\"192.0.2.1\",\"words\":\"HTTP 429\"}",
        "{\"status\":0,\"fault\":\"tls\",\"words\":\"no\"}",
    };
    static const char *const bad[] = {
        "{}",
        "{\"status\":200}",
        "{\"status\":0,\"words\":\"neither\"}",
        "{\"status\":200,\"fault\":\"tls\",\"words\":\"both\"}",
        "{\"status\":99,\"words\":\"x\"}",
        "{\"status\":600,\"words\":\"x\"}",
        "{\"status\":-1,\"fault\":\"tls\",\"words\":\"x\"}",
        "{\"status\":200,\"words\":\"two\\nlines\"}",
        "{\"status\":200,\"words\":\"\\u001b[31m\"}",
        "{\"status\":200,\"words\":\"x\",\"peer\":\"\\u202e\"}",
        "{" RESULT ",\"more\":1}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(LbHookResult) result = lb_hook_result_from_line(good[i], strlen(good[i]), NULL);
        cr_assert_not_null(result, "%s", good[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_hook_result_from_line(bad[i], strlen(bad[i]), &error), "%s", bad[i]);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE), "%s", bad[i]);
    }
}

Test(hookwire, words_of_a_failure_are_made_short_and_harmless)
{
    g_autofree char *many = g_strnfill(5000, 'x');
    many[10] = '\033';
    g_autoptr(LbHookResult) result = lb_hook_result_failed("failed", many);
    g_autofree char *line = lb_hook_result_to_line(result, NULL);
    g_autoptr(LbHookResult) back = lb_hook_result_from_line(line, strlen(line), NULL);
    cr_assert_not_null(back);
    cr_assert_leq(g_utf8_strlen(back->words, -1), LB_HOOK_WORDS_LIMIT);
    cr_assert_null(strchr(back->words, '\033'));
}
