/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request and its reply, and what else must never be sent or followed. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "http/site.h"

static LbHttpReply *
send_to(const Site *site, const char *method, const char *path, const char *const *headers,
        const char *body, GError **error)
{
    g_autofree char *url = g_strconcat(site->base, path, NULL);
    const LbHttpRequest request = { .method = method,
                                    .url = url,
                                    .headers = headers,
                                    .body = body,
                                    .length = body != NULL ? strlen(body) : 0 };
    return lb_http_send(&site->options, &request, error);
}

/* What the server got as its @number. */
static JsonNode *
received(const Site *site, int number)
{
    g_autofree char *name = g_strdup_printf("%d.json", number);
    g_autofree char *text = test_read(site->directory, name, NULL);
    cr_assert_not_null(text);
    JsonNode *node = json_from_string(text, NULL);
    cr_assert_not_null(node);
    return node;
}

static const char *
text_of(JsonNode *node, const char *member)
{
    return json_object_get_string_member(json_node_get_object(node), member);
}

/* The one value of a header; NULL: there is none. */
static const char *
header_of(JsonNode *node, const char *name)
{
    JsonArray *headers = json_object_get_array_member(json_node_get_object(node), "headers");
    const char *found = NULL;
    for (guint i = 0; i < json_array_get_length(headers); i++) {
        JsonArray *pair = json_array_get_array_element(headers, i);
        if (g_ascii_strcasecmp(json_array_get_string_element(pair, 0), name) != 0)
            continue;
        cr_assert_null(found, "%s comes twice", name);
        found = json_array_get_string_element(pair, 1);
    }
    return found;
}

static LbHttpReply *
expect(const Site *site, const char *path, long status)
{
    g_autoptr(GError) error = NULL;
    LbHttpReply *reply = site_get(site, path, &error);
    cr_assert_null(error, "%s: %s", path, error != NULL ? error->message : "");
    cr_assert_eq(reply->status, status, "%s: %ld", path, reply->status);
    return reply;
}

Test(send, a_reply_comes_back_whole_over_tls)
{
    g_autoptr(Site) site = site_new("localhost");
    g_autoptr(LbHttpReply) reply = expect(site, "/told", 200);
    cr_assert_str_eq(reply->body, "{}");
    cr_assert_eq(reply->length, 2);
    cr_assert_eq(reply->retry_after, 120);
    cr_assert_str_eq(reply->etag, "\"abc\"");
    cr_assert_str_eq(reply->content_type, "application/json; charset=utf-8");
    cr_assert_str_eq(reply->peer, "127.0.0.1");
    g_autoptr(LbHttpReply) bytes = expect(site, "/zero", 200);
    cr_assert_eq(bytes->length, 3);
    cr_assert_arr_eq(bytes->body, "a\0b", 4);
    g_autoptr(LbHttpReply) none = expect(site, "/ok", 200);
    cr_assert(none->etag == NULL && none->retry_after == 0 && none->content_type == NULL);
}

Test(send, the_server_gets_what_is_asked_and_next_to_nothing_else)
{
    static const char *const headers[] = { "Content-Type: application/json", "webhook-id: msg_1",
                                           NULL };
    g_autoptr(Site) site = site_new("localhost");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbHttpReply) reply =
        send_to(site, "POST", "/a/../b?c=%2F", headers, "{\"x\": 1}", &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    g_autoptr(JsonNode) got = received(site, 1);
    cr_assert_str_eq(text_of(got, "method"), "POST");
    cr_assert_str_eq(text_of(got, "path"), "/a/../b?c=%2F");
    cr_assert_str_eq(text_of(got, "body"), "{\"x\": 1}");
    cr_assert_str_eq(header_of(got, "content-type"), "application/json");
    cr_assert_str_eq(header_of(got, "webhook-id"), "msg_1");
    cr_assert_str_eq(header_of(got, "content-length"), "8");
    cr_assert(g_str_has_prefix(header_of(got, "user-agent"), "Lockbox/"));
    static const char *const absent[] = { "accept-encoding", "cookie", "authorization", "expect",
                                          "referer",         "te",     "accept" };
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        cr_assert_null(header_of(got, absent[i]), "%s", absent[i]);
}

Test(send, each_method_arrives_as_itself)
{
    static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };
    g_autoptr(Site) site = site_new_plain();
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        g_autoptr(GError) error = NULL;
        bool with_body = i >= 2 && i < 5;
        g_autoptr(LbHttpReply) reply =
            send_to(site, methods[i], "/ok", NULL, with_body ? "body" : NULL, &error);
        cr_assert_null(error, "%s: %s", methods[i], error != NULL ? error->message : "");
        g_autoptr(JsonNode) got = received(site, (int)i + 1);
        cr_assert_str_eq(text_of(got, "method"), methods[i]);
        cr_assert_str_eq(text_of(got, "body"), with_body ? "body" : "");
        cr_assert_null(header_of(got, "content-type"));
    }
}

Test(send, an_answer_of_any_status_is_a_reply)
{
    g_autoptr(Site) site = site_new_plain();
    g_autoptr(LbHttpReply) gone = expect(site, "/gone", 410);
    g_autoptr(LbHttpReply) busy = expect(site, "/busy", 429);
    cr_assert_eq(busy->retry_after, 7);
    g_autoptr(LbHttpReply) login = expect(site, "/login", 401);
    cr_assert_eq(site_count(site), 3);
}

