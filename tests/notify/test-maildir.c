/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery into a Maildir: as mail clients expect it, once, and durable. */
#include "notify/maildir.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "support/process.h"

static const char mail[] = "Subject: x\r\nFrom: a@b.example\r\n\r\n.\r\nFrom here\r\n";

static LbDelivery
deliver(const char *path, const char *to, const char *message_id)
{
    g_autoptr(LbTransport) transport = lb_maildir_new(path);
    g_autofree char *answer = NULL;
    LbEnvelope envelope = { "lockbox@fabrikam.example", to,   message_id,
                            1795492729 * LB_SECOND,     mail, strlen(mail) };
    LbDelivery delivery = lb_transport_deliver(transport, &envelope, &answer);
    cr_assert_str_not_empty(answer);
    return delivery;
}

/* The path of the only file of a folder of the Maildir. */
static char *
only_file(const char *path, const char *folder)
{
    g_autofree char *directory = g_build_filename(path, folder, NULL);
    g_autoptr(GDir) open_directory = g_dir_open(directory, 0, NULL);
    const char *name = g_dir_read_name(open_directory);
    char *file = name != NULL ? g_build_filename(directory, name, NULL) : NULL;
    cr_assert_null(g_dir_read_name(open_directory), "more than one file in %s", folder);
    return file;
}

static unsigned
mode_of(const char *path)
{
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    return status.st_mode & 07777;
}

Test(maildir, a_mail_is_one_private_file_with_unix_line_ends)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *path = g_build_filename(directory, "Maildir", NULL);
    cr_assert_eq(deliver(path, "owner1@contoso.example", "lb.1@x.example"), LB_DELIVERY_ACCEPTED);
    g_autofree char *file = only_file(path, "new");
    g_autofree char *left = only_file(path, "tmp");
    g_autofree char *bytes = NULL;
    cr_assert(g_file_get_contents(file, &bytes, NULL, NULL));
    cr_assert_str_eq(bytes, "Subject: x\nFrom: a@b.example\n\n.\nFrom here\n");
    cr_assert_null(left);
    cr_assert_eq(mode_of(file), 0600);
    cr_assert_eq(mode_of(path), 0700);
    cr_assert(g_str_has_prefix(strrchr(file, '/'), "/1795492729."));
    cr_assert_null(strchr(strrchr(file, '/'), ':'));
}

Test(maildir, a_second_delivery_of_the_same_message_doubles_nothing)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    g_autofree char *fresh = only_file(directory, "new");
    g_autofree char *base = g_path_get_basename(fresh);
    g_autofree char *read = g_strdup_printf("%s/cur/%s:2,FS", directory, base);
    cr_assert_eq(g_rename(fresh, read), 0);
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    g_autofree char *nothing = only_file(directory, "new");
    cr_assert_null(nothing);
}

Test(maildir, other_messages_and_other_recipients_are_other_files)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    cr_assert_eq(deliver(directory, "owner2@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.2@x.example"),
                 LB_DELIVERY_ACCEPTED);
    g_autofree char *fresh = g_build_filename(directory, "new", NULL);
    cr_assert_eq(test_count(fresh, ".lockbox"), 3);
}

Test(maildir, what_a_killed_delivery_left_is_replaced)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    g_autofree char *file = only_file(directory, "new");
    g_autofree char *base = g_path_get_basename(file);
    g_autofree char *half = g_build_filename(directory, "tmp", base, NULL);
    cr_assert(g_unlink(file) == 0 && g_file_set_contents(half, "Subj", -1, NULL));
    cr_assert_eq(deliver(directory, "owner1@contoso.example", "lb.1@x.example"),
                 LB_DELIVERY_ACCEPTED);
    g_autofree char *bytes = NULL;
    cr_assert(g_file_get_contents(file, &bytes, NULL, NULL));
    cr_assert(g_str_has_suffix(bytes, "From here\n"));
    g_autofree char *left = only_file(directory, "tmp");
    cr_assert_null(left);
}

Test(maildir, where_nothing_can_be_written_the_mail_waits)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *missing = g_build_filename(directory, "not", "there", NULL);
    g_autofree char *file = g_build_filename(directory, "file", NULL);
    cr_assert_eq(deliver(missing, "owner1@contoso.example", "lb.1@x.example"), LB_DELIVERY_LATER);
    cr_assert(g_file_set_contents(file, "", 0, NULL));
    cr_assert_eq(deliver(file, "owner1@contoso.example", "lb.1@x.example"), LB_DELIVERY_LATER);
}
