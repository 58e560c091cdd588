/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the timeline (tui/timeline.c): each a pure function of what it is given. */
#pragma once

#include "service/timeline.h"
#include "tui/app.h"

/* No kind is chosen. */
#define LB_TIMELINE_ALL (-1)

/* The kinds, as many as there is room for, with @chosen (LbMomentKind, or LB_TIMELINE_ALL) among them, and whether the end is
 * followed. */
void lb_timeline_render_kinds(int chosen, bool following, LbPane pane);

void lb_timeline_render_titles(LbPane pane);

/* The moment at @index of @moments (LbMoment*) into row @y, as the selected one where it is @here. */
void lb_timeline_render_moment(const LbApp *app, GPtrArray *moments, int index, bool here,
                               LbPane pane, int y);

/* The same below the list, whole as far as there is room: Enter opens all of it. */
void lb_timeline_render_summary(const LbApp *app, GPtrArray *moments, int index, LbPane pane);
