/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of requests over HTTP: a server that does what the path says (tests/support/http-server.py), and who asks it. */
#pragma once

#include "http/http.h"
#include "support/process.h"

#define SITE_LIMIT 1000       /* bytes of a body that are taken */
#define SITE_TIMEOUT_MS 10000 /* more than any test needs */

typedef struct {
    TestDirectory *directory; /* has the requests that came */
    TestServer *server;
    LbHttpOptions options; /* loopback may be reached, and the server's certificate is trusted */
    char *base;            /* its URL up to the path */
    char *ca_file;
} Site;

/* With TLS and a certificate for @name, which the URL has for its host. */
Site *site_new(const char *name);

/* The same; @expired, and @option of the server (NULL: none). */
Site *site_new_with(const char *name, int expired, const char *option);

/* Without TLS. */
Site *site_new_plain(void);
void site_free(Site *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Site, site_free)

/* Asks for @path. */
LbHttpReply *site_get(const Site *site, const char *path, GError **error);

/* How many requests came. */
int site_count(const Site *site);

/* Fails the test unless @path gives that error; frees it. */
void site_expect_error(const Site *site, const char *path, LbHttpError code);

/* What the resolver says of @name, at the first time that it is asked and from then on: addresses divided by blanks. NULL: that
 * there is no such name. Other names are what they are. */
void site_resolve(const char *name, const char *first, const char *then);
