/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of JSON lines. */
#include <criterion/criterion.h>
#include <string.h>

#include "events/lines.h"
#include "events/reading.h"

Test(lines, probe)
{
    g_autoptr(GTimeZone) tokyo = g_time_zone_new_identifier("Asia/Tokyo");
    const char *files[] = { "winlogbeat.jsonl", "nxlog.jsonl", "damaged.jsonl" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *notes = notes_of_lines(files[i], tokyo);
        g_print("== %s\n%s", files[i], notes);
        g_autofree char *zoneless = notes_of_lines(files[i], NULL);
        g_print("-- no zone\n%s", zoneless);
    }
    cr_assert(true);
}
