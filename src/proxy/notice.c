/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person is told before access ends. */
#include "proxy/notice.h"

#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"

char *
lb_notice(int64_t end, int64_t before, int64_t now)
{
    static const int64_t spans[] = { LB_MINUTE, 10 * LB_MINUTE };
    for (size_t i = 0; now < end && i < G_N_ELEMENTS(spans); i++) {
        int64_t moment = end - spans[i];
        if (moment > now)
            continue;
        if (moment <= before)
            return NULL;
        /* To the nearest minute: nobody wakes up in the very microsecond. */
        g_autofree char *left = lb_time_format_span(end - now + LB_MINUTE / 2);
        return g_strdup_printf(_("Access ends in %s, and this connection with it."), left);
    }
    return NULL;
}
