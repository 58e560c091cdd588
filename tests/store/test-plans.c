/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read often is found by an index, however much there is. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "service/asking.h"
#include "service/deliveries.h"
#include "service/events.h"
#include "service/mails.h"
#include "service/people.h"
#include "service/tickets.h"
#include "store/keeping.h"
#include "store/plans.h"
#include "store/refused.h"
#include "store/reminders.h"
#include "store/requests.h"
#include "store/resources.h"
#include "store/webhooks.h"

/* Requests of engineer7 in Contoso's subscription, a tenth of them waiting, each asked of owner1, with one entry
 * in the log; LOCKBOX_ROWS of them, to measure by hand. */
static void
fill(World *world)
{
    const char *rows = g_getenv("LOCKBOX_ROWS");
    g_autofree char *sql = g_strdup_printf(
        "PRAGMA foreign_keys = 0; DROP TRIGGER activity_insert; BEGIN;"
        "CREATE TEMP TABLE numbers AS WITH RECURSIVE n (i) AS"
        " (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n;"
        "INSERT INTO request (number, tenant, subscription, service, scenario, level, hours,"
        " justification, ticket, ticket_title, ticket_opened_by, requester, requester_account, "
        "requester_person, requester_role, "
        "created, notified, "
        "expiration, status)"
        " SELECT i, '" CONTOSO "', '" PRODUCTION "', 's', 's', 'operate', 1, 'j', 7, 't', 'o',"
        " (SELECT id FROM principal WHERE account = 'engineer7@fabrikam.example'),"
        " 'engineer7@fabrikam.example', 'p', 'r', i, i, i,"
        " CASE i %% 10 WHEN 0 THEN 'Pending' ELSE 'Expired' END FROM numbers;"
        "INSERT INTO approver SELECT i, p.id, 'Owner', '/' FROM numbers, principal p"
        " WHERE p.account = 'owner1@contoso.example';"
        "INSERT INTO activity SELECT i, time + i, '" CONTOSO "', 'CreateLockboxRequest',"
        " 'LB-' || i, 'engineer7@fabrikam.example', 'p', 'as', NULL, NULL, NULL, '{}', hash, hash"
        " FROM numbers, (SELECT time, hash FROM activity WHERE sequence = 1); COMMIT; ANALYZE;",
        rows != NULL ? rows : "6000");
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s", words);
}

static void
assert_planned(World *world, const char *wanted, const char *account, gint64 begun)
{
    gint64 took = g_get_monotonic_time() - begun;
    g_autofree char *plan = plans_read(world);
    if (g_getenv("LOCKBOX_ROWS") != NULL)
        g_printerr("%8.1f ms  %s, %s\n", (double)took / 1000, account, wanted);
    cr_assert_not(plans_walk(plan), "%s, %s:\n%s", account, wanted, plan);
    cr_assert_not_null(strstr(plan, wanted), "%s, %s:\n%s", account, wanted, plan);
}

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer8@fabrikam.example"
#define LEAD "lead1@fabrikam.example"
#define DENY LB_OPERATION_BIT(LB_OPERATION_DENY)
#define EXPIRE LB_OPERATION_BIT(LB_OPERATION_EXPIRE)
#define LATER (INT64_MAX / 2)

