/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets that live elsewhere: what is kept of them, who learns of them, when access may be asked for because of one, and what the
 * system there is told. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "config/ticketsystems.h"
#include "service/elsewhere.h"
#include "service/tickets.h"
#include "store/mirrors.h"
#include "support/elsewhere.h"

#define OWNER "owner1@contoso.example"
#define FOREIGN "owner@nihon.example"
#define ENGINEER "engineer7@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

/* "yes", or the name of the refusal. */
static const char *
name_of(bool done, const GError *error)
{
    cr_assert(done || (error != NULL && error->domain == LB_REFUSAL_ERROR), "%s",
              error != NULL ? error->message : "");
    return done ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

static const char *
look_as(World *world, const char *account, const char *id, int64_t *look)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    elsewhere_announce(world);
    bool done = lb_service_look(world->service, actor, "rt", id, look, &error);
    return name_of(done, error);
}

static const char *
looked_as(World *world, const char *account, int64_t look, int64_t *ticket)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    bool done = lb_service_looked(world->service, actor, look, ticket, &error);
    return name_of(done, error);
}

/* Asks for vm-web-01 because of @ticket; stores the request, which the caller frees. */
static const char *
submit_as(World *world, const char *account, const char *ticket, LbRequest **request)
{
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = ticket,
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "operate",
                                .justification = "The disk is full.",
                                .resources = resources };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    *request = lb_service_submit(world->service, actor, &submission, &error);
    return name_of(*request != NULL, error);
}

static LbTicket *
read_as(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_service_ticket(world->service, actor, number, NULL);
}

static void
do_fetch(World *world, LbErrandEnd end, const LbExternalTicket *ticket)
{
    g_autoptr(LbErrand) errand = elsewhere_do(world, LB_ERRAND_FETCH, end, ticket);
}

/* Posts what is owed next, and has it end so. The caller frees its text. */
static char *
do_post(World *world, LbErrandEnd end)
{
    g_autoptr(LbErrand) errand = elsewhere_do(world, LB_ERRAND_POST, end, NULL);
    return g_steal_pointer(&errand->text);
}

static void
expect_verified(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

/* An open ticket and a request because of it that waits for the customer, with the line about that posted. */
static LbRequest *
submit_linked(World *world, const LbExternalTicket *ticket)
{
    LbRequest *request = NULL;
    elsewhere_link(world, ticket);
    g_autofree char *id = g_strconcat("rt:", ticket->id, NULL);
    cr_assert_str_eq(submit_as(world, ENGINEER, id, &request), "yes");
    g_free(do_post(world, LB_ERRAND_DONE));
    do_fetch(world, LB_ERRAND_UNCHANGED, NULL);
    return request;
}

Test(elsewhere, a_ticket_is_kept_as_it_was_there_and_read_by_those_of_its_customer)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    int64_t number = elsewhere_link(world, there);
    cr_assert_geq(number, LB_TICKET_FIRST_HERE);
    g_autoptr(LbTicket) read = read_as(world, OWNER, number);
    cr_assert_str_eq(read->title, "The disk is full");
    cr_assert_str_eq(read->opened_by, "ann@contoso.example");
    cr_assert_str_eq(read->tenant, CONTOSO);
    cr_assert(read->open);
    cr_assert_str_eq(read->mirror->system, "rt");
    cr_assert_str_eq(read->mirror->id, "123");
    cr_assert_str_eq(read->mirror->status, "open");
    cr_assert_eq(read->mirror->missing + read->mirror->silent, 0);
    cr_assert_eq(read->entries->len, 2);
    const LbTicketEntry *last = g_ptr_array_index(read->entries, 1);
    cr_assert_str_eq(last->text, "We will have a look.");
    cr_assert_eq(last->side, LB_SIDE_PROVIDER);
    cr_assert_null(read_as(world, FOREIGN, number));
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'MirrorTicket' AND tenant = "
                 "'" CONTOSO "' AND caller IS NULL AND details LIKE '%\"rt:123\"%'");
    expect_verified(world);
}

Test(elsewhere, an_internal_entry_would_not_be_kept)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    elsewhere_say(there, there->opened + 1, "rt-jo", LB_SIDE_INTERNAL, "They have not paid.");
    elsewhere_link(world, there);
    expect_count(world, 2, "SELECT count(*) FROM ticket_entry WHERE ticket >= 1000000000");
    expect_count(world, 0, "SELECT count(*) FROM ledger WHERE after LIKE '%have not paid%'");
}

