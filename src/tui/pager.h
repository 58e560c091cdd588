/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text in a frame of its own that scrolls: wrapped by lines, each with a style. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tui/canvas.h"
#include "tui/keys.h"

typedef struct {
    GPtrArray *lines; /* char*, one for each row */
    GArray *styles;   /* LbStyle, of each row */
    int top;          /* first row in sight */
    int height;       /* rows in sight */
    int found;        /* the row that a search found; -1: none */
} LbPager;

void lb_pager_init(LbPager *pager);
void lb_pager_clear(LbPager *pager);

/* Takes all lines away; the place in the text stays. */
void lb_pager_empty(LbPager *pager);

/* Appends @text of ours, wrapped to @width columns: the first line begins with @first, the others with @rest. */
void lb_pager_add(LbPager *pager, int width, LbStyle style, const char *first, const char *rest,
                  const char *text);

/* Appends @value, made safe, in one line behind @label, of which @columns are left for it; "-" where there is none. */
void lb_pager_add_labeled(LbPager *pager, int width, const char *label, int columns,
                          const char *value);

/* Appends other people's words with "| " at the left of every line. */
void lb_pager_quote(LbPager *pager, int width, const char *indent, const char *text);

/* Keeps the place within the text in a frame of @height rows. */
void lb_pager_layout(LbPager *pager, int height);

/* Whether not all rows are in sight. */
bool lb_pager_overflows(const LbPager *pager);

/* Scrolls; false when @action is no movement. */
bool lb_pager_act(LbPager *pager, LbAction action);

/* Scrolls to the next line that holds @text in any case, behind the one that was found last or before it, around the
 * end of the text, and marks it; false when none does. */
bool lb_pager_find(LbPager *pager, const char *text, bool forward);

/* Draws the rows in sight at the top of @pane, and "3-9 of 40" into its last row where they are not all. That row
 * is one more than the pager's height then. */
void lb_pager_render(const LbPager *pager, LbPane pane);
