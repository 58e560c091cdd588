/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, in short. */
#include "core/done.h"

#include "base/i18n.h"

/* The names are those of service/passage.h. */
const LbName lb_done_end_names[] = {
    { 0, "left", N_("left by the engineer") },
    { 1, "over", N_("access was over") },
    { 2, "failed", N_("failed") },
    { 3, "broken", N_("broken off") },
    { 4, "too-much", N_("more was shown than can be recorded") },
    { 5, "stopped", N_("the customer ended it") },
    { 0, NULL, NULL },
};

LbDoneFacts *
lb_done_facts_new(void)
{
    LbDoneFacts *facts = g_new0(LbDoneFacts, 1);
    facts->ends = g_ptr_array_new_with_free_func(g_free);
    facts->hashes = g_ptr_array_new_with_free_func(g_free);
    return facts;
}

void
lb_done_facts_free(LbDoneFacts *facts)
{
    if (facts == NULL)
        return;
    g_ptr_array_unref(facts->ends);
    g_ptr_array_unref(facts->hashes);
    g_free(facts);
}
