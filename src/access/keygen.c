/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ssh-keygen in a directory of its own. It gets no terminal and no standard input, so it can ask nobody anything. */
#include "access/keygen.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/error.h"
#include "access/program.h"
#include "base/error.h"
#include "base/file.h"
#include "base/span.h"
#include "base/text.h"

#define PREFIX "scratch-"
#define KEYGEN "/usr/bin/ssh-keygen"
#define TIME_LIMIT (20 * LB_SECOND)
#define PATIENCE (2 * LB_SECOND)
#define COMPLAINT_LIMIT 4096
#define WORDS_LIMIT 200

static bool
is_private(const char *directory, GError **error)
{
    struct stat status;
    if (lstat(directory, &status) != 0) {
        lb_set_errno_error(error, errno, "%s", directory);
        return false;
    }
    if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 077) == 0)
        return true;
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS,
                "%s: must be a directory of mode 0700 of the user who signs", directory);
    return false;
}

LbScratch *
lb_scratch_new(const char *parent, GError **error)
{
    if (!is_private(parent, error))
        return NULL;
    g_autofree char *path = g_build_filename(parent, PREFIX "XXXXXX", NULL);
    if (mkdtemp(path) != NULL)
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
lb_scratch_sweep(const char *parent, int64_t before)
{
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    const char *name;
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(parent, name, NULL);
        struct stat status;
        if (g_str_has_prefix(name, PREFIX) && lstat(path, &status) == 0 &&
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

char *
lb_keygen_run(const LbScratch *scratch, LbClock *clock, size_t limit, const char *const *arguments,
              GError **error)
{
    static const char *const settings[] = { "TZ=UTC", NULL };
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)(guintptr)KEYGEN);
    for (size_t i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(words, (gpointer)(guintptr)arguments[i]);
    g_ptr_array_add(words, NULL);
    LbProgram program = { .path = KEYGEN,
                          .arguments = (const char *const *)words->pdata,
                          .settings = settings,
                          .directory = scratch,
                          .output_limit = limit,
                          .complaint_limit = COMPLAINT_LIMIT,
                          .time_limit = TIME_LIMIT,
                          .patience = PATIENCE,
                          .clock = clock };
    g_autoptr(LbProgramResult) result = lb_program_run(&program, error);
    if (result == NULL)
        return NULL;
    if (result->end == LB_PROGRAM_EXITED && result->code == 0 && !result->cut)
        return g_steal_pointer(&result->output);
    g_autofree char *how = result->cut ? g_strdup("printed too much") : lb_program_describe(result);
    g_autofree char *said =
        lb_text_brief(result->complaint, (gssize)result->complaint_length, WORDS_LIMIT);
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_PROGRAM, "ssh-keygen %s %s: %s",
                arguments[0], how, said);
    return NULL;
}