Test(plans, each_filter_of_the_log_has_its_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const struct {
        const char *account;
        LbActivityFilter filter;
        const char *wanted;
    } rows[] = {
        { LEAD, { .limit = 5 }, "e USING INTEGER PRIMARY KEY" },
        { LEAD, { .since = LATER }, "e USING INTEGER PRIMARY KEY" },
        { LEAD, { .until = 1 }, "e USING INTEGER PRIMARY KEY" },
        { LEAD, { .operations = DENY }, "INDEX activity_operation" },
        { LEAD, { .operations = DENY | EXPIRE, .since = LATER }, "INDEX activity_operation" },
        { LEAD, { .caller = "nobody" }, "INDEX activity_caller (caller=?" },
        { LEAD, { .caller = "nobody", .operations = DENY }, "INDEX activity_caller (caller=?" },
        { LEAD, { .request = "LB-2" }, "INDEX activity_request" },
        { LEAD, { .tenant = CONTOSO }, "INDEX activity_tenant (tenant=?" },
        { LEAD,
          { .tenant = CONTOSO, .operations = DENY },
          "activity_tenant_operation (tenant=? AND operation=?" },
        { LEAD, { .tenant = CONTOSO, .caller = "nobody" }, "INDEX activity_caller (caller=?" },
        { LEAD, { .text = "nowhere" }, "e USING INTEGER PRIMARY KEY" },
        { LEAD, { .text = "nowhere", .operations = DENY }, "INDEX activity_operation" },
        { LEAD, { .text = "nowhere", .tenant = CONTOSO }, "INDEX activity_tenant (tenant=?" },
        { LEAD, { .text = "nowhere", .caller = "nobody" }, "INDEX activity_caller (caller=?" },
        { LEAD, { .text = "nowhere", .request = "LB-2" }, "INDEX activity_request" },
        { LEAD, { .newer = LATER }, "e USING INTEGER PRIMARY KEY" },
        { OWNER, { .text = "nowhere" }, "INDEX activity_tenant (tenant=?" },
        { OWNER, { .limit = 5 }, "INDEX activity_tenant (tenant=?" },
        { OWNER, { .since = LATER }, "INDEX activity_tenant (tenant=?" },
        { OWNER, { .operations = DENY }, "activity_tenant_operation (tenant=? AND operation=?" },
        { OWNER, { .caller = "nobody" }, "INDEX activity_caller (caller=?" },
        { OWNER, { .request = "LB-2", .operations = DENY }, "INDEX activity_request" },
        { ENGINEER, { .limit = 5 }, "INDEX activity_request" },
        { ENGINEER, { .operations = DENY }, "INDEX activity_request" },
        { ENGINEER, { .caller = "nobody" }, "INDEX activity_request" },
        { "engineer7@fabrikam.example", { .limit = 5 }, "e USING INTEGER PRIMARY KEY" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(GError) error = NULL;
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) log = lb_service_log(world->service, actor, &rows[i].filter, &error);
        cr_assert_not_null(log, "row %zu: %s", i, error != NULL ? error->message : "");
        assert_planned(world, rows[i].wanted, rows[i].account, begun);
    }
}

Test(plans, counting_the_log_walks_an_index_and_no_further_than_asked)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const struct {
        const char *account;
        LbActivityFilter filter;
        const char *wanted;
        int64_t count;
        bool more;
    } rows[] = {
        { LEAD, { .limit = 5 }, "e USING INTEGER PRIMARY KEY", 1000, true },
        { LEAD, { .operations = DENY | EXPIRE }, "INDEX activity_operation", 0, false },
        { LEAD, { .tenant = CONTOSO }, "INDEX activity_tenant (tenant=?", 1000, true },
        { LEAD, { .caller = "nobody" }, "INDEX activity_caller (caller=?", 0, false },
        { LEAD, { .request = "LB-2" }, "INDEX activity_request", 1, false },
        { OWNER, { .limit = 5 }, "INDEX activity_tenant (tenant=?", 1000, true },
        { OWNER, { .operations = DENY }, "activity_tenant_operation (tenant=?", 0, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        int64_t count = 0;
        bool more = false;
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        cr_assert(lb_service_log_count(world->service, actor, &rows[i].filter, 1000, &count, &more,
                                       NULL));
        assert_planned(world, rows[i].wanted, rows[i].account, begun);
        cr_assert_eq(count, rows[i].count, "row %zu: %d", i, (int)count);
        cr_assert_eq(more, rows[i].more, "row %zu", i);
    }
}

