/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that knows libxml2. It gets the text of one event at a time, at most LB_EVENTS_EVENT_MOST bytes of valid
 * UTF-8, so that a document type cannot come, and entities that one would define are unknown. */
#include "events/xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <string.h>

#include "base/text.h"
#include "events/fields.h"
#include "events/split.h"
#include "events/wide.h"

#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
#define READER_MOST 1024 /* events of one reader: it keeps every name that it meets */
#define WORDS_MOST 200
#define LEVELS 4 /* Event, UserData, what it is called, a field: deeper means nothing */

struct LbEventsXml {
    LbEventsSink sink;
    LbEventsSplit *split;
    LbEventsWide *wide;
    xmlTextReader *reader;
    unsigned used;  /* events that the reader has read */
    GTimeZone *utc; /* of SystemTime, whether it says so or not */
    bool stopped;
};

/* Where in an event the reader is. */
typedef struct {
    LbEventsFields *fields;
    const char *names[LEVELS]; /* of the elements around, the reader's */
    char *field;               /* Name of <Data> */
    GString *text;             /* of the innermost element */
} Reading;

static void
clear_reading(Reading *reading)
{
    g_free(reading->field);
    g_string_free(reading->text, TRUE);
    lb_events_fields_free(reading->fields);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, clear_reading)

/* The elements of <System>: a field is their text, or an attribute. */
static const struct {
    const char *element, *attribute;
    size_t field;
} system_fields[] = {
    { "Provider", "Name", offsetof(LbEventsFields, provider) },
    { "EventID", NULL, offsetof(LbEventsFields, id) },
    { "TimeCreated", "SystemTime", offsetof(LbEventsFields, time) },
    { "EventRecordID", NULL, offsetof(LbEventsFields, record) },
    { "Channel", NULL, offsetof(LbEventsFields, channel) },
    { "Computer", NULL, offsetof(LbEventsFields, computer) },
    { "Security", "UserID", offsetof(LbEventsFields, user) },
};

static char *
attribute_of(xmlTextReader *reader, const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(reader, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);
    xmlFree(value);
    return copy;
}

/* @attributes: an element begins; else it has ended, with its text. */
static void
take_system(Reading *reading, xmlTextReader *reader, bool attributes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(system_fields); i++) {
        if ((system_fields[i].attribute != NULL) != attributes ||
            strcmp(reading->names[2], system_fields[i].element) != 0)
            continue;
        char **field = (char **)(void *)((char *)reading->fields + system_fields[i].field);
        g_autofree char *value =
            attributes ? attribute_of(reader, system_fields[i].attribute) : NULL;
        lb_events_fields_set(field, attributes ? value : reading->text->str);
    }
}

static bool
is_in(const Reading *reading, const char *section)
{
    return strcmp(reading->names[1], section) == 0;
}

static void
begin_element(Reading *reading, xmlTextReader *reader, int depth)
{
    g_string_truncate(reading->text, 0);
    reading->names[depth] = (const char *)xmlTextReaderConstLocalName(reader);
    if (depth != 2)
        return;
    g_clear_pointer(&reading->field, g_free);
    if (is_in(reading, "System"))
        take_system(reading, reader, true);
    else if (is_in(reading, "EventData"))
        reading->field = attribute_of(reader, "Name");
}

static void
end_element(Reading *reading, xmlTextReader *reader, int depth)
{
    if (depth == 2 && is_in(reading, "System"))
        take_system(reading, reader, false);
    else if (depth == 2 && is_in(reading, "EventData"))
        lb_events_fields_add(reading->fields, reading->field, reading->text->str);
    else if (depth == 3 && is_in(reading, "UserData"))
        lb_events_fields_add(reading->fields, reading->names[3], reading->text->str);
    g_string_truncate(reading->text, 0);
}

static void
take_node(Reading *reading, xmlTextReader *reader)
{
    int depth = xmlTextReaderDepth(reader);
    bool counts = depth >= 0 && depth < LEVELS;
    switch (xmlTextReaderNodeType(reader)) {
    case XML_READER_TYPE_ELEMENT:
        if (counts)
            begin_element(reading, reader, depth);
        break;
    case XML_READER_TYPE_END_ELEMENT:
        if (counts)
            end_element(reading, reader, depth);
        break;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        if (depth <= LEVELS)
            g_string_append(reading->text, (const char *)xmlTextReaderConstValue(reader));
        break;
    default:
        break;
    }
}

