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
