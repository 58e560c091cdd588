/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support tickets: what each act leaves behind, who is told, who sees what. */
#include <criterion/criterion.h>
#include <string.h>

#include "service/deliveries.h"
#include "service/tickets.h"
#include "store/tickets.h"
#include "support/world.h"

#define OPENER "contributor1@contoso.example"
#define OWNER "owner1@contoso.example"
#define READER "reader1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define COLLEAGUE "engineer8@fabrikam.example"
#define DEVOPS "devops1@fabrikam.example"
#define FIRST LB_TICKET_FIRST_HERE

static const LbNewTicket usual = { .subscription = "Production",
                                   .severity = "B",
                                   .title = "The web role stops",
                                   .text = "It stops.\nEvery hour." };

/* The number of the new ticket; 0, and the refusal's name in @refusal. */
static int64_t
open_as(World *world, const char *account, const LbNewTicket *words, const char **refusal)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicket) ticket = lb_service_open_ticket(world->service, actor, words, &error);
    *refusal = ticket != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
    cr_assert(ticket != NULL || error->domain == LB_REFUSAL_ERROR, "%s", *refusal);
    return ticket != NULL ? ticket->number : 0;
}

/* "yes", or the name of the refusal. */
static const char *
act(World *world, const char *account, LbVerb verb, int64_t number, const char *text)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicket) ticket = NULL;
    if (verb == LB_VERB_REPLY)
        ticket = lb_service_reply(world->service, actor, number, text, &error);
    else if (verb == LB_VERB_NOTE)
        ticket = lb_service_note(world->service, actor, number, text, &error);
    else if (verb == LB_VERB_TAKE)
        ticket = lb_service_take(world->service, actor, number, &error);
    else if (verb == LB_VERB_ESCALATE)
        ticket = lb_service_escalate(world->service, actor, number, text, &error);
    else
        ticket = lb_service_close_ticket(world->service, actor, number, text, &error);
    cr_assert(ticket != NULL || error->domain == LB_REFUSAL_ERROR, "%s",
              error != NULL ? error->message : "");
    return ticket != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code);
}

static LbTicket *
read_as(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbTicket *ticket = lb_service_ticket(world->service, actor, number, NULL);
    cr_assert_not_null(ticket, "%s", account);
    return ticket;
}

static void
expect_count(World *world, int64_t count, const char *sql)
{
    int64_t found = world_count(world, sql);
    cr_assert_eq(found, count, "%s: %d", sql, (int)found);
}

Test(tickets, an_owner_or_contributor_opens_one_with_a_plan_that_has_them)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account, *subscription, *answer;
    } rows[] = {
        { OPENER, "production", "yes" },
        { OWNER, PRODUCTION, "yes" },
        { "owner3@contoso.example", PRODUCTION, "yes" }, /* by a management group */
        { READER, PRODUCTION, "not-a-contributor" },
        { "approver1@contoso.example", PRODUCTION, "not-a-contributor" },
        { OWNER, HONBAN, "unknown-subscription" },
        { OWNER, "no-such-thing", "unknown-subscription" },
        { "owner@nihon.example", PRODUCTION, "unknown-subscription" },
        { ENGINEER, PRODUCTION, "not-a-contributor" },
        { ENGINEER, "no-such-thing", "not-a-contributor" },
        { "owner@basic.example", SMALL, "basic-support-plan" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbNewTicket words = usual;
        const char *answer = NULL;
        words.subscription = rows[i].subscription;
        open_as(world, rows[i].account, &words, &answer);
        cr_assert_str_eq(answer, rows[i].answer, "%s %s", rows[i].account, rows[i].subscription);
    }
    expect_count(world, 3, "SELECT count(*) FROM ticket WHERE here = 1");
    expect_count(
        world, 3,
        "SELECT count(*) FROM activity WHERE operation = 'OpenTicket' AND tenant = '" CONTOSO "'");
    expect_count(world, 0, "SELECT count(*) FROM outbox");
}

