/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets that the operator keeps in files: the password of the mail server, the tokens of ticket systems. */
#pragma once

#include <glib.h>

/* The one line of the file at @path, which nobody else may read, or which systemd put there as a credential of this service.
 * Errors call it @what and say nothing of it. The caller wipes and frees it; NULL on error. */
char *lb_secret_read(const char *path, const char *what, GError **error);
