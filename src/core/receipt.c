/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What receipts are made from. */
#include "core/receipt.h"

LbReceiptFacts *
lb_receipt_facts_new(void)
{
    LbReceiptFacts *facts = g_new0(LbReceiptFacts, 1);
    facts->entries = g_ptr_array_new_with_free_func((GDestroyNotify)lb_activity_free);
    facts->events = g_ptr_array_new_with_free_func((GDestroyNotify)lb_winevent_free);
    return facts;
}

void
lb_receipt_facts_free(LbReceiptFacts *facts)
{
    if (facts == NULL)
        return;
    lb_request_free(facts->request);
    g_ptr_array_unref(facts->entries);
    g_clear_pointer(&facts->events, g_ptr_array_unref);
    g_free(facts);
}
