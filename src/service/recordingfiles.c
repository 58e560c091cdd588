/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at files of recordings, and removing them, one directory below the other, and never through a link. */
#include "service/recordingfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "core/recording.h"

/* The directory @name in @above; -1 without an error where there is none, or something else in its place and @strange is given to
 * store that. */
static LbFd
enter(int above, const char *name, bool *strange, GError **error)
{
    LbFd fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 || errno == ENOENT)
        return fd;
    if (strange != NULL && (errno == ENOTDIR || errno == ELOOP))
        *strange = true;
    else
        lb_set_errno_error(error, errno, "%s", name);
    return -1;
}

/* That of all recordings; -1 likewise. */
static LbFd
enter_all(const LbService *service, bool *strange, GError **error)
{
    g_auto(LbFd) data = open(service->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (data < 0) {
        lb_set_errno_error(error, errno, "%s", service->data);
        return -1;
    }
    return enter(data, LB_RECORDINGS, strange, error);
}

static bool
look_at_parts(int directory, int64_t passage, LbRecordingFiles *files, GError **error)
{
    for (int part = 1; part <= LB_RECORDING_PARTS_MOST; part++) {
        struct stat status;
        g_autofree char *name = lb_recording_part_name(passage, part);
        if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == ENOENT)
                return true;
            lb_set_errno_error(error, errno, "%s", name);
            return false;
        }
        files->parts++;
        files->bytes += status.st_size;
        files->strange = files->strange || !S_ISREG(status.st_mode);
        files->open = files->open || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    }
    return true;
}

bool
lb_recording_files_look(const LbService *service, const char *id, int64_t passage,
                        LbRecordingFiles *files, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *files = (LbRecordingFiles){ 0 };
    g_auto(LbFd) all = enter_all(service, &files->strange, &failure);
    g_auto(LbFd) one = all >= 0 ? enter(all, id, &files->strange, &failure) : -1;
    if (failure == NULL)
        return one < 0 || look_at_parts(one, passage, files, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* Whether the name is gone. */
static bool
remove_name(int directory, const char *name, int flags, GError **error)
{
    if (unlinkat(directory, name, flags) == 0 || errno == ENOENT)
        return true;
    lb_set_errno_error(error, errno, "%s", name);
    return false;
}

/* All that can be removed is; the first failure is returned after all. */
static bool
remove_parts(int directory, int64_t passage, GError **error)
{
    g_autoptr(GError) failure = NULL;
    for (int part = 1; part <= LB_RECORDING_PARTS_MOST; part++) {
        g_autofree char *name = lb_recording_part_name(passage, part);
        remove_name(directory, name, 0, failure == NULL ? &failure : NULL);
    }
    if (failure == NULL && fsync(directory) != 0)
        lb_set_errno_error(&failure, errno, "fsync");
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool
lb_recording_files_remove(const LbService *service, const char *id, int64_t passage, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_auto(LbFd) all = enter_all(service, NULL, &failure);
    g_auto(LbFd) one = all >= 0 ? enter(all, id, NULL, &failure) : -1;
    if (one >= 0 && remove_parts(one, passage, &failure))
        /* What else is in it keeps it. */
        unlinkat(all, id, AT_REMOVEDIR);
    if (failure == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    g_prefix_error(error, "%s/%s: ", LB_RECORDINGS, id);
    return false;
}
