/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of recordings, a few at a time, since nothing else happens here meanwhile. What cannot be removed is passed by, and
 * tried again on the next way through all that is left. */
#include "daemon/keeper.h"

#include "daemon/error.h"
#include "service/recordings.h"

#define BATCH 10              /* recordings at a time */
#define AGAIN_AFTER LB_MINUTE /* what could not be removed */
#define WARN_EVERY (5 * LB_MINUTE)
#define NAMED_MOST 10

static void
note(bool done, LbFault *fault, const char *what, GError *error)
{
    if (done)
        lb_fault_clear(fault, what);
    else
        lb_fault_set(fault, what, error);
}

static void
decide(LbKeeper *keeper, LbService *service)
{
    GError *error = NULL;
    int deleted = 0;
    bool done = lb_recordings_retire(service, BATCH, &deleted, &error);
    note(done, &keeper->deciding, "recordings that are too old", error);
    if (deleted > 0)
        lb_report(LB_REPORT_INFO, "recordings: %d deleted, whose time was over", deleted);
    /* Their files are not to wait. */
    if (deleted > 0 && !keeper->failing)
        keeper->passed = 0;
}

static void
remove_left(LbKeeper *keeper, LbService *service)
{
    GError *error = NULL;
    gint64 now = g_get_monotonic_time();
    if (keeper->passed != 0 && now - keeper->passed < AGAIN_AFTER)
        return;
    g_autoptr(GArray) left = lb_recordings_left(service, keeper->position, BATCH, &error);
    for (guint i = 0; left != NULL && i < left->len; i++) {
        GError *failure = NULL;
        keeper->position = g_array_index(left, int64_t, i);
        if (lb_recordings_clear(service, keeper->position, &failure))
            continue;
        keeper->failing = true;
        lb_fault_set(&keeper->removing, "files of recordings", failure);
    }
    note(left != NULL, &keeper->listing, "recordings that are deleted", error);
    if (left == NULL || left->len == BATCH)
        return;
    /* Round: all that is left was tried. */
    if (!keeper->failing)
        lb_fault_clear(&keeper->removing, "files of recordings");
    keeper->passed = now;
    keeper->position = 0;
    keeper->failing = false;
}

/* One line about all, so that it changes only when one is added or leaves. */
static GError *
describe(const GPtrArray *filling)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(filling->len, NAMED_MOST); i++) {
        const LbFilling *each = g_ptr_array_index(filling, i);
        bool full = lb_keeping_percent(&each->keeping, each->bytes) >= 100;
        g_string_append_printf(names, "%s%s (%s)", i > 0 ? ", " : "", each->name,
                               full ? "full: no shell is opened" : "nearly full");
    }
    return g_error_new(LB_DAEMON_ERROR, LB_DAEMON_ERROR_FULL, "%s%s", names->str,
                       filling->len > NAMED_MOST ? " and others" : "");
}

static void
warn(LbKeeper *keeper, LbService *service)
{
    GError *error = NULL;
    gint64 now = g_get_monotonic_time();
    if (keeper->warned != 0 && now - keeper->warned < WARN_EVERY)
        return;
    g_autoptr(GPtrArray) filling = lb_recordings_filling(service, NAMED_MOST + 1, &error);
    if (filling == NULL) {
        lb_fault_set(&keeper->counting, "recordings that are kept", error);
        return;
    }
    lb_fault_clear(&keeper->counting, "recordings that are kept");
    note(filling->len == 0, &keeper->warning, "quotas of recordings",
         filling->len > 0 ? describe(filling) : NULL);
    keeper->warned = now;
}

void
lb_keeper_look(LbKeeper *keeper, LbService *service)
{
    decide(keeper, service);
    remove_left(keeper, service);
    warn(keeper, service);
}

void
lb_keeper_forget(LbKeeper *keeper)
{
    keeper->warned = 0;
    keeper->passed = 0;
    keeper->position = 0;
}

void
lb_keeper_clear(LbKeeper *keeper)
{
    g_free(keeper->deciding.reason);
    g_free(keeper->listing.reason);
    g_free(keeper->removing.reason);
    g_free(keeper->counting.reason);
    g_free(keeper->warning.reason);
}
