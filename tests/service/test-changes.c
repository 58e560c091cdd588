/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever changes who may decide stands in the tenant's log, and is mailed to whom it concerns, once. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deliveries.h"
#include "service/intaking.h"
#include "service/operator.h"
#include "service/people.h"

#define OSCAR "\"name\": \"Oscar Owner\""
#define KEY_LINE \
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g new"
#define MACHINES "/subscriptions/contoso-production/resourceGroups/rg"

static gint
by_address(gconstpointer a, gconstpointer b)
{
    const LbMessage *const *one = a, *const *other = b;
    return strcmp((*one)->address, (*other)->address);
}

/* What lay in the outbox, taken and settled: LbMessage*, by address. */
static GPtrArray *
take_mails(const Intake *intake)
{
    LbService *service = intake->world->service;
    GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)lb_message_free);
    g_autoptr(GError) error = NULL;
    for (;;) {
        LbMessage *message = lb_deliveries_claim(service, LB_MINUTE, &error);
        cr_assert_null(error, "%s", error->message);
        if (message == NULL)
            break;
        cr_assert(lb_deliveries_settle(service, message, LB_DELIVERY_ACCEPTED, "250", NULL));
        g_ptr_array_add(mails, message);
    }
    g_ptr_array_sort(mails, by_address);
    return mails;
}

/* "owner1@contoso.test.example approver" for each mail, with commas between. */
static char *
recipients(GPtrArray *mails)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < mails->len; i++) {
        const LbMessage *mail = g_ptr_array_index(mails, i);
        cr_assert_eq(mail->event, LB_EVENT_CHANGED);
        cr_assert_not_null(mail->people);
        cr_assert_null(mail->request);
        g_string_append_printf(names, "%s%s%s", i > 0 ? ", " : "", mail->address,
                               mail->approver ? " approver" : "");
    }
    return g_string_free(names, FALSE);
}

static void
expect_recipients(GPtrArray *mails, const char *expected)
{
    g_autofree char *names = recipients(mails);
    cr_assert_str_eq(names, expected);
}

static void
expect_change(const LbMessage *mail, guint index, LbChangeKind kind, const char *account,
              const char *before, const char *after)
{
    cr_assert_lt(index, mail->people->changes->len, "%s", mail->address);
    const LbChange *change = g_ptr_array_index(mail->people->changes, index);
    cr_assert_eq(change->kind, kind);
    cr_assert_str_eq(change->account, account);
    cr_assert(g_strcmp0(change->before, before) == 0, "%s", change->before);
    cr_assert(g_strcmp0(change->after, after) == 0, "%s", change->after);
}

/* The example, imported, and all that was owed for that delivered. */
static Intake *
new_place(void)
{
    Intake *intake = intake_new_example();
    intake_good_directory(intake);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    return intake;
}

static int64_t
count_log(const Intake *intake, const char *tenant, const char *operation, const char *details)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE tenant = '%s' AND operation = '%s'"
                        " AND details LIKE '%%%s%%'",
                        tenant, operation, details);
    return world_count(intake->world, sql);
}

static void
expect_silence(const Intake *intake)
{
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "");
    cr_assert_eq(world_count(intake->world, "SELECT count(*) FROM change"), 0);
}

Test(changes, a_new_customer_is_told_nothing_of_its_own_beginning)
{
    g_autoptr(Intake) intake = intake_new_example();
    /* The world's people are from before: the log has gone on since. */
    cr_assert(lb_operator_accept_clock(intake->world->service, NULL));
    intake_good_directory(intake);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    /* The provider had an admin before, who hears of the provider's new people alone. */
    expect_recipients(mails, "admin1@fabrikam.example approver");
    const LbMessage *mail = g_ptr_array_index(mails, 0);
    cr_assert_null(mail->people->tenant);
    for (guint i = 0; i < mail->people->changes->len; i++) {
        const LbChange *change = g_ptr_array_index(mail->people->changes, i);
        cr_assert(g_str_has_suffix(change->account, "@fabrikam.test.example"), "%s",
                  change->account);
    }
}

Test(changes, importing_the_same_again_tells_nothing)
{
    g_autoptr(Intake) intake = new_place();
    intake_good_directory(intake);
    expect_silence(intake);
}

