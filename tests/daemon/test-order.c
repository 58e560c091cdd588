/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders and results survive the pipe whole; whatever else comes through it is refused by name. */
#include "daemon/order.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "access/place.h"
#include "base/error.h"
#include "base/file.h"
#include "base/span.h"
#include "daemon/source.h"
#include "daemon/worker.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"

static LbOrder *
new_order(LbOrderAct act)
{
    LbOrder *order = lb_order_new(act);
    order->instance = g_strdup(PLACE_INSTANCE);
    order->settings.private_directory = g_strdup("/d/private");
    order->settings.krl = g_strdup("/d/lockbox.krl");
    order->settings.script = g_strdup("/usr/libexec/open \"it\"");
    order->settings.user = g_strdup("lockbox-script");
    order->settings.time_limit = 90 * LB_SECOND;
    order->revision = INT64_C(7000000000);
    for (int64_t serial = 1; serial < 4; serial++) {
        int64_t revoked = serial * INT64_C(5000000000);
        g_array_append_val(order->revoked, revoked);
    }
    if (act == LB_ORDER_KRL)
        return order;
    order->grant = place_grant();
    if (act == LB_ORDER_SIGN) {
        order->public_key = g_strdup(KEY);
        order->start = order->grant->start;
        order->end = order->start + 5 * LB_MINUTE;
        return order;
    }
    order->provisioner = g_strdup("script");
    g_ptr_array_add(order->keys, g_strdup(KEY));
    return order;
}

static LbOrder *
must_read(const char *line)
{
    g_autoptr(GError) error = NULL;
    LbOrder *order = lb_order_from_line(line, strlen(line), &error);
    cr_assert_not_null(order, "%s: %s", line, error != NULL ? error->message : "");
    return order;
}

Test(order, of_each_act_comes_back_as_it_was)
{
    for (int act = LB_ORDER_OPEN; act <= LB_ORDER_KRL; act++) {
        g_autoptr(LbOrder) order = new_order((LbOrderAct)act);
        g_autofree char *line = lb_order_to_line(order, NULL);
        cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1);
        g_autoptr(LbOrder) again = must_read(line);
        g_autofree char *other = lb_order_to_line(again, NULL);
        cr_assert_str_eq(line, other);
        cr_assert_eq(again->act, act);
        cr_assert_eq(again->revision, order->revision);
        cr_assert_eq(again->revoked->len, 3);
        cr_assert_eq(g_array_index(again->revoked, int64_t, 2), INT64_C(15000000000));
        cr_assert_str_eq(again->settings.script, order->settings.script);
        cr_assert_eq(again->settings.time_limit, order->settings.time_limit);
        cr_assert_eq(again->grant == NULL, act == LB_ORDER_KRL);
    }
}

Test(order, keeps_the_whole_grant)
{
    g_autoptr(LbOrder) order = new_order(LB_ORDER_OPEN);
    g_autofree char *line = lb_order_to_line(order, NULL);
    g_autoptr(LbOrder) again = must_read(line);
    const LbGrant *a = order->grant, *b = again->grant;
    cr_assert_eq(lb_grant_check(b), LB_GRANT_FAULT_NONE);
    cr_assert_eq(a->serial, b->serial);
    cr_assert_str_eq(a->request, b->request);
    cr_assert_str_eq(a->account, b->account);
    cr_assert_eq(a->start, b->start);
    cr_assert_eq(a->end, b->end);
    cr_assert(lb_target_equal(a->target, b->target));
    cr_assert(lb_grant_has_port(b, 22) && lb_grant_has_port(b, 3389));
    cr_assert_eq(b->ports->len, 2);
    cr_assert_str_eq(g_ptr_array_index(again->keys, 0), KEY);
}

