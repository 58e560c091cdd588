/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an engineer chooses from, and what is kept of a request that is not sent yet. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/asking.h"
#include "service/tickets.h"
#include "store/directory.h"
#include "store/resources.h"
#include "support/world.h"

#define ENGINEER "engineer7@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"
#define MACHINE "Microsoft.Compute/virtualMachines"

/* "yes", or the name of the refusal; anything else fails the test. */
static const char *
answer(bool done, const GError *error)
{
    cr_assert(done == (error == NULL));
    cr_assert(done || error->domain == LB_REFUSAL_ERROR, "%s", error != NULL ? error->message : "");
    return done ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

/* Tickets */

static char *
list_askable(World *world, const char *account)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) tickets = lb_service_askable_tickets(world->service, actor, &error);
    if (tickets == NULL)
        return g_strdup(answer(false, error));
    g_autoptr(GString) numbers = g_string_new("");
    for (guint i = 0; i < tickets->len; i++) {
        const LbTicket *ticket = g_ptr_array_index(tickets, i);
        g_string_append_printf(numbers, "%d ", (int)ticket->number);
        cr_assert_eq(ticket->entries->len, 0);
    }
    return g_string_free(g_steal_pointer(&numbers), FALSE);
}

static void
expect_askable(World *world, const char *account, const char *wanted)
{
    g_autofree char *found = list_askable(world, account);
    cr_assert_str_eq(found, wanted, "%s: %s", account, found);
}

Test(asking, tickets_are_those_that_asking_would_let_pass)
{
    g_autoptr(World) world = world_new();
    /* TK-8 is closed, and TK-9 of a customer whose plan has no tickets. */
    expect_askable(world, ENGINEER, "17 10 7 ");
    expect_askable(world, COLLEAGUE, "");
    expect_askable(world, DEVOPS, "");
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbTicket) ticket =
        lb_service_escalate(world->service, engineer, 7, "They know it.", NULL);
    cr_assert_not_null(ticket);
    expect_askable(world, ENGINEER, "17 10 ");
    expect_askable(world, DEVOPS, "7 ");
    const char *const others[] = { "lead1@fabrikam.example", "admin1@fabrikam.example",
                                   "owner1@contoso.example", "reader1@contoso.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        expect_askable(world, others[i], "not-an-engineer");
}

/* Scenarios */

static const char *
offers_for(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbOffers) offers = lb_service_offers(world->service, actor, number, &error);
    return answer(offers != NULL, error);
}

Test(asking, scenarios_are_refused_as_asking_because_of_the_ticket_is)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account;
        int64_t ticket;
        const char *wanted;
    } rows[] = {
        { ENGINEER, 7, "yes" },
        { ENGINEER, 10, "yes" },
        { ENGINEER, 8, "closed-ticket" },
        { ENGINEER, 9, "basic-support-plan" },
        { ENGINEER, 99, "unknown-ticket" },
        { ENGINEER, 0, "unknown-ticket" },
        { ENGINEER, -1, "unknown-ticket" },
        { COLLEAGUE, 7, "not-your-ticket" },
        { DEVOPS, 7, "not-escalated" },
        { "lead1@fabrikam.example", 7, "not-an-engineer" },
        { "owner1@contoso.example", 7, "not-an-engineer" },
        { "owner@nihon.example", 7, "unknown-ticket" },
        { "owner@nihon.example", 99, "unknown-ticket" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_str_eq(offers_for(world, rows[i].account, rows[i].ticket), rows[i].wanted,
                         "row %zu: %s", i, offers_for(world, rows[i].account, rows[i].ticket));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0, "reading is no attempt");
}

