/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings as files: parts, their bound, and the digest over all of them. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "commands/recording.h"

#define LINE "[1.000000, \"o\", \"a line that is recorded\"]"

static char *data;

static void
make(void)
{
    data = g_dir_make_tmp("lockbox-recording-XXXXXX", NULL);
}

static void
unmake(void)
{
    g_autofree char *all = g_build_filename(data, "recordings", NULL);
    g_autofree char *one = g_build_filename(all, "LB-42", NULL);
    for (int part = 1; part <= 9; part++) {
        g_autofree char *path = g_strdup_printf("%s/7-%02d.cast", one, part);
        g_unlink(path);
    }
    g_rmdir(one);
    g_rmdir(all);
    g_rmdir(data);
    g_free(data);
}

static char *
part_of(int part)
{
    g_autofree char *path = g_strdup_printf("%s/recordings/LB-42/7-%02d.cast", data, part);
    return lb_file_read(path, 1024 * 1024, NULL, NULL);
}

static LbRecording *
begin(const LbRecordingLimits *limits, GError **error)
{
    return lb_recording_new(data, "LB-42", 7, "xterm", limits, error);
}

Test(recording, parts_are_bounded_and_have_one_digest, .init = make, .fini = unmake)
{
    const LbRecordingLimits limits = { .part = 400, .parts = 3 };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRecording) recording = begin(&limits, &error);
    g_autoptr(GString) all = g_string_new(NULL);
    int lines = 0, seen = 0;
    cr_assert_not_null(recording);
    while (lb_recording_add(recording, LINE, strlen(LINE), &error))
        lines++;
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT));
    for (int part = 1; part <= 3; part++) {
        g_autofree char *text = part_of(part);
        cr_assert_not_null(text);
        cr_assert_leq(strlen(text), 400);
        cr_assert(g_str_has_prefix(text, "{\"version\": 2, "), "%s", text);
        cr_assert(g_str_has_suffix(text, LINE "\n"));
        for (const char *at = strstr(text, LINE); at != NULL; at = strstr(at + 1, LINE))
            seen++;
        g_string_append(all, text);
    }
    g_autofree char *none = part_of(4);
    cr_assert_null(none);
    cr_assert_eq(seen, lines);
    g_autofree char *digest = lb_recording_settle(recording, NULL);
    g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all->str, -1);
    cr_assert_str_eq(digest, wanted);
    cr_assert_eq(lb_recording_bytes(recording), (int64_t)all->len);
}

Test(recording, the_digest_runs_along, .init = make, .fini = unmake)
{
    g_autoptr(LbRecording) recording = begin(&lb_recording_limits, NULL);
    for (int i = 0; i < 3; i++) {
        cr_assert(lb_recording_add(recording, LINE, strlen(LINE), NULL));
        g_autofree char *digest = lb_recording_settle(recording, NULL);
        g_autofree char *text = part_of(1);
        g_autofree char *wanted = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
        cr_assert_str_eq(digest, wanted);
    }
}

Test(recording, no_file_that_is_there_is_written_to, .init = make, .fini = unmake)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRecording) first = begin(&lb_recording_limits, NULL);
    cr_assert(lb_recording_add(first, LINE, strlen(LINE), NULL));
    g_autofree char *before = part_of(1);
    g_autoptr(LbRecording) second = begin(&lb_recording_limits, &error);
    cr_assert_null(second);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_IO));
    g_autofree char *after = part_of(1);
    cr_assert_str_eq(after, before);
}

Test(recording, nobody_else_may_read_it_and_the_group_may_delete_it, .init = make, .fini = unmake)
{
    g_autoptr(LbRecording) recording = begin(&lb_recording_limits, NULL);
    g_autofree char *directory = g_build_filename(data, "recordings", "LB-42", NULL);
    g_autofree char *path = g_build_filename(directory, "7-01.cast", NULL);
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 0600);
    cr_assert_eq(stat(directory, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 02770);
    g_autofree char *all = g_path_get_dirname(directory);
    cr_assert_eq(stat(all, &status), 0);
    cr_assert_eq(status.st_mode & 07777, 02770);
}

Test(recording, none_begins_where_the_disk_is_nearly_full, .init = make, .fini = unmake)
{
    const LbRecordingLimits limits = { .part = 400, .parts = 3, .spare = UINT64_MAX / 2 };
    g_autoptr(GError) error = NULL;
    g_autoptr(LbRecording) recording = begin(&limits, &error);
    g_autofree char *part = part_of(1);
    cr_assert_null(recording);
    cr_assert_not_null(error);
    cr_assert_str_eq(strrchr(error->message, ':'), ": No space left on device");
    cr_assert_null(part);
}
