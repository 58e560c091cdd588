/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a recording. Each is new: nothing that is there is ever written to again by another process. */
#include "commands/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "core/recording.h"
#include "proxy/cast.h"

#define COLUMNS_DEFAULT 80
#define ROWS_DEFAULT 24

const LbRecordingLimits lb_recording_limits = { .part = 16 * 1024 * 1024,
                                                .parts = LB_RECORDING_PARTS_MOST,
                                                .spare = 256 * 1024 * 1024 };

struct LbRecording {
    LbRecordingLimits limits;
    char *directory;
    int64_t id;
    char *terminal;
    int part; /* from 1 */
    LbFd fd;
    size_t size;   /* bytes of this part */
    int64_t total; /* of all */
    LbSha256 *sum;
};

void
lb_recording_free(LbRecording *recording)
{
    if (recording == NULL)
        return;
    lb_fd_close(&recording->fd);
    lb_sha256_free(recording->sum);
    g_free(recording->directory);
    g_free(recording->terminal);
    g_free(recording);
}

static bool
append(LbRecording *recording, const char *bytes, size_t length, GError **error)
{
    if (!lb_fd_write_all(recording->fd, bytes, length, error))
        return false;
    lb_sha256_add_plain(recording->sum, bytes, length);
    recording->size += length;
    recording->total += (int64_t)length;
    return true;
}

static bool
sync_part(LbRecording *recording, GError **error)
{
    if (recording->fd < 0 || fsync(recording->fd) == 0)
        return true;
    lb_set_errno_error(error, errno, "the recording");
    return false;
}

static bool
write_header(LbRecording *recording, GError **error)
{
    struct winsize size = { 0 };
    if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = (struct winsize){ .ws_col = COLUMNS_DEFAULT, .ws_row = ROWS_DEFAULT };
    g_autofree char *header =
        lb_cast_header(size.ws_col, size.ws_row, g_get_real_time(), recording->terminal);
    return append(recording, header, strlen(header), error);
}

static bool
has_room(const LbRecording *recording, GError **error)
{
    struct statvfs disk;
    if (statvfs(recording->directory, &disk) != 0) {
        lb_set_errno_error(error, errno, "%s", recording->directory);
        return false;
    }
    if ((uint64_t)disk.f_bavail * disk.f_frsize >= recording->limits.part + recording->limits.spare)
        return true;
    lb_set_errno_error(error, ENOSPC, "%s", recording->directory);
    return false;
}

static bool
open_part(LbRecording *recording, GError **error)
{
    if (!sync_part(recording, error) || !has_room(recording, error))
        return false;
    if (recording->part >= recording->limits.parts) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_LIMIT, "the recording is full");
        return false;
    }
    g_autofree char *name = lb_recording_part_name(recording->id, recording->part + 1);
    g_autofree char *path = g_build_filename(recording->directory, name, NULL);
    lb_fd_close(&recording->fd);
    recording->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (recording->fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    recording->part++;
    recording->size = 0;
    return lb_file_sync_directory(recording->directory, error) && write_header(recording, error);
}

LbRecording *
lb_recording_new(const char *data, const char *request, int64_t id, const char *terminal,
                 const LbRecordingLimits *limits, GError **error)
{
    g_autoptr(LbRecording) recording = g_new0(LbRecording, 1);
    g_autofree char *all = g_build_filename(data, LB_RECORDINGS, NULL);
    recording->directory = lb_recording_directory(data, request);
    recording->limits = *limits;
    recording->id = id;
    recording->terminal = g_strdup(terminal);
    recording->fd = -1;
    recording->sum = lb_sha256_new();
    /* The group is that of the data directory, which hands it on: lockboxd, whose time to delete comes, is in it, and reads
     * nothing. */
    if (!lb_file_make_directory(all, 02770, error) ||
        !lb_file_make_directory(recording->directory, 02770, error) ||
        !lb_file_sync_directory(all, error) || !open_part(recording, error))
        return NULL;
    return g_steal_pointer(&recording);
}

bool
lb_recording_add(LbRecording *recording, const char *line, size_t length, GError **error)
{
    if (recording->size + length + 1 > recording->limits.part && !open_part(recording, error))
        return false;
    return append(recording, line, length, error) && append(recording, "\n", 1, error);
}

char *
lb_recording_settle(LbRecording *recording, GError **error)
{
    uint8_t digest[LB_SHA256_SIZE];
    if (!sync_part(recording, error))
        return NULL;
    lb_sha256_peek(recording->sum, digest);
    return lb_sha256_to_hex(digest);
}

int64_t
lb_recording_bytes(const LbRecording *recording)
{
    return recording->total;
}
