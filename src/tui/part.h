/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as a part of a screen, in the order in which it is read: who asks, for what, to which resources, because
 * of what, in which words; what each answer does, and no answer; who else is asked. Whatever the size, the facts
 * stay in sight: resources and words scroll in frames of their own. */
#pragma once

#include "tui/app.h"
#include "tui/pager.h"

typedef enum { LB_FRAME_WORDS, LB_FRAME_RESOURCES } LbPartFrame;

typedef struct {
    LbRequestView *view; /* NULL: nothing is shown */
    LbPager question;    /* who asks for what */
    LbPager resources;   /* scrolls */
    LbPager reason;      /* because of which ticket */
    LbPager words;       /* the justification; scrolls */
    LbPager answers;     /* what each answer does; or what became of it */
    LbPager opens;       /* what its approval opens, or what has become of that */
    LbPager approvals;   /* who has approved and who is missing, where it takes several */
    LbPager asked;       /* who was asked */
    LbPager ruled;       /* what the just-in-time rules said */
    LbPager rules;       /* by which an answer counts */
    LbPartFrame focus;   /* which frame the keys scroll */
    int gaps;            /* blank rows there is room for */
    char *sessions;      /* what went through what it opened; NULL: nothing */
} LbRequestPart;

void lb_request_part_init(LbRequestPart *part);
void lb_request_part_clear(LbRequestPart *part);

/* Takes @view, perhaps NULL. */
void lb_request_part_set(LbRequestPart *part, LbRequestView *view);

/* Takes @words, which say what went through what the request opened; perhaps NULL. */
void lb_request_part_set_sessions(LbRequestPart *part, char *words);

void lb_request_part_layout(LbRequestPart *part, const LbApp *app, int width, int height);
void lb_request_part_render(const LbRequestPart *part, const LbApp *app, LbPane pane);

/* Scrolls, or goes to the other frame; false when @action is neither. */
bool lb_request_part_act(LbRequestPart *part, LbAction action);

/* The style of a status word. */
LbStyle lb_status_style(LbStatus status);

/* Of what lb_phrase_standing() says. */
LbStyle lb_standing_style(const LbRequest *request);
