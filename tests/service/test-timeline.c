/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a request: its order, its pages, what narrows it, and who reads what of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/passage.h"
#include "service/timeline.h"
#include "support/happening.h"

#define OWNER "owner1@contoso.example"
#define OTHER_OWNER "owner2@contoso.example"
#define READER "reader1@contoso.example"
#define FOREIGNER "owner@nihon.example"
#define ENGINEER "engineer7@fabrikam.example"
#define OTHER_ENGINEER "engineer8@fabrikam.example"
#define LEAD "lead1@fabrikam.example"
#define MACHINE                                                                              \
    "/subscriptions/" PRODUCTION "/resourceGroups/rg-web/providers/Microsoft.Compute/virtua" \
    "lMachines/vm-web-01"

/* Servers take all mails that wait. */
static void
take_mails(World *world)
{
    for (;;) {
        g_autoptr(LbMessage) message = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
        if (message == NULL)
            return;
        cr_assert(lb_deliveries_settle(world->service, message, LB_DELIVERY_ACCEPTED, "250", NULL));
    }
}

static void
decide(World *world, const char *account, const char *reason,
       LbRequest *(*act)(LbService *, const LbActor *, const LbDecision *, GError **))
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, 1, NULL);
    LbDecision decision = { .number = 1, .shown = view->digest, .reason = reason };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRequest) after = act(world->service, actor, &decision, &error);
    cr_assert_not_null(after, "%s", error != NULL ? error->message : "");
}

static void
connect(World *world)
{
    const LbPassageCount count = { .sent = 1, .received = 2 };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbPassage) passage =
        lb_passage_begin(world->service, engineer, LB_PASSAGE_CONNECT, 1, NULL, 0, &error);
    cr_assert_not_null(passage, "%s", error != NULL ? error->message : "");
    cr_assert(lb_passage_end(world->service, engineer, passage, LB_PASSAGE_LEFT, &count, NULL));
}

/* LB-1, from the question to the end of access, each step @pause after the one before. */
static World *
new_story(int64_t pause)
{
    World *world = world_new();
    world_target(world, MACHINE);
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    world_pass(world, pause);
    take_mails(world);
    world_pass(world, pause);
    lb_service_note_reading(world->service, owner, 1);
    world_pass(world, pause);
    decide(world, OWNER, NULL, lb_service_approve);
    world_pass(world, pause);
    world_open_grants(world);
    world_pass(world, pause);
    connect(world);
    world_pass(world, pause);
    decide(world, OWNER, "Enough of \"it\".", lb_service_revoke);
    world_pass(world, pause);
    world_open_grants(world);
    return world;
}

/* What was done on the machine while access was open, and once after it: two of the same time as an entry of the log. */
static void
add_events(World *world)
{
    int64_t opened = world_count(world, "SELECT max(opened) FROM access_grant");
    const int64_t times[] = { opened, opened, opened + LB_SECOND, opened + LB_DAY };
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
        happening_import(world, happening_new("vm-web-01", times[i], "CONTOSO\\support"));
}

static GPtrArray *
read_all(World *world, const char *account, const LbTimelineFilter *filter)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    GPtrArray *moments = lb_service_timeline(world->service, actor, filter, &error);
    cr_assert_not_null(moments, "%s", error != NULL ? error->message : "");
    return moments;
}

/* "asked evaluated …", each sort of moment that follows itself once. */
static char *
tell(World *world, const char *account, LbTimelineFilter filter)
{
    filter.request = 1;
    filter.limit = 1000;
    g_autoptr(GPtrArray) moments = read_all(world, account, &filter);
    g_autoptr(GString) told = g_string_new(NULL);
    const char *before = NULL;
    for (guint i = 0; i < moments->len; i++) {
        const LbMoment *moment = g_ptr_array_index(moments, i);
        const char *name = lb_names_get(lb_moment_kind_names, (int)moment->kind);
        if (g_strcmp0(before, name) != 0)
            g_string_append_printf(told, "%s%s", i > 0 ? " " : "", name);
        before = name;
    }
    return g_strdup(told->str);
}

