/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries as messages, and back. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "forward/error.h"
#include "forward/message.h"
#include "forward/part.h"
#include "forward/sample.h"
#include "forward/value.h"

TestSuite(message);

/* Reads all @messages as one entry. */
static LbActivity *
read_back(GPtrArray *messages)
{
    g_autoptr(GPtrArray) parts =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_forward_part_free);
    for (guint i = 0; i < messages->len; i++) {
        g_autoptr(GError) error = NULL;
        const char *message = messages->pdata[i];
        LbForwardPart *part = lb_forward_part_read(message, strlen(message), &error);
        cr_assert_not_null(part, "%s: %s", message, error != NULL ? error->message : "none");
        cr_assert_eq(part->number, i + 1);
        cr_assert_eq(part->count, messages->len);
        g_ptr_array_add(parts, part);
    }
    g_autoptr(GError) error = NULL;
    LbActivity *entry =
        lb_forward_entry_read((LbForwardPart *const *)parts->pdata, parts->len, &error);
    cr_assert_not_null(entry, "%s", error != NULL ? error->message : "none");
    return entry;
}

static void
expect_hash(const LbActivity *entry)
{
    uint8_t computed[LB_SHA256_SIZE];
    g_autoptr(LbSha256) sha = lb_sha256_new();
    lb_activity_hash(sha, entry, computed);
    cr_assert_arr_eq(computed, entry->hash, LB_SHA256_SIZE);
}

/* RFC 5424, 6: a header of printable ASCII, and nothing that a collector would change. */
static void
expect_clean(const char *message, int limit)
{
    cr_assert_leq(strlen(message), (size_t)limit);
    cr_assert(g_utf8_validate(message, -1, NULL));
    for (const char *at = message; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        cr_assert(character == 0xFEFF || !lb_text_is_harmful(character), "U+%04X in %s", character,
                  message);
    }
    cr_assert(g_regex_match_simple("^<109>1 2026-[0-9T:.-]+Z lockbox\\.example\\.com lockbox - "
                                   "ApproveLockboxRequest \\[lockbox@32473 ",
                                   message, 0, 0),
              "%s", message);
}

Test(message, is_read_back_with_all_that_the_hash_covers)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(LbActivity) entry = sample_entry(7, NULL, "{\"reason\":\"" HOSTILE "\"}");
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    cr_assert_eq(messages->len, 1);
    expect_clean(messages->pdata[0], 65536);
    g_autoptr(LbActivity) back = read_back(messages);
    cr_assert_eq(back->sequence, 7);
    cr_assert_eq(back->time, entry->time);
    cr_assert_str_eq(back->caller, HOSTILE);
    cr_assert_str_eq(back->person, "", "empty is not absent");
    cr_assert_null(back->fingerprint, "absent is not empty");
    cr_assert_str_eq(back->details, entry->details);
    cr_assert_arr_eq(back->hash, entry->hash, LB_SHA256_SIZE);
    expect_hash(back);
}

Test(message, of_a_long_entry_is_several_none_of_which_is_too_long)
{
    g_autoptr(GString) details = g_string_new(NULL);
    while (details->len < 32 * 1024)
        g_string_append(details, HOSTILE);
    for (int limit = LB_FORWARD_MESSAGE_LEAST; limit <= LB_FORWARD_MESSAGE_LEAST + 40; limit++) {
        const LbForwardStyle style = sample_style(limit);
        g_autoptr(LbActivity) entry = sample_entry(INT64_MAX, NULL, details->str);
        g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
        cr_assert_gt(messages->len, 32);
        for (guint i = 0; i < messages->len; i++)
            expect_clean(messages->pdata[i], limit);
        g_autoptr(LbActivity) back = read_back(messages);
        cr_assert_str_eq(back->details, details->str);
        expect_hash(back);
    }
}

Test(message, keeps_to_the_limit_with_the_longest_header)
{
    LbForwardStyle style = sample_style(LB_FORWARD_MESSAGE_LEAST);
    LbForwardTarget target = *style.target;
    g_autofree char *host = g_strnfill(255, 'h');
    target.number = G_MAXINT;
    style.target = &target;
    style.host = host;
    style.test = true;
    g_autoptr(LbActivity) entry = sample_entry(INT64_MAX, NULL, HOSTILE HOSTILE HOSTILE);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    for (guint i = 0; i < messages->len; i++)
        cr_assert_leq(strlen(messages->pdata[i]), LB_FORWARD_MESSAGE_LEAST);
    g_autoptr(LbActivity) back = read_back(messages);
    expect_hash(back);
}

Test(message, has_no_host_name_that_is_none)
{
    LbForwardStyle style = sample_style(2048);
    style.host = "not a host";
    g_autoptr(LbActivity) entry = sample_entry(1, NULL, "{}");
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    cr_assert_not_null(strstr(messages->pdata[0], "Z - lockbox - "), "%s",
                       (char *)messages->pdata[0]);
}

Test(message, says_words_behind_a_mark_only_where_they_are_more_than_ascii)
{
    const LbForwardStyle style = sample_style(4096);
    g_autoptr(LbActivity) entry = sample_entry(1, NULL, "{}");
    g_autoptr(GPtrArray) hostile = lb_forward_messages(&style, entry);
    cr_assert_not_null(strstr(hostile->pdata[0], "] \xEF\xBB\xBF"
                                                 "Approve Lockbox Request LB-42, by "));
    g_free(entry->caller);
    entry->caller = g_strdup("anna@contoso.example");
    g_autoptr(GPtrArray) plain = lb_forward_messages(&style, entry);
    cr_assert(g_str_has_suffix(plain->pdata[0],
                               "] Approve Lockbox Request LB-42, by anna@contoso.example"));
}