Test(elsewhere, what_is_missing_and_what_is_of_no_customer_are_one_answer)
{
    g_autoptr(World) world = world_new();
    static const char *const groups[] = { "Personnel", "Nobody's", "contoso support", "" };
    int64_t look = 0, ticket = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_autofree char *id = g_strdup_printf("%d", (int)i + 1);
        g_autoptr(LbExternalTicket) there = elsewhere_ticket(id);
        g_free(there->group);
        there->group = g_strdup(groups[i]);
        cr_assert_str_eq(look_as(world, ENGINEER, id, &look), "yes");
        cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "yes");
        cr_assert_eq(ticket, 0, "it waits");
        do_fetch(world, LB_ERRAND_DONE, there);
        cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "unknown-ticket");
    }
    cr_assert_str_eq(look_as(world, ENGINEER, "99", &look), "yes");
    do_fetch(world, LB_ERRAND_MISSING, NULL);
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "unknown-ticket");
    cr_assert_str_eq(looked_as(world, COLLEAGUE, look, &ticket), "unknown-ticket", "not theirs");
    expect_count(world, 0, "SELECT count(*) FROM ticket_link");
    expect_count(world, 0, "SELECT count(*) FROM ticket WHERE number >= 1000000000");
    LbRequest *request = NULL;
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:1", &request), "unknown-ticket");
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:99", &request), "unknown-ticket");
    cr_assert_str_eq(submit_as(world, ENGINEER, "other:1", &request), "unknown-ticket");
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:", &request), "unknown-ticket");
}

Test(elsewhere, only_engineers_have_one_looked_at_and_not_without_end)
{
    g_autoptr(World) world = world_new();
    int64_t look = 0;
    cr_assert_str_eq(look_as(world, OWNER, "1", &look), "not-an-engineer");
    cr_assert_str_eq(look_as(world, "lead1@fabrikam.example", "1", &look), "not-an-engineer");
    for (int i = 0; i < LB_LOOKS_WAITING; i++)
        cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes");
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "too-many-looks");
    cr_assert_str_eq(look_as(world, COLLEAGUE, "1", &look), "yes");
    do_fetch(world, LB_ERRAND_MISSING, NULL);
    elsewhere_rest(world);
    for (int i = LB_LOOKS_WAITING; i < LB_LOOKS_AN_HOUR; i++) {
        cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes", "%d", i);
        do_fetch(world, LB_ERRAND_MISSING, NULL);
    }
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "too-many-looks");
    world_pass(world, LB_HOUR + LB_SECOND);
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes");
}

Test(elsewhere, who_asked_after_it_was_begun_waits_for_the_next_look)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    int64_t first = 0, second = 0, ticket = 0;
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &first), "yes");
    g_autoptr(LbErrand) errand = lb_errands_next(world->service, elsewhere_source(), false, &error);
    world_pass(world, LB_SECOND);
    cr_assert_str_eq(look_as(world, COLLEAGUE, "123", &second), "yes");
    LbErrandResult result = { .end = LB_ERRAND_DONE, .words = "", .ticket = there };
    cr_assert(lb_errands_settle(world->service, elsewhere_source(), errand, &result, &error));
    cr_assert_str_eq(looked_as(world, ENGINEER, first, &ticket), "yes");
    cr_assert_neq(ticket, 0);
    cr_assert_str_eq(looked_as(world, COLLEAGUE, second, &ticket), "yes");
    cr_assert_eq(ticket, 0);
    do_fetch(world, LB_ERRAND_UNCHANGED, NULL);
    cr_assert_str_eq(looked_as(world, COLLEAGUE, second, &ticket), "yes");
    cr_assert_neq(ticket, 0);
}

Test(elsewhere, nobody_waits_for_ever_or_for_a_system_that_there_is_not)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    g_autoptr(GPtrArray) sources = g_ptr_array_new();
    LbTicketSource other = { .name = "other" };
    int64_t look = 0, stranger = 0, ticket = 0;
    g_ptr_array_add(sources, &other);
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes");
    cr_assert_not(lb_service_look(world->service, actor, "other", "1", &stranger, &error));
    cr_assert_str_eq(name_of(false, error), "unknown-ticket");
    g_clear_error(&error);
    cr_assert(lb_errands_announce(world->service, sources, &error));
    cr_assert(lb_service_look(world->service, actor, "other", "1", &stranger, &error));
    g_ptr_array_add(names, "rt");
    cr_assert(lb_errands_tidy(world->service, names, &error));
    cr_assert_str_eq(looked_as(world, ENGINEER, stranger, &ticket), "unknown-ticket");
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "yes");
    world_pass(world, LB_MINUTE + LB_SECOND);
    cr_assert(lb_errands_tidy(world->service, names, &error));
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "ticket-system-silent");
    world_pass(world, LB_DAY);
    cr_assert(lb_errands_tidy(world->service, names, &error));
    expect_count(world, 0, "SELECT count(*) FROM ticket_look");
}

