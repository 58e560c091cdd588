/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a label and a value. */
#include "tui/record.h"

#include <string.h>

#include "tui/find.h"
#include "tui/pager.h"
#include "wording/plain.h"

#define LABEL_WIDEST 18
#define GAP 2
#define NOTE_INDENT 3
#define TALL 15
#define LINES_LEAST 4

GHashTable *
lb_record_known_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

int64_t
lb_record_intern(GHashTable *known, const char *key)
{
    gpointer id = g_hash_table_lookup(known, key);
    if (id != NULL)
        return GPOINTER_TO_INT(id);
    int next = (int)g_hash_table_size(known) + 1;
    g_hash_table_insert(known, g_strdup(key), GINT_TO_POINTER(next));
    return next;
}

static void
free_row(gpointer data)
{
    LbRecordRow *row = data;
    g_free(row->key);
    g_free(row->label);
    g_free(row->value);
    g_free(row->more);
    g_free(row);
}

void
lb_record_init(LbRecord *record)
{
    *record = (LbRecord){ .rows = g_ptr_array_new_with_free_func(free_row),
                          .ids = g_array_new(FALSE, FALSE, sizeof(int64_t)),
                          .known = lb_record_known_new() };
}

void
lb_record_clear(LbRecord *record)
{
    g_clear_pointer(&record->rows, g_ptr_array_unref);
    g_clear_pointer(&record->ids, g_array_unref);
    g_clear_pointer(&record->known, g_hash_table_unref);
}

void
lb_record_begin(LbRecord *record)
{
    g_ptr_array_set_size(record->rows, 0);
    g_array_set_size(record->ids, 0);
}

static LbRecordRow *
append(LbRecord *record, const char *key, const char *label, const char *value)
{
    LbRecordRow *row = g_new0(LbRecordRow, 1);
    int64_t id = key != NULL ? lb_record_intern(record->known, key) : 0;
    row->key = g_strdup(key);
    row->label = g_strdup(label);
    row->value = lb_plain_inline(value);
    row->style = LB_STYLE_TEXT;
    g_ptr_array_add(record->rows, row);
    g_array_append_val(record->ids, id);
    return row;
}

void
lb_record_title(LbRecord *record, const char *title)
{
    if (record->rows->len > 0)
        append(record, NULL, "", "");
    append(record, NULL, title, "");
}

/* A shell goes on behind a backslash at the end of a line. */
void
lb_record_command(LbRecord *record, int width, const char *command)
{
    const char *at = command;
    while (lb_columns(at) > width - NOTE_INDENT) {
        const char *space = at + MIN(strlen(at), (size_t)MAX(width - NOTE_INDENT - 2, 1));
        while (space > at && *space != ' ')
            space--;
        if (space == at)
            break;
        g_autofree char *line = g_strdup_printf("%.*s \\", (int)(space - at), at);
        append(record, NULL, "", line);
        at = space + 1;
    }
    append(record, NULL, "", at);
}

void
lb_record_note(LbRecord *record, const char *text)
{
    append(record, NULL, text, "");
}

LbRecordRow *
lb_record_add(LbRecord *record, const char *key, const char *label, const char *value)
{
    return append(record, key, label, value);
}

void
lb_record_end(LbRecord *record)
{
    lb_list_set(&record->list, (const int64_t *)(void *)record->ids->data, (int)record->ids->len);
}

const LbRecordRow *
lb_record_selected(const LbRecord *record)
{
    return record->list.selected != 0 ? g_ptr_array_index(record->rows, record->list.index) : NULL;
}

static void
fill_whole(const LbRecord *record, LbPager *pager, int width)
{
    const LbRecordRow *row = lb_record_selected(record);
    lb_pager_init(pager);
    if (row == NULL)
        return;
    lb_pager_add(pager, width - 1, LB_STYLE_STRONG, " ", " ", row->value);
    if (row->more != NULL)
        lb_pager_add(pager, width - 1, LB_STYLE_TEXT, " ", " ", row->more);
}

/* Most values need little room below; a long one gets what it needs. */
void
lb_record_layout(LbRecord *record, int width, int height)
{
    LbPager pager;
    fill_whole(record, &pager, width);
    record->below =
        MAX(height >= TALL ? 4 : 3, MIN((int)pager.lines->len + 1, height - LINES_LEAST));
    lb_pager_clear(&pager);
    lb_list_layout(&record->list, height - record->below);
}

static int
label_columns(const LbRecord *record)
{
    int widest = 0;
    for (guint i = 0; i < record->rows->len; i++) {
        const LbRecordRow *row = g_ptr_array_index(record->rows, i);
        if (row->key != NULL)
            widest = MAX(widest, lb_columns(row->label));
    }
    return MIN(widest, LABEL_WIDEST);
}

static void
render_row(const LbRecordRow *row, LbPane pane, int y, int columns, bool selected)
{
    if (row->key == NULL) {
        int x = lb_pane_put(pane, 1, y, LB_STYLE_FAINT, row->label);
        lb_pane_put(pane, *row->label == '\0' ? NOTE_INDENT : x, y, LB_STYLE_TEXT, row->value);
        return;
    }
    g_autofree char *label = lb_cut_end(row->label, columns);
    int x = 3 + columns + (columns > 0 ? GAP : 0);
    g_autofree char *value = lb_cut_middle(row->value, pane.width - x - 1);
    lb_pane_put(pane, 1, y, LB_STYLE_STRONG, selected ? ">" : " ");
    lb_pane_put(pane, 3, y, LB_STYLE_FAINT, label);
    lb_pane_put(pane, x, y, row->style, value);
    if (selected)
        lb_pane_restyle(pane, y, LB_STYLE_SELECTED);
}

static void
render_whole(const LbRecord *record, LbPane pane)
{
    LbPager pager;
    lb_pane_rule(lb_pane_take_top(&pane, 1), 0, LB_STYLE_FAINT, '-');
    fill_whole(record, &pager, pane.width);
    g_ptr_array_set_size(pager.lines, MIN((int)pager.lines->len, pane.height));
    lb_pager_layout(&pager, pane.height);
    lb_pager_render(&pager, pane);
    lb_pager_clear(&pager);
}

void
lb_record_render(const LbRecord *record, LbPane pane)
{
    const LbList *list = &record->list;
    int columns = label_columns(record), last = MIN(list->top + list->height, list->count);
    render_whole(record, lb_pane_take_bottom(&pane, record->below));
    for (int i = list->top; i < last; i++)
        render_row(g_ptr_array_index(record->rows, i), pane, i - list->top, columns,
                   list->selected != 0 && i == list->index);
}

bool
lb_record_act(LbRecord *record, LbAction action)
{
    return lb_list_act(&record->list, action);
}

bool
lb_record_find(LbRecord *record, const char *text, bool forward)
{
    int count = record->list.count, step = forward ? 1 : count - 1;
    for (int tries = 0, i = record->list.index; tries < count; tries++) {
        i = (i + step) % count;
        const LbRecordRow *row = g_ptr_array_index(record->rows, i);
        if (row->key != NULL && (lb_find_in(row->label, text) || lb_find_in(row->value, text)))
            return lb_list_select(&record->list, g_array_index(record->ids, int64_t, i));
    }
    return false;
}
