/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of one thing, and where: every address once, whoever has it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/exclusions.h"
#include "service/people.h"
#include "store/statement.h"
#include "support/world.h"

#define SHARED "shared@contoso.example"

static void
set_first(World *world, const char *account, const char *mail)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE principal SET mail = '%s' WHERE account = '%s'", mail, account);
    cr_assert_null(world_tamper(world, sql));
}

static void
add_alternate(World *world, const char *account, const char *mail)
{
    g_autofree char *sql = g_strdup_printf("INSERT INTO address (principal, mail)"
                                           " SELECT id, '%s' FROM principal WHERE account = '%s'",
                                           mail, account);
    cr_assert_null(world_tamper(world, sql));
}

/* Mails of @event to @address, in whichever case: "account", "account alternate", … by row, with commas between. */
static char *
told_at(World *world, const char *event, const char *address)
{
    g_autoptr(LbStatement) statement = lb_statement_new(
        world->store, NULL,
        "SELECT p.account || CASE o.alternate WHEN 1 THEN ' alternate' ELSE '' END ||"
        " CASE o.approver WHEN 1 THEN '' ELSE ' asked' END FROM outbox o"
        " JOIN principal p ON p.id = o.principal"
        " WHERE o.event = ? AND o.address = ? COLLATE NOCASE ORDER BY o.id",
        "ss", event, address);
    GString *told = g_string_new(NULL);
    while (lb_statement_step(statement, NULL) == LB_STEP_ROW)
        g_string_append_printf(told, "%s%s", told->len > 0 ? ", " : "",
                               lb_column_text(statement, 0));
    return g_string_free(told, FALSE);
}

static void
expect_told(World *world, const char *event, const char *address, const char *expected)
{
    g_autofree char *told = told_at(world, event, address);
    cr_assert_str_eq(told, expected, "%s at %s: %s", event, address, told);
}

static void
approve(World *world, const LbRequest *request)
{
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_not_null(approved);
}

Test(telling, an_address_that_several_have_is_written_to_once)
{
    g_autoptr(World) world = world_new();
    set_first(world, "owner1@contoso.example", SHARED);
    set_first(world, "owner2@contoso.example", "Shared@Contoso.EXAMPLE");
    add_alternate(world, "owner3@contoso.example", "SHARED@contoso.example");
    g_autoptr(LbRequest) request = world_submit(world);
    expect_told(world, "waiting", SHARED, "owner1@contoso.example");
    expect_told(world, "waiting", "owner3@contoso.example", "owner3@contoso.example");
    expect_told(world, "waiting", "approver1@contoso.example", "approver1@contoso.example");
    approve(world, request);
    expect_told(world, "approved", SHARED, "owner1@contoso.example");
}

Test(telling, whose_first_address_it_is_comes_before_whose_alternate)
{
    g_autoptr(World) world = world_new();
    /* approver1 is read before owner2. */
    add_alternate(world, "approver1@contoso.example", "OWNER2@contoso.example");
    add_alternate(world, "approver1@contoso.example", "home@contoso.example");
    add_alternate(world, "owner1@contoso.example", "Home@contoso.example");
    g_autoptr(LbRequest) request = world_submit(world);
    expect_told(world, "waiting", "owner2@contoso.example", "owner2@contoso.example");
    expect_told(world, "waiting", "home@contoso.example", "approver1@contoso.example alternate");
}

Test(telling, who_asked_is_told_so_at_an_address_of_an_approver_too)
{
    g_autoptr(World) world = world_new();
    set_first(world, "engineer7@fabrikam.example", SHARED);
    add_alternate(world, "engineer7@fabrikam.example", "Shared@contoso.example");
    set_first(world, "owner1@contoso.example", SHARED);
    g_autoptr(LbRequest) request = world_submit(world);
    approve(world, request);
    expect_told(world, "approved", SHARED,
                "owner1@contoso.example, engineer7@fabrikam.example asked");
}

Test(telling, an_exclusion_is_told_once_at_each_address)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    set_first(world, "owner1@contoso.example", SHARED);
    add_alternate(world, "owner2@contoso.example", "shared@CONTOSO.example");
    int64_t now = world->reading.wall;
    LbNewExclusion words = { .kind = "unintended-exposure",
                             .scope = "/subscriptions/" PRODUCTION,
                             .started = now - LB_HOUR,
                             .ended = now - LB_MINUTE,
                             .text = "A capture of packets held data." };
    g_autoptr(LbExclusion) exclusion = lb_service_exclude(world->service, engineer, &words, NULL);
    cr_assert_not_null(exclusion);
    expect_told(world, "exclusion", SHARED, "owner1@contoso.example");
    expect_told(world, "exclusion", "owner2@contoso.example", "owner2@contoso.example");
    cr_assert_eq(exclusion->told, 4, "persons, not addresses");
}

Test(telling, a_change_is_told_once_at_each_address_of_who_approves)
{
    g_autoptr(World) world = world_new();
    set_first(world, "owner1@contoso.example", SHARED);
    set_first(world, "owner2@contoso.example", SHARED);
    world_adopt(world);
    cr_assert_null(world_tamper(world, "DELETE FROM outbox"));
    g_autoptr(LbActor) owner = world_actor(world, "owner3@contoso.example");
    cr_assert(lb_profile_add_address(world->service, owner, "more@home.example", NULL));
    expect_told(world, "changed", SHARED, "owner1@contoso.example");
    expect_told(world, "changed", "owner3@contoso.example", "owner3@contoso.example");
    expect_told(world, "changed", "more@home.example", "owner3@contoso.example alternate");
}

Test(telling, each_mail_has_a_token_of_its_own_and_knows_whose_it_is)
{
    g_autoptr(World) world = world_new();
    add_alternate(world, "owner1@contoso.example", "home@contoso.example");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(GHashTable) tokens = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int alternates = 0, all = 0;
    for (;;) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            break;
        cr_assert_eq(strlen(message->token), 32);
        cr_assert_eq(strspn(message->token, "0123456789abcdef"), 32);
        cr_assert_null(strstr(message->message_id, message->token),
                       "who answers does not learn it");
        cr_assert(g_hash_table_add(tokens, g_strdup(message->token)));
        bool alternate = g_str_equal(message->address, "home@contoso.example");
        cr_assert_eq(message->alternate, alternate);
        cr_assert(!alternate || g_str_equal(message->account, "owner1@contoso.example"));
        cr_assert(alternate || message->event != LB_EVENT_WAITING ||
                  g_str_equal(message->account, message->address));
        alternates += alternate ? 1 : 0;
        all++;
    }
    cr_assert_geq(all, 5);
    cr_assert_geq(alternates, 1);
    g_autoptr(GPtrArray) rows = lb_deliveries_list(world->service, request->number, 0, 100, NULL);
    cr_assert_eq(rows->len, 5);
    for (guint i = 0; i < rows->len; i++) {
        const LbDeliveryRow *row = g_ptr_array_index(rows, i);
        cr_assert_eq(row->alternate, g_str_equal(row->address, "home@contoso.example"));
        cr_assert(row->bounce == NULL && row->bounced == 0);
    }
}
