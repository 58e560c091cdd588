/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading messages. Strict: what Lockbox does not write is not taken, so that no two readings of a line differ. */
#include "forward/part.h"

#include <string.h>

#include "base/i18n.h"
#include "forward/error.h"
#include "forward/names.h"
#include "forward/value.h"

/* Where reading stands. */
typedef struct {
    const char *at, *end;
} Reader;

static bool
fail(GError **error, const char *why)
{
    g_set_error_literal(error, LB_FORWARD_ERROR, LB_FORWARD_ERROR_LINE, why);
    return false;
}

void
lb_forward_part_free(LbForwardPart *part)
{
    if (part == NULL)
        return;
    g_free(part->instance);
    g_free(part->fields);
    g_free(part);
}

/* Reads ' NAME="VALUE"' into @name and @value, which are emptied before. */
static bool
read_field(Reader *reader, GString *name, GString *value, GError **error)
{
    g_string_truncate(name, 0);
    g_string_truncate(value, 0);
    if (reader->at == reader->end || *reader->at++ != ' ')
        return fail(error, N_("its structured data is damaged"));
    while (reader->at < reader->end && g_ascii_islower(*reader->at))
        g_string_append_c(name, *reader->at++);
    if (name->len == 0 || reader->end - reader->at < 2 || memcmp(reader->at, "=\"", 2) != 0)
        return fail(error, N_("its structured data is damaged"));
    const char *closing = lb_forward_value_read(reader->at + 2, reader->end, value);
    if (closing == NULL)
        return fail(error, N_("a value in its structured data is damaged or cut off"));
    reader->at = closing + 1;
    return true;
}

/* A number as it is written: no sign but a minus, no zeros before it. */
static bool
parse_number(const char *text, int64_t least, int64_t *number)
{
    gint64 value = 0;
    if (!g_ascii_string_to_signed(text, 10, least, G_MAXINT64, &value, NULL))
        return false;
    g_autofree char *same = g_strdup_printf("%" G_GINT64_FORMAT, value);
    *number = value;
    return strcmp(same, text) == 0;
}

static bool
parse_hash(const char *text, uint8_t hash[LB_SHA256_SIZE])
{
    if (strlen(text) != (size_t)2 * LB_SHA256_SIZE ||
        strspn(text, "0123456789abcdef") != (size_t)2 * LB_SHA256_SIZE)
        return false;
    for (size_t i = 0; i < LB_SHA256_SIZE; i++)
        hash[i] = (uint8_t)(g_ascii_xdigit_value(text[2 * i]) * 16 +
                            g_ascii_xdigit_value(text[2 * i + 1]));
    return true;
}

static bool
parse_part(const char *text, guint *number, guint *count)
{
    g_auto(GStrv) halves = g_strsplit(text, "/", 3);
    int64_t first = 0, second = 0;
    if (g_strv_length(halves) != 2 || !parse_number(halves[0], 1, &first) ||
        !parse_number(halves[1], first, &second) || second > LB_FORWARD_PARTS_MOST)
        return false;
    *number = (guint)first;
    *count = (guint)second;
    return true;
}

/* What each part has: its field of LbForwardPart from @value. Returns why not, NULL when it is right. */
static const char *
take_instance(LbForwardPart *part, const char *value)
{
    part->instance = g_strdup(value);
    return NULL;
}

static const char *
take_test(LbForwardPart *part, const char *value)
{
    part->test = strcmp(value, "yes") == 0;
    return part->test ? NULL : N_("its structured data is not Lockbox's");
}

static const char *
take_sequence(LbForwardPart *part, const char *value)
{
    return parse_number(value, 1, &part->sequence) ? NULL : N_("its sequence is no number");
}

static const char *
take_hash(LbForwardPart *part, const char *value)
{
    return parse_hash(value, part->hash) ? NULL : N_("its hash is no SHA-256");
}

static const char *
take_part(LbForwardPart *part, const char *value)
{
    return parse_part(value, &part->number, &part->count)
               ? NULL
               : N_("it does not say which part of an entry it is");
}

static const struct {
    const char *name;
    const char *(*take)(LbForwardPart *part, const char *value);
    bool needed;
} common[] = {
    { LB_FORWARD_INSTANCE, take_instance, true }, { LB_FORWARD_TEST, take_test, false },
    { LB_FORWARD_SEQUENCE, take_sequence, true }, { LB_FORWARD_HASH, take_hash, true },
    { LB_FORWARD_PART, take_part, true },
};

/* Takes a field that each part has. Returns whether it is one; @seen has a bit for each that was there. */
static bool
take_common(LbForwardPart *part, const char *name, const char *value, unsigned *seen,
            const char **why)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(common); i++) {
        if (strcmp(common[i].name, name) != 0)
            continue;
        *why = (*seen & 1U << i) != 0 ? N_("its structured data is not Lockbox's")
                                      : common[i].take(part, value);
        *seen |= 1U << i;
        return true;
    }
    return false;
}

