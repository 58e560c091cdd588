/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of JSON lines: those of winlogbeat and NXLog, damaged and hostile ones. */
#include <criterion/criterion.h>
#include <string.h>

#include "events/lines.h"
#include "events/reading.h"

#define WHOLE                                                                                     \
    "{\"winlog\":{\"channel\":\"Security\",\"provider_name\":\"x\",\"event_id\":1,\"record_id\":" \
    "2},"                                                                                         \
    "\"host\":{\"name\":\"db01\"},\"@timestamp\":\"2026-11-24T04:00:00Z\"}"
#define TOLD " other 1 #2 Security db01 2026-11-24T04:00:00.000000Z"

Test(lines, events_of_winlogbeat_are_told)
{
    lines_file_must_tell("winlogbeat.jsonl", NULL, "winlogbeat.jsonl.told");
}

Test(lines, times_of_nxlog_stand_in_the_zone_they_were_written_in)
{
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    cr_assert_not_null(tokyo);
    lines_file_must_tell("nxlog.jsonl", tokyo, "nxlog.jsonl.told");
}

Test(lines, a_time_of_no_known_zone_is_a_fault)
{
    lines_file_must_tell("nxlog.jsonl", NULL, "nxlog-zoneless.told");
}

Test(lines, damage_costs_the_damaged_line_alone)
{
    lines_file_must_tell("damaged.jsonl", NULL, "damaged.jsonl.told");
}

Test(lines, a_line_that_is_too_long_is_skipped)
{
    g_autoptr(GString) text = g_string_new(WHOLE "\n{\"a\":\"");
    gsize start = text->len;
    g_string_set_size(text, start + 300 * 1024);
    memset(text->str + start, 'a', 300 * 1024);
    g_string_append(text, "\"}\n" WHOLE "\n");
    lines_must_tell(text, NULL, "1" TOLD "\n2 @140 !too-long\n3" TOLD "\n");
}

Test(lines, a_mark_and_a_missing_line_end_do_not_matter)
{
    g_autoptr(GString) text = g_string_new("\xef\xbb\xbf" WHOLE);
    lines_must_tell(text, NULL, "1" TOLD "\n");
    g_autoptr(GString) empty = g_string_new("");
    lines_must_tell(empty, NULL, "");
}

Test(lines, bytes_that_are_no_text_hide_nothing)
{
    static const char bytes[] = "{\"EventID\":1,\"Channel\":\"a\xff\xe3\x81\",\"Hostname\":\"b\","
                                "\"EventTime\":\"2026-11-24 04:00:00Z\"}\n\0\n";
    g_autoptr(GString) text = g_string_new_len(bytes, sizeof bytes - 1);
    lines_must_tell(text, NULL,
                    "1 other 1 #0 a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd b "
                    "2026-11-24T04:00:00.000000Z\n2 @81 !malformed\n");
}

Test(lines, utf_16_is_read_and_its_places_are_those_of_the_file)
{
    g_autofree gunichar2 *wide = g_utf8_to_utf16(
        "\xef\xbb\xbf" WHOLE "\r\n\xe6\xa5\xad\n" WHOLE "\nx", -1, NULL, NULL, NULL);
    gsize units = 1 + strlen(WHOLE "\r\n") + 2 + strlen(WHOLE "\nx");
    g_autoptr(GString) text = g_string_new_len((const char *)wide, (gssize)(2 * units));
    lines_must_tell(text, NULL, "1" TOLD "\n2 @284 !malformed\n3" TOLD "\n4 @568 !malformed\n");
}

static bool
take_one(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    (void)event;
    (void)place;
    ++*(int *)who;
    return false;
}

static void
must_not_fault(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words)
{
    (void)who;
    cr_assert_fail("%s at %d: %s", lb_names_get(lb_events_fault_names, (int)fault),
                   (int)place->offset, words);
}

Test(lines, nothing_more_is_told_to_who_wants_no_more)
{
    int taken = 0;
    const LbEventsSink sink = { take_one, must_not_fault, &taken };
    g_autoptr(LbEventsLines) lines = lb_events_lines_new(&sink, NULL);
    const char *text = WHOLE "\n" WHOLE "\nforeign\n";
    cr_assert_not(lb_events_lines_push(lines, text, strlen(text)));
    cr_assert_not(lb_events_lines_push(lines, text, strlen(text)));
    cr_assert_not(lb_events_lines_end(lines));
    cr_assert_eq(taken, 1);
}
