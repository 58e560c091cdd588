/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions are found by an index, however many there are, and one that is foreign is looked for like one that there is
 * not. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/exclusions.h"
#include "store/plans.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define LEAD "lead1@fabrikam.example"

/* 6,000 exclusions of three customers by two engineers, a tenth of them unacknowledged. */
static void
fill(World *world)
{
    g_autofree char *words = world_tamper(
        world,
        "PRAGMA foreign_keys = 0; INSERT INTO exclusion WITH RECURSIVE n (i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) SELECT i, 'legal-demand',"
        " CASE i % 3 WHEN 0 THEN '" CONTOSO "' WHEN 1 THEN '" NIHON "' ELSE '" BASIC "' END,"
        " CASE i % 3 WHEN 0 THEN '" PRODUCTION "' WHEN 1 THEN '" HONBAN "' ELSE '" SMALL "' END,"
        " '/subscriptions/" PRODUCTION "', i, i + 1, 'text', p.id, p.account, p.person, 'r', i"
        " FROM n JOIN principal p ON p.account ="
        "  CASE i % 2 WHEN 0 THEN '" ENGINEER "' ELSE 'engineer8@fabrikam.example' END;"
        "INSERT INTO acknowledgement SELECT number, 1, 'somebody', NULL, 1 FROM exclusion"
        " WHERE number % 10 <> 0; ANALYZE");
    cr_assert_null(words, "%s", words);
}

/* @limit: rows that may be returned, with what tells who reads and what the clock says. */
static void
assert_planned(World *world, const char *wanted, const char *account, int64_t limit)
{
    int64_t rows = plans_rows();
    g_autofree char *plan = plans_read(world);
    cr_assert_not(plans_walk(plan), "%s, %s:\n%s", account, wanted, plan);
    cr_assert_null(strstr(plan, "TEMP B-TREE FOR ORDER BY"), "%s:\n%s", account, plan);
    cr_assert_not_null(strstr(plan, wanted), "%s, %s:\n%s", account, wanted, plan);
    cr_assert(rows <= limit, "%s, %s: %d rows", account, wanted, (int)rows);
}

Test(exclusion_plans, each_list_has_its_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const struct {
        const char *account;
        LbExclusionFilter filter;
        const char *wanted;
    } rows[] = {
        { OWNER, { .before = 3000 }, "e USING INDEX exclusion_tenant (tenant=? AND number<?)" },
        { OWNER,
          { .unacknowledged = true },
          "w USING COVERING INDEX unacknowledged_tenant (tenant=? AND exclusion<?)" },
        { ENGINEER, { .before = 3000 }, "e USING INDEX exclusion_recorder (recorder=?" },
        { ENGINEER, { .unacknowledged = true }, "e USING INDEX exclusion_recorder (recorder=?" },
        { LEAD, { .before = 3000 }, "e USING INTEGER PRIMARY KEY (rowid<?)" },
        { LEAD, { .unacknowledged = true }, "w USING INTEGER PRIMARY KEY (rowid<?)" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbExclusionFilter filter = rows[i].filter;
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        filter.limit = 5;
        plans_forget();
        g_autoptr(GPtrArray) page = lb_service_exclusions(world->service, actor, &filter, NULL);
        cr_assert(page != NULL && page->len == 5, "row %zu", i);
        assert_planned(world, rows[i].wanted, rows[i].account, 5 + 10);
    }
}

Test(exclusion_plans, what_waits_and_what_a_day_had_is_counted_by_an_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER), engineer = world_actor(world, ENGINEER);
    g_autoptr(LbExclusion) newest = NULL;
    int count = 0;
    plans_forget();
    cr_assert(lb_service_waiting_exclusions(world->service, owner, &count, &newest, NULL));
    cr_assert(count == LB_EXCLUSIONS_COUNTED && newest->number == 6000);
    assert_planned(world, "w USING COVERING INDEX unacknowledged_tenant (tenant=?", OWNER, 10);
    int64_t now = world->reading.wall;
    LbNewExclusion words = { .kind = "legal-demand",
                             .scope = "/subscriptions/" PRODUCTION "/resourceGroups/rg-web",
                             .started = now - LB_HOUR,
                             .ended = now,
                             .text = "Text." };
    plans_forget();
    g_autoptr(LbExclusion) recorded = lb_service_exclude(world->service, engineer, &words, NULL);
    cr_assert_eq(recorded->number, 6001);
    g_autofree char *plan = plans_read(world);
    cr_assert_not_null(strstr(plan, "INDEX exclusion_person (recorder_person=? AND recorded>?)"),
                       "%s", plan);
    cr_assert_not_null(strstr(plan, "resource USING PRIMARY KEY (key>? AND key<?)"), "%s", plan);
}

/* The statements by which @account is refused the exclusion. */
static char *
listen_to(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbAcknowledgement wanted = { .number = number, .shown = "00" };
    plans_forget();
    cr_assert_null(lb_service_show_exclusion(world->service, actor, number, NULL));
    cr_assert_null(lb_service_acknowledge(world->service, actor, &wanted, NULL));
    return plans_statements();
}

Test(exclusion_plans, a_foreign_and_an_unknown_number_take_the_same_statements)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const char *const accounts[] = { OWNER, "rogue@nihon.example", ENGINEER };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        /* The first refusal of its sort goes into the log, the others are counted. */
        g_free(listen_to(world, accounts[i], 424242));
        g_autofree char *foreign = listen_to(world, accounts[i], 5);
        g_autofree char *unknown = listen_to(world, accounts[i], 999999);
        cr_assert_not_null(strstr(unknown, "FROM exclusion e"));
        cr_assert_str_eq(foreign, unknown, "%s", accounts[i]);
    }
}
