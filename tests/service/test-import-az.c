/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The az import: who may approve after it, what a second one changes, what stays with other tenants, and what the
 * log tells. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/intaking.h"
#include "store/directory.h"

#define EVERYBODY "approver,root,sato,taro_fabrikam.example#EXT#,tenant-root,yamada"
#define ABOVE "root,tenant-root"

static int64_t
count(const Intake *intake, const char *sql)
{
    return world_count(intake->world, sql);
}

Test(import_az, owners_at_or_above_the_subscription_approve)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
    /* az listed the assignments of the current subscription: only the root group surely covers the other. */
    intake_expect_approvers(intake, JP_KAIHATSU, ABOVE);
    cr_assert_eq(intake->report.tenants, 2);
    cr_assert_eq(intake->report.subscriptions, 2);
    cr_assert_eq(intake->report.resources, 7);
    cr_assert_eq(intake->report.principals, 14);
    cr_assert_eq(intake->report.role_assignments, 17);
    cr_assert_eq(intake->report.not_people, 3);
    cr_assert_eq(intake->report.without_approver, 0);
}

Test(import_az, each_assignment_is_kept_with_its_scope)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    const char *const scopes[] = {
        "/",
        "/providers/microsoft.management/managementgroups/" JP,
        "/providers/microsoft.management/managementgroups/mg-jp-prod",
        "/subscriptions/" JP_HONBAN,
        "/subscriptions/" JP_HONBAN "/resourcegroups/rg-web",
        "/subscriptions/" JP_HONBAN "/resourcegroups/rg-web/providers/microsoft.compute"
        "/virtualmachines/vm-web-01",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(scopes); i++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT count(*) FROM role_assignment WHERE source = 'az' AND role = 'Owner'"
            " AND scope = '%s'",
            scopes[i]);
        cr_assert_geq(count(intake, sql), 1, "%s", scopes[i]);
    }
    cr_assert_eq(count(intake, "SELECT count(*) FROM role_assignment WHERE source = 'az' AND role ="
                               " '仮想マシン オペレーター'"),
                 1);
}

Test(import_az, people_are_what_az_knows_of_them)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "03'"
                               " AND name = '山田 太郎' AND mail = 'yamada@mail.contosojp.example'"
                               " AND language = 'ja' AND tenant = '" JP "' AND kind = 'User'"),
                 1);
    /* A guest is written to at the address that is a mailbox, and never at the account. */
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "12'"
                               " AND mail = 'taro@fabrikam.example'"),
                 1);
    /* Where az knows no mail, the account serves. */
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "01'"
                               " AND mail = account"),
                 1);
    cr_assert_eq(count(intake, "SELECT enabled FROM principal WHERE object = '" JP_PERSON "14'"),
                 0);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE account LIKE 'nobody@%'"), 0);
    g_autofree char *entry = intake_log(intake, JP);
    cr_assert_not_null(strstr(entry, "\"mailsLeftOut\":1"), "%s", entry);
}

Test(import_az, a_guest_without_a_mailbox_is_not_written_to)
{
    g_autoptr(Intake) intake = intake_new();
    intake->no_users = true;
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "12'"
                               " AND mail IS NULL"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "04'"
                               " AND mail = 'Sato@contosojp.example'"),
                 1);
}

Test(import_az, resources_are_what_az_knows_of_them)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    const struct {
        const char *name, *type, *model, *os;
    } expected[] = {
        { "vm-web-01", "Microsoft.Compute/virtualMachines", "arm", "Windows" },
        { "vm-web-02", "Microsoft.Compute/virtualMachines", "arm", "none" },
        { "vmss-app", "Microsoft.Compute/virtualMachineScaleSets", "arm", "Linux" },
        { "vm-old", "Microsoft.ClassicCompute/virtualMachines", "classic", "none" },
        { "providers", "Microsoft.Storage/storageAccounts", "arm", "none" },
        { "受注", "Microsoft.Sql/servers/databases", "arm", "none" },
        { "Failure Anomalies - 本番", "microsoft.insights/components", "arm", "none" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *sql = g_strdup_printf(
            "SELECT count(*) FROM resource WHERE subscription = '" JP_HONBAN "' AND name = '%s'"
            " AND type = '%s' AND model = '%s' AND os = '%s'",
            expected[i].name, expected[i].type, expected[i].model, expected[i].os);
        cr_assert_eq(count(intake, sql), 1, "%s", expected[i].name);
    }
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE id = '" JP "'"
                               " AND name = 'コントソ株式会社' AND plan = 'Developer'"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM subscription WHERE id = '" JP_KAIHATSU "'"
                               " AND name = '開発・検証'"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE id = '" EMPTY_TENANT "'"
                               " AND name = id"),
                 1);
}

