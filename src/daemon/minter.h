/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for those who ask through the socket: whether there may be one is read from the database anew, a worker
 * signs it, and the answer follows. Nothing here waits. */
#pragma once

#include "config/settings.h"
#include "daemon/call.h"
#include "service/service.h"

typedef struct LbMinter LbMinter;

/* @data: the data directory. The caller frees it. */
LbMinter *lb_minter_new(const char *data);

/* From now on by @service and @config, which must live until the next call or longer than the minter. */
void lb_minter_configure(LbMinter *minter, LbService *service, const LbConfig *config);

/* A peer asks by the words SERIAL, TYPE and BASE64 of a public key. Answers, now or later, "certificate TYPE BASE64",
 * "refused NAME" (core/refusal.h) or "failed": also when too many are waiting, of this user or of all. */
void lb_minter_ask(LbMinter *minter, const LbPeer *peer, char **words, LbReply *reply);

/* To be called after SIGCHLD. */
void lb_minter_reap(LbMinter *minter);

/* Kills the workers that there are; who waits gets no answer. */
void lb_minter_free(LbMinter *minter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMinter, lb_minter_free)
