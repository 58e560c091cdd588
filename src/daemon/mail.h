/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the configuration to what the delivery child is told. */
#pragma once

#include "config/settings.h"
#include "notify/settings.h"

/* How mail of the database in @data leaves by @config; @test marks every mail. Reads the password, from the
 * file that the configuration names. The caller frees it, which wipes the password. */
LbDeliverySettings *lb_mail_settings(const LbConfig *config, const char *data, bool test,
                                     GError **error);

/* Whether mail could leave by @config, as far as that can be said without opening anything. CONFIGURATION in
 * @error. */
bool lb_mail_check(const LbConfig *config, GError **error);

/* Seconds after which lockboxd takes the delivery of one mail for hung, and its child with it: longer than
 * the child itself waits. */
guint lb_mail_patience(const LbConfig *config);