Test(send, no_redirect_is_followed)
{
    g_autoptr(Site) site = site_new_plain();
    g_autoptr(LbHttpReply) found = expect(site, "/redirect", 302);
    g_autoptr(LbHttpReply) permanent = expect(site, "/permanent", 308);
    g_autoptr(LbHttpReply) file = expect(site, "/file", 301);
    g_autoptr(LbHttpReply) refresh = expect(site, "/refresh", 200);
    cr_assert_eq(site_count(site), 4);
}

Test(send, nothing_that_a_server_says_is_remembered)
{
    g_autoptr(Site) site = site_new_plain();
    g_autoptr(LbHttpReply) cookie = expect(site, "/cookie", 200);
    g_autoptr(LbHttpReply) alternative = expect(site, "/alternative", 200);
    g_autoptr(LbHttpReply) after = expect(site, "/ok", 200);
    g_autoptr(JsonNode) got = received(site, 3);
    cr_assert_null(header_of(got, "cookie"));
}

Test(send, a_header_of_a_reply_that_is_strange_counts_as_absent)
{
    g_autoptr(Site) site = site_new_plain();
    g_autoptr(LbHttpReply) reply = expect(site, "/strange", 200);
    cr_assert(reply->retry_after == 0 && reply->etag == NULL && reply->content_type == NULL);
    g_autoptr(LbHttpReply) twice = expect(site, "/twice", 200);
    cr_assert_str_eq(twice->etag, "two");
    g_autoptr(LbHttpReply) interim = expect(site, "/interim", 204);
    cr_assert_null(interim->etag);
}

/* @path with @value behind it, escaped as a URL wants it. */
static int
wait_told_by(const Site *site, const char *path, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_autofree char *whole = g_strconcat(path, escaped, NULL);
    g_autoptr(LbHttpReply) reply = expect(site, whole, 200);
    return reply->retry_after;
}

/* The server's clock says Sun, 06 Nov 1994 08:49:37 GMT. */
Test(send, retry_after_is_seconds_or_a_date_of_the_servers_clock)
{
    static const struct {
        const char *value;
        int seconds;
    } rows[] = { { "0", 0 },
                 { "120", 120 },
                 { "604800", 604800 },
                 { "604801", 604800 },
                 { "99999999999999999999", 604800 },
                 { "-5", 0 },
                 { "1.5", 0 },
                 { "soon", 0 },
                 { "Sun, 06 Nov 1994 08:50:37 GMT", 60 },
                 { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
                 { "Sun, 06 Nov 1990 08:49:37 GMT", 0 },
                 { "Mon, 06 Nov 2994 08:49:37 GMT", 604800 },
                 { "Sun, 36 Nov 1994 08:50:37 GMT", 0 },
                 { "Sunday, 06-Nov-94 08:50:37 GMT", 60 },
                 { "Sun Nov  6 08:50:37 1994", 60 } };
    g_autoptr(Site) site = site_new_plain();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(wait_told_by(site, "/wait/", rows[i].value), rows[i].seconds, "%s",
                     rows[i].value);
    /* One without a clock is taken for right. */
    g_autoptr(GDateTime) later = g_date_time_new_from_unix_utc(g_get_real_time() / 1000000 + 3600);
    g_autofree char *date = g_date_time_format(later, "%a, %d %b %Y %H:%M:%S GMT");
    int seconds = wait_told_by(site, "/undated/", date);
    cr_assert(seconds > 3000 && seconds <= 3600, "%d", seconds);
}

Test(send, a_request_that_could_be_read_as_two_is_not_sent)
{
    static const char *const bad[] = { "X: a\r\nY: b",
                                       "X: a\nb",
                                       "X: a\tb",
                                       "X: \x80",
                                       "X",
                                       "X:",
                                       "X:  ",
                                       ": a",
                                       "X Y: a",
                                       "X : a",
                                       "Host: evil",
                                       "content-length: 5",
                                       "TE: trailers",
                                       "Expect: 100",
                                       "Transfer-Encoding: chunked",
                                       "Proxy-X: a",
                                       "Connection: close" };
    g_autoptr(Site) site = site_new_plain();
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        const char *const headers[] = { "Good: yes", bad[i], NULL };
        g_autoptr(GError) error = NULL;
        g_autoptr(LbHttpReply) reply = send_to(site, "POST", "/ok", headers, "x", &error);
        cr_assert(g_error_matches(error, LB_HTTP_ERROR, LB_HTTP_ERROR_REQUEST), "%s", bad[i]);
    }
    static const char *const methods[] = { "", "get", "TRACE", "CONNECT", "GET /x", "GET\r\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        cr_assert_null(send_to(site, methods[i], "/ok", NULL, NULL, NULL), "%s", methods[i]);
    cr_assert_null(send_to(site, "GET", "/ok", NULL, "body", NULL));
    cr_assert_eq(site_count(site), 0);
}

Test(send, no_proxy_netrc_or_setting_of_the_environment_counts)
{
    g_autoptr(Site) site = site_new_plain();
    g_autofree char *netrc = g_build_filename(site->directory, ".netrc", NULL);
    cr_assert(
        g_file_set_contents(netrc, "machine 127.0.0.1 login user password secret\n", -1, NULL));
    g_chmod(netrc, 0600);
    g_setenv("HOME", site->directory, TRUE);
    g_setenv("http_proxy", "http://127.0.0.1:9", TRUE);
    g_setenv("https_proxy", "http://127.0.0.1:9", TRUE);
    g_setenv("ALL_PROXY", "socks5://127.0.0.1:9", TRUE);
    g_autoptr(LbHttpReply) reply = expect(site, "/ok", 200);
    g_autoptr(JsonNode) got = received(site, 1);
    cr_assert_null(header_of(got, "authorization"));
}