static void
drop_reader(LbEventsXml *xml)
{
    if (xml->reader != NULL)
        xmlFreeTextReader(xml->reader);
    xml->reader = NULL;
    xml->used = 0;
}

static bool
set_reader(LbEventsXml *xml, const GString *text)
{
    if (xml->used >= READER_MOST)
        drop_reader(xml);
    xml->used++;
    if (xml->reader != NULL)
        return xmlReaderNewMemory(xml->reader, text->str, (int)text->len, NULL, "UTF-8", OPTIONS) ==
               0;
    xml->reader = xmlReaderForMemory(text->str, (int)text->len, NULL, "UTF-8", OPTIONS);
    return xml->reader != NULL;
}

/* Tells what the parser found wrong. Its state is not relied upon afterwards. */
static void
tell_parser_fault(LbEventsXml *xml, const LbEventsPlace *place)
{
    const xmlError *error = xmlGetLastError();
    bool entity = error != NULL && (error->code == XML_ERR_UNDECLARED_ENTITY ||
                                    error->code == XML_WAR_UNDECLARED_ENTITY);
    g_autofree char *words = error != NULL && error->message != NULL
                                 ? lb_text_brief(error->message, -1, WORDS_MOST)
                                 : NULL;
    xml->sink.fault(xml->sink.who, entity ? LB_EVENTS_FAULT_ENTITY : LB_EVENTS_FAULT_SYNTAX, place,
                    words);
    drop_reader(xml);
}

static void
read_event(void *who, const GString *text, const LbEventsPlace *place)
{
    LbEventsXml *xml = who;
    g_auto(Reading) reading = { .fields = lb_events_fields_new(), .text = g_string_new(NULL) };
    LbEventsFault fault = LB_EVENTS_FAULT_NONE;
    int more = -1;
    if (xml->stopped)
        return;
    xmlResetLastError();
    if (set_reader(xml, text))
        while ((more = xmlTextReaderRead(xml->reader)) == 1)
            take_node(&reading, xml->reader);
    if (more != 0) {
        tell_parser_fault(xml, place);
        return;
    }
    g_autoptr(LbWinEvent) event = lb_events_fields_settle(reading.fields, xml->utc, &fault);
    if (event == NULL)
        xml->sink.fault(xml->sink.who, fault, place, NULL);
    else
        xml->stopped = !xml->sink.event(xml->sink.who, event, place);
}

static void
pass_fault(void *who, LbEventsFault fault, const LbEventsPlace *place)
{
    LbEventsXml *xml = who;
    if (!xml->stopped)
        xml->sink.fault(xml->sink.who, fault, place, NULL);
}

LbEventsXml *
lb_events_xml_new(const LbEventsSink *sink)
{
    LbEventsXml *xml = g_new0(LbEventsXml, 1);
    const LbEventsCut cut = { read_event, pass_fault, xml };
    xml->sink = *sink;
    xml->utc = g_time_zone_new_utc();
    xml->split = lb_events_split_new(&cut);
    xml->wide = lb_events_wide_new(lb_events_split_push, xml->split);
    return xml;
}

void
lb_events_xml_free(LbEventsXml *xml)
{
    if (xml == NULL)
        return;
    drop_reader(xml);
    g_time_zone_unref(xml->utc);
    lb_events_wide_free(xml->wide);
    lb_events_split_free(xml->split);
    g_free(xml);
}

bool
lb_events_xml_push(LbEventsXml *xml, const char *bytes, size_t size)
{
    if (!xml->stopped)
        lb_events_wide_push(xml->wide, bytes, size);
    return !xml->stopped;
}

bool
lb_events_xml_end(LbEventsXml *xml)
{
    if (xml->stopped)
        return false;
    lb_events_wide_end(xml->wide);
    lb_events_split_end(xml->split);
    return !xml->stopped;
}