/* Replaces the first @old in the line of an order of @act by @new: refused, and @named is said. */
static void
must_refuse(LbOrderAct act, const char *old, const char *new, const char *named)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbOrder) order = new_order(act);
    g_autofree char *line = lb_order_to_line(order, NULL);
    char *at = strstr(line, old);
    cr_assert_not_null(at, "\"%s\" is not in %s", old, line);
    g_autofree char *bad =
        g_strdup_printf("%.*s%s%s", (int)(at - line), line, new, at + strlen(old));
    g_autoptr(LbOrder) read = lb_order_from_line(bad, strlen(bad), &error);
    cr_assert_null(read, "%s", bad);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
    cr_assert_not_null(strstr(error->message, named), "%s: %s", bad, error->message);
}

Test(order, that_is_not_what_it_has_to_be_is_refused)
{
    must_refuse(LB_ORDER_OPEN, "\"version\":1", "\"version\":2", "version");
    must_refuse(LB_ORDER_OPEN, "\"version\":1,", "", "version");
    must_refuse(LB_ORDER_OPEN, "\"act\":\"open\"", "\"act\":\"sign\"", "provisioner");
    must_refuse(LB_ORDER_OPEN, "\"act\":\"open\"", "\"act\":\"krl\"", "grant");
    must_refuse(LB_ORDER_OPEN, "\"act\":\"open\"", "\"act\":\"shut\"", "act");
    must_refuse(LB_ORDER_OPEN, "\"act\":\"open\"", "\"act\":0", "act");
    must_refuse(LB_ORDER_KRL, "\"act\":\"krl\"", "\"act\":\"close\"", "grant");
    must_refuse(LB_ORDER_OPEN, "\"revision\":7", "\"revision\":-7", "revision");
    must_refuse(LB_ORDER_OPEN, "[5000000000", "[\"5000000000\"", "revoked");
    must_refuse(LB_ORDER_OPEN, "[5000000000", "[0.5", "revoked");
    must_refuse(LB_ORDER_OPEN, "\"port\":2222", "\"port\":0", "port");
    must_refuse(LB_ORDER_OPEN, "\"port\":2222", "\"port\":65536", "port");
    must_refuse(LB_ORDER_OPEN, "[22,3389]", "[22,-1]", "ports");
    must_refuse(LB_ORDER_OPEN, "[22,3389]", "22", "ports");
    must_refuse(LB_ORDER_OPEN, "\"serial\":7", "\"serial\":\"7\"", "serial");
    must_refuse(LB_ORDER_OPEN, "\"serial\":7", "\"serial\":7,\"more\":1", "more");
    must_refuse(LB_ORDER_OPEN, "\"address\":\"192.0.2.7\",", "", "target");
    must_refuse(LB_ORDER_OPEN, "\"krl\":", "\"crl\":", "crl");
    must_refuse(LB_ORDER_SIGN, "\"public_key\":", "\"more_key\":", "more_key");
    must_refuse(LB_ORDER_SIGN, "\"instance\":\"" PLACE_INSTANCE "\",", "", "instance");
}

Test(order, that_is_no_line_of_ours_is_refused_without_repeating_it)
{
    g_autofree char *deep = g_strnfill(200000, '[');
    g_autofree char *nested = g_strconcat("{\"version\":", deep, NULL);
    static const char *const lines[] = {
        "", "secret", "{", "[]", "\"secret\"", "{} {}", "{\"version\":1}secret", "null"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines) + 1; i++) {
        const char *line = i < G_N_ELEMENTS(lines) ? lines[i] : nested;
        g_autoptr(GError) error = NULL;
        g_autoptr(LbOrder) order = lb_order_from_line(line, strlen(line), &error);
        cr_assert_null(order, "%.100s", line);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
        cr_assert_null(strstr(error->message, "secret"), "%s", error->message);
    }
}

