/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What receipts are made from, gathered. Everybody who may read a request gets the same: what the customer's log says of it. */
#pragma once

#include "core/receipt.h"
#include "service/service.h"

/* Facts for the receipt of request @number up to the newest entry of the log. Refusals: those of reading it, and NOT_OVER.
 * The caller frees them. */
LbReceiptFacts *lb_service_receipt(LbService *service, const LbActor *actor, int64_t number,
                                   GError **error);

/* Whether there is a receipt of it by now: nothing of it is open, or on its way. */
bool lb_service_has_receipt(const LbRequestView *view);

/* The id of the installation. Borrowed from the service. */
const char *lb_operator_instance(const LbService *service);

/* For the owner of the database file: the same up to the entry @head, to make a receipt of that moment again. Stores NULL
 * where there is no such request, or no such entry. The caller frees @facts. */
bool lb_operator_receipt(LbService *service, int64_t number, int64_t head, LbReceiptFacts **facts,
                         GError **error);
