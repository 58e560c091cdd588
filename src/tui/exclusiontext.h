/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work without a request as text to scroll, and in one line. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

/* The style of a state's word. */
LbStyle lb_exclusion_style(LbExclusionState state);

/* Fills @pager with all that was recorded and who has acknowledged it, wrapped to @width columns; the place in the text
 * stays. */
void lb_exclusion_text_fill(LbPager *pager, const LbApp *app, const LbExclusion *exclusion,
                            int width);

/* What waits to be acknowledged, in a sentence for the top of the tabs: @newest of @count. The caller frees it. */
char *lb_exclusion_banner(const LbApp *app, const LbExclusion *newest, int count);
