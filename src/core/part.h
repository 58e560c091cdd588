/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of what an engineer fills in to ask for access. */
#pragma once

#include "core/refusal.h"

typedef enum {
    LB_PART_WHOLE, /* no part alone, or none that another value would help */
    LB_PART_TICKET,
    LB_PART_SCENARIO, /* and its service */
    LB_PART_RESOURCES,
    LB_PART_LEVEL,
    LB_PART_HOURS,
    LB_PART_JUSTIFICATION,
} LbSubmissionPart;

/* The part that a @refusal of submitting a request, or of looking at it before, is about. */
LbSubmissionPart lb_refusal_part(LbRefusal refusal);
