/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing as lines of a label and a value, of which one is selected; the selected one stands whole below. Longer than the
 * screen, it scrolls. */
#pragma once

#include "tui/canvas.h"
#include "tui/list.h"

typedef struct {
    char *key;   /* by which the selection follows the line */
    char *label; /* "" where there is none */
    char *value; /* safe, one line */
    char *more;  /* what stands below beside the value; NULL: nothing */
    LbStyle style;
    int kind;  /* the screen's own: what may be done with it */
    int index; /* the same */
} LbRecordRow;

typedef struct {
    GPtrArray *rows;   /* LbRecordRow*; one without a key is a title */
    GArray *ids;       /* int64_t */
    GHashTable *known; /* key -> id, for as long as the screen lives */
    LbList list;
    int below; /* rows for the selected line */
} LbRecord;

void lb_record_init(LbRecord *record);
void lb_record_clear(LbRecord *record);

/* Takes all lines away, to be filled anew. */
void lb_record_begin(LbRecord *record);

/* Appends a title, with a blank line before it. */
void lb_record_title(LbRecord *record, const char *title);

/* Appends a line of ours that cannot be selected. */
void lb_record_note(LbRecord *record, const char *text);

/* The same for a command to copy, alone on its line, or on several that a shell takes as one where @width is too small. */
void lb_record_command(LbRecord *record, int width, const char *command);

/* Appends a line. @value is made safe; @label and @key are copied. Borrowed from the record. */
LbRecordRow *lb_record_add(LbRecord *record, const char *key, const char *label, const char *value);

/* All lines are there. */
void lb_record_end(LbRecord *record);

/* The selected line, NULL where there is none. */
const LbRecordRow *lb_record_selected(const LbRecord *record);

/* The lines above, and the selected one whole below a rule. */
void lb_record_layout(LbRecord *record, int width, int height);
void lb_record_render(const LbRecord *record, LbPane pane);
bool lb_record_act(LbRecord *record, LbAction action);
bool lb_record_find(LbRecord *record, const char *text, bool forward);

/* A number for @key, the same for as long as @known lives. */
int64_t lb_record_intern(GHashTable *known, const char *key);
GHashTable *lb_record_known_new(void);
