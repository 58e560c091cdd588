/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went through the grants of a request: who is told of it, who sees it, and who ends it. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/recording.h"
#include "service/sessions.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Access to two machines, that is open. */
static void
open_access(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    world_target(world, "vm-web-01");
    world_target(world, "vm-web-02");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(approved, "%s", SPEAKING(error));
    cr_assert_eq(world_open_grants(world), 2);
}

static LbPassage *
begin(World *world, LbPassageKind kind, const char *resource)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    LbPassage *passage = lb_passage_begin(world->service, actor, kind, 1, resource,
                                          kind == LB_PASSAGE_RELAY ? 3389 : 0, &error);
    cr_assert_not_null(passage, "%s", SPEAKING(error));
    return passage;
}

static void
end(World *world, const LbPassage *passage, LbPassageEnd why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    LbPassageCount count = { .sent = 10, .received = 2000, .recorded = 500, .sha256 = HASH };
    cr_assert(lb_passage_end(world->service, actor, passage, why, &count, &error), "%s",
              SPEAKING(error));
}

/* A shell that was left, a relay and a shell that go on, in this order. */
static void
go_through(World *world, LbPassage *going[3])
{
    static const struct {
        LbPassageKind kind;
        const char *resource;
    } rows[] = { { LB_PASSAGE_CONNECT, "vm-web-02" },
                 { LB_PASSAGE_RELAY, "vm-web-01" },
                 { LB_PASSAGE_CONNECT, "vm-web-01" } };
    open_access(world);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        going[i] = begin(world, rows[i].kind, rows[i].resource);
        world_pass(world, LB_MINUTE);
    }
    end(world, going[0], LB_PASSAGE_LEFT);
}

static void
free_all(LbPassage *going[3])
{
    for (int i = 0; i < 3; i++)
        lb_passage_free(going[i]);
}

static GPtrArray *
list(World *world, const char *account, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_service_sessions(world->service, actor, 1, error);
}

static LbSession *
watch(World *world, const char *account, int session, LbWatchKind kind, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_session_watch(world->service, actor, 1, session, kind, error);
}

static bool
stop(World *world, const char *account, int session, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, account);
    return lb_session_stop(world->service, actor, 1, session, error);
}

static int64_t
entries(World *world, const char *operation, const char *details)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s' AND"
                        " details LIKE '%%%s%%'",
                        operation, details);
    return world_count(world, sql);
}

static void
expect_recorded(World *world, const char *verb, const char *account, LbRefusal refusal)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM activity WHERE operation = 'RefuseAct' AND caller = '%s' AND details"
        " LIKE '%%\"%s\"%%' AND details LIKE '%%\"%s\"%%'",
        account, verb, lb_refusal_name(refusal));
    cr_assert_geq(world_count(world, sql), 1, "%s %s %s", verb, account, lb_refusal_name(refusal));
}

static void
expect_good(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    for (char **finding = found; *finding != NULL; finding++)
        cr_assert_not_null(strstr(*finding, "recording is missing"), "%s", *finding);
}

/* Whoever goes through looks once, and finds @refusal. */
static void
expect_look(World *world, LbPassage *passage, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    bool goes = lb_passage_check(world->service, actor, passage, &error);
    cr_assert_eq(goes, refusal == LB_REFUSAL_NONE, "%s", SPEAKING(error));
    if (!goes)
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", error->message);
}

/* Lists */

