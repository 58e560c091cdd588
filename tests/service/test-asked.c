/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why somebody was asked, or was not: every reason, and who may read which part of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "core/refusal.h"
#include "service/asked.h"
#include "service/deliveries.h"
#include "service/people.h"
#include "support/world.h"

#define ADMIN "admin1@fabrikam.example"
#define ENGINEER "engineer7@fabrikam.example"
#define OWNER "owner1@contoso.example"
#define OWNER2 "owner2@contoso.example"
#define APPROVER "approver1@contoso.example"
#define READER "reader1@contoso.example"
#define SCOPE "/subscriptions/" PRODUCTION

static LbAskedView *
ask(World *world, const char *account)
{
    GError *error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbAskedView *view = lb_service_asked(world->service, actor, 1, &error);
    cr_assert_not_null(view, "%s: %s", account, error != NULL ? error->message : "");
    return view;
}

static const LbAskedPerson *
find(GPtrArray *people, const char *account)
{
    for (guint i = 0; i < people->len; i++) {
        const LbAskedPerson *person = g_ptr_array_index(people, i);
        if (strcmp(person->account, account) == 0)
            return person;
    }
    return NULL;
}

/* Whether @account is listed as not asked for the reason @omission. */
static void
expect_omission(World *world, const char *account, LbOmission omission)
{
    g_autoptr(LbAskedView) view = ask(world, OWNER);
    const LbAskedPerson *person = find(view->unasked, account);
    cr_assert_not_null(person, "%s is not listed", account);
    cr_assert_eq(person->omission, omission, "%s: %s instead of %s", account,
                 lb_names_get(lb_omission_names, (int)person->omission),
                 lb_names_get(lb_omission_names, (int)omission));
}

static void
grant(World *world, const char *account, const char *role, const char *scope)
{
    GError *error = NULL;
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    cr_assert(lb_people_grant(world->service, admin, account, role, scope, &error), "%s",
              error != NULL ? error->message : "");
}

static void
take_away(World *world, const char *account, const char *role, const char *scope)
{
    bool imported = false;
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    cr_assert(lb_people_revoke_role(world->service, admin, account, role, scope, &imported, NULL));
}

static void
enable(World *world, const char *account, bool enabled)
{
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    cr_assert(lb_people_enable(world->service, admin, account, enabled, NULL));
}

/* Delivers all that is due with the answer @words. */
static void
deliver(World *world, LbDelivery delivery, const char *words)
{
    for (;;) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            return;
        cr_assert(lb_deliveries_settle(world->service, message, delivery, words, NULL));
    }
}

Test(asked, each_approver_has_role_scope_and_since_when)
{
    g_autoptr(World) world = world_new();
    world_pass(world, LB_DAY);
    int64_t granted = world->reading.wall;
    grant(world, READER, "Owner", SCOPE);
    world_pass(world, LB_DAY);
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbAskedView) view = ask(world, READER);
    cr_assert_eq(view->asked->len, 5);
    const LbAskedPerson *own = view->own, *third = find(view->asked, "owner3@contoso.example");
    cr_assert_eq(own, find(view->asked, READER));
    cr_assert_not_null(own->asked);
    cr_assert_str_eq(own->role, "Owner");
    cr_assert_str_eq(own->scope, SCOPE);
    cr_assert_eq(own->since, granted);
    cr_assert_eq(own->hindrance, LB_HINDRANCE_NONE);
    cr_assert(g_str_has_prefix(third->scope, "/providers/microsoft.management/managementgroups/"));
}

Test(asked, since_when_a_role_was_held_that_is_lost_is_read_from_the_log)
{
    g_autoptr(World) world = world_new();
    world_pass(world, LB_DAY);
    int64_t granted = world->reading.wall;
    grant(world, READER, "Owner", SCOPE);
    world_pass(world, LB_DAY);
    g_autoptr(LbRequest) request = world_submit(world);
    world_pass(world, LB_HOUR);
    take_away(world, READER, "Owner", SCOPE);
    int64_t lost = world->reading.wall;
    for (int round = 0; round < 2; round++) {
        g_autoptr(LbAskedView) view = ask(world, OWNER);
        const LbAskedPerson *person = find(view->asked, READER);
        cr_assert_eq(person->since, granted, "round %d", round);
        cr_assert_eq(person->hindrance, round == 0 ? LB_HINDRANCE_ROLE_LOST : LB_HINDRANCE_NONE);
        cr_assert_eq(person->when, round == 0 ? lost : 0);
        cr_assert_null(find(view->unasked, READER));
        world_pass(world, LB_HOUR);
        grant(world, READER, "Owner", SCOPE);
    }
}

