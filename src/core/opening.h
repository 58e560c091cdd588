/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the screens open, when somebody comes for one thing. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* One of the three; all 0: at their beginning. */
typedef struct {
    int64_t request;
    int64_t ticket;
    int64_t exclusion;
    int session; /* of the request, from 1; 0: the request itself */
    bool live;   /* that session as it goes on, not from its beginning */
} LbOpening;