Test(changes, an_owners_new_key_is_logged_and_told_to_all_who_approve)
{
    g_autoptr(Intake) intake = new_place();
    intake_change(intake, DIRECTORY, OSCAR, OSCAR ", \"keys\": [\"" KEY_LINE "\"]");
    intake_good_directory(intake);
    cr_assert_eq(count_log(intake, "contoso", "AddKey", "owner2@contoso.test.example"), 1);
    cr_assert_eq(count_log(intake, "nihon-seimitsu", "AddKey", ""), 0);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "approver1@contoso.test.example approver,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
    for (guint i = 0; i < mails->len; i++) {
        const LbMessage *mail = g_ptr_array_index(mails, i);
        const LbChange *change = g_ptr_array_index(mail->people->changes, 0);
        cr_assert_eq(mail->people->changes->len, 1u);
        expect_change(mail, 0, LB_CHANGE_KEY_ADDED, "owner2@contoso.test.example", NULL,
                      change->after);
        cr_assert(g_str_has_prefix(change->after, "SHA256:"));
        cr_assert_not(change->outside);
        cr_assert_str_eq(mail->people->tenant, "Contoso");
        cr_assert_str_eq(mail->people->caller, "operator");
    }
    intake_good_directory(intake);
    expect_silence(intake);
}

Test(changes, a_new_mail_address_is_told_to_the_old_one_too)
{
    g_autoptr(Intake) intake = new_place();
    intake_change(intake, DIRECTORY, "\"mail\": \"owner2@contoso.test.example\"",
                  "\"mail\": \"elsewhere@evil.example\"");
    intake_good_directory(intake);
    cr_assert_eq(count_log(intake, "contoso", "ChangePerson", "elsewhere@evil.example"), 1);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "approver1@contoso.test.example approver,"
                             " elsewhere@evil.example approver,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
    for (guint i = 0; i < mails->len; i++)
        expect_change(g_ptr_array_index(mails, i), 0, LB_CHANGE_MAIL, "owner2@contoso.test.example",
                      "owner2@contoso.test.example", "elsewhere@evil.example");
    intake_good_directory(intake);
    expect_silence(intake);
}

Test(changes, addresses_that_differ_in_case_are_one)
{
    g_autoptr(Intake) intake = new_place();
    intake_change(intake, DIRECTORY, "\"mail\": \"owner2@contoso.test.example\"",
                  "\"mail\": \"OWNER2@contoso.test.example\"");
    cr_assert_null(world_tamper(intake->world, "INSERT INTO address (principal, mail) SELECT id,"
                                               " 'Owner1@Contoso.Test.example' FROM principal"
                                               " WHERE account = 'owner1@contoso.test.example'"));
    world_adopt(intake->world);
    intake_good_directory(intake);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "OWNER2@contoso.test.example approver,"
                             " approver1@contoso.test.example approver,"
                             " owner1@contoso.test.example approver");
}

Test(changes, what_a_reader_is_given_is_told_to_the_reader_alone)
{
    g_autoptr(Intake) intake = new_place();
    const char *reader = "\"name\": \"Rita Reader\"";
    g_autofree char *with_key = g_strconcat(reader, ", \"keys\": [\"" KEY_LINE "\"]", NULL);
    intake_change(intake, DIRECTORY, reader, with_key);
    intake_good_directory(intake);
    cr_assert_eq(count_log(intake, "contoso", "AddKey", "reader1@contoso.test.example"), 1);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "reader1@contoso.test.example");
    const LbMessage *mail = g_ptr_array_index(mails, 0);
    cr_assert_str_eq(mail->people->account, "reader1@contoso.test.example");
    cr_assert_eq(mail->people->changes->len, 1u);
}

