/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request that is not sent yet, as far as somebody has filled it in: nothing of it has to be right. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/refusal.h"

typedef struct {
    int64_t ticket; /* 0: none so far */
    char *service;  /* catalogue ids; NULL: none so far, like what follows */
    char *scenario;
    char *level;
    int hours; /* 0: the default */
    char *justification;
    GStrv resources; /* ids */
    int64_t kept;    /* when it was kept last */
    char *like;      /* the id of the request that it was copied from; NULL: none */
} LbDraft;

LbDraft *lb_draft_new(void);
void lb_draft_free(LbDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbDraft, lb_draft_free)

/* Whether it can be kept: valid UTF-8 in lines and texts no longer than a request takes, and at most
 * LB_LIMIT_RESOURCES resources. Refused as the request would be. */
bool lb_draft_check(const LbDraft *draft, GError **error);
