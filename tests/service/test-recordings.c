/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings are kept as long and as large as agreed, and no longer. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/deadlines.h"
#include "service/operator.h"
#include "service/passage.h"
#include "service/people.h"
#include "service/recordings.h"
#include "service/sessions.h"
#include "support/world.h"

#define OWNER "owner1@contoso.example"
#define ENGINEER "engineer7@fabrikam.example"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SPEAKING(error) ((error) != NULL ? (error)->message : "")
#define MEBIBYTE (1024 * 1024)

/* Access to a machine, that is open. */
static void
open_access(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    world_target(world, "vm-web-01");
    g_autoptr(LbRequest) request = world_submit(world);
    g_autofree char *shown = lb_request_digest(request);
    LbDecision decision = { .number = request->number, .shown = shown };
    g_autoptr(LbRequest) approved = lb_service_approve(world->service, owner, &decision, &error);
    cr_assert_not_null(approved, "%s", SPEAKING(error));
    cr_assert_eq(world_open_grants(world), 1);
}

static LbPassage *
begin(World *world, LbPassageKind kind, GError **error)
{
    g_autoptr(LbActor) actor = world_actor(world, ENGINEER);
    return lb_passage_begin(world->service, actor, kind, 1, NULL, 0, error);
}

static char *
path_of(World *world, int64_t passage, int part)
{
    g_autofree char *name = lb_recording_part_name(passage, part);
    return g_build_filename(world->data, "recordings", "LB-1", name, NULL);
}

static void
put_part(World *world, int64_t passage, int part, int bytes)
{
    g_autofree char *path = path_of(world, passage, part);
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *content = g_strnfill((gsize)bytes, 'x');
    cr_assert_eq(g_mkdir_with_parents(directory, 0770), 0);
    cr_assert(g_file_set_contents(path, content, bytes, NULL));
    cr_assert_eq(g_chmod(path, 0600), 0);
}

static bool
is_there(World *world, int64_t passage, int part)
{
    struct stat status;
    g_autofree char *path = path_of(world, passage, part);
    return lstat(path, &status) == 0;
}

static bool
tell(World *world, const LbPassage *passage, int64_t bytes, bool ends, GError **error)
{
    g_autoptr(LbActor) engineer = world_actor(world, ENGINEER);
    LbPassageCount count = { .sent = 1, .received = 2, .recorded = bytes, .sha256 = HASH };
    return ends ? lb_passage_end(world->service, engineer, passage, LB_PASSAGE_LEFT, &count, error)
                : lb_passage_record(world->service, engineer, passage, &count, error);
}

/* A session that has ended, of which two files of 50 bytes are kept. Returns its passage. */
static int64_t
record(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbPassage) passage = begin(world, LB_PASSAGE_CONNECT, &error);
    cr_assert_not_null(passage, "%s", SPEAKING(error));
    put_part(world, passage->id, 1, 50);
    put_part(world, passage->id, 2, 50);
    cr_assert(tell(world, passage, 100, true, &error), "%s", SPEAKING(error));
    return passage->id;
}

static int
retire(World *world)
{
    g_autoptr(GError) error = NULL;
    int deleted = 0;
    cr_assert(lb_recordings_retire(world->service, 100, &deleted, &error), "%s", SPEAKING(error));
    return deleted;
}

/* What lockboxd does next. Returns how many recordings' files were removed. */
static int
remove_left(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) left = lb_recordings_left(world->service, 0, 100, &error);
    cr_assert_not_null(left, "%s", SPEAKING(error));
    for (guint i = 0; i < left->len; i++)
        cr_assert(lb_recordings_clear(world->service, g_array_index(left, int64_t, i), &error),
                  "%s", SPEAKING(error));
    return (int)left->len;
}

static void
agree(World *world, int days, int mebibytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    LbTenantTerms terms = { .preview = -1, .recordings = { .days = days, .mebibytes = mebibytes } };
    cr_assert(lb_tenants_set(world->service, operator, CONTOSO, &terms, &error), "%s",
              SPEAKING(error));
}

static void
expect_good(World *world)
{
    g_auto(GStrv) found = world_verify(world);
    cr_assert_null(found[0], "%s", found[0]);
}

static int64_t
entries(World *world, const char *operation)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT count(*) FROM activity WHERE operation = '%s'", operation);
    return world_count(world, sql);
}

