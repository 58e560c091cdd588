/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much one person may ask for. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/span.h"
#include "base/time.h"
#include "config/settings.h"
#include "service/preview.h"
#include "store/directory.h"
#include "store/tickets.h"
#include "support/world.h"

#define ENGINEER "engineer7@fabrikam.example"
#define SECOND "engineer7.admin@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"

static const LbSubmission usual = { .ticket = "TK-7",
                                    .service = "virtual-machines",
                                    .scenario = "remote-desktop-windows",
                                    .level = "operate",
                                    .hours = 1,
                                    .justification = "It stops.",
                                    .resources = (const char *const[]){ "vm-web-01", NULL } };

static void
limit(World *world, int waiting, int an_hour)
{
    LbRequestLimits limits = { .waiting = waiting, .an_hour = an_hour };
    lb_service_limit_requests(world->service, &limits);
}

/* A second account of engineer7's person, with a ticket of its own, TK-18. */
static void
add_second_account(World *world)
{
    LbPrincipalRow row = {
        .account = SECOND, .kind = "User", .person = ENGINEER, .mail = SECOND, .enabled = true
    };
    int64_t id = 0;
    cr_assert(lb_directory_put_principal(world->store, &row, &id, NULL));
    LbRoleRow role = { .principal = id,
                       .role = lb_role_name(LB_ROLE_SUPPORT_ENGINEER),
                       .scope = "/",
                       .source = "directory",
                       .since = 1,
                       .import = 1 };
    cr_assert(lb_directory_put_role(world->store, &role, NULL));
    cr_assert(lb_directory_set_isolated(world->store, id, true, NULL));
    g_autofree char *words = world_tamper(
        world, "INSERT INTO ticket (number, tenant, subscription, title, severity, opened_by,"
               " assignee, opened) SELECT number + 11, tenant, subscription, title, severity,"
               " opened_by, '" SECOND "', opened FROM ticket WHERE number = 7");
    cr_assert_null(words, "%s", words);
}

/* "yes", or the name of the refusal; a look at it before says the same. */
static const char *
submit_at(World *world, const char *account, const char *ticket, const char *resource,
          const char *level)
{
    const char *const resources[] = { resource, NULL };
    LbSubmission submission = usual;
    submission.ticket = ticket;
    submission.level = level;
    submission.resources = resources;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) looked = NULL, error = NULL;
    g_autoptr(LbPreview) preview = NULL;
    bool seen = lb_submit_preview(world->service, actor, &submission, &preview, &looked);
    g_autoptr(LbRequest) request = lb_service_submit(world->service, actor, &submission, &error);
    cr_assert_eq(seen, request != NULL);
    if (request != NULL)
        return "yes";
    cr_assert_str_eq(looked->message, error->message);
    cr_assert_eq(error->domain, LB_REFUSAL_ERROR, "%s", error->message);
    return lb_refusal_name((LbRefusal)error->code);
}

static const char *
submit_as(World *world, const char *account, const char *ticket, const char *resource)
{
    return submit_at(world, account, ticket, resource, "operate");
}

static char *
words_of(World *world)
{
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_service_submit(world->service, actor, &usual, &error));
    return g_strdup(error->message);
}

static void
cancel(World *world, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    LbDecision decision = { .number = number };
    g_autoptr(LbRequest) request = lb_service_cancel(world->service, actor, &decision, NULL);
    cr_assert_not_null(request);
}

Test(limits, ten_wait_and_thirty_are_made_an_hour_unless_told)
{
    g_autoptr(World) world = world_new();
    for (int i = 0; i < 10; i++)
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes", "%d", i);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    for (int number = 1; number <= 20; number++) {
        cancel(world, number);
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes", "%d", number);
    }
    cancel(world, 30);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-this-hour");
}

Test(limits, those_that_wait_are_named_and_count_until_they_are_decided)
{
    g_autoptr(World) world = world_new();
    limit(world, 2, 0);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    g_autofree char *words = words_of(world);
    cr_assert(g_str_has_suffix(words, "canceled by you. (LB-1, LB-2)"), "%s", words);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-10", "vm-honban"), "yes", "elsewhere");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-17", "vm-web-01"), "too-many-waiting",
                     "another ticket of the same subscription");
    cancel(world, 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    g_autoptr(LbActor) owner = world_actor(world, "owner1@contoso.example");
    LbDecision decision = { .number = 2, .reason = "No." };
    g_autoptr(LbRequest) denied = lb_service_deny(world->service, owner, &decision, NULL);
    cr_assert_not_null(denied);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    world_pass(world, 96 * LB_HOUR - 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    world_pass(world, 1); /* they have expired, whether or not somebody has seen to it */
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
}

Test(limits, what_waits_and_touches_no_customer_data_is_named_by_its_id)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbSubmission submission = usual;
    submission.scenario = "host-diagnostics";
    submission.level = "administer";
    limit(world, 2, 0);
    g_autoptr(LbRequest) held = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(held);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    g_autofree char *words = words_of(world);
    cr_assert(g_str_has_suffix(words, "canceled by you. (JIT-1, LB-2)"), "%s", words);
}

