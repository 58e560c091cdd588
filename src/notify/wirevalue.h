/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON of one line, read strictly and in one pass. What was read can be taken, once each, so that what nobody took is known
 * to be unknown. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    LB_WIRE_NULL,
    LB_WIRE_TRUE_OR_FALSE,
    LB_WIRE_WHOLE, /* a number that is an int64_t, without fraction and exponent */
    LB_WIRE_OTHER, /* any other number */
    LB_WIRE_STRING,
    LB_WIRE_LIST,
    LB_WIRE_OBJECT,
} LbWireType;

typedef struct LbWireValue {
    LbWireType type;
    bool taken;       /* of a member */
    const char *name; /* of a member; NULL: it is none */
    const char *text; /* of a string: UTF-8 without NUL */
    int64_t number;   /* of one that is whole; 0 or 1 of true or false */
    guint size; /* of itself and all that is within it: the next to it stands so many behind it */
} LbWireValue;

/* The object that the @length bytes are, with or without LF at their end: RFC 8259, UTF-8, without NUL, nested at most 8 deep.
 * NULL when they are none. All within it lives as long as it; the caller frees it. */
LbWireValue *lb_wire_value_read(const char *bytes, size_t length);
void lb_wire_value_free(LbWireValue *root);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWireValue, lb_wire_value_free)

/* The member @name of @object that was not taken; NULL: there is none. Borrowed. */
LbWireValue *lb_wire_value_find(LbWireValue *object, const char *name);

/* The first member of @object that was not taken, or NULL. Borrowed. */
LbWireValue *lb_wire_value_left(LbWireValue *object);

/* The first of what stands in a list or an object, and the one behind @each; NULL: there is none. Borrowed. */
LbWireValue *lb_wire_value_first(LbWireValue *list);
LbWireValue *lb_wire_value_next(const LbWireValue *list, LbWireValue *each);