static void
expect_told(World *world, const char *account, LbTimelineFilter filter, const char *expected)
{
    g_autofree char *told = tell(world, account, filter);
    cr_assert_str_eq(told, expected, "%s reads <%s>", account, told);
}

Test(timeline, it_tells_the_story_in_its_order)
{
    g_autoptr(World) world = new_story(LB_MINUTE);
    static const char story[] = "asked evaluated notified read decided access session ended access";
    expect_told(world, OWNER, (LbTimelineFilter){ 0 }, story);
    expect_told(world, READER, (LbTimelineFilter){ 0 }, story);
    expect_told(world, ENGINEER, (LbTimelineFilter){ 0 }, story);
    expect_told(world, LEAD, (LbTimelineFilter){ 0 }, story);
}

/* Whether it has the numbers of @whole from @first on. */
static void
expect_part(GPtrArray *part, GPtrArray *whole, guint first, guint step)
{
    for (guint i = 0; i < part->len; i++) {
        const LbMoment *a = g_ptr_array_index(part, i), *b = g_ptr_array_index(whole, first + i);
        cr_assert_eq(lb_moment_number(&a->key), lb_moment_number(&b->key), "%u of %u, step %u", i,
                     first, step);
    }
}

/* Pages of @step moments, from either end, with @filter besides. */
static void
page_through(World *world, LbTimelineFilter filter, guint step)
{
    filter.request = 1;
    filter.limit = 1000;
    g_autoptr(GPtrArray) whole = read_all(world, OWNER, &filter);
    cr_assert_gt(whole->len, 3);
    filter.limit = (int)step;
    for (guint at = 0; at < whole->len; at += step) {
        g_autoptr(GPtrArray) page = read_all(world, OWNER, &filter);
        cr_assert_eq(page->len, MIN(step, whole->len - at));
        expect_part(page, whole, at, step);
        filter.after = &((const LbMoment *)g_ptr_array_index(whole, at + page->len - 1))->key;
    }
    filter.after = NULL;
    filter.last = true;
    for (guint left = whole->len; left > 0;) {
        g_autoptr(GPtrArray) page = read_all(world, OWNER, &filter);
        cr_assert_eq(page->len, MIN(step, left));
        left -= page->len;
        expect_part(page, whole, left, step);
        filter.before = &((const LbMoment *)g_ptr_array_index(whole, left))->key;
    }
}

Test(timeline, its_pages_are_its_parts_whatever_happened_at_one_time)
{
    static const int64_t pauses[] = { LB_MINUTE, 0 };
    for (size_t i = 0; i < G_N_ELEMENTS(pauses); i++) {
        g_autoptr(World) world = new_story(pauses[i]);
        world_pass(world, 2 * LB_DAY);
        add_events(world);
        for (guint step = 1; step < 9; step++) {
            page_through(world, (LbTimelineFilter){ 0 }, step);
            page_through(
                world,
                (LbTimelineFilter){ .since = world->reading.wall - 2 * LB_DAY - 4 * LB_MINUTE },
                step);
            page_through(world, (LbTimelineFilter){ .text = "contoso" }, step);
        }
    }
}

Test(timeline, what_happened_at_one_time_stands_in_order_too)
{
    g_autoptr(World) world = new_story(0);
    g_autofree char *told = tell(world, OWNER, (LbTimelineFilter){ 0 });
    cr_assert(g_str_has_prefix(told, "asked evaluated decided"), "%s", told);
}

