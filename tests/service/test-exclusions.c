/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions: what each act leaves behind, who is told, who sees what, and what the log holds of it. */
#include <criterion/criterion.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/span.h"
#include "base/time.h"
#include "service/deliveries.h"
#include "service/exclusions.h"
#include "service/operator.h"
#include "service/people.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define OTHER_OWNER "owner2@contoso.example"
#define READER "reader1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define FOREIGNER "owner@nihon.example"
#define LEAD "lead1@fabrikam.example"
#define SUBSCRIPTION "/subscriptions/" PRODUCTION
#define GROUP SUBSCRIPTION "/resourceGroups/rg-web"
#define MACHINE GROUP "/providers/Microsoft.Compute/virtualMachines/vm-web-01"

static LbNewExclusion
usual(const World *world)
{
    int64_t now = world->reading.wall;
    return (LbNewExclusion){ .kind = "unintended-exposure",
                             .scope = GROUP,
                             .started = now - LB_HOUR,
                             .ended = now - LB_MINUTE,
                             .text = "A capture of packets held data.\nIt was deleted." };
}

/* "yes" and the number in @number, or the name of the refusal. */
static const char *
record(World *world, const char *account, const LbNewExclusion *words, int64_t *number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbExclusion) exclusion = lb_service_exclude(world->service, actor, words, &error);
    cr_assert(exclusion != NULL || error->domain == LB_REFUSAL_ERROR, "%s",
              error != NULL ? error->message : "");
    if (number != NULL)
        *number = exclusion != NULL ? exclusion->number : 0;
    return exclusion != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

static int64_t
record_usual(World *world)
{
    int64_t number = 0;
    LbNewExclusion words = usual(world);
    cr_assert_str_eq(record(world, ENGINEER, &words, &number), "yes");
    return number;
}

/* "yes", or the name of the refusal, whose sentence is in @message. @shown NULL: what is shown to the account. */
static const char *
acknowledge(World *world, const char *account, int64_t number, const char *shown,
            const char *comment, char **message)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbExclusionView) view =
        shown == NULL ? lb_service_show_exclusion(world->service, actor, number, NULL) : NULL;
    LbAcknowledgement wanted = { .number = number,
                                 .shown = view != NULL ? view->digest : shown,
                                 .comment = comment };
    g_autoptr(LbExclusion) after = lb_service_acknowledge(world->service, actor, &wanted, &error);
    cr_assert(after != NULL || error->domain == LB_REFUSAL_ERROR, "%s",
              error != NULL ? error->message : "");
    if (message != NULL)
        *message = g_strdup(after != NULL ? "" : error->message);
    return after != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

/* How many wait for the account, and the newest of them. */
static int
waiting(World *world, const char *account, int64_t *newest)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbExclusion) found = NULL;
    g_autoptr(GError) error = NULL;
    int count = -1;
    cr_assert(lb_service_waiting_exclusions(world->service, actor, &count, &found, &error), "%s",
              error != NULL ? error->message : "");
    if (newest != NULL)
        *newest = found != NULL ? found->number : 0;
    return count;
}

/* "3 2 1": the numbers that the account is listed. */
static char *
list(World *world, const char *account, bool unacknowledged, int64_t before)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbExclusionFilter filter = { .unacknowledged = unacknowledged, .before = before, .limit = 2 };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) page = lb_service_exclusions(world->service, actor, &filter, &error);
    GString *numbers = g_string_new(NULL);
    cr_assert_not_null(page, "%s", error != NULL ? error->message : "");
    for (guint i = 0; i < page->len; i++)
        g_string_append_printf(numbers, "%s%d", i > 0 ? " " : "",
                               (int)((LbExclusion *)g_ptr_array_index(page, i))->number);
    return g_string_free(numbers, FALSE);
}

static void
expect_list(World *world, const char *account, bool unacknowledged, const char *expected)
{
    g_autofree char *found = list(world, account, unacknowledged, 0);
    cr_assert_str_eq(found, expected, "%s: %s", account, found);
}

