/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around each screen: where I am and who I am above it, what the keys do below. */
#pragma once

#include "tui/app.h"

/* Draws the app's top screen with its frame. */
void lb_frame_render(LbApp *app);

/* Draws the one line that a terminal gets which is too small. */
void lb_frame_render_small(LbApp *app);
