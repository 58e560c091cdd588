/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers as lockbox.conf names them, private to src/config. */
#pragma once

#include <stdbool.h>

/* A host name, or an IPv4 address. */
bool lb_server_is_host(const char *value);

/* A number, 1 to 65535. */
bool lb_server_is_port(const char *value);

/* Whether HOST:PORT is this machine by itself. */
bool lb_server_is_loopback(const char *server);

/* What is wrong with HOST:PORT, marked N_(); NULL: nothing. */
const char *lb_server_check(const char *value);