/* What "log verify" finds wrong; NULL: nothing. */
static char *
verify(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbVerification) found = lb_operator_verify(world->service, 0, NULL, &error);
    cr_assert_not_null(found, "%s", error != NULL ? error->message : "");
    cr_assert_eq(found->first_bad, 0);
    return g_strdup(found->why);
}

static void
tamper(World *world, const char *sql)
{
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s: %s", words, sql);
}

Test(exclusions, what_was_recorded_is_kept_as_it_was_told)
{
    g_autoptr(World) world = world_new();
    LbNewExclusion words = usual(world);
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    g_autoptr(LbExclusion) recorded = lb_service_exclude(world->service, actor, &words, NULL);
    cr_assert_not_null(recorded);
    g_autofree char *path = g_ascii_strdown(GROUP, -1);
    cr_assert_eq(recorded->number, 1);
    cr_assert_eq(recorded->kind, LB_EXCLUSION_UNINTENDED);
    cr_assert_str_eq(recorded->tenant, CONTOSO);
    cr_assert_str_eq(recorded->tenant_name, "Contoso");
    cr_assert_str_eq(recorded->subscription, PRODUCTION);
    cr_assert_str_eq(recorded->subscription_name, "Production");
    cr_assert_str_eq(recorded->scope, path);
    cr_assert_str_eq(recorded->text, words.text);
    cr_assert_str_eq(recorded->recorder_account, ENGINEER);
    cr_assert_str_eq(recorded->recorder_role, "Support Engineer");
    cr_assert(recorded->started == words.started && recorded->ended == words.ended);
    cr_assert_eq(recorded->recorded, world->reading.wall);
    cr_assert_eq(recorded->acknowledged, 0);
    g_autofree char *digest = lb_exclusion_digest(recorded);
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM activity WHERE operation = 'RecordExclusion' AND tenant = '" CONTOSO
        "' AND caller = '" ENGINEER "' AND request IS NULL AND details LIKE '%%%s%%'"
        " AND details LIKE '%%\"EX-1\"%%' AND details LIKE '%%\"unintended-exposure\"%%'"
        " AND details NOT LIKE '%%packets%%'",
        digest);
    expect_count(world, 1, sql);
}

/* Each approver at or above the subscription has a message, whoever that is at the moment; nobody else has. */
Test(exclusions, the_owners_who_are_there_are_told_after_the_fact)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    expect_count(world, 4, "SELECT count(*) FROM outbox");
    expect_count(world, 4,
                 "SELECT count(*) FROM outbox o JOIN principal p ON p.id = o.principal"
                 " WHERE event = 'exclusion' AND exclusion = 1 AND request IS NULL"
                 " AND p.account IN ('owner1@contoso.example', 'owner2@contoso.example',"
                 " 'owner3@contoso.example', 'approver1@contoso.example')");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
    cr_assert_not_null(message, "%s", error != NULL ? error->message : "");
    cr_assert_eq(message->event, LB_EVENT_EXCLUSION);
    cr_assert_eq(message->exclusion->number, number);
    cr_assert_eq(message->exclusion->kind, LB_EXCLUSION_UNINTENDED);
    cr_assert_str_eq(message->exclusion->tenant, "Contoso");
    cr_assert_str_eq(message->exclusion->subscription, "Production");
    cr_assert_str_eq(message->exclusion->where, "rg-web");
    cr_assert_str_eq(message->exclusion->recorder, ENGINEER);
    /* Somebody who comes to be an owner later has no mail, and is shown it all the same. */
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    cr_assert(lb_people_grant(world->service, operator, READER, "Owner", SUBSCRIPTION, NULL));
    cr_assert_eq(waiting(world, READER, NULL), 1);
}

