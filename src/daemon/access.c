/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings for workers, and whether they can work. */
#include "daemon/access.h"

#include <string.h>

#include "access/ca.h"
#include "access/provisioner.h"
#include "access/script.h"
#include "config/places.h"
#include "service/targets.h"

#define CERTIFICATE_PATIENCE LB_MINUTE /* some runs of ssh-keygen, and a name server */
#define MARGIN (10 * LB_SECOND)

LbOrder *
lb_access_order(const LbConfig *config, const char *data, LbOrderAct act)
{
    LbOrder *order = lb_order_new(act);
    order->settings = (LbOrderSettings){
        .private_directory = lb_places_private(data),
        .krl = lb_places_krl(config, data),
        .script = g_strdup(config->access_script),
        .user = g_strdup(config->access_script_user),
        .time_limit = config->access_time_limit,
    };
    return order;
}

int64_t
lb_access_patience(const LbOrder *order)
{
    bool script = g_strcmp0(order->provisioner, lb_script_provisioner.name) == 0;
    return script ? order->settings.time_limit + LB_SCRIPT_PATIENCE + MARGIN
                  : CERTIFICATE_PATIENCE + MARGIN;
}

static bool
check_certificates(const char *data, GError **error)
{
    g_autofree char *private = lb_places_private(data);
    if (lb_ca_check(private, error))
        return true;
    g_prefix_error(error, "no certificates can be signed ('lockboxctl ca init'): ");
    return false;
}

bool
lb_access_check(const LbConfig *config, const char *data, LbService *service, GError **error)
{
    g_autoptr(GPtrArray) targets = lb_targets_list(service, NULL, 1, error);
    if (targets == NULL)
        return false;
    if (targets->len == 0)
        return true;
    bool script = strcmp(config->access_provisioner, lb_script_provisioner.name) == 0;
    return script ? lb_script_check_setup(config->access_script, config->access_script_user, error)
                  : check_certificates(data, error);
}