Test(import_az, importing_again_changes_nothing_but_the_log)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autofree char *once = intake_dump(intake);
    cr_assert_not_null(strstr(once, "management_group|"));
    LbImportReport report = intake->report;
    int64_t entries = count(intake, "SELECT count(*) FROM activity");
    intake_good_az(intake);
    g_autofree char *twice = intake_dump(intake);
    cr_assert_str_eq(once, twice);
    cr_assert_eq(memcmp(&report, &intake->report, sizeof report), 0);
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity"), entries + 2);
}

Test(import_az, what_operators_set_survives_the_next_import)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autofree char *words = world_tamper(
        intake->world, "UPDATE tenant SET plan = 'Premier', preview = 1 WHERE id = '" JP "';"
                       "UPDATE resource SET os = 'Windows' WHERE name = 'vm-web-02'");
    cr_assert_null(words);
    world_adopt(intake->world);
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE plan = 'Premier' AND preview = 1"
                               " AND id = '" JP "'"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM resource WHERE name = 'vm-web-02' AND"
                               " subscription = '" JP_HONBAN "' AND os = 'Windows'"),
                 1);
}

Test(import_az, a_role_that_is_lost_decides_no_more)
{
    const struct {
        const char *account, *left;
    } lost[] = {
        { "root@", "approver,sato,taro_fabrikam.example#EXT#,tenant-root,yamada" },
        { "tenant-root@", "approver,root,sato,taro_fabrikam.example#EXT#,yamada" },
        { "yamada@", "approver,root,sato,taro_fabrikam.example#EXT#,tenant-root" },
        { "Sato@", "approver,root,taro_fabrikam.example#EXT#,tenant-root,yamada" },
        { "approver@", "root,sato,taro_fabrikam.example#EXT#,tenant-root,yamada" },
        { "taro_", "approver,root,sato,tenant-root,yamada" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lost); i++) {
        g_autoptr(Intake) intake = intake_new();
        intake_good_az(intake);
        /* "root@" stands in "tenant-root@" too. */
        g_autofree char *named = g_strdup_printf("\"%s", lost[i].account);
        intake_change(intake, ROLES, named, "\"gone@");
        intake_remove(intake, ROLES, "principalName", "gone@");
        intake_good_az(intake);
        intake_expect_approvers(intake, JP_HONBAN, lost[i].left);
        cr_assert_eq(intake->report.role_assignments_removed, 1, "%s", lost[i].account);
    }
}

/* Which import saw a row last is not held against the log, and keeps nothing that the next one does not see. */
Test(import_az, a_role_that_only_says_it_was_seen_is_lost_too)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_change(intake, ROLES, "\"Sato@", "\"gone@");
    intake_remove(intake, ROLES, "principalName", "gone@");
    world_forge(intake->world, "UPDATE role_assignment SET import ="
                               " (SELECT max(sequence) + 1 FROM activity)");
    intake_good_az(intake);
    intake_expect_approvers(intake, JP_HONBAN,
                            "approver,root,taro_fabrikam.example#EXT#,tenant-root,yamada");
}

Test(import_az, roles_below_the_subscription_go_too)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_remove(intake, ROLES, "scope", "/resourceGroups/");
    intake_good_az(intake);
    cr_assert_eq(intake->report.role_assignments_removed, 3);
    cr_assert_eq(count(intake, "SELECT count(*) FROM role_assignment WHERE scope LIKE"
                               " '/subscriptions/" JP_HONBAN "/%'"),
                 0);
}

Test(import_az, a_subscription_that_nobody_can_approve_for_is_counted)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_write(intake, ROLES, "[]", -1);
    intake_good_az(intake);
    cr_assert_eq(intake->report.without_approver, 2);
    cr_assert_eq(intake->report.role_assignments_removed, 17);
    intake_expect_approvers(intake, JP_HONBAN, "");
}

