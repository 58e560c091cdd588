/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people change of their own account: how and where they are told. */
#include "base/i18n.h"
#include "base/span.h"
#include "base/time.h"
#include "service/administer.h"
#include "service/people.h"
#include "service/refused.h"
#include "store/told.h"

#define ADDRESSES_MOST 5
/* Each change is mailed, to the address too, which may be a stranger's. */
#define MOVES_A_DAY 20

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

/* Whether the account may add one more mail address today. What is there can always be removed, so that nobody who came
 * in by somebody else's key can lock one in. */
static bool
may_add(LbAct *act, GError **error)
{
    LbStanding standing;
    int count = 0;
    int64_t earliest = 0;
    const LbActor *actor = act->actor;
    if (!lb_standing_alone(act->service, actor, &act->time, &standing, error))
        return false;
    if (lb_authorize(LB_VERB_ADMINISTER, &standing) == LB_REFUSAL_NONE)
        return true;
    if (!lb_told_count_moves(act->service->store, actor->principal, actor->account,
                             act->time.effective - LB_DAY, MOVES_A_DAY, &count, &earliest, error))
        return false;
    if (count < MOVES_A_DAY)
        return true;
    g_autoptr(GTimeZone) zone = lb_time_zone(actor->time_zone);
    /* In the minute after, which is when it is shown to be over. */
    g_autofree char *when = lb_time_format(earliest + LB_DAY + LB_MINUTE, zone, LB_TIME_FULL);
    return lb_refuse(error, LB_REFUSAL_TOO_OFTEN,
                     _("(%d changes of mail addresses; one can be added again on %s)"), MOVES_A_DAY,
                     when);
}

/* Begins the act of adding an address; that it was refused is recorded. */
static LbAct *
begin_adding(LbService *service, const LbActor *actor, GError **error)
{
    GError *refusal = NULL;
    LbAct *act = lb_administer_begin(service, actor, LB_VERB_PROFILE, error);
    if (act == NULL || may_add(act, &refusal))
        return act;
    lb_act_free(act);
    lb_refused_record(service, actor, LB_VERB_PROFILE, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

bool
lb_profile_add_address(LbService *service, const LbActor *actor, const char *mail, GError **error)
{
    g_autofree char *taken = NULL;
    g_autoptr(LbAct) act = begin_adding(service, actor, error);
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