Test(elsewhere, who_asks_because_of_one_that_is_nobodys_takes_it)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = NULL;
    LbRequest *none = NULL;
    int64_t number = elsewhere_link(world, there);
    cr_assert_str_eq(submit_as(world, DEVOPS, "rt:123", &none), "not-escalated");
    cr_assert_str_eq(submit_as(world, ENGINEER, "RT:123", &request), "yes");
    cr_assert_eq(request->ticket, number);
    cr_assert_str_eq(request->tenant, CONTOSO);
    cr_assert_str_eq(request->ticket_title, "The disk is full");
    g_autoptr(LbTicket) read = read_as(world, ENGINEER, number);
    cr_assert_str_eq(read->assignee, ENGINEER);
    cr_assert_str_eq(submit_as(world, COLLEAGUE, "rt:123", &none), "not-your-ticket");
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'TakeTicket' AND caller = "
                 "'" ENGINEER "'");
    expect_verified(world);
}

Test(elsewhere, access_is_asked_for_only_because_of_what_was_looked_at_a_moment_ago)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = NULL;
    LbRequest *none = NULL;
    int64_t look = 0, ticket = 0;
    elsewhere_link(world, there);
    world_pass(world, LB_ELSEWHERE_FRESH + LB_SECOND);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &none), "ticket-stale");
    expect_count(world, 0, "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'");
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    do_fetch(world, LB_ERRAND_LATER, NULL);
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "ticket-system-silent");
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &none), "ticket-stale");
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    do_fetch(world, LB_ERRAND_UNCHANGED, NULL);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &request), "yes");
}

Test(elsewhere, what_is_closed_there_or_gone_is_refused)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    LbRequest *none = NULL;
    int64_t look = 0, ticket = 0;
    there->open = false;
    elsewhere_link(world, there);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &none), "closed-ticket");
    there->open = true;
    world_pass(world, LB_MINUTE);
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    do_fetch(world, LB_ERRAND_DONE, there);
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    cr_assert_eq(look, 0, "a moment ago is soon enough");
    world_pass(world, 30 * LB_SECOND);
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    do_fetch(world, LB_ERRAND_MISSING, NULL);
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "unknown-ticket");
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &none), "ticket-stale");
}

Test(elsewhere, what_moves_to_another_customer_is_not_taken)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    int64_t look = 0, ticket = 0;
    g_free(there->group);
    there->group = g_strdup("Nihon");
    elsewhere_say(there, there->updated + 1, "rt-jo", LB_SIDE_PROVIDER,
                  "What Nihon alone may read");
    world_pass(world, 5 * LB_MINUTE);
    cr_assert_str_eq(look_as(world, ENGINEER, "123", &look), "yes");
    do_fetch(world, LB_ERRAND_DONE, there);
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "unknown-ticket");
    expect_count(world, 0, "SELECT count(*) FROM ticket_entry WHERE text LIKE '%Nihon alone%'");
    g_autoptr(LbTicket) read = read_as(world, OWNER, request->ticket);
    cr_assert_neq(read->mirror->missing, 0);
    cr_assert_null(read_as(world, FOREIGN, request->ticket));
    expect_count(world, 1,
                 "SELECT count(*) FROM request WHERE status = 'Canceled' AND decision_reason LIKE "
                 "'%no longer this customer%'");
    expect_verified(world);
}

static void
approve_as(World *world, const char *account, const LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autofree char *digest = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = digest };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, actor, &decision, &error);
    cr_assert(approved != NULL && approved->status == LB_STATUS_APPROVED, "%s",
              error != NULL ? error->message : "");
}

/* The systems of lockbox.conf, with @url and @web_url. */
static GPtrArray *
know_systems(World *world, const char *url, const char *web_url)
{
    GPtrArray *systems =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_ticket_system_settings_free);
    LbTicketSystemSettings *rt = g_new0(LbTicketSystemSettings, 1);
    rt->name = g_strdup("rt");
    rt->url = g_strdup(url);
    rt->web_url = g_strdup(web_url);
    rt->networks = g_ptr_array_new();
    rt->queues = g_hash_table_new(NULL, NULL);
    g_ptr_array_add(systems, rt);
    lb_service_know_systems(world->service, systems);
    return systems;
}

