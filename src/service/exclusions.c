/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts about exclusions. Each is one transaction: what is added, its entry in the log, and the mail that it owes. */
#include "service/exclusions.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "core/scope.h"
#include "service/act.h"
#include "service/refused.h"
#include "service/telling.h"
#include "store/exclusions.h"

/* Each is mailed to all approvers of a customer. */
#define EXCLUSIONS_A_DAY 50

static JsonObject *
describe(const LbExclusion *exclusion)
{
    JsonObject *details = json_object_new();
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    g_autofree char *digest = lb_exclusion_digest(exclusion);
    json_object_set_string_member(details, "exclusion", id);
    json_object_set_string_member(details, "digest", digest);
    return details;
}

static char *
describe_record(const LbExclusion *exclusion)
{
    g_autoptr(JsonObject) details = describe(exclusion);
    g_autofree char *started = lb_time_to_iso(exclusion->started);
    g_autofree char *ended = lb_time_to_iso(exclusion->ended);
    json_object_set_string_member(details, "kind",
                                  lb_names_get(lb_exclusion_kind_names, (int)exclusion->kind));
    json_object_set_string_member(details, "subscription", exclusion->subscription);
    json_object_set_string_member(details, "scope", exclusion->scope);
    json_object_set_string_member(details, "started", started);
    json_object_set_string_member(details, "ended", ended);
    return lb_details_write(details);
}

/* Recording */

static bool
take_kind(const char *text, LbExclusion *exclusion, GError **error)
{
    int kind = LB_EXCLUSION_OUTSIDE_PROCEDURE;
    if (text == NULL || !lb_names_find(lb_exclusion_kind_names, text, &kind)) {
        g_autofree char *allowed = lb_names_join(lb_exclusion_kind_names);
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_VALUE, "(kind: %s)", allowed);
    }
    exclusion->kind = (LbExclusionKind)kind;
    return true;
}

/* Whether there is what the scope names below its subscription: the customer reads the name, so it is the directory's and
 * not just any that was typed. */
