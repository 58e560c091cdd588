/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of looks. */
#include "tui/style.h"

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
};

LbLook
lb_style_look(LbStyle style, bool coloured)
{
    return coloured ? looks[style].coloured : looks[style].mono;
}