Test(asking, scenarios_of_one_service_stand_together_and_say_why_not)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbOffers) offers = lb_service_offers(world->service, engineer, 7, NULL);
    cr_assert_eq(offers->ticket->number, 7);
    cr_assert_str_eq(offers->ticket->tenant_name, "Contoso");
    cr_assert_eq(offers->hours, 8);
    cr_assert_gt(offers->offers->len, 12);
    g_autoptr(GHashTable) left = g_hash_table_new(g_str_hash, g_str_equal);
    const char *service = "";
    for (guint i = 0; i < offers->offers->len; i++) {
        const LbOffer *offer = g_ptr_array_index(offers->offers, i);
        if (strcmp(service, offer->scenario->service) != 0) {
            service = offer->scenario->service;
            cr_assert(g_hash_table_add(left, (gpointer)service), "%s stands in two places",
                      service);
        }
        cr_assert_eq(offer->refusal, offer->scenario->stage == LB_STAGE_PREVIEW
                                         ? LB_REFUSAL_PREVIEW_NOT_ENABLED
                                         : LB_REFUSAL_NONE);
        cr_assert_not_null(offer->service_label);
        cr_assert_not_null(offer->label);
        cr_assert_not_null(offer->exposes);
    }
    const LbOffer *first = g_ptr_array_index(offers->offers, 0);
    cr_assert_str_eq(first->label, "Remote desktop (Windows)");
    cr_assert_str_eq(first->service_label, "Virtual machines");
    cr_assert_null(world_tamper(world, "UPDATE tenant SET preview = 1, access_hours = 5"));
    engineer->language = g_strdup("ja");
    g_autoptr(LbOffers) after = lb_service_offers(world->service, engineer, 7, NULL);
    cr_assert_eq(after->hours, 5);
    cr_assert_str_eq(((LbOffer *)after->offers->pdata[0])->service_label, "仮想マシン");
    for (guint i = 0; i < after->offers->len; i++)
        cr_assert_eq(((LbOffer *)after->offers->pdata[i])->refusal, LB_REFUSAL_NONE);
}

/* Resources */

static const LbResourceQuery machines = {
    .ticket = 7, .service = "virtual-machines", .scenario = "remote-desktop-windows", .limit = 100
};

/* The names that were found, each with its refusal where it has one; or the name of the refusal. */
static char *
find_as(World *world, const char *account, const LbResourceQuery *query)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbResourcePage) page =
        lb_service_find_resources(world->service, actor, query, &error);
    if (page == NULL)
        return g_strdup(answer(false, error));
    g_autoptr(GString) names = g_string_new("");
    for (guint i = 0; i < page->found->len; i++) {
        const LbFoundResource *found = g_ptr_array_index(page->found, i);
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "", found->resource->name);
        if (found->refusal != LB_REFUSAL_NONE)
            g_string_append_printf(names, "(%s)", lb_refusal_name(found->refusal));
    }
    g_string_append_printf(names, "%s/%d", page->more ? " ..." : "", (int)page->count);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static void
expect_found(World *world, const LbResourceQuery *query, const char *wanted)
{
    g_autofree char *found = find_as(world, ENGINEER, query);
    cr_assert_str_eq(found, wanted, "%s: %s", query->text, found);
}

#define ALL "vm-linux(unsuitable-resource) vm-old(classic-deployment) vm-web-01 vm-web-02/4"

