/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the operator changes of people, keys and roles, behind the words of the command line: tests/operator/people
 * plays these by the program. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/operator.h"
#include "service/people.h"
#include "support/world.h"

Test(people, a_group_never_becomes_a_person)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    LbPersonTerms terms = { 0 };
    g_autofree char *fault =
        world_tamper(world, "INSERT INTO principal (account, kind, person, tenant) VALUES"
                            " ('owners', 'Group', 'owners', '" CONTOSO "'); DELETE FROM change");
    cr_assert_null(fault, "%s", fault);
    bool done = lb_people_add(world->service, operator, "OWNERS", CONTOSO, &terms, &error);
    cr_assert(!done && g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_PERSON_EXISTS));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM principal WHERE kind = 'Group'"), 1);
}

Test(roles, a_page_that_ends_between_two_sources_of_a_role_loses_neither)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) page = NULL;
    cr_assert(lb_people_grant(world->service, operator, "owner1@contoso.example", "Owner",
                              "/subscriptions/" PRODUCTION, &error));
    int64_t all = world_count(world, "SELECT count(*) FROM role_assignment r JOIN principal p"
                                     " ON p.id = r.principal WHERE p.kind = 'User'");
    int64_t found = 0;
    do {
        g_autoptr(GPtrArray) before = g_steal_pointer(&page);
        const LbAssignment *last = before != NULL ? g_ptr_array_index(before, 0) : NULL;
        page = lb_people_roles(world->service, operator, last, 1, &error);
        cr_assert_not_null(page);
        found += page->len;
    } while (page->len > 0);
    cr_assert_eq(found, all);
}

static int64_t
entries(World *world, const char *operation)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s'"
                                           " AND tenant = '" CONTOSO "'",
                                           operation);
    return world_count(world, sql);
}

Test(roles, nothing_about_them_happens_without_an_entry)
{
    static const struct {
        const char *account, *role;
    } held[] = { { "reader1@contoso.example", "Reader" }, { "owner1@contoso.example", "Owner" } };
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(held); i++) {
        bool imported = false;
        int64_t mails = world_count(world, "SELECT count(*) FROM outbox");
        /* The import gave it: that the operator does too changes nobody's rights. The second time changes nothing. */
        for (int time = 0; time < 2; time++)
            cr_assert(lb_people_grant(world->service, operator, held[i].account, held[i].role,
                                      "/subscriptions/" PRODUCTION, &error));
        cr_assert_eq(entries(world, "GrantRole"), (int64_t)i + 1);
        cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox"), mails);
        cr_assert(lb_people_revoke_role(world->service, operator, held[i].account, held[i].role,
                                        "/subscriptions/" PRODUCTION, &imported, &error));
        cr_assert(imported);
        cr_assert_eq(entries(world, "RevokeRole"), (int64_t)i + 1);
    }
}

Test(roles, one_that_only_reads_and_was_imported_is_taken_away_with_an_entry)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    bool imported = false;
    cr_assert(lb_people_revoke_role(world->service, operator, "reader1@contoso.example", "Reader",
                                    "/subscriptions/" PRODUCTION, &imported, &error));
    cr_assert(imported);
    cr_assert_eq(entries(world, "RevokeRole"), 1);
}

Test(people, each_change_has_one_entry_that_says_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GError) error = NULL;
    LbPersonTerms name = { .name = "Ana" }, mail = { .mail = "ana@contoso.example" };
    for (int time = 0; time < 2; time++) {
        cr_assert(lb_people_set(world->service, operator, "owner1@contoso.example", &name, &error));
        cr_assert(lb_people_set(world->service, operator, "owner1@contoso.example", &mail, &error));
    }
    cr_assert_eq(entries(world, "ChangePerson"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE details LIKE"
                                    " '%owner1@contoso.example%\"name\":\"Ana\"%'"),
                 1);
}

Test(tenants, requests_get_the_hours_that_are_agreed)
{
    const char *const resources[] = { "vm-web-01", NULL };
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    g_autoptr(GError) error = NULL;
    LbTenantTerms terms = { .preview = -1, .queue_hours = 24, .access_hours = 3 };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .justification = "We need the event log.",
                                .resources = resources };
    cr_assert(lb_tenants_set(world->service, operator, CONTOSO, &terms, &error));
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_not_null(request, "%s", error != NULL ? error->message : "");
    cr_assert_eq(request->hours, 3);
    cr_assert_eq(request->expiration - request->notified, 24 * LB_HOUR);
    submission.hours = 5;
    g_autoptr(LbRequest) named = lb_service_submit(world->service, engineer, &submission, &error);
    cr_assert_eq(named->hours, 5);
}
