/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails out of files: one alone, a whole mailbox (mbox), a Maildir or another directory of files, each with one or more. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* A mail of @length bytes that stands in @file; @whole: all of it, else it is longer than LB_INBOUND_MOST. False, with @error, ends
 * the reading. */
typedef bool (*LbMailboxMail)(gpointer data, const char *file, const char *bytes, size_t length,
                              bool whole, GError **error);

/* Calls @each for every mail in @path, "-": standard input, in the order of the names; the files of a directory whose names begin
 * with a dot, and what is no plain file, are left out. Links are followed at @path alone. */
bool lb_mailbox_read(const char *path, LbMailboxMail each, gpointer data, GError **error);

/* The same of one mail, on the descriptor @fd, which is read to its end: a line "From " within it begins no other. */
bool lb_mailbox_read_one(int fd, LbMailboxMail each, gpointer data, GError **error);