Test(asked, who_was_not_asked_is_listed_with_the_reason)
{
    g_autoptr(World) world = world_new();
    enable(world, APPROVER, false);
    grant(world, "contributor1@contoso.example", "Owner", SCOPE);
    enable(world, OWNER2, false);
    world_pass(world, LB_DAY);
    take_away(world, "contributor1@contoso.example", "Owner", SCOPE);
    world_pass(world, LB_DAY);
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM approver"), 2);
    expect_omission(world, READER, LB_OMISSION_ROLE);
    expect_omission(world, APPROVER, LB_OMISSION_DISABLED);
    expect_omission(world, "contributor1@contoso.example", LB_OMISSION_LOST);
    world_pass(world, LB_HOUR);
    enable(world, OWNER2, true);
    grant(world, READER, "Owner", SCOPE);
    expect_omission(world, OWNER2, LB_OMISSION_ENABLED_LATER);
    expect_omission(world, READER, LB_OMISSION_LATER);
    g_autoptr(LbAskedView) view = ask(world, READER);
    cr_assert_null(view->own->asked);
    cr_assert_eq(view->own->omission, LB_OMISSION_LATER);
    cr_assert_eq(view->own->when, world->reading.wall);
    cr_assert_str_eq(view->own->role, "Owner");
}

Test(asked, what_was_given_in_the_very_moment_came_later)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    grant(world, READER, "Owner", SCOPE);
    expect_omission(world, READER, LB_OMISSION_LATER);
}

Test(asked, who_may_approve_no_more_is_told_why)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    world_pass(world, LB_HOUR);
    LbPersonTerms mail = { .mail = "elsewhere@contoso.example" };
    enable(world, APPROVER, false);
    cr_assert(lb_people_set(world->service, admin, OWNER2, &mail, NULL));
    world_set_person(world, "owner3@contoso.example", ENGINEER);
    g_autoptr(LbAskedView) view = ask(world, OWNER);
    const struct {
        const char *account;
        LbHindrance hindrance;
    } rows[] = {
        { OWNER, LB_HINDRANCE_NONE },
        { OWNER2, LB_HINDRANCE_CHANGED },
        { APPROVER, LB_HINDRANCE_DISABLED },
        { "owner3@contoso.example", LB_HINDRANCE_SAME_PERSON },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_eq(find(view->asked, rows[i].account)->hindrance, rows[i].hindrance, "%s",
                     rows[i].account);
    cr_assert_eq(find(view->asked, APPROVER)->when, world->reading.wall);
}

Test(asked, the_provider_is_told_that_only_the_customer_is_asked)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbAskedView) own = ask(world, ENGINEER), lead = ask(world, "lead1@fabrikam.example");
    cr_assert_eq(own->own->omission, LB_OMISSION_REQUESTER);
    cr_assert_eq(lead->own->omission, LB_OMISSION_PROVIDER);
}

/* Whether somebody's address, or words that came with it, are in @view; of the account @except they may be. */
static bool
has_addresses(const LbAskedView *view, const char *except)
{
    for (guint i = 0; i < view->asked->len; i++) {
        const LbAskedPerson *person = g_ptr_array_index(view->asked, i);
        for (guint j = 0; j < person->mails->len; j++) {
            const LbAskedMail *mail = g_ptr_array_index(person->mails, j);
            bool told =
                mail->address != NULL ||
                (mail->row != NULL && (mail->row->address != NULL || mail->row->answer != NULL ||
                                       mail->row->bounce != NULL));
            if (told && g_strcmp0(person->account, except) != 0)
                return true;
        }
    }
    return false;
}

Test(asked, addresses_and_other_holders_are_for_the_customer_and_for_admins)
{
    static const struct {
        const char *account;
        bool addresses, names, others;
    } rows[] = {
        { OWNER, true, true, false },
        { READER, true, true, false },
        { ENGINEER, false, false, false },
        { "lead1@fabrikam.example", false, true, false },
        { "manager1@fabrikam.example", false, true, false },
        { ADMIN, true, true, true },
    };
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    deliver(world, LB_DELIVERY_ACCEPTED, "250 taken for " OWNER2);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbRequest) gone =
        lb_service_cancel(world->service, engineer, &(LbDecision){ .number = 1 }, NULL);
    cr_assert_not_null(gone);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbAskedView) view = ask(world, rows[i].account);
        cr_assert_eq(has_addresses(view, NULL), rows[i].addresses, "%s", rows[i].account);
        cr_assert_eq(view->unasked->len > 0, rows[i].names, "%s", rows[i].account);
        cr_assert_eq(view->asked->len, 4);
        const LbAskedMail *mail = g_ptr_array_index(find(view->asked, OWNER2)->mails, 0);
        cr_assert_str_eq(mail->row->status, "accepted", "%s", rows[i].account);
    }
    g_autoptr(LbAskedView) all = lb_asked_tell(world->service, 1, NULL);
    cr_assert(has_addresses(all, NULL));
    cr_assert_null(all->own);
    cr_assert_gt(all->unasked->len, 0);
}

Test(asked, whose_role_is_gone_sees_the_own_address_alone)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    take_away(world, APPROVER, "Customer Lockbox Approver for Subscription", SCOPE);
    g_autoptr(LbAskedView) view = ask(world, APPROVER);
    cr_assert(has_addresses(view, NULL));
    cr_assert_not(has_addresses(view, APPROVER));
    cr_assert_eq(view->unasked->len, 0);
    cr_assert_eq(view->own->hindrance, LB_HINDRANCE_ROLE_LOST);
}

