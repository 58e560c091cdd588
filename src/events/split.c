/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows of XML where an element begins and ends, and nothing else: the text of an event is judged by the parser behind it.
 *
 * An <Event> that begins in another ends that one, whose rest was lost. What a comment or a CDATA section says begins and
 * ends nothing; one that never ends takes no more with it than an event may be long. */
#include "events/split.h"

#include <string.h>

#define TAG_MOST 4096 /* bytes of one tag, since the parser compares attributes in pairs */
#define NAME_MOST 10  /* bytes of a tag's name that tell what it is */
#define EVENT "Event"
#define EVENT_END "/Event"
#define ROOT "Events"
#define ROOT_END "/Events"

typedef enum { TEXT, TAG, COMMENT, CDATA, INSTRUCTION } State;

struct LbEventsSplit {
    LbEventsCut cut;
    GString *event; /* as far as it has come */
    GString *name;  /* of the tag, with its '/', '!' or '?' */
    State state;
    bool inside;    /* an event has begun */
    bool excused;   /* a fault was told: until the next event nothing else is */
    bool rooted;    /* <Events> has begun */
    bool named;     /* the tag's name has ended */
    char quote;     /* the value of an attribute ends with it; 0: in none */
    char before[2]; /* the two bytes before this one, in what the state is about */
    LbEventsPlace here, event_at, tag_at;
};

/* What begins with '<' and is no tag, and how it ends before its '>'. */
static const struct {
    State state;
    const char *begin, *end;
} sections[] = {
    { COMMENT, "!--", "--" },
    { CDATA, "![CDATA[", "]]" },
    { INSTRUCTION, "?", "?" },
};

LbEventsSplit *
lb_events_split_new(const LbEventsCut *cut)
{
    LbEventsSplit *split = g_new0(LbEventsSplit, 1);
    split->cut = *cut;
    split->event = g_string_new(NULL);
    split->name = g_string_new(NULL);
    split->here.line = 1;
    return split;
}

void
lb_events_split_free(LbEventsSplit *split)
{
    if (split == NULL)
        return;
    g_string_free(split->event, TRUE);
    g_string_free(split->name, TRUE);
    g_free(split);
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
fault_between(LbEventsSplit *split, LbEventsFault fault, const LbEventsPlace *place)
{
    if (!split->excused)
        split->cut.fault(split->cut.who, fault, place);
    split->excused = true;
}

static void
give_up(LbEventsSplit *split, LbEventsFault fault)
{
    const LbEventsPlace *place = split->inside ? &split->event_at : &split->tag_at;
    split->cut.fault(split->cut.who, fault, place);
    g_string_truncate(split->event, 0);
    split->inside = false;
    split->excused = true;
    split->state = TEXT;
}

static void
begin_tag(LbEventsSplit *split)
{
    split->state = TAG;
    split->tag_at = split->here;
    split->named = false;
    split->quote = 0;
    g_string_truncate(split->name, 0);
}

static void
begin_event(LbEventsSplit *split, char c)
{
    if (split->inside)
        split->cut.fault(split->cut.who, LB_EVENTS_FAULT_TRUNCATED, &split->event_at);
    split->inside = true;
    split->excused = false;
    split->event_at = split->tag_at;
    g_string_assign(split->event, "<" EVENT);
    g_string_append_c(split->event, c);
}

static void
end_event(LbEventsSplit *split)
{
    split->inside = false;
    split->cut.event(split->cut.who, split->event, &split->event_at);
    g_string_truncate(split->event, 0);
}

static bool
is_named(const LbEventsSplit *split, const char *name)
{
    return strcmp(split->name->str, name) == 0;
}

static void
end_tag(LbEventsSplit *split)
{
    split->state = TEXT;
    if (split->inside) {
        if (is_named(split, EVENT_END) || (is_named(split, EVENT) && split->before[1] == '/'))
            end_event(split);
    } else if (is_named(split, ROOT) || is_named(split, ROOT_END)) {
        split->rooted = is_named(split, ROOT) && split->before[1] != '/';
    } else {
        fault_between(split, LB_EVENTS_FAULT_FOREIGN, &split->tag_at);
    }
}

/* One more byte of a tag's name, which may turn out to be none. */
static void
add_to_name(LbEventsSplit *split, char c)
{
    if (split->name->len < NAME_MOST)
        g_string_append_c(split->name, c);
    if (split->name->str[0] != '!' && split->name->str[0] != '?')
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (!is_named(split, sections[i].begin))
            continue;
        split->state = sections[i].state;
        split->before[0] = split->before[1] = '\0';
        if (split->state == CDATA && !split->inside)
            fault_between(split, LB_EVENTS_FAULT_FOREIGN, &split->tag_at);
    }
    if (is_named(split, "!DOCTYPE") && !split->inside)
        fault_between(split, LB_EVENTS_FAULT_DOCUMENT_TYPE, &split->tag_at);
}

