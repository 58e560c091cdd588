/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody makes Lockbox send as much mail as they like, and nobody hides a change by trying. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/operator.h"
#include "service/people.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define READER "reader1@contoso.example"
#define STRANGER "stranger@elsewhere.example"
#define AT_PRODUCTION "/subscriptions/" PRODUCTION

/* A world whose people are from before: the log has gone on since. */
static World *
new_world(void)
{
    World *world = world_new();
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    return world;
}

static void
add_as(World *world, const LbActor *actor, const char *mail)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_profile_add_address(world->service, actor, mail, &error), "%s",
              error != NULL ? error->message : "");
}

static void
remove_as(World *world, const LbActor *actor, const char *mail)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_profile_remove_address(world->service, actor, mail, &error), "%s",
              error != NULL ? error->message : "");
}

static void
grant(World *world, const char *account, const char *role, const char *scope)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    cr_assert(lb_people_grant(world->service, actor, account, role, scope, &error), "%s",
              error != NULL ? error->message : "");
}

static void
take_back(World *world, const char *account, const char *role, const char *scope)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    bool imported = false;
    cr_assert(lb_people_revoke_role(world->service, actor, account, role, scope, &imported, NULL));
}

static void
set_mail(World *world, const char *account, const char *mail)
{
    g_autoptr(LbActor) actor = lb_operator_actor_new();
    LbPersonTerms terms = { .mail = mail };
    cr_assert(lb_people_set(world->service, actor, account, &terms, NULL));
}

static int64_t
count_mails(World *world, const char *address)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM outbox WHERE address LIKE '%s'",
                                           address != NULL ? address : "%");
    return world_count(world, sql);
}

static LbMessage *
claim(World *world)
{
    g_autoptr(GError) error = NULL;
    LbMessage *message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
    cr_assert_null(error, "%s", error->message);
    return message;
}

/* Tries everything that is due. */
static void
deliver(World *world, LbDelivery delivery)
{
    for (LbMessage *message = claim(world); message != NULL; message = claim(world)) {
        cr_assert(lb_deliveries_settle(world->service, message, delivery, "words", NULL));
        lb_message_free(message);
    }
}

static const LbChange *
change_of(const LbMessage *mail, guint index)
{
    cr_assert_lt(index, mail->people->changes->len);
    return g_ptr_array_index(mail->people->changes, index);
}

Test(flood, a_loop_of_addresses_is_one_mail_and_none_to_the_stranger)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    for (int i = 0; i < 8; i++) {
        add_as(world, reader, STRANGER);
        cr_assert_eq(count_mails(world, STRANGER), 1);
        remove_as(world, reader, STRANGER);
        cr_assert_eq(count_mails(world, STRANGER), 0);
    }
    cr_assert_eq(count_mails(world, NULL), 1);
    g_autoptr(LbMessage) mail = claim(world);
    cr_assert_str_eq(mail->address, READER);
    cr_assert_eq(mail->people->changes->len, 16u);
    cr_assert_eq(mail->people->more, 0);
    cr_assert_str_eq(mail->people->caller, READER);
    for (guint i = 0; i < 16; i++) {
        const LbChange *change = change_of(mail, i);
        cr_assert_eq(change->kind,
                     i % 2 == 0 ? LB_CHANGE_ADDRESS_ADDED : LB_CHANGE_ADDRESS_REMOVED);
        cr_assert_str_eq(i % 2 == 0 ? change->after : change->before, STRANGER);
    }
    cr_assert_eq(mail->log_sequence, world_count(world, "SELECT max(sequence) FROM activity"));
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM activity WHERE lower(hex(hash)) ="
                                           " '%s' AND sequence = %d",
                                           mail->log_head, (int)mail->log_sequence);
    cr_assert_eq(world_count(world, sql), 1, "number and hash are of one entry");
}