Test(asked, a_foreign_request_and_one_that_there_is_not_are_refused_alike)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) stranger = world_actor(world, "owner@nihon.example");
    for (int64_t number = 1; number <= 2; number++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(lb_service_asked(world->service, stranger, number, &error));
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_FOUND));
    }
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_asked_tell(world->service, 2, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_FOUND));
}

/* Adds an alternate address to the account, past every act. */
static void
add_address(World *world, const char *account, const char *mail)
{
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO address (principal, mail) SELECT id, '%s' FROM principal"
                        " WHERE account = '%s'",
                        mail, account);
    world_forge(world, sql);
    world_adopt(world);
}

Test(asked, each_address_has_what_became_of_its_mail)
{
    g_autoptr(World) world = world_new();
    add_address(world, OWNER, "private@home.example");
    g_autoptr(LbRequest) request = world_submit(world);
    deliver(world, LB_DELIVERY_REFUSED, "550 no such user");
    add_address(world, OWNER, "newer@home.example");
    g_autoptr(LbAskedView) view = ask(world, OWNER);
    GPtrArray *mails = view->own->mails;
    const struct {
        const char *address;
        bool alternate, sent;
    } rows[] = {
        { OWNER, false, true },
        { "private@home.example", true, true },
        { "newer@home.example", true, false },
    };
    cr_assert_eq(mails->len, G_N_ELEMENTS(rows));
    for (guint i = 0; i < mails->len; i++) {
        const LbAskedMail *mail = g_ptr_array_index(mails, i);
        cr_assert_str_eq(mail->address, rows[i].address);
        cr_assert_eq(mail->alternate, rows[i].alternate, "%s", mail->address);
        cr_assert_eq(mail->row != NULL, rows[i].sent, "%s", mail->address);
        if (mail->row != NULL) {
            cr_assert_str_eq(mail->row->status, "refused");
            cr_assert_str_eq(mail->row->answer, "550 no such user");
        }
    }
}

Test(asked, an_address_of_two_accounts_has_the_state_of_the_one_mail)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) admin = world_actor(world, ADMIN);
    LbPersonTerms shared = { .mail = "Owner1@Contoso.example" };
    cr_assert(lb_people_set(world->service, admin, OWNER2, &shared, NULL));
    g_autoptr(LbRequest) request = world_submit(world);
    deliver(world, LB_DELIVERY_ACCEPTED, "250 ok");
    g_autoptr(LbAskedView) view = ask(world, APPROVER);
    const LbAskedPerson *other = find(view->asked, OWNER2);
    cr_assert_eq(other->mails->len, 1);
    const LbAskedMail *mail = g_ptr_array_index(other->mails, 0);
    cr_assert(mail->shared);
    cr_assert_str_eq(mail->row->status, "accepted");
    cr_assert_str_eq(other->asked->mail_status, "accepted", "short lines say it too");
    const LbAskedMail *own = g_ptr_array_index(find(view->asked, OWNER)->mails, 0);
    cr_assert_not(own->shared);
}

Test(asked, of_several_addresses_the_best_state_counts)
{
    g_autoptr(World) world = world_new();
    add_address(world, OWNER, "private@home.example");
    g_autoptr(LbRequest) request = world_submit(world);
    world_forge(world, "UPDATE outbox SET status = 'refused', attempts = 1"
                       " WHERE address = '" OWNER "'");
    g_autoptr(LbAskedView) waits = ask(world, OWNER);
    cr_assert_str_eq(waits->own->asked->mail_status, "queued");
    world_forge(world, "UPDATE outbox SET status = 'bounced', attempts = 1"
                       " WHERE address = 'private@home.example'");
    g_autoptr(LbAskedView) lost = ask(world, OWNER);
    cr_assert_str_eq(lost->own->asked->mail_status, "bounced");
}

Test(asked, who_has_no_address_was_asked_and_got_no_mail)
{
    g_autoptr(World) world = world_new();
    world_forge(world, "UPDATE principal SET mail = NULL WHERE account = '" OWNER2 "'");
    world_adopt(world);
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbAskedView) view = ask(world, OWNER);
    const LbAskedPerson *person = find(view->asked, OWNER2);
    cr_assert_not_null(person);
    cr_assert_eq(person->mails->len, 0);
    cr_assert_null(person->asked->mail_status);
}

Test(asked, a_full_list_says_that_there_are_more)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    world_forge(world,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)"
                " INSERT INTO principal (account, kind, person, tenant)"
                " SELECT 'many' || i || '@contoso.example', 'User', 'many' || i, '" CONTOSO
                "' FROM n;"
                "INSERT INTO role_assignment SELECT id, 'Reader', '/', 'az', 1, 1 FROM principal"
                " WHERE account LIKE 'many%'");
    g_autoptr(LbAskedView) view = ask(world, OWNER);
    cr_assert_eq(view->unasked->len, LB_UNASKED_MOST);
    cr_assert(view->more);
    g_autoptr(LbAskedView) own = ask(world, "many150@contoso.example");
    cr_assert_eq(own->own->omission, LB_OMISSION_ROLE,
                 "who is not listed is answered all the same");
}
