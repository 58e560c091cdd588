/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that does wrong, who asks it, and a resolver that says what it is told to. */
#include "http/site.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

#include "support/certificate.h"

static const char *const loopback[] = { "127.0.0.1/32", NULL };

static struct {
    const char *name, *first, *then;
    int asked;
} resolving;

void
site_resolve(const char *name, const char *first, const char *then)
{
    resolving.name = name;
    resolving.first = first;
    resolving.then = then;
    resolving.asked = 0;
}

typedef int (*Resolver)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int
resolve_all(Resolver real, const char *addresses, const char *service, const struct addrinfo *hints,
            struct addrinfo **found)
{
    g_auto(GStrv) each = g_strsplit(addresses, " ", -1);
    struct addrinfo **end = found;
    for (char **address = each; *address != NULL; address++) {
        if (real(*address, service, hints, end) != 0)
            continue;
        while (*end != NULL)
            end = &(*end)->ai_next;
    }
    return *found != NULL ? 0 : EAI_NONAME;
}

/* libcurl asks this one, as the program's symbols come before the library's. What real() gives for several addresses is one
 * list, which freeaddrinfo() frees one by one. */
int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
            struct addrinfo **found)
{
    Resolver real = (Resolver)dlsym(RTLD_NEXT, "getaddrinfo");
    if (name == NULL || resolving.name == NULL || strcmp(name, resolving.name) != 0)
        return real(name, service, hints, found);
    const char *addresses = resolving.asked++ == 0 ? resolving.first : resolving.then;
    *found = NULL;
    return addresses != NULL ? resolve_all(real, addresses, service, hints, found) : EAI_NONAME;
}

static Site *
make_site(const char *scheme, const char *name)
{
    Site *site = g_new0(Site, 1);
    site->directory = test_directory_new();
    site->options = (LbHttpOptions){ .allowed = loopback,
                                     .timeout_ms = SITE_TIMEOUT_MS,
                                     .reply_limit = SITE_LIMIT };
    site->base = g_strdup_printf("%s://%s", scheme, name);
    return site;
}

static void
set_port(Site *site)
{
    g_autofree char *before = site->base;
    site->base = g_strdup_printf("%s:%d", before, site->server->port);
}

Site *
site_new_with(const char *name, int expired, const char *option)
{
    Site *site = make_site("https", name);
    test_certificate_make(site->directory, "server", name, expired);
    g_autofree char *key = g_build_filename(site->directory, "server.key", NULL);
    site->ca_file = g_build_filename(site->directory, "server.pem", NULL);
    site->options.ca_file = site->ca_file;
    site->server = test_server_start("http-server.py", "--dump", site->directory, "--tls",
                                     site->ca_file, key, option, NULL);
    set_port(site);
    return site;
}

Site *
site_new(const char *name)
{
    return site_new_with(name, 0, NULL);
}

Site *
site_new_plain(void)
{
    Site *site = make_site("http", "127.0.0.1");
    site->options.plain = true;
    site->server = test_server_start("http-server.py", "--dump", site->directory, NULL);
    set_port(site);
    return site;
}

void
site_free(Site *site)
{
    test_server_stop(site->server);
    test_directory_free(site->directory);
    g_free(site->base);
    g_free(site->ca_file);
    g_free(site);
}

LbHttpReply *
site_get(const Site *site, const char *path, GError **error)
{
    g_autofree char *url = g_strconcat(site->base, path, NULL);
    const LbHttpRequest request = { .method = "GET", .url = url };
    return lb_http_send(&site->options, &request, error);
}

int
site_count(const Site *site)
{
    return test_count(site->directory, ".json");
}

void
site_expect_error(const Site *site, const char *path, LbHttpError code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbHttpReply) reply = site_get(site, path, &error);
    cr_assert_null(reply, "%s: %ld", path, reply != NULL ? reply->status : 0);
    cr_assert(g_error_matches(error, LB_HTTP_ERROR, (int)code), "%s: %d %s", path, error->code,
              error->message);
    cr_assert_gt(strlen(error->message), 10);
}