static void
unmake(World *world)
{
    g_autofree char *one = g_build_filename(world->data, "recordings", "LB-1", NULL);
    g_autofree char *all = g_path_get_dirname(one);
    for (int64_t passage = 1; passage < 9; passage++)
        for (int part = 1; part < 4; part++) {
            g_autofree char *path = path_of(world, passage, part);
            if (g_unlink(path) != 0)
                g_rmdir(path);
        }
    g_unlink(one);
    g_rmdir(one);
    g_rmdir(all);
    world_free(world);
}

/* Retention */

Test(recordings, are_deleted_when_their_days_are_over_and_their_hash_is_kept)
{
    World *world = world_new();
    open_access(world);
    int64_t first = record(world);
    world_pass(world, LB_DAY);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    for (int day = 1; day < 365; day++) {
        cr_assert_eq(retire(world), 0, "day %d", day);
        world_pass(world, LB_DAY - (day == 1 ? LB_SECOND : 0));
        cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    }
    cr_assert_eq(retire(world), 0);
    expect_good(world);
    world_pass(world, LB_SECOND);
    cr_assert_eq(retire(world), 1);
    cr_assert_eq(retire(world), 0);
    cr_assert(is_there(world, first, 1), "first it is decided");
    cr_assert_eq(entries(world, "DeleteRecording"), 1);
    cr_assert_eq(world_count(world,
                             "SELECT count(*) FROM activity WHERE operation = 'DeleteRecording'"
                             " AND request = 'LB-1' AND tenant = '" CONTOSO "' AND details LIKE"
                             " '{\"session\":1,\"passage\":1,\"sha256\":\"" HASH
                             "\",\"bytes\":100,\"why\":\"retention\",%'"),
                 1);
    expect_good(world);
    cr_assert_eq(remove_left(world), 1);
    cr_assert_eq(remove_left(world), 0);
    cr_assert_not(is_there(world, first, 1));
    cr_assert_not(is_there(world, first, 2));
    g_autofree char *directory = g_build_filename(world->data, "recordings", "LB-1", NULL);
    cr_assert_not(g_file_test(directory, G_FILE_TEST_EXISTS));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM passage WHERE sha256 = '" HASH "'"), 1);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM recording WHERE why = 'retention'"
                                    " AND gone = 1 AND bytes = 100 AND deleted > ended"),
                 1);
    expect_good(world);
    unmake(world);
}

Test(recordings, of_sessions_that_go_on_are_never_deleted)
{
    World *world = world_new();
    open_access(world);
    g_autoptr(LbPassage) passage = begin(world, LB_PASSAGE_CONNECT, NULL);
    put_part(world, passage->id, 1, 50);
    cr_assert(tell(world, passage, 50, false, NULL));
    int64_t other = record(world);
    agree(world, 1, 0);
    world_pass(world, 2 * LB_DAY);
    cr_assert_eq(retire(world), 1);
    cr_assert_eq(remove_left(world), 1);
    cr_assert(is_there(world, passage->id, 1));
    cr_assert_not(is_there(world, other, 1));
    unmake(world);
}

Test(recordings, are_kept_as_long_as_is_agreed_now_whenever_they_were_made)
{
    World *world = world_new();
    open_access(world);
    record(world);
    world_pass(world, 5 * LB_DAY);
    agree(world, 6, 0);
    cr_assert_eq(retire(world), 0);
    agree(world, 5, 0);
    agree(world, 6, 0);
    cr_assert_eq(retire(world), 0);
    agree(world, LB_TERM_STANDARD, 0);
    cr_assert_eq(retire(world), 0);
    LbKeeping four = { .days = 4, .mebibytes = 1 };
    lb_service_keep_recordings(world->service, &four);
    agree(world, 30, 0);
    cr_assert_eq(retire(world), 0, "what is agreed goes before what holds for all");
    agree(world, LB_TERM_STANDARD, 0);
    cr_assert_eq(retire(world), 1);
    cr_assert_eq(entries(world, "SetRecordingTerms"), 6);
    remove_left(world);
    expect_good(world);
    unmake(world);
}

Test(recordings, are_not_deleted_by_a_clock_that_is_not_trusted)
{
    World *world = world_new();
    open_access(world);
    record(world);
    cr_assert(lb_deadlines_beat(world->service, 1, NULL));
    world->reading.wall += 400 * LB_DAY;
    cr_assert_eq(retire(world), 0);
    world->reading.boot += 400 * LB_DAY;
    cr_assert_eq(retire(world), 1);
    unmake(world);
}

