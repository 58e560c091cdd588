/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of event XML: whole, damaged and hostile. */
#include <criterion/criterion.h>
#include <string.h>

#include "events/reading.h"
#include "events/xml.h"

#define HEAD                                                                             \
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"      \
    "<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4688</EventID>"      \
    "<TimeCreated SystemTime='2026-11-24T04:00:00.5Z'/><EventRecordID>1</EventRecordID>" \
    "<Channel>Security</Channel><Computer>db01</Computer></System>"
#define WHOLE HEAD "</Event>"
#define TOLD " process-start 4688 #1 Security db01 2026-11-24T04:00:00.500000Z"

static GString *
text_of(const char *before, char filler, gsize count, const char *behind)
{
    GString *text = g_string_new(before);
    gsize start = text->len;
    g_string_set_size(text, start + count);
    memset(text->str + start, filler, count);
    return g_string_append(text, behind);
}

Test(xml, events_of_the_security_log_are_told_each_by_its_fields)
{
    xml_file_must_tell("security-en.xml", "security-en.xml.told");
}

Test(xml, messages_that_windows_renders_in_its_language_count_nothing)
{
    xml_file_must_tell("system-ja.xml", "system-ja.xml.told");
}

Test(xml, utf_16_with_a_mark_is_read_and_its_places_are_those_of_the_file)
{
    xml_file_must_tell("security-ja-utf16.xml", "security-ja-utf16.xml.told");
}

Test(xml, damage_costs_the_damaged_event_alone)
{
    xml_file_must_tell("damaged.xml", "damaged.xml.told");
}

Test(xml, entities_that_would_grow_are_not_known)
{
    xml_file_must_tell("entity-bomb.xml", "entity-bomb.xml.told");
}

Test(xml, entities_of_other_files_are_not_known_and_nothing_is_included)
{
    xml_file_must_tell("external-entity.xml", "external-entity.xml.told");
}

Test(xml, wrong_times_are_faults)
{
    xml_file_must_tell("wrong-times.xml", "wrong-times.xml.told");
}

Test(xml, what_an_event_must_say_is_a_fault_where_it_is_missing)
{
    xml_file_must_tell("missing-fields.xml", "missing-fields.xml.told");
}

Test(xml, a_file_that_breaks_off_says_so)
{
    xml_file_must_tell("truncated.xml", "truncated.xml.told");
    g_autoptr(GString) between = g_string_new("<Events>\n" WHOLE "\n");
    xml_must_tell(between, "2" TOLD "\n3 @315 !truncated\n");
    g_autoptr(GString) in_comment = g_string_new(WHOLE "\n<!-- ");
    xml_must_tell(in_comment, "1" TOLD "\n2 @306 !truncated\n");
}

Test(xml, nothing_is_nothing)
{
    g_autoptr(GString) empty = g_string_new("");
    xml_must_tell(empty, "");
    g_autoptr(GString) root = g_string_new("\xef\xbb\xbf<?xml version='1.0'?>\n<Events/>\n");
    xml_must_tell(root, "");
}

Test(xml, an_event_that_is_too_long_is_skipped_and_told_where_it_begins)
{
    g_autoptr(GString) text = text_of(WHOLE "\n" HEAD "<EventData><Data Name='CommandLine'>", 'a',
                                      300 * 1024, "</Data></EventData></Event>\n" WHOLE "\n");
    xml_must_tell(text, "1" TOLD "\n2 @306 !too-long\n3" TOLD "\n");
}

static bool
has_whole_command(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    (void)place;
    *(int *)who += g_utf8_strlen(event->command, -1) == LB_WINEVENT_COMMAND_LIMIT;
    return true;
}

static void
must_not_fault(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words)
{
    (void)who;
    cr_assert_fail("%s at %d: %s", lb_names_get(lb_events_fault_names, (int)fault),
                   (int)place->offset, words);
}

