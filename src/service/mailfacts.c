/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of mails about requests. */
#include "service/mailfacts.h"

#include "service/weigh.h"
#include "store/grants.h"

/* That one may be damaged: its own row has to do, and without that a mail says nothing of when it ends, as while it is just
 * being ended. */
static bool
read_extended(LbService *service, LbMessage *message, GError **error)
{
    if (!lb_access_extends(service->store, message->request->number, &message->extends, error))
        return false;
    if (message->extends == 0)
        return true;
    g_autoptr(LbRequest) other = lb_requests_get_bare(service->store, message->extends, NULL);
    if (other == NULL)
        return true;
    message->extends_jit = other->jit_only;
    message->extends_over = other->ended != 0;
    bool ends = other->status == LB_STATUS_COMPLETING || other->status == LB_STATUS_REVOKING;
    int64_t end = ends ? 0 : other->access_end;
    message->extends_end = other->ended != 0 ? other->ended : end;
    return true;
}

/* A mail that is late says until when it waited. */
static bool
read_held(LbService *service, LbMessage *message, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (message->request->notified != 0)
        return true;
    g_autoptr(LbWeighing) weighing = lb_weigh_read(service, message->request, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (weighing == NULL)
        return true;
    message->held_until = weighing->until;
    if (message->request->status == LB_STATUS_INITIALIZING)
        message->held_missing = MAX(weighing->approvals - weighing->given, 0);
    return true;
}

bool
lb_mail_facts_of_request(LbService *service, LbMessage *message, GError **error)
{
    return read_extended(service, message, error) && read_held(service, message, error);
}