Test(exclusions, an_owner_who_lost_the_role_while_the_mail_waited_is_not_told)
{
    g_autoptr(World) world = world_new();
    record_usual(world);
    tamper(world, "DELETE FROM role_assignment WHERE principal ="
                  " (SELECT id FROM principal WHERE account = 'owner2@contoso.example')");
    for (;;) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            break;
        cr_assert_str_neq(message->address, "owner2@contoso.example");
    }
    expect_count(world, 1,
                 "SELECT count(*) FROM outbox WHERE status = 'withdrawn'"
                 " AND address = 'owner2@contoso.example'");
    expect_count(world, 3, "SELECT count(*) FROM outbox WHERE status = 'sending'");
}

Test(exclusions, what_is_typed_is_judged_by_name)
{
    g_autoptr(World) world = world_new();
    g_autofree char *long_text = g_strnfill(LB_LIMIT_TEXT + 1, 'x');
    int64_t now = world->reading.wall;
    int64_t from = now - LB_HOUR, to = now, old = now - LB_EXCLUSION_OLDEST;
    const struct {
        LbNewExclusion words;
        const char *answer;
    } rows[] = {
        { { "legal-demand", SUBSCRIPTION, from, to, "text" }, "yes" },
        { { "LEGAL-DEMAND", MACHINE "/", old, to, "text" }, "yes" },
        { { "whim", SUBSCRIPTION, from, to, "text" }, "unknown-value" },
        { { NULL, SUBSCRIPTION, from, to, "text" }, "unknown-value" },
        { { "legal-demand", NULL, from, to, "text" }, "unknown-scope" },
        { { "legal-demand", "Production", from, to, "text" }, "unknown-scope" },
        { { "legal-demand", "/", from, to, "text" }, "unknown-scope" },
        { { "legal-demand", "/providers/Microsoft.Management/managementGroups/prod", from, to,
            "text" },
          "unknown-scope" },
        { { "legal-demand", "/subscriptions/99999999-9999-9999-9999-999999999999", from, to,
            "text" },
          "unknown-scope" },
        { { "legal-demand", SUBSCRIPTION "/resourceGroups/rg", from, to, "text" },
          "unknown-scope" },
        { { "legal-demand", SUBSCRIPTION "/resourceGroups/call 555-1234", from, to, "text" },
          "unknown-scope" },
        { { "legal-demand", GROUP "/providers/Microsoft.Compute/virtualMachines/vm-none", from, to,
            "text" },
          "unknown-scope" },
        { { "legal-demand", SUBSCRIPTION, from, from, "text" }, "ends-before-start" },
        { { "legal-demand", SUBSCRIPTION, to, from, "text" }, "ends-before-start" },
        { { "legal-demand", SUBSCRIPTION, from, to + 1, "text" }, "in-the-future" },
        { { "legal-demand", SUBSCRIPTION, old - 1, to, "text" }, "too-long-ago" },
        { { "legal-demand", SUBSCRIPTION, from, to, "" }, "text-empty" },
        { { "legal-demand", SUBSCRIPTION, from, to, NULL }, "text-empty" },
        { { "legal-demand", SUBSCRIPTION, from, to, "te\x1bxt" }, "unsafe-text" },
        { { "legal-demand", SUBSCRIPTION, from, to, long_text }, "text-too-long" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_str_eq(record(world, ENGINEER, &rows[i].words, NULL), rows[i].answer, "row %zu",
                         i);
    expect_count(world, 2, "SELECT count(*) FROM exclusion");
    expect_count(world, 2, "SELECT count(*) FROM activity WHERE operation = 'RecordExclusion'");
}

Test(exclusions, a_suspect_clock_records_nothing)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    world->reading.wall += 2 * LB_DAY;
    LbNewExclusion words = usual(world);
    cr_assert_str_eq(record(world, ENGINEER, &words, NULL), "clock-suspect");
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "yes");
}