/* What @account reads as the address of the ticket behind @request, of both; NULL: none. */
static char *
address_as(World *world, const char *account, LbRequest *request)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_clear_pointer(&request->case_url, g_free);
    cr_assert(lb_service_find_case(world->service, actor, request, &error), "%s",
              error != NULL ? error->message : "");
    g_autoptr(LbTicket) ticket = read_as(world, account, request->ticket);
    if (ticket != NULL)
        cr_assert_eq(g_strcmp0(ticket->mirror->address, request->case_url), 0);
    return g_strdup(request->case_url);
}

Test(elsewhere, its_address_there_is_told_to_whoever_may_read_it)
{
    static const char expected[] = "https://rt.example.com/Ticket/Display.html?id=123";
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    g_autofree char *unknown = address_as(world, OWNER, request);
    cr_assert_null(unknown, "no lockbox.conf says where the system is");
    g_autoptr(GPtrArray) systems = know_systems(world, "https://rt.example.com/", NULL);
    g_autofree char *owner = address_as(world, OWNER, request);
    g_autofree char *engineer = address_as(world, COLLEAGUE, request);
    g_autofree char *foreign = address_as(world, FOREIGN, request);
    cr_assert_str_eq(owner, expected);
    cr_assert_str_eq(engineer, expected);
    cr_assert_null(foreign);
    g_autoptr(LbRequest) here = world_submit(world);
    g_autoptr(LbActor) actor = world_actor(world, OWNER);
    cr_assert(lb_service_find_case(world->service, actor, here, NULL));
    cr_assert_null(here->case_url, "a ticket that lives here has no address");
}

Test(elsewhere, its_address_there_is_on_the_host_of_lockbox_conf_or_is_none)
{
    static const char *const pages[] = {
        "'//evil.example/'",        "'@evil.example/'", "'.evil.example/'",
        "'/' || char(27) || '[2J'", "'/../'",           "NULL"
    };
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    g_autoptr(GPtrArray) plain = know_systems(world, "http://127.0.0.1:8080", NULL);
    g_autofree char *none = address_as(world, OWNER, request);
    cr_assert_null(none, "an address of this machine is none for others");
    g_autoptr(GPtrArray) systems =
        know_systems(world, "http://127.0.0.1:8080", "https://help.example.com");
    g_autofree char *address = address_as(world, OWNER, request);
    cr_assert_str_eq(address, "https://help.example.com/Ticket/Display.html?id=123");
    for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *sql = g_strdup_printf("UPDATE ticket_system SET page = %s", pages[i]);
        cr_assert_null(world_tamper(world, sql));
        g_autofree char *forged = address_as(world, OWNER, request);
        cr_assert_null(forged, "%s", pages[i]);
    }
    elsewhere_announce(world);
    g_autofree char *again = address_as(world, OWNER, request);
    cr_assert_str_eq(again, address, "lockboxd says it anew");
    expect_verified(world);
}

/* What the operator is told of the system. */
static LbSystemState *
state_of(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, "rt");
    g_autoptr(GPtrArray) states = lb_errands_systems(world->service, names, &error);
    cr_assert_not_null(states, "%s", error != NULL ? error->message : "");
    return g_ptr_array_steal_index(states, 0);
}

Test(elsewhere, the_operator_is_told_of_tickets_that_are_not_shown_any_more)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbExternalTicket) other = elsewhere_ticket("124");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    elsewhere_link(world, other);
    g_autoptr(LbSystemState) before = state_of(world);
    cr_assert_eq(before->tickets, 2);
    cr_assert_eq(before->missing, 0);
    cr_assert_eq(before->gone->len, 0);
    g_free(there->group);
    there->group = g_strdup("Nihon");
    world_pass(world, 6 * LB_MINUTE);
    do_fetch(world, LB_ERRAND_DONE, there);
    g_autoptr(LbSystemState) state = state_of(world);
    cr_assert_eq(state->tickets, 2);
    cr_assert_eq(state->missing, 1);
    const LbMissingTicket *gone = g_ptr_array_index(state->gone, 0);
    cr_assert_str_eq(gone->id, "123");
    cr_assert_eq(gone->number, request->ticket);
    cr_assert_not_null(strstr(gone->fault, "queue"));
}

