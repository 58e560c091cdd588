/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts: when there is one, for whom, what it tells, and that it is the same for the same head. */
#include <criterion/criterion.h>
#include <string.h>

#include "receipt/check.h"
#include "receipt/document.h"
#include "receipt/make.h"
#include "service/deadlines.h"
#include "service/operator.h"
#include "service/passage.h"
#include "service/receipt.h"
#include "service/recordings.h"
#include "service/sessions.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")

typedef LbRequest *(*Act)(LbService *service, const LbActor *actor, const LbDecision *decision,
                          GError **error);

static void
decide(World *world, Act act, const char *account)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, 1, &error);
    cr_assert_not_null(view, "%s", SPEAKING(error));
    LbDecision decision = { .number = 1, .shown = view->digest, .reason = "As agreed." };
    g_autoptr(LbRequest) request = act(world->service, actor, &decision, &error);
    cr_assert_not_null(request, "%s", SPEAKING(error));
}

/* The receipt as @account gets it; NULL where it is refused, as @refusal. */
static JsonObject *
take(World *world, const char *account, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbReceiptFacts) facts = lb_service_receipt(world->service, actor, 1, &error);
    if (refusal != LB_REFUSAL_NONE) {
        cr_assert_null(facts);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", SPEAKING(error));
        return NULL;
    }
    cr_assert_not_null(facts, "%s", SPEAKING(error));
    JsonObject *receipt = lb_receipt_make(facts);
    g_auto(LbReceiptFault) fault = { 0 };
    cr_assert(lb_receipt_check(receipt, &fault), "%s: %s", fault.where, fault.why);
    return receipt;
}

/* The same, made again by the operator up to the head of @receipt, as bytes. */
static char *
make_again(World *world, JsonObject *receipt)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbReceiptFacts) facts = NULL;
    JsonObject *head = json_object_get_object_member(receipt, "head");
    cr_assert(lb_operator_receipt(world->service, 1, json_object_get_int_member(head, "sequence"),
                                  &facts, &error),
              "%s", SPEAKING(error));
    cr_assert_not_null(facts);
    g_autoptr(JsonObject) again = lb_receipt_make(facts);
    return lb_receipt_write(again);
}

static const char *
status_of(JsonObject *receipt)
{
    return json_object_get_string_member(json_object_get_object_member(receipt, "properties"),
                                         "status");
}

static JsonObject *
element(JsonObject *receipt, const char *name, guint index)
{
    JsonArray *array = json_object_get_array_member(receipt, name);
    cr_assert_lt(index, json_array_get_length(array), "%s", name);
    return json_array_get_object_element(array, index);
}

static guint
count(JsonObject *receipt, const char *name)
{
    return json_array_get_length(json_object_get_array_member(receipt, name));
}

static void
assert_text(JsonObject *object, const char *name, const char *text)
{
    cr_assert_str_eq(json_object_get_string_member(object, name), text, "%s", name);
}

/* Access to vm-web-01 that is open, with a session and a relay through it. Stores the session. */
static LbPassage *
go_through(World *world)
{
    g_autoptr(GError) error = NULL;
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    decide(world, lb_service_approve, OWNER);
    cr_assert_eq(world_open_grants(world), 1);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbPassage *shell =
        lb_passage_begin(world->service, engineer, LB_PASSAGE_CONNECT, 1, NULL, 0, &error);
    cr_assert_not_null(shell, "%s", SPEAKING(error));
    world_pass(world, LB_MINUTE);
    g_autoptr(LbPassage) relay =
        lb_passage_begin(world->service, engineer, LB_PASSAGE_RELAY, 1, NULL, 3389, &error);
    cr_assert_not_null(relay, "%s", SPEAKING(error));
    LbPassageCount so_far = { .sent = 10, .received = 2000, .sha256 = HASH };
    LbPassageCount relayed = { .sent = 300, .received = 400 };
    cr_assert(lb_passage_record(world->service, engineer, shell, &so_far, NULL));
    cr_assert(lb_passage_end(world->service, engineer, relay, LB_PASSAGE_LEFT, &relayed, NULL));
    return shell;
}

static void
end(World *world, const LbPassage *shell, LbPassageEnd why)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbPassageCount count = { .sent = 11, .received = 2001, .recorded = 500, .sha256 = HASH };
    cr_assert(lb_passage_end(world->service, engineer, shell, why, &count, NULL));
}

Test(receipt, there_is_none_before_the_request_and_its_access_have_ended)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) shell = go_through(world);
    take(world, OWNER, LB_REFUSAL_NOT_OVER);
    decide(world, lb_service_revoke, OWNER);
    take(world, OWNER, LB_REFUSAL_NOT_OVER);
    world_open_grants(world);
    g_autoptr(JsonObject) receipt = take(world, OWNER, LB_REFUSAL_NONE);
    cr_assert_str_eq(status_of(receipt), "Revoked");
}

Test(receipt, whoever_may_read_the_request_gets_the_same_and_nobody_else_any)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    take(world, "owner@nihon.example", LB_REFUSAL_NOT_FOUND);
    decide(world, lb_service_deny, OWNER);
    take(world, "owner@nihon.example", LB_REFUSAL_NOT_FOUND);
    g_autoptr(JsonObject) owners = take(world, OWNER, LB_REFUSAL_NONE);
    g_autofree char *written = lb_receipt_write(owners);
    static const char *const readers[] = { ENGINEER, "owner2@contoso.example",
                                           "reader1@contoso.example", "lead1@fabrikam.example",
                                           "admin1@fabrikam.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        g_autoptr(JsonObject) receipt = take(world, readers[i], LB_REFUSAL_NONE);
        g_autofree char *same = lb_receipt_write(receipt);
        cr_assert_str_eq(same, written, "%s", readers[i]);
    }
}

