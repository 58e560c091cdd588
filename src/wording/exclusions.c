/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exclusions in words. */
#include "wording/exclusions.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/role.h"
#include "core/scope.h"
#include "wording/plain.h"

char *
lb_phrase_exclusion_mark(LbExclusionState state)
{
    return g_strdup_printf("%c %s", state == LB_EXCLUSION_ACKNOWLEDGED ? '+' : '!',
                           _(lb_names_label(lb_exclusion_state_names, (int)state)));
}

char *
lb_phrase_exclusion_span(const LbExclusion *exclusion, GTimeZone *zone)
{
    g_autofree char *from = lb_time_format(exclusion->started, zone, LB_TIME_DAY);
    g_autofree char *to = lb_time_format(exclusion->ended, zone, LB_TIME_DAY);
    g_autofree char *from_day = lb_time_format(exclusion->started, zone, LB_TIME_DATE);
    g_autofree char *to_day = lb_time_format(exclusion->ended, zone, LB_TIME_DATE);
    g_autofree char *end = lb_time_format(exclusion->ended, zone, LB_TIME_STAMP);
    const char *clock = strchr(end, ' ');
    if (strcmp(from_day, to_day) == 0 && clock != NULL)
        return g_strdup_printf("%s-%.5s", from, clock + 1);
    return g_strdup_printf(_("%s to %s"), from, to);
}

char *
lb_phrase_exclusion_period(const LbExclusion *exclusion, GTimeZone *zone)
{
    g_autofree char *from = lb_time_format(exclusion->started, zone, LB_TIME_FULL);
    g_autofree char *to = lb_time_format(exclusion->ended, zone, LB_TIME_FULL);
    return g_strdup_printf(_("From %s to %s."), from, to);
}

char *
lb_phrase_exclusion_scope(const LbExclusion *exclusion)
{
    g_autoptr(LbScope) scope = lb_scope_parse(exclusion->scope, NULL);
    g_autofree char *name = lb_exclusion_where(exclusion);
    g_autofree char *where = lb_plain_inline(name);
    g_autofree char *subscription = lb_plain_inline(exclusion->subscription_name);
    g_autofree char *tenant = lb_plain_inline(exclusion->tenant_name);
    if (scope == NULL || scope->kind == LB_SCOPE_SUBSCRIPTION)
        return g_strdup_printf(_("The whole subscription %s of %s."), subscription, tenant);
    return g_strdup_printf(scope->kind == LB_SCOPE_RESOURCE_GROUP
                               ? _("The resource group %s in subscription %s of %s.")
                               : _("The resource %s in subscription %s of %s."),
                           where, subscription, tenant);
}

static char *
name_role(const char *name)
{
    LbRole role;
    return lb_role_from_name(name, &role) ? g_strdup(_(lb_role_name(role))) : lb_plain_inline(name);
}

char *
lb_phrase_exclusion_origin(const LbExclusion *exclusion, GTimeZone *zone)
{
    g_autofree char *recorder = lb_plain_inline(exclusion->recorder_account);
    g_autofree char *role = name_role(exclusion->recorder_role);
    g_autofree char *time = lb_time_format(exclusion->recorded, zone, LB_TIME_FULL);
    return g_strdup_printf(_("Recorded by %s (%s), %s."), recorder, role, time);
}

char *
lb_phrase_exclusion_recorded(const LbExclusion *exclusion)
{
    g_autofree char *id = lb_exclusion_id(exclusion->number);
    if (exclusion->told == 0)
        return g_strdup_printf(_("%s is recorded, but nobody of the customer's can be told: the "
                                 "subscription has no owner or approver. Tell an admin."),
                               id);
    return g_strdup_printf(ngettext_("%s is recorded; %d owner or approver is mailed, and sees it "
                                     "until it is acknowledged.",
                                     "%s is recorded; %d owners and approvers are mailed, and see "
                                     "it until one of them acknowledges it.",
                                     (unsigned long)exclusion->told),
                           id, exclusion->told);
}

char *
lb_phrase_exclusion_outcome(const LbExclusion *exclusion, GTimeZone *zone)
{
    if (exclusion->acknowledged == 0)
        return g_strdup(_("No owner or approver has acknowledged it yet."));
    g_autofree char *who = lb_plain_inline(exclusion->acknowledged_by);
    g_autofree char *time = lb_time_format(exclusion->acknowledged, zone, LB_TIME_FULL);
    return g_strdup_printf(_("Acknowledged by %s, %s."), who, time);
}
