/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the files that programs read are: beside the program or one directory higher, else where they were
 * configured to be installed. Never taken from a variable. */
#pragma once

/* The path of @name below share/lockbox. The caller frees it. */
char *lb_share_path(const char *name);

/* The directory of translations. The caller frees it. */
char *lb_share_locale_directory(void);
