/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key that signs: made once, and used only where nobody else could have it. */
#include "access/ca.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/error.h"
#include "access/place.h"
#include "support/process.h"

Test(ca, is_made_once_and_never_again)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lb_ca_path(place->private);
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0600);
    g_autofree char *before = test_read(place->private, "ca", NULL);
    cr_assert_null(lb_ca_init(place->private, lb_clock_system(), &error));
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_EXISTS), "%s",
              error->message);
    g_autofree char *after = test_read(place->private, "ca", NULL);
    cr_assert_str_eq(before, after);
    g_autoptr(LbSshKey) again = lb_ca_read(place->private, lb_clock_system(), NULL);
    cr_assert_not_null(again);
    cr_assert_str_eq(again->fingerprint, place->ca->fingerprint);
    place_must_be_tidy(place);
    /* A link that leads nowhere is something, too. */
    cr_assert_eq(g_unlink(path), 0);
    cr_assert_eq(symlink("/nowhere", path), 0);
    g_clear_error(&error);
    cr_assert_null(lb_ca_init(place->private, lb_clock_system(), &error));
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_EXISTS), "%s",
              error->message);
}

Test(ca, that_others_could_have_read_signs_nothing)
{
    static const unsigned modes[] = { 0640, 0604, 0660, 0400, 0700, 04600 };
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    g_autofree char *path = lb_ca_path(place->private);
    LbCertificateOrder order = place_order(place, grant);
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        cr_assert_eq(g_chmod(path, (int)modes[i]), 0);
        place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "mode 0600");
    }
    cr_assert_eq(g_chmod(path, 0600), 0);
    cr_assert_eq(g_chmod(place->private, 0750), 0);
    place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "mode 0700");
    cr_assert_eq(g_chmod(place->private, 0700), 0);
    if (geteuid() == 0) {
        cr_assert_eq(chown(path, 65534, 0), 0);
        place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "of the user who signs");
        cr_assert_eq(chown(path, 0, 0), 0);
    }
    g_autofree char *elsewhere = place_path(place, "moved");
    cr_assert_eq(g_rename(path, elsewhere), 0);
    place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "No such file");
    cr_assert_eq(symlink(elsewhere, path), 0);
    place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "/ca: ");
    cr_assert_eq(g_unlink(path), 0);
    cr_assert_eq(g_mkdir(path, 0700), 0);
    place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "regular file");
    cr_assert_eq(g_rmdir(path), 0);
    cr_assert_eq(g_rename(elsewhere, path), 0);
    g_free(place_must_sign(&order));
}

Test(ca, of_another_kind_or_behind_a_passphrase_signs_nothing)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    g_autofree char *path = lb_ca_path(place->private);
    LbCertificateOrder order = place_order(place, grant);
    int status = -1;
    cr_assert_eq(g_unlink(path), 0);
    g_free(place_keygen(place, "-q -t rsa -b 2048 -N '' -f private/ca", &status));
    place_must_refuse(&order, LB_ACCESS_ERROR_SETTINGS, "is a ssh-rsa key");
    cr_assert_eq(g_unlink(path), 0);
    g_autofree char *public = g_strconcat(path, ".pub", NULL);
    cr_assert_eq(g_unlink(public), 0);
    g_free(place_keygen(place, "-q -t ed25519 -N secret -f private/ca", &status));
    place_must_refuse(&order, LB_ACCESS_ERROR_PROGRAM, "ssh-keygen -y");
    g_free(place_write(place, "private/ca", "no key at all\n", 0600));
    place_must_refuse(&order, LB_ACCESS_ERROR_PROGRAM, "ssh-keygen -y");
    cr_assert_eq(g_unlink(public), 0);
    place_must_be_tidy(place);
}
