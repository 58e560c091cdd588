/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails about a request, by those whom they were to reach. Private to src/service. */
#pragma once

#include "service/asked.h"

void lb_asked_mail_free(LbAskedMail *mail);

/* LbDeliveryRow* about the request, oldest first. The caller frees the array. */
GPtrArray *lb_asked_mails_read(LbService *service, int64_t request, GError **error);

/* Appends to @found, LbAskedMail*, those of @rows that were to reach @principal: its own, and where an address is another
 * account's too, the one mail that went there; then its addresses to which none went. Addresses and others' words only with
 * @addresses. */
bool lb_asked_mails_add(LbService *service, GPtrArray *rows, int64_t principal, bool addresses,
                        GPtrArray *found, GError **error);

/* Moves from @rows to @others what is to none of @asked (LbAskedPerson*). */
void lb_asked_mails_rest(GPtrArray *rows, GPtrArray *asked, GPtrArray *others);

/* The state of the mails by which @principal was asked, one of lb_mail_state_names: of several addresses the best one, which is
 * one where it was taken. NULL: there was none. Borrowed from the table. */
const char *lb_asked_mails_state(LbService *service, GPtrArray *rows, int64_t principal);
