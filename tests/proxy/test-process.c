/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of the programs that the process that goes through starts. */
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "proxy/process.h"

Test(process, none_fills_a_disk)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *directory = g_dir_make_tmp("lockbox-process-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "log", NULL);
    const char *const arguments[] = { "/bin/sh", "-c", "exec head -c 4M /dev/zero >\"$0\"", path,
                                      NULL };
    const char *const environment[] = { "PATH=/usr/bin:/bin", NULL };
    LbProcessPlan plan = { .arguments = arguments, .environment = environment };
    g_auto(LbProcess) process = LB_PROCESS_NONE;
    struct stat written;
    int status = 0;
    cr_assert(lb_process_start(&process, &plan, &error));
    struct pollfd ended = { .fd = process.watch, .events = POLLIN };
    cr_assert_eq(poll(&ended, 1, 20000), 1);
    cr_assert(lb_process_reap(&process, &status));
    cr_assert_eq(stat(path, &written), 0);
    g_unlink(path);
    g_rmdir(directory);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ, "%d", status);
    cr_assert_leq(written.st_size, LB_PROCESS_FILE_MOST);
}