Test(exclusions, a_person_records_fifty_a_day)
{
    g_autoptr(World) world = world_new();
    /* By whichever account. */
    tamper(world, "UPDATE principal SET person = 'engineer7@fabrikam.example' WHERE account ="
                  " 'lead1@fabrikam.example'; DELETE FROM change");
    for (int i = 0; i < 50; i++) {
        record_usual(world);
        world_pass(world, LB_MINUTE);
    }
    LbNewExclusion words = usual(world);
    cr_assert_str_eq(record(world, ENGINEER, &words, NULL), "too-many-exclusions");
    cr_assert_str_eq(record(world, LEAD, &words, NULL), "too-many-exclusions");
    cr_assert_str_eq(record(world, "engineer8@fabrikam.example", &words, NULL), "yes");
    expect_count(world, 51, "SELECT count(*) FROM exclusion");
    world_pass(world, LB_DAY - 50 * LB_MINUTE);
    cr_assert_str_eq(record(world, ENGINEER, &words, NULL), "yes");
    cr_assert_str_eq(record(world, ENGINEER, &words, NULL), "too-many-exclusions");
}

Test(exclusions, owners_are_shown_it_until_one_of_them_acknowledges)
{
    g_autoptr(World) world = world_new();
    int64_t newest = 0;
    cr_assert_eq(waiting(world, OWNER, &newest), 0);
    cr_assert_eq(newest, 0);
    int64_t first = record_usual(world), second = record_usual(world);
    const char *const approvers[] = { OWNER, OTHER_OWNER, "owner3@contoso.example",
                                      "approver1@contoso.example" };
    const char *const others[] = { READER,    "contributor1@contoso.example",
                                   FOREIGNER, "rogue@nihon.example",
                                   ENGINEER,  LEAD };
    for (size_t i = 0; i < G_N_ELEMENTS(approvers); i++) {
        cr_assert_eq(waiting(world, approvers[i], &newest), 2, "%s", approvers[i]);
        cr_assert_eq(newest, second);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        cr_assert_eq(waiting(world, others[i], NULL), 0, "%s", others[i]);
    cr_assert_str_eq(acknowledge(world, OWNER, second, NULL, "Seen.\nThank you.", NULL), "yes");
    for (size_t i = 0; i < G_N_ELEMENTS(approvers); i++) {
        cr_assert_eq(waiting(world, approvers[i], &newest), 1, "%s", approvers[i]);
        cr_assert_eq(newest, first);
    }
    g_autoptr(LbActor) reader = world_actor(world, READER);
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(world->service, reader, second, NULL);
    cr_assert_str_eq(view->exclusion->acknowledged_by, OWNER);
    cr_assert_str_eq(view->exclusion->comment, "Seen.\nThank you.");
    cr_assert_eq(view->exclusion->acknowledged, world->reading.wall);
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'AcknowledgeExclusion'"
                 " AND tenant = '" CONTOSO "' AND caller = '" OWNER
                 "' AND details LIKE '%\"EX-2\"%' AND details LIKE '%Thank you.%'");
}

Test(exclusions, the_second_to_acknowledge_hears_who_was_first_and_when)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "yes");
    g_autofree char *message = NULL, *again = NULL;
    cr_assert_str_eq(acknowledge(world, OTHER_OWNER, number, NULL, NULL, &message),
                     "already-acknowledged");
    g_autofree char *when = lb_time_format(world->reading.wall, NULL, LB_TIME_FULL);
    cr_assert_not_null(strstr(message, OWNER), "%s", message);
    cr_assert_not_null(strstr(message, when), "%s", message);
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "already-acknowledged");
    expect_count(world, 1, "SELECT count(*) FROM acknowledgement");
    /* Nobody who may not know of it hears who has acknowledged it. */
    cr_assert_str_eq(acknowledge(world, FOREIGNER, number, "00", NULL, &again),
                     "unknown-exclusion");
    cr_assert_null(strstr(again, OWNER));
}