Test(elsewhere, access_ends_with_a_ticket_that_is_gone_but_not_with_one_that_is_not_shown)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    approve_as(world, OWNER, request);
    g_free(do_post(world, LB_ERRAND_DONE));
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    do_fetch(world, LB_ERRAND_MISSING, NULL);
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Approved'");
    world_pass(world, 15 * LB_MINUTE + LB_SECOND);
    g_autoptr(LbErrand) again = elsewhere_do(world, LB_ERRAND_FETCH, LB_ERRAND_GONE, NULL);
    cr_assert_not(again->shown, "the operator is told twice");
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Completed'");
    g_autofree char *line = do_post(world, LB_ERRAND_GONE);
    cr_assert_str_eq(line, "Lockbox: LB-1: access has ended.");
    world_pass(world, LB_DAY);
    elsewhere_rest(world);
    expect_verified(world);
}

Test(elsewhere, whose_it_is_counts_anew_though_it_has_not_changed)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, "other");
    cr_assert(lb_errands_doubt(world->service, names, NULL));
    elsewhere_rest(world);
    g_ptr_array_index(names, 0) = "rt";
    cr_assert(lb_errands_doubt(world->service, names, NULL));
    g_autoptr(LbErrand) errand = elsewhere_do(world, LB_ERRAND_FETCH, LB_ERRAND_DONE, there);
    cr_assert_null(errand->version, "it is asked whether it has changed");
    elsewhere_rest(world);
}

Test(elsewhere, it_is_not_answered_or_closed_here_but_handed_on)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    int64_t number = elsewhere_link(world, there);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbTicket) taken = lb_service_take(world->service, engineer, number, NULL);
    cr_assert_not_null(taken);
    LbTicket *(*const acts[])(LbService *, const LbActor *, int64_t, const char *,
                              GError **) = { lb_service_reply, lb_service_note,
                                             lb_service_close_ticket };
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autoptr(GError) error = NULL, other = NULL;
        cr_assert_null(acts[i](world->service, engineer, number, "text", &error));
        cr_assert_str_eq(name_of(false, error), "ticket-elsewhere");
        cr_assert_null(acts[i](world->service, owner, number, "text", &other));
        cr_assert_str_eq(name_of(false, other), i == 1 ? "not-an-engineer" : "ticket-elsewhere");
    }
    g_autoptr(LbTicket) escalated =
        lb_service_escalate(world->service, engineer, number, "It takes a look inside.", NULL);
    cr_assert_not_null(escalated);
    /* What was done here outlives what comes from there. */
    world_pass(world, LB_MINUTE);
    elsewhere_say(there, there->updated, "ann@contoso.example", LB_SIDE_CUSTOMER, "And now?");
    elsewhere_link(world, there);
    g_autoptr(LbTicket) read = read_as(world, ENGINEER, number);
    cr_assert_eq(lb_ticket_state(read), LB_TICKET_ESCALATED);
    cr_assert_eq(read->entries->len, 4);
    g_autoptr(LbTicket) theirs = read_as(world, OWNER, number);
    cr_assert_eq(theirs->entries->len, 3);
}

Test(elsewhere, only_what_changes_there_stands_in_the_log)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    elsewhere_link(world, there);
    const char *const count = "SELECT count(*) FROM activity WHERE operation = 'MirrorTicket'";
    const char *const rows =
        "SELECT count(*) FROM ledger WHERE kind = 'ticket_entry' AND sequence ="
        " (SELECT max(sequence) FROM activity WHERE operation = 'MirrorTicket')";
    world_pass(world, LB_MINUTE);
    elsewhere_link(world, there);
    expect_count(world, 1, count);
    elsewhere_say(there, there->updated, "ann@contoso.example", LB_SIDE_CUSTOMER, "And now?");
    world_pass(world, LB_MINUTE);
    elsewhere_link(world, there);
    expect_count(world, 2, count);
    expect_count(world, 1, rows);
    /* The oldest leaves, and the others stay the rows that they are. */
    g_ptr_array_remove_index(there->entries, 0);
    there->shortened = true;
    world_pass(world, LB_MINUTE);
    int64_t number = elsewhere_link(world, there);
    expect_count(world, 3, count);
    expect_count(world, 1, rows);
    g_autoptr(LbTicket) read = read_as(world, OWNER, number);
    cr_assert_eq(read->entries->len, 2);
    cr_assert(read->mirror->shortened);
    expect_verified(world);
}

