/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/base. */
#pragma once

#include <glib.h>

#define LB_BASE_ERROR (lb_base_error_quark())

typedef enum {
    LB_BASE_ERROR_IO,     /* the system refused: file, clock, randomness */
    LB_BASE_ERROR_UNSAFE, /* text with characters that may not be typed */
    LB_BASE_ERROR_LIMIT,  /* longer or larger than allowed */
    LB_BASE_ERROR_EMPTY,  /* nothing where something is needed */
    LB_BASE_ERROR_SYNTAX, /* does not have the required form */
    LB_BASE_ERROR_WIRE,   /* a line between our processes is not what it has to be */
} LbBaseError;

GQuark lb_base_error_quark(void);

/* Sets @error to IO, with @what as its beginning and the words for errno @code as its end. */
void lb_set_errno_error(GError **error, int code, const char *what, ...) G_GNUC_PRINTF(3, 4);
