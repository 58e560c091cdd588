/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that knows libvterm. It gets text and whole, sane sequences alone (src/replay/sequence.h), as it trusts what it reads; its
 * memory is an arena, since it has no way to say all that it remembers: margins, tabs, character sets, saved cursors. */
#include "replay/emulator.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "base/text.h"
#include "replay/arena.h"
#include "replay/sequence.h"

/* Three times two of the largest screens, and what lies between them. */
#define ARENA ((size_t)64 * 1024 * 1024)

#define REPLACEMENT 0xfffd
#define CONTINUED ((uint32_t)-1)
#define CELLS_A_BYTE \
    16 /* that are moved, as when lines scroll, in the time that a byte of text takes */

/* What this file remembers besides libvterm. */
typedef struct {
    LbSequence sequence;
    unsigned columns;
    unsigned rows;
    gunichar last;  /* character that was written */
    unsigned marks; /* in a row, without a character between */
    bool hidden;    /* the cursor */
    bool alternate;
} Memory;

struct LbEmulator {
    LbArena *arena;
    VTerm *terminal;
    VTermScreen *cells;
    Memory memory;
    bool changed[LB_EMULATOR_ROWS_MOST];
    uint64_t effort; /* see lb_emulator_effort() */
    GString *clean;
    LbEmulatorLost lost;
    void *user;
};

struct LbEmulatorState {
    GBytes *arena;
    Memory memory;
};

static void *
take(size_t size, void *arena)
{
    return lb_arena_take(arena, size);
}

static void
give(void *block, void *arena)
{
    lb_arena_give(arena, block);
}

static int
on_damage(VTermRect rect, void *user)
{
    LbEmulator *screen = user;
    screen->effort += (uint64_t)MAX(rect.end_row - rect.start_row, 0) *
                      (uint64_t)MAX(rect.end_col - rect.start_col, 0) / CELLS_A_BYTE;
    for (int row = MAX(rect.start_row, 0); row < MIN(rect.end_row, LB_EMULATOR_ROWS_MOST); row++)
        screen->changed[row] = true;
    return 1;
}

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
    LbEmulator *screen = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        screen->memory.hidden = !value->boolean;
    else if (property == VTERM_PROP_ALTSCREEN)
        screen->memory.alternate = value->boolean;
    return 1;
}

static void
append_raw(GString *text, const VTermScreenCell *cell)
{
    if (cell->chars[0] == CONTINUED)
        return;
    if (cell->chars[0] == 0)
        g_string_append_c(text, ' ');
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
        g_string_append_unichar(text,
                                g_unichar_validate(cell->chars[i]) ? cell->chars[i] : REPLACEMENT);
}

static char *
end_row(GString *text)
{
    g_autofree char *raw = g_strchomp(g_string_free(text, FALSE));
    return lb_text_escape(raw, LB_TEXT_LINE);
}

static int
on_scrolled(int columns, const VTermScreenCell *cells, void *user)
{
    LbEmulator *screen = user;
    GString *text = g_string_new(NULL);
    for (int column = 0; column < columns; column++)
        append_raw(text, &cells[column]);
    g_autofree char *line = end_row(text);
    char *lines[] = { line, NULL };
    screen->lost(lines, true, screen->user);
    return 1;
}

static void
drop_answer(const char *bytes G_GNUC_UNUSED, size_t length G_GNUC_UNUSED, void *user G_GNUC_UNUSED)
{
}

/* Lines that scroll off are handed out only where somebody hears of them: that takes a fifth of the time. */
static const VTermScreenCallbacks callbacks = { .damage = on_damage, .settermprop = on_property };
static const VTermScreenCallbacks with_lost = { .damage = on_damage,
                                                .settermprop = on_property,
                                                .sb_pushline = on_scrolled };

static void
set_size(LbEmulator *screen, unsigned columns, unsigned rows)
{
    /* In a single column libvterm would write the right half of a wide character nowhere. */
    screen->memory.columns = CLAMP(columns, 2, LB_EMULATOR_COLUMNS_MOST);
    screen->memory.rows = CLAMP(rows, 1, LB_EMULATOR_ROWS_MOST);
    memset(screen->changed, true, sizeof screen->changed);
}