Test(xml, an_event_just_within_the_limit_is_read_and_its_text_cut)
{
    const char *before = HEAD "<EventData><Data Name='CommandLine'>";
    const char *behind = "</Data></EventData></Event>";
    gsize room = LB_EVENTS_EVENT_MOST - strlen(before) - strlen(behind);
    g_autoptr(GString) text = text_of(before, 'a', room, behind);
    int cut = 0;
    const LbEventsSink sink = { has_whole_command, must_not_fault, &cut };
    g_autoptr(LbEventsXml) xml = lb_events_xml_new(&sink);
    cr_assert(lb_events_xml_push(xml, text->str, text->len));
    cr_assert(lb_events_xml_end(xml));
    cr_assert_eq(cut, 1);
    g_autoptr(GString) more = text_of(before, 'a', room + 1, behind);
    xml_must_tell(more, "1 @0 !too-long\n");
}

Test(xml, what_never_ends_takes_no_more_than_an_event_with_it)
{
    g_autoptr(GString) comment = text_of("<!-- ", ' ', 300 * 1024, WHOLE);
    xml_must_tell(comment, "1 @0 !too-long\n1" TOLD "\n");
    g_autoptr(GString) section = text_of(HEAD "<EventData><Data><![CDATA[", ' ', 300 * 1024, WHOLE);
    xml_must_tell(section, "1 @0 !too-long\n1" TOLD "\n");
    g_autoptr(GString) tag = text_of(HEAD "<EventData a='", ' ', 20 * 1024, WHOLE);
    xml_must_tell(tag, "1 @0 !too-long\n1" TOLD "\n");
    g_autoptr(GString) root = text_of("<Events a='", ' ', 20 * 1024, WHOLE);
    xml_must_tell(root, "1 @0 !too-long\n1" TOLD "\n");
}

Test(xml, deep_nesting_is_a_fault)
{
    g_autoptr(GString) text = g_string_new(HEAD "<UserData>");
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "<a>");
    g_string_append(text, WHOLE);
    xml_must_tell(text, "1 @0 !truncated\n1" TOLD "\n");
    g_string_truncate(text, text->len - strlen(WHOLE));
    for (int i = 0; i < 5000; i++)
        g_string_append(text, "</a>");
    g_string_append(text, "</UserData></Event>" WHOLE);
    xml_must_tell(text, "1 @0 !malformed\n1" TOLD "\n");
}

/* "<Event/>" as UTF-16 with what is no character before and in it. */
Test(xml, halves_of_characters_are_replaced)
{
    const char bytes[] =
        "\xff\xfe<\0E\0v\0e\0n\0t\0 \0a\0=\0\"\0\x3d\xd8\"\0/\0>\0\x00\xdc<\0E\0v\0e\0n"
        "\0t\0/\0>\0<";
    g_autoptr(GString) text = g_string_new_len(bytes, sizeof bytes - 1);
    xml_must_tell(text,
                  "1 @2 !malformed-id\n1 @30 !foreign\n1 @32 !malformed-id\n1 @48 !foreign\n");
}

Test(xml, utf_16_without_a_mark_is_known_by_its_beginning)
{
    g_autofree gunichar2 *wide = g_utf8_to_utf16(WHOLE "\nx", -1, NULL, NULL, NULL);
    g_autoptr(GString) text =
        g_string_new_len((const char *)wide, (gssize)(2 * strlen(WHOLE "\nx")));
    xml_must_tell(text, "1" TOLD "\n2 @612 !foreign\n");
}

static bool
take_one(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    (void)event;
    (void)place;
    ++*(int *)who;
    return false;
}

Test(xml, nothing_more_is_told_to_who_wants_no_more)
{
    int taken = 0;
    const LbEventsSink sink = { take_one, must_not_fault, &taken };
    g_autoptr(LbEventsXml) xml = lb_events_xml_new(&sink);
    const char *text = WHOLE WHOLE "foreign" WHOLE "<Event ";
    cr_assert_not(lb_events_xml_push(xml, text, strlen(text)));
    cr_assert_not(lb_events_xml_push(xml, text, strlen(text)));
    cr_assert_not(lb_events_xml_end(xml));
    cr_assert_eq(taken, 1);
}