static bool
is_known(LbAct *act, const LbScope *scope, bool *known, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *known = scope->kind == LB_SCOPE_SUBSCRIPTION;
    if (scope->kind == LB_SCOPE_RESOURCE_GROUP)
        return lb_exclusions_has_group(act->service->store, scope->path, known, error);
    if (scope->kind != LB_SCOPE_RESOURCE)
        return true;
    g_autoptr(LbResource) resource =
        lb_directory_resource(act->service->store, scope->path, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    *known = resource != NULL;
    return true;
}

static bool
take_scope(LbAct *act, const char *text, LbExclusion *exclusion, GError **error)
{
    bool known = false;
    g_autoptr(GError) failure = NULL;
    g_autoptr(LbScope) scope = lb_scope_parse(text, NULL);
    if (scope == NULL || scope->subscription == NULL)
        return lb_refuse(error, LB_REFUSAL_UNKNOWN_SCOPE, NULL);
    if (!lb_directory_subscription(act->service->store, scope->subscription, &exclusion->tenant,
                                   &exclusion->subscription_name, &failure)) {
        if (failure == NULL)
            return lb_refuse(error, LB_REFUSAL_UNKNOWN_SCOPE, NULL);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!is_known(act, scope, &known, error))
        return false;
    exclusion->subscription = g_strdup(scope->subscription);
    exclusion->scope = g_strdup(scope->path);
    return known || lb_refuse(error, LB_REFUSAL_UNKNOWN_SCOPE, NULL);
}

static bool
take_times(const LbAct *act, const LbNewExclusion *words, LbExclusion *exclusion, GError **error)
{
    exclusion->started = words->started;
    exclusion->ended = words->ended;
    if (words->ended <= words->started)
        return lb_refuse(error, LB_REFUSAL_ENDS_BEFORE_START, NULL);
    if (words->ended > act->time.effective)
        return lb_refuse(error, LB_REFUSAL_IN_THE_FUTURE, NULL);
    if (words->started < act->time.effective - LB_EXCLUSION_OLDEST)
        return lb_refuse(error, LB_REFUSAL_TOO_LONG_AGO, _("(at most %d days)"),
                         (int)(LB_EXCLUSION_OLDEST / LB_DAY));
    return true;
}

static bool
take_text(const char *text, LbExclusion *exclusion, GError **error)
{
    g_autoptr(GError) cause = NULL;
    exclusion->text =
        lb_text_accept(text != NULL ? text : "", -1, LB_TEXT_LINES, LB_LIMIT_TEXT, &cause);
    return exclusion->text != NULL || lb_refuse_text(error, "text", cause);
}

/* Nobody floods a customer's owners with mail, nor hides one exclusion among many. */
static bool
check_flood(LbAct *act, GError **error)
{
    int count = 0;
    int64_t earliest = 0, since = act->time.effective - LB_DAY;
    if (!lb_exclusions_count(act->service->store, act->actor->person, since, EXCLUSIONS_A_DAY,
                             &count, &earliest, error))
        return false;
    if (count < EXCLUSIONS_A_DAY)
        return true;
    g_autoptr(GTimeZone) zone = lb_time_zone(act->actor->time_zone);
    /* In the minute after, which is when it is shown to be over. */
    g_autofree char *when = lb_time_format(earliest + LB_DAY + LB_MINUTE, zone, LB_TIME_FULL);
    return lb_refuse(error, LB_REFUSAL_TOO_MANY_EXCLUSIONS, _("(%d; the next one on %s)"),
                     EXCLUSIONS_A_DAY, when);
}

/* By which of the roles it is recorded: the first that may. */
static const char *
name_role(unsigned roles)
{
    static const LbRole recorders[] = { LB_ROLE_SUPPORT_ENGINEER, LB_ROLE_DEVOPS_ENGINEER,
                                        LB_ROLE_SUPPORT_LEAD, LB_ROLE_DEVOPS_MANAGER };
    for (size_t i = 0; i < G_N_ELEMENTS(recorders); i++)
        if ((roles & (1u << recorders[i])) != 0)
            return lb_role_name(recorders[i]);
    return "";
}

static bool
tell_approvers(LbAct *act, LbExclusion *exclusion, GError **error)
{
    g_autoptr(GPtrArray) approvers =
        lb_directory_approvers(act->service->store, exclusion->subscription, error);
    exclusion->told = approvers != NULL ? (int)approvers->len : 0;
    return approvers != NULL && lb_act_tell_of_exclusion(act, exclusion->number, approvers, error);
}

/* As it is when the act is done, in its transaction. */
static LbExclusion *
read_and_commit(LbAct *act, int64_t number, GError **error)
{
    g_autoptr(LbExclusion) exclusion = lb_exclusions_get(act->service->store, number, error);
    return exclusion != NULL && lb_act_commit(act, error) ? g_steal_pointer(&exclusion) : NULL;
}

static LbExclusion *
try_to_exclude(LbService *service, const LbActor *actor, const LbNewExclusion *words,
               GError **error)
{
    g_autoptr(LbExclusion) exclusion = lb_exclusion_new();
    LbStanding standing;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !lb_standing_alone(service, actor, &act->time, &standing, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_RECORD_EXCLUSION, &standing);
    if (refusal != LB_REFUSAL_NONE) {
        lb_refuse(error, refusal, NULL);
        return NULL;
    }
    exclusion->recorder = actor->principal;
    exclusion->recorder_account = g_strdup(actor->account);
    exclusion->recorder_person = g_strdup(actor->person);
    exclusion->recorder_role = g_strdup(name_role(standing.roles));
    exclusion->recorded = act->time.effective;
    if (!take_kind(words->kind, exclusion, error) ||
        !take_scope(act, words->scope, exclusion, error) ||
        !take_times(act, words, exclusion, error) || !take_text(words->text, exclusion, error) ||
        !check_flood(act, error) || !lb_exclusions_insert(service->store, exclusion, error))
        return NULL;
    g_autofree char *details = describe_record(exclusion);
    if (!lb_act_log(act, LB_OPERATION_RECORD_EXCLUSION, exclusion->tenant, 0, details, error) ||
        !tell_approvers(act, exclusion, error))
        return NULL;
    LbExclusion *recorded = read_and_commit(act, exclusion->number, error);
    if (recorded != NULL)
        recorded->told = exclusion->told;
    return recorded;
}

LbExclusion *
lb_service_exclude(LbService *service, const LbActor *actor, const LbNewExclusion *exclusion,
                   GError **error)
{
    GError *refusal = NULL;
    LbExclusion *recorded = try_to_exclude(service, actor, exclusion, &refusal);
    if (recorded != NULL)
        return recorded;
    lb_refused_record(service, actor, LB_VERB_RECORD_EXCLUSION, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}

/* Acknowledging */

/* One who may know of it is told who was first. */
static void
refuse(const LbAct *act, LbRefusal refusal, const LbExclusion *exclusion, GError **error)
{
    if (refusal != LB_REFUSAL_ALREADY_ACKNOWLEDGED) {
        lb_refuse(error, refusal, NULL);
        return;
    }
    g_autoptr(GTimeZone) zone = lb_time_zone(act->actor->time_zone);
    g_autofree char *when = lb_time_format(exclusion->acknowledged, zone, LB_TIME_FULL);
    g_autofree char *who = lb_text_escape(exclusion->acknowledged_by, LB_TEXT_LINE);
    lb_refuse(error, refusal, _("(by %s, %s)"), who, when);
}

static bool
take_comment(const char *text, char **comment, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (text == NULL || *text == '\0')
        return true;
    *comment = lb_text_accept(text, -1, LB_TEXT_LINES, LB_LIMIT_REASON, &cause);
    return *comment != NULL || g_error_matches(cause, LB_BASE_ERROR, LB_BASE_ERROR_EMPTY) ||
           lb_refuse_text(error, "reason", cause);
}

static LbExclusion *
try_to_acknowledge(LbService *service, const LbActor *actor, const LbAcknowledgement *wanted,
                   GError **error)
{
    g_autoptr(LbExclusion) exclusion = NULL;
    g_autofree char *comment = NULL;
    LbStanding standing;
    g_autoptr(LbAct) act = lb_act_begin(service, actor, error);
    if (act == NULL || !lb_standing_towards_exclusion(service, actor, wanted->number, &act->time,
                                                      &standing, &exclusion, error))
        return NULL;
    LbRefusal refusal = lb_authorize(LB_VERB_ACKNOWLEDGE, &standing);
    if (refusal == LB_REFUSAL_NONE && wanted->shown == NULL)
        refusal = LB_REFUSAL_NOT_SHOWN;
    else if (refusal == LB_REFUSAL_NONE && !lb_exclusion_matches(exclusion, wanted->shown))
        refusal = LB_REFUSAL_CHANGED;
    if (refusal != LB_REFUSAL_NONE) {
        refuse(act, refusal, exclusion, error);
        return NULL;
    }
    if (!take_comment(wanted->comment, &comment, error) ||
        !lb_exclusions_acknowledge(service->store, exclusion->number, actor->principal,
                                   actor->account, comment, act->time.effective, error))
        return NULL;
    g_autoptr(JsonObject) details = describe(exclusion);
    if (comment != NULL)
        json_object_set_string_member(details, "reason", comment);
    g_autofree char *text = lb_details_write(details);
    if (!lb_act_log(act, LB_OPERATION_ACKNOWLEDGE_EXCLUSION, exclusion->tenant, 0, text, error))
        return NULL;
    return read_and_commit(act, exclusion->number, error);
}

LbExclusion *
lb_service_acknowledge(LbService *service, const LbActor *actor,
                       const LbAcknowledgement *acknowledgement, GError **error)
{
    GError *refusal = NULL;
    LbExclusion *exclusion = try_to_acknowledge(service, actor, acknowledgement, &refusal);
    if (exclusion != NULL)
        return exclusion;
    lb_refused_record(service, actor, LB_VERB_ACKNOWLEDGE, 0, refusal);
    g_propagate_error(error, refusal);
    return NULL;
}
