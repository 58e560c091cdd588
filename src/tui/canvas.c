/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells, panes, and the one place where text becomes cells. */
#include "tui/canvas.h"

#include <string.h>

#include "base/text.h"

#define CUT ".."

LbCanvas *
lb_canvas_new(int width, int height)
{
    LbCanvas *canvas = g_new0(LbCanvas, 1);
    canvas->width = MAX(width, 1);
    canvas->height = MAX(height, 1);
    canvas->cells = g_new0(LbCell, (gsize)canvas->width * (gsize)canvas->height);
    lb_canvas_clear(canvas);
    return canvas;
}

void
lb_canvas_free(LbCanvas *canvas)
{
    if (canvas == NULL)
        return;
    g_free(canvas->cells);
    g_free(canvas);
}

void
lb_canvas_clear(LbCanvas *canvas)
{
    const LbCell blank = { .text = " ", .columns = 1, .style = LB_STYLE_TEXT };
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->cells[i] = blank;
    canvas->cursor_x = canvas->cursor_y = -1;
}

static LbCell *
cell_at(LbCanvas *canvas, int x, int y)
{
    return &canvas->cells[y * canvas->width + x];
}

const LbCell *
lb_canvas_cell(const LbCanvas *canvas, int x, int y)
{
    return &canvas->cells[y * canvas->width + x];
}

char *
lb_canvas_text(const LbCanvas *canvas)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int y = 0; y < canvas->height; y++) {
        gsize begin = text->len;
        for (int x = 0; x < canvas->width; x++)
            g_string_append(text, lb_canvas_cell(canvas, x, y)->text);
        while (text->len > begin && text->str[text->len - 1] == ' ')
            g_string_truncate(text, text->len - 1);
        g_string_append_c(text, '\n');
    }
    return g_strdup(text->str);
}

char *
lb_canvas_styles(const LbCanvas *canvas)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++)
            g_string_append_c(text,
                              lb_style_look(lb_canvas_cell(canvas, x, y)->style, true).letter);
        g_string_append_c(text, '\n');
    }
    return g_strdup(text->str);
}

/* Panes */

LbPane
lb_canvas_pane(LbCanvas *canvas)
{
    return (LbPane){ .canvas = canvas, .width = canvas->width, .height = canvas->height };
}

LbPane
lb_pane_take_top(LbPane *pane, int size)
{
    LbPane taken = *pane;
    taken.height = CLAMP(size, 0, pane->height);
    pane->y += taken.height;
    pane->height -= taken.height;
    return taken;
}

LbPane
lb_pane_take_bottom(LbPane *pane, int size)
{
    LbPane taken = *pane;
    taken.height = CLAMP(size, 0, pane->height);
    pane->height -= taken.height;
    taken.y = pane->y + pane->height;
    return taken;
}

LbPane
lb_pane_take_left(LbPane *pane, int size)
{
    LbPane taken = *pane;
    taken.width = CLAMP(size, 0, pane->width);
    pane->x += taken.width;
    pane->width -= taken.width;
    return taken;
}

LbPane
lb_pane_take_right(LbPane *pane, int size)
{
    LbPane taken = *pane;
    taken.width = CLAMP(size, 0, pane->width);
    pane->width -= taken.width;
    taken.x = pane->x + pane->width;
    return taken;
}

/* Text */

/* The other half of a wide character that is written over is blank. */
static void
clear_halves(LbPane pane, int x, int y)
{
    LbCell *cell = cell_at(pane.canvas, x, y);
    LbCell *other = NULL;
    if (cell->columns == 2 && x + 1 < pane.canvas->width)
        other = cell_at(pane.canvas, x + 1, y);
    else if (cell->columns == 0 && x > 0)
        other = cell_at(pane.canvas, x - 1, y);
    if (other == NULL)
        return;
    strcpy(other->text, " ");
    other->columns = 1;
}

/* One character with its marks at a column of the canvas. */
static void
put_cell(LbPane pane, int x, int y, const LbCell *look, const char *text, int columns)
{
    int column = pane.x + x, row = pane.y + y;
    for (int i = 0; i < columns; i++) {
        clear_halves(pane, column + i, row);
        LbCell *cell = cell_at(pane.canvas, column + i, row);
        cell->text[0] = '\0';
        cell->columns = 0;
        cell->style = look->style;
        cell->paint = look->paint;
    }
    LbCell *cell = cell_at(pane.canvas, column, row);
    g_strlcpy(cell->text, text, sizeof cell->text);
    cell->columns = (signed char)columns;
}

