/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forwards the activity log, a batch at a time: each goes to a child, which talks to the collector, and only when that says that the
 * collector has read all of it the position moves behind it. Nothing here waits: a slow collector keeps nobody. */
#pragma once

#include "config/settings.h"
#include "service/service.h"

typedef struct LbForwarder LbForwarder;

/* The caller frees it. */
LbForwarder *lb_forwarder_new(void);

/* From now on by @service and @config, which must live until the next call or longer than the forwarder. */
void lb_forwarder_configure(LbForwarder *forwarder, LbService *service, const LbConfig *config);

/* Does what is due. To be called when something may have changed, and every few seconds. */
void lb_forwarder_look(LbForwarder *forwarder);

/* To be called after SIGCHLD. */
void lb_forwarder_reap(LbForwarder *forwarder);

/* Begins no other batch. */
void lb_forwarder_stop(LbForwarder *forwarder);

/* Kills the child if there is one: what was under way is sent again by the next lockboxd. */
void lb_forwarder_free(LbForwarder *forwarder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwarder, lb_forwarder_free)
