/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the configuration to what workers are told. */
#pragma once

#include "config/settings.h"
#include "daemon/order.h"
#include "service/service.h"

/* An order of the installation in @data, with what @config says for all of them. The caller fills in the rest and frees it. */
LbOrder *lb_access_order(const LbConfig *config, const char *data, LbOrderAct act);

/* Microseconds after which lockboxd takes the worker of @order for hung: longer than what it starts may take. */
int64_t lb_access_patience(const LbOrder *order);

/* Whether access could be opened by @config, as far as that can be said without opening any; yes where no resource has a
 * target. The reason, for the operator, in @error. */
bool lb_access_check(const LbConfig *config, const char *data, LbService *service, GError **error);
