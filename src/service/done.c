/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done, counted. */
#include "service/done.h"

#include "core/receipt.h"
#include "service/passage.h"
#include "store/events.h"
#include "store/sessions.h"

static void
add_session(const LbSessionRow *row, void *user)
{
    LbDoneFacts *facts = user;
    bool shell = g_strcmp0(row->kind, lb_names_get(lb_passage_kind_names, LB_PASSAGE_CONNECT)) == 0;
    facts->sessions += shell;
    facts->relays += !shell;
    facts->going += row->ended == 0;
    facts->span += row->ended != 0 ? row->ended - row->begun : 0;
    facts->sent += row->sent;
    facts->received += row->received;
    if (row->why != NULL &&
        !g_ptr_array_find_with_equal_func(facts->ends, row->why, g_str_equal, NULL))
        g_ptr_array_add(facts->ends, g_strdup(row->why));
    if (row->sha256 != NULL && facts->hashes->len < LB_DONE_HASHES_MOST)
        g_ptr_array_add(facts->hashes, g_strdup(row->sha256));
}

LbDoneFacts *
lb_done_read(LbStore *store, int64_t request, GError **error)
{
    g_autoptr(LbDoneFacts) facts = lb_done_facts_new();
    int64_t kinds[LB_RECEIPT_KINDS] = { 0 };
    if (!lb_sessions_read(store, request, add_session, facts, error) ||
        !lb_events_kinds(store, request, INT64_MAX, kinds, error))
        return NULL;
    for (int kind = 0; kind < LB_RECEIPT_KINDS; kind++)
        facts->events += kinds[kind];
    return g_steal_pointer(&facts);
}
