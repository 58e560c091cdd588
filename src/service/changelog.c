/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading changes back from entries of the activity log. */
#include "service/changelog.h"

#include <json-glib/json-glib.h>

static char *
text_member(JsonObject *details, const char *name)
{
    return g_strdup(json_object_get_string_member_with_default(details, name, NULL));
}

LbChange *
lb_changelog_read(const LbActivity *entry)
{
    g_autoptr(JsonNode) root = json_from_string(entry->details, NULL);
    JsonObject *details =
        root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    int kind = 0;
    if (details == NULL ||
        !lb_names_find(lb_change_names,
                       json_object_get_string_member_with_default(details, "what", NULL), &kind))
        return NULL;
    LbChange *change = lb_change_new();
    change->kind = (LbChangeKind)kind;
    change->account = text_member(details, "account");
    change->before = text_member(details, "before");
    change->after = text_member(details, "after");
    change->scope = text_member(details, "scope");
    change->outside = json_object_get_boolean_member_with_default(details, "outside", FALSE);
    return change;
}
