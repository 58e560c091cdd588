/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads files of events in pieces of many sizes and writes down what was told, one line each: "3 log-cleared 1102 #18
 * Security db01 2026-… by=CONTOSO\dadmin …" of an event, "3 @120 !truncated" of a fault. The line of the file stands first. */
#pragma once

#include <glib.h>

/* That of the file @name of tests/data/events is told what @told, beside it, has, in whatever pieces it comes. */
void xml_file_must_tell(const char *name, const char *told);
void lines_file_must_tell(const char *name, GTimeZone *zone, const char *told);

/* Likewise of @text, which may have NUL, and what is told of it. */
void xml_must_tell(const GString *text, const char *told);
void lines_must_tell(const GString *text, GTimeZone *zone, const char *told);
