/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the receipt of a request is made from: what was asked, and everything that the log says of it up to one of its
 * entries. None of that ever changes, so that a receipt can be made again, byte for byte. */
#pragma once

#include "core/activity.h"
#include "core/request.h"
#include "core/winevent.h"

/* Events of Windows that a receipt names one by one; the others are counted. */
#define LB_RECEIPT_EVENTS_MOST 1000

#define LB_RECEIPT_KINDS (LB_WINEVENT_LOG_CLEARED + 1)

typedef struct {
    bool test;          /* of a test database */
    LbRequest *request; /* what was asked alone: what became of it is read from the entries */
    GPtrArray *entries; /* LbActivity*, those of the customer's log about it, in their order */
    GPtrArray *events;  /* LbWinEvent*, the first of them */
    int64_t kinds[LB_RECEIPT_KINDS]; /* how many there are of each LbWinEventKind */
    int64_t head;                 /* sequence of the newest entry of the whole log at that moment */
    int64_t time;                 /* of that entry, microseconds UTC */
    uint8_t hash[LB_SHA256_SIZE]; /* and its hash */
} LbReceiptFacts;

/* The caller frees it. */
LbReceiptFacts *lb_receipt_facts_new(void);
void lb_receipt_facts_free(LbReceiptFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbReceiptFacts, lb_receipt_facts_free)