Test(message, of_a_test_database_says_so)
{
    LbForwardStyle style = sample_style(4096);
    style.test = true;
    g_autoptr(LbActivity) entry = sample_entry(1, NULL, "{}");
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    cr_assert_not_null(strstr(messages->pdata[0], " test=\"yes\" "));
    cr_assert_not_null(strstr(messages->pdata[0], "Test database: Approve"));
    g_autoptr(LbActivity) back = read_back(messages);
    expect_hash(back);
}

Test(message, that_only_tries_has_no_entry)
{
    const LbForwardStyle style = sample_style(2048);
    g_autofree char *message = lb_forward_trial_message(&style, 1795000000123456);
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_forward_part_read(message, strlen(message), &error));
    cr_assert_null(error);
    cr_assert(g_str_has_prefix(message, "<109>1 2026-"));
}

Test(message, whose_structured_data_was_changed_is_not_taken)
{
    static const char *const lines[] = {
        "[lockbox@1]",
        "[lockbox@1 ",
        "[lockbox@1 instance=\"i\"]",
        "[lockbox@1 instance=\"i\" test=\"no\" sequence=\"1\" hash=\"%s\" part=\"1/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" sequence=\"1\" hash=\"%s\" part=\"1/1\"]",
        "[lockbox@1 sequence=\"1\" hash=\"%s\" part=\"1/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"0\" hash=\"00\" part=\"1/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"+1\" hash=\"%s\" part=\"1/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"01\" hash=\"%s\" part=\"1/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"2/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"0/1\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/4097\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/1\"",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/1\" time=\"1]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/1\" time=\"%%4\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/1\" time=\"%%00\"]",
        "[lockbox@1 instance=\"i\" sequence=\"1\" hash=\"%s\" part=\"1/1\"  time=\"1\"]",
    };
    g_autofree char *hash = g_strnfill(64, 'a');
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) line = g_string_new(lines[i]);
        g_string_replace(line, "%s", hash, 0);
        g_string_replace(line, "%%", "%", 0);
        g_autoptr(LbForwardPart) part = lb_forward_part_read(line->str, line->len, &error);
        cr_assert_null(part, "%s", line->str);
        cr_assert(g_error_matches(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_LINE), "%s", line->str);
    }
}

/* A collector may read the fields, and write them anew. */
Test(message, may_have_its_fields_in_another_order)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(LbActivity) entry = sample_entry(7, NULL, "{}");
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    g_autofree char *head = g_strndup(messages->pdata[0], strstr(messages->pdata[0], " instance=") -
                                                              (char *)messages->pdata[0]);
    const char *fields = strstr(messages->pdata[0], " time=");
    g_autofree char *common = g_strndup((char *)messages->pdata[0] + strlen(head),
                                        fields - (char *)messages->pdata[0] - strlen(head));
    const char *end = strstr(fields, "] \xEF\xBB\xBF");
    g_autofree char *others = g_strndup(fields, end - fields);
    char *moved = g_strconcat(head, others, common, "]", NULL);
    g_free(messages->pdata[0]);
    messages->pdata[0] = moved;
    g_autoptr(LbActivity) back = read_back(messages);
    expect_hash(back);
}

Test(message, that_says_something_twice_is_no_entry)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(LbActivity) entry = sample_entry(7, NULL, "{}");
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    g_autoptr(GString) message = g_string_new(messages->pdata[0]);
    g_string_replace(message, " details=", " address=\"\" details=", 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbForwardPart) part = lb_forward_part_read(message->str, message->len, &error);
    cr_assert_not_null(part);
    cr_assert_null(lb_forward_entry_read(&part, 1, &error));
    cr_assert(g_error_matches(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_LINE));
}

Test(message, of_somebody_else_is_passed_by)
{
    static const char *const lines[] = { "", "hello", "[lockbox@ x]", "[lockbox@]",
                                         "<13>1 - - - - - [other@1 a=\"[\"] lockbox@1" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_forward_part_read(lines[i], strlen(lines[i]), &error));
        cr_assert_null(error, "%s", lines[i]);
    }
}

/* Whatever a collector, or somebody in its place, cuts off: no reading beyond the end, and never an entry. */
Test(message, that_is_cut_off_anywhere_is_never_an_entry)
{
    const LbForwardStyle style = sample_style(65536);
    g_autoptr(LbActivity) entry = sample_entry(7, NULL, HOSTILE);
    g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
    const char *message = messages->pdata[0];
    size_t whole = (size_t)(strstr(message, "] \xEF\xBB\xBF") - message) + 1;
    for (size_t length = 0; length < whole; length++) {
        g_autofree char *cut = g_memdup2(message, length + 1);
        g_autoptr(LbForwardPart) part = lb_forward_part_read(cut, length, NULL);
        cr_assert_null(part, "cut at %zu", length);
    }
}

Test(message, values_keep_every_byte)
{
    for (int byte = 1; byte < 256; byte++) {
        const char text[] = { 'a', (char)byte, 'b', '\0' };
        g_autoptr(GString) written = g_string_new(NULL);
        g_autoptr(GString) read = g_string_new(NULL);
        lb_forward_value_append(written, text);
        g_string_append_c(written, '"');
        const char *end = written->str + written->len;
        cr_assert_eq(lb_forward_value_read(written->str, end, read), end - 1, "byte %d", byte);
        cr_assert_str_eq(read->str, text);
    }
}

Test(message, values_take_a_backslash_that_escapes_nothing_for_itself)
{
    static const char text[] = "C:\\temp\\\"\"";
    g_autoptr(GString) read = g_string_new(NULL);
    const char *end = text + strlen(text);
    cr_assert_eq(lb_forward_value_read(text, end, read), end - 1);
    cr_assert_str_eq(read->str, "C:\\temp\"");
}
