/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A resource of a customer. */
#include "core/resource.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "core/scope.h"

LbResource *
lb_resource_from_id(const char *id, GError **error)
{
    g_autoptr(LbScope) scope = lb_scope_parse(id, error);
    if (scope == NULL)
        return NULL;
    if (scope->kind != LB_SCOPE_RESOURCE) {
        g_set_error_literal(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX,
                            _("is a scope, but not that of a resource"));
        return NULL;
    }
    LbResource *resource = g_new0(LbResource, 1);
    resource->id = g_strdup(id);
    resource->key = g_steal_pointer(&scope->path);
    resource->subscription = g_steal_pointer(&scope->subscription);
    resource->group = g_steal_pointer(&scope->group);
    resource->name = g_steal_pointer(&scope->name);
    resource->type = g_steal_pointer(&scope->type);
    bool classic =
        g_ascii_strncasecmp(resource->type, "Microsoft.Classic", strlen("Microsoft.Classic")) == 0;
    resource->model = classic ? LB_MODEL_CLASSIC : LB_MODEL_ARM;
    return resource;
}

void
lb_resource_free(LbResource *resource)
{
    if (resource == NULL)
        return;
    g_free(resource->id);
    g_free(resource->key);
    g_free(resource->subscription);
    g_free(resource->group);
    g_free(resource->name);
    g_free(resource->type);
    g_free(resource);
}

gint
lb_resource_compare(gconstpointer left, gconstpointer right)
{
    const LbResource *a = *(LbResource *const *)left;
    const LbResource *b = *(LbResource *const *)right;
    return strcmp(a->key, b->key);
}
