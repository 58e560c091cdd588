/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of the catalogue and the policy, in the languages that their files have it in. */
#pragma once

#include <glib.h>

/* A table language ("" for English) -> text. The caller unrefs it. */
GHashTable *lb_labels_new(void);

/* The text in @language ("ja", "ja_JP.UTF-8", NULL: English), in English where there is none; NULL where there is
 * neither. Borrowed. */
const char *lb_labels_get(GHashTable *labels, const char *language);
