/* SPDX-License-Identifier: GPL-3.0-or-later */
/* However much a mail could tell of, reading it takes no longer than what it says, and nobody waits for it. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/span.h"
#include "service/deliveries.h"
#include "service/operator.h"
#include "store/plans.h"

#define OWNER "owner1@contoso.example"
#define READER "reader1@contoso.example"
#define KILLED 7

/* How the entries that a mail tells of are read. */
#define READS "FROM activity a WHERE a.sequence IN (SELECT s.sequence"

/* One act tells of @count new keys of the account. */
static void
add_keys(World *world, const char *account, int count)
{
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO key (principal, type, blob, fingerprint, added)"
        " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " SELECT p.id, 'ssh-ed25519', p.account || i, 'SHA256:' || p.account || i, 1"
        " FROM n, principal p WHERE p.account = '%s'",
        count, account);
    g_autofree char *words = world_tamper(world, sql);
    cr_assert_null(words, "%s", words);
}

static void
tell(World *world)
{
    g_autoptr(GError) error = NULL;
    cr_assert(lb_operator_accept_clock(world->service, &error), "%s",
              error != NULL ? error->message : "");
}

/* A world whose people are from before: the log has gone on since. */
static World *
new_world(void)
{
    plans_listen();
    World *world = world_new();
    tell(world);
    return world;
}

static LbMessage *
claim(World *world)
{
    g_autoptr(GError) error = NULL;
    LbMessage *message = lb_deliveries_claim(world->service, LB_MINUTE, &error);
    cr_assert_null(error, "%s", error->message);
    return message;
}

/* Claims all mails; each has twenty changes and as many more as are not among them. Returns the steps of the one that
 * took most. */
static int64_t
claim_all(World *world, int of_all, int of_reader, int mails)
{
    int64_t most = 0;
    for (int i = 0; i < mails; i++) {
        plans_forget();
        g_autoptr(LbMessage) mail = claim(world);
        cr_assert_not_null(mail);
        most = MAX(most, plans_steps());
        cr_assert_leq(plans_rows(), 60, "%d rows", (int)plans_rows());
        cr_assert_eq(mail->people->changes->len, 20u);
        cr_assert_eq(mail->people->more, (mail->approver ? of_all : of_reader) - 20, "%d",
                     mail->people->more);
        g_autofree char *plan = plans_read(world);
        const char *index = mail->approver
                                ? "e USING COVERING INDEX activity_tenant_operation (tenant=? AND "
                                  "operation=? AND sequence>? AND sequence<?)"
                                : "e USING PRIMARY KEY (principal=? AND operation=? AND "
                                  "sequence>? AND sequence<?)";
        cr_assert_not(plans_walk(plan), "%s", plan);
        cr_assert_not_null(strstr(plan, index), "%s", plan);
        cr_assert(lb_deliveries_settle(world->service, mail, LB_DELIVERY_ACCEPTED, "250", NULL));
    }
    cr_assert_null(claim(world));
    return most;
}

Test(composing, reads_no_more_of_a_big_import_than_the_mail_says, .timeout = 120)
{
    g_autoptr(World) world = new_world();
    add_keys(world, READER, 30);
    add_keys(world, OWNER, 100);
    tell(world);
    int64_t few = claim_all(world, 130, 30, 5);
    cr_assert_gt(few, 0);
    add_keys(world, "owner2@contoso.example", 10000);
    add_keys(world, "contributor1@contoso.example", 30);
    tell(world);
    int64_t many = claim_all(world, 10030, 30, 5);
    cr_assert_leq(many, few + few / 4, "%d steps after %d", (int)many, (int)few);
}

/* Another connection that does not wait. */
static void
write_meanwhile(gpointer data)
{
    World *world = data;
    sqlite3 *database = NULL;
    cr_assert_eq(sqlite3_open(world->database, &database), SQLITE_OK);
    sqlite3_busy_timeout(database, 0);
    int code = sqlite3_exec(database,
                            "BEGIN IMMEDIATE; UPDATE principal SET name = 'Meanwhile'"
                            " WHERE account = '" READER "'; COMMIT",
                            NULL, NULL, NULL);
    cr_assert_eq(code, SQLITE_OK, "%s", sqlite3_errmsg(database));
    sqlite3_close(database);
}

Test(composing, lets_others_write_meanwhile)
{
    g_autoptr(World) world = new_world();
    add_keys(world, READER, 30);
    tell(world);
    plans_meet(READS, write_meanwhile, world);
    g_autoptr(LbMessage) mail = claim(world);
    cr_assert_not_null(mail);
    cr_assert_eq(mail->people->changes->len, 20u);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM principal WHERE name = 'Meanwhile'"), 1);
}

static void
die(gpointer data)
{
    (void)data;
    _exit(KILLED);
}

/* A lockboxd that claims the mail and is gone before it has read what it says. */
static void
claim_and_die(World *world)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        g_autoptr(LbService) service =
            lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
        plans_meet(READS, die, NULL);
        g_autoptr(LbMessage) mail =
            service != NULL ? lb_deliveries_claim(service, LB_MINUTE, NULL) : NULL;
        _exit(0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == KILLED, "%d", status);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM outbox WHERE status = 'sending'"
                                    " AND attempts = 0"),
                 1);
}

Test(composing, that_is_broken_off_begins_again_when_the_lease_is_over)
{
    g_autoptr(World) world = new_world();
    add_keys(world, READER, 30);
    tell(world);
    claim_and_die(world);
    cr_assert_null(claim(world), "it is leased");
    world_pass(world, LB_MINUTE + LB_SECOND);
    g_autoptr(LbMessage) mail = claim(world);
    cr_assert_not_null(mail);
    cr_assert_eq(mail->people->changes->len, 20u);
    cr_assert_eq(mail->people->more, 10);
    cr_assert_eq(mail->attempts, 0);
}

Test(composing, that_is_broken_off_begins_again_with_the_next_lockboxd)
{
    g_autoptr(World) world = new_world();
    add_keys(world, READER, 30);
    tell(world);
    claim_and_die(world);
    cr_assert(lb_deliveries_release(world->service, NULL));
    g_autoptr(LbMessage) mail = claim(world);
    cr_assert_not_null(mail);
    cr_assert_eq(mail->people->changes->len, 20u);
    cr_assert_eq(mail->people->more, 10);
}
