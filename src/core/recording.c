/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings, and arithmetic of what is kept of them. */
#include "core/recording.h"

#define MEBIBYTE (INT64_C(1) << 20)

const LbKeeping lb_keeping_standard = { .days = 365, .mebibytes = 10 * 1024 };

char *
lb_recording_directory(const char *data, const char *request)
{
    return g_build_filename(data, LB_RECORDINGS, request, NULL);
}

char *
lb_recording_part_name(int64_t passage, int part)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "-%02d.cast", passage, part);
}

LbKeeping
lb_keeping_fill(const LbKeeping *own, const LbKeeping *standard)
{
    return (LbKeeping){ .days = own->days != 0 ? own->days : standard->days,
                        .mebibytes = own->mebibytes != 0 ? own->mebibytes : standard->mebibytes };
}

int
lb_keeping_percent(const LbKeeping *keeping, int64_t bytes)
{
    int64_t most = keeping->mebibytes * MEBIBYTE;
    /* Divided first: no number of bytes may be too large for it. */
    int64_t part = most / 100;
    return (int)MIN(bytes >= most ? MAX(bytes / part, 100) : MIN(bytes / part, 99), G_MAXINT);
}

void
lb_filling_free(LbFilling *filling)
{
    if (filling == NULL)
        return;
    g_free(filling->name);
    g_free(filling);
}
