/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a recording. Events are read by hand: a tree of JSON for each few bytes would take most of the time of
 * a jump. What JSON could say in another way is refused. */
#include "replay/line.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/jsonscan.h"
#include "base/span.h"
#include "replay/error.h"

/* Digits of the seconds: three centuries. */
#define DIGITS_MOST 10

/* What is still to be read. */
typedef struct {
    const char *at;
    const char *end;
} Rest;

static bool
take(Rest *rest, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(rest->end - rest->at) < length || memcmp(rest->at, word, length) != 0)
        return false;
    rest->at += length;
    return true;
}

/* At most @most digits; stores how many there were. */
static bool
take_number(Rest *rest, int most, int64_t *number, int *digits)
{
    *number = 0;
    for (*digits = 0; rest->at < rest->end && g_ascii_isdigit(*rest->at); ++*digits) {
        if (*digits == most)
            return false;
        *number = *number * 10 + (*rest->at++ - '0');
    }
    return *digits > 0;
}

static bool
take_time(Rest *rest, int64_t *time)
{
    int64_t seconds = 0, fraction = 0;
    int digits = 0;
    if (!take_number(rest, DIGITS_MOST, &seconds, &digits) || !take(rest, "."))
        return false;
    if (!take_number(rest, 6, &fraction, &digits) || digits != 6)
        return false;
    *time = seconds * LB_SECOND + fraction;
    return true;
}

static bool
take_unit(Rest *rest, gunichar *unit)
{
    if (rest->end - rest->at < 4)
        return false;
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        int value = g_ascii_xdigit_value(*rest->at++);
        if (value < 0)
            return false;
        *unit = *unit << 4 | (gunichar)value;
    }
    return true;
}

/* Behind "\u". Half a pair of UTF-16 alone is no character. */
static bool
take_escaped(Rest *rest, GString *bytes)
{
    gunichar unit = 0, low = 0;
    if (!take_unit(rest, &unit) || (unit >= 0xdc00 && unit <= 0xdfff))
        return false;
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (!take(rest, "\\u") || !take_unit(rest, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    g_string_append_unichar(bytes, unit);
    return true;
}

/* Behind the backslash: what stands for what. */
static bool
take_escape(Rest *rest, GString *bytes)
{
    static const char written[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (rest->at == rest->end)
        return false;
    char byte = *rest->at++;
    if (byte == 'u')
        return take_escaped(rest, bytes);
    const char *found = byte != '\0' ? strchr(written, byte) : NULL;
    if (found == NULL)
        return false;
    g_string_append_c(bytes, meant[found - written]);
    return true;
}

/* Up to the quotation mark that ends it, and that mark. */
static bool
take_string(Rest *rest, GString *bytes)
{
    while (rest->at < rest->end && *rest->at != '"') {
        const char *plain = rest->at;
        while (rest->at < rest->end && (unsigned char)*rest->at >= ' ' && *rest->at != '"' &&
               *rest->at != '\\')
            rest->at++;
        if (!g_utf8_validate_len(plain, (gsize)(rest->at - plain), NULL))
            return false;
        g_string_append_len(bytes, plain, rest->at - plain);
        if (take(rest, "\\") ? !take_escape(rest, bytes) : rest->at < rest->end && *rest->at != '"')
            return false;
    }
    return take(rest, "\"");
}

static bool
is_size(int64_t number)
{
    return number >= 1 && number <= LB_REPLAY_SIZE_MOST;
}

static bool
take_size(Rest *rest, LbReplayEvent *event)
{
    int64_t columns = 0, rows = 0;
    int digits = 0;
    if (!take_number(rest, 5, &columns, &digits) || !take(rest, "x") ||
        !take_number(rest, 5, &rows, &digits) || !is_size(columns) || !is_size(rows))
        return false;
    event->columns = (unsigned)columns;
    event->rows = (unsigned)rows;
    return true;
}

static bool
take_event(Rest *rest, GString *bytes, LbReplayEvent *event)
{
    if (!take(rest, "[") || !take_time(rest, &event->time))
        return false;
    if (take(rest, ", \"r\", \"")) {
        event->kind = LB_REPLAY_RESIZE;
        return take_size(rest, event) && take(rest, "\"]");
    }
    event->kind = LB_REPLAY_OUTPUT;
    return take(rest, ", \"o\", \"") && take_string(rest, bytes) && take(rest, "]");
}

bool
lb_replay_line_read(const char *line, size_t length, GString *bytes, LbReplayEvent *event,
                    GError **error)
{
    Rest rest = { line, line + length };
    *event = (LbReplayEvent){ 0 };
    g_string_truncate(bytes, 0);
    if (!take_event(&rest, bytes, event) || rest.at != rest.end) {
        g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_LINE,
                            "this is no event of a recording");
        return false;
    }
    event->bytes = bytes->str;
    event->length = bytes->len;
    return true;
}

/* json-glib takes what JSON does not. */
static JsonObject *
parse_header(JsonParser *parser, const char *line, size_t length)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    if (lb_json_scan(&scan, line, length, &used) != NULL || !scan.complete || used != length ||
        !json_parser_load_from_data(parser, line, (gssize)length, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
}

static int64_t
member(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    bool whole = node != NULL && json_node_get_node_type(node) == JSON_NODE_VALUE &&
                 json_node_get_value_type(node) == G_TYPE_INT64;
    return whole ? json_node_get_int(node) : -1;
}

bool
lb_replay_header_read(const char *line, size_t length, unsigned *columns, unsigned *rows,
                      int64_t *start, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    JsonObject *object = parse_header(parser, line, length);
    int64_t width = object != NULL ? member(object, "width") : 0;
    int64_t height = object != NULL ? member(object, "height") : 0;
    int64_t seconds = object != NULL ? member(object, "timestamp") : -1;
    if (object == NULL || member(object, "version") != 2 || !is_size(width) || !is_size(height) ||
        seconds < 0 || seconds > G_MAXUINT32) {
        g_set_error_literal(error, LB_REPLAY_ERROR, LB_REPLAY_ERROR_HEADER,
                            "the first line is not that of a recording");
        return false;
    }
    *columns = (unsigned)width;
    *rows = (unsigned)height;
    *start = seconds * LB_SECOND;
    return true;
}