Test(plans, a_list_begins_with_what_leaves_least)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const struct {
        const char *account;
        LbListFilter filter;
        const char *wanted;
        guint found; /* of the page */
    } rows[] = {
        { LEAD, { .any_status = true }, "q USING INTEGER PRIMARY KEY (rowid<?)", 5 },
        { LEAD, { .status = LB_STATUS_PENDING }, "SEARCH q USING", 5 },
        { LEAD, { .status = LB_STATUS_DENIED }, "q USING COVERING INDEX request_due (", 0 },
        { LEAD, { .status = LB_STATUS_EXPIRED }, "q USING INTEGER PRIMARY KEY (rowid<?)", 5 },
        { OWNER, { .any_status = true }, "INDEX request_subscription (subscription=?", 5 },
        { OWNER, { .any_status = true, .before = 4 }, "INDEX approver_principal (principal=?", 2 },
        { OWNER, { .status = LB_STATUS_PENDING }, "SEARCH q USING", 5 },
        { OWNER, { .status = LB_STATUS_DENIED }, "q USING INDEX request_due (", 0 },
        { OWNER, { .status = LB_STATUS_EXPIRED }, "INDEX request_subscription (subscription=?", 5 },
        { ENGINEER, { .any_status = true }, "INDEX request_requester (requester=?", 0 },
        { ENGINEER, { .status = LB_STATUS_EXPIRED }, "INDEX request_requester (requester=?", 0 },
        { ENGINEER, { .status = LB_STATUS_PENDING }, "SEARCH q USING", 0 },
        { "engineer7@fabrikam.example", { .any_status = true }, "INDEX request_requester", 5 },
        { "owner@nihon.example", { .any_status = true }, "INDEX request_subscription", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        g_autoptr(GError) error = NULL;
        LbListFilter filter = rows[i].filter;
        filter.limit = 5;
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) list = lb_service_list(world->service, actor, &filter, &error);
        cr_assert_not_null(list, "row %zu: %s", i, error != NULL ? error->message : "");
        assert_planned(world, rows[i].wanted, rows[i].account, begun);
        cr_assert_eq(list->len, rows[i].found, "row %zu: %u", i, list->len);
        for (guint k = 1; k < list->len; k++)
            cr_assert_gt(((LbRequest *)list->pdata[k - 1])->number,
                         ((LbRequest *)list->pdata[k])->number);
    }
}

Test(plans, what_was_refused_long_ago_is_found_without_walking)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    g_autoptr(GPtrArray) old = lb_refused_old(world->store, 1, 5, NULL);
    cr_assert_not_null(old);
    assert_planned(world, "INDEX refused_first (first<?)", "nobody", begun);
}

/* The statements by which @account is refused what a verb wants of the request, or of the ticket. */
static char *
listen_to(World *world, const char *account, bool acts, int64_t request, int64_t ticket)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    LbDecision decision = { .number = request, .reason = "For a reason." };
    plans_forget();
    if (acts)
        cr_assert_null(lb_service_deny(world->service, actor, &decision, NULL));
    else
        cr_assert_null(lb_service_show(world->service, actor, request, NULL));
    if (ticket != 0)
        cr_assert_null(lb_service_ticket(world->service, actor, ticket, NULL));
    return plans_statements();
}

Test(plans, a_foreign_and_an_unknown_id_take_the_same_statements)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    const struct {
        const char *account;
        int64_t foreign, unknown; /* tickets; 0: there is no foreign one */
    } rows[] = { { "owner@nihon.example", 7, 99 },
                 { "rogue@nihon.example", 7, 99 },
                 { ENGINEER, 0, 0 } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (int acts = 0; acts <= 1; acts++) {
            const char *account = rows[i].account;
            /* The first refusal of its sort goes into the log, the others are counted. */
            g_free(listen_to(world, account, acts != 0, 424242, rows[i].unknown));
            g_autofree char *foreign =
                listen_to(world, account, acts != 0, request->number, rows[i].foreign);
            g_autofree char *unknown =
                listen_to(world, account, acts != 0, 999999, rows[i].unknown);
            cr_assert_not_null(strstr(unknown, "FROM request q"));
            cr_assert_str_eq(foreign, unknown, "%s", account);
        }
}

Test(plans, one_request_and_one_ticket_are_found_without_walking)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    const char *const accounts[] = { OWNER, ENGINEER, LEAD, "reader1@contoso.example",
                                     "owner@nihon.example" };
    for (size_t i = 0; i < G_N_ELEMENTS(accounts); i++) {
        g_autoptr(LbActor) actor = world_actor(world, accounts[i]);
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(LbRequestView) view = lb_service_show(world->service, actor, 2, NULL);
        g_autoptr(LbTicket) ticket = lb_service_ticket(world->service, actor, 7, NULL);
        assert_planned(world, "SEARCH q USING INTEGER PRIMARY KEY (rowid=?)", accounts[i], begun);
    }
}