Test(sessions, are_numbered_within_their_request_as_they_began)
{
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    g_autoptr(GPtrArray) sessions = list(world, OWNER, NULL);
    cr_assert_eq(sessions->len, 3);
    for (guint i = 0; i < sessions->len; i++) {
        const LbSession *session = g_ptr_array_index(sessions, i);
        cr_assert_eq(session->number, i + 1);
        cr_assert_eq(session->passage, going[i]->id);
        cr_assert_eq(session->serial, going[i]->state->grant->serial);
        cr_assert_str_eq(session->account, ENGINEER);
        cr_assert_str_eq(session->resource_name, i == 0 ? "vm-web-02" : "vm-web-01");
        cr_assert_eq(session->kind, i == 1 ? LB_PASSAGE_RELAY : LB_PASSAGE_CONNECT);
        cr_assert_eq(session->port, i == 1 ? 3389 : 22);
        cr_assert_eq(session->recording, i == 1 ? LB_RECORDING_NONE : LB_RECORDING_KEPT);
        cr_assert_eq(session->ended != 0, i == 0);
        cr_assert_null(session->stopped_by);
    }
    const LbSession *left = g_ptr_array_index(sessions, 0);
    cr_assert_str_eq(left->why, "left");
    cr_assert_str_eq(left->sha256, HASH);
    cr_assert_eq(left->sent, 10);
    cr_assert_eq(left->received, 2000);
    cr_assert_eq(left->bytes, 500);
    cr_assert_eq(left->ended - left->begun, 3 * LB_MINUTE);
    free_all(going);
}

Test(sessions, of_a_request_without_any_are_none)
{
    g_autoptr(World) world = world_new();
    g_autoptr(LbRequest) request = world_submit(world);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) sessions = list(world, OWNER, NULL);
    cr_assert_eq(sessions->len, 0);
    cr_assert_null(watch(world, OWNER, 1, LB_WATCH_TEXT, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_SESSION));
}

Test(sessions, are_listed_for_whoever_may_read_the_request_and_unknown_to_others)
{
    static const char *const readers[] = { OWNER, "reader1@contoso.example", ENGINEER,
                                           "lead1@fabrikam.example", "admin1@fabrikam.example" };
    static const char *const others[] = { "owner@nihon.example", "engineer8@fabrikam.example" };
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        g_autoptr(GPtrArray) sessions = list(world, readers[i], NULL);
        cr_assert_not_null(sessions, "%s", readers[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(list(world, others[i], &error), "%s", others[i]);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_FOUND));
    }
    free_all(going);
}

/* Seeing them */

Test(sessions, that_are_seen_are_logged_each_time_with_how)
{
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    for (int kind = LB_WATCH_LIVE; kind <= LB_WATCH_TEXT; kind++) {
        g_autoptr(LbSession) session = watch(world, OWNER, 3, (LbWatchKind)kind, NULL);
        cr_assert_eq(session->passage, going[2]->id);
        g_autofree char *details =
            g_strdup_printf("\"session\":3,\"passage\":%" G_GINT64_FORMAT ",\"how\":\"%s\"",
                            going[2]->id, lb_names_get(lb_watch_kind_names, kind));
        cr_assert_eq(entries(world, "WatchSession", details), 1, "%s", details);
    }
    g_autoptr(LbSession) own = watch(world, ENGINEER, 1, LB_WATCH_REPLAY, NULL);
    cr_assert_not_null(own);
    cr_assert_eq(entries(world, "WatchSession", ""), 4);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'WatchSession'"
                                    " AND request = 'LB-1' AND tenant = '" CONTOSO "'"),
                 4);
    expect_good(world);
    free_all(going);
}

/* Access that touches no customer data is a request of another name, and so is the directory of its recordings. */
Test(sessions, are_found_where_they_are_recorded_whatever_their_request_is_called)
{
    g_autoptr(World) world = world_new();
    const char *const resources[] = { "vm-web-01", NULL };
    LbSubmission submission = { .ticket = "TK-7",
                                .service = "virtual-machines",
                                .scenario = "host-diagnostics",
                                .level = "read",
                                .hours = 8,
                                .justification = "We look.",
                                .resources = resources };
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = lb_service_submit(world->service, engineer, &submission, NULL);
    cr_assert_not_null(request);
    cr_assert_eq(world_open_grants(world), 1);
    g_autoptr(LbPassage) passage = begin(world, LB_PASSAGE_CONNECT, "vm-web-01");
    g_autoptr(LbSession) session = watch(world, OWNER, 1, LB_WATCH_LIVE, NULL);
    cr_assert_not_null(session);
    cr_assert_str_eq(session->request, "JIT-1");
    cr_assert_str_eq(session->request, passage->state->grant->request);
    g_autofree char *directory = lb_recording_directory("/data", session->request);
    cr_assert_str_eq(directory, "/data/recordings/JIT-1");
}

