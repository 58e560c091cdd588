/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules said of one request. */
#include "core/weighing.h"

#include <string.h>

#include "core/labels.h"
#include "core/policywords.h"

const LbJitRow lb_jit_rows[] = {
    [LB_JIT_NOTIFIED] = { "notified", LB_STATUS_PENDING, LB_OPERATION_CREATE, LB_EVENT_WAITING },
    [LB_JIT_HELD] = { "held", LB_STATUS_INITIALIZING, LB_OPERATION_CREATE, LB_EVENT_HELD },
    [LB_JIT_ENDORSED] = { "endorsed", LB_STATUS_PENDING, LB_OPERATION_ENDORSE, LB_EVENT_WAITING },
    [LB_JIT_DECLINED] = { "declined", LB_STATUS_DENIED, LB_OPERATION_DECLINE, LB_EVENT_DECLINED },
    [LB_JIT_LAPSED] = { "lapsed", LB_STATUS_EXPIRED, LB_OPERATION_EXPIRE, LB_EVENT_EXPIRED },
    [LB_JIT_CANCELED] = { "canceled", LB_STATUS_CANCELED, LB_OPERATION_CANCEL, LB_EVENT_CANCELED },
    [LB_JIT_OPENED] = { "opened", LB_STATUS_APPROVED, LB_OPERATION_AUTO_APPROVE,
                        LB_EVENT_APPROVED },
    { NULL, LB_STATUS_UNKNOWN, LB_OPERATION_CREATE, LB_EVENT_WAITING },
};

static void
free_weighed(gpointer data)
{
    LbWeighed *weighed = data;
    g_free(weighed->rule);
    g_free(weighed->label);
    g_free(weighed->words);
    g_ptr_array_unref(weighed->checks);
    g_free(weighed);
}

LbWeighed *
lb_weighed_new(const char *rule, bool matched)
{
    LbWeighed *weighed = g_new0(LbWeighed, 1);
    weighed->rule = g_strdup(rule);
    weighed->matched = matched;
    weighed->checks = g_ptr_array_new_with_free_func((GDestroyNotify)lb_policy_check_free);
    return weighed;
}

void
lb_endorsement_free(LbEndorsement *endorsement)
{
    if (endorsement == NULL)
        return;
    g_free(endorsement->account);
    g_free(endorsement->person);
    g_free(endorsement->role);
    g_free(endorsement->reason);
    g_free(endorsement);
}

LbWeighing *
lb_weighing_new(void)
{
    LbWeighing *weighing = g_new0(LbWeighing, 1);
    weighing->steps = g_ptr_array_new_with_free_func(free_weighed);
    weighing->voices = g_ptr_array_new_with_free_func((GDestroyNotify)lb_endorsement_free);
    return weighing;
}

void
lb_weighing_free(LbWeighing *weighing)
{
    if (weighing == NULL)
        return;
    g_ptr_array_unref(weighing->steps);
    g_ptr_array_unref(weighing->voices);
    g_free(weighing->words);
    g_free(weighing);
}

static LbPolicyCheck *
copy_check(const LbPolicyCheck *check)
{
    LbPolicyCheck *copy = g_new0(LbPolicyCheck, 1);
    copy->condition = check->condition;
    copy->holds = check->holds;
    copy->found = g_strdup(check->found);
    copy->wanted = g_strdupv(check->wanted);
    return copy;
}

LbWeighing *
lb_weighing_of(const LbPolicyOutcome *outcome)
{
    LbWeighing *weighing = lb_weighing_new();
    weighing->ruling = outcome->ruling;
    weighing->approvers = outcome->approvers;
    weighing->approvals = outcome->approvals;
    weighing->asks_customer = outcome->asks_customer;
    for (guint i = 0; i < outcome->trace->len; i++) {
        const LbPolicyStep *step = g_ptr_array_index(outcome->trace, i);
        LbWeighed *weighed = lb_weighed_new(step->rule->id, step->matched);
        for (guint j = 0; j < step->checks->len; j++)
            g_ptr_array_add(weighed->checks, copy_check(g_ptr_array_index(step->checks, j)));
        g_ptr_array_add(weighing->steps, weighed);
    }
    return weighing;
}

static const LbPolicyRule *
find_rule(const LbPolicy *policy, const char *id)
{
    for (guint i = 0; policy != NULL && i < policy->rules->len; i++) {
        const LbPolicyRule *rule = g_ptr_array_index(policy->rules, i);
        if (strcmp(rule->id, id) == 0)
            return rule;
    }
    return NULL;
}

void
lb_weighing_say(LbWeighing *weighing, const LbPolicy *policy, const char *language)
{
    const LbPolicyRule *last = NULL;
    for (guint i = 0; i < weighing->steps->len; i++) {
        LbWeighed *weighed = g_ptr_array_index(weighing->steps, i);
        LbPolicyStep step = { .matched = weighed->matched, .checks = weighed->checks };
        last = find_rule(policy, weighed->rule);
        const char *label = last != NULL ? lb_labels_get(last->labels, language) : NULL;
        g_free(weighed->label);
        g_free(weighed->words);
        weighed->label = g_strdup(label != NULL ? label : weighed->rule);
        weighed->words = lb_policy_step_words(&step);
    }
    LbPolicyOutcome outcome = { .rule = last,
                                .ruling = weighing->ruling,
                                .approvers = weighing->approvers,
                                .approvals = weighing->approvals,
                                .asks_customer = weighing->asks_customer };
    g_free(weighing->words);
    weighing->words = lb_policy_outcome_words(&outcome, language);
}