Test(recordings, are_deleted_a_few_at_a_time_of_whichever_customer)
{
    World *world = world_new();
    open_access(world);
    for (int i = 0; i < 5; i++)
        record(world);
    world_pass(world, 366 * LB_DAY);
    int deleted = 0;
    cr_assert(lb_recordings_retire(world->service, 3, &deleted, NULL));
    cr_assert_eq(deleted, 3);
    cr_assert(lb_recordings_retire(world->service, 3, &deleted, NULL));
    cr_assert_eq(deleted, 2);
    cr_assert_eq(entries(world, "DeleteRecording"), 5);
    cr_assert_eq(remove_left(world), 5);
    unmake(world);
}

/* Files */

Test(recordings, what_was_decided_before_a_crash_is_finished_after_it)
{
    World *world = world_new();
    open_access(world);
    int64_t passage = record(world);
    world_pass(world, 366 * LB_DAY);
    cr_assert_eq(retire(world), 1);
    /* It died here, or when one of two files was gone, or both were. */
    for (int lost = 0; lost <= 2; lost++) {
        for (int part = 1; part <= lost; part++) {
            g_autofree char *path = path_of(world, passage, part);
            g_unlink(path);
        }
        g_autofree char *sql = g_strdup_printf("UPDATE recording SET gone = 0");
        g_autofree char *words = world_tamper(world, sql);
        cr_assert_null(words);
        cr_assert_eq(remove_left(world), 1);
        cr_assert_not(is_there(world, passage, 1));
        cr_assert_not(is_there(world, passage, 2));
        put_part(world, passage, 1, 50);
        put_part(world, passage, 2, 50);
    }
    cr_assert_eq(entries(world, "DeleteRecording"), 1);
    unmake(world);
}

Test(recordings, that_cannot_be_removed_are_left_for_later_and_nothing_else_is)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    int64_t first = record(world);
    g_autofree char *path = path_of(world, first, 1);
    cr_assert_eq(g_unlink(path), 0);
    cr_assert_eq(g_mkdir(path, 0700), 0);
    world_pass(world, 366 * LB_DAY);
    cr_assert_eq(retire(world), 1);
    cr_assert_not(lb_recordings_clear(world->service, first, &error));
    cr_assert_not_null(strstr(error->message, "recordings/LB-1: 1-01.cast: "), "%s",
                       error->message);
    cr_assert_not(is_there(world, first, 2), "the others go");
    g_autoptr(GArray) left = lb_recordings_left(world->service, 0, 10, NULL);
    cr_assert_eq(left->len, 1);
    g_autoptr(GArray) behind = lb_recordings_left(world->service, first, 10, NULL);
    cr_assert_eq(behind->len, 0);
    cr_assert_eq(g_rmdir(path), 0);
    cr_assert_eq(remove_left(world), 1);
    unmake(world);
}

Test(recordings, are_not_removed_through_a_link)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    int64_t passage = record(world);
    g_autofree char *one = g_build_filename(world->data, "recordings", "LB-1", NULL);
    g_autofree char *other = g_build_filename(world->data, "elsewhere", NULL);
    cr_assert_eq(g_rename(one, other), 0);
    cr_assert_eq(symlink(other, one), 0);
    world_pass(world, 366 * LB_DAY);
    cr_assert_eq(retire(world), 1);
    cr_assert_not(lb_recordings_clear(world->service, passage, &error));
    cr_assert(is_there(world, passage, 1));
    cr_assert_eq(g_unlink(one), 0);
    cr_assert_eq(g_rename(other, one), 0);
    cr_assert_eq(remove_left(world), 1);
    unmake(world);
}

Test(recordings, that_are_kept_are_not_cleared)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    int64_t passage = record(world);
    cr_assert_not(lb_recordings_clear(world->service, passage, &error));
    cr_assert(is_there(world, passage, 1));
    unmake(world);
}

/* Quota */

static void
expect_full(World *world, LbPassageKind kind, bool full)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbPassage) passage = begin(world, kind, &error);
    cr_assert_eq(passage == NULL, full, "%s", SPEAKING(error));
    if (full)
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_RECORDINGS_FULL), "%s",
                  SPEAKING(error));
}

