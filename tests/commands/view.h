/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as it is read, with every field set by hand. */
#pragma once

#include "service/service.h"

/* LB-42 at 2026-11-24 06:00 UTC, which waits until 2026-11-27 10:02 UTC, read by owner1@contoso.example. */
LbRequestView *view_new(void);

/* owner2 has approved for 5 hours, an hour ago; @quorum approvals are needed, and owner1 is missing. Or, where
 * @given is 0, nobody has. */
void view_vote(LbRequestView *view, int given, int quorum);

/* Gives it a grant for the resource at @index of the request, which is then approved, in that state; its target is port 22 of
 * 192.0.2.7, its ports are 3389 and 5432. Borrowed from @view. */
LbGrantState *view_grant(LbRequestView *view, guint index, LbGrantStatus status);

/* Puts @text wherever a word of others can stand. */
void view_fill(LbRequestView *view, const char *text);

/* One text of each kind that must never reach a terminal, ended by NULL. */
extern const char *const hostile_texts[];

/* Whether no character of @output could harm: only LF, and what lb_text_is_harmful() lets through. */
bool is_harmless(const char *output);
