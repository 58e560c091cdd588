/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of src/base, and errno as a GError. */
#include "base/error.h"

#include <stdarg.h>

G_DEFINE_QUARK(lb_base_error_quark, lb_base_error)

void
lb_set_errno_error(GError **error, int code, const char *what, ...)
{
    va_list arguments;
    va_start(arguments, what);
    g_autofree char *context = g_strdup_vprintf(what, arguments);
    va_end(arguments);
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_IO, "%s: %s", context, g_strerror(code));
}
