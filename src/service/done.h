/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, for the mail after the end, private to src/service. */
#pragma once

#include "core/done.h"
#include "store/store.h"

/* Reads what is known of it by now, within the caller's transaction. The caller frees it. */
LbDoneFacts *lb_done_read(LbStore *store, int64_t request, GError **error);
