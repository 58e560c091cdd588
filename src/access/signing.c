/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access by certificates. To open is to make sure that they can be signed: each connection gets one of its own when it
 * is made. To close is to list the grant's serial as revoked. */
#include "access/provisioner.h"

#include "access/ca.h"
#include "access/error.h"
#include "access/krl.h"

static LbProvisionResult *
fail(const GError *error)
{
    return lb_provision_failed(!g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_ORDER),
                               error->message);
}

static LbProvisionResult *
open_access(const LbProvisionOrder *order)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbSshKey) ca = lb_ca_read(order->settings->private_directory, order->clock, &error);
    if (ca == NULL)
        return fail(error);
    LbConnection *connection = lb_connection_new(order->grant->target);
    connection->principal = lb_target_principal(order->instance, order->grant->target);
    return lb_provision_opened(connection);
}

/* A list that forgets the very grant that is to be closed would leave it open. */
static GArray *
new_serials(const LbProvisionOrder *order)
{
    GArray *serials = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (order->revoked->len > 0)
        g_array_append_vals(serials, order->revoked->data, order->revoked->len);
    g_array_append_val(serials, order->grant->serial);
    return serials;
}

static LbProvisionResult *
close_access(const LbProvisionOrder *order)
{
    g_autoptr(GError) error = NULL;
    LbClockReading now;
    if (order->settings->krl == NULL)
        return lb_provision_closed();
    /* A list of this one alone would let all others in again. */
    if (order->revoked == NULL)
        return lb_provision_failed(false, "nobody said which other certificates are revoked");
    if (!lb_clock_read(order->clock, &now, &error))
        return fail(error);
    g_autoptr(GArray) serials = new_serials(order);
    LbKrlOrder list = { .directory = order->settings->private_directory,
                        .path = order->settings->krl,
                        .serials = serials,
                        .version = order->revision,
                        .time = now.wall,
                        .clock = order->clock };
    return lb_krl_write(&list, &error) ? lb_provision_closed() : fail(error);
}

const LbProvisioner lb_certificate_provisioner = { "ssh-certificate", open_access, close_access };
