/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may hear what, by the roles that are held now: news is told when an act is done, and once more weighed when its mail goes. */
#include "service/hearing.h"

#include "store/directory.h"
#include "store/exclusions.h"

static bool
approves_at(LbStore *store, int64_t principal, const char *subscription, bool *approves,
            GError **error)
{
    unsigned roles = 0;
    if (!lb_directory_roles_at(store, principal, subscription, &roles, error))
        return false;
    *approves = lb_roles_approve(roles);
    return true;
}

bool
lb_hearing_endorses(LbStore *store, int64_t principal, bool *endorses, GError **error)
{
    unsigned roles = 0;
    if (!lb_directory_provider_roles(store, principal, &roles, error))
        return false;
    *endorses = (roles & (1u << LB_ROLE_SUPPORT_LEAD | 1u << LB_ROLE_DEVOPS_MANAGER)) != 0;
    return true;
}

bool
lb_hearing_of_request(LbStore *store, const LbRequest *request, int64_t principal,
                      const char *account, bool *hears, GError **error)
{
    *hears = account != NULL && g_strcmp0(account, request->decided_by) == 0;
    if (*hears)
        return true;
    return request->notified == 0
               ? lb_hearing_endorses(store, principal, hears, error)
               : approves_at(store, principal, request->subscription, hears, error);
}

/* One that cannot be read is told of when the message is made. */
static bool
hears_of_exclusion(LbStore *store, const LbMessage *message, bool *hears, GError **error)
{
    g_autoptr(LbExclusion) exclusion = lb_exclusions_get(store, message->exclusion->number, NULL);
    return exclusion == NULL ||
           approves_at(store, message->principal, exclusion->subscription, hears, error);
}

bool
lb_hearing_of_message(LbStore *store, const LbMessage *message, const LbRequest *request,
                      bool *hears, GError **error)
{
    *hears = true;
    if (!message->approver)
        return true;
    if (request != NULL)
        return lb_hearing_of_request(store, request, message->principal, message->account, hears,
                                     error);
    return message->exclusion == NULL || hears_of_exclusion(store, message, hears, error);
}
