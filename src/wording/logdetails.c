/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Details of the log's entries. They are JSON of our own making, with names and words of others in it. */
#include "wording/logdetails.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/i18n.h"
#include "wording/phrases.h"
#include "wording/plain.h"

/* What an entry about a grant repeats of its request. */
static const char *const of_request[] = { "status", "subscription", "hours", "accessEnd", NULL };

char *
lb_phrase_details(const char *details)
{
    static const char *const for_machines[] = { "digest", "counted",    "weighing", "step",
                                                "rows",   "rowsSha256", "rowsBase", NULL };
    g_autoptr(JsonNode) root = json_from_string(details, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return NULL;
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GList) names = json_object_get_members(json_node_get_object(root));
    bool granted = json_object_has_member(json_node_get_object(root), "grant");
    for (GList *name = names; name != NULL; name = name->next) {
        JsonNode *value = json_object_get_member(json_node_get_object(root), name->data);
        if (granted && g_strv_contains(of_request, name->data))
            continue;
        bool is_text =
            JSON_NODE_HOLDS_VALUE(value) && json_node_get_value_type(value) == G_TYPE_STRING;
        g_autofree char *raw = is_text ? json_node_dup_string(value) : json_to_string(value, FALSE);
        if (!g_strv_contains(for_machines, name->data))
            g_string_append_printf(line, "%s%s: %s", line->len > 0 ? ", " : "",
                                   (const char *)name->data, raw);
    }
    return line->len > 0 ? lb_plain_inline(line->str) : NULL;
}

char *
lb_phrase_details_laid_out(const char *details)
{
    g_autoptr(JsonNode) root = json_from_string(details, NULL);
    return root != NULL ? json_to_string(root, TRUE) : g_strdup(details);
}

/* Appends @text behind what is there. */
static void
append(GString *line, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "", text);
}

static const char *
text_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    bool is_text = node != NULL && JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == G_TYPE_STRING;
    return is_text ? json_node_get_string(node) : NULL;
}

static gint64
number_of(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;
}

int64_t
lb_details_passage(const char *details)
{
    g_autoptr(JsonNode) root = json_from_string(details, NULL);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root)
               ? number_of(json_node_get_object(root), "passage")
               : 0;
}

/* What of real access the entry is about: the resource by its name, the port, the session by its number. */
static void
append_access(GString *line, JsonObject *object)
{
    const char *resource = text_of(object, "resource");
    const char *slash = resource != NULL ? strrchr(resource, '/') : NULL;
    gint64 port = number_of(object, "port");
    g_autofree char *number = g_strdup_printf(_("port %d"), (int)port);
    g_autofree char *session = g_strdup_printf(_("session %d"), (int)number_of(object, "session"));
    if (number_of(object, "alarm") != 0)
        append(line, _("NOT ENDED"));
    append(line, slash != NULL ? slash + 1 : resource);
    if (port > 0 && port <= G_MAXUINT16)
        append(line, number);
    if (number_of(object, "session") > 0)
        append(line, session);
    if (number_of(object, "removed") != 0)
        append(line, _("taken away"));
}

char *
lb_phrase_details_short(const char *details)
{
    static const char *const words[] = { "reason", "account", "words", "name",
                                         "why",    "refusal", "how",   "by" };
    g_autoptr(JsonNode) root = json_from_string(details, NULL);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return g_strdup("");
    JsonObject *object = json_node_get_object(root);
    g_autoptr(GString) line = g_string_new(NULL);
    bool granted = json_object_has_member(object, "grant");
    int hours = granted ? 0 : (int)number_of(object, "hours");
    g_autofree char *span = hours > 0 ? lb_phrase_hours(hours) : NULL;
    int count = (int)number_of(object, "reminded");
    g_autofree char *reminded =
        count > 0
            ? g_strdup_printf(
                  ngettext_("%d was reminded", "%d were reminded", (unsigned long)count), count)
            : NULL;
    append(line, span);
    append(line, reminded);
    append_access(line, object);
    size_t word = 0;
    while (word < G_N_ELEMENTS(words) && text_of(object, words[word]) == NULL)
        word++;
    if (word < G_N_ELEMENTS(words))
        append(line, text_of(object, words[word]));
    return lb_plain_inline(line->str);
}
