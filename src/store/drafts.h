/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that are not sent yet. Each function is about one account's: there is none that reads them all. */
#pragma once

#include "core/draft.h"
#include "store/store.h"

/* Keeps @draft (lb_draft_check()) of @principal for its ticket, in place of the one that was there, and of all that the
 * account has the @most that were kept last. */
bool lb_drafts_put(LbStore *store, int64_t principal, const LbDraft *draft, int64_t now, int most,
                   GError **error);

/* The draft of @principal for @ticket (0: for none; -1: the one that was kept last), or NULL without error. The caller
 * frees it. */
LbDraft *lb_drafts_get(LbStore *store, int64_t principal, int64_t ticket, GError **error);

bool lb_drafts_drop(LbStore *store, int64_t principal, int64_t ticket, GError **error);
