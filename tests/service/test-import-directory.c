/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import of a directory of one's own: the example that is shipped, importing again, and who must stay whose. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/intaking.h"
#include "store/directory.h"

static int64_t
count(const Intake *intake, const char *sql)
{
    return world_count(intake->world, sql);
}

Test(import_directory, the_example_is_taken)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    cr_assert_eq(intake->report.tenants, 2);
    cr_assert_eq(intake->report.subscriptions, 2);
    cr_assert_eq(intake->report.resources, 5);
    cr_assert_eq(intake->report.principals, 12);
    cr_assert_eq(intake->report.keys, 1);
    cr_assert_eq(intake->report.role_assignments, 12);
    cr_assert_eq(intake->report.tickets, 3);
    cr_assert_eq(intake->report.without_approver, 0);
    intake_expect_approvers(intake, "contoso-production", "approver1,owner1,owner2");
    intake_expect_approvers(intake, "seimitsu-honban", "sato");
    cr_assert_eq(count(intake, "SELECT count(*) FROM tenant WHERE name = '日本精密株式会社'"
                               " AND plan = 'Premier' AND preview = 1"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM ticket_entry WHERE ticket = 37"), 3);
}

Test(import_directory, importing_again_changes_nothing_but_the_log)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    g_autofree char *once = intake_dump(intake);
    LbImportReport report = intake->report;
    intake_good_directory(intake);
    g_autofree char *twice = intake_dump(intake);
    cr_assert_str_eq(once, twice);
    cr_assert_eq(memcmp(&report, &intake->report, sizeof report), 0);
}

Test(import_directory, importing_again_updates)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    intake_change(intake, DIRECTORY, "\"supportPlan\": \"Developer\"",
                  "\"supportPlan\": \"Unified\"");
    intake_change(intake, DIRECTORY, "Web role stops answering", "It answers again");
    intake_change(intake, DIRECTORY, "Olivia Owner", "Olivia Renamed");
    intake_change(intake, DIRECTORY, "\"severity\": \"B\"",
                  "\"severity\": \"C\", \"closed\": \"2025-11-28T00:00:00Z\"");
    intake_good_directory(intake);
    cr_assert_eq(
        count(intake, "SELECT count(*) FROM tenant WHERE id = 'contoso' AND plan = 'Unified'"), 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM ticket WHERE number = 37 AND severity = 'C'"
                               " AND title = 'It answers again' AND closed IS NOT NULL"),
                 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal WHERE name = 'Olivia Renamed'"), 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM ticket_entry WHERE ticket = 37"), 3);
}

Test(import_directory, a_role_that_is_no_longer_named_is_taken_away)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    intake_change(intake, DIRECTORY,
                  "\"roles\": [{ \"role\": \"Customer Lockbox Approver for Subscription\"",
                  "\"roles\": [{ \"role\": \"Reader\"");
    intake_change(intake, DIRECTORY, "\"Support Lead\"", "\"Support Engineer\"");
    intake_good_directory(intake);
    cr_assert_eq(intake->report.role_assignments_removed, 2);
    intake_expect_approvers(intake, "contoso-production", "owner1,owner2");
    g_autoptr(LbActor) lead = world_actor(intake->world, "lead1@fabrikam.test.example");
    unsigned roles = 0;
    cr_assert(lb_directory_provider_roles(intake->world->store, lead->principal, &roles, NULL));
    cr_assert_eq(roles, 1u << LB_ROLE_SUPPORT_ENGINEER);
}