Test(order, that_is_too_long_is_neither_written_nor_read)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbOrder) order = new_order(LB_ORDER_KRL);
    g_free(order->instance);
    order->instance = g_strnfill(LB_ORDER_LIMIT + 1, 'a');
    cr_assert_null(lb_order_to_line(order, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_WIRE));
    g_clear_error(&error);
    cr_assert_null(lb_order_from_line(order->instance, LB_ORDER_LIMIT + 1, &error));
    cr_assert_not_null(strstr(error->message, "too long"));
}

Test(result, comes_back_as_it_was)
{
    g_autoptr(LbOrderResult) result = g_new0(LbOrderResult, 1);
    result->done = true;
    result->connection = g_new0(LbConnection, 1);
    *result->connection = (LbConnection){ g_strdup("vm-1.example"), 22, g_strdup("root"),
                                          g_strdup("lockbox-1"), g_strdup("one\ntwo \"x\"") };
    g_autofree char *line = lb_order_result_to_line(result, NULL);
    g_autoptr(LbOrderResult) again =
        lb_order_result_from_line(line, strlen(line), LB_ORDER_OPEN, NULL);
    cr_assert_not_null(again);
    cr_assert(again->done);
    cr_assert_str_eq(again->connection->address, "vm-1.example");
    cr_assert_eq(again->connection->port, 22);
    cr_assert_str_eq(again->connection->login, "root");
    cr_assert_str_eq(again->connection->principal, "lockbox-1");
    cr_assert_str_eq(again->connection->text, "one\ntwo \"x\"");
}

Test(result, that_is_a_failure_keeps_its_harmless_words)
{
    g_autoptr(LbOrderResult) result = lb_order_result_failed(true, "no\nway \x1b[2J");
    g_autofree char *line = lb_order_result_to_line(result, NULL);
    g_autoptr(LbOrderResult) again =
        lb_order_result_from_line(line, strlen(line), LB_ORDER_CLOSE, NULL);
    cr_assert_not_null(again);
    cr_assert(!again->done && again->retryable);
    cr_assert_str_eq(again->words, result->words);
    cr_assert_null(strpbrk(again->words, "\n\x1b"));
}

Test(result, that_does_not_go_with_the_act_is_refused)
{
#define DONE "{\"done\":true,\"retryable\":false"
#define TO(address, login) \
    ",\"connection\":{\"address\":\"" address "\",\"port\":22,\"login\":\"" login "\"}"
    static const struct {
        LbOrderAct act;
        const char *line, *named;
    } rows[] = {
        { LB_ORDER_OPEN, DONE "}", "connection" },
        { LB_ORDER_OPEN, DONE TO("", "root") "}", "connection" },
        { LB_ORDER_OPEN, DONE TO("a b", "root") "}", "connection" },
        { LB_ORDER_OPEN, DONE TO("127.1", "root") "}", "connection" },
        { LB_ORDER_OPEN, DONE TO("vm-1", "-oProxyCommand=x") "}", "connection" },
        { LB_ORDER_OPEN, DONE ",\"certificate\":\"A B\"" TO("vm-1", "root") "}", "certificate" },
        { LB_ORDER_OPEN, DONE ",\"connection\":{\"address\":\"vm-1\",\"login\":\"root\"}}",
          "port" },
        { LB_ORDER_CLOSE, DONE TO("vm-1", "root") "}", "connection" },
        { LB_ORDER_CLOSE, DONE ",\"certificate\":\"A B\"}", "certificate" },
        { LB_ORDER_SIGN, DONE "}", "certificate" },
        { LB_ORDER_KRL, DONE ",\"more\":1}", "more" },
        { LB_ORDER_KRL, DONE ",\"words\":\"a\\u001bb\"}", "words" },
        { LB_ORDER_KRL, "{\"done\":false,\"retryable\":true}", "words" },
        { LB_ORDER_SIGN,
          "{\"done\":false,\"retryable\":true,\"words\":\"x\",\"certificate\":\"A B\"}",
          "certificate" },
        { LB_ORDER_KRL, "{\"retryable\":true,\"words\":\"x\"}", "done" },
        { LB_ORDER_KRL, "opened", "JSON" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbOrderResult) result =
            lb_order_result_from_line(rows[i].line, strlen(rows[i].line), rows[i].act, &error);
        cr_assert_null(result, "%s", rows[i].line);
        cr_assert_not_null(strstr(error->message, rows[i].named), "%s: %s", rows[i].line,
                           error->message);
    }
}