Test(plans, each_list_of_mails_has_its_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world,
        "PRAGMA foreign_keys = 0; INSERT INTO outbox (event, request, principal, address,"
        " approver, message_id, queued, log_first, log_sequence, log_head, status, attempts,"
        " due) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        " SELECT 'waiting', i / 4, 1, 'a@b.example', 1, 'm' || i, i, 1, 1, 'h',"
        " CASE i % 100 WHEN 0 THEN 'refused' ELSE 'accepted' END, 1, i FROM n; ANALYZE;");
    cr_assert_null(words, "%s", words);
    const struct {
        LbMailFilter filter;
        const char *wanted;
        guint found;
    } rows[] = {
        { { .limit = 5 }, "SEARCH o USING INTEGER PRIMARY KEY (rowid<?)", 5 },
        { { .stuck = true, .limit = 100 }, "o USING INDEX outbox_stuck (id<?)", 30 },
        { { .stuck = true, .before = 200, .limit = 5 }, "o USING INDEX outbox_stuck (id<?)", 1 },
        { { .request = 7, .limit = 5 }, "o USING INDEX outbox_request (request=? AND id<?)", 4 },
    };
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) list = lb_mails_list(world->service, admin, &rows[i].filter, NULL);
        cr_assert_eq(list->len, rows[i].found, "row %zu: %u", i, list->len);
        assert_planned(world, rows[i].wanted, "admin1", begun);
    }
}

/* On each look at the screens of those who run the place: what was never tried is not gone through. */
Test(plans, late_mails_are_counted_by_their_index)
{
    int lost = 0, late = 0;
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world,
        "PRAGMA foreign_keys = 0; INSERT INTO outbox (event, request, principal, address,"
        " approver, message_id, queued, log_first, log_sequence, log_head, status, attempts,"
        " first, due) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
        " i < 3000) SELECT 'waiting', i / 4, 1, 'a@b.example', 1, 'm' || i, i, 1, 1, 'h',"
        " 'queued', i % 100 = 0, CASE i % 100 WHEN 0 THEN 1 END, i % 100 = 0 FROM n; ANALYZE;");
    cr_assert_null(words, "%s", words);
    g_autoptr(LbActor) admin = world_actor(world, "admin1@fabrikam.example");
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    cr_assert(lb_mails_count_lost(world->service, admin, &lost, &late, NULL));
    cr_assert(lost == 0 && late == 30, "%d, %d", lost, late);
    assert_planned(world, "outbox USING INDEX outbox_due (<expr>=? AND due>?)", "admin1", begun);
}

Test(plans, each_list_of_tickets_has_its_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world, "PRAGMA foreign_keys = 0; INSERT INTO ticket (number, tenant, title, severity, "
               "opened_by, assignee,"
               " opened, closed, escalated) WITH RECURSIVE n (i) AS"
               " (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
               " SELECT i, CASE i % 3 WHEN 0 THEN '" NIHON "' ELSE '" CONTOSO "' END, 't', 'B',"
               " 'dev' || i % 50, CASE i % 100 WHEN 0 THEN NULL ELSE 'e' || i % 50 END, i,"
               " CASE i % 10 WHEN 0 THEN NULL ELSE i END, CASE i % 200 WHEN 0 THEN i END FROM n");
    cr_assert_null(words, "%s", words);
    const struct {
        const char *account;
        LbTicketFilter filter;
        const char *wanted;
    } rows[] = {
        { "engineer7@fabrikam.example",
          { .list = LB_TICKETS_MINE },
          "t USING INDEX ticket_assignee" },
        { "engineer7@fabrikam.example",
          { .list = LB_TICKETS_UNASSIGNED },
          "t USING INDEX ticket_unassigned (number<?)" },
        { "devops1@fabrikam.example",
          { .list = LB_TICKETS_UNASSIGNED, .before = 3000 },
          "t USING INDEX ticket_unassigned (number<?)" },
        { LEAD, { .list = LB_TICKETS_ALL }, "t USING INDEX ticket_open (<expr>=? AND number<?)" },
        { LEAD,
          { .list = LB_TICKETS_ALL, .closed = true, .before = 3000 },
          "t USING INDEX ticket_open (<expr>=? AND number<?)" },
        { OWNER,
          { .list = LB_TICKETS_ALL },
          "t USING INDEX ticket_tenant_open (tenant=? AND <expr>=? AND number<?)" },
        { OWNER, { .list = LB_TICKETS_MINE }, "t USING INDEX ticket_opener" },
        { OWNER, { .list = LB_TICKETS_UNASSIGNED }, "t USING INDEX ticket_unassigned (number<?)" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbTicketFilter filter = rows[i].filter;
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        filter.limit = 5;
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) list = lb_service_tickets(world->service, actor, &filter, NULL);
        cr_assert_not_null(list);
        g_autofree char *plan = plans_read(world);
        cr_assert_null(strstr(plan, "TEMP B-TREE FOR ORDER BY"), "row %zu:\n%s", i, plan);
        g_autoptr(GPtrArray) again = lb_service_tickets(world->service, actor, &filter, NULL);
        assert_planned(world, rows[i].wanted, rows[i].account, begun);
    }
}