Test(receipt, it_tells_what_was_opened_and_done)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) shell = go_through(world);
    end(world, shell, LB_PASSAGE_LEFT);
    decide(world, lb_service_complete, ENGINEER);
    world_open_grants(world);
    g_autoptr(JsonObject) receipt = take(world, OWNER, LB_REFUSAL_NONE);
    cr_assert_str_eq(status_of(receipt), "Completed");
    cr_assert_eq(count(receipt, "access"), 1);
    JsonObject *access = element(receipt, "access", 0);
    cr_assert_not_null(json_object_get_string_member(access, "openedDateTime"));
    cr_assert_not_null(json_object_get_string_member(access, "closedDateTime"));
    cr_assert_eq(count(receipt, "sessions"), 2);
    JsonObject *session = element(receipt, "sessions", 0);
    assert_text(session, "kind", "connect");
    assert_text(session, "target", "192.0.2.7");
    assert_text(session, "account", ENGINEER);
    assert_text(session, "why", "left");
    assert_text(session, "sha256", HASH);
    assert_text(session, "recording", "kept");
    cr_assert_eq(json_object_get_int_member(session, "received"), 2001);
    JsonObject *relay = element(receipt, "sessions", 1);
    assert_text(relay, "kind", "relay");
    assert_text(relay, "recording", "none");
    cr_assert_eq(json_object_get_int_member(relay, "sent"), 300);
    cr_assert_eq(count(receipt, "decisions"), 2);
    JsonObject *approval = element(receipt, "decisions", 0);
    assert_text(approval, "account", OWNER);
    assert_text(approval, "reason", "As agreed.");
    assert_text(approval, "digest", json_object_get_string_member(receipt, "digest"));
}

Test(receipt, what_is_logged_later_does_not_change_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbPassage) shell = go_through(world);
    decide(world, lb_service_revoke, OWNER);
    world_open_grants(world);
    g_autoptr(JsonObject) before = take(world, OWNER, LB_REFUSAL_NONE);
    g_autofree char *written = lb_receipt_write(before);
    end(world, shell, LB_PASSAGE_OVER);
    world_set_person(world, OWNER, "somebody-else");
    g_autofree char *again = make_again(world, before);
    cr_assert_str_eq(again, written);
    g_autoptr(JsonObject) after = take(world, OWNER, LB_REFUSAL_NONE);
    g_autofree char *where = lb_receipt_differ(before, after);
    cr_assert_str_eq(where, "sessions[0].endedDateTime");
    cr_assert_eq(count(after, "entries"), count(before, "entries") + 1);
}

Test(receipt, who_watched_and_that_a_recording_is_gone_stand_in_later_ones_alone)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(LbPassage) shell = go_through(world);
    end(world, shell, LB_PASSAGE_LEFT);
    decide(world, lb_service_complete, ENGINEER);
    world_open_grants(world);
    g_autoptr(JsonObject) before = take(world, OWNER, LB_REFUSAL_NONE);
    g_autofree char *written = lb_receipt_write(before);
    g_autoptr(LbSession) seen =
        lb_session_watch(world->service, owner, 1, 1, LB_WATCH_REPLAY, &error);
    cr_assert_not_null(seen, "%s", SPEAKING(error));
    g_autoptr(LbDeletion) deleted =
        lb_recordings_delete(world->service, operator, 1, 1, "It is not needed.", &error);
    cr_assert_not_null(deleted, "%s", SPEAKING(error));
    g_autofree char *again = make_again(world, before);
    cr_assert_str_eq(again, written);
    g_autoptr(JsonObject) after = take(world, OWNER, LB_REFUSAL_NONE);
    JsonObject *look = element(after, "looks", 0), *session = element(after, "sessions", 0);
    assert_text(look, "how", "replay");
    assert_text(look, "account", OWNER);
    assert_text(session, "recording", "deleted");
    assert_text(session, "sha256", HASH);
    cr_assert_not_null(json_object_get_string_member(session, "deletedDateTime"));
}

Test(receipt, each_end_has_one)
{
    static const struct {
        Act act;
        const char *account;
        const char *status;
    } ends[] = {
        { lb_service_deny, OWNER, "Denied" },
        { lb_service_cancel, ENGINEER, "Canceled" },
        { NULL, NULL, "Expired" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbRequest) request = world_submit(world);
        if (ends[i].act != NULL) {
            decide(world, ends[i].act, ends[i].account);
        } else {
            int ended = 0;
            world_pass(world, 4 * LB_DAY);
            cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
            cr_assert_eq(ended, 1);
        }
        g_autoptr(JsonObject) receipt = take(world, OWNER, LB_REFUSAL_NONE);
        cr_assert_str_eq(status_of(receipt), ends[i].status);
        cr_assert_eq(count(receipt, "access"), 0);
        cr_assert_eq(count(receipt, "sessions"), 0);
    }
}

Test(receipt, of_a_request_or_a_head_that_there_is_not_there_are_no_facts)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    static const int64_t wrong[][2] = { { 2, 1 }, { 1, 0 }, { 1, -1 }, { 1, 1000000 } };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        LbReceiptFacts *facts = NULL;
        cr_assert(lb_operator_receipt(world->service, wrong[i][0], wrong[i][1], &facts, NULL));
        cr_assert_null(facts);
    }
}
