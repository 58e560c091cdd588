/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members written and read. The details of entries are ours, but old ones may lack what newer ones have. */
#include "receipt/parts.h"

#include "base/sha256.h"
#include "base/time.h"

void
lb_part_set_text(JsonObject *object, const char *name, const char *text)
{
    g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;
    if (valid != NULL)
        json_object_set_string_member(object, name, valid);
    else
        json_object_set_null_member(object, name);
}

void
lb_part_set_time(JsonObject *object, const char *name, int64_t time)
{
    g_autofree char *text = time != 0 ? lb_time_to_iso(time) : NULL;
    lb_part_set_text(object, name, text);
}

void
lb_part_set_hash(JsonObject *object, const char *name, const uint8_t *hash)
{
    g_autofree char *text = lb_sha256_to_hex(hash);
    json_object_set_string_member(object, name, text);
}

JsonArray *
lb_part_add_array(JsonObject *object, const char *name)
{
    JsonArray *array = json_array_new();
    json_object_set_array_member(object, name, array);
    return array;
}

JsonObject *
lb_part_add_object(JsonArray *array)
{
    JsonObject *object = json_object_new();
    json_array_add_object_element(array, object);
    return object;
}

static JsonNode *
value_of(JsonObject *object, const char *name, GType type)
{
    JsonNode *node = json_object_get_member(object, name);
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type
               ? node
               : NULL;
}

const char *
lb_part_text(JsonObject *object, const char *name)
{
    JsonNode *node = value_of(object, name, G_TYPE_STRING);
    return node != NULL ? json_node_get_string(node) : NULL;
}

int64_t
lb_part_number(JsonObject *object, const char *name)
{
    JsonNode *node = value_of(object, name, G_TYPE_INT64);
    return node != NULL ? json_node_get_int(node) : 0;
}

int64_t
lb_part_time(JsonObject *object, const char *name)
{
    int64_t time = 0;
    const char *text = lb_part_text(object, name);
    return text != NULL && lb_time_from_iso(text, &time, NULL) ? time : 0;
}