Test(sessions, what_cannot_be_seen_is_refused_and_recorded)
{
    static const struct {
        const char *account;
        int session;
        LbRefusal refusal;
    } rows[] = { { OWNER, 0, LB_REFUSAL_UNKNOWN_SESSION },
                 { OWNER, 4, LB_REFUSAL_UNKNOWN_SESSION },
                 { OWNER, -1, LB_REFUSAL_UNKNOWN_SESSION },
                 { OWNER, 2, LB_REFUSAL_NOT_RECORDED },
                 { ENGINEER, 2, LB_REFUSAL_NOT_RECORDED },
                 { OWNER, 1, LB_REFUSAL_RECORDING_DELETED },
                 { "reader1@contoso.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "contributor1@contoso.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "lead1@fabrikam.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "admin1@fabrikam.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "engineer8@fabrikam.example", 3, LB_REFUSAL_NOT_FOUND },
                 { "owner@nihon.example", 3, LB_REFUSAL_NOT_FOUND },
                 { "owner@nihon.example", 99, LB_REFUSAL_NOT_FOUND } };
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    world_forge(world, "UPDATE recording SET deleted = 1, why = 'operator' WHERE passage = 1");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbSession) session =
            watch(world, rows[i].account, rows[i].session, LB_WATCH_TEXT, &error);
        cr_assert_null(session, "%zu", i);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)rows[i].refusal), "%zu: %s", i,
                  error->message);
        expect_recorded(world, "watch", rows[i].account, rows[i].refusal);
    }
    cr_assert_eq(entries(world, "WatchSession", ""), 0);
    free_all(going);
}

/* Ending them */

Test(sessions, one_that_is_ended_is_over_at_the_next_look_and_access_stays_open)
{
    g_autoptr(World) world = world_new();
    g_autoptr(GError) error = NULL;
    LbPassage *going[3];
    go_through(world, going);
    expect_look(world, going[1], LB_REFUSAL_NONE);
    expect_look(world, going[2], LB_REFUSAL_NONE);
    cr_assert(stop(world, OWNER, 3, &error), "%s", SPEAKING(error));
    expect_look(world, going[1], LB_REFUSAL_NONE);
    expect_look(world, going[2], LB_REFUSAL_SESSION_STOPPED);
    cr_assert(stop(world, "owner2@contoso.example", 2, &error), "%s", SPEAKING(error));
    expect_look(world, going[1], LB_REFUSAL_SESSION_STOPPED);
    cr_assert_eq(entries(world, "StopSession", "\"session\":3,\"passage\":3"), 1);
    cr_assert_eq(entries(world, "StopSession", "\"session\":2,\"passage\":2"), 1);
    end(world, going[2], LB_PASSAGE_STOPPED);
    g_autoptr(GPtrArray) sessions = list(world, ENGINEER, NULL);
    const LbSession *stopped = g_ptr_array_index(sessions, 2);
    cr_assert_str_eq(stopped->why, "stopped");
    cr_assert_str_eq(stopped->stopped_by, OWNER);
    cr_assert_gt(stopped->stopped, stopped->begun);
    LbPassage *again = begin(world, LB_PASSAGE_CONNECT, "vm-web-01");
    expect_look(world, again, LB_REFUSAL_NONE);
    expect_good(world);
    lb_passage_free(again);
    free_all(going);
}

