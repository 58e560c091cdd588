/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations as people type them. */
#include "operator/duration.h"

#include <glib.h>

static const struct {
    char letter;
    int64_t length;
} units[] = {
    { 'd', LB_DAY },
    { 'h', LB_HOUR },
    { 'm', LB_MINUTE },
    { 's', LB_SECOND },
};

bool
lb_duration_parse(const char *text, int64_t *duration)
{
    size_t unit = 0;
    int64_t sum = 0;
    while (*text != '\0') {
        if (!g_ascii_isdigit(*text))
            return false;
        char *end = NULL;
        guint64 number = g_ascii_strtoull(text, &end, 10);
        while (unit < G_N_ELEMENTS(units) && units[unit].letter != *end)
            unit++;
        if (unit == G_N_ELEMENTS(units) || number > (guint64)(LB_DURATION_MAX / units[unit].length))
            return false;
        sum += (int64_t)number * units[unit].length;
        unit++;
        text = end + 1;
    }
    *duration = sum;
    return sum > 0 && sum <= LB_DURATION_MAX;
}
