/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A directory for files that are needed for a while, removed with all of them. */
#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"

LbScratch *
lb_scratch_new(const char *parent, const char *name, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/%s-XXXXXX", parent, name);
    if (g_mkdtemp(path) != NULL)
        return g_steal_pointer(&path);
    lb_set_errno_error(error, errno, "%s", path);
    return NULL;
}

void
lb_scratch_free(LbScratch *scratch)
{
    if (scratch == NULL)
        return;
    g_autoptr(GDir) directory = g_dir_open(scratch, 0, NULL);
    for (const char *name = directory != NULL ? g_dir_read_name(directory) : NULL; name != NULL;
         name = g_dir_read_name(directory)) {
        g_autofree char *file = g_build_filename(scratch, name, NULL);
        g_unlink(file);
    }
    g_rmdir(scratch);
    g_free(scratch);
}

void
lb_scratch_sweep(const char *parent, const char *name, int64_t before)
{
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    g_autofree char *prefix = g_strconcat(name, "-", NULL);
    const char *each;
    while (directory != NULL && (each = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(parent, each, NULL);
        struct stat status;
        if (g_str_has_prefix(each, prefix) && lstat(path, &status) == 0 &&
            S_ISDIR(status.st_mode) && status.st_mtim.tv_sec < before)
            lb_scratch_free(g_steal_pointer(&path));
    }
}

bool
lb_scratch_write(const LbScratch *scratch, const char *name, const void *bytes, size_t length,
                 GError **error)
{
    g_autofree char *path = g_build_filename(scratch, name, NULL);
    g_auto(LbFd) fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    return lb_fd_write_all(fd, bytes, length, error);
}
