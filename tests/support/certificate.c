/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for tests. */
#include "support/certificate.h"

#include <criterion/criterion.h>
#include <glib.h>

static void run(const char *directory, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
run(const char *directory, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_auto(GStrv) command = g_strsplit(line, " ", -1);
    g_autofree char *words = NULL;
    g_autoptr(GError) error = NULL;
    int status = -1;
    g_spawn_sync(directory, command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                 NULL, NULL, &words, &status, &error);
    cr_assert(error == NULL && status == 0, "%s: %s", line, words != NULL ? words : error->message);
}

/* "openssl req -x509" makes no certificate of the past, "openssl ca" does. */
static void
make_expired(const char *directory, const char *name, const char *host)
{
    g_autofree char *configuration = g_strdup_printf(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=%s.index\nnew_certs_dir=.\nserial=%s.serial\n"
        "default_md=sha256\npolicy=any\nx509_extensions=extensions\n[any]\ncommonName=supplied\n"
        "[extensions]\nsubjectAltName=DNS:%s\nbasicConstraints=CA:true\n",
        name, name, host);
    g_autofree char *path = g_strdup_printf("%s/%s.conf", directory, name);
    g_autofree char *index = g_strdup_printf("%s/%s.index", directory, name);
    cr_assert(g_file_set_contents(path, configuration, -1, NULL) &&
              g_file_set_contents(index, "", 0, NULL));
    run(directory,
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=%s "
        "-keyout %s.key"
        " -out %s.csr",
        host, name, name);
    run(directory,
        "openssl ca -batch -selfsign -create_serial -config %s.conf -keyfile %s.key -in %s.csr "
        "-out %s.pem"
        " -notext -startdate 20200101000000Z -enddate 20200201000000Z",
        name, name, name, name);
}

void
test_certificate_make(const char *directory, const char *name, const char *host, int expired)
{
    if (expired)
        make_expired(directory, name, host);
    else
        run(directory,
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "
            "/CN=%s -days 2"
            " -addext subjectAltName=DNS:%s -keyout %s.key -out %s.pem",
            host, host, name, name);
}
