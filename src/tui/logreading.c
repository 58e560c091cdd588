/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the log for a screen, page by page, and never longer than a person waits. */
#include "tui/logreading.h"

#define COUNTED 10000
/* A search that somebody asks to go on may take this many times longer. */
#define PATIENT 4

static void
free_entry(gpointer entry)
{
    lb_activity_free(entry);
}

void
lb_log_reading_init(LbLogReading *reading, const LbApp *app, const LbLogQuery *query)
{
    *reading = (LbLogReading){ .app = app, .wanted = LB_LOG_READING_PAGE };
    lb_log_query_copy(&reading->query, query);
    reading->entries = g_ptr_array_new_with_free_func(free_entry);
}

void
lb_log_reading_clear(LbLogReading *reading)
{
    lb_log_query_clear(&reading->query);
    g_ptr_array_unref(reading->entries);
}

bool
lb_log_reading_is_search(const LbLogReading *reading)
{
    return reading->query.text != NULL || reading->query.caller != NULL;
}

/* Moves the entries of @page to @entries, from @at on. */
static void
move_entries(GPtrArray *entries, guint at, GPtrArray *page)
{
    for (guint i = 0; page->len > 0; i++)
        g_ptr_array_insert(entries, (gint)(at + i), g_ptr_array_steal_index(page, 0));
}

/* Reads on behind @reach until there are as many entries as wanted, or no more, or @time is over. */
static bool
read_back(const LbLogReading *reading, GPtrArray *entries, LbActivityReach *reach, int64_t time,
          GError **error)
{
    const LbApp *app = reading->app;
    LbActivityFilter filter = lb_log_query_filter(&reading->query);
    int64_t end = g_get_monotonic_time() + time;
    do {
        LbActivityReach step = { 0 };
        filter.before = reach->back;
        filter.limit = CLAMP(reading->wanted - (int)entries->len, 1, 1000);
        g_autoptr(GPtrArray) page =
            lb_service_log_some(app->service, app->actor, &filter, &step, error);
        if (page == NULL)
            return false;
        move_entries(entries, entries->len, page);
        step.newest = reach->newest != 0 ? reach->newest : step.newest;
        *reach = step;
    } while (!reach->whole && (int)entries->len < reading->wanted &&
             (!lb_log_reading_is_search(reading) || g_get_monotonic_time() < end));
    return true;
}

/* Puts what has been added since in front. */
static bool
read_newer(LbLogReading *reading, GError **error)
{
    const LbApp *app = reading->app;
    LbActivityFilter filter = lb_log_query_filter(&reading->query);
    LbActivityReach step = { 0 };
    int64_t newest = 0;
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(free_entry);
    filter.newer = reading->reach.newest;
    filter.limit = 1000;
    do {
        filter.before = step.back;
        g_autoptr(GPtrArray) page =
            lb_service_log_some(app->service, app->actor, &filter, &step, error);
        if (page == NULL)
            return false;
        move_entries(fresh, fresh->len, page);
        newest = MAX(newest, step.newest);
    } while (!step.whole);
    move_entries(reading->entries, 0, fresh);
    reading->reach.newest = MAX(newest, reading->reach.newest);
    return true;
}

static bool
read_anew(LbLogReading *reading, GError **error)
{
    LbActivityReach reach = { 0 };
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(free_entry);
    if (!read_back(reading, entries, &reach, reading->app->search_time, error))
        return false;
    g_ptr_array_unref(reading->entries);
    reading->entries = g_steal_pointer(&entries);
    reading->reach = reach;
    return true;
}

/* Those that were all found count themselves. */
static bool
count_entries(LbLogReading *reading, GError **error)
{
    const LbApp *app = reading->app;
    LbActivityFilter filter = lb_log_query_filter(&reading->query);
    reading->count = reading->entries->len;
    reading->more = !reading->reach.whole;
    if (reading->reach.whole || lb_log_reading_is_search(reading))
        return true;
    int64_t counted = 0;
    bool more = false;
    if (!lb_service_log_count(app->service, app->actor, &filter, COUNTED, &counted, &more, error))
        return false;
    if (counted >= reading->count) {
        reading->count = counted;
        reading->more = more;
    }
    return true;
}

bool
lb_log_reading_load(LbLogReading *reading, GError **error)
{
    bool again = lb_log_reading_is_search(reading) && reading->reach.newest != 0;
    return (again ? read_newer(reading, error) : read_anew(reading, error)) &&
           count_entries(reading, error);
}

bool
lb_log_reading_go_on(LbLogReading *reading, int count, GError **error)
{
    reading->wanted = MAX(reading->wanted, (int)reading->entries->len) + count;
    if (!lb_log_reading_is_search(reading))
        return lb_log_reading_load(reading, error);
    return read_back(reading, reading->entries, &reading->reach,
                     PATIENT * reading->app->search_time, error) &&
           count_entries(reading, error);
}

void
lb_log_reading_forget(LbLogReading *reading)
{
    reading->reach = (LbActivityReach){ 0 };
}
