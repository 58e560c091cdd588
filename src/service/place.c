/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding resources that the operator names. */
#include "service/place.h"

#include "base/i18n.h"
#include "core/refusal.h"
#include "store/directory.h"
#include "store/targets.h"

void
lb_place_clear(LbPlace *place)
{
    g_free(place->key);
    g_free(place->name);
    g_free(place->subscription);
    g_free(place->tenant);
}

/* The id of one that the directory no longer has is as good: its target is still there. */
static LbResource *
find_by_id(LbStore *store, const char *id, bool *listed, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbResource) resource = lb_resource_from_id(id, NULL);
    if (resource == NULL) {
        lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, NULL);
        return NULL;
    }
    g_autoptr(LbResource) stored = lb_directory_resource(store, resource->key, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    *listed = stored != NULL;
    return g_steal_pointer(&resource);
}

static LbResource *
find_by_name(LbStore *store, const char *name, bool *listed, GError **error)
{
    g_autoptr(GPtrArray) found = lb_directory_resources_called(store, name, error);
    if (found == NULL)
        return NULL;
    *listed = found->len == 1;
    if (*listed)
        return g_ptr_array_steal_index(found, 0);
    lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE,
              found->len > 1 ? _("(Several have this name; give the whole id.)") : NULL);
    return NULL;
}

bool
lb_place_find(LbStore *store, const char *text, LbPlace *place, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbResource) resource = text[0] == '/'
                                         ? find_by_id(store, text, &place->listed, error)
                                         : find_by_name(store, text, &place->listed, error);
    if (resource == NULL)
        return false;
    lb_directory_subscription(store, resource->subscription, &place->tenant, NULL, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    place->key = g_steal_pointer(&resource->key);
    place->name = g_steal_pointer(&resource->name);
    place->subscription = g_steal_pointer(&resource->subscription);
    return true;
}
