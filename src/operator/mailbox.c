/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailboxes. They are as long as they are; no more than one mail of them is kept at a time, and no more of it than is read. */
#include "operator/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "notify/inbound.h"

#define PIECE 65536

typedef struct {
    const char *file;
    LbMailboxMail each;
    gpointer data;
    bool several;  /* a file that begins with a line "From " has one such line before each mail */
    GString *mail; /* so far */
    bool whole;    /* all of it is there */
    bool some;     /* it has begun */
    bool line, blank; /* the next byte begins a line; the line before was empty */
} Reading;

static void
close_stream(FILE *stream)
{
    if (stream != NULL)
        fclose(stream);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FILE, close_stream)

static void
add(Reading *reading, const char *bytes, size_t length)
{
    size_t room = LB_INBOUND_MOST - reading->mail->len;
    if (length > room)
        reading->whole = false;
    g_string_append_len(reading->mail, bytes, (gssize)MIN(length, room));
    reading->some = true;
}

static bool
hand_over(Reading *reading, GError **error)
{
    bool going = !reading->some || reading->each(reading->data, reading->file, reading->mail->str,
                                                 reading->mail->len, reading->whole, error);
    g_string_truncate(reading->mail, 0);
    reading->whole = true;
    reading->some = false;
    return going;
}

/* A line, or as much of it as fits into a piece. */
static size_t
read_piece(FILE *stream, char *piece)
{
    size_t length = 0;
    int byte = 0;
    while (length < PIECE && byte != '\n' && (byte = getc_unlocked(stream)) != EOF)
        piece[length++] = (char)byte;
    return length;
}

static bool
read_stream(Reading *reading, FILE *stream, GError **error)
{
    g_autofree char *piece = g_malloc(PIECE);
    size_t length = 0;
    bool parted = false, first = true;
    reading->line = reading->blank = true;
    while ((length = read_piece(stream, piece)) > 0) {
        bool from =
            reading->line && reading->blank && length >= 5 && memcmp(piece, "From ", 5) == 0;
        parted = first ? from && reading->several : parted;
        first = false;
        if (from && parted && !hand_over(reading, error))
            return false;
        add(reading, piece, length);
        bool empty = piece[0] == '\n' || (length == 2 && memcmp(piece, "\r\n", 2) == 0);
        reading->blank = reading->line && empty;
        reading->line = piece[length - 1] == '\n';
    }
    if (ferror(stream) == 0)
        return hand_over(reading, error);
    lb_set_errno_error(error, errno, "%s", reading->file);
    return false;
}

/* Takes @fd over. */
static bool
read_descriptor(int fd, Reading *reading, GError **error)
{
    g_autoptr(GString) mail = g_string_new(NULL);
    g_auto(LbFd) mine = fd;
    g_autoptr(FILE) stream = mine >= 0 ? fdopen(mine, "r") : NULL;
    if (stream == NULL) {
        lb_set_errno_error(error, errno, "%s", reading->file);
        return false;
    }
    lb_fd_steal(&mine);
    reading->mail = mail;
    reading->whole = true;
    return read_stream(reading, stream, error);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
read_directory(const char *path, Reading *reading, GError **error)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (directory == NULL)
        return false;
    for (const char *name = g_dir_read_name(directory); name != NULL;
         name = g_dir_read_name(directory))
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, compare);
    for (guint i = 0; i < names->len; i++) {
        struct stat status;
        reading->file = g_ptr_array_index(names, i);
        if (lstat(reading->file, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        int fd = open(reading->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        /* A mail program may have moved it meanwhile. */
        if (fd < 0 && errno == ENOENT)
            continue;
        if (!read_descriptor(fd, reading, error))
            return false;
    }
    return true;
}

static bool
read_maildir(const char *path, Reading *reading, GError **error)
{
    static const char *const rooms[] = { "cur", "new" };
    bool maildir = false;
    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++) {
        g_autofree char *room = g_build_filename(path, rooms[i], NULL);
        if (!g_file_test(room, G_FILE_TEST_IS_DIR))
            continue;
        maildir = true;
        if (!read_directory(room, reading, error))
            return false;
    }
    return maildir || read_directory(path, reading, error);
}

bool
lb_mailbox_read(const char *path, LbMailboxMail each, gpointer data, GError **error)
{
    Reading reading = { .file = path, .each = each, .data = data, .several = true };
    if (strcmp(path, "-") == 0)
        return read_descriptor(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3), &reading, error);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return read_maildir(path, &reading, error);
    return read_descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), &reading, error);
}

bool
lb_mailbox_read_one(int fd, LbMailboxMail each, gpointer data, GError **error)
{
    Reading reading = { .file = "-", .each = each, .data = data };
    return read_descriptor(fcntl(fd, F_DUPFD_CLOEXEC, 3), &reading, error);
}