Test(flood, an_address_that_took_a_mail_is_told_of_its_removal)
{
    const struct {
        LbDelivery delivery;
        int64_t mails;
    } rows[] = { { LB_DELIVERY_ACCEPTED, 2 },
                 { LB_DELIVERY_REFUSED, 1 },
                 { LB_DELIVERY_LATER, 1 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(World) world = new_world();
        g_autoptr(LbActor) reader = world_actor(world, READER);
        add_as(world, reader, STRANGER);
        deliver(world, rows[i].delivery);
        remove_as(world, reader, STRANGER);
        cr_assert_eq(count_mails(world, STRANGER), rows[i].mails, "row %zu", i);
        cr_assert_eq(count_mails(world, READER), 2, "row %zu", i);
    }
}

Test(flood, a_first_address_is_told_that_it_is_none_whatever_it_took)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    set_mail(world, OWNER, STRANGER);
    cr_assert_eq(count_mails(world, OWNER), 1, "it never took a mail");
    deliver(world, LB_DELIVERY_LATER);
    set_mail(world, OWNER, "third@elsewhere.example");
    cr_assert_eq(count_mails(world, STRANGER), 2);
}

Test(flood, a_first_address_that_is_added_and_removed_too_is_told)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    add_as(world, owner, "OWNER1@contoso.example");
    set_mail(world, OWNER, STRANGER);
    remove_as(world, owner, OWNER);
    bool told = false;
    for (LbMessage *mail = claim(world); mail != NULL; mail = claim(world)) {
        for (guint i = 0;
             g_ascii_strcasecmp(mail->address, OWNER) == 0 && i < mail->people->changes->len; i++)
            told = told || change_of(mail, i)->kind == LB_CHANGE_MAIL;
        lb_message_free(mail);
    }
    cr_assert(told, "whoever took the account over cannot hide it");
}

Test(flood, a_loop_of_roles_is_one_mail_each)
{
    g_autoptr(World) world = new_world();
    for (int i = 0; i < 30; i++) {
        grant(world, READER, "Owner", AT_PRODUCTION);
        take_back(world, READER, "Owner", AT_PRODUCTION);
    }
    /* Four who approve; and the reader, who is told by turns as somebody else and as one of them. */
    cr_assert_eq(count_mails(world, OWNER), 1);
    cr_assert_leq(count_mails(world, NULL), 6);
    g_autoptr(LbMessage) mail = claim(world);
    while (strcmp(mail->address, OWNER) != 0) {
        g_autoptr(LbMessage) next = claim(world);
        cr_assert_not_null(next);
        lb_message_free(mail);
        mail = g_steal_pointer(&next);
    }
    int granted = 0;
    cr_assert_eq(mail->people->changes->len, 20u);
    cr_assert_eq(mail->people->more, 40);
    for (guint i = 0; i < 20; i++)
        granted += change_of(mail, i)->kind == LB_CHANGE_ROLE_GRANTED;
    cr_assert_eq(granted, 10, "some of each sort");
}

Test(flood, of_one_sort_hides_no_other)
{
    g_autoptr(World) world = new_world();
    for (int i = 0; i < 25; i++) {
        g_autofree char *scope = g_strdup_printf(AT_PRODUCTION "/resourceGroups/rg%d", i);
        grant(world, "owner2@contoso.example", "Owner", scope);
    }
    set_mail(world, "owner3@contoso.example", STRANGER);
    g_autoptr(LbMessage) mail = claim(world);
    cr_assert_eq(mail->people->changes->len, 20u);
    cr_assert_eq(mail->people->more, 6);
    cr_assert_eq(change_of(mail, 19)->kind, LB_CHANGE_MAIL);
}

Test(flood, mails_of_others_tell_nothing_that_they_would_not_have_been_told)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    grant(world, "contributor1@contoso.example", "Owner", AT_PRODUCTION);
    add_as(world, reader, STRANGER);
    take_back(world, "contributor1@contoso.example", "Owner", AT_PRODUCTION);
    cr_assert_eq(count_mails(world, OWNER), 2, "what the reader did stands between");
    for (LbMessage *mail = claim(world); mail != NULL; mail = claim(world)) {
        const char *mine = mail->approver ? "contributor1@contoso.example" : mail->people->account;
        for (guint i = 0; i < mail->people->changes->len; i++)
            cr_assert_str_eq(change_of(mail, i)->account, mine);
        lb_message_free(mail);
    }
}

