/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a mail and their layout.
 *
 * In the plain text what is to be copied stands on lines of its own, unindented, and nothing else can look so: names are
 * in one line, and where an overview wraps, the next line is indented. Sentences with names are not wrapped. */
#include "notify/parts.h"

#include <stdbool.h>
#include <string.h>

#include <unilbrk.h>
#include <uniwidth.h>

#define WIDTH 78
#define INDENT 2
#define GAP 2

typedef enum { WARNING, SENTENCE, ROWS, COPY, LINES } Kind;

typedef struct {
    Kind kind;
    GPtrArray *texts; /* of rows: label, text, label, text, … */
} Part;

struct LbMailParts {
    GPtrArray *list; /* Part* */
};

static void
free_part(gpointer data)
{
    Part *part = data;
    g_ptr_array_unref(part->texts);
    g_free(part);
}

LbMailParts *
lb_mail_parts_new(void)
{
    LbMailParts *parts = g_new0(LbMailParts, 1);
    parts->list = g_ptr_array_new_with_free_func(free_part);
    return parts;
}

void
lb_mail_parts_free(LbMailParts *parts)
{
    if (parts == NULL)
        return;
    g_ptr_array_unref(parts->list);
    g_free(parts);
}

static Part *
add_part(LbMailParts *parts, Kind kind)
{
    Part *part = g_new0(Part, 1);
    part->kind = kind;
    part->texts = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(parts->list, part);
    return part;
}

/* The last part when it is of this kind, else a new one. */
static Part *
open_part(LbMailParts *parts, Kind kind)
{
    guint count = parts->list->len;
    Part *last = count > 0 ? g_ptr_array_index(parts->list, count - 1) : NULL;
    return last != NULL && last->kind == kind ? last : add_part(parts, kind);
}

void
lb_mail_parts_say(LbMailParts *parts, char *text)
{
    if (text != NULL)
        g_ptr_array_add(add_part(parts, SENTENCE)->texts, text);
}

void
lb_mail_parts_warn(LbMailParts *parts, char *text)
{
    if (text != NULL)
        g_ptr_array_add(add_part(parts, WARNING)->texts, text);
}

void
lb_mail_parts_add_row(LbMailParts *parts, const char *label, char *text)
{
    if (text == NULL)
        return;
    Part *rows = open_part(parts, ROWS);
    g_ptr_array_add(rows->texts, g_strdup(label));
    g_ptr_array_add(rows->texts, text);
}

void
lb_mail_parts_add_copy(LbMailParts *parts, char *line)
{
    g_ptr_array_add(open_part(parts, COPY)->texts, line);
}

void
lb_mail_parts_add_line(LbMailParts *parts, char *line)
{
    if (line != NULL)
        g_ptr_array_add(open_part(parts, LINES)->texts, line);
}

static int
columns(const char *text)
{
    return u8_strwidth((const uint8_t *)text, "UTF-8");
}

static void
append_spaces(GString *out, int count)
{
    for (int i = 0; i < count; i++)
        g_string_append_c(out, ' ');
}

/* ASCII words stay whole: a fingerprint or an account in two lines is hard to compare. */
static char *
whole_words(const char *text, size_t length)
{
    char *breaks = g_malloc0(length + 1);
    for (size_t i = 0; i < length; i++) {
        bool inside = i > 0 && g_ascii_isgraph(text[i - 1]) && g_ascii_isgraph(text[i]);
        breaks[i] = inside ? UC_BREAK_PROHIBITED : UC_BREAK_UNDEFINED;
    }
    return breaks;
}

/* Appends @text, which begins at column @indent, and indents by that what does not fit in its line. */
static void
append_wrapped(GString *out, const char *text, int indent)
{
    size_t length = strlen(text);
    g_autofree char *words = whole_words(text, length);
    g_autofree char *breaks = g_malloc0(length + 1);
    u8_width_linebreaks((const uint8_t *)text, length, WIDTH - indent, 0, 0, words, "UTF-8",
                        breaks);
    for (size_t i = 0; i < length; i++) {
        if (breaks[i] == UC_BREAK_POSSIBLE) {
            while (out->str[out->len - 1] == ' ')
                g_string_truncate(out, out->len - 1);
            g_string_append_c(out, '\n');
            append_spaces(out, indent);
        }
        g_string_append_c(out, text[i]);
    }
    g_string_append_c(out, '\n');
}

