/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing events of Windows. */
#include "support/happening.h"

#include <criterion/criterion.h>

#include "base/span.h"
#include "service/eventimport.h"

LbWinEvent *
happening_new(const char *computer, int64_t time, const char *account)
{
    static uint64_t record = 0;
    LbWinEvent *event = lb_winevent_new();
    event->kind = LB_WINEVENT_PROCESS_START;
    event->channel = g_strdup("Security");
    event->provider = g_strdup("Microsoft-Windows-Security-Auditing");
    event->id = 4688;
    event->record = ++record;
    event->computer = g_strdup(computer);
    event->time = time;
    event->account = g_strdup(account);
    event->process = g_strdup("C:\\Windows\\System32\\cmd.exe");
    return event;
}

static void
import_all(World *world, GPtrArray *events)
{
    g_autoptr(GError) error = NULL;
    const LbEventImportTerms terms = { .file = "security.xml" };
    const LbEventFile file = { .bytes = 1, .sha256 = "00" };
    g_autoptr(LbEventImport) import = lb_event_import_new(world->service, &terms, &error);
    cr_assert_not_null(import, "%s", error != NULL ? error->message : "");
    for (guint i = 0; i < events->len; i++) {
        bool untimely = false;
        cr_assert(lb_event_import_take(import, g_ptr_array_index(events, i), &untimely, &error));
    }
    cr_assert(lb_event_import_finish(import, &file, &error));
    const LbEventTally *tally = lb_event_import_tally(import);
    cr_assert_eq(tally->explained + tally->unexplained + tally->system, events->len);
}

static GPtrArray *
several(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)lb_winevent_free);
}

void
happening_import(World *world, LbWinEvent *event)
{
    g_autoptr(GPtrArray) events = several();
    g_ptr_array_add(events, event);
    import_all(world, events);
}

void
happening_import_many(World *world, const char *computer, int64_t time, const char *account,
                      int count)
{
    g_autoptr(GPtrArray) events = several();
    for (int i = 0; i < count; i++) {
        LbWinEvent *event = happening_new(computer, time + i * LB_SECOND, account);
        event->command = i == count - 1 ? g_strdup("last") : g_strdup_printf("step %d", i);
        g_ptr_array_add(events, event);
    }
    import_all(world, events);
}
