/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an imported JSON object by type. */
#include "service/jsonfields.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "service/import.h"

#define ID_LIMIT 64
#define SHOWN_LIMIT 80

bool
lb_fields_refuse(const LbFields *fields, const char *name, GError **error, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *reason = g_strdup_vprintf(format, values);
    va_end(values);
    g_set_error(error, LB_IMPORT_ERROR, LB_IMPORT_ERROR_INVALID, _("field %s%s: %s"), fields->path,
                name, reason);
    return false;
}

bool
lb_fields_refuse_cause(const LbFields *fields, const char *name, GError *cause, GError **error)
{
    lb_fields_refuse(fields, name, error, "%s", cause->message);
    g_error_free(cause);
    return false;
}

char *
lb_fields_show(const char *text)
{
    char *shown = lb_text_escape(text, LB_TEXT_LINE);
    if (g_utf8_strlen(shown, -1) > SHOWN_LIMIT) {
        g_autofree char *whole = shown;
        g_autofree char *cut = g_utf8_substring(whole, 0, SHOWN_LIMIT);
        shown = g_strconcat(cut, "…", NULL);
    }
    return shown;
}

/* The field's node, or NULL where it is absent or null. */
static JsonNode *
find(const LbFields *fields, const char *name)
{
    JsonNode *node = json_object_get_member(fields->object, name);
    return node == NULL || JSON_NODE_HOLDS_NULL(node) ? NULL : node;
}

static bool
is_string(JsonNode *node)
{
    return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
}

/* Stores the string, borrowed, or NULL for what counts as absent. */
static bool
find_string(const LbFields *fields, const char *name, LbFieldNeed need, const char **text,
            GError **error)
{
    *text = NULL;
    JsonNode *node = find(fields, name);
    if (node == NULL)
        return need == LB_FIELD_OPTIONAL || lb_fields_refuse(fields, name, error, _("is missing"));
    if (!is_string(node))
        return lb_fields_refuse(fields, name, error, _("is not a string"));
    const char *string = json_node_get_string(node);
    if (*string == '\0')
        return need == LB_FIELD_OPTIONAL || lb_fields_refuse(fields, name, error, _("is empty"));
    *text = string;
    return true;
}

bool
lb_fields_line(const LbFields *fields, const char *name, LbFieldNeed need, size_t limit,
               char **text, GError **error)
{
    const char *string = NULL;
    *text = NULL;
    if (!find_string(fields, name, need, &string, error))
        return false;
    if (string == NULL)
        return true;
    GError *cause = NULL;
    *text = lb_text_accept(string, -1, LB_TEXT_LINE, limit, &cause);
    return *text != NULL || lb_fields_refuse_cause(fields, name, cause, error);
}

bool
lb_fields_kept(const LbFields *fields, const char *name, LbFieldNeed need, LbTextKind kind,
               size_t limit, char **text, GError **error)
{
    const char *string = NULL;
    *text = NULL;
    if (!find_string(fields, name, need, &string, error))
        return false;
    if (string == NULL)
        return true;
    *text = lb_text_keep(string, -1, limit);
    if (kind == LB_TEXT_LINE)
        g_strdelimit(*text, "\n", ' ');
    return true;
}

bool
lb_fields_id(const LbFields *fields, const char *name, LbFieldNeed need, char **id, GError **error)
{
    if (!lb_fields_line(fields, name, need, ID_LIMIT, id, error))
        return false;
    for (char *at = *id; at != NULL && *at != '\0'; at++) {
        if (!g_ascii_isalnum(*at) && strchr("-_.", *at) == NULL) {
            g_clear_pointer(id, g_free);
            return lb_fields_refuse(fields, name, error,
                                    _("is not an id of letters, digits, '-', '_' and '.'"));
        }
        *at = g_ascii_tolower(*at);
    }
    return true;
}

