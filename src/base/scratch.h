/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A directory for files that are needed for a while. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The path of a directory that is this user's alone; freeing removes it with the files in it. */
typedef char LbScratch;

/* Makes one below @parent, mode 0700, with a name that begins with @name. NULL on error. */
LbScratch *lb_scratch_new(const char *parent, const char *name, GError **error);
void lb_scratch_free(LbScratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbScratch, lb_scratch_free)

/* Removes those of @name below @parent that were left there by who was killed: made, or changed, before @before (seconds UTC). */
void lb_scratch_sweep(const char *parent, const char *name, int64_t before);

/* Writes the file @name into it, mode 0600, where none may be yet. */
bool lb_scratch_write(const LbScratch *scratch, const char *name, const void *bytes, size_t length,
                      GError **error);