LbEmulator *
lb_emulator_new(unsigned columns, unsigned rows)
{
    static VTermAllocatorFunctions functions = { .malloc = take, .free = give };
    LbEmulator *screen = g_new0(LbEmulator, 1);
    set_size(screen, columns, rows);
    screen->clean = g_string_new(NULL);
    screen->arena = lb_arena_new(ARENA);
    screen->terminal = vterm_new_with_allocator(
        (int)screen->memory.rows, (int)screen->memory.columns, &functions, screen->arena);
    vterm_set_utf8(screen->terminal, 1);
    vterm_output_set_callback(screen->terminal, drop_answer, NULL);
    screen->cells = vterm_obtain_screen(screen->terminal);
    vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
    vterm_screen_set_damage_merge(screen->cells, VTERM_DAMAGE_ROW);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    vterm_screen_flush_damage(screen->cells);
    return screen;
}

void
lb_emulator_free(LbEmulator *screen)
{
    if (screen == NULL)
        return;
    vterm_free(screen->terminal);
    lb_arena_free(screen->arena);
    g_string_free(screen->clean, TRUE);
    g_free(screen);
}

static void
lose_rows(LbEmulator *screen, unsigned from, unsigned to)
{
    if (screen->lost == NULL || from >= to)
        return;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (unsigned row = from; row < to; row++)
        g_ptr_array_add(lines, lb_emulator_row(screen, row));
    while (lines->len > 0 && *(const char *)g_ptr_array_index(lines, lines->len - 1) == '\0')
        g_ptr_array_set_size(lines, (int)lines->len - 1);
    if (lines->len == 0)
        return;
    g_ptr_array_add(lines, NULL);
    screen->lost((char **)lines->pdata, false, screen->user);
}

static bool
is_sequence(const LbPiece *piece, const char *sequence)
{
    return piece->length == strlen(sequence) && memcmp(piece->bytes, sequence, piece->length) == 0;
}

/* Sequences that take many lines away at once. */
static void
lose_before(LbEmulator *screen, const LbPiece *piece)
{
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    unsigned rows = screen->memory.rows;
    if (is_sequence(piece, "\033[J") || is_sequence(piece, "\033[0J"))
        lose_rows(screen, cursor.row + (cursor.column > 0), rows);
    else if (is_sequence(piece, "\033[1J"))
        lose_rows(screen, 0, cursor.row);
    else if (is_sequence(piece, "\033[2J") || is_sequence(piece, "\033c"))
        lose_rows(screen, 0, rows);
    else if (screen->memory.alternate && g_str_has_prefix(piece->bytes, "\033[?") &&
             piece->bytes[piece->length - 1] == 'l' &&
             (memmem(piece->bytes, piece->length, "1049", 4) != NULL ||
              memmem(piece->bytes, piece->length, "47", 2) != NULL))
        lose_rows(screen, 0, rows);
}

/* libvterm leaves a cursor that was saved on a larger screen beyond the edge, and the margins as they were. */
static void
write_checked(LbEmulator *screen, const char *bytes, size_t length)
{
    VTermPos place = { 0 };
    vterm_input_write(screen->terminal, bytes, length);
    vterm_state_get_cursorpos(vterm_obtain_state(screen->terminal), &place);
    if (place.row >= 0 && place.row < (int)screen->memory.rows && place.col >= 0 &&
        place.col < (int)screen->memory.columns)
        return;
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    g_autofree char *back = g_strdup_printf("\033[%u;%uH", cursor.row + 1, cursor.column + 1);
    vterm_input_write(screen->terminal, back, strlen(back));
}

static bool
is_ascii(const LbPiece *piece)
{
    for (size_t i = 0; i < piece->length; i++)
        if ((unsigned char)piece->bytes[i] >= 0x80)
            return false;
    return true;
}

/* libvterm takes C1 controls for characters of no width, and keeps marks without end. */
static void
write_text(LbEmulator *screen, const LbPiece *piece)
{
    if (is_ascii(piece) && piece->length > 0) {
        screen->memory.marks = 0;
        screen->memory.last = (gunichar)piece->bytes[piece->length - 1];
        vterm_input_write(screen->terminal, piece->bytes, piece->length);
        return;
    }
    g_string_truncate(screen->clean, 0);
    const char *end = piece->bytes + piece->length;
    for (const char *at = piece->bytes; at < end; at = g_utf8_next_char(at)) {
        gunichar character = (unsigned char)*at < 0x80 ? (gunichar)*at : g_utf8_get_char(at);
        bool mark = character >= 0x80 && g_unichar_iszerowidth(character);
        screen->memory.marks = mark ? screen->memory.marks + 1 : 0;
        if (screen->memory.marks >= LB_EMULATOR_CELL_MOST)
            continue;
        screen->memory.last = mark ? screen->memory.last : character;
        g_string_append_unichar(screen->clean,
                                character >= 0x80 && character < 0xa0 ? REPLACEMENT : character);
    }
    vterm_input_write(screen->terminal, screen->clean->str, screen->clean->len);
}

