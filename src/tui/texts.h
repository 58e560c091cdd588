/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What screens that are text to scroll, and nothing else, have in common. Each brings its place and layout. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

typedef struct {
    LbScreen screen;
    int64_t number;      /* of the request that it is about; 0: none */
    LbRequestView *view; /* NULL where lb_text_load() is not its load */
    LbPager pager;
} LbText;

/* One with @ops, which have the functions below. The app owns it. */
LbScreen *lb_text_new(LbApp *app, const LbScreenOps *ops, int64_t number);

void lb_text_free(LbScreen *screen);

/* Reads its request, in place of what was read before. */
bool lb_text_load(LbScreen *screen, GError **error);

/* Ends a layout: shows what there is in @height rows, the last of which says how far one has read where that is not all. */
void lb_text_fit(LbText *self, int height);

void lb_text_render(const LbScreen *screen, LbPane pane);
bool lb_text_act(LbScreen *screen, LbAction action);
bool lb_text_find(LbScreen *screen, const char *text, bool forward);
