/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads files of events in pieces of many sizes and writes down what was told, one line each. */
#pragma once

#include <glib.h>

#include "events/fault.h"

/* "3 log-cleared 1102 #18 db01 2026-… by=CONTOSO\dadmin …" of each event, "3 @120 !truncated" of each fault: the line of the
 * file stands first. The text is freed by the caller. */
LbEventsSink note_down(GString *notes);

/* What is told of the file @name of tests/data/events, which must not depend on the pieces it comes in. */
char *notes_of_xml(const char *name);
char *notes_of_lines(const char *name, GTimeZone *zone);
/* Likewise of @size bytes. */
char *notes_of_xml_text(const char *text, gsize size);
char *notes_of_lines_text(const char *text, gsize size, GTimeZone *zone);

/* That @notes are these lines, to the letter. */
void must_be_told(const char *notes, const char *expected);