Test(tickets, what_is_typed_is_judged_by_name)
{
    g_autoptr(World) world = world_new();
    g_autofree char *long_title = g_strnfill(LB_LIMIT_LINE + 1, 'x');
    g_autofree char *long_text = g_strnfill(LB_LIMIT_TEXT + 1, 'x');
    const struct {
        LbNewTicket words;
        const char *answer;
    } rows[] = {
        { { "Production", "B", "", "text" }, "text-empty" },
        { { "Production", "B", "title", "" }, "text-empty" },
        { { "Production", "B", "title", NULL }, "text-empty" },
        { { "Production", "B", "ti\ntle", "text" }, "unsafe-text" },
        { { "Production", "B", "title", "te\x1bxt" }, "unsafe-text" },
        { { "Production", "B", long_title, "text" }, "text-too-long" },
        { { "Production", "B", "title", long_text }, "text-too-long" },
        { { "Production", "D", "title", "text" }, "unknown-value" },
        { { "Production", NULL, "title", "text" }, "unknown-value" },
        { { NULL, "B", "title", "text" }, "unknown-subscription" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *answer = NULL;
        open_as(world, OPENER, &rows[i].words, &answer);
        cr_assert_str_eq(answer, rows[i].answer, "row %zu", i);
    }
    cr_assert_str_eq(act(world, OPENER, LB_VERB_REPLY, 7, "te\x1bxt"), "unsafe-text");
    cr_assert_str_eq(act(world, OPENER, LB_VERB_REPLY, 7, NULL), "text-empty");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_ESCALATE, 7, NULL), "text-empty");
    expect_count(world, 0, "SELECT count(*) FROM ticket WHERE here = 1");
    expect_count(world, 10, "SELECT count(*) FROM ticket_entry");
}

Test(tickets, one_goes_from_hand_to_hand)
{
    g_autoptr(World) world = world_new();
    const char *answer = NULL;
    int64_t number = open_as(world, OPENER, &usual, &answer);
    cr_assert_eq(number, FIRST);
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_REPLY, number, "No."), "not-your-ticket");
    cr_assert_str_eq(act(world, DEVOPS, LB_VERB_TAKE, number, NULL), "not-escalated");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_TAKE, number, NULL), "yes");
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_TAKE, number, NULL), "already-taken");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_REPLY, number, "We look."), "yes");
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_ESCALATE, number, "It."), "not-your-ticket");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_ESCALATE, number, "The platform."), "yes");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_REPLY, number, "Still me."), "not-your-ticket");
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_TAKE, number, NULL), "already-taken");
    g_autoptr(LbTicket) waiting = read_as(world, OWNER, number);
    cr_assert_eq(lb_ticket_state(waiting), LB_TICKET_ESCALATED);
    cr_assert_str_eq(waiting->escalated_by, ENGINEER);
    cr_assert_eq(waiting->entries->len, 2, "the reason is not for the customer");
    cr_assert_str_eq(act(world, DEVOPS, LB_VERB_TAKE, number, NULL), "yes");
    cr_assert_str_eq(act(world, OWNER, LB_VERB_CLOSE_TICKET, number, "It works again."), "yes");
    cr_assert_str_eq(act(world, DEVOPS, LB_VERB_REPLY, number, "Good."), "closed-ticket");
    g_autoptr(LbTicket) closed = read_as(world, ENGINEER, number);
    cr_assert_eq(lb_ticket_state(closed), LB_TICKET_CLOSED);
    cr_assert(strcmp(closed->closed_by, OWNER) == 0 && strcmp(closed->assignee, DEVOPS) == 0);
    cr_assert_eq(closed->entries->len, 4);
}

Test(tickets, the_other_side_is_mailed_and_reads_no_text)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(act(world, OWNER, LB_VERB_REPLY, 7, "The secret cause."), "yes");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_REPLY, 7, "A secret answer."), "yes");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_NOTE, 7, "A secret note."), "yes");
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_CLOSE_TICKET, 7, NULL), "yes");
    const struct {
        const char *address, *caller;
        LbEvent event;
        bool ours, follows;
    } rows[] = { { ENGINEER, OWNER, LB_EVENT_REPLIED, true, false },
                 { OPENER, ENGINEER, LB_EVENT_REPLIED, false, false },
                 { OPENER, ENGINEER, LB_EVENT_CLOSED, false, true } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbMessage) mail = lb_deliveries_claim(world->service, LB_HOUR, NULL);
        cr_assert_not_null(mail);
        cr_assert_str_eq(mail->address, rows[i].address);
        cr_assert_eq(mail->event, rows[i].event);
        cr_assert_str_eq(mail->ticket->caller, rows[i].caller);
        cr_assert_str_eq(mail->ticket->tenant, "Contoso");
        cr_assert_eq(mail->ticket->number, 7);
        cr_assert_eq(mail->ticket->ours, rows[i].ours);
        cr_assert_eq(mail->in_reply_to != NULL, rows[i].follows);
    }
    g_autoptr(LbMessage) none = lb_deliveries_claim(world->service, LB_HOUR, NULL);
    cr_assert_null(none);
    expect_count(world, 0, "SELECT count(*) FROM activity WHERE details LIKE '%secret%'");
}