static void
expect_texts(World *world)
{
    const struct {
        const char *text, *wanted;
    } rows[] = {
        { NULL, ALL },
        { "", ALL },
        { "  ", ALL },
        { "web", ALL }, /* the resource group is rg-web */
        { "rg-web", ALL },
        { "WEB-0", "vm-web-01 vm-web-02/2" },
        { " web-02 ", "vm-web-02/1" },
        { "2", "vm-web-02/1" },
        { "-o", "vm-old(classic-deployment)/1" },
        { "old", "vm-old(classic-deployment)/1" },
        { "honban", "/0" }, /* another customer's */
        { "stlogs", "/0" }, /* another type */
        { "1rg", "/0" },    /* no name runs into its group */
        { "%", "/0" },
        { "_", "/0" },
        { "vm%01", "/0" },
        { "vm_web", "/0" },
        { "\"", "/0" },
        { "'", "/0" },
        { "\"web\"", "/0" },
        { "web\" OR \"old", "/0" },
        { "w*b", "/0" },
        { "text:web", "/0" },
        { "NOT web", "/0" },
        { "本番の機械", "/0" },
        { "web\n", ALL },
        { "a\nb", "unsafe-text" },
        { "web\xff", "unsafe-text" },
        { "\xe2\x80\xaeweb", "unsafe-text" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbResourceQuery query = machines;
        query.text = rows[i].text;
        expect_found(world, &query, rows[i].wanted);
    }
    g_autofree char *long_text = g_strnfill(10000, 'w');
    LbResourceQuery query = machines;
    query.text = long_text;
    expect_found(world, &query, "text-too-long");
    long_text[200] = '\0';
    expect_found(world, &query, "/0");
}

Test(asking, resources_are_found_by_any_part_of_name_or_group_and_no_text_is_a_pattern)
{
    g_autoptr(World) world = world_new();
    cr_assert_gt(world_count(world, "SELECT count(*) FROM resource_name WHERE gathered = 0"), 0);
    expect_texts(world); /* walking all names */
    cr_assert(lb_resources_gather(world->store, NULL));
    expect_texts(world); /* by their pieces, the same */
}

Test(asking, resources_are_those_of_the_ticket_s_customer_and_of_its_subscription)
{
    g_autoptr(World) world = world_new();
    const struct {
        LbResourceQuery query;
        const char *wanted;
    } rows[] = {
        { { .ticket = 17 }, ALL },
        { { .ticket = 17, .subscription = PRODUCTION }, ALL },
        { { .ticket = 7, .subscription = PRODUCTION }, ALL },
        { { .ticket = 10 }, "vm-honban/1" },
        { { .ticket = 10, .subscription = HONBAN }, "vm-honban/1" },
        { { .ticket = 10, .subscription = PRODUCTION }, "unknown-subscription" },
        { { .ticket = 7, .subscription = HONBAN }, "unknown-subscription" },
        { { .ticket = 7, .subscription = "' OR 1" }, "unknown-subscription" },
        { { .ticket = 8 }, "closed-ticket" },
        { { .ticket = 9 }, "basic-support-plan" },
        { { .ticket = 99 }, "unknown-ticket" },
        { { .ticket = 7, .service = "storage", .scenario = "account-data" },
          "preview-not-enabled" },
        { { .ticket = 7, .service = "storage", .scenario = "nothing" }, "unknown-scenario" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbResourceQuery query = rows[i].query;
        query.limit = 100;
        query.service = query.service != NULL ? query.service : machines.service;
        query.scenario = query.scenario != NULL ? query.scenario : machines.scenario;
        expect_found(world, &query, rows[i].wanted);
    }
    const char *const others[][2] = { { COLLEAGUE, "not-your-ticket" },
                                      { DEVOPS, "not-escalated" },
                                      { "owner1@contoso.example", "not-an-engineer" },
                                      { "owner@nihon.example", "unknown-ticket" } };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autofree char *found = find_as(world, others[i][0], &machines);
        cr_assert_str_eq(found, others[i][1]);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0, "reading is no attempt");
}

Test(asking, pages_follow_each_other_whatever_their_length)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    for (int limit = 1; limit <= 5; limit++) {
        LbResourceQuery query = machines;
        g_autofree char *after = NULL;
        g_autoptr(GString) names = g_string_new("");
        bool more = true;
        query.limit = limit;
        for (int pages = 0; more; pages++) {
            cr_assert_lt(pages, 5);
            query.after = after;
            g_autoptr(LbResourcePage) page =
                lb_service_find_resources(world->service, engineer, &query, NULL);
            cr_assert_eq(page->count, 4);
            cr_assert_leq(page->found->len, limit);
            cr_assert(!page->more || page->found->len == (guint)limit);
            for (guint i = 0; i < page->found->len; i++) {
                const LbFoundResource *found = g_ptr_array_index(page->found, i);
                g_string_append_printf(names, "%s ", found->resource->name);
                g_free(after);
                after = g_strdup(found->resource->key);
                cr_assert_str_eq(found->subscription_name, "Production");
            }
            more = page->more;
        }
        cr_assert_str_eq(names->str, "vm-linux vm-old vm-web-01 vm-web-02 ");
    }
    LbResourceQuery query = machines;
    query.after = "/subscriptions/" PRODUCTION "/resourcegroups/rg-web/providers/"
                  "microsoft.compute/virtualmachines/vm-never";
    expect_found(world, &query, "vm-old(classic-deployment) vm-web-01 vm-web-02/4");
    query.after = "no resource's key";
    expect_found(world, &query, ALL);
}

