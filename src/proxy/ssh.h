/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How ssh and ssh-keygen are called, and the files that they read and write: all in the directory of the order. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "proxy/order.h"

/* What programs of others find in their environment: TERM only with @terminal. The caller frees it. */
GStrv lb_ssh_environment(const char *terminal);

/* ssh-keygen that makes a key for this connection alone. The caller frees it. */
GStrv lb_ssh_keygen_arguments(const LbProxyOrder *order);

/* Its public half, "TYPE BASE64". The caller frees it. */
char *lb_ssh_public_key(const LbProxyOrder *order, GError **error);

/* Writes the certificate, and the list of known hosts with this target alone. */
bool lb_ssh_write_files(const LbProxyOrder *order, const char *certificate, GError **error);

/* ssh to @literal, where the address of the order led. The caller frees it. */
GStrv lb_ssh_arguments(const LbProxyOrder *order, const char *literal);

/* What ssh noted: whether it came in, and the last thing it said, NULL where that was nothing. The caller frees @words. */
bool lb_ssh_came_in(const LbProxyOrder *order, char **words);