Test(exclusions, what_is_acknowledged_is_what_was_shown)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autofree char *long_text = g_strnfill(LB_LIMIT_REASON + 1, 'x');
    g_autoptr(LbExclusionView) view =
        lb_service_show_exclusion(world->service, owner, number, NULL);
    g_autofree char *other = g_strdup(view->digest);
    other[0] = other[0] == '0' ? '1' : '0';
    cr_assert_str_eq(acknowledge(world, OWNER, number, other, NULL, NULL), "changed");
    cr_assert_str_eq(acknowledge(world, OWNER, number, "", NULL, NULL), "changed");
    LbAcknowledgement unread = { .number = number };
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_service_acknowledge(world->service, owner, &unread, &error));
    cr_assert_eq(error->code, LB_REFUSAL_NOT_SHOWN);
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, "a\x1b", NULL), "unsafe-text");
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, long_text, NULL), "text-too-long");
    expect_count(world, 0, "SELECT count(*) FROM acknowledgement");
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, "  ", NULL), "yes");
    expect_count(world, 1, "SELECT count(*) FROM acknowledgement WHERE comment IS NULL");
}

/* Neither who was the recorder then, nor who the directory says is the same person by now. */
Test(exclusions, nobody_acknowledges_their_own)
{
    g_autoptr(World) world = world_new();
    tamper(world, "UPDATE principal SET person = 'p' WHERE account IN ('" ENGINEER "', '" OWNER
                  "'); DELETE FROM change");
    int64_t number = record_usual(world);
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "own-exclusion");
    tamper(world, "UPDATE principal SET person = 'q' WHERE account IN ('" ENGINEER
                  "', '" OTHER_OWNER "'); DELETE FROM change");
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "own-exclusion");
    cr_assert_str_eq(acknowledge(world, OTHER_OWNER, number, NULL, NULL, NULL), "own-exclusion");
    cr_assert_str_eq(acknowledge(world, "approver1@contoso.example", number, NULL, NULL, NULL),
                     "yes");
}

Test(exclusions, a_foreign_and_an_unknown_number_get_the_same_bytes)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    const char *const accounts[] = { FOREIGNER, "rogue@nihon.example", "owner@basic.example",
                                     "engineer8@fabrikam.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbActor) actor = world_actor(world, accounts[i]);
        char *messages[4] = { NULL };
        for (int j = 0; j < 4; j++) {
            g_autoptr(GError) error = NULL;
            LbAcknowledgement wanted = { .number = j % 2 == 0 ? number : 999, .shown = "00" };
            if (j < 2)
                cr_assert_null(lb_service_acknowledge(world->service, actor, &wanted, &error));
            else
                cr_assert_null(
                    lb_service_show_exclusion(world->service, actor, wanted.number, &error));
            messages[j] = g_strdup_printf("%s %d %s", g_quark_to_string(error->domain), error->code,
                                          error->message);
        }
        for (int j = 1; j < 4; j++)
            cr_assert_str_eq(messages[0], messages[j], "%s", accounts[i]);
        for (int j = 0; j < 4; j++)
            g_free(messages[j]);
    }
}