static void
step_in_tag(LbEventsSplit *split, char c)
{
    if (c == '<') { /* no tag may have it: the one before was cut off */
        if (!split->inside)
            fault_between(split, LB_EVENTS_FAULT_FOREIGN, &split->tag_at);
        begin_tag(split);
        return;
    }
    if (split->quote != 0) {
        split->quote = c == split->quote ? 0 : split->quote;
        return;
    }
    if (!split->named && split->name->len > 0 && (is_blank(c) || c == '/' || c == '>')) {
        split->named = true;
        if (is_named(split, EVENT))
            begin_event(split, c);
    }
    if (c == '>')
        end_tag(split);
    else if (!split->named)
        add_to_name(split, c);
    else if (c == '"' || c == '\'')
        split->quote = c;
}

static void
step_in_section(LbEventsSplit *split, char c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
        if (sections[i].state != split->state || c != '>')
            continue;
        size_t length = strlen(sections[i].end);
        if (memcmp(split->before + 2 - length, sections[i].end, length) == 0)
            split->state = TEXT;
    }
}

static bool
is_too_long(const LbEventsSplit *split)
{
    uint64_t since = split->here.offset - split->tag_at.offset;
    if (split->state == TAG && since > TAG_MOST)
        return true;
    return split->inside ? split->event->len > LB_EVENTS_EVENT_MOST
                         : split->state != TEXT && since > LB_EVENTS_EVENT_MOST;
}

static void
step(LbEventsSplit *split, char c)
{
    if (split->inside)
        g_string_append_c(split->event, c);
    if (is_too_long(split))
        give_up(split, LB_EVENTS_FAULT_TOO_LONG);
    if (split->state == TAG)
        step_in_tag(split, c);
    else if (split->state != TEXT)
        step_in_section(split, c);
    else if (c == '<')
        begin_tag(split);
    else if (!split->inside && !is_blank(c))
        fault_between(split, LB_EVENTS_FAULT_FOREIGN, &split->here);
    split->before[0] = split->before[1];
    split->before[1] = c;
    if (c == '\n')
        split->here.line++;
}

void
lb_events_split_push(void *pushed, const char *text, size_t size, size_t taken)
{
    LbEventsSplit *split = pushed;
    bool as_it_is = taken == size;
    for (size_t i = 0; i < size; i++) {
        step(split, text[i]);
        split->here.offset += as_it_is ? 1 : 0;
    }
    split->here.offset += as_it_is ? 0 : taken;
}

void
lb_events_split_end(LbEventsSplit *split)
{
    if (split->inside)
        give_up(split, LB_EVENTS_FAULT_TRUNCATED);
    else if (split->state != TEXT)
        fault_between(split, LB_EVENTS_FAULT_TRUNCATED, &split->tag_at);
    else if (split->rooted)
        fault_between(split, LB_EVENTS_FAULT_TRUNCATED, &split->here);
}