Test(tickets, mail_goes_to_nobody_who_is_not_of_that_side)
{
    g_autoptr(World) world = world_new();
    /* Names that an import brought: somebody else's customer, a stranger, one who was switched off. */
    const char *const openers[] = { "owner@nihon.example", ENGINEER, "nobody@contoso.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(openers); i++) {
        g_autofree char *sql =
            g_strdup_printf("UPDATE ticket SET opened_by = '%s' WHERE number = 7", openers[i]);
        cr_assert_null(world_tamper(world, sql));
        cr_assert_str_eq(act(world, ENGINEER, LB_VERB_REPLY, 7, "We look."), "yes");
    }
    cr_assert_null(world_tamper(world, "UPDATE ticket SET assignee = '" OWNER "'"));
    cr_assert_str_eq(act(world, OPENER, LB_VERB_REPLY, 17, "Thanks."), "yes");
    expect_count(world, 0, "SELECT count(*) FROM outbox");
}

Test(tickets, internal_entries_are_the_providers_alone)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(act(world, ENGINEER, LB_VERB_NOTE, 7, "They pay late."), "yes");
    const char *const customers[] = { OPENER, OWNER, READER };
    for (size_t i = 0; i < G_N_ELEMENTS(customers); i++) {
        g_autoptr(LbTicket) outside = read_as(world, customers[i], 7);
        cr_assert_eq(outside->entries->len, 1);
        g_autoptr(LbActor) actor = world_actor(world, customers[i]);
        LbActivityFilter all = { .limit = 100 };
        g_autoptr(GPtrArray) log = lb_service_log(world->service, actor, &all, NULL);
        for (guint j = 0; j < log->len; j++) {
            const LbActivity *entry = g_ptr_array_index(log, j);
            cr_assert_neq(entry->operation, LB_OPERATION_NOTE_TICKET);
        }
    }
    g_autoptr(LbTicket) inside = read_as(world, COLLEAGUE, 7);
    cr_assert_eq(inside->entries->len, 3);
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'NoteTicket'"
                 " AND tenant IS NULL");
    expect_count(world, 0, "SELECT count(*) FROM outbox");
    cr_assert_str_eq(act(world, OWNER, LB_VERB_NOTE, 7, "Mine."), "not-an-engineer");
}

Test(tickets, only_the_assignee_asks_and_devops_after_escalation)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account;
        const char *before, *after;
    } rows[] = { { ENGINEER, NULL, "not-your-ticket" },
                 { COLLEAGUE, "not-your-ticket", "not-your-ticket" },
                 { DEVOPS, "not-escalated", NULL },
                 { OWNER, "not-an-engineer", "not-an-engineer" },
                 { "lead1@fabrikam.example", "not-an-engineer", "not-an-engineer" },
                 { "owner@nihon.example", "unknown-ticket", "unknown-ticket" } };
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "remote-desktop-windows",
                                .level = "read",
                                .justification = "We look.",
                                .resources = resources };
    for (int escalated = 0; escalated < 2; escalated++) {
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            const char *expected = escalated ? rows[i].after : rows[i].before;
            g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
            g_autoptr(GError) error = NULL;
            g_autoptr(LbRequest) request =
                lb_service_submit(world->service, actor, &submission, &error);
            cr_assert_str_eq(request != NULL ? "yes" : lb_refusal_name((LbRefusal)error->code),
                             expected != NULL ? expected : "yes", "%s", rows[i].account);
        }
        if (!escalated)
            cr_assert_str_eq(act(world, ENGINEER, LB_VERB_ESCALATE, 7, "Too deep."), "yes");
    }
}

