/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of access: requests against their grants. Each row by itself is held against the ledger; this says where
 * both are as they were written, and do not belong together. */
#include "base/i18n.h"
#include "service/verify.h"
#include "store/grants.h"

static bool
find_unfounded(LbService *service, LbFindings *findings, GError **error)
{
    g_autoptr(GArray) serials = lb_access_unfounded(service->store, error);
    for (guint i = 0; serials != NULL && i < serials->len; i++)
        lb_findings_add(findings, g_strdup_printf(_("grant %lld is open, or on its way, but its "
                                                    "request is not"),
                                                  (long long)g_array_index(serials, int64_t, i)));
    return serials != NULL;
}

bool
lb_verify_access(LbService *service, LbFindings *findings, GError **error)
{
    if (!find_unfounded(service, findings, error))
        return false;
    g_autoptr(GArray) numbers = lb_access_empty(service->store, error);
    for (guint i = 0; numbers != NULL && i < numbers->len; i++) {
        g_autofree char *id =
            lb_requests_id(service->store, g_array_index(numbers, int64_t, i), error);
        if (id == NULL)
            return false;
        lb_findings_add(findings, g_strdup_printf(_("%s is open, but none of its grants is"), id));
    }
    return numbers != NULL;
}