/* The last character again: libvterm would write a wide one beyond the edge. No program wants more than a row of it, and a few
 * bytes must not keep whoever looks busy for long. */
static void
repeat(LbEmulator *screen, const LbPiece *piece)
{
    g_autofree char *number = g_strndup(piece->bytes + 2, piece->length - 3);
    unsigned most = screen->memory.columns;
    g_autoptr(GString) text = g_string_new(NULL);
    for (int left = MAX(atoi(number), 1); left > 0 && most > 0 && screen->memory.last != 0;
         left--, most--)
        g_string_append_unichar(text, screen->memory.last);
    LbPiece again = { text->str, text->len };
    screen->effort += text->len;
    write_text(screen, &again);
}

static void
write_sequence(LbEmulator *screen, const LbPiece *piece)
{
    if (screen->lost != NULL)
        lose_before(screen, piece);
    /* The short forms of saving and going back libvterm lacks or takes for margins at the sides. */
    if (piece->bytes[piece->length - 1] == 'b')
        repeat(screen, piece);
    else if (piece->bytes[piece->length - 1] == 's')
        write_checked(screen, "\0337", 2);
    else if (piece->bytes[piece->length - 1] == 'u')
        write_checked(screen, "\0338", 2);
    else
        write_checked(screen, piece->bytes, piece->length);
}

void
lb_emulator_feed(LbEmulator *screen, const char *bytes, size_t length)
{
    LbPiece piece;
    while (lb_sequence_next(&screen->memory.sequence, &bytes, &length, &piece)) {
        if (*piece.bytes == '\033')
            write_sequence(screen, &piece);
        else if ((unsigned char)*piece.bytes < ' ')
            vterm_input_write(screen->terminal, piece.bytes, piece.length);
        else
            write_text(screen, &piece);
    }
    vterm_screen_flush_damage(screen->cells);
}

uint64_t
lb_emulator_effort(const LbEmulator *screen)
{
    return screen->effort;
}

void
lb_emulator_resize(LbEmulator *screen, unsigned columns, unsigned rows)
{
    set_size(screen, columns, rows);
    LbEmulatorCursor cursor = lb_emulator_cursor(screen);
    g_autofree char *whole =
        g_strdup_printf("\033[r\033[%u;%uH", cursor.row + 1, cursor.column + 1);
    /* Margins go before, since they would lie beyond the edge, and after, since they are kept. */
    vterm_input_write(screen->terminal, whole, strlen(whole));
    vterm_set_size(screen->terminal, (int)screen->memory.rows, (int)screen->memory.columns);
    write_checked(screen, "", 0);
    vterm_screen_flush_damage(screen->cells);
}

unsigned
lb_emulator_columns(const LbEmulator *screen)
{
    return screen->memory.columns;
}

unsigned
lb_emulator_rows(const LbEmulator *screen)
{
    return screen->memory.rows;
}

static VTermScreenCell
get(const LbEmulator *screen, unsigned row, unsigned column)
{
    VTermScreenCell cell = { 0 };
    VTermPos place = { .row = (int)row, .col = (int)column };
    if (row >= screen->memory.rows || column >= screen->memory.columns ||
        !vterm_screen_get_cell(screen->cells, place, &cell))
        return (VTermScreenCell){ .width = 1 };
    return cell;
}

static int
get_colour(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
        return LB_EMULATOR_COLOUR_DEFAULT;
    if (VTERM_COLOR_IS_INDEXED(colour))
        return colour->indexed.idx;
    /* The cube of six by six by six that stands behind the sixteen. */
    return 16 + 36 * ((colour->rgb.red * 5 + 127) / 255) +
           6 * ((colour->rgb.green * 5 + 127) / 255) + (colour->rgb.blue * 5 + 127) / 255;
}