Test(tickets, a_foreign_and_an_unknown_one_get_the_same_bytes)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbActor) actor = world_actor(world, "owner@nihon.example");
    const struct {
        LbTicket *(*act)(LbService *, const LbActor *, int64_t, const char *, GError **);
    } acts[] = { { lb_service_reply },
                 { lb_service_note },
                 { lb_service_escalate },
                 { lb_service_close_ticket } };
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        g_autoptr(GError) foreign = NULL, unknown = NULL;
        cr_assert_null(acts[i].act(world->service, actor, 7, "Text.", &foreign));
        cr_assert_null(acts[i].act(world->service, actor, 4711, "Text.", &unknown));
        cr_assert_eq(foreign->code, LB_REFUSAL_UNKNOWN_TICKET);
        cr_assert(foreign->domain == unknown->domain && foreign->code == unknown->code);
        cr_assert_str_eq(foreign->message, unknown->message);
    }
    g_autoptr(GError) foreign = NULL, unknown = NULL;
    cr_assert_null(lb_service_take(world->service, actor, 7, &foreign));
    cr_assert_null(lb_service_take(world->service, actor, 4711, &unknown));
    cr_assert_str_eq(foreign->message, unknown->message);
}

/* "17 7 " */
static char *
list_as(World *world, const char *account, LbTicketList list, bool closed, int64_t before)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbTicketFilter filter = { .list = list, .closed = closed, .before = before, .limit = 2 };
    g_autoptr(GPtrArray) tickets = lb_service_tickets(world->service, actor, &filter, NULL);
    g_autoptr(GString) numbers = g_string_new(NULL);
    cr_assert_not_null(tickets);
    for (guint i = 0; i < tickets->len; i++)
        g_string_append_printf(numbers, "%d ",
                               (int)((LbTicket *)g_ptr_array_index(tickets, i))->number);
    return g_strdup(numbers->str);
}

Test(tickets, lists_have_what_each_may_see_the_highest_first)
{
    g_autoptr(World) world = world_new();
    const char *answer = NULL;
    cr_assert_eq(open_as(world, OWNER, &usual, &answer), FIRST);
    cr_assert_eq(open_as(world, OWNER, &usual, &answer), FIRST + 1);
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_TAKE, FIRST + 1, NULL), "yes");
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_ESCALATE, FIRST + 1, "Deep."), "yes");
    const struct {
        const char *account;
        LbTicketList list;
        bool closed;
        int64_t before;
        const char *numbers;
    } rows[] = {
        { ENGINEER, LB_TICKETS_MINE, false, 0, "17 10 " },
        { ENGINEER, LB_TICKETS_MINE, false, 10, "9 7 " },
        { ENGINEER, LB_TICKETS_MINE, true, 0, "8 " },
        { ENGINEER, LB_TICKETS_UNASSIGNED, false, 0, "1000000000 " },
        { DEVOPS, LB_TICKETS_UNASSIGNED, false, 0, "1000000001 " },
        { "lead1@fabrikam.example", LB_TICKETS_UNASSIGNED, false, 0, "1000000001 1000000000 " },
        { "lead1@fabrikam.example", LB_TICKETS_UNASSIGNED, true, 0, "" },
        { COLLEAGUE, LB_TICKETS_MINE, false, 0, "" },
        { DEVOPS, LB_TICKETS_ALL, false, 0, "1000000001 1000000000 " },
        { DEVOPS, LB_TICKETS_ALL, false, FIRST, "17 10 " },
        { OPENER, LB_TICKETS_ALL, false, 0, "1000000001 1000000000 " },
        { OPENER, LB_TICKETS_ALL, false, FIRST, "17 7 " },
        { OPENER, LB_TICKETS_ALL, true, 0, "8 " },
        { OPENER, LB_TICKETS_MINE, false, 0, "17 7 " },
        { READER, LB_TICKETS_UNASSIGNED, false, 0, "1000000001 1000000000 " },
        { "owner@nihon.example", LB_TICKETS_ALL, false, 0, "10 " },
        { "owner@nihon.example", LB_TICKETS_MINE, false, 0, "" },
        { "rogue@nihon.example", LB_TICKETS_ALL, false, 0, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *numbers =
            list_as(world, rows[i].account, rows[i].list, rows[i].closed, rows[i].before);
        cr_assert_str_eq(numbers, rows[i].numbers, "row %zu, %s", i, rows[i].account);
    }
}