static void
put_mark(LbPane pane, int x, int y, const char *mark)
{
    LbCell *cell = cell_at(pane.canvas, pane.x + x, pane.y + y);
    if (cell->columns == 0 && x > 0)
        cell--;
    if (strlen(cell->text) + strlen(mark) < sizeof cell->text)
        strcat(cell->text, mark);
}

/* @look: a cell with style and paint. */
static int
put(LbPane pane, int x, int y, const LbCell *look, const char *text)
{
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    int begin = x;
    if (y < 0 || y >= pane.height)
        return x + lb_columns(text);
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
        char bytes[8] = "";
        int columns = lb_text_width(g_utf8_get_char(at));
        memcpy(bytes, at, (size_t)(g_utf8_next_char(at) - at));
        if (columns == 0) {
            if (x > MAX(begin, 0) && x <= pane.width)
                put_mark(pane, x - 1, y, bytes);
            continue;
        }
        if (x >= 0 && x + columns <= pane.width)
            put_cell(pane, x, y, look, bytes, columns);
        x += columns;
    }
    return x;
}

int
lb_pane_put(LbPane pane, int x, int y, LbStyle style, const char *text)
{
    const LbCell look = { .style = style };
    return put(pane, x, y, &look, text);
}

int
lb_pane_put_shown(LbPane pane, int x, int y, const LbPaint *paint, const char *text)
{
    const LbCell look = { .style = LB_STYLE_SHOWN, .paint = *paint };
    return put(pane, x, y, &look, text);
}

int
lb_pane_print(LbPane pane, int x, int y, LbStyle style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return lb_pane_put(pane, x, y, style, text);
}

int
lb_pane_put_right(LbPane pane, int y, LbStyle style, const char *text)
{
    int x = pane.width - lb_columns(text);
    lb_pane_put(pane, x, y, style, text);
    return x;
}

void
lb_pane_rule(LbPane pane, int y, LbStyle style, char character)
{
    const char text[] = { character, '\0' };
    const LbCell look = { .style = style };
    for (int x = 0; y >= 0 && y < pane.height && x < pane.width; x++)
        put_cell(pane, x, y, &look, text, 1);
}

void
lb_pane_restyle(LbPane pane, int y, LbStyle style)
{
    for (int x = 0; y >= 0 && y < pane.height && x < pane.width; x++)
        cell_at(pane.canvas, pane.x + x, pane.y + y)->style = style;
}

void
lb_pane_put_cursor(LbPane pane, int x, int y)
{
    if (x < 0 || y < 0 || x >= pane.width || y >= pane.height)
        return;
    pane.canvas->cursor_x = pane.x + x;
    pane.canvas->cursor_y = pane.y + y;
}

int
lb_columns(const char *text)
{
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    int columns = 0;
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
        columns += lb_text_width(g_utf8_get_char(at));
    }
    return columns;
}

/* The bytes at the beginning of @text, which is safe, that take at most @columns. */
static size_t
bytes_of_columns(const char *text, int columns)
{
    const char *at = text;
    int taken = 0;
    for (; *at != '\0'; at = g_utf8_next_char(at)) {
        taken += lb_text_width(g_utf8_get_char(at));
        if (taken > columns)
            break;
    }
    return (size_t)(at - text);
}

static char *
cut(const char *text, int columns, bool middle)
{
    g_autofree char *safe = lb_text_escape(text, LB_TEXT_LINE);
    int whole = lb_columns(safe), room = MAX(columns - (int)strlen(CUT), 0);
    if (whole <= columns)
        return g_steal_pointer(&safe);
    size_t head = bytes_of_columns(safe, middle ? room - room / 2 : room);
    /* Whole characters from the end: skip as many columns as do not fit. */
    const char *tail = "";
    if (middle)
        for (tail = safe + head; lb_columns(tail) > room / 2; tail = g_utf8_next_char(tail))
            ;
    g_autofree char *joined = g_strdup_printf("%.*s" CUT "%s", (int)head, safe, tail);
    joined[bytes_of_columns(joined, columns)] = '\0';
    return g_steal_pointer(&joined);
}

char *
lb_cut_middle(const char *text, int columns)
{
    return cut(text, columns, true);
}

char *
lb_cut_end(const char *text, int columns)
{
    return cut(text, columns, false);
}
