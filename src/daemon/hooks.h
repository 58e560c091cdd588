/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is due to webhooks, has it sent by children, one for each message, and records what became of it. Nothing here waits for a
 * receiver, and mails have nothing to do with it: they have a courier of their own.
 *
 * There are four lanes, each with one message at a time. Of one webhook only one message is under way, and the webhook that
 * was tried the longest ago is next; so whoever has much waiting takes turns with all others. Two lanes send only to those whose last
 * attempt was taken: however many receivers are dead or slow, they take the two others at most. */
#pragma once

#include <glib.h>

#include "config/settings.h"
#include "service/service.h"

typedef struct LbHooks LbHooks;
typedef void (*LbHooksDone)(gpointer data);

/* The caller frees it. */
LbHooks *lb_hooks_new(void);

/* From now on by @service and @config, which must live until the next call or longer than this. */
void lb_hooks_configure(LbHooks *hooks, LbService *service, const LbConfig *config);

/* Looks whether there is something to record or to send. To be called after every change and about once a second; cheap when there is nothing. */
void lb_hooks_look(LbHooks *hooks);

/* To be called after SIGCHLD. */
void lb_hooks_reap(LbHooks *hooks);

/* Takes nothing new. What is under way may end within a second; then it is killed, and is sent again after the next start, as the same
 * message. @done is called when nothing is under way, perhaps more than once. A second call ends it at once. */
void lb_hooks_stop(LbHooks *hooks, LbHooksDone done, gpointer data);

/* Kills the children that there are. */
void lb_hooks_free(LbHooks *hooks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbHooks, lb_hooks_free)
