/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON lines of shippers. A line stands for itself: a fault in it harms no other. */
#include "events/lines.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/jsonscan.h"
#include "base/text.h"
#include "events/fields.h"
#include "events/wide.h"

#define WORDS_MOST 200

struct LbEventsLines {
    LbEventsSink sink;
    GTimeZone *zone;
    LbEventsWide *wide;
    GString *line;      /* as far as it has come */
    LbEventsPlace here; /* where it begins */
    uint64_t offset;    /* bytes of the file that were read */
    bool skipping;      /* it is too long: up to its end it is not kept */
    bool stopped;
};

static void
tell_fault(LbEventsLines *lines, LbEventsFault fault, const char *words)
{
    g_autofree char *brief = words != NULL ? lb_text_brief(words, -1, WORDS_MOST) : NULL;
    lines->sink.fault(lines->sink.who, fault, &lines->here, brief);
}

/* What a field says, which shippers write as text or as a number; NULL: neither. The caller frees it. */
static char *
text_of(JsonNode *node)
{
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node))
        return NULL;
    if (json_node_get_value_type(node) == G_TYPE_STRING)
        return json_node_dup_string(node);
    if (json_node_get_value_type(node) == G_TYPE_INT64)
        return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
    return NULL;
}

static JsonObject *
object_in(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static void
set_from(char **field, JsonObject *object, const char *name)
{
    g_autofree char *text = object != NULL ? text_of(json_object_get_member(object, name)) : NULL;
    lb_events_fields_set(field, text);
}

static void
add_all(LbEventsFields *fields, JsonObject *object)
{
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *node = NULL;
    if (object == NULL)
        return;
    json_object_iter_init(&iter, object);
    while (json_object_iter_next(&iter, &name, &node)) {
        g_autofree char *text = text_of(node);
        lb_events_fields_add(fields, name, text);
    }
}

/* winlogbeat and Elastic: the time that Windows wrote stands in @timestamp. */
static void
take_winlog(LbEventsFields *fields, JsonObject *root, JsonObject *winlog)
{
    set_from(&fields->channel, winlog, "channel");
    set_from(&fields->provider, winlog, "provider_name");
    set_from(&fields->id, winlog, "event_id");
    set_from(&fields->record, winlog, "record_id");
    set_from(&fields->computer, winlog, "computer_name");
    set_from(&fields->computer, object_in(root, "host"), "name");
    set_from(&fields->time, root, "@timestamp");
    set_from(&fields->user, object_in(winlog, "user"), "identifier");
    add_all(fields, object_in(winlog, "event_data"));
    add_all(fields, object_in(winlog, "user_data"));
}

static void
take_flat(LbEventsFields *fields, JsonObject *root)
{
    set_from(&fields->channel, root, "Channel");
    set_from(&fields->provider, root, "SourceName");
    set_from(&fields->id, root, "EventID");
    set_from(&fields->record, root, "RecordNumber");
    set_from(&fields->record, root, "RecordID");
    set_from(&fields->computer, root, "Hostname");
    set_from(&fields->time, root, "EventTime");
    set_from(&fields->user, root, "UserID");
    add_all(fields, root);
}

static void
take_object(LbEventsLines *lines, JsonObject *root)
{
    g_autoptr(LbEventsFields) fields = lb_events_fields_new();
    JsonObject *winlog = object_in(root, "winlog");
    LbEventsFault fault = LB_EVENTS_FAULT_FOREIGN;
    if (winlog != NULL)
        take_winlog(fields, root, winlog);
    else
        take_flat(fields, root);
    bool known = winlog != NULL || json_object_has_member(root, "EventID");
    g_autoptr(LbWinEvent) event =
        known ? lb_events_fields_settle(fields, lines->zone, &fault) : NULL;
    if (event == NULL)
        tell_fault(lines, fault, NULL);
    else
        lines->stopped = !lines->sink.event(lines->sink.who, event, &lines->here);
}

/* Whether the line is one whole JSON object; else tells why not. */
static bool
is_object(LbEventsLines *lines, const char *text, size_t size)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    const char *reason = lb_json_scan(&scan, text, size, &used);
    if (reason == NULL && scan.complete && text[0] == '{' && used == size)
        return true;
    bool cut_off = reason == NULL && !scan.complete && text[0] == '{';
    tell_fault(lines, cut_off ? LB_EVENTS_FAULT_TRUNCATED : LB_EVENTS_FAULT_SYNTAX, reason);
    return false;
}

static void
read_line(LbEventsLines *lines)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autoptr(GError) error = NULL;
    const char *text = g_strstrip(lines->line->str);
    if (*text == '\0' || !is_object(lines, text, strlen(text)))
        return;
    if (json_parser_load_from_data(parser, text, -1, &error))
        take_object(lines, json_node_get_object(json_parser_get_root(parser)));
    else
        tell_fault(lines, LB_EVENTS_FAULT_SYNTAX, error->message);
}

static void
end_line(LbEventsLines *lines)
{
    if (!lines->skipping)
        read_line(lines);
    g_string_truncate(lines->line, 0);
    lines->skipping = false;
    lines->here.offset = lines->offset;
    lines->here.line++;
}

static void
add_to_line(LbEventsLines *lines, const char *text, size_t size)
{
    if (!lines->skipping && lines->line->len + size > LB_EVENTS_EVENT_MOST) {
        tell_fault(lines, LB_EVENTS_FAULT_TOO_LONG, NULL);
        lines->skipping = true;
        g_string_truncate(lines->line, 0);
    }
    if (!lines->skipping)
        g_string_append_len(lines->line, text, (gssize)size);
}

static void
take_piece(void *who, const char *text, size_t size, size_t taken)
{
    LbEventsLines *lines = who;
    const char *at = text, *behind = text + size;
    bool as_it_is = taken == size;
    lines->offset += as_it_is ? 0 : taken;
    while (at < behind && !lines->stopped) {
        const char *end = memchr(at, '\n', (size_t)(behind - at));
        const char *next = end != NULL ? end + 1 : behind;
        add_to_line(lines, at, (size_t)((end != NULL ? end : behind) - at));
        lines->offset += as_it_is ? (size_t)(next - at) : 0;
        if (end != NULL)
            end_line(lines);
        at = next;
    }
}

LbEventsLines *
lb_events_lines_new(const LbEventsSink *sink, GTimeZone *zone)
{
    LbEventsLines *lines = g_new0(LbEventsLines, 1);
    lines->sink = *sink;
    lines->zone = zone;
    lines->wide = lb_events_wide_new(take_piece, lines);
    lines->line = g_string_new(NULL);
    lines->here.line = 1;
    return lines;
}

void
lb_events_lines_free(LbEventsLines *lines)
{
    if (lines == NULL)
        return;
    lb_events_wide_free(lines->wide);
    g_string_free(lines->line, TRUE);
    g_free(lines);
}

bool
lb_events_lines_push(LbEventsLines *lines, const char *bytes, size_t size)
{
    if (!lines->stopped)
        lb_events_wide_push(lines->wide, bytes, size);
    return !lines->stopped;
}

bool
lb_events_lines_end(LbEventsLines *lines)
{
    if (!lines->stopped)
        lb_events_wide_end(lines->wide);
    if (!lines->stopped && lines->line->len > 0)
        end_line(lines);
    return !lines->stopped;
}