Test(recordings, at_the_quota_no_shell_begins_and_a_relay_does)
{
    World *world = world_new();
    open_access(world);
    agree(world, 0, 2);
    g_autoptr(LbPassage) first = begin(world, LB_PASSAGE_CONNECT, NULL);
    cr_assert(tell(world, first, 2 * MEBIBYTE - 1, true, NULL));
    expect_full(world, LB_PASSAGE_CONNECT, false);
    g_autoptr(LbPassage) second = begin(world, LB_PASSAGE_CONNECT, NULL);
    cr_assert(tell(world, second, 1, true, NULL));
    expect_full(world, LB_PASSAGE_CONNECT, true);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation = 'RefuseAct'"
                                    " AND details LIKE '%recordings-full%'"),
                 1);
    expect_full(world, LB_PASSAGE_RELAY, false);
    agree(world, 0, 3);
    expect_full(world, LB_PASSAGE_CONNECT, false);
    agree(world, 0, LB_TERM_STANDARD);
    expect_full(world, LB_PASSAGE_CONNECT, false);
    agree(world, 1, 2);
    expect_full(world, LB_PASSAGE_CONNECT, true);
    unmake(world);
}

Test(recordings, what_is_deleted_makes_room)
{
    World *world = world_new();
    open_access(world);
    LbKeeping little = { .days = 1, .mebibytes = 1 };
    lb_service_keep_recordings(world->service, &little);
    g_autoptr(LbPassage) first = begin(world, LB_PASSAGE_CONNECT, NULL);
    cr_assert(tell(world, first, MEBIBYTE, true, NULL));
    expect_full(world, LB_PASSAGE_CONNECT, true);
    world_pass(world, LB_HOUR);
    little.days = 0; /* no lockbox.conf says so; a day would end access */
    lb_service_keep_recordings(world->service, &little);
    cr_assert_eq(retire(world), 1);
    expect_full(world, LB_PASSAGE_CONNECT, false);
    unmake(world);
}

Test(recordings, a_session_that_goes_over_the_quota_is_told_after_it_was_written)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    agree(world, 0, 1);
    g_autoptr(LbPassage) passage = begin(world, LB_PASSAGE_CONNECT, NULL);
    cr_assert(tell(world, passage, MEBIBYTE - 1, false, &error));
    cr_assert_not(tell(world, passage, MEBIBYTE, false, &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_RECORDINGS_FULL));
    cr_assert_eq(world_count(world, "SELECT bytes FROM recording"), MEBIBYTE);
    cr_assert_eq(entries(world, "RecordSession"), 2);
    g_clear_error(&error);
    cr_assert(tell(world, passage, MEBIBYTE + 10, true, &error), "%s", SPEAKING(error));
    cr_assert_eq(world_count(world, "SELECT bytes FROM recording WHERE ended > 0"), MEBIBYTE + 10);
    unmake(world);
}

Test(recordings, the_operator_is_told_of_customers_whose_quota_is_nearly_reached)
{
    World *world = world_new();
    open_access(world);
    agree(world, 0, 100);
    g_autoptr(LbPassage) first = begin(world, LB_PASSAGE_CONNECT, NULL);
    cr_assert(tell(world, first, 90 * MEBIBYTE - 1, false, NULL));
    g_autoptr(GPtrArray) none = lb_recordings_filling(world->service, 5, NULL);
    cr_assert_eq(none->len, 0);
    cr_assert(tell(world, first, 90 * MEBIBYTE, false, NULL));
    g_autoptr(GPtrArray) filling = lb_recordings_filling(world->service, 5, NULL);
    cr_assert_eq(filling->len, 1);
    const LbFilling *contoso = g_ptr_array_index(filling, 0);
    cr_assert_eq(lb_keeping_percent(&contoso->keeping, contoso->bytes), 90);
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(GPtrArray) rows = lb_tenants_list(world->service, operator, NULL);
    for (guint i = 0; i < rows->len; i++) {
        const LbTenantRow *row = g_ptr_array_index(rows, i);
        bool here = strcmp(row->tenant->id, CONTOSO) == 0;
        cr_assert_eq(row->keeping.mebibytes, here ? 100 : 10240);
        cr_assert_eq(row->agreed.mebibytes, here ? 100 : 0);
        cr_assert_eq(row->keeping.days, 365);
        cr_assert_eq(row->recorded, here ? 90 * MEBIBYTE : 0);
    }
    unmake(world);
}

/* Terms */

