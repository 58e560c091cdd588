/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From texts to an event: what it must have, and what of it must be a number or a time. */
#include "events/fields.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"

LbEventsFields *
lb_events_fields_new(void)
{
    LbEventsFields *fields = g_new0(LbEventsFields, 1);
    fields->data = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return fields;
}

void
lb_events_fields_free(LbEventsFields *fields)
{
    if (fields == NULL)
        return;
    g_free(fields->channel);
    g_free(fields->provider);
    g_free(fields->computer);
    g_free(fields->id);
    g_free(fields->record);
    g_free(fields->time);
    g_free(fields->user);
    g_hash_table_unref(fields->data);
    g_free(fields);
}

void
lb_events_fields_set(char **field, const char *text)
{
    if (*field == NULL && text != NULL)
        *field = g_strstrip(g_strdup(text));
}

void
lb_events_fields_add(LbEventsFields *fields, const char *name, const char *text)
{
    if (name != NULL && text != NULL && !g_hash_table_contains(fields->data, name))
        g_hash_table_insert(fields->data, g_strdup(name), g_strdup(text));
}

/* Whether the time says its zone: Z, or hours and minutes behind a sign, which the day has no room for. */
static bool
has_zone(const char *time)
{
    const size_t day = strlen("2026-11-24");
    return strlen(time) > day && strpbrk(time + day, "Zz+-") != NULL;
}

static LbEventsFault
read_time(const char *text, GTimeZone *zone, int64_t *time)
{
    if (text == NULL || strlen(text) < strlen("2026-11-24 03:58:49"))
        return LB_EVENTS_FAULT_TIME;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    bool zoned = has_zone(text);
    if (!lb_time_read(text, zoned || zone == NULL ? utc : zone, time) || *time <= 0)
        return LB_EVENTS_FAULT_TIME;
    return zoned || zone != NULL ? LB_EVENTS_FAULT_NONE : LB_EVENTS_FAULT_ZONE;
}

static bool
read_number(const char *text, uint64_t most, uint64_t *number)
{
    guint64 value = 0;
    if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 0, most, &value, NULL))
        return false;
    *number = value;
    return true;
}

static bool
is_said(const char *text)
{
    return text != NULL && *text != '\0';
}

static LbEventsFault
check(const LbEventsFields *fields, GTimeZone *zone, LbWinEvent *event)
{
    uint64_t id = 0;
    if (!read_number(fields->id, G_MAXUINT32, &id))
        return LB_EVENTS_FAULT_ID;
    event->id = (uint32_t)id;
    if (is_said(fields->record) && !read_number(fields->record, G_MAXUINT64, &event->record))
        return LB_EVENTS_FAULT_RECORD;
    if (!is_said(fields->channel))
        return LB_EVENTS_FAULT_CHANNEL;
    if (!is_said(fields->computer))
        return LB_EVENTS_FAULT_COMPUTER;
    return read_time(fields->time, zone, &event->time);
}

LbWinEvent *
lb_events_fields_settle(const LbEventsFields *fields, GTimeZone *zone, LbEventsFault *fault)
{
    g_autoptr(LbWinEvent) event = lb_winevent_new();
    *fault = check(fields, zone, event);
    if (*fault != LB_EVENTS_FAULT_NONE)
        return NULL;
    event->channel = lb_text_keep(fields->channel, -1, LB_WINEVENT_NAME_LIMIT);
    event->computer = lb_text_keep(fields->computer, -1, LB_WINEVENT_NAME_LIMIT);
    if (is_said(fields->provider))
        event->provider = lb_text_keep(fields->provider, -1, LB_WINEVENT_NAME_LIMIT);
    lb_winevent_settle(event, fields->data, fields->user);
    return g_steal_pointer(&event);
}
