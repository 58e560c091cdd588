/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON of a line. All values stand in one array in the order of the line, each before what is within it; the texts stay in a
 * copy of the line, which ends with NUL: a byte that no rule lets through. */
#include "notify/wirevalue.h"

#include <errno.h>
#include <string.h>

#define DEPTH_MOST 8
#define VALUES_USUAL 64

typedef struct {
    char *at;
    GArray *values;
} Reader;

static bool read_value(Reader *reader, const char *name, int depth);

static void
skip_space(Reader *reader)
{
    while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\r' || *reader->at == '\n')
        reader->at++;
}

/* Whether the next token is @mark, which is passed. */
static bool
take_mark(Reader *reader, char mark)
{
    skip_space(reader);
    bool there = *reader->at == mark;
    reader->at += there;
    return there;
}

/* The four digits of \uXXXX; -1: they are none. */
static int
read_unit(Reader *reader)
{
    int unit = 0;
    for (int i = 0; i < 4; i++, reader->at++) {
        int digit = g_ascii_xdigit_value(*reader->at);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* What follows "\u". Half a pair is no character, and NUL would end the text. */
static bool
read_character(Reader *reader, char **to)
{
    int unit = read_unit(reader);
    gunichar character = (gunichar)unit;
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (reader->at[0] != '\\' || reader->at[1] != 'u')
            return false;
        reader->at += 2;
        int low = read_unit(reader);
        if (low < 0xdc00 || low > 0xdfff)
            return false;
        character = 0x10000 + (((gunichar)unit & 0x3ff) << 10 | ((gunichar)low & 0x3ff));
    } else if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff)) {
        return false;
    }
    *to += g_unichar_to_utf8(character, *to);
    return true;
}

static bool
read_escape(Reader *reader, char **to)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char name = *reader->at;
    const char *known = name != '\0' ? strchr(names, name) : NULL;
    if (known == NULL && name != 'u')
        return false;
    reader->at++;
    if (name == 'u')
        return read_character(reader, to);
    *(*to)++ = meant[known - names];
    return true;
}

/* The string that begins here, in the place of its own spelling, which is never shorter; NULL: it is none. */
static const char *
read_string(Reader *reader)
{
    if (!take_mark(reader, '"'))
        return NULL;
    char *text = reader->at, *to = text;
    while (*reader->at != '"') {
        if ((unsigned char)*reader->at < ' ')
            return NULL;
        char byte = *reader->at++;
        if (byte != '\\')
            *to++ = byte;
        else if (!read_escape(reader, &to))
            return NULL;
    }
    reader->at++;
    *to = '\0';
    return text;
}

static bool
skip_digits(Reader *reader)
{
    const char *start = reader->at;
    while (g_ascii_isdigit(*reader->at))
        reader->at++;
    return reader->at > start;
}

static bool
read_number(Reader *reader, LbWireValue *value)
{
    const char *start = reader->at;
    const char *digits = start + (*start == '-');
    reader->at += digits - start;
    if (!skip_digits(reader) || (*digits == '0' && reader->at > digits + 1))
        return false;
    errno = 0;
    value->number = g_ascii_strtoll(start, NULL, 10);
    value->type = errno == 0 ? LB_WIRE_WHOLE : LB_WIRE_OTHER;
    if (*reader->at == '.') {
        value->type = LB_WIRE_OTHER;
        reader->at++;
        if (!skip_digits(reader))
            return false;
    }
    if (*reader->at != 'e' && *reader->at != 'E')
        return true;
    value->type = LB_WIRE_OTHER;
    reader->at++;
    reader->at += *reader->at == '+' || *reader->at == '-';
    return skip_digits(reader);
}

