/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of provisioners, and opening and closing by certificates. */
#include "access/provisioner.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "access/ca.h"
#include "access/place.h"
#include "support/process.h"

Test(provisioner, each_is_found_by_its_name)
{
    cr_assert_eq(lb_provisioner_find("ssh-certificate"), &lb_certificate_provisioner);
    cr_assert_eq(lb_provisioner_find("script"), &lb_script_provisioner);
    static const char *const none[] = { "", "Script", "ssh", "none" };
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        cr_assert_null(lb_provisioner_find(none[i]));
    size_t count = 0;
    while (lb_provisioner_name(count) != NULL)
        cr_assert_not_null(lb_provisioner_find(lb_provisioner_name(count++)));
    cr_assert_eq(count, 2);
}

Test(provisioner, what_is_no_grant_is_neither_opened_nor_closed)
{
    g_autoptr(LbGrant) grant = place_grant();
    LbProvisionSettings settings = { .private_directory = "/nowhere", .script = "/nowhere/script" };
    LbProvisionOrder order = { .grant = grant,
                               .instance = PLACE_INSTANCE,
                               .settings = &settings,
                               .clock = lb_clock_system() };
    grant->serial = -1;
    for (size_t i = 0; lb_provisioner_name(i) != NULL; i++) {
        const LbProvisioner *provisioner = lb_provisioner_find(lb_provisioner_name(i));
        g_autoptr(LbProvisionResult) opened = lb_provisioner_open(provisioner, &order);
        g_autoptr(LbProvisionResult) closed = lb_provisioner_close(provisioner, &order);
        cr_assert_str_eq(opened->words, "grant: malformed-serial");
        cr_assert_str_eq(closed->words, "grant: malformed-serial");
        cr_assert_not(opened->retryable || closed->retryable);
    }
    static const char *const lines[] = { "", "x", PLACE_HOST_KEY " comment",
                                         "command=\"id\" " PLACE_HOST_KEY,
                                         PLACE_HOST_KEY "\n" PLACE_HOST_KEY };
    grant->serial = 7;
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GPtrArray) keys = g_ptr_array_new();
        g_ptr_array_add(keys, (gpointer)(guintptr)lines[i]);
        order.keys = keys;
        g_autoptr(LbProvisionResult) opened = lb_provisioner_open(&lb_script_provisioner, &order);
        cr_assert_str_eq(opened->words, "keys: malformed-key");
        cr_assert_not(opened->retryable);
    }
}

static LbProvisionOrder
new_order(const LbGrant *grant, const LbProvisionSettings *settings, const GArray *revoked)
{
    return (LbProvisionOrder){ .grant = grant,
                               .instance = PLACE_INSTANCE,
                               .revoked = revoked,
                               .revision = 3,
                               .settings = settings,
                               .clock = lb_clock_system() };
}

Test(provisioner, certificates_are_opened_where_they_can_be_signed)
{
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    LbProvisionSettings settings = { .private_directory = place->private };
    LbProvisionOrder order = new_order(grant, &settings, NULL);
    g_autoptr(LbProvisionResult) result = lb_provisioner_open(&lb_certificate_provisioner, &order);
    cr_assert_eq(result->outcome, LB_PROVISION_OPENED, "%s", result->words);
    g_autofree char *principal = lb_target_principal(PLACE_INSTANCE, grant->target);
    cr_assert_str_eq(result->connection->principal, principal);
    cr_assert_str_eq(result->connection->address, "192.0.2.7");
    cr_assert_eq(result->connection->port, 2222);
    cr_assert_str_eq(result->connection->login, "support");
    g_autofree char *ca = lb_ca_path(place->private);
    cr_assert_eq(g_unlink(ca), 0);
    g_autoptr(LbProvisionResult) failed = lb_provisioner_open(&lb_certificate_provisioner, &order);
    cr_assert_eq(failed->outcome, LB_PROVISION_FAILED);
    cr_assert(failed->retryable);
    cr_assert_not_null(strstr(failed->words, "No such file"), "%s", failed->words);
}

Test(provisioner, closing_revokes_this_one_and_forgets_no_other)
{
    static const int64_t others[] = { 3, 9 };
    g_autoptr(Place) place = place_new();
    g_autoptr(LbGrant) grant = place_grant();
    g_autofree char *krl = place_path(place, "krl");
    g_autoptr(GArray) revoked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    LbProvisionSettings settings = { .private_directory = place->private, .krl = krl };
    LbProvisionOrder order = new_order(grant, &settings, NULL);
    g_autoptr(LbProvisionResult) nothing =
        lb_provisioner_close(&lb_certificate_provisioner, &order);
    cr_assert_eq(nothing->outcome, LB_PROVISION_FAILED, "a list of one would revive the others");
    g_array_append_vals(revoked, others, G_N_ELEMENTS(others));
    order.revoked = revoked;
    /* Twice is as good as once. */
    for (int i = 0; i < 2; i++) {
        g_autoptr(LbProvisionResult) closed =
            lb_provisioner_close(&lb_certificate_provisioner, &order);
        cr_assert_eq(closed->outcome, LB_PROVISION_CLOSED, "%s", closed->words);
    }
    int status = -1;
    g_autofree char *said = place_keygen(place, "-Q -l -f krl", &status);
    cr_assert_not_null(strstr(said, "serial: 3\nserial: 7\nserial: 9\n"), "%s", said);
    settings.krl = "/nowhere/krl";
    g_autoptr(LbProvisionResult) failed = lb_provisioner_close(&lb_certificate_provisioner, &order);
    cr_assert_eq(failed->outcome, LB_PROVISION_FAILED);
    cr_assert(failed->retryable);
    settings.krl = NULL;
    g_autoptr(LbProvisionResult) trivial =
        lb_provisioner_close(&lb_certificate_provisioner, &order);
    cr_assert_eq(trivial->outcome, LB_PROVISION_CLOSED);
}