Test(flood, an_address_is_not_told_what_happened_while_it_was_none)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    add_as(world, reader, STRANGER);
    deliver(world, LB_DELIVERY_ACCEPTED);
    remove_as(world, reader, STRANGER);
    add_as(world, reader, "private@home.example");
    remove_as(world, reader, "private@home.example");
    add_as(world, reader, STRANGER);
    for (LbMessage *mail = claim(world); mail != NULL; mail = claim(world)) {
        for (guint i = 0; strcmp(mail->address, STRANGER) == 0 && i < mail->people->changes->len;
             i++)
            cr_assert_null(strstr(change_of(mail, i)->after != NULL ? change_of(mail, i)->after
                                                                    : change_of(mail, i)->before,
                                  "private"));
        lb_message_free(mail);
    }
}

Test(flood, what_may_have_arrived_is_not_changed)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    add_as(world, reader, "READER1@contoso.example");
    g_autoptr(LbMessage) first = claim(world);
    cr_assert_not_null(first);
    cr_assert(lb_deliveries_release(world->service, NULL), "a lockboxd died while it sent it");
    remove_as(world, reader, READER);
    cr_assert_eq(count_mails(world, READER), 2);
    g_autofree char *sql = g_strdup_printf(
        "SELECT log_sequence FROM outbox WHERE message_id = '%s'", first->message_id);
    cr_assert_eq(world_count(world, sql), first->log_sequence);
}

Test(flood, twenty_changes_of_addresses_are_enough_for_a_day)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 9; i++) {
        add_as(world, reader, STRANGER);
        remove_as(world, reader, STRANGER);
        world_pass(world, LB_HOUR);
    }
    add_as(world, reader, STRANGER);
    add_as(world, reader, "more@elsewhere.example");
    cr_assert_not(
        lb_profile_add_address(world->service, reader, "again@elsewhere.example", &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_TOO_OFTEN));
    cr_assert_not_null(strstr(error->message, "can be added again on "), "%s", error->message);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"
                                    " AND details LIKE '%too-often%'"),
                 1);
    remove_as(world, reader, STRANGER); /* nobody can be kept from that */
    world_pass(world, 15 * LB_HOUR - LB_MINUTE);
    g_clear_error(&error);
    cr_assert_not(lb_profile_add_address(world->service, reader, "again@elsewhere.example", &error),
                  "a day is not over");
    world_pass(world, 2 * LB_MINUTE);
    add_as(world, reader, "again@elsewhere.example");
}

Test(flood, the_limit_is_each_account_s_own_and_none_for_admins)
{
    g_autoptr(World) world = new_world();
    g_autoptr(LbActor) reader = world_actor(world, READER);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    for (int i = 0; i < 25; i++)
        set_mail(world, READER, i % 2 == 0 ? STRANGER : READER);
    for (int i = 0; i < 10; i++) {
        add_as(world, reader, "more@elsewhere.example");
        remove_as(world, reader, "more@elsewhere.example");
    }
    for (int i = 0; i < 12; i++) {
        add_as(world, admin, STRANGER);
        remove_as(world, admin, STRANGER);
    }
    cr_assert_not(lb_profile_add_address(world->service, reader, "more@elsewhere.example", NULL));
    add_as(world, owner, STRANGER);
}

Test(flood, requests_are_told_before_people)
{
    g_autoptr(World) world = new_world();
    grant(world, READER, "Owner", AT_PRODUCTION);
    deliver(world, LB_DELIVERY_LATER);
    world_pass(world, LB_HOUR);
    grant(world, "contributor1@contoso.example", "Owner", AT_PRODUCTION);
    g_autoptr(LbRequest) request = world_submit(world);
    int64_t wanted = world_count(world, "SELECT count(*) FROM outbox WHERE request IS NOT NULL");
    cr_assert_gt(wanted, 0);
    int64_t place = 0;
    for (LbMessage *mail = claim(world); mail != NULL; mail = claim(world), place++) {
        cr_assert_eq(mail->request != NULL, place < wanted, "mail %d", (int)place);
        lb_message_free(mail);
    }
    cr_assert_gt(place, wanted);
}