bool
lb_fields_bool(const LbFields *fields, const char *name, bool *present, bool *value, GError **error)
{
    JsonNode *node = find(fields, name);
    *present = node != NULL;
    if (node == NULL)
        return true;
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_BOOLEAN)
        return lb_fields_refuse(fields, name, error, _("is neither true nor false"));
    *value = json_node_get_boolean(node);
    return true;
}

bool
lb_fields_int(const LbFields *fields, const char *name, int least, int most, int *value,
              GError **error)
{
    JsonNode *node = find(fields, name);
    if (node == NULL)
        return true;
    bool whole = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
    gint64 number = whole ? json_node_get_int(node) : 0;
    if (!whole || number < least || number > most)
        return lb_fields_refuse(fields, name, error, _("is not a number from %d to %d"), least,
                                most);
    *value = (int)number;
    return true;
}

bool
lb_fields_choice(const LbFields *fields, const char *name, LbFieldNeed need, const LbName *table,
                 int *value, GError **error)
{
    const char *string = NULL;
    if (!find_string(fields, name, need, &string, error))
        return false;
    if (string == NULL || lb_names_find(table, string, value))
        return true;
    g_autofree char *shown = lb_fields_show(string);
    g_autofree char *allowed = lb_names_join(table);
    return lb_fields_refuse(fields, name, error, _("'%s' is none of: %s"), shown, allowed);
}

bool
lb_fields_time(const LbFields *fields, const char *name, LbFieldNeed need, int64_t *time,
               GError **error)
{
    const char *string = NULL;
    *time = 0;
    if (!find_string(fields, name, need, &string, error))
        return false;
    GError *cause = NULL;
    return string == NULL || lb_time_from_iso(string, time, &cause) ||
           lb_fields_refuse_cause(fields, name, cause, error);
}

bool
lb_fields_array(const LbFields *fields, const char *name, guint limit, JsonArray **array,
                GError **error)
{
    *array = NULL;
    JsonNode *node = find(fields, name);
    if (node == NULL)
        return true;
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return lb_fields_refuse(fields, name, error, _("is not an array"));
    *array = json_node_get_array(node);
    return json_array_get_length(*array) <= limit ||
           lb_fields_refuse(fields, name, error, _("has more than %d elements"), (int)limit);
}

char *
lb_fields_item(const LbFields *fields, const char *name, guint index)
{
    return g_strdup_printf("%s%s[%u]", fields->path, name, index);
}

/* The array's element when it is of the type, NULL with @error set when it is not. */
static JsonNode *
find_item(const LbFields *fields, const char *name, JsonArray *array, guint index, bool object,
          GError **error)
{
    JsonNode *node = json_array_get_element(array, index);
    if (object ? JSON_NODE_HOLDS_OBJECT(node) : is_string(node))
        return node;
    g_autofree char *item = g_strdup_printf("%s[%u]", name, index);
    lb_fields_refuse(fields, item, error, "%s",
                     object ? _("is not an object") : _("is not a string"));
    return NULL;
}

const char *
lb_fields_item_text(const LbFields *fields, const char *name, JsonArray *array, guint index,
                    GError **error)
{
    JsonNode *node = find_item(fields, name, array, index, false, error);
    return node != NULL ? json_node_get_string(node) : NULL;
}

JsonObject *
lb_fields_item_object(const LbFields *fields, const char *name, JsonArray *array, guint index,
                      GError **error)
{
    JsonNode *node = find_item(fields, name, array, index, true, error);
    return node != NULL ? json_node_get_object(node) : NULL;
}

bool
lb_fields_only(const LbFields *fields, const char *const *names, GError **error)
{
    JsonObjectIter iterator;
    const char *name = NULL;
    json_object_iter_init(&iterator, fields->object);
    while (json_object_iter_next(&iterator, &name, NULL)) {
        if (g_strv_contains(names, name))
            continue;
        g_autofree char *shown = lb_fields_show(name);
        return lb_fields_refuse(fields, shown, error, _("is not known here"));
    }
    return true;
}