/* The head and one line of history, as an import brings them. */
static bool
import(World *world, int64_t number, const char *assignee, int64_t closed)
{
    g_autoptr(LbTicket) ticket = lb_ticket_new();
    ticket->number = number;
    ticket->tenant = g_strdup(CONTOSO);
    ticket->title = g_strdup("A new title");
    ticket->opened_by = g_strdup(OPENER);
    ticket->assignee = g_strdup(assignee);
    ticket->opened = 1;
    ticket->closed = closed;
    ticket->open = closed == 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(world->store, NULL);
    return lb_tickets_put(world->store, ticket, NULL) && lb_transaction_commit(transaction, NULL);
}

Test(tickets, an_import_undoes_nothing_that_was_done_here)
{
    g_autoptr(World) world = world_new();
    const char *answer = NULL;
    int64_t mine = open_as(world, OPENER, &usual, &answer);
    cr_assert_not(import(world, mine, NULL, 0), "its number is taken");
    cr_assert_eq(mine, FIRST, "far from those of the ticket system");
    cr_assert_eq(open_as(world, OPENER, &usual, &answer), mine + 1);
    cr_assert(import(world, 18, NULL, 0), "the next number of the ticket system is free");
    /* Nothing was done: the import says whose it is, and whether it is closed. */
    cr_assert(import(world, 7, COLLEAGUE, 0));
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_REPLY, 7, "We look."), "yes");
    cr_assert_str_eq(act(world, COLLEAGUE, LB_VERB_ESCALATE, 7, "Deep."), "yes");
    cr_assert(import(world, 7, ENGINEER, 0));
    g_autoptr(LbTicket) escalated = read_as(world, ENGINEER, 7);
    cr_assert_eq(lb_ticket_state(escalated), LB_TICKET_ESCALATED);
    cr_assert_str_eq(escalated->title, "A new title");
    cr_assert_eq(escalated->entries->len, 2, "what was written here is there");
    cr_assert_str_eq(act(world, DEVOPS, LB_VERB_TAKE, 7, NULL), "yes");
    cr_assert_str_eq(act(world, DEVOPS, LB_VERB_CLOSE_TICKET, 7, "Done."), "yes");
    cr_assert(import(world, 7, ENGINEER, 0));
    g_autoptr(LbTicket) closed = read_as(world, ENGINEER, 7);
    cr_assert_eq(lb_ticket_state(closed), LB_TICKET_CLOSED);
    cr_assert_str_eq(closed->assignee, DEVOPS);
    cr_assert_eq(closed->entries->len, 3);
    /* What the other system closed, it may open again. */
    cr_assert(import(world, 17, ENGINEER, 5) && import(world, 17, ENGINEER, 0));
    g_autoptr(LbTicket) open = read_as(world, ENGINEER, 17);
    cr_assert_eq(lb_ticket_state(open), LB_TICKET_ASSIGNED);
}

Test(tickets, an_import_changes_nothing_of_what_an_approver_reads_of_a_request)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbRequestView) before = lb_service_show(world->service, owner, 1, NULL);
    cr_assert_null(world_tamper(world,
                                "UPDATE ticket SET title = 'Another', opened_by = 'x@y.example'"
                                " WHERE number = 7"));
    g_autoptr(LbTicket) ticket = read_as(world, OWNER, 7);
    cr_assert_str_eq(ticket->title, "Another");
    g_autoptr(LbRequestView) after = lb_service_show(world->service, owner, 1, NULL);
    cr_assert_str_eq(after->request->ticket_title, before->request->ticket_title);
    cr_assert_str_eq(after->request->ticket_opened_by, OPENER);
    cr_assert_str_eq(after->digest, before->digest);
    cr_assert(lb_request_matches(after->request, before->digest));
    g_autofree char *title = world_tamper(world, "UPDATE request SET ticket_title = 'Another'");
    g_autofree char *opener = world_tamper(world, "UPDATE request SET ticket_opened_by = 'x'");
    cr_assert_str_eq(title, "what was asked never changes");
    cr_assert_str_eq(opener, "what was asked never changes");
}

