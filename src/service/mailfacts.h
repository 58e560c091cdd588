/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail about a request tells of others than the request itself. Private to src/service. */
#pragma once

#include "service/act.h"

/* Fills in @message, whose request is read, what it asks to prolong, and what it lacks of internal approval. */
bool lb_mail_facts_of_request(LbService *service, LbMessage *message, GError **error);
