/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads events as "wevtutil qe LOG /f:xml" prints them: one after the other, of any number, in memory that does not
 * depend on it. Only names of elements and fields count, never the messages that Windows renders in its language. There is
 * no document type, no entity but those that XML has by itself, and nothing is fetched. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "events/fault.h"

typedef struct LbEventsXml LbEventsXml;

/* For a new file; @sink is copied. The caller frees it. */
LbEventsXml *lb_events_xml_new(const LbEventsSink *sink);
void lb_events_xml_free(LbEventsXml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventsXml, lb_events_xml_free)

/* The next bytes of the file, UTF-8 or UTF-16 (events/wide.h), divided as one likes. False: the sink wants no more. */
bool lb_events_xml_push(LbEventsXml *xml, const char *bytes, size_t size);

/* The file has ended. Likewise. */
bool lb_events_xml_end(LbEventsXml *xml);
