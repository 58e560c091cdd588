/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker. May wait for whatever it starts or asks: its time is kept by who gave the order. */
#include "daemon/worker.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "access/certificate.h"
#include "access/error.h"
#include "access/krl.h"
#include "access/provisioner.h"
#include "base/file.h"
#include "base/lines.h"
#include "daemon/order.h"
#include "daemon/source.h"

static LbOrderResult *
fail(const GError *error)
{
    bool hopeless = g_error_matches(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_ORDER);
    return lb_order_result_failed(!hopeless, error->message);
}

/* Opens or closes. A script is ended with all of its processes when lockboxd has gone, or lets go: that takes a worker
 * that does not go with it. */
static LbOrderResult *
provision(const LbOrder *order, int in)
{
    if (g_strcmp0(order->provisioner, lb_script_provisioner.name) == 0)
        prctl(PR_SET_PDEATHSIG, 0);
    const LbProvisioner *provisioner = lb_provisioner_find(order->provisioner);
    if (provisioner == NULL)
        return lb_order_result_failed(false, "there is no such provisioner");
    LbProvisionSettings settings = {
        .private_directory = order->settings.private_directory,
        .krl = order->settings.krl,
        .script = order->settings.script,
        .user = order->settings.user,
        .time_limit = order->settings.time_limit,
    };
    LbProvisionOrder provision_order = {
        .grant = order->grant,
        .instance = order->instance,
        .keys = order->keys,
        .revoked = order->revoked,
        .revision = (uint64_t)order->revision,
        .settings = &settings,
        .lifeline = &in,
        .clock = lb_clock_system(),
    };
    g_autoptr(LbProvisionResult) provided =
        order->act == LB_ORDER_OPEN ? lb_provisioner_open(provisioner, &provision_order)
                                    : lb_provisioner_close(provisioner, &provision_order);
    LbOrderResult *result = g_new0(LbOrderResult, 1);
    result->done = provided->outcome != LB_PROVISION_FAILED;
    result->retryable = provided->retryable;
    result->words = g_steal_pointer(&provided->words);
    result->connection = g_steal_pointer(&provided->connection);
    return result;
}

/* A certificate that says where it may come from, where that can be found out. */
static LbOrderResult *
sign(const LbOrder *order, int in)
{
    (void)in;
    g_autoptr(GError) error = NULL, unknown = NULL;
    const LbTarget *target = order->grant->target;
    g_auto(GStrv) sources = lb_source_addresses(target->address, target->port, &unknown);
    LbCertificateOrder certificate_order = {
        .directory = order->settings.private_directory,
        .instance = order->instance,
        .grant = order->grant,
        .public_key = order->public_key,
        .start = order->start,
        .end = order->end,
        .terminal = true,
        .sources = (const char *const *)sources,
        .clock = lb_clock_system(),
    };
    g_autofree char *certificate = lb_certificate_sign(&certificate_order, &error);
    if (certificate == NULL)
        return fail(error);
    LbOrderResult *result = unknown != NULL ? lb_order_result_failed(false, unknown->message)
                                            : g_new0(LbOrderResult, 1);
    result->done = true;
    result->certificate = g_steal_pointer(&certificate);
    return result;
}

static LbOrderResult *
write_list(const LbOrder *order, int in)
{
    (void)in;
    g_autoptr(GError) error = NULL;
    LbClockReading now;
    if (!lb_clock_read(lb_clock_system(), &now, &error))
        return fail(error);
    LbKrlOrder list = {
        .directory = order->settings.private_directory,
        .path = order->settings.krl,
        .serials = order->revoked,
        .version = (uint64_t)order->revision,
        .time = now.wall,
        .clock = lb_clock_system(),
    };
    if (!lb_krl_write(&list, &error))
        return fail(error);
    LbOrderResult *result = g_new0(LbOrderResult, 1);
    result->done = true;
    return result;
}

static LbOrderResult *(*const acts[])(const LbOrder *, int in) = {
    [LB_ORDER_OPEN] = provision,
    [LB_ORDER_CLOSE] = provision,
    [LB_ORDER_SIGN] = sign,
    [LB_ORDER_KRL] = write_list,
};

static LbOrder *
read_order(int in, GError **error)
{
    g_autoptr(LbLines) lines = lb_lines_new(LB_ORDER_LIMIT);
    g_autofree char *line = NULL;
    size_t length = 0;
    return lb_lines_read(lines, in, &line, &length, error) ? lb_order_from_line(line, length, error)
                                                           : NULL;
}

int
lb_worker_run(int in, int out)
{
    static const struct rlimit none = { 0, 0 };
    g_autoptr(GError) error = NULL;
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    g_autoptr(LbOrder) order = read_order(in, &error);
    if (order == NULL) {
        g_printerr("worker: %s\n", error != NULL ? error->message : "no order came");
        return LB_WORKER_INPUT;
    }
    g_autoptr(LbOrderResult) result = acts[order->act](order, in);
    g_autofree char *line = lb_order_result_to_line(result, &error);
    bool written = line != NULL && lb_fd_write_all(out, line, strlen(line), &error);
    return written ? LB_WORKER_DONE : LB_WORKER_OUTPUT;
}
