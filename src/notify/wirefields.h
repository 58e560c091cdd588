/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structures as JSON objects, both ways by one table of their fields. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

typedef enum {
    LB_WIRE_TEXT,  /* char *; NULL: the member is left out */
    LB_WIRE_INT,   /* int */
    LB_WIRE_INT64, /* int64_t */
    LB_WIRE_BOOL,  /* bool */
    LB_WIRE_NAME,  /* an enum, as its name in @names */
    LB_WIRE_TEXTS, /* GPtrArray * of char *, never NULL: a list, at most LB_WIRE_TEXTS_MOST */
} LbWireKind;

#define LB_WIRE_TEXTS_MOST 100

typedef struct {
    const char *name;
    LbWireKind kind;
    size_t offset;
    const LbName *names;
} LbWireField;

/* What stands between the braces of a row. */
#define LB_WIRE_FIELD(type, member, kind) #member, kind, offsetof(type, member), NULL
#define LB_WIRE_NAMED(type, member, table) #member, LB_WIRE_NAME, offsetof(type, member), table
#define LB_WIRE_FIELD_END NULL, LB_WIRE_TEXT, 0, NULL

/* Adds a member to @object for each of @fields of @structure. */
void lb_wire_fields_write(const LbWireField *fields, const void *structure, JsonObject *object);

/* Fills @structure, whose texts are still NULL and whose lists are empty, and takes the members away from @object, so that what is
 * left is unknown. False with WIRE in @error, naming the member. */
bool lb_wire_fields_read(const LbWireField *fields, void *structure, JsonObject *object,
                         GError **error);
