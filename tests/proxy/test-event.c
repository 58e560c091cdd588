/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the process that goes through says, read by whoever does not believe it. */
#include <criterion/criterion.h>
#include <string.h>

#include "proxy/channel.h"
#include "proxy/error.h"
#include "proxy/event.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"

static void
must_be(const char *line, LbProxyEventKind kind, const char *text)
{
    g_auto(LbProxyEvent) event = { .text = NULL };
    cr_assert(lb_proxy_event_read(&event, line, strlen(line), NULL), "%s", line);
    cr_assert_eq(event.kind, kind, "%s", line);
    cr_assert(g_strcmp0(event.text, text) == 0, "%s: %s", line, event.text);
}

Test(event, each_kind_is_read)
{
    must_be("[1.5, \"o\", \"x\"]", LB_PROXY_SAYS_LINE, NULL);
    must_be("[1.5, \"r\", \"80x24\"]", LB_PROXY_SAYS_LINE, NULL);
    must_be("{\"key\": \"" KEY "\"}", LB_PROXY_SAYS_KEY, KEY);
    must_be("{\"reached\": \"192.0.2.7\"}", LB_PROXY_SAYS_REACHED, "192.0.2.7");
    must_be("{\"typed\": 1}", LB_PROXY_SAYS_TYPED, NULL);
    must_be("{\"count\": [1, 2]}", LB_PROXY_SAYS_COUNT, NULL);
    must_be("{\"end\": [\"left\", \"\"]}", LB_PROXY_SAYS_CLOSED, NULL);
    must_be("{\"end\": [\"failed\", \"a\\u001b[2J\"]}", LB_PROXY_SAYS_CLOSED, "a<U+001B>[2J");
}

Test(event, numbers_and_reasons_are_kept)
{
    g_auto(LbProxyEvent) count = { .text = NULL };
    g_auto(LbProxyEvent) end = { .text = NULL };
    const char *line = "{\"count\": [12345678901, 9]}";
    cr_assert(lb_proxy_event_read(&count, line, strlen(line), NULL));
    cr_assert_eq(count.sent, INT64_C(12345678901));
    cr_assert_eq(count.received, 9);
    line = "{\"end\": [\"too-much\", \"\"]}";
    cr_assert(lb_proxy_event_read(&end, line, strlen(line), NULL));
    cr_assert_eq(end.end, LB_PROXY_END_TOO_MUCH);
}

Test(event, whatever_else_is_none)
{
    static const char *const wrong[] = {
        "",
        "{}",
        "{\"key\": 1}",
        "{\"key\": \"ssh-ed25519 AAAA\"}",
        "{\"key\": \"" KEY "\\n" KEY "\"}",
        "{\"reached\": \"name.example\"}",
        "{\"typed\": \"1\"}",
        "{\"count\": [1]}",
        "{\"count\": [-1, 2]}",
        "{\"count\": [1.5, 2]}",
        "{\"count\": {}}",
        "{\"end\": [\"whatever\", \"\"]}",
        "{\"end\": [\"left\"]}",
        "{\"end\": \"left\"}",
        "{\"typed\": 1, \"count\": [1, 2]}",
        "{\"other\": 1}",
        "{\"typed\": 1} {}",
        "[1.5, \"i\", \"x\"]",
        "[]",
        "\"typed\"",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(LbProxyEvent) event = { .text = NULL };
        cr_assert_not(lb_proxy_event_read(&event, wrong[i], strlen(wrong[i]), &error), "%s",
                      wrong[i]);
        cr_assert(g_error_matches(error, LB_PROXY_ERROR, LB_PROXY_ERROR_EVENT));
        cr_assert_null(event.text);
    }
}
