/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects, private to src/receipt. */
#pragma once

#include <json-glib/json-glib.h>
#include <stdint.h>

/* Sets the member: what is not valid UTF-8 of @text is replaced, NULL is null. */
void lb_part_set_text(JsonObject *object, const char *name, const char *text);

/* A time, microseconds UTC, in the API's form; 0 is null. */
void lb_part_set_time(JsonObject *object, const char *name, int64_t time);

/* 64 hexadecimal digits. */
void lb_part_set_hash(JsonObject *object, const char *name, const uint8_t *hash);

/* A new, empty array of that name; a new object at its end. Borrowed. */
JsonArray *lb_part_add_array(JsonObject *object, const char *name);
JsonObject *lb_part_add_object(JsonArray *array);

/* What the member says: NULL, or 0, where there is none, or it is of another type. Borrowed. */
const char *lb_part_text(JsonObject *object, const char *name);
int64_t lb_part_number(JsonObject *object, const char *name);

/* The time that the member says, microseconds UTC; 0 where it says none. */
int64_t lb_part_time(JsonObject *object, const char *name);
