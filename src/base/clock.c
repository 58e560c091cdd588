/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the machine's clocks. */
#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/file.h"

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"
#define MOVED_FILE_LIMIT 4096

typedef struct {
    LbClock base;
    char *path;
} MovedClock;

static bool
read_one(clockid_t id, int64_t *microseconds, GError **error)
{
    struct timespec now;
    if (clock_gettime(id, &now) != 0) {
        lb_set_errno_error(error, errno, "clock_gettime");
        return false;
    }
    *microseconds = now.tv_sec * LB_SECOND + now.tv_nsec / 1000;
    return true;
}

static bool
read_system(LbClock *clock, LbClockReading *reading, GError **error)
{
    (void)clock;
    /* A boot id does not change while a process lives. */
    static char boot_id[sizeof reading->boot_id];
    if (boot_id[0] == '\0') {
        g_autofree char *text = lb_file_read(BOOT_ID_FILE, sizeof boot_id, NULL, error);
        if (text == NULL)
            return false;
        g_strlcpy(boot_id, g_strstrip(text), sizeof boot_id);
    }
    memcpy(reading->boot_id, boot_id, sizeof boot_id);
    return read_one(CLOCK_REALTIME, &reading->wall, error) &&
           read_one(CLOCK_BOOTTIME, &reading->boot, error);
}

LbClock *
lb_clock_system(void)
{
    static LbClock machine = { .read = read_system };
    return &machine;
}

static bool
move_by_line(char *line, LbClockReading *reading)
{
    char *value = strchr(line, ' ');
    if (value == NULL)
        return *line == '\0';
    *value++ = '\0';
    gint64 seconds = 0;
    if (!g_ascii_string_to_signed(value, 10, -LB_DAY, LB_DAY, &seconds, NULL))
        return false;
    if (strcmp(line, "elapsed") == 0)
        reading->boot += seconds * LB_SECOND;
    else if (strcmp(line, "wall") != 0)
        return false;
    reading->wall += seconds * LB_SECOND;
    return true;
}

static bool
read_moved(LbClock *clock, LbClockReading *reading, GError **error)
{
    MovedClock *moved = (MovedClock *)clock;
    if (!lb_clock_read(lb_clock_system(), reading, error))
        return false;
    g_autoptr(GError) missing = NULL;
    g_autofree char *text = lb_file_read(moved->path, MOVED_FILE_LIMIT, NULL, &missing);
    if (text == NULL && g_file_test(moved->path, G_FILE_TEST_EXISTS)) {
        g_propagate_error(error, g_steal_pointer(&missing));
        return false;
    }
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (move_by_line(*line, reading))
            continue;
        g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
                    "%s: expected lines \"elapsed SECONDS\" and \"wall SECONDS\"", moved->path);
        return false;
    }
    return true;
}

static void
free_moved(LbClock *clock)
{
    MovedClock *moved = (MovedClock *)clock;
    g_free(moved->path);
    g_free(moved);
}

LbClock *
lb_clock_new_moved(const char *path)
{
    MovedClock *moved = g_new0(MovedClock, 1);
    moved->base = (LbClock){ .read = read_moved, .free = free_moved };
    moved->path = g_strdup(path);
    return &moved->base;
}

bool
lb_clock_read(LbClock *clock, LbClockReading *reading, GError **error)
{
    return clock->read(clock, reading, error);
}

void
lb_clock_free(LbClock *clock)
{
    if (clock != NULL && clock->free != NULL)
        clock->free(clock);
}