Test(exclusions, lists_have_what_each_may_see_page_by_page)
{
    g_autoptr(World) world = world_new();
    LbNewExclusion foreign = usual(world);
    foreign.scope = "/subscriptions/" HONBAN;
    for (int i = 0; i < 3; i++)
        record_usual(world);
    cr_assert_str_eq(record(world, LEAD, &foreign, NULL), "yes");
    cr_assert_str_eq(acknowledge(world, OWNER, 2, NULL, NULL, NULL), "yes");
    const struct {
        const char *account, *all, *unacknowledged;
    } rows[] = { { OWNER, "3 2", "3 1" },
                 { READER, "3 2", "3 1" },
                 { FOREIGNER, "4", "4" },
                 { "owner@basic.example", "", "" },
                 { "rogue@nihon.example", "", "" },
                 { ENGINEER, "3 2", "3 1" },
                 { "engineer8@fabrikam.example", "", "" },
                 { LEAD, "4 3", "4 3" },
                 { "admin1@fabrikam.example", "4 3", "4 3" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        expect_list(world, rows[i].account, false, rows[i].all);
        expect_list(world, rows[i].account, true, rows[i].unacknowledged);
    }
    g_autofree char *rest = list(world, OWNER, false, 2), *open = list(world, LEAD, true, 3);
    cr_assert_str_eq(rest, "1");
    cr_assert_str_eq(open, "1");
}

Test(exclusions, reading_alone_acts_not)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    LbNewExclusion words = usual(world);
    tamper(world, "DROP TRIGGER instance_update; UPDATE instance SET test = 0");
    g_autoptr(GError) error = NULL;
    g_autoptr(LbService) real =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, &error);
    cr_assert_not_null(real, "%s", error != NULL ? error->message : "");
    g_autoptr(LbActor) owner = lb_service_identify_as(real, OWNER, NULL);
    g_autoptr(LbActor) engineer = lb_service_identify_as(real, ENGINEER, NULL);
    g_autoptr(LbExclusionView) view = lb_service_show_exclusion(real, owner, number, &error);
    cr_assert_not_null(view, "%s", error != NULL ? error->message : "");
    cr_assert_eq(view->verbs, 1u << LB_VERB_READ_EXCLUSION);
    LbAcknowledgement wanted = { .number = number, .shown = view->digest };
    g_autoptr(GError) refused = NULL, unrecorded = NULL;
    cr_assert_null(lb_service_acknowledge(real, owner, &wanted, &refused));
    cr_assert_eq(refused->code, LB_REFUSAL_READING_ONLY);
    cr_assert_null(lb_service_exclude(real, engineer, &words, &unrecorded));
    cr_assert_eq(unrecorded->code, LB_REFUSAL_READING_ONLY);
}

Test(exclusions, what_is_stored_never_changes)
{
    g_autoptr(World) world = world_new();
    int64_t number = record_usual(world);
    record_usual(world);
    cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, NULL, NULL), "yes");
    const char *const attempts[] = {
        "UPDATE exclusion SET text = 'Nothing.'",
        "DELETE FROM exclusion",
        "PRAGMA recursive_triggers = 1; INSERT OR REPLACE INTO exclusion SELECT * FROM exclusion",
        "UPDATE acknowledgement SET account = 'nobody'",
        "DELETE FROM acknowledgement",
        "INSERT INTO acknowledgement SELECT * FROM acknowledgement",
        "UPDATE unacknowledged SET subscription = 'elsewhere'",
        "DELETE FROM unacknowledged",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        g_autofree char *words = world_tamper(world, attempts[i]);
        cr_assert_not_null(words, "%s", attempts[i]);
    }
    cr_assert_eq(waiting(world, OWNER, NULL), 1);
}

