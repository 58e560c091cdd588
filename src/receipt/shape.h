/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape of a receipt, in tables: which members it has, in which order, of which kind. Writing, reading and comparing all
 * follow them. */
#pragma once

#include <stddef.h>

typedef enum {
    LB_SHAPE_TEXT,
    LB_SHAPE_MAYBE,   /* text or null */
    LB_SHAPE_NUMBER,  /* a whole one */
    LB_SHAPE_FLAG,    /* true or false */
    LB_SHAPE_TEXTS,   /* an array of texts */
    LB_SHAPE_OBJECT,  /* of the shape @inner */
    LB_SHAPE_OBJECTS, /* an array of such */
} LbShapeKind;

typedef struct LbShape {
    const char *name; /* NULL ends a table */
    LbShapeKind kind;
    const struct LbShape *inner;
} LbShape;

/* Of the whole document. */
extern const LbShape lb_receipt_shape[];
