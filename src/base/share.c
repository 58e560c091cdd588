/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files that programs read are. */
#include "config.h"

#include "base/share.h"

#include <glib.h>

/* The share directory beside the running program (build tree) or beside the program's directory (test
 * programs of a build tree, PREFIX/bin), or NULL where neither holds anything of ours. */
static char *
near_program(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *directory = program != NULL ? g_path_get_dirname(program) : NULL;
    for (int up = 0; directory != NULL && up < 2; up++) {
        g_autofree char *share = g_build_filename(directory, "share", NULL);
        g_autofree char *ours = g_build_filename(share, "lockbox", NULL);
        if (g_file_test(ours, G_FILE_TEST_IS_DIR))
            return g_steal_pointer(&share);
        char *parent = g_path_get_dirname(directory);
        g_free(directory);
        directory = parent;
    }
    return NULL;
}

char *
lb_share_path(const char *name)
{
    g_autofree char *share = near_program();
    if (share != NULL)
        return g_build_filename(share, "lockbox", name, NULL);
    return g_build_filename(LB_PKGDATADIR, name, NULL);
}

char *
lb_share_locale_directory(void)
{
    g_autofree char *share = near_program();
    if (share != NULL)
        return g_build_filename(share, "locale", NULL);
    return g_strdup(LB_LOCALEDIR);
}
