/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of any length take no more memory than short ones: what is allocated is counted after each event, since what
 * the process has of the system says little below a sanitizer, which keeps what was freed. */
#include <criterion/criterion.h>
#include <malloc.h>
#include <string.h>

#include "events/lines.h"
#include "events/xml.h"

#define EVENTS 100000
#define WARM 5000           /* events until everything that is kept has been seen */
#define GROWTH (256 * 1024) /* bytes */

/* Of the sanitizer's allocator, where that is linked. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t
allocated(void)
{
    if (__sanitizer_get_current_allocated_bytes != NULL)
        return __sanitizer_get_current_allocated_bytes();
    return mallinfo2().uordblks;
}

typedef struct {
    int events, faults;
    size_t warm, most;
} Count;

static void
count(Count *counted)
{
    size_t now = allocated();
    if (counted->events + counted->faults <= WARM)
        counted->warm = MAX(counted->warm, now);
    counted->most = MAX(counted->most, now);
}

static bool
count_event(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    Count *counted = who;
    cr_assert_eq(place->line, (uint64_t)(counted->events + counted->faults + 1));
    cr_assert_eq(event->kind, LB_WINEVENT_LOGOFF);
    counted->events++;
    count(counted);
    return true;
}

static void
count_fault(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words)
{
    Count *counted = who;
    (void)fault;
    (void)place;
    (void)words;
    counted->faults++;
    count(counted);
}

static void
must_stay_constant(const Count *counted, int faults)
{
    cr_assert_eq(counted->faults, faults);
    cr_assert_eq(counted->events, EVENTS - faults);
    cr_assert(counted->most < counted->warm + GROWTH, "%zu bytes, %zu after %d events",
              counted->most, counted->warm, WARM);
}

/* Names of elements and fields differ from event to event, as whoever wants to fill memory would write them; in the
 * second half each hundredth event is malformed. */
Test(stream, memory_does_not_grow_with_events_of_xml)
{
    Count counted = { 0 };
    const LbEventsSink sink = { count_event, count_fault, &counted };
    g_autoptr(LbEventsXml) xml = lb_events_xml_new(&sink);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < EVENTS; i++) {
        g_string_printf(
            text,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            "<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4634</EventID>"
            "<TimeCreated SystemTime='2026-11-24T04:00:00.5Z'/><EventRecordID>%d</EventRecordID>"
            "<Channel>Security</Channel><Computer>db01</Computer></System><EventData>"
            "<Data Name='TargetUserName'>user%d</Data><Data Name='field-%d'>x</Data></EventData>"
            "<UserData><a-name-that-is-no-other-s-%d/></UserData>%s</Event>\n",
            i, i, i, i, i >= EVENTS / 2 && i % 100 == 99 ? "<" : "");
        cr_assert(lb_events_xml_push(xml, text->str, text->len));
    }
    cr_assert(lb_events_xml_end(xml));
    must_stay_constant(&counted, EVENTS / 200);
}

Test(stream, memory_does_not_grow_with_lines)
{
    Count counted = { 0 };
    const LbEventsSink sink = { count_event, count_fault, &counted };
    g_autoptr(LbEventsLines) lines = lb_events_lines_new(&sink, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < EVENTS; i++) {
        g_string_printf(text,
                        "{\"@timestamp\":\"2026-11-24T04:00:00Z\",\"winlog\":{\"channel\":"
                        "\"Security\",\"provider_name\":\"Microsoft-Windows-Security-Auditing\","
                        "\"event_id\":4634,\"computer_name\":\"db01\",\"event_data\":{"
                        "\"TargetUserName\":\"user%d\",\"field-%d\":\"x\"}}%s\n",
                        i, i, i % 100 == 99 ? "" : "}");
        cr_assert(lb_events_lines_push(lines, text->str, text->len));
    }
    cr_assert(lb_events_lines_end(lines));
    must_stay_constant(&counted, EVENTS / 100);
}