Test(changes, an_owner_who_comes_or_goes_by_az_is_told_to_the_others)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autoptr(GPtrArray) first = take_mails(intake);
    g_autofree char *before = intake_approvers(intake, JP_HONBAN);
    intake_assign(intake, "41", "mole@contosojp.example", "User", "Owner",
                  "/subscriptions/" JP_HONBAN);
    intake_good_az(intake);
    cr_assert_eq(count_log(intake, JP, "GrantRole", "mole@contosojp.example"), 1);
    g_autoptr(GPtrArray) granted = take_mails(intake);
    cr_assert_gt(granted->len, 0u, "%s", before);
    for (guint i = 0; i < granted->len; i++) {
        const LbMessage *mail = g_ptr_array_index(granted, i);
        cr_assert(mail->approver);
        cr_assert_str_neq(mail->people->account, "mole@contosojp.example");
        expect_change(mail, 0, LB_CHANGE_ROLE_GRANTED, "mole@contosojp.example", NULL, "Owner");
    }
    intake_remove(intake, ROLES, "principalName", "mole@");
    intake_good_az(intake);
    cr_assert_eq(count_log(intake, JP, "RevokeRole", "mole@contosojp.example"), 1);
    g_autoptr(GPtrArray) revoked = take_mails(intake);
    cr_assert_geq(revoked->len, granted->len);
    for (guint i = 0; i < revoked->len; i++)
        expect_change(g_ptr_array_index(revoked, i), 0, LB_CHANGE_ROLE_REVOKED,
                      "mole@contosojp.example", "Owner", NULL);
    intake_good_az(intake);
    expect_silence(intake);
}

Test(changes, what_was_written_past_lockbox_is_told_by_the_next_act_as_nobodys)
{
    g_autoptr(Intake) intake = new_place();
    cr_assert_null(world_tamper(intake->world,
                                "INSERT INTO role_assignment (principal, role, scope, source,"
                                " since, import) SELECT id, 'Owner', '/', 'directory', 1, 1"
                                " FROM principal WHERE account = 'dev3@contoso.test.example'"));
    g_autoptr(GPtrArray) none = take_mails(intake);
    expect_recipients(none, "");
    cr_assert(lb_operator_accept_clock(intake->world->service, NULL));
    cr_assert_eq(count_log(intake, "contoso", "GrantRole", "\"outside\":true"), 1);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "approver1@contoso.test.example approver,"
                             " dev3@contoso.test.example,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
    for (guint i = 0; i < mails->len; i++) {
        const LbMessage *mail = g_ptr_array_index(mails, i);
        expect_change(mail, 0, LB_CHANGE_ROLE_GRANTED, "dev3@contoso.test.example", NULL, "Owner");
        cr_assert(((LbChange *)g_ptr_array_index(mail->people->changes, 0))->outside);
        cr_assert_null(mail->people->caller, "nobody knows who did it");
    }
    cr_assert(lb_operator_accept_clock(intake->world->service, NULL));
    expect_silence(intake);
}

Test(changes, fifty_changes_in_one_act_are_one_mail_with_twenty)
{
    g_autoptr(Intake) intake = new_place();
    g_autoptr(GString) roles = g_string_new("\"name\": \"Dana Developer\"");
    g_autoptr(GString) given = g_string_new("\"roles\": [");
    for (int i = 0; i < 50; i++)
        g_string_append_printf(given, "{ \"role\": \"Owner\", \"scope\": \"" MACHINES "%d\" }, ",
                               i);
    g_string_append(given, "{ \"role\": \"Contributor\"");
    intake_change(intake, DIRECTORY,
                  "\"roles\": [{ \"role\": \"Contributor\", \"scope\": "
                  "\"/subscriptions/contoso-production\" }",
                  "\"roles\": [{ \"role\": \"Nothing\", \"scope\": "
                  "\"/subscriptions/contoso-production\" }");
    intake_change(intake, DIRECTORY, "\"roles\": [{ \"role\": \"Nothing\"", given->str);
    intake_good_directory(intake);
    cr_assert_eq(count_log(intake, "contoso", "GrantRole", "dev3@contoso.test.example"), 50);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "approver1@contoso.test.example approver,"
                             " dev3@contoso.test.example,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
    for (guint i = 0; i < mails->len; i++) {
        const LbMessage *mail = g_ptr_array_index(mails, i);
        cr_assert_eq(mail->people->changes->len, 20u);
        cr_assert_eq(mail->people->more, 30);
    }
}

static void
invite(const Intake *intake, const char *account)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    cr_assert(lb_people_invite(intake->world->service, actor, account, &error), "%s",
              error != NULL ? error->message : "");
}