Test(asking, names_follow_what_becomes_of_the_resources)
{
    g_autoptr(World) world = world_new();
    g_autofree char *id = g_strdup_printf(
        "/subscriptions/%s/resourceGroups/RG-Batch/providers/%s/vm-NEW", PRODUCTION, MACHINE);
    g_autoptr(LbResource) resource = lb_resource_from_id(id, NULL);
    LbResourceQuery query = machines;
    int64_t dropped = 0;
    query.text = "batch";
    cr_assert(lb_resources_gather(world->store, NULL));
    for (int gathered = 0; gathered <= 1; gathered++) {
        expect_found(world, &query, "/0");
        cr_assert(lb_directory_put_resource(world->store, resource, 1, NULL));
        cr_assert(gathered == 0 || lb_resources_gather(world->store, NULL));
        expect_found(world, &query, "vm-NEW/1");
        cr_assert(lb_directory_put_resource(world->store, resource, 2, NULL), "seen again");
        expect_found(world, &query, "vm-NEW/1");
        cr_assert_null(world_tamper(world, "UPDATE resource SET resource_group = 'rg-moved'"
                                           " WHERE name = 'vm-NEW'"));
        cr_assert(gathered == 0 || lb_resources_gather(world->store, NULL));
        expect_found(world, &query, "/0");
        query.text = "moved";
        expect_found(world, &query, "vm-NEW/1");
        cr_assert_null(world_tamper(world, "DELETE FROM resource WHERE name = 'vm-NEW'"));
        cr_assert(gathered == 0 || lb_resources_gather(world->store, NULL));
        expect_found(world, &query, "/0");
        query.text = "batch";
    }
    cr_assert(lb_directory_drop_resources(world->store, PRODUCTION, 2, &dropped, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM resource_name"
                                    " WHERE tenant = '" CONTOSO "'"),
                 0);
    cr_assert(lb_resources_gather(world->store, NULL));
    query.text = NULL;
    expect_found(world, &query, "/0");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM resource_unnamed"), 0);
}

/* Drafts */

static const char *const two[] = { "/subscriptions/x/vm-web-01", "vm-web-02", NULL };

static LbDraft
usual_draft(int64_t ticket)
{
    return (LbDraft){ .ticket = ticket,
                      .service = (char *)"virtual-machines",
                      .scenario = (char *)"remote-desktop-windows",
                      .level = (char *)"operate",
                      .hours = 3,
                      .justification = (char *)"  It stops.\n\n",
                      .resources = (GStrv)two };
}

static const char *
keep_as(World *world, const char *account, const LbDraft *draft)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    bool kept = lb_service_keep_draft(world->service, actor, draft, &error);
    return answer(kept, error);
}

/* The ticket of the draft; -2: there is none. */
static int64_t
read_as(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbDraft) draft = NULL;
    cr_assert(lb_service_draft(world->service, actor, number, &draft, NULL));
    return draft != NULL ? draft->ticket : -2;
}

Test(asking, a_draft_is_read_as_it_was_kept_and_replaced_by_the_next)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    int64_t entries = world_count(world, "SELECT count(*) FROM activity");
    cr_assert_eq(read_as(world, ENGINEER, 7), -2);
    cr_assert_eq(read_as(world, ENGINEER, -1), -2);
    LbDraft kept = usual_draft(7);
    cr_assert_str_eq(keep_as(world, ENGINEER, &kept), "yes");
    g_autoptr(LbDraft) read = NULL;
    cr_assert(lb_service_draft(world->service, engineer, 7, &read, NULL));
    cr_assert_eq(read->ticket, 7);
    cr_assert_str_eq(read->service, kept.service);
    cr_assert_str_eq(read->scenario, kept.scenario);
    cr_assert_str_eq(read->level, kept.level);
    cr_assert_eq(read->hours, 3);
    cr_assert_str_eq(read->justification, kept.justification);
    cr_assert(g_strv_equal((const char *const *)read->resources, two));
    cr_assert_eq(read->kept, world->reading.wall);
    LbDraft nothing = { .ticket = 7 };
    cr_assert_str_eq(keep_as(world, ENGINEER, &nothing), "yes");
    g_autoptr(LbDraft) emptied = NULL;
    cr_assert(lb_service_draft(world->service, engineer, 7, &emptied, NULL));
    cr_assert_null(emptied->service);
    cr_assert_null(emptied->justification);
    cr_assert_null(emptied->resources);
    cr_assert(lb_service_drop_draft(world->service, engineer, 7, NULL));
    cr_assert(lb_service_drop_draft(world->service, engineer, 7, NULL), "it is gone");
    cr_assert_eq(read_as(world, ENGINEER, 7), -2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), entries, "nothing is logged");
}

