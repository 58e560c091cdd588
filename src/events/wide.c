/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Valid UTF-8 from what files have. iconv stops at what is wrong and does not say how many bytes made a character, which
 * places in the file are told by. */
#include "events/wide.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define UTF8_MARK "\xef\xbb\xbf"
#define UTF16_MARK "\xff\xfe"
#define UTF16_BEGIN "<" /* and its second byte, NUL */

struct LbEventsWide {
    LbEventsPiece piece;
    void *who;
    GString *pending; /* bytes that have come and were not handed on */
    bool started;     /* the byte order mark, or that there is none, was seen */
    bool wide;        /* it is UTF-16 */
};

LbEventsWide *
lb_events_wide_new(LbEventsPiece piece, void *who)
{
    LbEventsWide *wide = g_new0(LbEventsWide, 1);
    wide->piece = piece;
    wide->who = who;
    wide->pending = g_string_new(NULL);
    return wide;
}

void
lb_events_wide_free(LbEventsWide *wide)
{
    if (wide == NULL)
        return;
    g_string_free(wide->pending, TRUE);
    g_free(wide);
}

static bool
is_allowed(gunichar character)
{
    return character >= 0x20 ? (character & 0xfffffffe) != 0xfffe
                             : character == '\t' || character == '\n' || character == '\r';
}

/* What one character at @at takes; 0: it is wrong, or unfinished, which is stored. */
static size_t
good_character(const char *at, size_t left, bool *unfinished)
{
    unsigned char first = (unsigned char)*at;
    *unfinished = false;
    if (first < 0x80)
        return is_allowed(first) ? 1 : 0;
    gunichar character = g_utf8_get_char_validated(at, (gssize)left);
    *unfinished = character == (gunichar)-2;
    bool wrong = character == (gunichar)-1 || *unfinished || !is_allowed(character);
    return wrong ? 0 : (size_t)g_utf8_skip[first];
}

/* Hands on as much as is right at once, or one wrong byte. Returns what it took; 0: more has to come. */
static size_t
take_narrow(LbEventsWide *wide, const char *at, size_t left, bool last)
{
    size_t run = 0, size = 0;
    bool unfinished = false;
    while (run < left && (size = good_character(at + run, left - run, &unfinished)) > 0)
        run += size;
    if (run > 0) {
        wide->piece(wide->who, at, run, run);
        return run;
    }
    if (unfinished && !last)
        return 0;
    wide->piece(wide->who, REPLACEMENT, strlen(REPLACEMENT), 1);
    return 1;
}

static gunichar
unit_at(const char *at)
{
    return (gunichar)(unsigned char)at[0] | (gunichar)(unsigned char)at[1] << 8;
}

static bool
is_half(gunichar unit, gunichar first)
{
    return unit >= first && unit < first + 0x400;
}

/* Likewise, one character. */
static size_t
take_wide(LbEventsWide *wide, const char *at, size_t left, bool last)
{
    size_t taken = 2;
    gunichar character = left >= 2 ? unit_at(at) : 0;
    bool high = is_half(character, 0xd800);
    if ((left < 2 || (high && left < 4)) && !last)
        return 0;
    if (high && left >= 4 && is_half(unit_at(at + 2), 0xdc00)) {
        character = 0x10000 + ((character - 0xd800) << 10) + (unit_at(at + 2) - 0xdc00);
        taken = 4;
    }
    bool right = is_allowed(character) && g_unichar_validate(character);
    g_autofree char *text = right ? g_ucs4_to_utf8(&character, 1, NULL, NULL, NULL) : NULL;
    const char *said = right ? text : REPLACEMENT;
    taken = MIN(taken, left);
    wide->piece(wide->who, said, strlen(said), taken);
    return taken;
}

/* Takes the mark. False: more has to come first. */
static bool
start(LbEventsWide *wide, bool last)
{
    size_t mark = 0;
    if (wide->started)
        return true;
    if (wide->pending->len < strlen(UTF8_MARK) && !last)
        return false;
    wide->started = true;
    if (g_str_has_prefix(wide->pending->str, UTF16_MARK))
        mark = strlen(UTF16_MARK);
    else if (g_str_has_prefix(wide->pending->str, UTF8_MARK))
        mark = strlen(UTF8_MARK);
    wide->wide = mark == strlen(UTF16_MARK) ||
                 (wide->pending->len > 1 && memcmp(wide->pending->str, UTF16_BEGIN, 2) == 0);
    if (mark > 0)
        wide->piece(wide->who, "", 0, mark);
    g_string_erase(wide->pending, 0, (gssize)mark);
    return true;
}

static void
hand_on(LbEventsWide *wide, bool last)
{
    size_t at = 0, taken = 1;
    if (!start(wide, last))
        return;
    while (at < wide->pending->len && taken > 0) {
        const char *text = wide->pending->str + at;
        size_t left = wide->pending->len - at;
        taken =
            wide->wide ? take_wide(wide, text, left, last) : take_narrow(wide, text, left, last);
        at += taken;
    }
    g_string_erase(wide->pending, 0, (gssize)at);
}

void
lb_events_wide_push(LbEventsWide *wide, const char *bytes, size_t size)
{
    g_string_append_len(wide->pending, bytes, (gssize)size);
    hand_on(wide, false);
}

void
lb_events_wide_end(LbEventsWide *wide)
{
    hand_on(wide, true);
}