/* What may stand in a cell of @width columns. */
static gunichar
show_first(gunichar character, int width)
{
    int columns = lb_text_width(character);
    bool shown = g_unichar_validate(character) && !lb_text_is_harmful(character) && columns > 0 &&
                 columns <= width;
    return shown ? character : REPLACEMENT;
}

static void
show_characters(LbEmulatorCell *cell, const VTermScreenCell *raw)
{
    if (raw->chars[0] == 0)
        return;
    cell->characters[0] = show_first(raw->chars[0], raw->width);
    cell->altered = cell->characters[0] != raw->chars[0];
    cell->width = lb_text_width(cell->characters[0]) == 2 ? 2 : 1;
    cell->count = 1;
    for (int i = 1; i < VTERM_MAX_CHARS_PER_CELL && raw->chars[i] != 0; i++) {
        gunichar mark = raw->chars[i];
        if (g_unichar_validate(mark) && !lb_text_is_harmful(mark) && lb_text_width(mark) == 0)
            cell->characters[cell->count++] = mark;
        else
            cell->altered = true;
    }
}

/* Whether @column holds the right half of the character before. */
static bool
is_right_half(const LbEmulator *screen, unsigned row, unsigned column)
{
    if (column == 0)
        return false;
    VTermScreenCell left = get(screen, row, column - 1);
    LbEmulatorCell cell = { .width = 1 };
    if (left.chars[0] != CONTINUED)
        show_characters(&cell, &left);
    return cell.width == 2;
}

LbEmulatorCell
lb_emulator_cell(const LbEmulator *screen, unsigned row, unsigned column)
{
    VTermScreenCell raw = get(screen, row, column);
    LbEmulatorCell cell = { .width = 1,
                            .bold = raw.attrs.bold,
                            .underline = raw.attrs.underline != VTERM_UNDERLINE_OFF,
                            .reverse = raw.attrs.reverse,
                            .foreground = get_colour(&raw.fg),
                            .background = get_colour(&raw.bg) };
    if (raw.chars[0] == CONTINUED)
        cell.width = is_right_half(screen, row, column) ? 0 : 1;
    else
        show_characters(&cell, &raw);
    return cell;
}

LbEmulatorCursor
lb_emulator_cursor(const LbEmulator *screen)
{
    VTermPos place = { 0 };
    vterm_state_get_cursorpos(vterm_obtain_state(screen->terminal), &place);
    return (LbEmulatorCursor){
        .row = (unsigned)CLAMP(place.row, 0, (int)screen->memory.rows - 1),
        .column = (unsigned)CLAMP(place.col, 0, (int)screen->memory.columns - 1),
        .visible = !screen->memory.hidden,
    };
}

char *
lb_emulator_row(const LbEmulator *screen, unsigned row)
{
    GString *text = g_string_new(NULL);
    for (unsigned column = 0; column < screen->memory.columns; column++) {
        VTermScreenCell cell = get(screen, row, column);
        append_raw(text, &cell);
    }
    return end_row(text);
}

bool
lb_emulator_take_changed(LbEmulator *screen, unsigned row)
{
    if (row >= screen->memory.rows)
        return false;
    bool changed = screen->changed[row];
    screen->changed[row] = false;
    return changed;
}

void
lb_emulator_set_lost(LbEmulator *screen, LbEmulatorLost lost, void *user)
{
    screen->lost = lost;
    screen->user = user;
    vterm_screen_set_callbacks(screen->cells, lost != NULL ? &with_lost : &callbacks, screen);
}

LbEmulatorState *
lb_emulator_save(const LbEmulator *screen)
{
    LbEmulatorState *state = g_new0(LbEmulatorState, 1);
    state->arena = lb_arena_save(screen->arena);
    state->memory = screen->memory;
    return state;
}

void
lb_emulator_restore(LbEmulator *screen, const LbEmulatorState *state)
{
    lb_arena_restore(screen->arena, state->arena);
    screen->memory = state->memory;
    memset(screen->changed, true, sizeof screen->changed);
}

void
lb_emulator_state_free(LbEmulatorState *state)
{
    if (state == NULL)
        return;
    g_bytes_unref(state->arena);
    g_free(state);
}

size_t
lb_emulator_state_size(const LbEmulatorState *state)
{
    return sizeof *state + g_bytes_get_size(state->arena);
}
