/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of looks. */
#include "tui/style.h"

#include <glib.h>

#define OWN (-1)
#define BRIGHT 8  /* from here on the eight colours come again, lighter */
#define CUBE 16   /* from here on there are six by six by six */
#define GREYS 232 /* and then shades of grey */
#define GREY_STEPS 24

static const struct {
    LbLook coloured;
    LbLook mono;
} looks[LB_STYLE_COUNT] = {
    [LB_STYLE_TEXT] = { { '.', LB_COLOUR_DEFAULT }, { '.', LB_COLOUR_DEFAULT } },
    [LB_STYLE_STRONG] = { { 'S', LB_COLOUR_DEFAULT, .bold = true },
                          { 'S', LB_COLOUR_DEFAULT, .bold = true } },
    [LB_STYLE_FAINT] = { { 'f', LB_COLOUR_DEFAULT, .faint = true },
                         { 'f', LB_COLOUR_DEFAULT, .faint = true } },
    [LB_STYLE_ACCENT] = { { 'A', LB_COLOUR_CYAN, .bold = true },
                          { 'A', LB_COLOUR_DEFAULT, .bold = true, .underline = true } },
    [LB_STYLE_QUOTE] = { { 'q', LB_COLOUR_YELLOW }, { 'q', LB_COLOUR_DEFAULT } },
    [LB_STYLE_WAITS] = { { 'W', LB_COLOUR_CYAN, .bold = true },
                         { 'W', LB_COLOUR_DEFAULT, .bold = true } },
    [LB_STYLE_OPEN] = { { 'O', LB_COLOUR_GREEN, .bold = true },
                        { 'O', LB_COLOUR_DEFAULT, .bold = true } },
    [LB_STYLE_ENDED] = { { 'e', LB_COLOUR_DEFAULT }, { 'e', LB_COLOUR_DEFAULT } },
    [LB_STYLE_WARNING] = { { '!', LB_COLOUR_RED, .bold = true },
                           { '!', LB_COLOUR_DEFAULT, .bold = true, .reverse = true } },
    [LB_STYLE_FIELD] = { { '_', LB_COLOUR_DEFAULT, .underline = true },
                         { '_', LB_COLOUR_DEFAULT, .underline = true } },
    [LB_STYLE_SELECTED] = { { '>', LB_COLOUR_DEFAULT, .reverse = true },
                            { '>', LB_COLOUR_DEFAULT, .reverse = true } },
    [LB_STYLE_SHOWN] = { { ':', LB_COLOUR_DEFAULT }, { ':', LB_COLOUR_DEFAULT } },
};

LbLook
lb_style_look(LbStyle style, bool coloured)
{
    return coloured ? looks[style].coloured : looks[style].mono;
}

/* One of six or more steps of brightness, as a bit of the eight colours and whether it is a bright one. */
static int
eight_of(int red, int green, int blue, int most)
{
    int highest = MAX(red, MAX(green, blue));
    if (highest * 3 < most)
        return 0;
    int bits =
        (red * 2 > highest ? 1 : 0) | (green * 2 > highest ? 2 : 0) | (blue * 2 > highest ? 4 : 0);
    return bits + (highest * 5 > most * 4 ? BRIGHT : 0);
}

/* The nearest of sixteen colours. */
static int
sixteen_of(int colour)
{
    if (colour >= GREYS) {
        int step = colour - GREYS;
        return step < GREY_STEPS / 4       ? 0
               : step < GREY_STEPS / 2     ? BRIGHT
               : step < GREY_STEPS * 3 / 4 ? BRIGHT - 1
                                           : 2 * BRIGHT - 1;
    }
    if (colour < CUBE)
        return colour;
    int place = colour - CUBE;
    return eight_of(place / 36, place / 6 % 6, place % 6, 5);
}

static int
fit_colour(int colour, int colours)
{
    if (colour < 0 || colours <= 0)
        return OWN;
    if (colour < colours)
        return colour;
    int sixteen = sixteen_of(colour);
    return sixteen < colours ? sixteen : sixteen % BRIGHT;
}

LbPaint
lb_paint_fit(LbPaint paint, int colours)
{
    LbPaint fitted = paint;
    fitted.foreground = (short)fit_colour(paint.foreground, colours);
    fitted.background = (short)fit_colour(paint.background, colours);
    /* A bar of another colour is told by the only other means. */
    if (colours <= 0 && paint.background > 0)
        fitted.reverse = true;
    bool bright = fitted.foreground >= 0 && sixteen_of(paint.foreground) >= BRIGHT;
    if (bright && colours <= BRIGHT)
        fitted.bold = true;
    if (fitted.foreground >= 0 && fitted.foreground == fitted.background)
        fitted.foreground = fitted.background = OWN;
    return fitted;
}
