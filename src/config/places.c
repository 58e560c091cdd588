/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data directory and the configuration are. */
#include "config/places.h"

#include "base/share.h"

/* @argument, else the variable @name, else NULL; an empty one counts as not given. Borrowed. */
static const char *
given(const char *argument, const char *name)
{
    const char *value = argument != NULL ? argument : g_getenv(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

char *
lb_places_data(const char *argument)
{
    const char *place = given(argument, "LOCKBOX_DATA");
    return g_strdup(place != NULL ? place : LB_LOCALSTATEDIR "/lib/lockbox");
}

LbConfig *
lb_places_read_config(const char *argument, GError **error)
{
    const char *place = given(argument, "LOCKBOX_CONFIG");
    bool may_be_absent = place == NULL;
    return lb_config_read(may_be_absent ? LB_SYSCONFDIR "/lockbox/lockbox.conf" : place,
                          may_be_absent, error);
}

char *
lb_places_policy(const LbConfig *config)
{
    static const char own[] = LB_SYSCONFDIR "/lockbox/policy.conf";
    if (config->policy_file != NULL)
        return g_strdup(config->policy_file);
    /* A link that leads nowhere is somebody's policy too, and must not become the default unnoticed. */
    if (g_file_test(own, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
        return g_strdup(own);
    return lb_share_path("policy.conf");
}

char *
lb_places_private(const char *data)
{
    return g_build_filename(data, "private", NULL);
}

char *
lb_places_krl(const LbConfig *config, const char *data)
{
    return config->access_krl_file != NULL ? g_strdup(config->access_krl_file)
                                           : g_build_filename(data, "lockbox.krl", NULL);
}
