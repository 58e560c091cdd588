/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation: exactly the serials that were named, in a list that can be read at any moment. */
#include "access/krl.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "access/ca.h"
#include "access/error.h"
#include "access/place.h"
#include "base/span.h"
#include "support/process.h"

static LbKrlOrder
new_order(const Place *place, const char *path, const GArray *serials)
{
    return (LbKrlOrder){ .directory = place->private,
                         .path = path,
                         .serials = serials,
                         .version = 12,
                         .time = 1795492729 * LB_SECOND,
                         .clock = lb_clock_system() };
}

static void
must_write(const LbKrlOrder *order)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_krl_write(order, &error), "%s", error != NULL ? error->message : "");
}

/* Whether ssh-keygen says that a certificate with @serial is revoked. */
static bool
is_revoked(const Place *place, int64_t serial)
{
    g_autoptr(LbGrant) grant = place_grant();
    grant->serial = serial;
    LbCertificateOrder order = place_order(place, grant);
    g_autofree char *certificate = lb_certificate_sign(&order, NULL);
    cr_assert_not_null(certificate);
    g_free(place_write(place, "asked-cert.pub", certificate, 0600));
    int status = -1;
    g_autofree char *said = place_keygen(place, "-Q -f krl asked-cert.pub", &status);
    bool revoked = strstr(said, "REVOKED") != NULL;
    cr_assert_eq(status, revoked ? 1 : 0, "%s", said);
    cr_assert(revoked || strstr(said, ": ok") != NULL, "%s", said);
    return revoked;
}

static GArray *
new_serials(const int64_t *numbers, guint count)
{
    GArray *serials = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_vals(serials, numbers, count);
    return serials;
}

Test(krl, revokes_what_is_named_and_nothing_else)
{
    static const int64_t numbers[] = { 9, 3, 5, 7, 6, 5, 1000000, INT64_MAX, INT64_MAX - 1 };
    static const int64_t revoked[] = { 3, 5, 6, 7, 9, 1000000, INT64_MAX - 1, INT64_MAX };
    static const int64_t fine[] = { 1, 2, 4, 8, 10, 999999, 1000001, INT64_MAX - 2 };
    g_autoptr(Place) place = place_new();
    g_autofree char *path = place_path(place, "krl");
    g_autoptr(GArray) serials = new_serials(numbers, G_N_ELEMENTS(numbers));
    LbKrlOrder order = new_order(place, path, serials);
    must_write(&order);
    for (size_t i = 0; i < G_N_ELEMENTS(revoked); i++)
        cr_assert(is_revoked(place, revoked[i]), "%" G_GINT64_FORMAT, revoked[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(fine); i++)
        cr_assert_not(is_revoked(place, fine[i]), "%" G_GINT64_FORMAT, fine[i]);
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0644);
    int code = -1;
    g_autofree char *said = place_keygen(place, "-Q -l -f krl", &code);
    cr_assert_not_null(strstr(said, "# KRL version 12\n"), "%s", said);
    cr_assert_not_null(strstr(said, "# Generated at 20261124T"), "%s", said);
    place_must_be_tidy(place);
}

Test(krl, an_empty_one_can_be_read_and_revokes_nothing)
{
    g_autoptr(Place) place = place_new();
    g_autofree char *path = place_path(place, "krl");
    g_autoptr(GArray) serials = new_serials(NULL, 0);
    LbKrlOrder order = new_order(place, path, serials);
    must_write(&order);
    cr_assert_not(is_revoked(place, 1));
}

/* ssh-keygen itself would write a bit map here that no sshd can read. */
Test(krl, many_serials_that_lie_close_to_each_other_can_be_read)
{
    g_autoptr(Place) place = place_new();
    g_autofree char *path = place_path(place, "krl");
    g_autoptr(GArray) serials = new_serials(NULL, 0);
    for (int64_t serial = 1; serial < 60000; serial += 2)
        g_array_append_val(serials, serial);
    LbKrlOrder order = new_order(place, path, serials);
    must_write(&order);
    cr_assert(is_revoked(place, 59999));
    cr_assert_not(is_revoked(place, 60000));
    cr_assert_not(is_revoked(place, 2));
}

Test(krl, is_replaced_as_a_whole_or_not_at_all)
{
    static const int64_t seven = 7, none = 0;
    g_autoptr(Place) place = place_new();
    g_autofree char *path = place_path(place, "krl");
    g_autoptr(GArray) serials = new_serials(&seven, 1);
    LbKrlOrder order = new_order(place, path, serials);
    must_write(&order);
    gsize length = 0, later_length = 0;
    g_autofree char *before = test_read(place->root, "krl", &length);
    g_autoptr(GArray) wrong = new_serials(&none, 1);
    g_autoptr(GError) error = NULL;
    LbKrlOrder bad = new_order(place, path, wrong);
    cr_assert_not(lb_krl_write(&bad, &error));
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_ORDER), "%s", error->message);
    g_clear_error(&error);
    g_autofree char *ca = lb_ca_path(place->private);
    cr_assert_eq(g_chmod(ca, 0644), 0);
    cr_assert_not(lb_krl_write(&order, &error));
    cr_assert(g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS));
    cr_assert_eq(g_chmod(ca, 0600), 0);
    g_autofree char *after = test_read(place->root, "krl", &later_length);
    cr_assert_eq(length, later_length);
    cr_assert_eq(memcmp(before, after, length), 0);
    /* Who has the old one open goes on reading it: another file has taken its name. */
    GStatBuf old, new;
    cr_assert_eq(g_stat(path, &old), 0);
    must_write(&order);
    cr_assert_eq(g_stat(path, &new), 0);
    cr_assert_neq(old.st_ino, new.st_ino);
    cr_assert_eq(test_count(place->root, ".tmp"), 0);
    place_must_be_tidy(place);
}

Test(krl, speaks_of_its_own_authority_alone)
{
    static const int64_t seven = 7;
    g_autoptr(Place) place = place_new();
    g_autoptr(Place) other = place_new();
    g_autofree char *path = place_path(other, "krl");
    g_autoptr(GArray) serials = new_serials(&seven, 1);
    LbKrlOrder order = new_order(place, path, serials);
    must_write(&order);
    cr_assert_not(is_revoked(other, 7));
}