Test(import_az, a_resource_that_is_gone_is_removed)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_remove(intake, RESOURCES, "name", "vm-web-02");
    intake_good_az(intake);
    cr_assert_eq(intake->report.resources_removed, 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM resource WHERE subscription = '" JP_HONBAN
                               "' AND name = 'vm-web-02'"),
                 0);
    /* Another tenant has machines of that name. */
    cr_assert_eq(count(intake, "SELECT count(*) FROM resource WHERE name = 'vm-web-02'"), 1);
}

Test(import_az, a_subscription_that_is_not_listed_stays_as_it_is)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    /* Another day, with the other subscription as the current one: az lists nothing of the first. */
    intake_remove(intake, ACCOUNTS, "name", "本番環境");
    intake_write(intake, RESOURCES, "[]", -1);
    intake_remove(intake, ROLES, "scope", "/subscriptions/");
    intake_assign(intake, "40", "kaihatsu@contosojp.example", "User", "Owner",
                  "/subscriptions/" JP_KAIHATSU);
    intake_good_az(intake);
    intake_expect_approvers(intake, JP_KAIHATSU, "kaihatsu,root,tenant-root,yamada");
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
    cr_assert_eq(intake->report.resources_removed, 0);
    cr_assert_eq(intake->report.role_assignments_removed, 0);
}

Test(import_az, a_management_group_that_covers_no_more_gives_no_role)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    /* The subscription was moved: another group's owner is listed now. */
    intake_change(intake, ROLES, GROUPS "mg-jp-Prod", GROUPS "mg-jp-dev");
    intake_change(intake, ROLES, "yamada@", "suzuki@");
    intake_change(intake, ROLES, JP_PERSON "03", JP_PERSON "33");
    intake_remove(intake, USERS, "userPrincipalName", "yamada@");
    intake_good_az(intake);
    intake_expect_approvers(intake, JP_HONBAN,
                            "approver,root,sato,suzuki,taro_fabrikam.example#EXT#,tenant-root");
    cr_assert_eq(count(intake, "SELECT count(*) FROM management_group WHERE path LIKE '%prod'"
                               " AND subscription = '" JP_HONBAN "'"),
                 0);
    cr_assert_eq(count(intake, "SELECT count(*) FROM role_assignment WHERE source = 'az'"
                               " AND scope LIKE '%mg-jp-prod'"),
                 0);
}

Test(import_az, a_renamed_account_keeps_its_person_and_keys)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    int64_t row =
        count(intake, "SELECT id FROM principal WHERE account = 'sato@contosojp.example'");
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO key (principal, type, blob, fingerprint, added)"
                        " VALUES (%d, 'ssh-ed25519', 'AAAA', 'SHA256:x', 1)",
                        (int)row);
    g_autofree char *words = world_tamper(intake->world, sql);
    cr_assert_null(words);
    world_adopt(intake->world);
    intake_change(intake, ROLES, "Sato@contosojp.example", "tanaka@contosojp.example");
    intake_change(intake, USERS, "sato@contosojp.example", "tanaka@contosojp.example");
    intake_good_az(intake);
    cr_assert_eq(
        count(intake, "SELECT id FROM principal WHERE account = 'Tanaka@contosojp.example'"), row);
    cr_assert_eq(
        count(intake, "SELECT count(*) FROM principal WHERE account LIKE 'sato@contosojp%'"), 0);
    cr_assert_eq(count(intake, "SELECT count(*) FROM key k JOIN principal p ON p.id = k.principal"
                               " WHERE p.object = '" JP_PERSON "04' AND k.revoked IS NULL"),
                 1);
}

Test(import_az, an_account_given_to_somebody_else_brings_neither_keys_nor_past)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    int64_t row =
        count(intake, "SELECT id FROM principal WHERE account = 'root@contosojp.example'");
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO key (principal, type, blob, fingerprint, added)"
                        " VALUES (%d, 'ssh-ed25519', 'AAAA', 'SHA256:x', 1)",
                        (int)row);
    g_autofree char *words = world_tamper(intake->world, sql);
    cr_assert_null(words);
    world_adopt(intake->world);
    intake_change(intake, ROLES, JP_PERSON "01", JP_PERSON "51");
    intake_change(intake, USERS, JP_PERSON "01", JP_PERSON "51");
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "51'"
                               " AND account = 'root@contosojp.example' AND id <> person"),
                 1);
    cr_assert_neq(
        count(intake, "SELECT id FROM principal WHERE account = 'root@contosojp.example'"), row);
    /* The first one is still there, under its object id, without the other's mailbox. */
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "01'"
                               " AND account = object AND mail IS NULL"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM key k JOIN principal p ON p.id = k.principal"
                               " WHERE p.object = '" JP_PERSON "01'"),
                 1);
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
}

