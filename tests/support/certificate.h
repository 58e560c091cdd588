/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for tests, by the openssl command line. */
#pragma once

/* Makes NAME.pem and NAME.key in @directory: self-signed, for the host @host, valid now; with @expired, until
 * yesterday. */
void test_certificate_make(const char *directory, const char *name, const char *host, int expired);
