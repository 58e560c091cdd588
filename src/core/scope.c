/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Azure scopes. */
#include "core/scope.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"

static bool
is(const char *segment, const char *word)
{
    return segment != NULL && g_ascii_strcasecmp(segment, word) == 0;
}

/* Where the "providers" of the innermost resource stands: a resource below another one (extension) begins again at
 * its own. A resource may itself be called so, thus only every other segment counts. */
static guint
find_providers(char **segments, guint count)
{
    guint start = 0;
    for (guint i = 4; i < count; i += 2)
        if (i >= start + 4 && is(segments[i], "providers"))
            start = i;
    return start;
}

/* Reads providers/NAMESPACE/TYPE/NAME[/TYPE/NAME…] into type and name. */
static bool
read_resource(char **segments, LbScope *scope)
{
    guint count = g_strv_length(segments);
    guint start = find_providers(segments, count);
    guint rest = count - start;
    if (!is(segments[0], "providers") || rest < 4 || rest % 2 != 0)
        return false;
    GString *type = g_string_new(segments[start + 1]);
    for (guint i = start + 2; i < count; i += 2)
        g_string_append_printf(type, "/%s", segments[i]);
    scope->kind = LB_SCOPE_RESOURCE;
    scope->type = g_string_free(type, FALSE);
    scope->name = g_strdup(segments[count - 1]);
    return true;
}

static bool
read_segments(char **segments, LbScope *scope)
{
    guint count = g_strv_length(segments);
    if (count == 4 && is(segments[0], "providers") && is(segments[1], "Microsoft.Management") &&
        is(segments[2], "managementGroups")) {
        scope->kind = LB_SCOPE_MANAGEMENT_GROUP;
        scope->group = g_strdup(segments[3]);
        return true;
    }
    if (count < 2 || !is(segments[0], "subscriptions"))
        return false;
    scope->kind = LB_SCOPE_SUBSCRIPTION;
    scope->subscription = g_utf8_strdown(segments[1], -1);
    if (count == 2)
        return true;
    if (!is(segments[2], "resourceGroups"))
        return read_resource(segments + 2, scope);
    if (count < 4)
        return false;
    scope->group = g_strdup(segments[3]);
    scope->kind = LB_SCOPE_RESOURCE_GROUP;
    return count == 4 || read_resource(segments + 4, scope);
}

static bool
read_scope(const char *text, LbScope *scope)
{
    g_autofree char *safe = lb_text_accept(text, -1, LB_TEXT_LINE, LB_SCOPE_LIMIT, NULL);
    if (safe == NULL || safe[0] != '/')
        return false;
    size_t length = strlen(safe);
    if (length > 1 && safe[length - 1] == '/')
        safe[length - 1] = '\0';
    scope->path = g_utf8_strdown(safe, -1);
    if (safe[1] == '\0')
        return true;
    g_auto(GStrv) segments = g_strsplit(safe + 1, "/", -1);
    for (char **segment = segments; *segment != NULL; segment++)
        if (**segment == '\0')
            return false;
    return read_segments(segments, scope);
}

LbScope *
lb_scope_parse(const char *text, GError **error)
{
    g_autoptr(LbScope) scope = g_new0(LbScope, 1);
    if (text == NULL || strlen(text) > LB_SCOPE_LIMIT || !read_scope(text, scope)) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
                            _("is not a scope like /subscriptions/ID/resourceGroups/NAME"));
        return NULL;
    }
    return g_steal_pointer(&scope);
}

void
lb_scope_free(LbScope *scope)
{
    if (scope == NULL)
        return;
    g_free(scope->path);
    g_free(scope->subscription);
    g_free(scope->group);
    g_free(scope->type);
    g_free(scope->name);
    g_free(scope);
}
