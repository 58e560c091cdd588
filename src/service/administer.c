/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may run the place, and the texts that its acts take. */
#include "service/administer.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "service/intake.h"
#include "service/people.h"
#include "service/refused.h"

#define LANGUAGE_LIMIT 35
#define ZONE_LIMIT 64

/* The operator owns the database file, and needs no role. Whoever only reads may have come by any door. */
static bool
may(LbService *service, const LbActor *actor, LbVerb verb, unsigned open_gates, GError **error)
{
    LbClockJudgement time;
    LbClockReading reading;
    LbStanding standing;
    if (actor->door == LB_DOOR_OPERATOR)
        return true;
    if (!lb_service_judge_clock(service, &time, &reading, error) ||
        !lb_standing_alone(service, actor, &time, &standing, error))
        return false;
    standing.gates |= open_gates;
    LbRefusal refusal = lb_authorize(verb, &standing);
    return refusal == LB_REFUSAL_NONE || lb_refuse(error, refusal, NULL);
}

LbAct *
lb_administer_begin(LbService *service, const LbActor *actor, LbVerb verb, GError **error)
{
    GError *refusal = NULL;
    LbAct *act = lb_act_begin(service, actor, error);
    if (act == NULL || may(service, actor, verb, 0, &refusal))
        return act;
    lb_act_free(act);
    lb_refused_record(service, actor, verb, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

LbTransaction *
lb_administer_begin_reading(LbService *service, const LbActor *actor, LbVerb verb, GError **error)
{
    GError *refusal = NULL;
    LbTransaction *reading = lb_store_begin_reading(service->store, error);
    if (reading == NULL || may(service, actor, verb, LB_GATE_MAY_ACT, &refusal))
        return reading;
    lb_transaction_free(reading);
    lb_refused_record(service, actor, verb, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

bool
lb_people_may_administer(LbService *service, const LbActor *actor, bool *allowed, GError **error)
{
    g_autoptr(GError) answer = NULL;
    g_autoptr(LbTransaction) reading = lb_store_begin_reading(service->store, error);
    *allowed = false;
    if (reading == NULL)
        return false;
    *allowed = may(service, actor, LB_VERB_ADMINISTER, LB_GATE_MAY_ACT, &answer);
    if (answer == NULL || answer->domain == LB_REFUSAL_ERROR)
        return true;
    g_propagate_error(error, g_steal_pointer(&answer));
    return false;
}

bool
lb_administer_take_line(const char *text, const char *field, size_t limit, bool word, char **taken,
                        GError **error)
{
    g_autoptr(GError) cause = NULL;
    *taken = NULL;
    if (text == NULL || *text == '\0')
        return true;
    g_autofree char *accepted = lb_text_accept(text, -1, LB_TEXT_LINE, limit, &cause);
    if (accepted == NULL)
        return lb_refuse_text(error, field, cause);
    if (word && strchr(accepted, ' ') != NULL)
        return lb_refuse(error, LB_REFUSAL_UNSAFE_TEXT, "(%s)", field);
    *taken = g_steal_pointer(&accepted);
    return true;
}

bool
lb_administer_take_mail(const char *text, char **taken, GError **error)
{
    if (!lb_administer_take_line(text, "mail", LB_LIMIT_ACCOUNT, true, taken, error))
        return false;
    return *taken == NULL || lb_mailbox_is_valid(*taken) ||
           lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(mail: one plain mail address)"));
}

bool
lb_administer_take_language(const char *text, char **taken, GError **error)
{
    g_autofree char *tag = NULL;
    if (!lb_administer_take_line(text, "language", LANGUAGE_LIMIT, true, &tag, error))
        return false;
    *taken = lb_import_language(tag);
    return tag == NULL || *taken != NULL ||
           lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(language: a tag like ja or pt-BR)"));
}

bool
lb_administer_take_zone(const char *text, char **taken, GError **error)
{
    if (!lb_administer_take_line(text, "time zone", ZONE_LIMIT, true, taken, error))
        return false;
    /* An unknown name, or one that is a path, falls back to UTC, which must then be what was meant. */
    g_autoptr(GTimeZone) zone = lb_time_zone(*taken);
    return *taken == NULL || strcmp(g_time_zone_get_identifier(zone), *taken) == 0 ||
           lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, _("(time zone: a name like Asia/Tokyo)"));
}

bool
lb_administer_find_person(LbStore *store, const char *account, int64_t *principal, GError **error)
{
    if (!lb_directory_find_person(store, account, principal, error))
        return false;
    return *principal != 0 || lb_refuse(error, LB_REFUSAL_UNKNOWN_PERSON, NULL);
}

bool
lb_administer_log_manners(LbAct *act, const LbPersonRow *before, GError **error)
{
    g_autoptr(LbPersonRow) now = lb_directory_person(act->service->store, before->id, error);
    if (now == NULL)
        return false;
    const struct {
        const char *name, *before, *now;
    } manners[] = { { "name", before->name, now->name },
                    { "language", before->language, now->language },
                    { "timeZone", before->time_zone, now->time_zone } };
    bool changed = false;
    g_autoptr(JsonObject) details = json_object_new();
    json_object_set_string_member(details, "account", now->account);
    for (size_t i = 0; i < G_N_ELEMENTS(manners); i++)
        if (g_strcmp0(manners[i].before, manners[i].now) != 0) {
            json_object_set_string_member(details, manners[i].name, manners[i].now);
            changed = true;
        }
    g_autofree char *text = lb_details_write(details);
    return !changed || lb_act_log(act, LB_OPERATION_CHANGE_PERSON, now->tenant, 0, text, error);
}
