/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people change of their own account: how and where they are told. */
#include "base/i18n.h"
#include "service/administer.h"
#include "service/people.h"

#define ADDRESSES_MOST 5

bool
lb_profile_set(LbService *service, const LbActor *actor, const char *language,
               const char *time_zone, GError **error)
{
    g_autofree char *tag = NULL, *zone = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_PROFILE, error);
    if (act == NULL || !lb_administer_take_language(language, &tag, error) ||
        !lb_administer_take_zone(time_zone, &zone, error))
        return false;
    g_autoptr(LbPersonRow) person = lb_directory_person(service->store, actor->principal, error);
    return person != NULL &&
           lb_directory_set_manners(service->store, actor->principal,
                                    language != NULL ? tag : person->language,
                                    time_zone != NULL ? zone : person->time_zone, error) &&
           lb_administer_log_manners(act, person, error) && lb_act_commit(act, error);
}

bool
lb_profile_add_address(LbService *service, const LbActor *actor, const char *mail, GError **error)
{
    g_autofree char *taken = NULL;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_PROFILE, error);
    if (act == NULL || !lb_administer_take_mail(mail, &taken, error))
        return false;
    if (taken == NULL)
        return lb_refuse(error, LB_REFUSAL_TEXT_EMPTY, "(mail)");
    if (!lb_directory_put_address(service->store, actor->principal, taken, error))
        return false;
    g_auto(GStrv) addresses = lb_directory_addresses(service->store, actor->principal, error);
    if (addresses == NULL)
        return false;
    if (g_strv_length(addresses) > ADDRESSES_MOST)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY, _("(at most %d mail addresses)"),
                         ADDRESSES_MOST);
    return lb_act_commit(act, error);
}

bool
lb_profile_remove_address(LbService *service, const LbActor *actor, const char *mail,
                          GError **error)
{
    int64_t dropped = 0;
    g_autoptr(LbAct) act = lb_administer_begin(service, actor, LB_VERB_PROFILE, error);
    if (act == NULL ||
        !lb_directory_drop_address(service->store, actor->principal, mail, &dropped, error))
        return false;
    if (dropped == 0)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(mail: not one of yours)"));
    return lb_act_commit(act, error);
}