Test(import_az, accounts_that_change_places_change_places)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_change(intake, ROLES, JP_PERSON "01", "swap");
    intake_change(intake, ROLES, JP_PERSON "08", JP_PERSON "01");
    intake_change(intake, ROLES, "swap", JP_PERSON "08");
    intake_change(intake, USERS, JP_PERSON "01", JP_PERSON "08");
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "08'"
                               " AND account = 'root@contosojp.example'"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE object = '" JP_PERSON "01'"
                               " AND account = 'contributor@contosojp.example'"),
                 1);
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
}

Test(import_az, a_delegated_subscription_belongs_to_its_home_tenant)
{
    g_autoptr(Intake) intake = intake_new();
    intake_copy(intake, "accounts-delegated.json", ACCOUNTS);
    intake_write(intake, RESOURCES, "[]", -1);
    intake_write(intake, ROLES, "[]", -1);
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM subscription WHERE name = '委任された本番'"
                               " AND tenant = '33aa44bb-55cc-4dd6-8ee7-ff0011223344'"),
                 1);
    /* The name that az prints is that of the tenant it came through. */
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE name = id AND id ="
                               " '33aa44bb-55cc-4dd6-8ee7-ff0011223344'"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE name = 'Fabrikam'"), 1);
}

Test(import_az, another_tenants_subscription_is_not_taken_over)
{
    g_autoptr(Intake) intake = intake_new();
    intake_change(intake, ACCOUNTS, "B2E1D8C3-6A4F-4C26-9D71-2F3A4B5C6D72", PRODUCTION);
    intake_refused_az(intake, ACCOUNTS ": element 2: field id:", "another tenant", NULL);
}

Test(import_az, another_tenants_account_is_not_taken_over)
{
    const char *const accounts[] = { "owner1@contoso.example", "OWNER1@CONTOSO.EXAMPLE",
                                     "engineer7@fabrikam.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(Intake) intake = intake_new();
        intake_change(intake, ROLES, "Sato@contosojp.example", accounts[i]);
        intake_refused_az(intake, ROLES ": element 4: field principalId:", accounts[i],
                          "belongs to somebody else", NULL);
    }
    g_autoptr(Intake) intake = intake_new();
    intake_change(intake, USERS, "sato@contosojp.example", "owner1@contoso.example");
    intake_refused_az(
        intake, USERS ": element 3: field userPrincipalName:", "belongs to somebody else", NULL);
}

Test(import_az, another_tenants_object_is_not_taken_over)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    intake_copy(intake, "accounts-delegated.json", ACCOUNTS);
    intake_write(intake, RESOURCES, "[]", -1);
    intake_write(intake, ROLES, "[]", -1);
    intake_assign(intake, "04", "other@home.example", "User", "Owner",
                  "/subscriptions/c3d2e1f0-5b6a-4d37-8e82-3a4b5c6d7e83");
    intake_refused_az(intake, ROLES ": element 1: field principalId:", "belongs to somebody else",
                      NULL);
}

/* The administrators' group of a partner has the same object id in all tenants that it looks after. */
Test(import_az, a_foreign_group_may_hold_roles_in_several_tenants)
{
    g_autoptr(Intake) intake = intake_new();
    intake_assign(intake, "70", "Foreign Principal for 'Fabrikam'", "ForeignGroup", "Owner",
                  "/subscriptions/" JP_HONBAN);
    intake_good_az(intake);
    g_autofree char *before = intake_dump(intake);
    intake_good_az(intake);
    g_autofree char *after = intake_dump(intake);
    cr_assert_str_eq(before, after);
    intake_copy(intake, "accounts-delegated.json", ACCOUNTS);
    intake_write(intake, RESOURCES, "[]", -1);
    intake_write(intake, ROLES, "[]", -1);
    intake_assign(intake, "70", "Foreign Principal for 'Fabrikam'", "ForeignGroup", "Owner",
                  "/subscriptions/c3d2e1f0-5b6a-4d37-8e82-3a4b5c6d7e83");
    intake_good_az(intake);
    cr_assert_eq(intake->report.not_people, 1);
    intake_expect_approvers(intake, "c3d2e1f0-5b6a-4d37-8e82-3a4b5c6d7e83", "");
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
}