Test(recordings, terms_are_logged_once_and_have_bounds)
{
    static const LbKeeping wrong[] = {
        { .days = 36501 }, { .days = -2 }, { .mebibytes = 1073741825 }, { .mebibytes = -2 }
    };
    World *world = world_new();
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        LbTenantTerms terms = { .preview = -1, .recordings = wrong[i] };
        cr_assert_not(lb_tenants_set(world->service, operator, CONTOSO, &terms, &error));
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_UNKNOWN_VALUE));
    }
    agree(world, 36500, 1073741824);
    agree(world, 36500, 1073741824);
    agree(world, LB_TERM_STANDARD, 0);
    cr_assert_eq(entries(world, "SetRecordingTerms"), 2);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE tenant = '" CONTOSO "'"
                                    " AND operation = 'SetRecordingTerms' AND details LIKE"
                                    " '{\"days\":null,\"mebibytes\":1073741824,%'"),
                 1);
    expect_good(world);
    unmake(world);
}

/* Verification */

Test(recordings, files_that_are_missing_short_long_open_or_strange_are_found)
{
    World *world = world_new();
    open_access(world);
    int64_t passage = record(world);
    g_autofree char *one = path_of(world, passage, 1), *two = path_of(world, passage, 2);
    expect_good(world);
    cr_assert_eq(g_chmod(two, 0640), 0);
    cr_assert(world_finds(world, "session 1 of LB-1: its recording can be read by others"));
    cr_assert_eq(g_unlink(two), 0);
    cr_assert(world_finds(world, "its recording is not whole (50 of 100 bytes are there)"));
    cr_assert_eq(g_unlink(one), 0);
    cr_assert(world_finds(world, "its recording is missing"));
    put_part(world, passage, 1, 101);
    cr_assert(world_finds(world, "its recording is longer than it was"));
    cr_assert_eq(g_unlink(one), 0);
    cr_assert_eq(symlink("/etc/passwd", one), 0);
    cr_assert(world_finds(world, "session 1 of LB-1: its recording is a link, or not made of plain "
                                 "files (11 of 100 bytes are there)"));
    world_pass(world, 366 * LB_DAY);
    cr_assert_eq(retire(world), 1);
    expect_good(world);
    unmake(world);
}

/* It is found, and does not keep all else from being looked at. */
static void
expect_link_found(World *world, const char *directory)
{
    g_autofree char *other = g_build_filename(world->data, "elsewhere", NULL);
    cr_assert_eq(g_rename(directory, other), 0);
    cr_assert_eq(symlink(other, directory), 0);
    g_auto(GStrv) found = world_verify(world);
    cr_assert_str_eq(found[0], "session 1 of LB-1: its recording is a link, or not made of plain "
                               "files (0 of 100 bytes are there)");
    cr_assert_null(found[1]);
    cr_assert_eq(g_unlink(directory), 0);
    cr_assert_eq(g_rename(other, directory), 0);
    expect_good(world);
}

Test(recordings, that_stand_behind_a_link_are_found)
{
    World *world = world_new();
    open_access(world);
    record(world);
    g_autofree char *all = g_build_filename(world->data, "recordings", NULL);
    g_autofree char *one = g_build_filename(all, "LB-1", NULL);
    expect_link_found(world, one);
    expect_link_found(world, all);
    unmake(world);
}

Test(recordings, whoever_died_may_have_written_more_than_it_told)
{
    World *world = world_new();
    open_access(world);
    g_autoptr(LbPassage) passage = begin(world, LB_PASSAGE_CONNECT, NULL);
    put_part(world, passage->id, 1, 50);
    cr_assert(tell(world, passage, 40, false, NULL));
    expect_good(world);
    world_pass(world, LB_DAY);
    int ended = 0;
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    world_open_grants(world);
    world_pass(world, LB_HOUR);
    cr_assert(lb_deadlines_run(world->service, 10, &ended, NULL));
    cr_assert_eq(world_count(world, "SELECT count(*) FROM recording r JOIN passage s ON"
                                    " s.id = r.passage WHERE s.why = 'broken' AND r.bytes = 40"
                                    " AND r.ended = s.ended"),
                 1);
    expect_good(world);
    g_autofree char *path = path_of(world, passage->id, 1);
    cr_assert_eq(truncate(path, 39), 0);
    cr_assert(world_finds(world, "its recording is not whole (39 of 40 bytes are there)"));
    unmake(world);
}

