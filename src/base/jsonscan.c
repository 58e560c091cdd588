/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a JSON value ends. */
#include "base/jsonscan.h"

#include <glib.h>
#include <string.h>

#include "base/i18n.h"

#define DEPTH_LIMIT 64

/* A surrogate that has no other half is no character: it could not be stored as UTF-8. */
static const char *
end_unit(LbJsonScan *scan)
{
    bool low = scan->unit >= 0xdc00 && scan->unit <= 0xdfff;
    if (scan->unit == 0)
        return N_("a NUL character in a string");
    if (low != scan->high)
        return N_("half a character (a lone surrogate) in a string");
    scan->high = scan->unit >= 0xd800 && scan->unit <= 0xdbff;
    return NULL;
}

static const char *
scan_digit(LbJsonScan *scan, char byte)
{
    int value = g_ascii_xdigit_value(byte);
    if (value < 0)
        return N_("a broken \\u escape in a string");
    scan->unit = scan->unit << 4 | (unsigned)value;
    return --scan->digits > 0 ? NULL : end_unit(scan);
}

static const char *
scan_escape(LbJsonScan *scan, char byte)
{
    scan->escape = false;
    if (byte == '\0' || strchr("\"\\/bfnrtu", byte) == NULL)
        return N_("an unknown escape in a string");
    if (byte == 'u') {
        scan->digits = 4;
        scan->unit = 0;
        return NULL;
    }
    return scan->high ? N_("half a character (a lone surrogate) in a string") : NULL;
}

static const char *
scan_in_string(LbJsonScan *scan, char byte)
{
    if (scan->digits > 0)
        return scan_digit(scan, byte);
    if (scan->escape)
        return scan_escape(scan, byte);
    if (byte == '\\') {
        scan->escape = true;
        return NULL;
    }
    if (scan->high)
        return N_("half a character (a lone surrogate) in a string");
    if (byte == '"')
        scan->string = false;
    else if ((unsigned char)byte < ' ')
        return N_("a control character in a string");
    return NULL;
}

static const char *
scan_close(LbJsonScan *scan, bool array)
{
    if (scan->depth == 0 || (scan->brackets & 1) != array)
        return N_("a closing bracket without its opening one");
    scan->depth--;
    scan->brackets >>= 1;
    return NULL;
}

/* What stands outside strings: names, which the parser knows, and numbers, of which it also takes what other
 * languages write. */
enum { NO_WORD, NAME, SIGN, ZERO, WHOLE, POINT, FRACTION, E, E_SIGN, EXPONENT };

static const struct {
    int from;
    const char *bytes;
    int to;
} steps[] = {
    { NO_WORD, "-", SIGN },
    { NO_WORD, "0", ZERO },
    { NO_WORD, "123456789", WHOLE },
    { NO_WORD, G_CSET_a_2_z, NAME },
    { NAME, G_CSET_a_2_z, NAME },
    { SIGN, "0", ZERO },
    { SIGN, "123456789", WHOLE },
    { ZERO, ".", POINT },
    { ZERO, "eE", E },
    { WHOLE, G_CSET_DIGITS, WHOLE },
    { WHOLE, ".", POINT },
    { WHOLE, "eE", E },
    { POINT, G_CSET_DIGITS, FRACTION },
    { FRACTION, G_CSET_DIGITS, FRACTION },
    { FRACTION, "eE", E },
    { E, G_CSET_DIGITS, EXPONENT },
    { E, "+-", E_SIGN },
    { E_SIGN, G_CSET_DIGITS, EXPONENT },
    { EXPONENT, G_CSET_DIGITS, EXPONENT },
};

static const char broken_word[] = N_("something that is neither a number nor true, false or null");

static const char *
scan_word(LbJsonScan *scan, char byte)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (steps[i].from != scan->word || strchr(steps[i].bytes, byte) == NULL)
            continue;
        scan->word = steps[i].to;
        return NULL;
    }
    return broken_word;
}

static const char *
end_word(LbJsonScan *scan)
{
    int word = scan->word;
    scan->word = NO_WORD;
    return word == SIGN || word == POINT || word == E || word == E_SIGN ? broken_word : NULL;
}

static const char *
scan_mark(LbJsonScan *scan, char byte)
{
    switch (byte) {
    case '"':
        scan->string = true;
        return NULL;
    case '{':
    case '[':
        if (scan->depth == DEPTH_LIMIT)
            return N_("nested too deep");
        scan->depth++;
        scan->values++;
        scan->brackets = scan->brackets << 1 | (byte == '[');
        return NULL;
    case '}':
    case ']':
        return scan_close(scan, byte == ']');
    default:
        scan->values += byte == ',';
        if (byte != '\0' && strchr(",: \t\r\n", byte) != NULL)
            return NULL;
        return byte == '\0' ? N_("a NUL byte") : N_("a character that has no place here");
    }
}

static const char *
scan_between(LbJsonScan *scan, char byte)
{
    if (g_ascii_isalnum(byte) || (byte != '\0' && strchr("+-.", byte) != NULL))
        return scan_word(scan, byte);
    const char *reason = end_word(scan);
    return reason != NULL ? reason : scan_mark(scan, byte);
}

/* Whether @byte stands behind a number, true, false or null that is the whole value. */
static bool
ends_word(const LbJsonScan *scan, char byte)
{
    return scan->depth == 0 && !scan->string && scan->started && byte != '\0' &&
           strchr(",]} \t\r\n", byte) != NULL;
}

const char *
lb_json_scan(LbJsonScan *scan, const char *bytes, size_t size, size_t *used)
{
    size_t at = 0;
    const char *reason = NULL;
    while (at < size && !scan->complete) {
        char byte = bytes[at];
        if (ends_word(scan, byte)) {
            reason = end_word(scan);
            scan->complete = true;
            break;
        }
        bool nested = scan->depth > 0 || scan->string;
        reason = scan->string ? scan_in_string(scan, byte) : scan_between(scan, byte);
        if (reason != NULL)
            break;
        at++;
        scan->started = true;
        scan->complete = nested && scan->depth == 0 && !scan->string;
    }
    *used = at;
    return reason;
}
