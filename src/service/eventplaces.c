/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computers and the resources that they are. */
#include "service/eventplaces.h"

#include <string.h>

#include "core/refusal.h"
#include "service/place.h"
#include "service/reader.h"
#include "store/events.h"
#include "store/targets.h"

#define PREFIX 15 /* characters of a NetBIOS name */

struct LbEventPlaces {
    LbService *service;
    LbPlace told;      /* the one resource that all is of; its key is NULL where none was told */
    char *told_label;  /* of the computer that it is; NULL: none has come yet */
    char *tenant;      /* NULL: of all */
    GHashTable *known; /* computer -> LbEventPlace*, or NULL */
};

static void
place_free(LbEventPlace *place)
{
    if (place == NULL)
        return;
    g_free(place->key);
    g_free(place->name);
    g_free(place->subscription);
    g_free(place->tenant);
    g_clear_pointer(&place->access, g_ptr_array_unref);
    g_free(place);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventPlace, place_free)

static bool
tell_tenant(LbEventPlaces *places, const char *tenant, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (tenant == NULL)
        return true;
    places->tenant = lb_reader_find_tenant(places->service, tenant, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return places->tenant != NULL || lb_refuse(error, LB_REFUSAL_UNKNOWN_TENANT, NULL);
}

/* It must be somebody's, and that customer's where one was named. */
static bool
tell_resource(LbEventPlaces *places, const char *resource, GError **error)
{
    if (resource == NULL)
        return true;
    if (!lb_place_find(places->service->store, resource, &places->told, error))
        return false;
    const char *tenant = places->told.tenant;
    bool theirs = tenant != NULL && (places->tenant == NULL || strcmp(tenant, places->tenant) == 0);
    return theirs || lb_refuse(error, LB_REFUSAL_UNKNOWN_RESOURCE, NULL);
}

LbEventPlaces *
lb_event_places_new(LbService *service, const char *resource, const char *tenant, GError **error)
{
    g_autoptr(LbEventPlaces) places = g_new0(LbEventPlaces, 1);
    places->service = service;
    places->known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)place_free);
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || !tell_tenant(places, tenant, error) ||
        !tell_resource(places, resource, error))
        return NULL;
    return g_steal_pointer(&places);
}

void
lb_event_places_free(LbEventPlaces *places)
{
    if (places == NULL)
        return;
    lb_place_clear(&places->told);
    g_free(places->told_label);
    g_free(places->tenant);
    g_hash_table_unref(places->known);
    g_free(places);
}

void
lb_event_places_forget(LbEventPlaces *places)
{
    g_hash_table_remove_all(places->known);
}

/* The one resource that is called so; NULL without error where there is none, or several: *@several. */
static LbResource *
find_one(LbEventPlaces *places, const char *label, bool cut, bool *several, GError **error)
{
    LbStore *store = places->service->store;
    g_autoptr(GPtrArray) found = NULL;
    if (cut)
        found = lb_events_resources_cut(store, places->tenant, label, error);
    else if (places->tenant != NULL)
        found = lb_directory_resources_named(store, places->tenant, NULL, label, error);
    else
        found = lb_directory_resources_called(store, label, error);
    *several = found != NULL && found->len > 1;
    return found != NULL && found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

/* NULL without error where there is none. */
static LbEventPlace *
place_of(LbEventPlaces *places, LbResource *resource, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbEventPlace) place = g_new0(LbEventPlace, 1);
    lb_directory_subscription(places->service->store, resource->subscription, &place->tenant, NULL,
                              &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (place->tenant == NULL)
        return NULL;
    place->key = g_steal_pointer(&resource->key);
    place->name = g_steal_pointer(&resource->name);
    place->subscription = g_steal_pointer(&resource->subscription);
    return g_steal_pointer(&place);
}

static LbEventPlace *
find_by_label(LbEventPlaces *places, const char *label, GError **error)
{
    bool several = false;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbResource) resource = find_one(places, label, false, &several, &failure);
    if (resource == NULL && failure == NULL && !several && strlen(label) == PREFIX)
        resource = find_one(places, label, true, &several, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return resource != NULL ? place_of(places, resource, error) : NULL;
}

/* A file of one resource is of one computer. */
static LbEventPlace *
find_told(LbEventPlaces *places, const char *label)
{
    const LbPlace *told = &places->told;
    if (places->told_label == NULL)
        places->told_label = g_strdup(label);
    if (g_ascii_strcasecmp(places->told_label, label) != 0)
        return NULL;
    LbEventPlace *place = g_new0(LbEventPlace, 1);
    place->key = g_strdup(told->key);
    place->name = g_strdup(told->name);
    place->subscription = g_strdup(told->subscription);
    place->tenant = g_strdup(told->tenant);
    return place;
}

bool
lb_event_places_find(LbEventPlaces *places, const char *computer, int64_t now,
                     const LbEventPlace **place, GError **error)
{
    gpointer known = NULL;
    g_autoptr(GError) failure = NULL;
    if (g_hash_table_lookup_extended(places->known, computer, NULL, &known)) {
        *place = known;
        return true;
    }
    g_autofree char *label = g_strndup(computer, strcspn(computer, "."));
    g_autoptr(LbEventPlace) found = places->told.key != NULL
                                        ? find_told(places, label)
                                        : find_by_label(places, label, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (found != NULL) {
        found->access =
            lb_events_access(places->service->store, found->tenant, found->key, now, error);
        if (found->access == NULL)
            return false;
    }
    *place = found;
    g_hash_table_insert(places->known, g_strdup(computer), g_steal_pointer(&found));
    return true;
}