Test(elsewhere, what_is_falsified_is_found)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    elsewhere_link(world, there);
    expect_verified(world);
    world_forge(world, "UPDATE ticket_link SET id = '124'");
    cr_assert(world_finds(world, "ticket_link"));
    g_autofree char *refusal = world_tamper(world, "UPDATE ticket_link SET id = '125'");
    cr_assert_not_null(refusal);
}

Test(elsewhere, only_tickets_behind_requests_that_go_on_are_looked_at_again)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123"), other = elsewhere_ticket("5");
    elsewhere_link(world, other);
    g_autoptr(LbRequest) request = submit_linked(world, there);
    elsewhere_rest(world);
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    g_autoptr(LbErrand) errand = elsewhere_do(world, LB_ERRAND_FETCH, LB_ERRAND_UNCHANGED, NULL);
    cr_assert_str_eq(errand->id, "123");
    cr_assert_str_eq(errand->version, "1");
    elsewhere_rest(world);
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbDecision decision = { .number = request->number };
    g_autoptr(LbRequest) canceled = lb_service_cancel(world->service, engineer, &decision, NULL);
    cr_assert_not_null(canceled);
    g_free(do_post(world, LB_ERRAND_DONE));
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    do_fetch(world, LB_ERRAND_UNCHANGED, NULL); /* once more, at its end */
    world_pass(world, LB_DAY);
    elsewhere_rest(world);
}

Test(elsewhere, a_ticket_that_is_closed_there_ends_what_it_opened_here)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) open = submit_linked(world, there);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autofree char *digest = lb_request_digest(open);
    LbDecision decision = { .number = open->number, .shown = digest };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, NULL);
    cr_assert_eq(approved->status, LB_STATUS_APPROVED);
    g_autofree char *line = do_post(world, LB_ERRAND_DONE);
    cr_assert_str_eq(line, "Lockbox: LB-1: approved for the customer by " OWNER ".");
    LbRequest *waiting = NULL;
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &waiting), "yes");
    lb_request_free(waiting);
    g_free(do_post(world, LB_ERRAND_DONE));
    there->open = false;
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    do_fetch(world, LB_ERRAND_DONE, there);
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Completed'");
    expect_count(world, 1, "SELECT count(*) FROM request WHERE status = 'Canceled'");
    g_autofree char *first = do_post(world, LB_ERRAND_DONE);
    g_autofree char *second = do_post(world, LB_ERRAND_DONE);
    cr_assert_str_eq(first, "Lockbox: LB-1: access has ended.");
    cr_assert_str_eq(second, "Lockbox: LB-2: canceled before it was decided.");
    world_pass(world, LB_DAY);
    elsewhere_rest(world);
    expect_verified(world);
}

Test(elsewhere, a_system_that_does_not_answer_is_left_alone_and_what_is_owed_waits)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(GError) error = NULL;
    LbRequest *request = NULL;
    elsewhere_link(world, there);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &request), "yes");
    int64_t number = request->ticket;
    lb_request_free(request);
    g_autoptr(LbErrand) first = elsewhere_do(world, LB_ERRAND_POST, LB_ERRAND_LATER, NULL);
    cr_assert_not(first->look);
    elsewhere_rest(world);
    g_autoptr(LbTicket) read = read_as(world, OWNER, number);
    cr_assert_neq(read->mirror->silent, 0);
    world_pass(world, 16 * LB_SECOND);
    /* It may have arrived: it is looked for, by the same mark. */
    g_autoptr(LbErrand) second = elsewhere_do(world, LB_ERRAND_POST, LB_ERRAND_LATER, NULL);
    cr_assert(second->look);
    cr_assert_str_eq(second->mark, first->mark);
    cr_assert_str_eq(second->text,
                     "Lockbox: LB-1: " ENGINEER " asked for access; it waits for the customer.");
    world_pass(world, 16 * LB_SECOND);
    elsewhere_rest(world);
    world_pass(world, 15 * LB_SECOND);
    g_free(do_post(world, LB_ERRAND_DONE));
    g_autoptr(LbTicket) again = read_as(world, OWNER, number);
    cr_assert_eq(again->mirror->silent, 0);
    expect_count(world, 1,
                 "SELECT count(*) FROM ticket_post WHERE state = 'posted' AND attempts = 3");
}

