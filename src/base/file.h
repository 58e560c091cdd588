/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole small files, read with a bound and written so that a crash leaves the old or the new one. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* A file descriptor that closes itself: g_auto(LbFd) fd = open(…). -1 is nothing. */
typedef int LbFd;
void lb_fd_close(LbFd *fd);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbFd, lb_fd_close)

/* Gives the descriptor away. */
LbFd lb_fd_steal(LbFd *fd);

/* The bytes of the file at @path, NUL added, @length (may be NULL) their number. More than @limit bytes
 * is an error (LIMIT), so is a file that changes its size meanwhile. The caller frees it. */
char *lb_file_read(const char *path, size_t limit, size_t *length, GError **error);

/* Like lb_file_read(), from the open @fd, which errors call @name. */
char *lb_fd_read_all(int fd, const char *name, size_t limit, size_t *length, GError **error);

/* Like lb_file_read(), but for secrets: a regular file that belongs to this user or root and that nobody
 * else may read. */
char *lb_file_read_secret(const char *path, size_t limit, size_t *length, GError **error);

/* Replaces the file at @path by @length bytes with permissions @mode: temporary file beside it, fsync,
 * rename, fsync of the directory. */
bool lb_file_write(const char *path, const void *bytes, size_t length, mode_t mode, GError **error);

/* Makes the finished file at @from durable and gives it the name @to, where nothing may be yet (EEXIST). */
bool lb_file_publish(const char *from, const char *to, GError **error);

/* Makes the directory (not its parents) with @mode unless it is there already. */
bool lb_file_make_directory(const char *path, mode_t mode, GError **error);

/* Makes what was created, renamed or removed in the directory durable. */
bool lb_file_sync_directory(const char *path, GError **error);

/* Writes all @length bytes, going on after interruptions. */
bool lb_fd_write_all(int fd, const void *bytes, size_t length, GError **error);
