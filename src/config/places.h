/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data directory, the configuration and the policy are: what the command line says, else the environment, else
 * the places that were configured. For programs that their own user starts; a session takes arguments alone. */
#pragma once

#include "config/settings.h"

/* @argument (--data DIR), else LOCKBOX_DATA, else /var/lib/lockbox. The caller frees it. */
char *lb_places_data(const char *argument);

/* Reads the file @argument (--config FILE), else the one that LOCKBOX_CONFIG names, else
 * /etc/lockbox/lockbox.conf, which alone may be absent. The caller frees it. */
LbConfig *lb_places_read_config(const char *argument, GError **error);

/* Where the just-in-time rules are: the file that @config names, else /etc/lockbox/policy.conf if there is one, else
 * those that come with the programs. The caller frees it. */
char *lb_places_policy(const LbConfig *config);

/* Where the service keeps what is its alone, in the data directory @data. The caller frees it. */
char *lb_places_private(const char *data);

/* Where the list of revoked certificates is: the file that @config names, else lockbox.krl in the data directory @data. The
 * caller frees it. */
char *lb_places_krl(const LbConfig *config, const char *data);
