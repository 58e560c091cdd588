/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks lockboxd, which alone has the key that signs, for a certificate. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* Bytes of what lockboxd answers. */
#define LB_MINT_ANSWER_LIMIT 8192

/* A certificate of @public_key ("TYPE BASE64") for the open grant @serial of the installation in @data. Waits at most
 * @patience_us microseconds. Returns the certificate, "TYPE BASE64", which the caller frees. NULL with @error: the refusal that
 * lockboxd names; IO when it is not there, does not answer in time or could not sign; SYNTAX when what it answers is none. */
char *lb_mint_ask(const char *data, int64_t serial, const char *public_key, int64_t patience_us,
                  GError **error);