Test(source, is_the_address_that_this_host_uses_towards_another)
{
    static const char *const loopback[] = { "127.0.0.1", "localhost" };
    for (size_t i = 0; i < G_N_ELEMENTS(loopback); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(GStrv) sources = lb_source_addresses(loopback[i], 22, &error);
        cr_assert_not_null(sources, "%s", error != NULL ? error->message : "");
        cr_assert(g_strv_contains((const char *const *)sources, "127.0.0.1"));
    }
}

Test(source, is_none_for_a_name_that_leads_nowhere)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_source_addresses("nothing.invalid", 22, &error));
    cr_assert_not_null(strstr(error->message, "nothing.invalid"));
}

/* What the worker answers to @line, at most 64 KiB of which fit into a pipe; stores its exit status. */
static char *
run_worker(const char *line, int *status)
{
    int in[2], out[2];
    cr_assert_eq(pipe(in), 0);
    cr_assert_eq(pipe(out), 0);
    cr_assert(lb_fd_write_all(in[1], line, strlen(line), NULL));
    close(in[1]);
    *status = lb_worker_run(in[0], out[1]);
    close(in[0]);
    close(out[1]);
    char *answer = lb_fd_read_all(out[0], "the worker", LB_ORDER_RESULT_LIMIT, NULL, NULL);
    close(out[0]);
    return answer;
}

Test(worker, signs_what_the_grant_allows)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbOrder) order = new_order(LB_ORDER_SIGN);
    g_free(order->settings.private_directory);
    order->settings.private_directory = g_strdup(place->private);
    g_free(order->grant->target->address);
    order->grant->target->address = g_strdup("127.0.0.1");
    g_autofree char *line = lb_order_to_line(order, NULL);
    int status = -1;
    g_autofree char *answer = run_worker(line, &status);
    cr_assert_eq(status, LB_WORKER_DONE);
    g_autoptr(LbOrderResult) result =
        lb_order_result_from_line(answer, strlen(answer), LB_ORDER_SIGN, NULL);
    cr_assert_not_null(result, "%s", answer);
    cr_assert(result->done, "%s", result->words);
    const char *const sources[] = { "127.0.0.1", NULL };
    LbCertificateOrder expected = place_order(place, order->grant);
    expected.public_key = KEY;
    expected.end = order->end;
    expected.sources = sources;
    g_autoptr(GError) error = NULL;
    cr_assert(lb_certificate_check(&expected, result->certificate, &error), "%s",
              error != NULL ? error->message : "");
    place_must_be_tidy(place);
}

Test(worker, says_why_it_could_not)
{
    int status = -1;
    g_autoptr(LbOrder) order = new_order(LB_ORDER_KRL);
    g_autofree char *line = lb_order_to_line(order, NULL);
    g_autofree char *answer = run_worker(line, &status);
    cr_assert_eq(status, LB_WORKER_DONE);
    g_autoptr(LbOrderResult) result =
        lb_order_result_from_line(answer, strlen(answer), LB_ORDER_KRL, NULL);
    cr_assert(!result->done && result->retryable);
    cr_assert_not_null(strstr(result->words, "/d/private/ca"), "%s", result->words);
}

Test(worker, ends_at_what_is_no_order)
{
    static const char *const lines[] = { "", "{}\n", "{\"version\":1", "open\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        int status = -1;
        g_autofree char *answer = run_worker(lines[i], &status);
        cr_assert_eq(status, LB_WORKER_INPUT, "%s", lines[i]);
        cr_assert_str_eq(answer, "");
    }
}