Test(exclusions, the_log_holds_each_of_them)
{
    const struct {
        const char *sql, *why;
    } rows[] = {
        { "SELECT 1", NULL },
        { "DROP TRIGGER exclusion_update; UPDATE exclusion SET text = 'x' WHERE number = 1",
          "EX-1 is not what the log says: what was recorded" },
        { "DROP TRIGGER exclusion_update; UPDATE exclusion SET started = started - 1",
          "EX-1 is not what the log says: what was recorded" },
        { "DROP TRIGGER exclusion_update; UPDATE exclusion SET kind = 'legal-demand'",
          "EX-1 is not what the log says: what was recorded" },
        { "DROP TRIGGER acknowledgement_update; UPDATE acknowledgement SET account = 'x'",
          "EX-1 is not what the log says: who acknowledged it, or when" },
        { "DROP TRIGGER acknowledgement_update; UPDATE acknowledgement SET time = 1",
          "EX-1 is not what the log says: who acknowledged it, or when" },
        { "DROP TRIGGER acknowledgement_update; UPDATE acknowledgement SET comment = 'x'",
          "EX-1 is not what the log says: the reason" },
        { "DROP TRIGGER acknowledgement_delete; DELETE FROM acknowledgement",
          "EX-1 is not what the log says: who acknowledged it, or when" },
        { "INSERT INTO acknowledgement SELECT 2, principal, account, NULL, time FROM "
          "acknowledgement",
          "EX-2 is not what the log says: who acknowledged it, or when" },
        { "DROP TRIGGER unacknowledged_delete; DELETE FROM unacknowledged",
          "EX-2 is not what the log says: whether owners are shown it" },
        { "DROP TRIGGER exclusion_delete; DROP TRIGGER unacknowledged_delete;"
          "DELETE FROM unacknowledged; DELETE FROM exclusion WHERE number = 2",
          "EX-2 stands in the log and is gone" },
        { "INSERT INTO exclusion SELECT 3, kind, tenant, subscription, scope, started, ended, text,"
          " recorder, recorder_account, recorder_person, recorder_role, recorded FROM exclusion"
          " WHERE number = 1",
          "EX-3 is not what the log says: what was recorded" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(World) world = world_new();
        int64_t number = record_usual(world);
        record_usual(world);
        cr_assert_str_eq(acknowledge(world, OWNER, number, NULL, "Seen.", NULL), "yes");
        tamper(world, rows[i].sql);
        g_autofree char *why = verify(world);
        cr_assert_str_eq(why != NULL ? why : "nothing",
                         rows[i].why != NULL ? rows[i].why : "nothing", "%s", rows[i].sql);
    }
}

/* "path path": the scopes that the account finds by the text. */
static char *
find_scopes(World *world, const char *account, const char *text, int limit)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) found = lb_service_find_scopes(world->service, actor, text, limit, &error);
    GString *paths = g_string_new(NULL);
    cr_assert_not_null(found, "%s", error != NULL ? error->message : "");
    for (guint i = 0; i < found->len; i++) {
        const LbExclusionScope *scope = g_ptr_array_index(found, i);
        const char *name = strrchr(scope->path, '/') + 1;
        g_string_append_printf(paths, "%s%s:%s", i > 0 ? " " : "", scope->subscription,
                               scope->resource != NULL ? name : "");
    }
    return g_string_free(paths, FALSE);
}

Test(exclusions, scopes_are_found_by_name_by_who_may_record)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account, *text, *found;
        int limit;
    } rows[] = {
        { ENGINEER, "produc", "Production:", 50 },
        { ENGINEER, "CONTOSO", "Production:", 50 },
        { ENGINEER, PRODUCTION, "Production:", 50 },
        { ENGINEER, "VM-web", "Production:vm-web-01 Production:vm-web-02", 50 },
        { ENGINEER, "vm-web", "Production:vm-web-01", 1 },
        { ENGINEER, "web", "", 50 },
        { ENGINEER, "%", "", 50 },
        { ENGINEER, "'''", "", 50 },
        { ENGINEER, "%%%", "", 50 },
        { ENGINEER, "", "", 50 },
        { ENGINEER, "pr", "", 50 }, /* nobody pages through all customers */
        { ENGINEER, "pro", "Production:", 50 },
        { LEAD, "small", "Small:", 50 },
        { OWNER, "production", "", 50 },
        { READER, "vm-web", "", 50 },
        { "admin1@fabrikam.example", "production", "", 50 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = find_scopes(world, rows[i].account, rows[i].text, rows[i].limit);
        cr_assert_str_eq(found, rows[i].found, "%s, %s: %s", rows[i].account, rows[i].text, found);
    }
    /* What is found is taken. */
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GPtrArray) all = lb_service_find_scopes(world->service, engineer, "vm-web", 50, NULL);
    cr_assert_eq(all->len, 2);
    for (guint i = 0; i < all->len; i++) {
        LbNewExclusion words = usual(world);
        words.scope = ((const LbExclusionScope *)g_ptr_array_index(all, i))->path;
        cr_assert_str_eq(record(world, ENGINEER, &words, NULL), "yes", "%s", words.scope);
    }
}