Test(changes, an_invitation_knows_account_customer_roles_and_keys)
{
    g_autoptr(Intake) intake = new_place();
    invite(intake, "owner1@contoso.test.example");
    g_autoptr(GPtrArray) mails = take_mails(intake);
    cr_assert_eq(mails->len, 1u);
    const LbMessage *mail = g_ptr_array_index(mails, 0);
    const LbPeopleFacts *people = mail->people;
    cr_assert_eq(mail->event, LB_EVENT_INVITED);
    cr_assert_str_eq(people->account, "owner1@contoso.test.example");
    cr_assert_str_eq(people->tenant, "Contoso");
    cr_assert_eq(people->roles->len, 1u);
    cr_assert_str_eq(g_ptr_array_index(people->roles, 0),
                     "Owner /subscriptions/contoso-production");
    cr_assert_eq(people->keys->len, 1u);
    cr_assert(g_str_has_prefix(g_ptr_array_index(people->keys, 0), "SHA256:"));
    cr_assert_eq(people->changes->len, 0u);
}

Test(changes, an_invitation_has_fifty_roles_at_most_and_no_key_that_was_revoked)
{
    g_autoptr(Intake) intake = new_place();
    cr_assert_null(world_tamper(intake->world,
                                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
                                " SELECT i + 1 FROM n WHERE i < 60)"
                                "INSERT INTO role_assignment (principal, role, scope, source,"
                                " since, import) SELECT id, 'Reader',"
                                " '" MACHINES "' || i, 'directory', 1, 1 FROM principal, n"
                                " WHERE account = 'owner1@contoso.test.example'"));
    cr_assert_null(world_tamper(intake->world, "UPDATE key SET revoked = 1"));
    cr_assert(lb_operator_accept_clock(intake->world->service, NULL));
    g_autoptr(GPtrArray) told = take_mails(intake);
    invite(intake, "owner1@contoso.test.example");
    g_autoptr(GPtrArray) mails = take_mails(intake);
    const LbMessage *mail = g_ptr_array_index(mails, 0);
    cr_assert_eq(mail->people->roles->len, 50u);
    cr_assert_eq(mail->people->more, 11);
    cr_assert_eq(mail->people->keys->len, 0u);
}

static void
set_person(const Intake *intake, const char *account, const LbPersonTerms *terms)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    cr_assert(lb_people_set(intake->world->service, actor, account, terms, &error), "%s",
              error != NULL ? error->message : "");
}

static bool
is_ours(const LbMessage *mail)
{
    return mail->people->tenant == NULL;
}

/* Somebody who asks for the provider and approves for the customer would do both, once they count as two. */
Test(changes, whose_account_an_engineers_is_is_told_to_each_customer_who_has_one_of_that_person)
{
    g_autoptr(Intake) intake = new_place();
    set_person(intake, "owner2@contoso.test.example", &(LbPersonTerms){ .person = "two-hats" });
    g_autoptr(GPtrArray) linked = take_mails(intake);
    cr_assert_gt(linked->len, 0u);
    set_person(intake, "engineer7@fabrikam.test.example", &(LbPersonTerms){ .person = "two-hats" });
    const char *told = "admin1@fabrikam.example approver,"
                       " admin1@fabrikam.test.example approver,"
                       " approver1@contoso.test.example approver,"
                       " engineer7@fabrikam.test.example,"
                       " owner1@contoso.test.example approver,"
                       " owner2@contoso.test.example approver";
    g_autoptr(GPtrArray) joined = take_mails(intake);
    expect_recipients(joined, told);
    set_person(intake, "engineer7@fabrikam.test.example", &(LbPersonTerms){ .person = "one-hat" });
    cr_assert_eq(count_log(intake, "contoso", "ChangePerson", "engineer7@fabrikam.test.example"),
                 2);
    cr_assert_eq(count_log(intake, "nihon-seimitsu", "ChangePerson", ""), 0);
    g_autoptr(GPtrArray) parted = take_mails(intake);
    expect_recipients(parted, told);
    for (guint i = 0; i < parted->len; i++)
        expect_change(g_ptr_array_index(parted, i), 0, LB_CHANGE_PERSON,
                      "engineer7@fabrikam.test.example", "two-hats",
                      is_ours(g_ptr_array_index(parted, i)) ? "one-hat" : NULL);
    set_person(intake, "engineer7@fabrikam.test.example", &(LbPersonTerms){ .person = "no-hat" });
    cr_assert_eq(count_log(intake, "contoso", "ChangePerson", "engineer7@fabrikam.test.example"),
                 2);
}

