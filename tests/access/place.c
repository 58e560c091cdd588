/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place for tests of access. */
#include "access/place.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#include "access/ca.h"
#include "access/error.h"
#include "base/span.h"
#include "support/process.h"

Place *
place_new(void)
{
    g_autoptr(GError) error = NULL;
    Place *place = g_new0(Place, 1);
    place->root = test_directory_new();
    place->private = g_build_filename(place->root, "private", NULL);
    cr_assert_eq(g_mkdir(place->private, 0700), 0);
    place->ca = lb_ca_init(place->private, lb_clock_system(), &error);
    cr_assert_not_null(place->ca, "%s", error != NULL ? error->message : "");
    int status = -1;
    g_free(place_keygen(place, "-q -t ed25519 -N '' -C engineer7 -f key", &status));
    cr_assert_eq(status, 0);
    place->public_key = test_read(place->root, "key.pub", NULL);
    return place;
}

void
place_free(Place *place)
{
    if (place == NULL)
        return;
    test_directory_free(place->root);
    g_free(place->private);
    lb_sshkey_free(place->ca);
    g_free(place->public_key);
    g_free(place);
}

char *
place_path(const Place *place, const char *name)
{
    return g_build_filename(place->root, name, NULL);
}

char *
place_write(const Place *place, const char *name, const char *text, unsigned mode)
{
    char *path = place_path(place, name);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    cr_assert_eq(g_chmod(path, (int)mode), 0);
    return path;
}

LbGrant *
place_grant(void)
{
    LbGrant *grant = lb_grant_new();
    grant->serial = 7;
    grant->request = g_strdup("LB-42");
    grant->account = g_strdup("engineer7@fabrikam.example");
    grant->target = lb_target_new(PLACE_MACHINE, "192.0.2.7", 2222, "support");
    lb_target_add_host_key(grant->target, PLACE_HOST_KEY);
    lb_grant_add_port(grant, 22);
    lb_grant_add_port(grant, 3389);
    grant->start = 1795492729 * LB_SECOND + 250000;
    grant->end = grant->start + 8 * LB_HOUR;
    return grant;
}

LbCertificateOrder
place_order(const Place *place, const LbGrant *grant)
{
    return (LbCertificateOrder){ .directory = place->private,
                                 .instance = PLACE_INSTANCE,
                                 .grant = grant,
                                 .public_key = place->public_key,
                                 .start = grant->start,
                                 .end = grant->end,
                                 .terminal = true,
                                 .clock = lb_clock_system() };
}

char *
place_must_sign(const LbCertificateOrder *order)
{
    g_autoptr(GError) error = NULL;
    char *certificate = lb_certificate_sign(order, &error);
    cr_assert_not_null(certificate, "%s", error != NULL ? error->message : "");
    return certificate;
}

void
place_must_refuse(const LbCertificateOrder *order, int code, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *certificate = lb_certificate_sign(order, &error);
    cr_assert_null(certificate, "signed in spite of %s", words);
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, code), "%s", error->message);
    cr_assert_not_null(strstr(error->message, words), "\"%s\" is not in \"%s\"", words,
                       error->message);
}

char *
place_keygen(const Place *place, const char *command, int *status)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_strconcat("env TZ=UTC ssh-keygen ", command, NULL);
    g_auto(GStrv) words = NULL;
    char *output = NULL;
    cr_assert(g_shell_parse_argv(line, NULL, &words, &error));
    bool ran =
        g_spawn_sync(place->root, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &output, NULL, status, &error);
    cr_assert(ran, "%s", error != NULL ? error->message : "");
    *status = WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
    return output;
}

void
place_must_be_tidy(const Place *place)
{
    g_autoptr(GDir) directory = g_dir_open(place->private, 0, NULL);
    for (const char *name = g_dir_read_name(directory); name != NULL;
         name = g_dir_read_name(directory))
        cr_assert_str_eq(name, "ca", "%s was left", name);
}