static bool
is_complete(unsigned seen)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(common); i++)
        if (common[i].needed && (seen & 1U << i) == 0)
            return false;
    return true;
}

/* Reads the element up to its bracket. Collectors may write its fields in another order. */
static bool
read_element(Reader *reader, LbForwardPart *part, GError **error)
{
    g_autoptr(GString) name = g_string_new(NULL);
    g_autoptr(GString) value = g_string_new(NULL);
    g_autoptr(GString) fields = g_string_new(NULL);
    unsigned seen = 0;
    while (reader->at < reader->end && *reader->at != ']') {
        const char *begin = reader->at, *why = NULL;
        if (!read_field(reader, name, value, error))
            return false;
        if (!take_common(part, name->str, value->str, &seen, &why))
            g_string_append_len(fields, begin, reader->at - begin);
        if (why != NULL)
            return fail(error, why);
    }
    if (reader->at == reader->end)
        return fail(error, N_("its structured data is cut off"));
    part->fields = g_strdup(fields->str);
    return is_complete(seen) || fail(error, N_("its structured data is not Lockbox's"));
}

/* Behind "[lockbox@NUMBER"; NULL: not in this line. */
static const char *
find_element(const char *line, size_t length)
{
    static const char element[] = "[" LB_FORWARD_ELEMENT;
    const char *end = line + length;
    const char *at = memmem(line, length, element, strlen(element));
    if (at == NULL)
        return NULL;
    at += strlen(element);
    const char *digits = at;
    while (at < end && g_ascii_isdigit(*at))
        at++;
    return at > digits ? at : NULL;
}

LbForwardPart *
lb_forward_part_read(const char *line, size_t length, GError **error)
{
    Reader reader = { find_element(line, length), line + length };
    if (reader.at == NULL)
        return NULL;
    g_autoptr(LbForwardPart) part = g_new0(LbForwardPart, 1);
    if (!read_element(&reader, part, error))
        return NULL;
    return g_steal_pointer(&part);
}

/* Appends @value to what @values has under @name. */
static void
gather(GHashTable *values, const char *name, const GString *value)
{
    GString *whole = g_hash_table_lookup(values, name);
    if (whole == NULL) {
        whole = g_string_new(NULL);
        g_hash_table_insert(values, g_strdup(name), whole);
    }
    g_string_append_len(whole, value->str, (gssize)value->len);
}

/* A value goes on in the next part, so that a name stands once in each. */
static bool
gather_part(GHashTable *values, const LbForwardPart *part, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) name = g_string_new(NULL);
    g_autoptr(GString) value = g_string_new(NULL);
    Reader reader = { part->fields, part->fields + strlen(part->fields) };
    while (reader.at < reader.end) {
        if (!read_field(&reader, name, value, error))
            return false;
        if (!g_hash_table_add(names, g_strdup(name->str)))
            return fail(error, N_("its structured data is not Lockbox's"));
        gather(values, name->str, value);
    }
    return true;
}

static void
free_value(gpointer value)
{
    g_string_free(value, TRUE);
}

/* The text under @name, which is taken away; NULL: there is none. The caller frees it. */
static char *
take(GHashTable *values, const char *name)
{
    gpointer key = NULL, value = NULL;
    if (!g_hash_table_steal_extended(values, name, &key, &value))
        return NULL;
    g_free(key);
    return g_string_free(value, FALSE);
}

static bool
take_operation(GHashTable *values, LbActivity *entry)
{
    int operation = 0;
    g_autofree char *name = take(values, LB_FORWARD_OPERATION);
    if (!lb_names_find(lb_operation_names, name, &operation) ||
        strcmp(lb_names_get(lb_operation_names, operation), name) != 0)
        return false;
    entry->operation = (LbOperation)operation;
    return true;
}

LbActivity *
lb_forward_entry_read(LbForwardPart *const *parts, guint count, GError **error)
{
    g_autoptr(GHashTable) values =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value);
    g_autoptr(LbActivity) entry = g_new0(LbActivity, 1);
    for (guint i = 0; i < count; i++)
        if (!gather_part(values, parts[i], error))
            return NULL;
    entry->sequence = parts[0]->sequence;
    memcpy(entry->hash, parts[0]->hash, LB_SHA256_SIZE);
    g_autofree char *time = take(values, LB_FORWARD_TIME);
    g_autofree char *previous = take(values, LB_FORWARD_PREVIOUS);
    bool good = time != NULL && parse_number(time, G_MININT64, &entry->time) && previous != NULL &&
                parse_hash(previous, entry->previous) && take_operation(values, entry);
    for (const LbForwardText *text = lb_forward_texts; text->name != NULL; text++)
        G_STRUCT_MEMBER(char *, entry, text->offset) = take(values, text->name);
    if (good && g_hash_table_size(values) == 0)
        return g_steal_pointer(&entry);
    fail(error, N_("what it says is no entry of an activity log"));
    return NULL;
}
