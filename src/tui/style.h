/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a piece of the screen means, and how that looks with colours and without. Meaning is never in the colour
 * alone: words and marks say it first. */
#pragma once

#include <stdbool.h>

typedef enum {
    LB_STYLE_TEXT,
    LB_STYLE_STRONG,   /* what the eye should find first */
    LB_STYLE_FAINT,    /* rules, column titles, what is only context */
    LB_STYLE_ACCENT,   /* what can be acted on: keys, the tab that is open */
    LB_STYLE_QUOTE,    /* other people's words */
    LB_STYLE_WAITS,    /* Customer Notified */
    LB_STYLE_OPEN,     /* access is open */
    LB_STYLE_ENDED,    /* denied, expired, over */
    LB_STYLE_WARNING,  /* errors, test databases */
    LB_STYLE_FIELD,    /* where text is typed */
    LB_STYLE_SELECTED, /* the row that the next key is about */
    LB_STYLE_SHOWN,    /* what another terminal showed: as its LbPaint says */
    LB_STYLE_COUNT,
} LbStyle;

typedef enum {
    LB_COLOUR_DEFAULT = -1,
    LB_COLOUR_RED = 1,
    LB_COLOUR_GREEN = 2,
    LB_COLOUR_YELLOW = 3,
    LB_COLOUR_BLUE = 4,
    LB_COLOUR_CYAN = 6,
} LbColour;

typedef struct {
    char letter; /* for tests: how golden screens write it */
    LbColour colour;
    bool bold, faint, underline, reverse;
} LbLook;

/* How what another terminal showed looks, beyond its characters. */
typedef struct {
    short foreground; /* of 256 colours; -1: the terminal's own */
    short background;
    bool bold, underline, reverse;
} LbPaint;

/* @paint on a terminal of that many @colours, 0 for none: it stays legible, also where it was painted so that nobody reads it. */
LbPaint lb_paint_fit(LbPaint paint, int colours);

/* How @style looks. Without @coloured the colour is LB_COLOUR_DEFAULT, and what it said is said otherwise. */
LbLook lb_style_look(LbStyle style, bool coloured);