Test(sessions, what_cannot_be_ended_is_refused_and_recorded)
{
    static const struct {
        const char *account;
        int session;
        LbRefusal refusal;
    } rows[] = { { OWNER, 1, LB_REFUSAL_SESSION_OVER }, /* it has ended */
                 { OWNER, 2, LB_REFUSAL_SESSION_OVER }, /* somebody has ended it */
                 { "owner2@contoso.example", 2, LB_REFUSAL_SESSION_OVER },
                 { OWNER, 0, LB_REFUSAL_UNKNOWN_SESSION },
                 { OWNER, 4, LB_REFUSAL_UNKNOWN_SESSION },
                 { ENGINEER, 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "reader1@contoso.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "manager1@fabrikam.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "admin1@fabrikam.example", 3, LB_REFUSAL_NOT_AN_APPROVER },
                 { "engineer8@fabrikam.example", 3, LB_REFUSAL_NOT_FOUND },
                 { "owner@nihon.example", 3, LB_REFUSAL_NOT_FOUND } };
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    cr_assert(stop(world, OWNER, 2, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_not(stop(world, rows[i].account, rows[i].session, &error), "%zu", i);
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)rows[i].refusal), "%zu: %s", i,
                  error->message);
        expect_recorded(world, "stop-session", rows[i].account, rows[i].refusal);
    }
    cr_assert_eq(world_count(world, "SELECT count(*) FROM session_stop"), 1);
    cr_assert_eq(entries(world, "StopSession", ""), 1);
    expect_look(world, going[2], LB_REFUSAL_NONE);
    free_all(going);
}

Test(sessions, who_only_reads_sees_the_list_and_neither_watches_nor_ends)
{
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    g_autofree char *words =
        world_tamper(world, "DROP TRIGGER instance_update; UPDATE instance SET test = 0");
    cr_assert_null(words);
    g_autoptr(LbService) real =
        lb_service_open_with_clock(world->data, "lockbox.example", &world->clock, NULL);
    g_autoptr(LbActor) owner = lb_service_identify_as(real, OWNER, NULL);
    g_autoptr(GPtrArray) sessions = lb_service_sessions(real, owner, 1, NULL);
    cr_assert_eq(sessions->len, 3);
    g_autoptr(GError) error = NULL, other = NULL;
    cr_assert_null(lb_session_watch(real, owner, 1, 3, LB_WATCH_TEXT, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_READING_ONLY), "%s",
              error->message);
    cr_assert_not(lb_session_stop(real, owner, 1, 3, &other));
    cr_assert(g_error_matches(other, LB_REFUSAL_ERROR, LB_REFUSAL_READING_ONLY), "%s",
              other->message);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM session_stop"), 0);
    free_all(going);
}

Test(sessions, that_one_was_ended_is_never_taken_back)
{
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    cr_assert(stop(world, OWNER, 3, NULL));
    g_autofree char *changed = world_tamper(world, "UPDATE session_stop SET account = 'x'");
    g_autofree char *taken = world_tamper(world, "DELETE FROM session_stop");
    cr_assert_not_null(changed);
    cr_assert_not_null(taken);
    expect_look(world, going[2], LB_REFUSAL_SESSION_STOPPED);
    free_all(going);
}

/* What verification finds */

Test(sessions, that_were_ended_past_every_act_are_found)
{
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    g_autofree char *words =
        world_tamper(world, "INSERT INTO session_stop (passage, principal, account, time)"
                            " SELECT 3, id, account, 1 FROM principal WHERE account = '" OWNER "'");
    cr_assert_null(words, "%s", words);
    cr_assert(world_finds(world, "session_stop 3 is there, but no entry of the log made it"));
    world_adopt(world);
    cr_assert(world_finds(world, "ended a session by another act"));
    free_all(going);
}

Test(sessions, that_were_seen_or_ended_by_a_role_that_was_falsified_are_found)
{
    static const char become[] =
        "UPDATE role_assignment SET role = '%s' WHERE principal ="
        " (SELECT id FROM principal WHERE account = 'reader1@contoso.example')";
    g_autofree char *owner = g_strdup_printf(become, "Owner");
    g_autofree char *reader = g_strdup_printf(become, "Reader");
    g_autoptr(World) world = world_new();
    LbPassage *going[3];
    go_through(world, going);
    world_forge(world, owner);
    g_autoptr(LbSession) seen = watch(world, "reader1@contoso.example", 3, LB_WATCH_LIVE, NULL);
    cr_assert(seen != NULL && stop(world, "reader1@contoso.example", 3, NULL));
    world_forge(world, reader);
    cr_assert(world_finds(world, "reader1@contoso.example: saw a session"));
    cr_assert(world_finds(world, "reader1@contoso.example: ended a session"));
    free_all(going);
}
