/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticket systems in lockbox.conf. Whether such a system can be talked to like this, src/tickets judges. */
#include "config/ticketsystems.h"

#include <string.h>

#include "base/i18n.h"
#include "base/span.h"
#include "config/keyfile.h"
#include "core/reference.h"
#include "core/terms.h"

#define SYSTEM_GROUP "ticket-system "
#define QUEUES_GROUP "ticket-queues "
#define PATH_LIMIT 4095
#define NETWORKS_LIMIT 1000
#define MINUTES_MOST 1440

typedef struct {
    LbTicketSystemSettings *settings;
    GKeyFile *file;
    const char *path, *group, *key;
} Place;

static LbTicketSystemSettings *
new_settings(const char *name)
{
    LbTicketSystemSettings *settings = g_new0(LbTicketSystemSettings, 1);
    settings->name = g_strdup(name);
    settings->networks = g_ptr_array_new_with_free_func(g_free);
    settings->timeout_ms = 60000;
    settings->interval = 5 * LB_MINUTE;
    settings->queues = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return settings;
}

void
lb_ticket_system_settings_free(LbTicketSystemSettings *settings)
{
    if (settings == NULL)
        return;
    g_free(settings->name);
    g_free(settings->kind);
    g_free(settings->url);
    g_free(settings->web_url);
    g_free(settings->token_file);
    g_free(settings->ca_file);
    g_ptr_array_unref(settings->networks);
    g_hash_table_unref(settings->queues);
    g_free(settings);
}

bool
lb_ticket_systems_have(const char *group)
{
    return g_str_has_prefix(group, SYSTEM_GROUP) || g_str_has_prefix(group, QUEUES_GROUP);
}

static bool
refuse(const Place *place, const char *reason, GError **error)
{
    return lb_key_file_refuse(error, place->path, place->group, place->key, reason);
}

static char *
read_text(const Place *place, gsize limit, GError **error)
{
    return lb_key_file_text(place->file, place->path, place->group, place->key, limit, error);
}

/* Keys */

static bool
take_kind(const Place *place, const char *value, GError **error)
{
    place->settings->kind = g_strdup(value);
    return strcmp(value, "rt") == 0 || refuse(place, _("must be rt"), error);
}

static bool
take_url(const Place *place, const char *value, GError **error)
{
    (void)error;
    place->settings->url = g_strdup(value);
    return true;
}

static bool
take_web_url(const Place *place, const char *value, GError **error)
{
    place->settings->web_url = g_strdup(value);
    return lb_reference_is_site(value) ||
           refuse(place, _("must be a plain URL, which begins with https://"), error);
}

static bool
take_token_file(const Place *place, const char *value, GError **error)
{
    place->settings->token_file = g_strdup(value);
    return g_path_is_absolute(value) || refuse(place, _("must be an absolute path"), error);
}

static bool
take_ca_file(const Place *place, const char *value, GError **error)
{
    place->settings->ca_file = g_strdup(value);
    return g_path_is_absolute(value) || refuse(place, _("must be an absolute path"), error);
}

static bool
take_networks(const Place *place, const char *value, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
    (void)error;
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            g_ptr_array_add(place->settings->networks, g_strdup(*word));
    return true;
}

static bool
take_plain(const Place *place, const char *value, GError **error)
{
    place->settings->plain = strcmp(value, "yes") == 0;
    return place->settings->plain || strcmp(value, "no") == 0 ||
           refuse(place, _("must be yes or no"), error);
}

static bool
take_timeout(const Place *place, const char *value, GError **error)
{
    guint64 seconds = 0;
    if (!g_ascii_string_to_unsigned(value, 10, 2, 600, &seconds, NULL))
        return refuse(place, _("must be a number of seconds, 2 to 600"), error);
    place->settings->timeout_ms = (int)seconds * 1000;
    return true;
}

static bool
take_interval(const Place *place, const char *value, GError **error)
{
    guint64 minutes = 0;
    if (!g_ascii_string_to_unsigned(value, 10, 1, MINUTES_MOST, &minutes, NULL))
        return refuse(place, _("must be a number of minutes, 1 to 1440"), error);
    place->settings->interval = (int64_t)minutes * LB_MINUTE;
    return true;
}