Test(import_directory, says_how_many_approvals_a_subscription_needs)
{
    static const char *const wrong[] = { "0", "10", "-1", "2.5", "\"2\"", "true", "[2]", "1e1" };
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
#define QUORUM "SELECT quorum FROM subscription WHERE id = 'contoso-production'"
#define TOLD "SELECT count(*) FROM activity WHERE details LIKE '%\"what\":\"quorum\"%'"
    cr_assert_eq(count(intake, QUORUM), 1);
    intake_change(intake, DIRECTORY, "\"id\": \"contoso-production\",",
                  "\"id\": \"contoso-production\", \"quorum\": 3,");
    intake_good_directory(intake);
    cr_assert_eq(count(intake, QUORUM), 3);
    cr_assert_eq(count(intake, TOLD), 1);
    intake_good_directory(intake);
    cr_assert_eq(count(intake, TOLD), 1);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *field = g_strdup_printf("\"quorum\": %s,", wrong[i]);
        intake_change(intake, DIRECTORY, "\"quorum\": 3,", field);
        intake_refused_directory(intake, DIRECTORY ": subscriptions, element 1: field quorum: ",
                                 "is not a number from 1 to 9", NULL);
        intake_change(intake, DIRECTORY, field, "\"quorum\": 3,");
    }
    intake_change(intake, DIRECTORY, "\"quorum\": 3,", "");
    intake_good_directory(intake);
    cr_assert_eq(count(intake, QUORUM), 3, "without the field it stays");
}

Test(import_directory, who_is_disabled_approves_no_more)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_change(intake, DIRECTORY, "\"name\": \"Oscar Owner\"",
                  "\"name\": \"Oscar Owner\", \"enabled\": false");
    intake_good_directory(intake);
    intake_expect_approvers(intake, "contoso-production", "approver1,owner1");
}

Test(import_directory, keys_stay_with_their_person)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    intake_change(
        intake, DIRECTORY, "\"name\": \"Oscar Owner\"",
        "\"name\": \"Oscar Owner\", \"keys\": [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKIcu7e"
        "5FyRlA2NlBwNeedm0cGfHL6LYkxHQAQjqSFBJ mine\"]");
    intake_refused_directory(intake, DIRECTORY ": people, element 2: field keys[0]: key SHA256:",
                             "belongs to somebody else", NULL);
    cr_assert_eq(count(intake, "SELECT count(*) FROM key"), 1);
}

Test(import_directory, a_key_that_was_revoked_stays_so_and_is_counted_by_itself)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    cr_assert_eq(intake->report.keys, 1);
    cr_assert_eq(intake->report.keys_revoked, 0);
    cr_assert_null(world_tamper(intake->world, "UPDATE key SET revoked = 1"));
    world_adopt(intake->world);
    intake_good_directory(intake);
    cr_assert_eq(intake->report.keys, 0);
    cr_assert_eq(intake->report.keys_revoked, 1);
    cr_assert_gt(intake->report.principals, 0, "the rest of the file is done");
    cr_assert_eq(count(intake, "SELECT count(*) FROM key WHERE revoked IS NOT NULL"), 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity WHERE operation = 'ImportDirectory'"
                               " AND details LIKE '%\"keysRevoked\":1%'"),
                 1);
}

Test(import_directory, a_ticket_with_the_number_of_another_is_left_out_and_hinders_nothing)
{
    g_autoptr(Intake) intake = intake_new_example();
    /* TK-7 is one of the world's; TK-38 has become one that was opened here. */
    intake_change(intake, DIRECTORY, "\"TK-39\"", "\"TK-7\"");
    intake_good_directory(intake);
    cr_assert_eq(intake->report.tickets, 2);
    cr_assert_eq(intake->report.tickets_left_out, 1);
    cr_assert_eq(count(intake, "SELECT count(*) FROM ticket WHERE number = 7"
                               " AND tenant = '" CONTOSO "'"),
                 1);
    cr_assert_null(world_tamper(intake->world, "UPDATE ticket SET here = 1 WHERE number = 38"));
    world_adopt(intake->world);
    intake_change(intake, DIRECTORY,
                  "\"roles\": [{ \"role\": \"Customer Lockbox Approver for Subscription\"",
                  "\"roles\": [{ \"role\": \"Reader\"");
    intake_good_directory(intake);
    cr_assert_eq(intake->report.tickets, 1);
    cr_assert_eq(intake->report.tickets_left_out, 2);
    intake_expect_approvers(intake, "contoso-production", "owner1,owner2");
    g_autofree char *contoso = intake_log(intake, "contoso");
    g_autofree char *nihon = intake_log(intake, "nihon-seimitsu");
    cr_assert_not_null(strstr(contoso, "\"ticketsLeftOut\":1"), "%s", contoso);
    cr_assert_not_null(strstr(nihon, "\"ticketsLeftOut\":1"), "%s", nihon);
}

