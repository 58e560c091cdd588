/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that a mail came back: they mark the mail whose token they have, and nothing else. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/mails.h"
#include "service/operator.h"
#include "support/world.h"

static LbMessage *
send_one(World *world, LbDelivery delivery)
{
    LbMessage *message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_not_null(message);
    cr_assert(lb_deliveries_settle(world->service, message, delivery, "250 taken", NULL));
    return message;
}

static LbBounce
report(World *world, const char *token, const char *address, const char *words)
{
    LbBounce what = LB_BOUNCE_UNKNOWN;
    g_autoptr(GError) error = NULL;
    cr_assert(lb_deliveries_bounce(world->service, token, address, words, &what, &error), "%s",
              error != NULL ? error->message : "");
    return what;
}

static LbDeliveryRow *
row_of(World *world, int64_t mail)
{
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    LbDeliveryRow *row = lb_mails_show(world->service, admin, mail, NULL);
    cr_assert_not_null(row);
    return row;
}

Test(bounces, a_mail_that_came_back_is_marked_once_with_the_words)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = send_one(world, LB_DELIVERY_ACCEPTED);
    world_pass(world, LB_MINUTE);
    cr_assert_eq(report(world, message->token, message->address, "550 no such user"),
                 LB_BOUNCE_MARKED);
    cr_assert_eq(report(world, message->token, message->address, "something else"),
                 LB_BOUNCE_AGAIN);
    g_autoptr(LbDeliveryRow) row = row_of(world, message->id);
    cr_assert_str_eq(row->status, "bounced");
    cr_assert_str_eq(row->bounce, "550 no such user");
    cr_assert_str_eq(row->answer, "250 taken", "the server's words stay");
    cr_assert_eq(row->attempts, 1);
    cr_assert_eq(row->bounced, row->settled + LB_MINUTE);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'bounced'"), 1);
}

Test(bounces, the_token_alone_says_which_mail_and_the_address_is_kept_where_it_is_another)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) first = send_one(world, LB_DELIVERY_ACCEPTED),
                         second = send_one(world, LB_DELIVERY_ACCEPTED),
                         third = send_one(world, LB_DELIVERY_ACCEPTED);
    g_autofree char *shouted = g_ascii_strup(second->address, -1);
    cr_assert_eq(report(world, first->token, "elsewhere@forwarded.example", "full"),
                 LB_BOUNCE_ELSEWHERE);
    cr_assert_eq(report(world, second->token, shouted, "full"), LB_BOUNCE_MARKED);
    cr_assert_eq(report(world, third->token, NULL, NULL), LB_BOUNCE_MARKED);
    g_autoptr(LbDeliveryRow) row = row_of(world, first->id);
    cr_assert_str_eq(row->bounce, "elsewhere@forwarded.example: full");
}

Test(bounces, what_no_mail_has_is_unknown)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = send_one(world, LB_DELIVERY_ACCEPTED);
    const char *const tokens[] = { "", "%", "00112233445566778899aabbccddeeff", "' OR 1 = 1 --",
                                   message->message_id };
    for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++)
        cr_assert_eq(report(world, tokens[i], NULL, "x"), LB_BOUNCE_UNKNOWN, "%s", tokens[i]);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET token = NULL"));
    cr_assert_eq(report(world, NULL, NULL, "x"), LB_BOUNCE_UNKNOWN, "one of an older version");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'bounced'"), 0);
}

Test(bounces, only_what_a_server_has_taken_can_come_back)
{
    static const struct {
        const char *state;
        LbBounce what;
    } rows[] = { { "queued", LB_BOUNCE_NOT_YET },
                 { "sending", LB_BOUNCE_NOT_YET },
                 { "refused", LB_BOUNCE_NOT_TAKEN },
                 { "failed", LB_BOUNCE_NOT_TAKEN },
                 { "withdrawn", LB_BOUNCE_NOT_TAKEN } };
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = send_one(world, LB_DELIVERY_ACCEPTED);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sql = g_strdup_printf("UPDATE outbox SET status = '%s' WHERE id = %d",
                                               rows[i].state, (int)message->id);
        cr_assert_null(world_tamper(world, sql));
        cr_assert_eq(report(world, message->token, NULL, "x"), rows[i].what);
        g_autoptr(LbDeliveryRow) row = row_of(world, message->id);
        cr_assert_str_eq(row->status, rows[i].state);
        cr_assert_null(row->bounce);
    }
}

Test(bounces, the_words_are_somebodys_attack_and_are_made_harmless_and_short)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbMessage) message = send_one(world, LB_DELIVERY_ACCEPTED);
    g_autoptr(GString) words = g_string_new("\xff\xfe\xc3 550 ");
    for (int i = 0; i < 100000; i++)
        g_string_append(words, "あ");
    cr_assert_eq(report(world, message->token, words->str, words->str), LB_BOUNCE_ELSEWHERE);
    g_autoptr(LbDeliveryRow) row = row_of(world, message->id);
    cr_assert(g_utf8_validate(row->bounce, -1, NULL));
    cr_assert_leq(g_utf8_strlen(row->bounce, -1), 500);
}

Test(bounces, one_that_came_back_can_be_sent_again_and_come_back_again)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) operator_actor = lb_operator_actor_new();
    g_autoptr(LbMessage) message = send_one(world, LB_DELIVERY_ACCEPTED);
    while (world_count(world, "SELECT count(*) FROM outbox WHERE status = 'queued'") > 0)
        lb_message_free(send_one(world, LB_DELIVERY_ACCEPTED));
    for (int64_t mail = 0; mail <= message->id; mail += message->id) { /* all, and it alone */
        int64_t again = 0, left = 0;
        cr_assert_eq(report(world, message->token, NULL, "full"), LB_BOUNCE_MARKED);
        cr_assert(mail != 0 ? lb_mails_retry(world->service, operator_actor, mail, 0, &again, NULL)
                            : lb_mails_retry_all(world->service, operator_actor, true, &again,
                                                 &left, NULL));
        cr_assert_eq(again, 1);
        cr_assert_eq(report(world, message->token, NULL, "late"), LB_BOUNCE_NOT_YET);
        g_autoptr(LbMessage) sent = send_one(world, LB_DELIVERY_ACCEPTED);
        cr_assert_str_eq(sent->message_id, message->message_id);
        g_autoptr(LbDeliveryRow) row = row_of(world, message->id);
        cr_assert_str_eq(row->status, "accepted");
        cr_assert(row->bounce == NULL && row->bounced == 0);
    }
}
