/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing messages. An entry is written as pieces of text into parts, each as full as it may be; what every part has besides is
 * of a length that is known before. */
#include "forward/message.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "forward/names.h"
#include "forward/value.h"

#define SEVERITY 5    /* notice: normal but significant (RFC 5424, table 2) */
#define HOST_MOST 255 /* RFC 5424, 6 */
#define WORDS_MOST 40 /* characters of a value that stand in the words for people */
#define PART_ROOM 9   /* of "4096/4096" */
#define ROOM_LEAST 64 /* of a part, whatever stands around it: the configuration leaves more */
#define MARK "\xEF\xBB\xBF" /* before words that are more than ASCII (RFC 5424, 6.4) */

typedef struct {
    size_t room;     /* bytes that a part may have */
    GPtrArray *done; /* GString*: what each part has of its own, the last one under way */
} Parts;

static GString *
new_part(Parts *parts)
{
    GString *part = g_string_new(NULL);
    g_ptr_array_add(parts->done, part);
    return part;
}

static void
free_part(gpointer part)
{
    g_string_free(part, TRUE);
}

/* Adds NAME="VALUE", in as many pieces as it takes. */
static void
put(Parts *parts, const char *name, const char *value)
{
    if (value == NULL)
        return;
    GString *part = g_ptr_array_index(parts->done, parts->done->len - 1);
    size_t around = strlen(name) + strlen(" =\"\"");
    bool begun = false;
    while (!begun || *value != '\0') {
        if (part->len + around + LB_FORWARD_UNIT_MOST > parts->room)
            part = new_part(parts);
        g_string_append_printf(part, " %s=\"", name);
        while (*value != '\0' && part->len + LB_FORWARD_UNIT_MOST + 1 <= parts->room) {
            char unit[LB_FORWARD_UNIT_MOST];
            size_t length = 0;
            value = lb_forward_value_next(value, unit, &length);
            g_string_append_len(part, unit, (gssize)length);
        }
        g_string_append_c(part, '"');
        begun = true;
    }
}

static void
put_number(Parts *parts, const char *name, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    put(parts, name, text);
}

static void
put_entry(Parts *parts, const LbActivity *entry)
{
    g_autofree char *previous = lb_sha256_to_hex(entry->previous);
    new_part(parts);
    put_number(parts, LB_FORWARD_TIME, entry->time);
    put(parts, LB_FORWARD_OPERATION, lb_names_get(lb_operation_names, (int)entry->operation));
    put(parts, LB_FORWARD_PREVIOUS, previous);
    for (const LbForwardText *text = lb_forward_texts; text->name != NULL; text++)
        put(parts, text->name, G_STRUCT_MEMBER(char *, entry, text->offset));
}

/* HOSTNAME: printable ASCII (RFC 5424, 6), else the nil value. */
static const char *
host_of(const LbForwardStyle *style)
{
    size_t length = strlen(style->host);
    for (const char *at = style->host; *at != '\0'; at++)
        if (!g_ascii_isgraph(*at))
            return "-";
    return length > 0 && length <= HOST_MOST ? style->host : "-";
}

/* All that stands before the structured data. */
static char *
header(const LbForwardStyle *style, int64_t time, const char *kind)
{
    int facility = 0;
    g_autofree char *stamp = lb_time_to_iso(time);
    lb_names_find(lb_forward_facility_names, style->target->facility, &facility);
    return g_strdup_printf("<%d>1 %s %s lockbox - %s", facility * 8 + SEVERITY, stamp,
                           host_of(style), kind != NULL ? kind : "-");
}

/* For people; programs read the structured data. */
static char *
words_of(const LbForwardStyle *style, const LbActivity *entry)
{
    g_autofree char *request = lb_text_brief(entry->request, -1, WORDS_MOST);
    g_autofree char *caller = lb_text_brief(entry->caller, -1, WORDS_MOST);
    g_autoptr(GString) words = g_string_new(style->test ? "Test database: " : "");
    g_string_append(words, lb_names_label(lb_operation_names, (int)entry->operation));
    if (*request != '\0')
        g_string_append_printf(words, " %s", request);
    if (*caller != '\0')
        g_string_append_printf(words, ", by %s", caller);
    return g_strconcat(g_str_is_ascii(words->str) ? "" : MARK, words->str, NULL);
}

/* What each part has before its own, but for the number of parts. */
static char *
begin_element(const LbForwardStyle *style, const LbActivity *entry)
{
    g_autofree char *hash = lb_sha256_to_hex(entry->hash);
    g_autoptr(GString) begin = g_string_new(NULL);
    g_string_append_printf(begin, "[" LB_FORWARD_ELEMENT "%d " LB_FORWARD_INSTANCE "=\"",
                           style->target->number);
    lb_forward_value_append(begin, style->instance);
    g_string_append_printf(begin,
                           "\"%s " LB_FORWARD_SEQUENCE "=\"%" G_GINT64_FORMAT "\" " LB_FORWARD_HASH
                           "=\"%s\" " LB_FORWARD_PART "=\"",
                           style->test ? " " LB_FORWARD_TEST "=\"yes\"" : "", entry->sequence,
                           hash);
    return g_strdup(begin->str);
}

GPtrArray *
lb_forward_messages(const LbForwardStyle *style, const LbActivity *entry)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *head =
        header(style, entry->time, lb_names_get(lb_operation_names, (int)entry->operation));
    g_autofree char *begin = begin_element(style, entry);
    g_autofree char *words = words_of(style, entry);
    size_t around =
        strlen(head) + 1 + strlen(begin) + PART_ROOM + strlen("\"") + strlen("] ") + strlen(words);
    size_t limit = MAX((size_t)style->target->limit, around + ROOM_LEAST);
    Parts parts = { limit - around, g_ptr_array_new_with_free_func(free_part) };
    g_autoptr(GPtrArray) done = parts.done;
    put_entry(&parts, entry);
    for (guint i = 0; i < done->len; i++) {
        const GString *part = g_ptr_array_index(done, i);
        g_ptr_array_add(messages, g_strdup_printf("%s %s%u/%u\"%s] %s", head, begin, i + 1,
                                                  done->len, part->str, words));
    }
    return g_steal_pointer(&messages);
}

char *
lb_forward_trial_message(const LbForwardStyle *style, int64_t time)
{
    g_autofree char *head = header(style, time, "Trial");
    return g_strdup_printf("%s - Lockbox tries whether its activity log can be forwarded", head);
}
