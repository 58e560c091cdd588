/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts by language. */
#include "core/labels.h"

#include <string.h>

GHashTable *
lb_labels_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

const char *
lb_labels_get(GHashTable *labels, const char *language)
{
    const char *label = NULL;
    if (language != NULL) {
        g_autofree char *base = g_strndup(language, strcspn(language, "_-.@:"));
        label = g_hash_table_lookup(labels, base);
    }
    return label != NULL ? label : g_hash_table_lookup(labels, "");
}