Test(asking, the_newest_draft_is_found_and_only_twenty_stay)
{
    g_autoptr(World) world = world_new();
    for (int64_t number = 0; number < 25; number++) {
        LbDraft draft = usual_draft(number);
        cr_assert_str_eq(keep_as(world, ENGINEER, &draft), "yes");
        cr_assert_eq(read_as(world, ENGINEER, -1), number);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM draft"), 20);
    cr_assert_eq(read_as(world, ENGINEER, 4), -2);
    cr_assert_eq(read_as(world, ENGINEER, 5), 5);
    LbDraft again = usual_draft(5), other = usual_draft(99);
    cr_assert_str_eq(keep_as(world, ENGINEER, &again), "yes");
    cr_assert_eq(read_as(world, ENGINEER, -1), 5);
    cr_assert_str_eq(keep_as(world, ENGINEER, &other), "yes");
    cr_assert_eq(read_as(world, ENGINEER, 5), 5, "the oldest went");
    cr_assert_eq(read_as(world, ENGINEER, 6), -2);
}

Test(asking, a_draft_is_nobody_else_s)
{
    g_autoptr(World) world = world_new();
    LbDraft mine = usual_draft(7), theirs = usual_draft(7);
    theirs.level = (char *)"read";
    cr_assert_str_eq(keep_as(world, ENGINEER, &mine), "yes");
    cr_assert_str_eq(keep_as(world, DEVOPS, &theirs), "yes");
    cr_assert_eq(read_as(world, COLLEAGUE, 7), -2);
    cr_assert_eq(read_as(world, COLLEAGUE, -1), -2);
    g_autoptr(LbActor) colleague = world_actor(world, COLLEAGUE);
    cr_assert(lb_service_drop_draft(world->service, colleague, 7, NULL));
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbDraft) read = NULL;
    cr_assert(lb_service_draft(world->service, engineer, 7, &read, NULL));
    cr_assert_str_eq(read->level, "operate");
}

Test(asking, only_an_engineer_who_may_act_keeps_and_reads_one)
{
    g_autoptr(World) world = world_new();
    const char *const others[] = { "lead1@fabrikam.example", "manager1@fabrikam.example",
                                   "admin1@fabrikam.example", "owner1@contoso.example",
                                   "contributor1@contoso.example" };
    LbDraft draft = usual_draft(7);
    LbDraft *read = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(LbActor) actor = world_actor(world, others[i]);
        g_autoptr(GError) error = NULL, dropped = NULL, copied = NULL;
        cr_assert_str_eq(keep_as(world, others[i], &draft), "not-an-engineer");
        cr_assert_not(lb_service_draft(world->service, actor, 7, &read, &error));
        cr_assert_str_eq(answer(false, error), "not-an-engineer");
        cr_assert_not(lb_service_drop_draft(world->service, actor, 7, &dropped));
        cr_assert_str_eq(answer(false, dropped), "not-an-engineer");
        cr_assert_null(lb_service_copy_request(world->service, actor, 1, &copied));
        cr_assert_str_eq(answer(false, copied), "not-an-engineer");
    }
    cr_assert_str_eq(keep_as(world, ENGINEER, &draft), "yes");
    /* Whoever runs the host reads as somebody else, and not this. */
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    engineer->door = LB_DOOR_TIME;
    g_autoptr(GError) error = NULL, kept = NULL, switched_off = NULL;
    cr_assert_not(lb_service_draft(world->service, engineer, 7, &read, &error));
    cr_assert_str_eq(answer(false, error), "reading-only");
    cr_assert_not(lb_service_keep_draft(world->service, engineer, &draft, &kept));
    cr_assert_str_eq(answer(false, kept), "reading-only");
    engineer->door = LB_DOOR_AS;
    cr_assert(lb_directory_set_enabled(world->store, engineer->principal, false, NULL));
    cr_assert_not(lb_service_draft(world->service, engineer, 7, &read, &switched_off));
    cr_assert_str_eq(answer(false, switched_off), "disabled");
    cr_assert_null(read);
}