Test(tickets, what_was_done_is_returned_even_if_it_goes_out_of_sight_at_once)
{
    g_autoptr(World) world = world_new();
    const char *answer = NULL;
    /* The clock's mark is the last that an act writes. */
    cr_assert_null(world_tamper(world, "CREATE TRIGGER taken AFTER UPDATE ON clock BEGIN"
                                       " UPDATE ticket SET tenant = '" NIHON "'; END"));
    cr_assert_str_eq(act(world, OPENER, LB_VERB_REPLY, 7, "We wait."), "yes");
    cr_assert_str_eq(act(world, OPENER, LB_VERB_REPLY, 7, "We wait."), "unknown-ticket");
    cr_assert_gt(open_as(world, OPENER, &usual, &answer), 0, "%s", answer);
}

Test(tickets, who_is_refused_leaves_nothing_but_the_refusal)
{
    g_autoptr(World) world = world_new();
    cr_assert_str_eq(act(world, READER, LB_VERB_REPLY, 7, "Me too."), "not-a-contributor");
    expect_count(world, 1,
                 "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"
                 " AND details LIKE '%\"reply\"%not-a-contributor%'");
    expect_count(world, 0, "SELECT count(*) FROM outbox");
    expect_count(world, 2, "SELECT count(*) FROM ticket_entry WHERE ticket = 7");
}

Test(tickets, what_may_be_done_is_shown_with_the_ticket)
{
    g_autoptr(World) world = world_new();
    const struct {
        const char *account;
        unsigned verbs;
    } rows[] = {
        { READER, 0 },
        { OWNER, 1u << LB_VERB_REPLY | 1u << LB_VERB_CLOSE_TICKET },
        { ENGINEER, 1u << LB_VERB_REPLY | 1u << LB_VERB_CLOSE_TICKET | 1u << LB_VERB_NOTE |
                        1u << LB_VERB_ESCALATE | 1u << LB_VERB_SUBMIT },
        { COLLEAGUE, 0 },
        { "admin1@fabrikam.example", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(LbTicketView) view = lb_service_show_ticket(world->service, actor, 7, NULL);
        cr_assert_eq(view->verbs, rows[i].verbs | 1u << LB_VERB_READ_TICKET, "%s", rows[i].account);
    }
}

/* The names, with commas between; or the refusal's. */
static char *
openings(World *world, const char *account)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GPtrArray) found = lb_service_openings(world->service, actor, &error);
    if (found == NULL)
        return g_strdup(lb_refusal_name((LbRefusal)error->code));
    for (guint i = 0; i < found->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? "," : "",
                               ((const LbSubscriptionRow *)g_ptr_array_index(found, i))->name);
    return g_strdup(names->str);
}

Test(tickets, who_may_open_one_is_told_where_and_who_may_not_why)
{
    static const struct {
        const char *account;
        const char *names;
    } rows[] = { { OWNER, "Production" },
                 { OPENER, "Production" },
                 { "owner3@contoso.example", "Production" },
                 { READER, "not-a-contributor" },
                 { "owner@basic.example", "basic-support-plan" } };
    g_autoptr(World) world = world_new();
    int64_t before = world_count(world, "SELECT count(*) FROM activity");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *names = openings(world, rows[i].account);
        cr_expect_str_eq(names, rows[i].names, "%s: %s", rows[i].account, names);
    }
    g_autofree char *ours = openings(world, ENGINEER);
    cr_assert_str_eq(ours, "not-a-contributor");
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity"), before,
                 "asking is no attempt");
}

/* How many requests @account sees in the ticket. */
static guint
requests_of(World *world, const char *account, int64_t number)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    g_autoptr(LbTicketView) view = lb_service_show_ticket(world->service, actor, number, NULL);
    cr_assert_not_null(view, "%s", account);
    return view->requests->len;
}

Test(tickets, a_ticket_shows_the_requests_that_its_reader_may_see)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) first = world_submit(world);
    g_autoptr(LbRequest) second = world_submit(world);
    cr_assert_eq(requests_of(world, OWNER, 7), 2);
    cr_assert_eq(requests_of(world, ENGINEER, 7), 2, "who made them");
    cr_assert_eq(requests_of(world, COLLEAGUE, 7), 0, "reads the ticket, and no request of others");
    cr_assert_eq(requests_of(world, "lead1@fabrikam.example", 7), 2, "oversees");
    cr_assert_eq(requests_of(world, OWNER, 17), 0);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbTicketView) view = lb_service_show_ticket(world->service, owner, 7, NULL);
    cr_assert_eq(((const LbRequest *)g_ptr_array_index(view->requests, 0))->number, second->number,
                 "the newest first");
}