Test(import_directory, az_and_directory_leave_each_others_roles)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autofree char *before = intake_approvers(intake, JP_HONBAN);
    /* A key comes to somebody whom az knows; the role comes from both. */
    intake_write(
        intake, DIRECTORY,
        "{\"people\": [{\"account\": \"SATO@contosojp.example\", \"tenant\": \"" JP "\","
        " \"keys\": [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKIcu7e5FyRlA2NlBwNeedm0cGfHL6LYkxHQ"
        "AQjqSFBJ\"], \"roles\": [{\"role\": \"Owner\", \"scope\": \"/subscriptions/" JP_HONBAN
        "\"}]}]}",
        -1);
    intake_good_directory(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM principal p JOIN key k ON k.principal = p.id"
                               " WHERE p.object = '" JP_PERSON "04' AND p.name = '佐藤 花子'"),
                 1);
    intake_good_az(intake);
    g_autofree char *after = intake_approvers(intake, JP_HONBAN);
    cr_assert_str_eq(before, after);
    intake_remove(intake, ROLES, "principalName", "Sato@");
    intake_good_az(intake);
    g_autofree char *still = intake_approvers(intake, JP_HONBAN);
    cr_assert_not_null(strstr(still, "ato"));
    intake_write(
        intake, DIRECTORY,
        "{\"people\": [{\"account\": \"sato@contosojp.example\", \"tenant\": \"" JP "\"}]}", -1);
    intake_good_directory(intake);
    g_autofree char *no_more = intake_approvers(intake, JP_HONBAN);
    cr_assert_null(strstr(no_more, "ato"), "%s", no_more);
}

Test(import_directory, subscriptions_and_tickets_do_not_change_hands)
{
    g_autoptr(Intake) intake = intake_new_example();
    intake_good_directory(intake);
    intake_change(intake, DIRECTORY, "\"contoso-production\", \"tenant\": \"contoso\"",
                  "\"contoso-production\", \"tenant\": \"nihon-seimitsu\"");
    intake_refused_directory(
        intake, DIRECTORY ": subscriptions, element 1: field id:", "another tenant", NULL);
}

Test(import_directory, each_tenant_reads_of_itself_alone)
{
    g_autoptr(Intake) intake = intake_new_example();
    int64_t before = count(intake, "SELECT count(*) FROM activity");
    intake_good_directory(intake);
    g_autofree char *contoso = intake_log(intake, "contoso");
    g_autofree char *nihon = intake_log(intake, "nihon-seimitsu");
    g_autofree char *provider = intake_log(intake, NULL);
    int64_t told = count(intake, "SELECT count(*) FROM activity"
                                 " WHERE operation IN ('GrantRole', 'AddKey')");
    cr_assert_gt(told, 0, "each role that decides, and each key, has an entry");
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity"), before + 3 + told);
    cr_assert_not_null(strstr(contoso, "\"tickets\":2"), "%s", contoso);
    cr_assert_not_null(strstr(contoso, "\"principals\":5"), "%s", contoso);
    cr_assert_not_null(strstr(nihon, "\"tickets\":1"), "%s", nihon);
    cr_assert_not_null(strstr(nihon, "\"principals\":2"), "%s", nihon);
    cr_assert_not_null(strstr(provider, "\"principals\":5"), "%s", provider);
    cr_assert_null(strstr(provider, "tickets"), "%s", provider);
}

Test(import_directory, an_empty_one_is_logged_too)
{
    g_autoptr(Intake) intake = intake_new();
    intake_write(intake, DIRECTORY, "{}", -1);
    int64_t before = count(intake, "SELECT count(*) FROM activity");
    intake_good_directory(intake);
    cr_assert_eq(count(intake, "SELECT count(*) FROM activity"), before + 1);
}
