/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By which addresses this host goes to another one. */
#pragma once

#include <glib.h>

/* The IP literals, at most LB_CERTIFICATE_SOURCES_MOST, from which connections to port @port of @address (a literal, or a name, which
 * is resolved and may take its time) would come. Nothing is sent there. NULL with IO in @error when there is none. The
 * caller frees them. */
GStrv lb_source_addresses(const char *address, unsigned port, GError **error);
