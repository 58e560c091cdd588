/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names in the structured data of an entry, private to src/forward: in the order of the fields that its hash covers. */
#pragma once

#include <stddef.h>

#include "core/activity.h"

#define LB_FORWARD_ELEMENT "lockbox@" /* behind it a private enterprise number */

/* What each part of an entry has. */
#define LB_FORWARD_INSTANCE "instance"
#define LB_FORWARD_TEST "test" /* "yes" in a test database, else left out */
#define LB_FORWARD_SEQUENCE "sequence"
#define LB_FORWARD_PART "part" /* "1/3" */
#define LB_FORWARD_HASH "hash"

/* What the parts have together, each once or in pieces that follow each other. What is left out is absent. */
#define LB_FORWARD_TIME "time" /* microseconds UTC since 1970 */
#define LB_FORWARD_OPERATION "operation"
#define LB_FORWARD_PREVIOUS "previous"

/* Those that are texts of an entry, with the place of each; ended by a row without a name. */
typedef struct {
    const char *name;
    size_t offset; /* of a char * in LbActivity */
} LbForwardText;

extern const LbForwardText lb_forward_texts[];

/* Parts that an entry has at most. */
#define LB_FORWARD_PARTS_MOST 4096
