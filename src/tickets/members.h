/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects that may be anything: what is not there, or of another type, is absent. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The object or array that @node is; NULL: it is none, or @node is NULL. Borrowed. */
JsonObject *lb_node_object(JsonNode *node);
JsonArray *lb_node_array(JsonNode *node);

/* Members of @object, which may be NULL. Borrowed from it; NULL: there is none. */
const char *lb_member_text(JsonObject *object, const char *name);
JsonObject *lb_member_object(JsonObject *object, const char *name);
JsonArray *lb_member_array(JsonObject *object, const char *name);

/* A whole number from 0 on, also one that is written as a text, as Perl does; -1: there is none. */
int64_t lb_member_number(JsonObject *object, const char *name);

/* The object in place @index of @array; NULL: it is something else. Borrowed. */
JsonObject *lb_element_object(JsonArray *array, guint index);

/* The texts @name of the objects in @array, which may be NULL, as "one, other"; those behind the first LB_LIMIT_LINE bytes are left
 * out. NULL: there are none. The caller frees it. */
char *lb_array_join(JsonArray *array, const char *name);
