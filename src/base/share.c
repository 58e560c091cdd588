/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files that programs read are. */
#include "config.h"

#include "base/share.h"

#include <glib.h>

/* DIRECTORY/share where DIRECTORY holds the running program, or NULL when it has none. */
static char *
beside_program(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (program == NULL)
        return NULL;
    g_autofree char *directory = g_path_get_dirname(program);
    g_autofree char *share = g_build_filename(directory, "share", NULL);
    g_autofree char *ours = g_build_filename(share, "lockbox", NULL);
    return g_file_test(ours, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&share) : NULL;
}

char *
lb_share_path(const char *name)
{
    g_autofree char *share = beside_program();
    if (share != NULL)
        return g_build_filename(share, "lockbox", name, NULL);
    return g_build_filename(LB_PKGDATADIR, name, NULL);
}

char *
lb_share_locale_directory(void)
{
    g_autofree char *share = beside_program();
    if (share != NULL)
        return g_build_filename(share, "locale", NULL);
    return g_strdup(LB_LOCALEDIR);
}
