/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, marks and steps of request status. */
#include "core/status.h"

#include <glib.h>

#include "base/i18n.h"
#include "base/names.h"

#define BIT(status) (1u << (status))

static const LbName names[] = {
    { LB_STATUS_INITIALIZING, "Initializing", N_("Initializing") },
    { LB_STATUS_PENDING, "Pending", N_("Customer Notified") },
    { LB_STATUS_APPROVING, "Approving", N_("Approving") },
    { LB_STATUS_APPROVED, "Approved", N_("Approved") },
    { LB_STATUS_DENIED, "Denied", N_("Denied") },
    { LB_STATUS_EXPIRED, "Expired", N_("Expired") },
    { LB_STATUS_REVOKING, "Revoking", N_("Revoking") },
    { LB_STATUS_REVOKED, "Revoked", N_("Revoked") },
    { LB_STATUS_COMPLETING, "Completing", N_("Completing") },
    { LB_STATUS_COMPLETED, "Completed", N_("Completed") },
    { LB_STATUS_ERROR, "Error", N_("Error") },
    { LB_STATUS_CANCELED, "Canceled", N_("Canceled") },
    { LB_STATUS_DENYING, "Denying", N_("Denying") },
    { LB_STATUS_UNKNOWN, "Unknown", N_("Unknown") },
    { 0, NULL, NULL },
};

/* Where Lockbox opens nothing access needs no time to open or to end, so Pending may become Approved and
 * Approved may become Revoked or Completed at once. */
static const struct {
    char mark;
    unsigned next; /* bits of the statuses that may follow */
} steps[] = {
    [LB_STATUS_INITIALIZING] = { '.', BIT(LB_STATUS_PENDING) | BIT(LB_STATUS_APPROVING) |
                                          BIT(LB_STATUS_APPROVED) | BIT(LB_STATUS_DENIED) |
                                          BIT(LB_STATUS_EXPIRED) | BIT(LB_STATUS_CANCELED) },
    [LB_STATUS_PENDING] = { '?', BIT(LB_STATUS_APPROVING) | BIT(LB_STATUS_APPROVED) |
                                     BIT(LB_STATUS_DENIED) | BIT(LB_STATUS_EXPIRED) |
                                     BIT(LB_STATUS_CANCELED) },
    [LB_STATUS_APPROVING] = { '+', BIT(LB_STATUS_APPROVED) | BIT(LB_STATUS_ERROR) |
                                       BIT(LB_STATUS_REVOKING) | BIT(LB_STATUS_COMPLETING) },
    [LB_STATUS_APPROVED] = { '+', BIT(LB_STATUS_REVOKING) | BIT(LB_STATUS_REVOKED) |
                                      BIT(LB_STATUS_COMPLETING) | BIT(LB_STATUS_COMPLETED) },
    [LB_STATUS_REVOKING] = { '~', BIT(LB_STATUS_REVOKED) },
    [LB_STATUS_COMPLETING] = { '=', BIT(LB_STATUS_COMPLETED) },
    [LB_STATUS_DENIED] = { '-', 0 },
    [LB_STATUS_EXPIRED] = { 'x', 0 },
    [LB_STATUS_REVOKED] = { '~', 0 },
    [LB_STATUS_COMPLETED] = { '=', 0 },
    [LB_STATUS_ERROR] = { '!', 0 },
    [LB_STATUS_CANCELED] = { 'x', 0 },
    [LB_STATUS_DENYING] = { '-', 0 },
    [LB_STATUS_UNKNOWN] = { '!', 0 },
};

const char *
lb_status_name(LbStatus status)
{
    return lb_names_get(names, (int)status);
}

const char *
lb_status_label(LbStatus status)
{
    return lb_names_label(names, (int)status);
}

char
lb_status_mark(LbStatus status)
{
    return (unsigned)status < G_N_ELEMENTS(steps) ? steps[status].mark : '!';
}

bool
lb_status_from_name(const char *name, LbStatus *status)
{
    int value = LB_STATUS_UNKNOWN;
    bool found = lb_names_find(names, name, &value);
    *status = (LbStatus)value;
    return found;
}

bool
lb_status_may_become(LbStatus from, LbStatus to)
{
    return (unsigned)from < G_N_ELEMENTS(steps) && (steps[from].next & BIT(to)) != 0;
}

LbPhase
lb_status_phase(LbStatus status)
{
    switch (status) {
    case LB_STATUS_INITIALIZING:
    case LB_STATUS_PENDING:
        return LB_PHASE_WAITS;
    case LB_STATUS_APPROVING:
    case LB_STATUS_APPROVED:
    case LB_STATUS_REVOKING:
    case LB_STATUS_COMPLETING:
        return LB_PHASE_OPEN;
    default:
        return LB_PHASE_OVER;
    }
}