/* Mails about people, all due and more than there are others, with those of the requests behind them. */
static void
fill_outbox(World *world)
{
    g_autofree char *words = world_tamper(
        world, "PRAGMA foreign_keys = 0; INSERT INTO outbox (event, request, principal, address,"
               " approver, message_id, queued, log_first, log_sequence, log_head, status, due)"
               " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
               " SELECT 'changed', NULL, 1, (SELECT mail FROM principal WHERE id = 1), 1, 'm' || "
               "i, i, 1, 1, 'h',"
               " 'queued', 0 FROM n;");
    cr_assert_null(words, "%s", words);
}

Test(plans, what_is_due_next_is_one_step_into_an_index)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill_outbox(world);
    g_autoptr(LbRequest) request = world_submit(world);
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    g_autoptr(LbMessage) mail = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_not_null(mail->request, "however many of the others come first");
    cr_assert_lt(plans_steps(), 5000, "%d steps", (int)plans_steps());
    assert_planned(world, "outbox USING INDEX outbox_due (<expr>=? AND due<?)", "lockboxd", begun);
    cr_assert_null(world_tamper(world, "UPDATE outbox SET status = 'accepted'"
                                       " WHERE request IS NOT NULL"));
    plans_forget();
    g_autoptr(LbMessage) other = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert(other != NULL && other->request == NULL);
    cr_assert_lt(plans_steps(), 5000, "%d steps", (int)plans_steps());
    assert_planned(world, "outbox USING INDEX outbox_due (<expr>=? AND due<?)", "lockboxd", begun);
}

/* However much waits for receivers that take nothing, and however many have nothing to wait for. */
Test(plans, what_is_due_to_webhooks_is_found_without_walking)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world,
        "INSERT INTO webhook (url, events, salt, created, failures, tried)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
        " SELECT 'https://x.example/', '*', 's' || i, 1, i = 1, i FROM n;"
        "INSERT INTO webhook_message (webhook, message_id, event, sequence, queued, due, status)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        " SELECT CASE WHEN i < 4900 THEN 1 ELSE 2 END, 'm' || i, 'request.created', 1, i,"
        " CASE WHEN i < 4999 THEN (SELECT mark + 3600000000 FROM clock) ELSE 0 END,"
        " CASE WHEN i % 2 THEN 'queued' ELSE 'accepted' END FROM n;");
    cr_assert_null(words, "%s", words);
    plans_forget();
    g_autoptr(GError) error = NULL;
    g_autoptr(LbWebhookMessage) due =
        lb_webhooks_next(world->store, world->reading.wall, true, &error);
    cr_assert(due != NULL && due->webhook == 2, "%s", error != NULL ? error->message : "");
    cr_assert_lt(plans_steps(), 2000, "%d steps", (int)plans_steps());
    cr_assert_null(world_tamper(
        world, "UPDATE webhook_message SET due = (SELECT mark + 3600000000 FROM clock)"));
    plans_forget();
    g_autoptr(LbWebhookMessage) none =
        lb_webhooks_next(world->store, world->reading.wall, false, &error);
    cr_assert_null(none);
    cr_assert_lt(plans_steps(), 2000, "%d steps", (int)plans_steps());
    cr_assert_null(world_tamper(world, "UPDATE webhook_message SET status = 'sending', due = due -"
                                       " CASE webhook WHEN 2 THEN 7200000000 ELSE 0 END"
                                       " WHERE status = 'queued'"));
    plans_forget();
    g_autoptr(LbWebhookMessage) again =
        lb_webhooks_next(world->store, world->reading.wall, true, &error);
    cr_assert(again != NULL && again->webhook == 2, "its leases have run out");
    cr_assert_lt(plans_steps(), 2000, "%d steps", (int)plans_steps());
}