/* As when lockboxd is killed between the system's taking it and the record of that. */
Test(elsewhere, a_line_whose_errand_was_broken_off_is_not_tried_again_while_it_may_be_under_way)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(GError) error = NULL;
    LbRequest *request = NULL;
    elsewhere_link(world, there);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &request), "yes");
    lb_request_free(request);
    g_autoptr(LbErrand) first = lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert_eq(first->kind, LB_ERRAND_POST);
    do_fetch(world, LB_ERRAND_UNCHANGED, NULL);
    elsewhere_rest(world);
    world_pass(world, LB_MINUTE - LB_SECOND);
    elsewhere_rest(world);
    world_pass(world, 2 * LB_SECOND);
    g_autoptr(LbErrand) second = elsewhere_do(world, LB_ERRAND_POST, LB_ERRAND_DONE, NULL);
    cr_assert(second->look);
    cr_assert_str_eq(second->mark, first->mark);
}

Test(elsewhere, a_system_that_asks_for_time_gets_it_from_everybody)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int64_t look = 0, ticket = 0;
    LbErrandResult result = { .end = LB_ERRAND_LATER, .words = "busy", .retry_after = 120 };
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes");
    g_autoptr(LbErrand) errand = lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert(lb_errands_settle(world->service, elsewhere_source(), errand, &result, &error));
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "ticket-system-silent");
    cr_assert_str_eq(look_as(world, COLLEAGUE, "1", &look), "yes");
    elsewhere_rest(world);
    world_pass(world, 121 * LB_SECOND);
    do_fetch(world, LB_ERRAND_MISSING, NULL);
}

Test(elsewhere, what_is_answered_here_says_nothing_of_the_system)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    int64_t look = 0, ticket = 0;
    LbErrandResult result = { .end = LB_ERRAND_MISSING, .local = true, .words = "no id there" };
    cr_assert_str_eq(look_as(world, ENGINEER, "1", &look), "yes");
    do_fetch(world, LB_ERRAND_LATER, NULL);
    g_autoptr(LbSystemState) before = lb_systems_get(world->store, "rt", NULL);
    cr_assert_str_eq(look_as(world, ENGINEER, "x1", &look), "yes");
    g_autoptr(LbErrand) errand = lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert(lb_errands_settle(world->service, elsewhere_source(), errand, &result, &error));
    cr_assert_str_eq(looked_as(world, ENGINEER, look, &ticket), "unknown-ticket");
    g_autoptr(LbSystemState) after = lb_systems_get(world->store, "rt", NULL);
    cr_assert_neq(before->failing, 0);
    cr_assert_eq(after->failing, before->failing);
    cr_assert_eq(after->due, before->due);
    cr_assert_eq(after->attempts, 1);
    cr_assert_eq(after->answered, 0);
}

Test(elsewhere, what_cannot_be_posted_is_given_up_when_it_has_been_tried_for_long)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123"), gone = elsewhere_ticket("9");
    LbRequest *request = NULL;
    elsewhere_link(world, there);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &request), "yes");
    lb_request_free(request);
    for (int i = 0; i < 9; i++) {
        g_free(do_post(world, LB_ERRAND_FAULT));
        world_pass(world, LB_HOUR + LB_SECOND);
    }
    expect_count(world, 1, "SELECT count(*) FROM ticket_post WHERE state = 'queued'");
    world_pass(world, 4 * LB_DAY);
    g_free(do_post(world, LB_ERRAND_FAULT));
    expect_count(world, 1, "SELECT count(*) FROM ticket_post WHERE state = 'failed'");
    world_pass(world, LB_HOUR);
    elsewhere_link(world, gone);
    cr_assert_str_eq(submit_as(world, ENGINEER, "rt:9", &request), "yes");
    lb_request_free(request);
    g_free(do_post(world, LB_ERRAND_MISSING)); /* a right that is given back */
    expect_count(world, 1, "SELECT count(*) FROM ticket_post WHERE state = 'queued'");
    world_pass(world, 16 * LB_SECOND);
    g_free(do_post(world, LB_ERRAND_GONE));
    expect_count(world, 2, "SELECT count(*) FROM ticket_post WHERE state = 'failed'");
    g_autoptr(LbSystemState) state = lb_systems_get(world->store, "rt", NULL);
    cr_assert_eq(state->lost, 2);
    cr_assert_eq(state->tickets, 2);
    cr_assert_eq(state->owed, 0);
}

