/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery into a Maildir: written in tmp, made durable, linked into new. The name depends on the message
 * alone, so a second delivery after a crash finds the first. */
#include "notify/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#define PATIENCE 60 /* seconds for one delivery */

typedef struct {
    LbTransport base;
    char *path;
} LbMaildir;

/* "1795492729.5f1c….lockbox": unique by what makes a message one, and free of ':' and '/'. */
static char *
file_name(const LbEnvelope *envelope)
{
    g_autoptr(LbSha256) sha = lb_sha256_new();
    uint8_t digest[LB_SHA256_SIZE];
    lb_sha256_add_text(sha, "lockbox maildir 1");
    lb_sha256_add_text(sha, envelope->message_id);
    lb_sha256_add_text(sha, envelope->to);
    lb_sha256_finish(sha, digest);
    g_autofree char *hex = lb_sha256_to_hex(digest);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%.32s.lockbox", envelope->queued / LB_SECOND, hex);
}

/* Whether @directory has @name, with or without the flags that a mail client adds behind a colon. */
static bool
has_mail(const char *directory, const char *name, bool *found, GError **error)
{
    size_t length = strlen(name);
    g_autoptr(GDir) open_directory = g_dir_open(directory, 0, error);
    if (open_directory == NULL)
        return false;
    *found = false;
    for (const char *entry = g_dir_read_name(open_directory); entry != NULL && !*found;
         entry = g_dir_read_name(open_directory))
        *found =
            strncmp(entry, name, length) == 0 && (entry[length] == '\0' || entry[length] == ':');
    return true;
}

/* CRLF as LF, as mail clients expect it in files. */
static GString *
to_file_lines(const LbEnvelope *envelope)
{
    GString *lines = g_string_new_len(envelope->bytes, (gssize)envelope->length);
    g_string_replace(lines, "\r\n", "\n", 0);
    return lines;
}

static bool
write_file(const char *path, const LbEnvelope *envelope, GError **error)
{
    g_autoptr(GString) lines = to_file_lines(envelope);
    unlink(path); /* left by a delivery that was killed; there is one deliverer at a time */
    g_auto(LbFd) fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    if (!lb_fd_write_all(fd, lines->str, lines->len, error))
        return false;
    if (fsync(fd) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    return true;
}

static bool
make_directories(const char *path, GError **error)
{
    static const char *const parts[] = { "", "tmp", "new", "cur" };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *part = g_build_filename(path, parts[i], NULL);
        if (!lb_file_make_directory(part, 0700, error))
            return false;
    }
    return true;
}

/* link() never replaces: what is in new already stays as it is. */
static bool
put(const LbMaildir *maildir, const char *name, const LbEnvelope *envelope, GError **error)
{
    g_autofree char *temporary = g_build_filename(maildir->path, "tmp", name, NULL);
    g_autofree char *final = g_build_filename(maildir->path, "new", name, NULL);
    bool linked = write_file(temporary, envelope, error);
    if (linked && link(temporary, final) != 0 && errno != EEXIST) {
        lb_set_errno_error(error, errno, "%s", final);
        linked = false;
    }
    unlink(temporary);
    return linked;
}

static bool
deliver_once(const LbMaildir *maildir, const LbEnvelope *envelope, bool *was_there, GError **error)
{
    if (!make_directories(maildir->path, error))
        return false;
    g_autofree char *name = file_name(envelope);
    g_autofree char *fresh = g_build_filename(maildir->path, "new", NULL);
    g_autofree char *current = g_build_filename(maildir->path, "cur", NULL);
    if (!has_mail(fresh, name, was_there, error))
        return false;
    if (!*was_there && !has_mail(current, name, was_there, error))
        return false;
    if (!*was_there && !put(maildir, name, envelope, error))
        return false;
    return lb_file_sync_directory(fresh, error) && lb_file_sync_directory(maildir->path, error);
}

static void
run(LbTransport *transport, const LbMails *mails)
{
    const LbMaildir *maildir = (const LbMaildir *)transport;
    const LbEnvelope *envelope;
    while ((envelope = mails->next(mails->data, LB_WAIT_LONG)) != NULL) {
        g_autoptr(GError) error = NULL;
        bool was_there = false;
        if (!lb_mails_permit(mails))
            mails->settle(mails->data, LB_DELIVERY_LATER, "held back");
        else if (!deliver_once(maildir, envelope, &was_there, &error))
            mails->settle(mails->data, LB_DELIVERY_LATER, error->message);
        else
            mails->settle(mails->data, LB_DELIVERY_ACCEPTED,
                          was_there ? "in the Maildir already" : "in the Maildir");
    }
}

static void
free_maildir(LbTransport *transport)
{
    LbMaildir *maildir = (LbMaildir *)transport;
    g_free(maildir->path);
    g_free(maildir);
}

LbTransport *
lb_maildir_new(const char *path)
{
    LbMaildir *maildir = g_new0(LbMaildir, 1);
    maildir->base.run = run;
    maildir->base.free = free_maildir;
    maildir->base.patience = PATIENCE;
    maildir->path = g_strdup(path);
    return &maildir->base;
}