static void
append_rows(GString *out, const GPtrArray *texts)
{
    int widest = 0;
    for (guint i = 0; i < texts->len; i += 2)
        widest = MAX(widest, columns(g_ptr_array_index(texts, i)));
    for (guint i = 0; i < texts->len; i += 2) {
        const char *label = g_ptr_array_index(texts, i);
        append_spaces(out, INDENT);
        g_string_append(out, label);
        append_spaces(out, widest + GAP - columns(label));
        append_wrapped(out, g_ptr_array_index(texts, i + 1), INDENT + widest + GAP);
    }
}

char *
lb_mail_parts_to_text(const LbMailParts *parts)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < parts->list->len; i++) {
        const Part *part = g_ptr_array_index(parts->list, i);
        if (i > 0)
            g_string_append_c(out, '\n');
        if (part->kind == ROWS)
            append_rows(out, part->texts);
        for (guint j = 0; part->kind != ROWS && j < part->texts->len; j++) {
            g_string_append(out, g_ptr_array_index(part->texts, j));
            g_string_append_c(out, '\n');
        }
    }
    return g_string_free(out, FALSE);
}

static void
append_escaped(GString *out, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(out, escaped);
}

/* What stands around each kind, and between its texts. Lines and boxes have the colour of the text. What is copied has the
 * size of the text, which browsers give to monospace only when it is named twice. */
static const struct {
    const char *open, *between, *close;
} frames[] = {
    [WARNING] = { "<p style=\"border:2px solid;border-radius:6px;padding:10px 14px\"><strong>", "",
                  "</strong></p>\n" },
    [SENTENCE] = { "<p>", "", "</p>\n" },
    [ROWS] = { "<table cellpadding=\"0\" cellspacing=\"0\">\n", "", "</table>\n" },
    [COPY] = { "<pre style=\"border:1px solid;border-radius:6px;padding:10px 14px;"
               "font-family:monospace,monospace;font-size:1em;white-space:pre-wrap;"
               "overflow-wrap:anywhere\">",
               "\n", "</pre>\n" },
    [LINES] = { "<p style=\"font-size:0.85em;opacity:0.8;overflow-wrap:anywhere\">", "<br>\n",
                "</p>\n" },
};

/* Around a label and the text beside it. */
static const struct {
    const char *open, *close;
} cells[] = {
    { "<tr><th align=\"left\" valign=\"top\" scope=\"row\" "
      "style=\"padding:3px 14px 3px 0;white-space:nowrap\">",
      "</th>\n" },
    { "<td valign=\"top\" style=\"padding:3px 0;overflow-wrap:anywhere\">", "</td></tr>\n" },
};

static void
append_html_part(GString *out, const Part *part)
{
    bool rows = part->kind == ROWS;
    g_string_append(out, frames[part->kind].open);
    for (guint i = 0; i < part->texts->len; i++) {
        if (i > 0)
            g_string_append(out, frames[part->kind].between);
        if (rows)
            g_string_append(out, cells[i % 2].open);
        append_escaped(out, g_ptr_array_index(part->texts, i));
        if (rows)
            g_string_append(out, cells[i % 2].close);
    }
    g_string_append(out, frames[part->kind].close);
}

/* No colours: who reads in dark mode keeps theirs. Nothing is loaded, nothing is a link, and nothing is wider than a
 * telephone. */
char *
lb_mail_parts_to_html(const LbMailParts *parts, const char *language, const char *subject)
{
    GString *out = g_string_new("<!DOCTYPE html>\n");
    g_string_append(out, "<html lang=\"");
    append_escaped(out, language);
    g_string_append(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"color-scheme\" content=\"light dark\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    append_escaped(out, subject);
    g_string_append(out, "</title>\n</head>\n"
                         "<body style=\"color-scheme:light dark;font-family:sans-serif;"
                         "line-height:1.5;max-width:44em;margin:0 auto;padding:8px 16px\">\n");
    for (guint i = 0; i < parts->list->len; i++)
        append_html_part(out, g_ptr_array_index(parts->list, i));
    g_string_append(out, "</body>\n</html>\n");
    return g_string_free(out, FALSE);
}
