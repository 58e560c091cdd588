/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the ledger begins, what cannot be made older than it, and what no act may leave out of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/act.h"
#include "service/operator.h"
#include "service/people.h"
#include "store/log.h"
#include "support/world.h"

#define OWNER_1 "owner1@contoso.example"
#define OF_OWNER_1 " WHERE account = '" OWNER_1 "'"

static void
expect_nothing(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(*found, "%s", *found);
}

static void
expect(World *world, const char *sql, const char *words)
{
    g_auto(GStrv) found = world_verify(world);
    g_autofree char *all = g_strjoinv("\n", found);
    cr_assert_not_null(strstr(all, words), "%s: no \"%s\" in:\n%s", sql, words, all);
}

/* Makes the world's database one of before the ledger: its first entry and nothing else. */
static void
make_old(World *world)
{
    g_clear_pointer(&world->service, lb_service_free);
    world_forge(world, "DELETE FROM activity; DELETE FROM ledger; DELETE FROM touched");
    world_drop_ledger(world, 9);
    char door[] = "operator", details[] = "{}";
    LbActivity entry = { .operation = LB_OPERATION_INITIALIZE, .door = door, .details = details };
    g_autoptr(LbTransaction) transaction = lb_store_begin(world->store, NULL);
    cr_assert(lb_log_append(world->store, &entry, NULL));
    cr_assert(lb_transaction_commit(transaction, NULL));
    world->service =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
    cr_assert_not_null(world->service);
}

Test(ledger, of_an_older_database_begins_with_what_is_there)
{
    g_autoptr(World) world = world_new();
    int64_t rows = world_count(world, "SELECT count(*) FROM ledger");
    make_old(world);
    g_autoptr(LbVerification) before = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_null(before->why, "%s", before->why);
    cr_assert_eq(before->rows_before, rows);
    cr_assert_eq(before->rows_from, 0);
    /* An act that has nothing to log leaves that to the next. */
    g_autoptr(LbActor) owner = world_actor(world, OWNER_1);
    cr_assert(lb_profile_set(world->service, owner, NULL, NULL, NULL));
    expect_nothing(world);
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    g_autoptr(LbVerification) after = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_null(after->why, "%s", after->why);
    cr_assert_eq(after->rows_before, rows);
    cr_assert_eq(after->rows_from, 2);
    world_forge(world, "UPDATE principal SET person = 'x'" OF_OWNER_1);
    expect(world, "UPDATE", ": person is 'x', but entry 2 of the log left");
}

/* A second base would make whatever stands there right. */
Test(ledger, has_one_base)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *words = world_tamper(world, "UPDATE principal SET person = 'x'" OF_OWNER_1
                                                 "; UPDATE touched SET base = 1");
    cr_assert_null(words);
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    expect(world, "base", ": person is 'x', but entry 1 of the log left");
    world_forge(world, "DELETE FROM ledger;"
                       " INSERT INTO touched (kind, name, after, base) VALUES ('key', '9', 'id=9',"
                       " 1)");
    cr_assert(lb_operator_accept_clock(world->service, NULL));
    expect(world, "again", "takes rows over that no entry before it knows");
    expect(world, "again", "the ledger of entry 1 is not what was written");
}

/* An act that changes what none of its entries tells of is a mistake in this program, and has not happened. */
Test(ledger, lets_no_act_change_what_it_does_not_log)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(LbAct) act = lb_act_begin(world->service, operator, NULL);
    cr_assert(lb_act_log(act, LB_OPERATION_ACCEPT_CLOCK, NULL, 0, NULL, NULL));
    cr_assert(lb_directory_set_manners(world->service->store, 1, "ja", NULL, NULL));
    cr_assert_not(lb_act_commit(act, &error));
    cr_assert_str_eq(error->message, "rows were changed that no entry of the log tells of");
    g_clear_pointer(&act, lb_act_free);
    expect_nothing(world);
}

Test(ledger, tells_some_of_many_differences_and_counts_all)
{
    g_autoptr(World) world = world_new();
    world_forge(world, "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n"
                       " WHERE i < 399) INSERT INTO principal (id, account, kind, person)"
                       " SELECT i, 'ghost' || i, 'User', i FROM n");
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, NULL);
    cr_assert_eq(found->count, 300);
    cr_assert_eq(g_strv_length(found->findings), 200u);
    cr_assert_str_eq(found->findings[0], "principal 100 is there, but no entry of the log made it");
}
