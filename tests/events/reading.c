/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What readers of events tell, in words. */
#include "events/reading.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "events/lines.h"
#include "events/xml.h"

static void
add(GString *notes, const char *name, const char *value)
{
    g_autofree char *visible = lb_text_escape(value, LB_TEXT_LINE);
    if (value != NULL)
        g_string_append_printf(notes, " %s=%s", name, visible);
}

static bool
note_event(void *who, const LbWinEvent *event, const LbEventsPlace *place)
{
    GString *notes = who;
    g_autofree char *time = lb_time_to_iso(event->time);
    g_string_append_printf(notes, "%d %s %u #%" G_GUINT64_FORMAT " %s %s %s", (int)place->line,
                           lb_names_get(lb_winevent_kind_names, (int)event->kind), event->id,
                           event->record, event->channel, event->computer, time);
    add(notes, "by", event->account);
    add(notes, "to", event->target);
    add(notes, "group", event->group);
    if (event->logon_type != LB_WINEVENT_NO_TYPE)
        g_string_append_printf(notes, " type=%d", event->logon_type);
    if (event->logon != 0)
        g_string_append_printf(notes, " logon=%" G_GINT64_MODIFIER "x", event->logon);
    add(notes, "from", event->source);
    add(notes, "process", event->process);
    add(notes, "command", event->command);
    add(notes, "service", event->service);
    add(notes, "cleared", event->cleared);
    g_string_append(notes, event->system ? " system\n" : "\n");
    return true;
}

static void
note_fault(void *who, LbEventsFault fault, const LbEventsPlace *place, const char *words)
{
    GString *notes = who;
    const char *name = lb_names_get(lb_events_fault_names, (int)fault);
    g_autofree char *safe = lb_text_escape(words, LB_TEXT_LINE);
    cr_assert_not_null(name);
    cr_assert(words == NULL || strcmp(words, safe) == 0, "\"%s\" is harmful", words);
    g_string_append_printf(notes, "%d @%d !%s\n", (int)place->line, (int)place->offset, name);
}

static char *
read_xml(const GString *text, gsize piece)
{
    GString *notes = g_string_new(NULL);
    const LbEventsSink sink = { note_event, note_fault, notes };
    g_autoptr(LbEventsXml) xml = lb_events_xml_new(&sink);
    for (gsize at = 0; at < text->len; at += piece)
        cr_assert(lb_events_xml_push(xml, text->str + at, MIN(piece, text->len - at)));
    cr_assert(lb_events_xml_end(xml));
    return g_string_free(notes, FALSE);
}

static char *
read_lines(const GString *text, gsize piece, GTimeZone *zone)
{
    GString *notes = g_string_new(NULL);
    const LbEventsSink sink = { note_event, note_fault, notes };
    g_autoptr(LbEventsLines) lines = lb_events_lines_new(&sink, zone);
    for (gsize at = 0; at < text->len; at += piece)
        cr_assert(lb_events_lines_push(lines, text->str + at, MIN(piece, text->len - at)));
    cr_assert(lb_events_lines_end(lines));
    return g_string_free(notes, FALSE);
}

static const gsize pieces[] = { 1, 7, 4096, G_MAXUINT32 };

void
xml_must_tell(const GString *text, const char *told)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *notes = read_xml(text, pieces[i]);
        cr_assert_str_eq(notes, told, "in pieces of %d, told:\n%s\nexpected:\n%s", (int)pieces[i],
                         notes, told);
    }
}

void
lines_must_tell(const GString *text, GTimeZone *zone, const char *told)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *notes = read_lines(text, pieces[i], zone);
        cr_assert_str_eq(notes, told, "in pieces of %d, told:\n%s\nexpected:\n%s", (int)pieces[i],
                         notes, told);
    }
}

static GString *
contents_of(const char *name)
{
    g_autofree char *path =
        g_build_filename(g_getenv("top_srcdir"), "tests", "data", "events", name, NULL);
    g_autofree char *text = NULL;
    gsize size = 0;
    cr_assert(g_file_get_contents(path, &text, &size, NULL), "%s cannot be read", path);
    return g_string_new_len(text, (gssize)size);
}

void
xml_file_must_tell(const char *name, const char *told)
{
    g_autoptr(GString) text = contents_of(name);
    g_autoptr(GString) expected = contents_of(told);
    xml_must_tell(text, expected->str);
}

void
lines_file_must_tell(const char *name, GTimeZone *zone, const char *told)
{
    g_autoptr(GString) text = contents_of(name);
    g_autoptr(GString) expected = contents_of(told);
    lines_must_tell(text, zone, expected->str);
}