/* One step into an index each, and a bounded number of others. */
Test(plans, a_mail_of_a_request_with_many_finds_its_thread_and_its_token_without_walking)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *words = world_tamper(
        world,
        "INSERT INTO outbox (event, request, principal, address, approver, message_id,"
        " queued, log_first, log_sequence, log_head, status, due, token) WITH RECURSIVE n (i)"
        " AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        " SELECT 'approved', 1, 1, 'a' || i || '@b.example', 1, 'm' || i, i, 1, 1, 'h',"
        " 'accepted', 0, 't' || i FROM n;");
    cr_assert_null(words, "%s", words);
    plans_forget();
    g_autoptr(LbMessage) mail = lb_deliveries_claim(world->service, LB_MINUTE, NULL);
    cr_assert_not_null(mail);
    cr_assert_lt(plans_steps(), 5000, "%d steps", (int)plans_steps());
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    LbBounce what = LB_BOUNCE_UNKNOWN;
    cr_assert(lb_deliveries_bounce(world->service, "t2999", NULL, "full", &what, NULL));
    cr_assert_eq(what, LB_BOUNCE_MARKED);
    cr_assert_lt(plans_steps(), 5000, "%d steps", (int)plans_steps());
    assert_planned(world, "o USING INDEX outbox_token (token=?)", "a report", begun);
}

Test(plans, a_change_finds_the_mail_that_waits_without_walking)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    fill_outbox(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    cr_assert(lb_profile_add_address(world->service, owner, "more@home.example", NULL));
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    cr_assert(lb_profile_remove_address(world->service, owner, "more@home.example", NULL));
    cr_assert(lb_profile_add_address(world->service, owner, "more@home.example", NULL));
    cr_assert_lt(plans_steps(), 20000, "%d steps", (int)plans_steps());
    assert_planned(world, "INDEX outbox_untried (principal=? AND address=? AND event=?)", OWNER,
                   begun);
}

/* 100,000 machines of Contoso, in no order and a few of them special, a classic one in a thousand; and some of another
 * customer. */
static void
fill_resources(World *world)
{
    g_autofree char *words = world_tamper(
        world, "PRAGMA synchronous = 0; PRAGMA cache_size = -100000; INSERT INTO resource (key, "
               "id, subscription, resource_group, name, type, model, os,"
               " import) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
               " WHERE i < 101999), named AS (SELECT CASE WHEN i < 100000 THEN '" PRODUCTION
               "' ELSE '" HONBAN "' END AS subscription, i * 7919 % 100000 AS k,"
               " i % 1000 = 0 AS classic FROM n),"
               " written AS (SELECT subscription, 'rg-' || (k % 700) AS place, classic,"
               " printf('srv-%s-%05d', CASE WHEN k % 5000 = 7 THEN 'rare' ELSE 'web' END, k) AS "
               "name,"
               " CASE classic WHEN 1 THEN 'Microsoft.ClassicCompute/virtualMachines'"
               "  ELSE 'Microsoft.Compute/virtualMachines' END AS type FROM named)"
               " SELECT lower('/subscriptions/' || subscription || '/resourcegroups/' || place ||"
               "  '/providers/' || type || '/' || name), '/subscriptions/' || subscription ||"
               "  '/resourceGroups/' || place || '/providers/' || type || '/' || name,"
               "  subscription, place, name, type, CASE classic WHEN 1 THEN 'classic' ELSE 'arm' "
               "END,"
               "  'Windows', 1 FROM written");
    cr_assert_null(words, "%s", words);
}

Test(plans, a_page_of_resources_is_found_while_somebody_types, .timeout = 120)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill_resources(world);
    cr_assert(lb_resources_gather(world->store, NULL));
    const struct {
        LbResourceQuery query;
        const char *wanted;
        guint found;
        int64_t count, steps;
    } rows[] = {
        { { .text = NULL }, "x USING COVERING INDEX resource_name_subscription (", 50, -1, 4500 },
        { { .text = "web" }, "x USING COVERING INDEX resource_name_subscription (", 50, -1, 4500 },
        { { .text = "e" }, "x USING COVERING INDEX resource_name_subscription (", 50, -1, 4500 },
        { { .text = "rare" }, "m VIRTUAL TABLE INDEX", 20, 20, 4500 },
        { { .text = "web-04711" }, "m VIRTUAL TABLE INDEX", 1, 1, 4500 },
        { { .text = "web-047" }, "m VIRTUAL TABLE INDEX", 50, 100, 8000 },
        { { .text = "rg-699" }, "m VIRTUAL TABLE INDEX", 50, 142, 8000 },
        { { .text = "nowhere" }, "m VIRTUAL TABLE INDEX", 0, 0, 2000 },
        { { .ticket = 17, .text = "web" },
          "x USING COVERING INDEX resource_name_tenant (",
          50,
          -1,
          4500 },
        { { .ticket = 17, .text = "rare" }, "m VIRTUAL TABLE INDEX", 20, 20, 4500 },
    };
    g_autoptr(LbActor) engineer = world_actor(world, "engineer7@fabrikam.example");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        LbResourceQuery query = rows[i].query;
        query.ticket = query.ticket != 0 ? query.ticket : 7;
        query.service = "virtual-machines";
        query.scenario = "remote-desktop-windows";
        query.limit = 50;
        plans_forget();
        const char *text = query.text != NULL ? query.text : "";
        gint64 begun = g_get_monotonic_time();
        g_autoptr(LbResourcePage) page =
            lb_service_find_resources(world->service, engineer, &query, NULL);
        cr_assert_lt(plans_steps(), rows[i].steps, "%s: %d steps", text, (int)plans_steps());
        cr_assert_eq(page->found->len, rows[i].found, "%s: %u", text, page->found->len);
        cr_assert_eq(page->count, rows[i].count, "%s: %d", text, (int)page->count);
        assert_planned(world, rows[i].wanted, text, begun);
    }
}