Test(timeline, it_is_narrowed_by_kind_text_and_time)
{
    g_autoptr(World) world = new_story(LB_MINUTE);
    int64_t end = world->reading.wall;
    const struct {
        LbTimelineFilter filter;
        const char *told;
    } rows[] = {
        { { .kinds = LB_MOMENT_BIT(LB_MOMENT_READ) }, "read" },
        { { .kinds = LB_MOMENT_BIT(LB_MOMENT_ASKED) | LB_MOMENT_BIT(LB_MOMENT_ENDED) },
          "asked ended" },
        { { .kinds = LB_MOMENT_BIT(LB_MOMENT_WATCHED) }, "" },
        { { .text = "enough of \"it\"" }, "ended" },
        { { .text = "OWNER2" }, "notified" },
        { { .text = "%" }, "" },
        { { .text = "Approve Lockbox" }, "decided" },
        { { .until = end - 6 * LB_MINUTE }, "asked evaluated" },
        { { .since = end - 4 * LB_MINUTE, .until = end - 2 * LB_MINUTE }, "decided access" },
        { { .since = end + 1 }, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_told(world, OWNER, rows[i].filter, rows[i].told);
}

Test(timeline, a_foreign_request_is_as_unknown_as_one_that_there_is_not)
{
    static const char *const strangers[] = { FOREIGNER, OTHER_ENGINEER };
    g_autoptr(World) world = new_story(LB_MINUTE);
    for (size_t i = 0; i < G_N_ELEMENTS(strangers); i++)
        for (int64_t number = 1; number < 3; number++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(LbActor) actor = world_actor(world, strangers[i]);
            LbTimelineFilter filter = { .request = number, .limit = 10 };
            cr_assert_null(lb_service_timeline(world->service, actor, &filter, &error));
            cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_FOUND));
        }
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    LbTimelineFilter filter = { .request = 1, .text = "two\nlines", .limit = 10 };
    cr_assert_null(lb_service_timeline(world->service, owner, &filter, &error));
}

Test(timeline, what_windows_says_stands_among_the_rest)
{
    g_autoptr(World) world = new_story(LB_MINUTE);
    int64_t opened = world_count(world, "SELECT max(opened) FROM access_grant");
    world_pass(world, 2 * LB_DAY);
    add_events(world);
    static const char *const readers[] = { OWNER, READER, ENGINEER, LEAD };
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        expect_told(world, readers[i], (LbTimelineFilter){ .since = opened },
                    "access event session ended access other");
        LbTimelineFilter filter = {
            .request = 1, .kinds = LB_MOMENT_BIT(LB_MOMENT_EVENT), .text = "CMD.exe", .limit = 10
        };
        g_autoptr(GPtrArray) moments = read_all(world, readers[i], &filter);
        cr_assert_eq(moments->len, 3, "not the one that no access explains");
    }
    expect_told(world, OWNER, (LbTimelineFilter){ .text = "vm-web-01", .until = opened }, "");
}

/* Whether @account reads of a mail to @recipient. */
static bool
reads_of_mail(World *world, const char *account, const char *recipient)
{
    LbTimelineFilter filter = { .request = 1,
                                .kinds = LB_MOMENT_BIT(LB_MOMENT_NOTIFIED),
                                .limit = 100 };
    g_autoptr(GPtrArray) moments = read_all(world, account, &filter);
    bool found = false;
    for (guint i = 0; i < moments->len; i++)
        found = found || strcmp(((LbMoment *)g_ptr_array_index(moments, i))->who, recipient) == 0;
    return found;
}

Test(timeline, no_customer_reads_what_the_provider_says_to_itself)
{
    g_autoptr(World) world = new_story(LB_MINUTE);
    take_mails(world);
    g_autofree char *words = world_tamper(
        world, "UPDATE outbox SET principal = (SELECT id FROM principal WHERE account = '" LEAD
               "') WHERE principal = (SELECT id FROM principal WHERE account = '" OTHER_OWNER "')");
    cr_assert_null(words, "%s", words);
    cr_assert(reads_of_mail(world, OWNER, OWNER));
    cr_assert(reads_of_mail(world, OWNER, ENGINEER));
    cr_assert_not(reads_of_mail(world, OWNER, LEAD));
    cr_assert(reads_of_mail(world, ENGINEER, LEAD));
    cr_assert(reads_of_mail(world, LEAD, LEAD));
    /* An entry about the request in the provider's own log. */
    world_forge(world, "UPDATE activity SET tenant = NULL WHERE operation = 'OpenAccess'");
    expect_told(world, OWNER, (LbTimelineFilter){ .text = "OpenAccess" }, "");
    expect_told(world, OWNER, (LbTimelineFilter){ .text = "Open Access" }, "");
    expect_told(world, LEAD, (LbTimelineFilter){ .text = "Open Access" }, "access");
}
