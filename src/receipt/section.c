/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sections, rows and cells. What others wrote becomes harmless here. */
#include "receipt/section.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"

void
lb_section_free(gpointer data)
{
    LbReceiptSection *section = data;
    g_ptr_array_unref(section->sentences);
    g_ptr_array_unref(section->columns);
    g_ptr_array_unref(section->rows);
    g_free(section);
}

LbReceiptSection *
lb_section_add(GPtrArray *sections, const char *title)
{
    LbReceiptSection *section = g_new0(LbReceiptSection, 1);
    section->title = _(title);
    section->sentences = g_ptr_array_new_with_free_func(g_free);
    section->columns = g_ptr_array_new();
    section->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(sections, section);
    return section;
}

void
lb_section_head(LbReceiptSection *section, ...)
{
    va_list titles;
    va_start(titles, section);
    for (const char *title = NULL; (title = va_arg(titles, const char *)) != NULL;)
        g_ptr_array_add(section->columns, (gpointer)(guintptr)_(title));
    va_end(titles);
}

void
lb_section_say(LbReceiptSection *section, char *text)
{
    g_autofree char *taken = text;
    g_ptr_array_add(section->sentences, lb_text_escape(taken, LB_TEXT_LINE));
}

GPtrArray *
lb_section_row(LbReceiptSection *section)
{
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(section->rows, row);
    return row;
}

void
lb_section_fact(LbReceiptSection *section, const char *label, const char *text)
{
    if (text == NULL)
        return;
    GPtrArray *row = lb_section_row(section);
    lb_row_text(row, _(label));
    lb_row_text(row, text);
}

void
lb_row_text(GPtrArray *row, const char *text)
{
    g_ptr_array_add(row, lb_text_escape(text, LB_TEXT_LINES));
}

void
lb_row_number(GPtrArray *row, int64_t number)
{
    g_ptr_array_add(row, g_strdup_printf("%" G_GINT64_FORMAT, number));
}

char *
lb_section_time(int64_t time)
{
    return time != 0 ? lb_time_format(time, NULL, LB_TIME_STAMP) : g_strdup("");
}

void
lb_row_time(GPtrArray *row, int64_t time)
{
    g_ptr_array_add(row, lb_section_time(time));
}

const char *
lb_section_name(const char *resource)
{
    const char *slash = resource != NULL ? strrchr(resource, '/') : NULL;
    return slash != NULL ? slash + 1 : resource;
}