/* A short text that is nowhere is sought in each name, once, and counting gives up before. */
Test(plans, the_most_that_a_search_looks_at_is_each_name_once)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world, "PRAGMA synchronous = 0; INSERT INTO resource_name (key, tenant, subscription, type,"
               " text, gathered) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
               " WHERE i < 99999) SELECT i, '" CONTOSO "', '" PRODUCTION
               "', 'microsoft.compute/virtualmachines', 'srv-' || i, 1 FROM n");
    cr_assert_null(words, "%s", words);
    const LbResourceFilter filter = {
        .tenant = CONTOSO,
        .types = (const char *const[]){ "microsoft.compute/virtualmachines", NULL },
        .text = "zz",
        .limit = 50
    };
    int64_t count = 0;
    plans_forget();
    g_autoptr(GPtrArray) found = lb_resources_find(world->store, &filter, NULL);
    cr_assert_eq(found->len, 0);
    cr_assert_lt(plans_steps(), 100000 * 10, "%d steps", (int)plans_steps());
    cr_assert(lb_resources_count(world->store, &filter, &count, NULL));
    cr_assert_eq(count, -1);
    g_autofree char *plan = plans_read(world);
    cr_assert_not(plans_walk(plan), "%s", plan);
}

Test(plans, how_much_somebody_has_asked_for_is_found_by_its_indexes)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    int64_t made = 0;
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    g_autoptr(GArray) waiting =
        lb_requests_undecided(world->store, "engineer7@fabrikam.example", PRODUCTION, 0, 10, NULL);
    cr_assert_eq(waiting->len, 10);
    cr_assert_lt(plans_steps(), 1000, "%d steps", (int)plans_steps());
    assert_planned(world, "q USING INDEX request_undecided (requester=? AND subscription=?", LEAD,
                   begun);
    cr_assert(lb_requests_made(world->store, "engineer7@fabrikam.example", 5960, 29, &made, NULL));
    cr_assert_eq(made, 5971);
    cr_assert_lt(plans_steps(), 2000, "%d steps", (int)plans_steps());
    assert_planned(world, "q USING COVERING INDEX request_created (requester=? AND created>?", LEAD,
                   begun);
}

Test(plans, recordings_whose_time_is_over_or_whose_files_are_left_are_found_by_their_indexes)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    g_autofree char *words = world_tamper(
        world, "PRAGMA foreign_keys = 0; INSERT INTO recording (passage, tenant, bytes, ended)"
               " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
               " SELECT i, iif(i % 2, '" CONTOSO "', '" NIHON "'), 100, i FROM n;"
               "UPDATE recording SET deleted = 7000, why = 'retention', gone = passage <> 500"
               " WHERE passage <= 1000;"
               "INSERT INTO keeping (tenant, days) VALUES ('" NIHON "', 2)");
    cr_assert_null(words, "%s", words);
    plans_forget();
    gint64 begun = g_get_monotonic_time();
    g_autoptr(GArray) none = lb_keeping_due(world->store, LB_DAY + 1000, 1, 10, NULL);
    cr_assert_eq(none->len, 0);
    cr_assert_lt(plans_steps(), 1000, "%d steps", (int)plans_steps());
    assert_planned(world, "r USING INDEX recording_kept (tenant=? AND ended<?", CONTOSO, begun);
    /* 1001 is the first of Contoso, whose own days are those of all; the others' are kept for longer. */
    g_autoptr(GArray) due = lb_keeping_due(world->store, LB_DAY + 1004, 1, 10, NULL);
    cr_assert_eq(due->len, 2);
    plans_forget();
    g_autoptr(GArray) left = lb_keeping_left(world->store, 0, 10, NULL);
    cr_assert_eq(left->len, 1);
    cr_assert_eq(g_array_index(left, int64_t, 0), 500);
    cr_assert_lt(plans_steps(), 200, "%d steps", (int)plans_steps());
    assert_planned(world, "recording USING INDEX recording_left", CONTOSO, begun);
}