/* A number, true, false or null. */
static bool
read_word(Reader *reader, LbWireValue *value)
{
    static const struct {
        const char *word;
        LbWireType type;
        int number;
    } words[] = {
        { "false", LB_WIRE_TRUE_OR_FALSE, 0 },
        { "true", LB_WIRE_TRUE_OR_FALSE, 1 },
        { "null", LB_WIRE_NULL, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t length = strlen(words[i].word);
        if (strncmp(reader->at, words[i].word, length) != 0)
            continue;
        reader->at += length;
        value->type = words[i].type;
        value->number = words[i].number;
        return true;
    }
    return read_number(reader, value);
}

static bool
read_member(Reader *reader, int depth)
{
    const char *name = read_string(reader);
    return name != NULL && take_mark(reader, ':') && read_value(reader, name, depth);
}

/* What stands between the brackets, and the closing one. */
static bool
read_within(Reader *reader, LbWireType type, int depth)
{
    char close = type == LB_WIRE_OBJECT ? '}' : ']';
    if (depth > DEPTH_MOST)
        return false;
    if (take_mark(reader, close))
        return true;
    do
        if (type == LB_WIRE_OBJECT ? !read_member(reader, depth) : !read_value(reader, NULL, depth))
            return false;
    while (take_mark(reader, ','));
    return take_mark(reader, close);
}

/* Reads what is within @depth brackets. The array moves while it grows: the value is kept by its index. */
static bool
read_value(Reader *reader, const char *name, int depth)
{
    guint self = reader->values->len;
    LbWireValue value = { .name = name };
    bool read = false;
    g_array_append_val(reader->values, value);
    skip_space(reader);
    if (*reader->at == '{' || *reader->at == '[') {
        value.type = *reader->at++ == '{' ? LB_WIRE_OBJECT : LB_WIRE_LIST;
        read = read_within(reader, value.type, depth + 1);
    } else if (*reader->at == '"') {
        value.type = LB_WIRE_STRING;
        value.text = read_string(reader);
        read = value.text != NULL;
    } else {
        read = read_word(reader, &value);
    }
    value.size = reader->values->len - self;
    g_array_index(reader->values, LbWireValue, self) = value;
    return read;
}

/* The root's text is the copy of the line, and its number the size of that. */
LbWireValue *
lb_wire_value_read(const char *bytes, size_t length)
{
    if (length == 0 || *bytes != '{' || !g_utf8_validate_len(bytes, length, NULL))
        return NULL;
    g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(LbWireValue), VALUES_USUAL);
    char *copy = g_strndup(bytes, length);
    Reader reader = { copy, values };
    bool whole = read_value(&reader, NULL, 0);
    size_t used = (size_t)(reader.at - copy);
    LbWireValue *root = (LbWireValue *)(void *)g_array_steal(values, NULL);
    root->text = copy;
    root->number = (int64_t)length;
    if (whole && (used == length || (used + 1 == length && *reader.at == '\n')))
        return root;
    lb_wire_value_free(root);
    return NULL;
}

/* A password may have been in it. */
void
lb_wire_value_free(LbWireValue *root)
{
    if (root == NULL)
        return;
    char *copy = (char *)(uintptr_t)root->text;
    explicit_bzero(copy, (size_t)root->number);
    g_free(copy);
    g_free(root);
}

LbWireValue *
lb_wire_value_first(LbWireValue *list)
{
    return list->size > 1 ? list + 1 : NULL;
}

LbWireValue *
lb_wire_value_next(const LbWireValue *list, LbWireValue *each)
{
    LbWireValue *next = each + each->size;
    return next < list + list->size ? next : NULL;
}

LbWireValue *
lb_wire_value_find(LbWireValue *object, const char *name)
{
    LbWireValue *member = lb_wire_value_first(object);
    while (member != NULL && (member->taken || strcmp(member->name, name) != 0))
        member = lb_wire_value_next(object, member);
    return member;
}

LbWireValue *
lb_wire_value_left(LbWireValue *object)
{
    LbWireValue *member = lb_wire_value_first(object);
    while (member != NULL && member->taken)
        member = lb_wire_value_next(object, member);
    return member;
}