Test(asking, what_cannot_be_kept_is_refused_by_its_name)
{
    g_autoptr(World) world = world_new();
    g_autofree char *most = g_strnfill(4000, 'x'), *over = g_strnfill(4001, 'x');
    g_autofree char *huge = g_strnfill(10000, '\'');
    char *many[LB_LIMIT_RESOURCES + 2] = { NULL };
    for (int i = 0; i <= LB_LIMIT_RESOURCES; i++)
        many[i] = (char *)"vm";
    char *bad[] = { (char *)"vm\xff", NULL }, *lines[] = { (char *)"a\nb", NULL };
    char *longest[] = { huge, NULL }, *quoted[] = { (char *)"'; DROP TABLE draft; --", NULL };
    const struct {
        LbDraft draft;
        const char *wanted;
    } rows[] = {
        { { .justification = most }, "yes" },
        { { .justification = over }, "text-too-long" },
        { { .justification = huge }, "text-too-long" },
        { { .justification = (char *)"\xc3(" }, "unsafe-text" },
        { { .justification = (char *)"%_'\"\\\t<b>" }, "yes" },
        { { .service = over }, "text-too-long" },
        { { .service = (char *)"a\nb" }, "unsafe-text" },
        { { .scenario = (char *)"\xff" }, "unsafe-text" },
        { { .level = over }, "text-too-long" },
        { { .level = (char *)"no such level" }, "yes" },
        { { .resources = many }, "too-many" },
        { { .resources = bad }, "unsafe-text" },
        { { .resources = lines }, "unsafe-text" },
        { { .resources = longest }, "text-too-long" },
        { { .resources = quoted }, "yes" },
        { { .hours = -1 }, "hours-out-of-range" },
        { { .hours = 99 }, "yes" },
        { { .ticket = -1 }, "unknown-ticket" },
        { { .ticket = INT64_MAX }, "unknown-ticket" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_assert_str_eq(keep_as(world, ENGINEER, &rows[i].draft), rows[i].wanted, "row %zu", i);
    many[LB_LIMIT_RESOURCES] = NULL;
    LbDraft full = { .resources = many };
    cr_assert_str_eq(keep_as(world, ENGINEER, &full), "yes");
}

Test(asking, sending_drops_the_draft_of_its_ticket_and_a_refusal_keeps_it)
{
    g_autoptr(World) world = world_new();
    LbDraft here = usual_draft(7), there = usual_draft(17);
    cr_assert_str_eq(keep_as(world, ENGINEER, &here), "yes");
    cr_assert_str_eq(keep_as(world, ENGINEER, &there), "yes");
    cr_assert_str_eq(keep_as(world, COLLEAGUE, &here), "yes");
    const char *const resources[] = { "vm-old", NULL };
    LbSubmission refused = { .ticket = "TK-7",
                             .service = "virtual-machines",
                             .scenario = "remote-desktop-windows",
                             .level = "operate",
                             .justification = "It stops.",
                             .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_service_submit(world->service, engineer, &refused, &error));
    cr_assert_str_eq(answer(false, error), "classic-deployment");
    cr_assert_eq(read_as(world, ENGINEER, 7), 7);
    g_autoptr(LbRequest) request = world_submit(world);
    cr_assert_eq(read_as(world, ENGINEER, 7), -2);
    cr_assert_eq(read_as(world, ENGINEER, 17), 17);
    cr_assert_eq(read_as(world, COLLEAGUE, 7), 7);
}

Test(asking, a_request_is_copied_by_the_account_that_made_it_alone)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const struct {
        const char *account;
        int64_t number;
        const char *wanted;
    } rows[] = { { ENGINEER, 1, "yes" },        { ENGINEER, 2, "not-found" },
                 { ENGINEER, 0, "not-found" },  { COLLEAGUE, 1, "not-found" },
                 { COLLEAGUE, 2, "not-found" }, { DEVOPS, 1, "not-found" } };
    cr_assert_eq(request->number, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(GError) error = NULL;
        g_autoptr(LbDraft) copy =
            lb_service_copy_request(world->service, actor, rows[i].number, &error);
        cr_assert_str_eq(answer(copy != NULL, error), rows[i].wanted, "row %zu", i);
        if (copy == NULL)
            continue;
        cr_assert_eq(copy->ticket, 7);
        cr_assert_str_eq(copy->service, request->service);
        cr_assert_str_eq(copy->scenario, request->scenario);
        cr_assert_str_eq(copy->level, "operate");
        cr_assert_eq(copy->hours, 8);
        cr_assert_str_eq(copy->justification, request->justification);
        cr_assert_eq(g_strv_length(copy->resources), 2);
        cr_assert(g_str_has_suffix(copy->resources[1], "/vm-web-02"));
        cr_assert_str_eq(keep_as(world, ENGINEER, copy), "yes");
        cr_assert_eq(read_as(world, ENGINEER, 7), 7);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM refused"), 0, "reading is no attempt");
}