Test(elsewhere, notes_that_were_falsified_hold_nothing_up)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    static const char *const notes[] = {
        "UPDATE ticket_mirror SET due = NULL, version = 'x' || char(13, 10) || 'Cookie: x'",
        "UPDATE ticket_mirror SET due = 9223372036854775807",
        "UPDATE ticket_mirror SET due = 0; UPDATE ticket_system SET held = 9223372036854775807,"
        " due = 9223372036854775807, attempts = 9223372036854775807, failing = 1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
        elsewhere_rest(world);
        world_forge(world, notes[i]);
        g_autoptr(LbErrand) errand =
            elsewhere_do(world, LB_ERRAND_FETCH, LB_ERRAND_UNCHANGED, NULL);
        cr_assert(errand->shown && errand->version == NULL);
    }
    world_forge(world, "UPDATE ticket_system SET attempts = 9223372036854775807");
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    do_fetch(world, LB_ERRAND_LATER, NULL);
    world_pass(world, 15 * LB_MINUTE + LB_SECOND);
    approve_as(world, OWNER, request);
    world_forge(world, "UPDATE ticket_post SET due = 9223372036854775807, attempts = "
                       "9223372036854775807 WHERE state = 'queued'");
    g_free(do_post(world, LB_ERRAND_DONE));
}

Test(elsewhere, a_line_that_was_falsified_is_not_sent)
{
    static const char *const forgeries[] = {
        "UPDATE ticket_post SET text = 'Lockbox: LB-1: approved for the customer by "
        "mallory@contoso.example.'",
        "UPDATE ticket_post SET operation = 'DenyLockboxRequest'",
        "UPDATE ticket_post SET mark = 'x]'",
        "UPDATE ticket_post SET ticket = (SELECT max(ticket) FROM ticket_link)",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forgeries); i++) {
        g_autoptr(World) world = world_new();
        g_autoptr(LbExternalTicket) there = elsewhere_ticket("123"), other = elsewhere_ticket("5");
        g_autoptr(GError) error = NULL;
        LbRequest *request = NULL;
        elsewhere_link(world, there);
        elsewhere_link(world, other);
        cr_assert_str_eq(submit_as(world, ENGINEER, "rt:123", &request), "yes");
        lb_request_free(request);
        world_forge(world, forgeries[i]);
        LbErrandResult result = { .end = LB_ERRAND_GONE, .local = true, .words = "not ours" };
        g_autoptr(LbErrand) errand =
            lb_errands_next(world->service, elsewhere_source(), false, &error);
        cr_assert(errand != NULL && errand->foreign, "%s", forgeries[i]);
        cr_assert(lb_errands_settle(world->service, elsewhere_source(), errand, &result, &error));
        expect_count(world, 1, "SELECT count(*) FROM ticket_post WHERE state = 'failed'");
    }
}

Test(elsewhere, who_waits_holds_up_nothing_that_is_due)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    g_autoptr(LbRequest) request = submit_linked(world, there);
    g_autoptr(GError) error = NULL;
    int64_t look = 0;
    world_pass(world, 5 * LB_MINUTE + LB_SECOND);
    cr_assert_str_eq(look_as(world, ENGINEER, "77", &look), "yes");
    g_autoptr(LbErrand) awaited =
        lb_errands_next(world->service, elsewhere_source(), false, &error);
    cr_assert(awaited->awaited);
    cr_assert_str_eq(awaited->id, "77");
    g_autoptr(LbErrand) due = lb_errands_next(world->service, elsewhere_source(), true, &error);
    cr_assert_not(due->awaited);
    cr_assert_str_eq(due->id, "123");
}

Test(elsewhere, tickets_that_live_here_owe_nothing)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    expect_count(world, 0, "SELECT count(*) FROM ticket_post");
    elsewhere_rest(world);
}

Test(elsewhere, hostile_times_and_texts_are_kept_as_they_are_and_bounded)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbExternalTicket) there = elsewhere_ticket("123");
    there->opened = INT64_MIN;
    elsewhere_say(there, INT64_MAX, "x\033]0;", LB_SIDE_CUSTOMER, "\033[2J");
    g_clear_pointer(&there->requester, g_free);
    there->subject[0] = '\0';
    int64_t number = elsewhere_link(world, there);
    g_autoptr(LbTicket) read = read_as(world, OWNER, number);
    const LbTicketEntry *last = g_ptr_array_index(read->entries, 2);
    cr_assert_str_eq(read->title, "(no subject)");
    cr_assert_str_eq(read->opened_by, "(unknown)");
    cr_assert_eq(read->opened, 0);
    cr_assert_eq(last->time, INT64_C(253402300799000000));
    world_pass(world, LB_MINUTE);
    elsewhere_link(world, there);
    expect_count(world, 1, "SELECT count(*) FROM activity WHERE operation = 'MirrorTicket'");
}
