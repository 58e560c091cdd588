/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structures as JSON objects, both ways by one table of their fields. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

typedef enum {
    LB_WIRE_TEXT,       /* char *; NULL: the member is left out */
    LB_WIRE_INT,        /* int */
    LB_WIRE_INT64,      /* int64_t */
    LB_WIRE_BOOL,       /* bool */
    LB_WIRE_SOME_INT,   /* int; 0: the member is left out */
    LB_WIRE_SOME_INT64, /* int64_t; 0: the same */
    LB_WIRE_FLAG,       /* bool; false: the same */
    LB_WIRE_NAME,       /* an enum, as its name in @names */
    LB_WIRE_TEXTS,      /* GPtrArray * of char *, never NULL: a list, at most LB_WIRE_TEXTS_MOST */
    LB_WIRE_PORT,       /* unsigned, 1 to 65535 */
    LB_WIRE_PORTS,      /* GArray * of such, never NULL: a list, at most LB_WIRE_TEXTS_MOST */
    LB_WIRE_NUMBERS,    /* GArray * of int64_t, never NULL: a list */
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

/* Adds to @object the member @name, an object of its own, unless @structure is NULL. */
void lb_wire_add_object(JsonObject *object, const char *name, const LbWireField *fields,
                        const void *structure);

/* Reads the member @name, an object with nothing else in it, into @structure, and takes it away from @object. */
bool lb_wire_take_object(JsonObject *object, const char *name, const LbWireField *fields,
                         void *structure, GError **error);

/* Makes of an element what the list holds; NULL with WIRE in @error when it is something else. */
typedef void *(*LbWireElement)(JsonNode *node, GError **error);

/* Reads the member @name, a list of at most @most elements, into @array, and takes it away from @object. */
bool lb_wire_take_list(JsonObject *object, const char *name, guint most, LbWireElement read,
                       GPtrArray *array, GError **error);

/* Takes the member "version" away, which must be @version. */
bool lb_wire_take_version(JsonObject *object, int64_t version, GError **error);

/* Whether everything was taken away. */
bool lb_wire_is_used_up(JsonObject *object, GError **error);

/* Sets @error to WIRE: "NAME" WHAT. Always returns false. */
bool lb_wire_fail(GError **error, const char *what, const char *name);

/* @object as one line, LF at its end; NULL when it has more than @limit bytes. The caller frees it. */
char *lb_wire_print(JsonObject *object, size_t limit, GError **error);

/* The object that the whole line is, with or without its LF, of at most @limit bytes; NULL when it is none. An error never repeats
 * what stands there. The caller unrefs it. */
JsonObject *lb_wire_parse(const char *line, size_t length, size_t limit, GError **error);
