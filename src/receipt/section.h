/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections put together, private to src/receipt. */
#pragma once

#include "receipt/sections.h"

/* A new one at the end of @sections. @title is marked for translation. Borrowed. */
LbReceiptSection *lb_section_add(GPtrArray *sections, const char *title);
void lb_section_free(gpointer section);

/* Titles of columns, marked for translation; NULL ends them. */
void lb_section_head(LbReceiptSection *section, ...) G_GNUC_NULL_TERMINATED;

/* A sentence, made safe; it takes @text over. */
void lb_section_say(LbReceiptSection *section, char *text);

/* A new row. Borrowed. */
GPtrArray *lb_section_row(LbReceiptSection *section);

/* A row of a label, marked for translation, and what it says; none where @text is NULL. */
void lb_section_fact(LbReceiptSection *section, const char *label, const char *text);

/* The next cell of a row: a text of others, made safe, nothing where it is NULL; a number; a time, microseconds UTC. */
void lb_row_text(GPtrArray *row, const char *text);
void lb_row_number(GPtrArray *row, int64_t number);
void lb_row_time(GPtrArray *row, int64_t time);

/* "2026-11-27 19:02:07", in UTC; "" for 0. The caller frees it. */
char *lb_section_time(int64_t time);

/* The log, and what was done (sectionsofdoings.c). */
void lb_sections_of_doings(GPtrArray *sections, JsonObject *receipt);

/* The last part of a resource's id: its name. Borrowed; NULL for NULL. */
const char *lb_section_name(const char *resource);
