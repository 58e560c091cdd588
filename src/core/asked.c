/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, and why others were not: names and the one order of the reasons. */
#include "core/asked.h"

const LbName lb_hindrance_names[] = {
    { LB_HINDRANCE_NONE, "none", NULL },
    { LB_HINDRANCE_DISABLED, "disabled", NULL },
    { LB_HINDRANCE_ROLE_LOST, "role-lost", NULL },
    { LB_HINDRANCE_SAME_PERSON, "same-person", NULL },
    { LB_HINDRANCE_CHANGED, "changed", NULL },
    { 0, NULL, NULL },
};

const LbName lb_omission_names[] = {
    { LB_OMISSION_NONE, "none", NULL },
    { LB_OMISSION_HELD, "held", NULL },
    { LB_OMISSION_NO_DATA, "no-customer-data", NULL },
    { LB_OMISSION_NEVER_WAITED, "never-waited", NULL },
    { LB_OMISSION_REQUESTER, "requester", NULL },
    { LB_OMISSION_PROVIDER, "provider", NULL },
    { LB_OMISSION_SAME_PERSON, "same-person", NULL },
    { LB_OMISSION_NO_PERSON, "no-person", NULL },
    { LB_OMISSION_DISABLED, "disabled", NULL },
    { LB_OMISSION_LATER, "later", NULL },
    { LB_OMISSION_COVERED_LATER, "covered-later", NULL },
    { LB_OMISSION_ENABLED_LATER, "enabled-later", NULL },
    { LB_OMISSION_UNKNOWN, "unknown", NULL },
    { LB_OMISSION_LOST, "role-lost", NULL },
    { LB_OMISSION_ROLE, "role", NULL },
    { LB_OMISSION_NO_ROLE, "no-role", NULL },
    { 0, NULL, NULL },
};

/* Of a request that never waited for its customer. */
static LbOmission
judge_request(const LbOmissionFacts *facts)
{
    if (facts->jit_only)
        return LB_OMISSION_NO_DATA;
    return facts->status == LB_STATUS_INITIALIZING ? LB_OMISSION_HELD : LB_OMISSION_NEVER_WAITED;
}

/* Of one who holds a role that approves. What was given in the moment in which the request began to wait came after it: else
 * its holder would be of the set. */
static LbOmission
judge_holder(const LbOmissionFacts *facts, int64_t *when)
{
    *when = facts->since;
    if (facts->since >= facts->notified)
        return LB_OMISSION_LATER;
    *when = facts->covered;
    if (facts->covered != 0)
        return LB_OMISSION_COVERED_LATER;
    *when = facts->enabled_later;
    return facts->enabled_later != 0 ? LB_OMISSION_ENABLED_LATER : LB_OMISSION_UNKNOWN;
}

LbOmission
lb_omission_judge(const LbOmissionFacts *facts, int64_t *when)
{
    *when = 0;
    if (facts->requester)
        return LB_OMISSION_REQUESTER;
    if (facts->provider)
        return LB_OMISSION_PROVIDER;
    if (facts->notified == 0)
        return judge_request(facts);
    if (facts->approves && facts->same_person)
        return LB_OMISSION_SAME_PERSON;
    if (!facts->user)
        return LB_OMISSION_NO_PERSON;
    if (!facts->enabled) {
        *when = facts->disabled;
        return LB_OMISSION_DISABLED;
    }
    if (facts->approves)
        return judge_holder(facts, when);
    *when = facts->lost;
    if (facts->lost != 0)
        return LB_OMISSION_LOST;
    return facts->holds ? LB_OMISSION_ROLE : LB_OMISSION_NO_ROLE;
}
