/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse: statuses for show, in test databases. */
#include "base/i18n.h"
#include "core/request.h"
#include "operator/outcome.h"
#include "operator/verbs.h"
#include "service/operator.h"

bool
lb_ctl_rehearse(LbInvocation *invocation, GError **error)
{
    int64_t number = 0;
    LbStatus status = LB_STATUS_UNKNOWN;
    if (!lb_request_parse_id(lb_invocation_operand(invocation, 0), &number))
        return lb_invocation_misuse(error,
                                    _("This command takes the id of a request, like LB-42."));
    if (!lb_status_from_name(lb_invocation_operand(invocation, 1), &status))
        return lb_invocation_misuse(error, _("There is no such status."));
    g_autoptr(LbService) service = lb_invocation_open(invocation, error);
    if (service == NULL || !lb_operator_rehearse(service, number, status, error))
        return false;
    lb_invocation_say_test(invocation, service);
    g_string_append_printf(invocation->out, _("LB-%lld is now %s, for show.\n"), (long long)number,
                           _(lb_status_label(status)));
    return true;
}