/* Before their time */

static LbDeletion *
delete_early(World *world, int session, const char *reason, GError **error)
{
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    return lb_recordings_delete(world->service, operator, 1, session, reason, error);
}

static void
expect_kept(World *world, int64_t number, int session, const char *reason, LbRefusal refusal)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbActor) operator= lb_operator_actor_new();
    g_autoptr(LbDeletion) deletion =
        lb_recordings_delete(world->service, operator, number, session, reason, &error);
    cr_assert_null(deletion);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, (int)refusal), "%s", SPEAKING(error));
}

Test(recordings, the_operator_deletes_one_before_its_time_for_a_reason)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    int64_t first = record(world);
    g_autoptr(LbPassage) relay = begin(world, LB_PASSAGE_RELAY, NULL);
    int64_t third = record(world);
    g_autoptr(LbPassage) open = begin(world, LB_PASSAGE_CONNECT, NULL);
    expect_kept(world, 1, 3, NULL, LB_REFUSAL_REASON_NEEDED);
    expect_kept(world, 1, 3, "", LB_REFUSAL_REASON_NEEDED);
    expect_kept(world, 1, 3, "a\nb", LB_REFUSAL_UNSAFE_TEXT);
    expect_kept(world, 1, 0, "Why.", LB_REFUSAL_UNKNOWN_SESSION);
    expect_kept(world, 1, 5, "Why.", LB_REFUSAL_UNKNOWN_SESSION);
    expect_kept(world, 9, 1, "Why.", LB_REFUSAL_UNKNOWN_SESSION);
    expect_kept(world, 1, 2, "Why.", LB_REFUSAL_NOT_RECORDED);
    expect_kept(world, 1, 4, "Why.", LB_REFUSAL_SESSION_GOES_ON);
    g_autoptr(LbDeletion) deletion = delete_early(world, 3, "It was asked for.", &error);
    cr_assert_not_null(deletion, "%s", SPEAKING(error));
    cr_assert_eq(deletion->passage, third);
    cr_assert_eq(deletion->bytes, 100);
    cr_assert_str_eq(deletion->sha256, HASH);
    cr_assert_eq(world_count(world, "SELECT count(*) FROM activity WHERE operation ="
                                    " 'DeleteRecording' AND details LIKE '%\"why\":\"operator\","
                                    "\"reason\":\"It was asked for.\",%'"),
                 1);
    expect_kept(world, 1, 3, "Why.", LB_REFUSAL_RECORDING_DELETED);
    cr_assert_eq(remove_left(world), 1);
    cr_assert(is_there(world, first, 1));
    cr_assert_not(is_there(world, third, 1));
    expect_good(world);
    unmake(world);
}

Test(recordings, nobody_else_deletes_one)
{
    static const char *const others[] = { OWNER, ENGINEER, "lead1@fabrikam.example" };
    World *world = world_new();
    open_access(world);
    record(world);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbActor) actor = world_actor(world, others[i]);
        cr_assert_null(lb_recordings_delete(world->service, actor, 1, 1, "Why.", &error));
        cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NOT_AN_ADMIN), "%s",
                  SPEAKING(error));
    }
    unmake(world);
}

Test(recordings, one_that_was_deleted_is_not_seen_any_more)
{
    World *world = world_new();
    g_autoptr(GError) error = NULL;
    open_access(world);
    record(world);
    g_autoptr(LbActor) owner = world_actor(world, OWNER);
    g_autoptr(LbSession) seen =
        lb_session_watch(world->service, owner, 1, 1, LB_WATCH_REPLAY, &error);
    cr_assert_not_null(seen, "%s", SPEAKING(error));
    g_autoptr(LbDeletion) deletion = delete_early(world, 1, "Why.", NULL);
    cr_assert_not_null(deletion);
    g_autoptr(LbSession) unseen =
        lb_session_watch(world->service, owner, 1, 1, LB_WATCH_REPLAY, &error);
    cr_assert_null(unseen);
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_RECORDING_DELETED), "%s",
              SPEAKING(error));
    g_autoptr(GPtrArray) sessions = lb_service_sessions(world->service, owner, 1, NULL);
    const LbSession *session = g_ptr_array_index(sessions, 0);
    cr_assert_eq(session->recording, LB_RECORDING_DELETED);
    cr_assert_str_eq(session->sha256, HASH);
    unmake(world);
}
