/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is damaged of one request keeps neither the others nor its own end from happening. */
#include <criterion/criterion.h>

#include "base/span.h"
#include "service/deadlines.h"
#include "service/deliveries.h"
#include "service/operator.h"
#include "support/world.h"

#define DAMAGE                                   \
    "UPDATE request_resource SET model = 'none'" \
    " WHERE request = 1"

static void
approve(World *world, LbRequest *request)
{
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_not_null(approved);
}

/* LB-1 and LB-2 with open access, LB-3 waiting; eight hours and four days later. */
static void
prepare(World *world)
{
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world),
                         third = world_submit(world);
    cr_assert_eq(third->number, 3);
    approve(world, first);
    approve(world, second);
    world_pass(world, 5 * LB_DAY);
}

static int64_t
count_ended(World *world)
{
    return world_count(world,
                       "SELECT count(*) FROM request WHERE status IN ('Completed', 'Expired')");
}

Test(damage, access_ends_without_its_resources)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int ended = 0;
    prepare(world);
    world_forge(world, DAMAGE);
    cr_assert(lb_deadlines_run(world->service, 100, &ended, &error), "%s",
              error != NULL ? error->message : "");
    cr_assert_eq(ended, 3);
    cr_assert_eq(count_ended(world), 3);
    /* Once mended, it agrees with the log again. */
    world_forge(world, "UPDATE request_resource SET model = 'arm'");
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, &error);
    cr_assert_not_null(found, "%s", error != NULL ? error->message : "");
    cr_assert_null(found->why, "%s", found->why);
}

Test(damage, one_that_cannot_end_lets_the_others_end)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int ended = 0;
    prepare(world);
    cr_assert_null(world_tamper(world, "CREATE TRIGGER stuck BEFORE UPDATE ON request"
                                       " WHEN OLD.number = 1 BEGIN SELECT RAISE(ABORT, 'stuck');"
                                       " END"));
    cr_assert_not(lb_deadlines_run(world->service, 100, &ended, &error));
    cr_assert_not_null(strstr(error->message, "LB-1: "), "%s", error->message);
    cr_assert_not_null(strstr(error->message, "stuck"), "%s", error->message);
    cr_assert_eq(ended, 2);
    cr_assert_eq(count_ended(world), 2);
}

Test(damage, a_row_that_does_not_change_has_a_reason)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int ended = 0;
    prepare(world);
    cr_assert_null(world_tamper(world, "CREATE TRIGGER stuck BEFORE UPDATE ON request"
                                       " WHEN OLD.number = 1 BEGIN SELECT RAISE(IGNORE); END"));
    cr_assert_not(lb_deadlines_run(world->service, 100, &ended, &error));
    cr_assert_not_null(error);
    cr_assert_eq(ended, 2);
}

Test(damage, a_mail_that_cannot_be_written_waits_and_lets_the_others_go)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) first = world_submit(world), second = world_submit(world);
    world_forge(world, DAMAGE);
    for (int i = 0; i < 4; i++) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
        cr_assert_not_null(message, "%s", error != NULL ? error->message : "none");
        cr_assert_eq(message->request->number, second->number);
        cr_assert(lb_deliveries_settle(world->service, message, LB_DELIVERY_ACCEPTED, "", &error));
    }
    cr_assert_null(lb_deliveries_claim(world->service, LB_MINUTE, &error));
    cr_assert_null(error);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE request = 1 AND status ="
                                    " 'queued' AND attempts = 1 AND answer LIKE 'LB-1 cannot be"
                                    " read: %damaged%'"),
                 4);
    cr_assert_eq(first->number, 1);
}
