/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How Lockbox says what an approval opens, and what has become of it, in the language that is set. Every text is one
 * line and safe; the caller frees it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "service/service.h"

/* Whether any resource of @request has a target: where none has, there is nothing to say of opening. */
bool lb_grants_any_reached(const LbRequest *request);

/* Whether there is anything to say of what opens for @view: it has grants, or a target. */
bool lb_grants_matter(const LbRequestView *view);

/* The grant of @resource among those of @view; NULL: it has none. Borrowed. */
const LbGrantState *lb_grants_find(const LbRequestView *view, const LbResource *resource);

/* Whether @state should have ended and has not, so that people must hear of it. */
bool lb_grant_is_stuck(const LbGrantState *state);

/* '+' open, '.' on its way in, '~' on its way out, '=' ended, '!' wrong. */
char lb_grant_mark(const LbGrantState *state);

/* "+ open on vm-web-01", "! NOT ENDED on vm-web-02, tried 4 times, again Fri 27 Nov 19:02": why stands in
 * state->words, which are other people's. */
char *lb_phrase_grant(const LbGrantState *state, int64_t now, GTimeZone *zone);

/* What a resource means for the request of @view, where lb_grants_matter(): what opens there, what has become of it, or
 * that it has no target. */
char *lb_phrase_reach(const LbRequestView *view, const LbResource *resource, GTimeZone *zone);

/* "- vm-web-02 has no target: nothing opens there by itself", to who asks for it; NULL: all of @request have one. */
char *lb_phrase_untargeted(const LbRequest *request);

/* What happens now with access that is on its way in or out, or could not be opened, and who can do what; NULL for a request of
 * which there is nothing to say. */
char *lb_phrase_goes_on(const LbRequestView *view);

/* That it asks for more time than another request gave, or another one does: "Asks for more time than LB-42 gave." NULL:
 * neither. */
char *lb_phrase_extends(const LbRequestView *view);