Test(limits, what_waits_for_internal_approval_counts_too)
{
    g_autoptr(World) world = world_new();
    limit(world, 1, 0);
    cr_assert_str_eq(submit_at(world, ENGINEER, "TK-7", "vm-web-01", "administer"), "yes");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request WHERE status = 'Initializing'"),
                 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    world_pass(world, LB_DAY);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
}

Test(limits, an_hour_is_over_exactly_when_it_is_and_the_minute_is_told)
{
    g_autoptr(World) world = world_new();
    limit(world, 0, 2);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    int64_t first = world->reading.wall;
    world_pass(world, 10 * LB_MINUTE);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-10", "vm-honban"), "yes");
    cancel(world, 1); /* it was made all the same */
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-this-hour");
    int64_t minute = (first + LB_HOUR + LB_MINUTE - 1) / LB_MINUTE * LB_MINUTE;
    g_autofree char *when = lb_time_format(minute, NULL, LB_TIME_FULL);
    g_autofree char *wanted = g_strdup_printf("The next can be made from %s on.", when);
    g_autofree char *words = words_of(world);
    cr_assert(g_str_has_suffix(words, wanted), "wanted: %s\nfound: %s", wanted, words);
    world_pass(world, 50 * LB_MINUTE - 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-this-hour");
    world_pass(world, 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-this-hour");
    cr_assert_leq(world->reading.wall, minute);
}

Test(limits, two_accounts_of_one_person_have_one_limit_and_others_their_own)
{
    g_autoptr(World) world = world_new();
    add_second_account(world);
    for (int an_hour = 0; an_hour <= 1; an_hour++) {
        const char *wanted = an_hour != 0 ? "too-many-this-hour" : "too-many-waiting";
        limit(world, an_hour != 0 ? 0 : 2, an_hour != 0 ? 2 : 0);
        world_pass(world, 100 * LB_HOUR);
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
        cr_assert_str_eq(submit_as(world, SECOND, "TK-18", "vm-web-01"), "yes");
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), wanted);
        cr_assert_str_eq(submit_as(world, SECOND, "TK-18", "vm-web-01"), wanted);
        cr_assert_null(world_tamper(world, "UPDATE ticket SET assignee = '" COLLEAGUE "'"
                                           " WHERE number = 17"));
        cr_assert_str_eq(submit_as(world, COLLEAGUE, "TK-17", "vm-web-01"), "yes");
    }
}

Test(limits, none_leaves_any_number)
{
    g_autoptr(World) world = world_new();
    limit(world, 0, 0);
    for (int i = 0; i < 40; i++)
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes", "%d", i);
}

/* A refusal of what is wrong comes first: nobody waits for an hour to be told of it. */
Test(limits, are_told_after_what_is_wrong_with_the_request)
{
    g_autoptr(World) world = world_new();
    limit(world, 1, 1);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-old"), "classic-deployment");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-8", "vm-web-01"), "closed-ticket");
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
}

Test(limits, a_flood_is_counted_in_the_log_and_fills_nothing)
{
    g_autoptr(World) world = world_new();
    limit(world, 1, 0);
    cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "yes");
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    int64_t mails = world_count(world, "SELECT count(*) FROM outbox");
    for (int i = 0; i < 20; i++)
        cr_assert_str_eq(submit_as(world, ENGINEER, "TK-7", "vm-web-01"), "too-many-waiting");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), entries + 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox"), mails);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM request"), 1);
    cr_assert_eq(world_count(world,
                             "SELECT count(*) FROM activity WHERE operation = 'RefuseAct' AND"
                             " details ->> '$.refusal' = 'too-many-waiting' AND"
                             " details ->> '$.verb' = 'submit'"),
                 1);
    cr_assert_eq(world_count(world, "SELECT untold FROM refused"), 19);
}

Test(limits, stand_in_lockbox_conf)
{
    g_autofree char *directory = g_dir_make_tmp("limits-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "lockbox.conf", NULL);
    const struct {
        const char *text;
        int waiting, an_hour; /* -1: it is refused */
    } rows[] = {
        { "", 10, 30 },
        { "[requests]\nwaiting=0\nan-hour=1000\n", 0, 1000 },
        { "[requests]\nwaiting=3\n", 3, 30 },
        { "[requests]\nan-hour=1\n", 10, 1 },
        { "[requests]\nwaiting=-1\n", -1, -1 },
        { "[requests]\nwaiting=1001\n", -1, -1 },
        { "[requests]\nan-hour=many\n", -1, -1 },
        { "[requests]\nan-hour=\n", -1, -1 },
        { "[requests]\na-day=1\n", -1, -1 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert(g_file_set_contents(path, rows[i].text, -1, NULL));
        g_autoptr(LbConfig) config = lb_config_read(path, false, &error);
        cr_assert_eq(config != NULL, rows[i].waiting >= 0, "row %zu", i);
        if (config == NULL)
            continue;
        cr_assert_eq(config->requests.waiting, rows[i].waiting);
        cr_assert_eq(config->requests.an_hour, rows[i].an_hour);
    }
    g_unlink(path);
    g_rmdir(directory);
}
