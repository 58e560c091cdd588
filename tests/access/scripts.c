/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provisioning scripts of tests. */
#include "access/scripts.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/span.h"
#include "support/process.h"

#define LONGEST (30 * LB_SECOND)

Stage *
stage_new(void)
{
    Stage *stage = g_new0(Stage, 1);
    stage->root = test_directory_new();
    stage->grant = place_grant();
    stage->keys = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(stage->keys, g_strdup(PLACE_HOST_KEY));
    stage->settings.script = g_build_filename(stage->root, "script", NULL);
    stage->settings.user = geteuid() == 0 ? "root" : NULL;
    stage->order = (LbProvisionOrder){ .grant = stage->grant,
                                       .instance = PLACE_INSTANCE,
                                       .keys = stage->keys,
                                       .settings = &stage->settings,
                                       .clock = lb_clock_system() };
    return stage;
}

void
stage_free(Stage *stage)
{
    if (stage == NULL)
        return;
    g_free((char *)(guintptr)stage->settings.script);
    test_directory_free(stage->root);
    lb_grant_free(stage->grant);
    g_ptr_array_unref(stage->keys);
    g_free(stage->awaited);
    g_free(stage);
}

void
stage_script(Stage *stage, const char *body)
{
    g_autofree char *text = g_strdup_printf("#!/bin/sh\nhere='%s'\n%s\n", stage->root, body);
    cr_assert(g_file_set_contents(stage->settings.script, text, -1, NULL));
    cr_assert_eq(g_chmod(stage->settings.script, 0755), 0);
}

static bool
read_sleeping(LbClock *clock, LbClockReading *reading, GError **error)
{
    Stage *stage = (Stage *)(void *)((char *)clock - offsetof(Stage, sleeping));
    if (!lb_clock_read(lb_clock_system(), reading, error))
        return false;
    if (g_file_test(stage->awaited, G_FILE_TEST_EXISTS))
        reading->boot += LB_HOUR;
    return true;
}

void
stage_sleep_once_there_is(Stage *stage, const char *name)
{
    stage->awaited = g_build_filename(stage->root, name, NULL);
    stage->sleeping.read = read_sleeping;
    stage->order.clock = &stage->sleeping;
}

static LbProvisionResult *
run(Stage *stage, LbProvisionResult *(*act)(const LbProvisioner *, const LbProvisionOrder *))
{
    gint64 start = g_get_monotonic_time();
    const LbProvisioner *provisioner = lb_provisioner_find("script");
    LbProvisionResult *result = act(provisioner, &stage->order);
    cr_assert_lt(g_get_monotonic_time() - start, LONGEST);
    cr_assert_eq(result->words != NULL, result->outcome == LB_PROVISION_FAILED);
    cr_assert_eq(result->connection != NULL, result->outcome == LB_PROVISION_OPENED);
    return result;
}

LbProvisionResult *
stage_open(Stage *stage)
{
    return run(stage, lb_provisioner_open);
}

LbProvisionResult *
stage_close(Stage *stage)
{
    return run(stage, lb_provisioner_close);
}

void
stage_must_fail(Stage *stage, const char *words)
{
    g_autoptr(LbProvisionResult) result = stage_open(stage);
    cr_assert_eq(result->outcome, LB_PROVISION_FAILED, "it did not fail: %s", words);
    cr_assert(result->retryable);
    cr_assert_not_null(strstr(result->words, words), "\"%s\" is not in \"%s\"", words,
                       result->words);
}

char *
stage_read(const Stage *stage, const char *name)
{
    char *text = test_read(stage->root, name, NULL);
    cr_assert_not_null(text, "there is no %s", name);
    return text;
}

/* One that nobody has reaped yet is gone, too. */
static bool
is_gone(const char *number)
{
    g_autofree char *path = g_strdup_printf("/proc/%s/stat", number);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return true;
    const char *state = strrchr(text, ')');
    return state != NULL && (state[2] == 'Z' || state[2] == 'X');
}

bool
stage_is_gone(const Stage *stage, const char *name)
{
    g_autofree char *number = g_strchomp(stage_read(stage, name));
    cr_assert_gt(atoi(number), 1);
    gint64 end = g_get_monotonic_time() + LONGEST;
    while (!is_gone(number) && g_get_monotonic_time() < end)
        g_usleep(1000);
    return is_gone(number);
}
