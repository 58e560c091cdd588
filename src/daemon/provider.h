/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what is due to be opened and closed, gives it to workers, and records what became of it. Nothing here waits for
 * a target. */
#pragma once

#include <glib.h>

#include "config/settings.h"
#include "service/service.h"

typedef struct LbProvider LbProvider;
typedef void (*LbProviderDone)(gpointer data);

/* @data: the data directory. The caller frees it. */
LbProvider *lb_provider_new(const char *data);

/* From now on by @service and @config, which must live until the next call or longer than the provider. What is under way
 * ends as it began. */
void lb_provider_configure(LbProvider *provider, LbService *service, const LbConfig *config);

/* Looks whether there is something to do: to record, to open, to close; the first time, whether grants and requests go
 * together. Tells what cannot work. To be called after every change and about once a second; cheap when there is nothing. */
void lb_provider_look(LbProvider *provider);

/* To be called after SIGCHLD. */
void lb_provider_reap(LbProvider *provider);

/* Takes nothing new. What is under way may end within a second; then it is ended, scripts with all of their processes, and done
 * again at the next start. @done is called when none is left, perhaps more than once. A second call ends it at once. */
void lb_provider_stop(LbProvider *provider, LbProviderDone done, gpointer data);

/* Kills the workers that there are. */
void lb_provider_free(LbProvider *provider);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbProvider, lb_provider_free)
