/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts as bytes: one spelling, and nothing else is read. */
#include <criterion/criterion.h>
#include <string.h>

#include "receipt/document.h"
#include "receipt/sample.h"

static char *
sample_bytes(void)
{
    g_autoptr(JsonObject) receipt = sample_receipt();
    return lb_receipt_write(receipt);
}

/* Whether it is refused, and says @words. */
static void
assert_refused(const char *bytes, size_t length, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) receipt = lb_receipt_read(bytes, length, &error);
    cr_assert_null(receipt, "%s", words);
    cr_assert(error->domain == LB_RECEIPT_ERROR);
    cr_assert(strstr(error->message, words) != NULL, "\"%s\" says \"%s\"", words, error->message);
}

/* The sample with @old replaced once. */
static void
assert_replaced_refused(const char *old, const char *new, const char *words)
{
    g_autofree char *bytes = sample_bytes();
    char *at = strstr(bytes, old);
    cr_assert_not_null(at, "%s", old);
    g_autofree char *changed =
        g_strdup_printf("%.*s%s%s", (int)(at - bytes), bytes, new, at + strlen(old));
    assert_refused(changed, strlen(changed), words);
}

Test(document, what_is_written_is_read_again_and_is_ascii_that_html_takes_as_it_is)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = sample_bytes();
    for (const char *at = bytes; *at != '\0'; at++)
        cr_assert((*at == '\n' || (*at >= ' ' && *at <= '~')) && strchr("<>&", *at) == NULL);
    g_autoptr(JsonObject) read = lb_receipt_read(bytes, strlen(bytes), &error);
    cr_assert_not_null(read, "%s", error != NULL ? error->message : "");
    g_autofree char *again = lb_receipt_write(read);
    cr_assert_str_eq(again, bytes);
    JsonObject *properties = json_object_get_object_member(read, "properties");
    cr_assert_str_eq(json_object_get_string_member(properties, "justification"), HOSTILE);
}

Test(document, no_other_spelling_is_read)
{
    assert_replaced_refused("  \"test\": false", " \"test\": false", "byte");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 08", "");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 8.0", "");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 8e0", "");
    assert_replaced_refused("\"hours\": 8", "\"hours\": -0", "");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 99999999999999999999", "");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 8, \"hours\": 8", "byte");
    assert_replaced_refused("\"hours\": 8", "\"hours\": 9, \"hours\": 8", "byte");
    assert_replaced_refused("\"test\": false", "\"test\": false,\n  \"more\": 1", "byte");
    assert_replaced_refused("\\u202e", "\\u202E", "byte");
    assert_replaced_refused("\\u202e", "\u202e", "byte");
    assert_replaced_refused("\\u202e", "\xff", "");
    assert_replaced_refused("\\u202e", "\\ud800", "lone surrogate");
    assert_replaced_refused("\\u202e", "\\u0000", "NUL");
    assert_replaced_refused("contoso", "\\u0063ontoso", "byte");
    assert_replaced_refused("{", "/* */{", "");
    assert_replaced_refused("{", "\xef\xbb\xbf{", "");
}

Test(document, what_is_missing_or_of_another_kind_is_named)
{
    assert_replaced_refused("\"test\": false", "\"test\": 0", "test is not");
    assert_replaced_refused("\"test\": false", "\"tset\": false", "test is missing");
    assert_replaced_refused("\"hours\": 8", "\"hours\": \"8\"", "properties.hours is not");
    assert_replaced_refused("\"passage\": 9", "\"passage\": null", "sessions[0].passage is not");
    assert_replaced_refused("\"sessions\": [", "\"sessions\": [1,", "sessions[0] is not");
    assert_replaced_refused("\"entries\": [", "\"entries\": [[],", "entries[0] is not");
    assert_replaced_refused("\"resources\": [", "\"resources\": [{},", "properties.resources[0]");
    assert_replaced_refused("\"lockboxReceipt\": 1", "\"lockboxReceipt\": 2", "format");
}

Test(document, what_is_no_receipt_at_all_is_refused)
{
    static const struct {
        const char *bytes;
        const char *words;
    } others[] = {
        { "", "too early" },
        { "{", "too early" },
        { "[]\n", "no object" },
        { "{}\n", "missing" },
        { "{}", "behind its end" },
        { "{}\n\n", "behind its end" },
        { "{}\n{}", "behind its end" },
        { "true\n", "no object" },
        { "<html>", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        assert_refused(others[i].bytes, strlen(others[i].bytes), others[i].words);
    g_autofree char *deep = g_strnfill(100000, '[');
    assert_refused(deep, strlen(deep), "too deep");
    g_autofree char *bytes = sample_bytes();
    for (size_t length = 0; length < strlen(bytes); length += 97)
        assert_refused(bytes, length, "too early");
    assert_refused(bytes, strlen(bytes) + 1, "behind its end");
}

Test(document, what_is_larger_than_any_receipt_is_not_looked_at)
{
    g_autofree char *large = g_strnfill(LB_RECEIPT_LIMIT + 1, ' ');
    assert_refused(large, LB_RECEIPT_LIMIT + 1, "larger");
}

Test(document, two_that_differ_do_so_at_a_place_that_is_named)
{
    g_autoptr(JsonObject) one = sample_receipt();
    g_autoptr(JsonObject) other = sample_receipt();
    cr_assert_null(lb_receipt_differ(one, other));
    JsonArray *sessions = json_object_get_array_member(other, "sessions");
    json_object_set_string_member(json_array_get_object_element(sessions, 0), "sha256", "0");
    g_autofree char *where = lb_receipt_differ(one, other);
    cr_assert_str_eq(where, "sessions[0].sha256");
    json_array_remove_element(sessions, 0);
    g_autofree char *gone = lb_receipt_differ(one, other);
    cr_assert_str_eq(gone, "sessions[0]");
    JsonArray *resources = json_object_get_array_member(
        json_object_get_object_member(other, "properties"), "resources");
    json_array_add_string_element(resources, "x");
    g_autofree char *more = lb_receipt_differ(one, other);
    cr_assert_str_eq(more, "properties.resources[1]");
}