Test(changes, an_owner_who_was_switched_off_hears_of_the_one_who_comes_instead)
{
    g_autoptr(Intake) intake = new_place();
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    const char *const all[] = { "owner1@contoso.test.example", "owner2@contoso.test.example",
                                "approver1@contoso.test.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        cr_assert(lb_people_enable(intake->world->service, actor, all[i], false, NULL));
    g_autoptr(GPtrArray) first = take_mails(intake);
    cr_assert(lb_people_grant(intake->world->service, actor, "dev3@contoso.test.example", "Owner",
                              "/subscriptions/contoso-production", NULL));
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "approver1@contoso.test.example approver,"
                             " dev3@contoso.test.example,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
}

Test(changes, a_management_group_that_covers_more_or_less_is_told_as_a_role_is)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autoptr(GPtrArray) first = take_mails(intake);
    /* An owner elsewhere becomes one here without a new assignment: the group covers the subscription. */
    intake_assign(intake, "41", "group@contosojp.example", "User", "Owner", GROUPS "mg-elsewhere");
    intake_good_az(intake);
    g_autoptr(GPtrArray) granted = take_mails(intake);
    cr_assert_null(world_tamper(intake->world,
                                "DELETE FROM management_group WHERE path LIKE '%mg-elsewhere'"));
    world_adopt(intake->world);
    cr_assert(lb_operator_accept_clock(intake->world->service, NULL));
    cr_assert_eq(count_log(intake, JP, "RevokeRole", "\"what\":\"uncovered\""), 1);
    g_autoptr(GPtrArray) lost = take_mails(intake);
    cr_assert_geq(lost->len, granted->len);
    intake_good_az(intake);
    cr_assert_eq(count_log(intake, JP, "GrantRole", "\"what\":\"covered\""), 1);
    cr_assert_eq(count_log(intake, JP, "GrantRole", "group@contosojp.example"), 2);
    g_autoptr(GPtrArray) covered = take_mails(intake);
    cr_assert_gt(covered->len, 1u);
    for (guint i = 0; i < covered->len; i++)
        expect_change(g_ptr_array_index(covered, i), 0, LB_CHANGE_COVERED,
                      "group@contosojp.example", NULL, "Owner");
    intake_good_az(intake);
    expect_silence(intake);
}

Test(changes, an_engineers_account_that_is_made_for_an_owners_person_is_told_to_the_customer)
{
    g_autoptr(Intake) intake = new_place();
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    set_person(intake, "owner2@contoso.test.example", &(LbPersonTerms){ .person = "two-hats" });
    g_autoptr(GPtrArray) linked = take_mails(intake);
    LbPersonTerms terms = { .person = "two-hats", .mail = "eve@fabrikam.test.example" };
    cr_assert(lb_people_add(intake->world->service, actor, "eve@fabrikam.test.example", NULL,
                            &terms, NULL));
    cr_assert_eq(count_log(intake, "contoso", "ChangePerson", "eve@fabrikam.test.example"), 1);
    cr_assert_eq(count_log(intake, "nihon-seimitsu", "ChangePerson", ""), 0);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    expect_recipients(mails, "admin1@fabrikam.example approver,"
                             " admin1@fabrikam.test.example approver,"
                             " approver1@contoso.test.example approver,"
                             " owner1@contoso.test.example approver,"
                             " owner2@contoso.test.example approver");
}

/* What covered the owners and the owners' roles go, and another comes, all in one act. */
Test(changes, owners_who_lose_what_covered_them_hear_of_the_one_who_comes)
{
    g_autoptr(Intake) intake = intake_new();
    intake_good_az(intake);
    g_autoptr(GPtrArray) first = take_mails(intake);
    intake_change(intake, ROLES, GROUPS "mg-jp-Prod", GROUPS "mg-jp-dev");
    intake_change(intake, ROLES, "yamada@", "suzuki@");
    intake_change(intake, ROLES, JP_PERSON "03", JP_PERSON "33");
    intake_remove(intake, USERS, "userPrincipalName", "yamada@");
    intake_assign(intake, "41", "mole@contosojp.example", "User", "Owner",
                  "/subscriptions/" JP_HONBAN);
    intake_good_az(intake);
    g_autoptr(GPtrArray) mails = take_mails(intake);
    bool told = false;
    for (guint i = 0; i < mails->len; i++) {
        const LbMessage *mail = g_ptr_array_index(mails, i);
        told = told || (mail->approver && g_str_has_prefix(mail->people->account, "yamada@"));
    }
    cr_assert(told);
}
