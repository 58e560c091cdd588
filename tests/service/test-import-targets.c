/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets that come in with a directory: what is taken, what is refused by which field, and what stays. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/intaking.h"
#include "service/targets.h"

#define MACHINE                                                     \
    "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers" \
    "/Microsoft.Compute/virtualMachines/vm-web-01"
#define HOST_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"
#define TARGET(resource, address, port, login, keys)                          \
    "{\"targets\": [{\"resource\": \"" resource "\", \"address\": \"" address \
    "\", \"port\": " port ", \"login\": \"" login "\", \"hostKeys\": [" keys "]}]}"
#define GOOD TARGET(MACHINE, "192.0.2.7", "22", "support", "\"" HOST_KEY " root@vm\"")

#define SET "SELECT count(*) FROM activity WHERE operation = 'SetTarget' AND tenant = '" CONTOSO "'"

static void
import(Intake *intake, const char *text)
{
    intake_write(intake, DIRECTORY, text, -1);
    intake_good_directory(intake);
}

Test(import_targets, are_set_and_logged_as_the_operators, .timeout = 60)
{
    g_autoptr(Intake) intake = intake_new();
    World *world = intake->world;
    import(intake, GOOD);
    cr_assert_eq(intake->report.targets, 1);
    cr_assert_eq(world_count(world, SET " AND caller = 'operator'"), 1);
    g_autoptr(LbTarget) target = lb_targets_get(world->service, "vm-web-01", NULL);
    cr_assert_str_eq(target->address, "192.0.2.7");
    cr_assert_eq(target->host_keys->len, 1u);
    cr_assert_str_eq(g_ptr_array_index(target->host_keys, 0), HOST_KEY);
    /* Again: nothing to log but the import. */
    import(intake, GOOD);
    cr_assert_eq(world_count(world, SET), 1);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(*found, "%s", *found);
}

Test(import_targets, stay_where_a_file_does_not_name_them, .timeout = 60)
{
    g_autoptr(Intake) intake = intake_new();
    World *world = intake->world;
    import(intake, GOOD);
    import(intake, "{\"targets\": []}");
    import(intake, TARGET("/subscriptions/" HONBAN "/resourceGroups/rg-web/providers"
                          "/Microsoft.Compute/virtualMachines/vm-honban",
                          "2001:db8::7", "22", "support", "\"" HOST_KEY "\""));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM target"), 2);
    cr_assert_eq(world_count(world, SET), 1, "each in the log of its own customer");
}

Test(import_targets, that_nothing_could_be_reached_by_are_refused_by_their_field, .timeout = 120)
{
    static const struct {
        const char *from, *to, *field, *why;
    } rows[] = {
        { MACHINE, "", "field resource", "is empty" },
        { MACHINE, "vm-web-01", "field resource", "" },
        { MACHINE, "/subscriptions/" PRODUCTION, "field resource", "not known" },
        { "vm-web-01", "vm-nowhere", "field resource", "not known" },
        { PRODUCTION, "nowhere", "field resource", "subscription that is not known" },
        { "192.0.2.7", "", "field address", "is empty" },
        { "192.0.2.7", "vm 1", "field address", "neither a host name nor" },
        { "192.0.2.7", "-oProxyCommand=id", "field address", "neither a host name nor" },
        { "192.0.2.7", "vm\\u001b[2J", "field address", "" },
        { "192.0.2.7", "127.0.0.1", "field address", "leads to this host" },
        { "192.0.2.7", "::1", "field address", "leads to this host" },
        { "\"port\": 22", "\"port\": 0", "field port", "" },
        { "\"port\": 22", "\"port\": 65536", "field port", "" },
        { "\"port\": 22", "\"port\": \"22\"", "field port", "" },
        { "\"port\": 22", "\"port\": null", "field port", "from 1 to 65535" },
        { "support", "", "field login", "is empty" },
        { "support", "-l", "field login", "ASCII letters" },
        { "support", "a;id", "field login", "ASCII letters" },
        { "\"" HOST_KEY " root@vm\"", "", "field hostKeys", "At least one" },
        { HOST_KEY, "ssh-ed25519 AAAA", "field hostKeys[0]", "" },
        { HOST_KEY, "@cert-authority * " HOST_KEY, "field hostKeys[0]", "" },
        { "\"" HOST_KEY " root@vm\"", "\"" HOST_KEY "\", \"" HOST_KEY "\"", "field hostKeys",
          "named twice" },
        { "\"" HOST_KEY " root@vm\"", "{}", "field hostKeys[0]", "" },
        { "\"port\"", "\"Port\"", "field Port", "" },
    };
    g_autoptr(Intake) intake = intake_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        intake_write(intake, DIRECTORY, GOOD, -1);
        intake_change(intake, DIRECTORY, rows[i].from, rows[i].to);
        intake_refused_directory(intake, DIRECTORY, "targets", rows[i].field, rows[i].why, NULL);
    }
}

Test(import_targets, of_this_host_come_in_where_they_are_allowed, .timeout = 60)
{
    g_autoptr(Intake) intake = intake_new();
    LbImportReport report;
    g_autoptr(GError) error = NULL;
    intake_write(intake, DIRECTORY, TARGET(MACHINE, "::1", "22", "support", "\"" HOST_KEY "\""),
                 -1);
    g_autofree char *path = intake_path(intake, DIRECTORY);
    cr_assert(lb_import_directory(intake->world->service, path, true, &report, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_eq(report.targets, 1);
}

/* A host's key is no person's, by whichever way it comes. */
Test(import_targets, a_hosts_key_is_no_persons, .timeout = 60)
{
    g_autoptr(Intake) intake = intake_new();
    g_autoptr(LbSshKey) key = lb_sshkey_parse(HOST_KEY, NULL);
    cr_assert(lb_targets_add_key(intake->world->service, "vm-web-01", key, NULL));
    intake_write(intake, DIRECTORY,
                 "{\"people\": [{\"account\": \"new@contoso.example\", \"tenant\": \"" CONTOSO
                 "\", \"keys\": [\"" HOST_KEY "\"]}]}",
                 -1);
    intake_refused_directory(intake, DIRECTORY, "people", "field keys[0]", "or to a target", NULL);
}

Test(import_targets, the_example_fits_that_of_the_directory, .timeout = 60)
{
    g_autoptr(Intake) intake = intake_new_example();
    g_autofree char *path =
        g_build_filename(g_getenv("top_srcdir"), "data", "examples", "targets.json", NULL);
    g_autofree char *text = NULL;
    intake_good_directory(intake);
    cr_assert(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
    import(intake, text);
    cr_assert_eq(intake->report.targets, 2);
}
