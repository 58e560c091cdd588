/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in text, and the moved clock of test databases. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/time.h"

#define FRIDAY (INT64_C(1795773727) * LB_SECOND + 123456) /* 2026-11-27 10:02:07.123456 UTC */

Test(time, iso_goes_there_and_back)
{
    g_autofree char *text = lb_time_to_iso(FRIDAY);
    cr_assert_str_eq(text, "2026-11-27T10:02:07.123456Z");
    int64_t back = 0;
    cr_assert(lb_time_from_iso(text, &back, NULL));
    cr_assert_eq(back, FRIDAY);
    cr_assert(lb_time_from_iso("2026-11-27T19:02:07.123456+09:00", &back, NULL));
    cr_assert_eq(back, FRIDAY);
    cr_assert_not(lb_time_from_iso("tomorrow", &back, NULL));
}

Test(time, a_person_reads_their_own_zone)
{
    g_autoptr(GTimeZone) tokyo = lb_time_zone("Asia/Tokyo");
    g_autofree char *full = lb_time_format(FRIDAY, tokyo, LB_TIME_FULL);
    cr_assert_str_eq(full, "Fri 27 Nov 2026 19:02 JST");
    g_autofree char *exact = lb_time_format(FRIDAY, NULL, LB_TIME_EXACT);
    cr_assert_str_eq(exact, "2026-11-27 10:02:07.123 UTC");
    g_autofree char *mail = lb_time_to_mail_date(FRIDAY);
    cr_assert_str_eq(mail, "Fri, 27 Nov 2026 10:02:07 +0000");
}

Test(time, unknown_and_hostile_zones_are_utc)
{
    const char *const names[] = { NULL,  "", "Nowhere/Land", "../../etc/passwd", "/etc/localtime",
                                  ":UTC" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GTimeZone) zone = lb_time_zone(names[i]);
        g_autofree char *full = lb_time_format(FRIDAY, zone, LB_TIME_FULL);
        cr_assert_str_eq(full, "Fri 27 Nov 2026 10:02 UTC", "row %zu", i);
    }
}

Test(time, spans_have_two_units)
{
    const struct {
        int64_t span;
        const char *text;
    } rows[] = {
        { 3 * LB_DAY + 4 * LB_HOUR + 59 * LB_MINUTE, "3 d 4 h" },
        { 4 * LB_DAY, "4 d" },
        { 14 * LB_HOUR + 2 * LB_MINUTE, "14 h 2 min" },
        { 8 * LB_HOUR, "8 h" },
        { 5 * LB_MINUTE, "5 min" },
        { 59 * LB_SECOND, "under 1 min" },
        { -5, "under 1 min" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = lb_time_format_span(rows[i].span);
        cr_assert_str_eq(text, rows[i].text);
    }
}

Test(clock, a_test_clock_is_moved_by_its_file)
{
    g_autofree char *directory = g_dir_make_tmp("clock-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "test-clock", NULL);
    g_autoptr(LbClock) moved = lb_clock_new_moved(path);
    LbClockReading real, reading;
    cr_assert(lb_clock_read(lb_clock_system(), &real, NULL));
    cr_assert(lb_clock_read(moved, &reading, NULL));
    cr_assert_lt(reading.wall - real.wall, LB_MINUTE);

    const char both[] = "elapsed 86400\nwall 7200\n";
    cr_assert(lb_file_write(path, both, strlen(both), 0600, NULL));
    cr_assert(lb_clock_read(moved, &reading, NULL));
    cr_assert_geq(reading.wall - real.wall, LB_DAY + 2 * LB_HOUR);
    cr_assert_geq(reading.boot - real.boot, LB_DAY);
    cr_assert_lt(reading.boot - real.boot, LB_DAY + LB_HOUR);

    const char junk[] = "elapsed soon\n";
    g_autoptr(GError) error = NULL;
    cr_assert(lb_file_write(path, junk, strlen(junk), 0600, NULL));
    cr_assert_not(lb_clock_read(moved, &reading, &error));
    cr_assert_not_null(error);
    g_remove(path);
    g_rmdir(directory);
}

Test(file, a_secret_that_others_can_read_is_refused)
{
    g_autofree char *directory = g_dir_make_tmp("file-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "secret", NULL);
    g_autoptr(GError) error = NULL;
    cr_assert(lb_file_write(path, "hush", 4, 0644, NULL));
    cr_assert_null(lb_file_read_secret(path, 100, NULL, &error));
    cr_assert_not_null(error);
    cr_assert(lb_file_write(path, "hush", 4, 0600, NULL));
    g_autofree char *secret = lb_file_read_secret(path, 100, NULL, NULL);
    cr_assert_str_eq(secret, "hush");
    g_autofree char *bounded = lb_file_read(path, 3, NULL, NULL);
    cr_assert_null(bounded);
    g_remove(path);
    g_rmdir(directory);
}