static const struct {
    const char *key;
    gsize limit;
    bool (*take)(const Place *place, const char *value, GError **error);
} keys[] = {
    { "kind", LB_LIMIT_LINE, take_kind },
    { "url", PATH_LIMIT, take_url },
    { "web-url", PATH_LIMIT, take_web_url },
    { "token-file", PATH_LIMIT, take_token_file },
    { "ca-file", PATH_LIMIT, take_ca_file },
    { "allow-networks", NETWORKS_LIMIT, take_networks },
    { "allow-http", LB_LIMIT_LINE, take_plain },
    { "timeout", LB_LIMIT_LINE, take_timeout },
    { "interval", LB_LIMIT_LINE, take_interval },
};

static bool
read_key(const Place *place, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(keys[i].key, place->key) != 0)
            continue;
        g_autofree char *value = read_text(place, keys[i].limit, error);
        return value != NULL && keys[i].take(place, value, error);
    }
    return refuse(place, _("there is no such key"), error);
}

/* A queue's name is the key, its customer's id the value. */
static bool
read_queue(const Place *place, GError **error)
{
    g_autofree char *tenant = read_text(place, LB_LIMIT_LINE, error);
    if (tenant == NULL)
        return false;
    if (g_hash_table_size(place->settings->queues) >= LB_TICKET_QUEUES_MOST)
        return refuse(place, _("these are too many queues"), error);
    g_hash_table_insert(place->settings->queues, g_strdup(place->key), g_ascii_strdown(tenant, -1));
    return true;
}

static LbTicketSystemSettings *
find(const GPtrArray *systems, const char *name)
{
    for (guint i = 0; i < systems->len; i++) {
        LbTicketSystemSettings *settings = g_ptr_array_index(systems, i);
        if (strcmp(settings->name, name) == 0)
            return settings;
    }
    return NULL;
}

const LbTicketSystemSettings *
lb_ticket_systems_find(const GPtrArray *systems, const char *name)
{
    return find(systems, name);
}

static LbTicketSystemSettings *
find_or_add(GPtrArray *systems, const Place *place, const char *name, GError **error)
{
    LbTicketSystemSettings *settings = find(systems, name);
    if (settings != NULL)
        return settings;
    if (!lb_reference_is_system(name)) {
        refuse(place,
               _("the name must be up to 32 small letters, digits and hyphens, a letter first"),
               error);
        return NULL;
    }
    if (systems->len >= LB_TICKET_SYSTEMS_MOST) {
        refuse(place, _("there may be up to 8 ticket systems"), error);
        return NULL;
    }
    settings = new_settings(name);
    g_ptr_array_add(systems, settings);
    return settings;
}

bool
lb_ticket_systems_read(GPtrArray *systems, GKeyFile *file, const char *path, const char *group,
                       GError **error)
{
    bool queues = g_str_has_prefix(group, QUEUES_GROUP);
    const char *name = group + strlen(queues ? QUEUES_GROUP : SYSTEM_GROUP);
    Place place = { .file = file, .path = path, .group = group };
    place.settings = find_or_add(systems, &place, name, error);
    if (place.settings == NULL)
        return false;
    g_auto(GStrv) names = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **key = names; key != NULL && *key != NULL; key++) {
        place.key = *key;
        if (!(queues ? read_queue : read_key)(&place, error))
            return false;
    }
    return true;
}

bool
lb_ticket_systems_check(const GPtrArray *systems, const char *path, GError **error)
{
    for (guint i = 0; i < systems->len; i++) {
        const LbTicketSystemSettings *settings = g_ptr_array_index(systems, i);
        g_autofree char *group = g_strconcat(SYSTEM_GROUP, settings->name, NULL);
        const char *missing = settings->kind == NULL         ? "kind"
                              : settings->url == NULL        ? "url"
                              : settings->token_file == NULL ? "token-file"
                                                             : NULL;
        if (missing != NULL)
            return lb_key_file_refuse(error, path, group, missing, _("is missing"));
    }
    return true;
}