/* 3,000 events in each of the lists. */
static void
fill_events(World *world)
{
    g_autofree char *words = world_tamper(
        world, "PRAGMA foreign_keys = 0; BEGIN;"
               "CREATE TEMP TABLE numbers AS WITH RECURSIVE n (i) AS"
               " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) SELECT i FROM n;"
               "INSERT INTO winevent (batch, identity, computer, channel, record, time, kind, "
               "event, logon_type,"
               " logon, system, tenant, subscription, resource, resource_name, request)"
               " SELECT 1, randomblob(32), 'c', 'Security', i, i, 'logon', 4624, 3, 0, i % 3 = 0, "
               "'" CONTOSO "', '" PRODUCTION
               "', 'r', 'r', CASE i % 3 WHEN 1 THEN 2 END FROM numbers; COMMIT; ANALYZE;");
    cr_assert_null(words, "%s", words);
}

Test(plans, what_is_to_be_reminded_of_is_found_behind_the_mark_alone)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    static const char *const wanted[] = {
        [LB_REMIND_WAITING] = "request_due (status=? AND expiration>? AND expiration<?)",
        [LB_REMIND_HELD] = "w USING COVERING INDEX weighing_until (until>? AND until<?)",
    };
    for (LbRemind what = LB_REMIND_WAITING; what <= LB_REMIND_HELD; what++) {
        LbRemindPlace mark = { 5990, 5990 };
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GArray) due = lb_reminders_due(world->store, what, &mark, LATER, 100, NULL);
        cr_assert_not_null(due);
        cr_assert_eq(due->len, what == LB_REMIND_WAITING ? 1 : 0);
        cr_assert_lt(plans_steps(), 200);
        assert_planned(world, wanted[what], "nobody", begun);
    }
}

Test(plans, events_of_windows_are_listed_and_counted_by_indexes)
{
    plans_listen();
    g_autoptr(World) world = world_new();
    fill(world);
    fill_events(world);
    const struct {
        const char *account;
        LbEventFilter filter;
        const char *wanted;
    } rows[] = {
        { OWNER, { .request = 2 }, "INDEX winevent_request (request=?" },
        { OWNER, { .limit = 5 }, "INDEX winevent_unexplained (tenant=? AND time<?" },
        { OWNER, { .system = true }, "INDEX winevent_system (tenant=? AND time<?" },
        { LEAD, { .limit = 5 }, "INDEX winevent_all_unexplained (time<?" },
        { LEAD, { .tenant = CONTOSO }, "INDEX winevent_unexplained (tenant=? AND time<?" },
        { LEAD, { .tenant = CONTOSO, .system = true }, "INDEX winevent_system (tenant=?" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbActor) actor = world_actor(world, rows[i].account);
        plans_forget();
        gint64 begun = g_get_monotonic_time();
        g_autoptr(GPtrArray) page =
            lb_service_events(world->service, actor, &rows[i].filter, &error);
        cr_assert_not_null(page, "%s", error != NULL ? error->message : "");
        cr_assert_eq(page->len, (guint)MAX(rows[i].filter.limit, 1));
        assert_planned(world, rows[i].wanted, rows[i].account, begun);
    }
    /* Whoever oversees all counts along a whole index, as far as asked. */
    static const char *const counted[][2] = {
        { OWNER, "SEARCH e USING COVERING INDEX winevent_unexplained" },
        { LEAD, "SCAN e USING COVERING INDEX winevent_all_unexplained" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(counted); i++) {
        int count = 0;
        g_autoptr(LbActor) actor = world_actor(world, counted[i][0]);
        plans_forget();
        cr_assert(lb_service_count_unexplained(world->service, actor, 100, &count, NULL));
        cr_assert_eq(count, 100);
        cr_assert_lt(plans_steps(), 5000);
        g_autofree char *plan = plans_read(world);
        cr_assert_not_null(strstr(plan, counted[i][1]), "%s:\n%s", counted[i][0], plan);
    }
}
