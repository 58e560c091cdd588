/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of an emulator become cells of ours, by the one way that text takes to become cells: row by row, as far as they look
 * alike. */
#include "tui/window.h"

#include "base/i18n.h"

/* The first of @size in sight, out of @all, so that @wanted is among them. */
static int
see(int first, int size, int all, int wanted)
{
    first = MAX(first, wanted - size + 1);
    first = MIN(first, wanted);
    return CLAMP(first, 0, MAX(all - size, 0));
}

void
lb_window_layout(LbWindow *window, const LbEmulator *emulator, int width, int height)
{
    LbEmulatorCursor cursor = lb_emulator_cursor(emulator);
    int columns = (int)lb_emulator_columns(emulator), rows = (int)lb_emulator_rows(emulator);
    window->width = CLAMP(width, 1, columns);
    window->height = CLAMP(height, 1, rows);
    window->left = see(window->left, window->width, columns,
                       window->moved ? window->left : (int)cursor.column);
    window->top =
        see(window->top, window->height, rows, window->moved ? window->top : (int)cursor.row);
}

static LbPaint
paint_of(const LbEmulatorCell *cell)
{
    return (LbPaint){ .foreground = (short)cell->foreground,
                      .background = (short)cell->background,
                      .bold = cell->bold,
                      .underline = cell->underline,
                      .reverse = cell->reverse };
}

static bool
is_alike(const LbPaint *one, const LbPaint *other)
{
    return one->foreground == other->foreground && one->background == other->background &&
           one->bold == other->bold && one->underline == other->underline &&
           one->reverse == other->reverse;
}

static void
append(GString *text, const LbEmulatorCell *cell)
{
    if (cell->count == 0)
        g_string_append_c(text, ' ');
    for (int i = 0; i < cell->count; i++)
        g_string_append_unichar(text, cell->characters[i]);
}

static void
render_row(const LbWindow *window, const LbEmulator *emulator, int row, LbPane pane)
{
    g_autoptr(GString) run = g_string_new(NULL);
    LbPaint paint = { 0 };
    int x = 0, y = row - window->top;
    for (int column = 0; column < window->width; column++) {
        LbEmulatorCell cell =
            lb_emulator_cell(emulator, (unsigned)row, (unsigned)(window->left + column));
        LbPaint look = paint_of(&cell);
        /* Its left half is drawn with it, unless that is out of sight. */
        if (cell.width == 0 && column > 0)
            continue;
        if (run->len > 0 && !is_alike(&look, &paint)) {
            x = lb_pane_put_shown(pane, x, y, &paint, run->str);
            g_string_truncate(run, 0);
        }
        paint = look;
        append(run, &cell);
    }
    lb_pane_put_shown(pane, x, y, &paint, run->str);
}

/* Where the other terminal ends. */
static void
render_edges(const LbWindow *window, LbPane pane)
{
    for (int y = 0; y < window->height; y++)
        lb_pane_put(pane, window->width, y, LB_STYLE_FAINT, "|");
    LbPane below = pane;
    lb_pane_take_top(&below, window->height);
    lb_pane_take_right(&below, pane.width - window->width);
    lb_pane_rule(below, 0, LB_STYLE_FAINT, '-');
    if (window->width < pane.width)
        lb_pane_put(pane, window->width, window->height, LB_STYLE_FAINT, "+");
}

void
lb_window_render(const LbWindow *window, const LbEmulator *emulator, LbPane pane, bool cursor)
{
    LbPane seen = pane;
    seen.width = MIN(pane.width, window->width);
    seen.height = MIN(pane.height, window->height);
    render_edges(window, pane);
    for (int y = 0; y < seen.height; y++)
        render_row(window, emulator, window->top + y, seen);
    LbEmulatorCursor place = lb_emulator_cursor(emulator);
    if (cursor && place.visible)
        lb_pane_put_cursor(seen, (int)place.column - window->left, (int)place.row - window->top);
}

void
lb_window_move(LbWindow *window, int columns, int rows)
{
    window->moved = true;
    window->left += columns;
    window->top += rows;
}

char *
lb_window_phrase(const LbWindow *window, const LbEmulator *emulator)
{
    int columns = (int)lb_emulator_columns(emulator), rows = (int)lb_emulator_rows(emulator);
    if (window->width >= columns && window->height >= rows)
        return NULL;
    return g_strdup_printf(_("columns %d-%d of %d, rows %d-%d of %d"), window->left + 1,
                           window->left + window->width, columns, window->top + 1,
                           window->top + window->height, rows);
}