Test(import_az, an_owner_above_another_tenants_subscriptions_does_not_approve_there)
{
    g_autoptr(Intake) intake = intake_new();
    intake_expect_approvers(intake, PRODUCTION, "approver1,owner1,owner2,owner3");
    /* Contoso has a management group of this name. */
    intake_change(intake, ROLES, GROUPS "mg-jp-Prod", GROUPS "prod");
    intake_good_az(intake);
    intake_expect_approvers(intake, PRODUCTION, "approver1,owner1,owner2,owner3");
    intake_expect_approvers(intake, JP_HONBAN, EVERYBODY);
    /* What it no longer lists there is not Contoso's. */
    intake_remove(intake, ROLES, "scope", GROUPS "prod");
    intake_good_az(intake);
    intake_expect_approvers(intake, PRODUCTION, "approver1,owner1,owner2,owner3");
}

Test(import_az, an_owner_above_several_tenants_is_refused)
{
    const char *const scopes[] = { "/", GROUPS JP };
    for (size_t i = 0; i < G_N_ELEMENTS(scopes); i++) {
        g_autoptr(Intake) intake = intake_new();
        intake_copy(intake, "accounts-delegated.json", ACCOUNTS);
        intake_write(intake, RESOURCES, "[]", -1);
        intake_write(intake, ROLES, "[]", -1);
        intake_assign(intake, "01", "root@contosojp.example", "User", "Owner", scopes[i]);
        intake_refused_az(intake, ROLES ": element 1: field scope:", "several tenants", NULL);
    }
}

Test(import_az, the_provider_gets_no_role_from_az)
{
    g_autoptr(Intake) intake = intake_new();
    intake_assign(intake, "60", "mole@contosojp.example", "User", "Support Engineer", "/");
    intake_assign(intake, "60", "mole@contosojp.example", "User", "Admin", "/");
    intake_good_az(intake);
    g_autoptr(LbActor) mole = world_actor(intake->world, "mole@contosojp.example");
    cr_assert_str_eq(mole->tenant, JP);
    unsigned roles = 1;
    cr_assert(lb_directory_provider_roles(intake->world->store, mole->principal, &roles, NULL));
    cr_assert_eq(roles, 0u);
}

Test(import_az, each_tenant_reads_of_itself_alone)
{
    g_autoptr(Intake) intake = intake_new();
    int64_t before = count(intake, "SELECT count(*) FROM activity");
    intake_good_az(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity WHERE operation = 'ImportDirectory'"),
                 2);
    int64_t told = count(intake, "SELECT count(*) FROM activity WHERE operation = 'GrantRole'");
    cr_assert_gt(told, 0, "each who may approve now has an entry");
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity"), before + 2 + told);
    g_autofree char *entry = intake_log(intake, JP);
    g_autofree char *empty = intake_log(intake, EMPTY_TENANT);
    cr_assert_not_null(entry);
    cr_assert_not_null(empty);
    cr_assert_null(intake_log(intake, NULL));
    cr_assert_null(intake_log(intake, CONTOSO));
    cr_assert_not_null(strstr(entry, "\"source\":\"az\""));
    cr_assert_not_null(strstr(entry, "\"resources\":7"));
    cr_assert_not_null(strstr(entry, "\"roleAssignments\":17"));
    cr_assert(g_str_has_prefix(empty, "{\"source\":\"az\",\"tenants\":1,\"files\":{"), "%s", empty);
    cr_assert_null(strstr(empty, JP));
    /* The digest is that of the file. */
    g_autofree char *text = intake_text(intake, ROLES);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    cr_assert_not_null(strstr(entry, digest));
}

Test(import_az, a_list_may_come_as_the_answer_of_a_service)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autofree char *once = intake_dump(intake);
    const char *const names[] = { ACCOUNTS, RESOURCES, ROLES, USERS };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = intake_text(intake, names[i]);
        g_autofree char *wrapped = g_strdup_printf(
            "\xef\xbb\xbf \r\n{\"@odata.context\": {\"a\": [1, \"]\"]}, \"value\": %s,"
            " \"nextLink\": null}\n\n",
            text);
        intake_write(intake, names[i], wrapped, -1);
    }
    intake_good_az(intake);
    g_autofree char *twice = intake_dump(intake);
    cr_assert_str_eq(once, twice);
}
