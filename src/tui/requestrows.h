/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a list of requests, fitted into any width: what is asked for gets what the other columns leave. */
#pragma once

#include "tui/app.h"
#include "tui/list.h"

/* All of it is borrowed. */
typedef struct {
    const LbApp *app;
    LbAction tab; /* which list it is */
    const LbList *list;
    GPtrArray *requests; /* LbRequest* or NULL, for each row */
    GPtrArray *titles;   /* char* or NULL, for each row */
} LbRequestRows;

/* Draws the rows in sight, and the titles of the columns above them but on the overview. */
void lb_request_rows_render(const LbRequestRows *rows, LbPane pane);
