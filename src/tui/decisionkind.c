/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of decisions. */
#include "tui/decisionkind.h"

#include "base/i18n.h"
#include "service/endorse.h"

#define BACK              \
    {                     \
        "Esc", N_("back") \
    }

/* More time is asked for like a decision, by hours and a reason. */
static LbRequest *
extend(LbService *service, const LbActor *actor, const LbDecision *decision, GError **error)
{
    return lb_service_extend(service, actor, decision->number, decision->hours, decision->reason,
                             error);
}

static const LbDecisionKind kinds[] = {
    { LB_VERB_APPROVE,
      lb_service_approve,
      N_("Approve %s"),
      N_("%s gets access to %s."),
      true,
      true,
      false,
      NULL,
      { { "Enter", N_("approve") }, { "Tab", N_("next field") }, BACK, { NULL, NULL } } },
    { LB_VERB_DENY,
      lb_service_deny,
      N_("Deny %s"),
      N_("%s gets no access to %s, and reads your reason."),
      false,
      false,
      true,
      N_("A reason is needed: the engineer reads it."),
      { { "Enter", N_("deny") }, BACK, { NULL, NULL } } },
    { LB_VERB_ENDORSE,
      lb_service_endorse,
      N_("Endorse %s"),
      N_("For the provider, you say yes to access for %s to %s. Then it goes on as its rule says."),
      true,
      false,
      false,
      NULL,
      { { "Enter", N_("endorse") }, { "Tab", N_("next field") }, BACK, { NULL, NULL } } },
    { LB_VERB_DECLINE,
      lb_service_decline,
      N_("Decline %s"),
      N_("%s gets no access to %s, and reads your reason. No customer is asked."),
      false,
      false,
      true,
      N_("A reason is needed: the engineer reads it."),
      { { "Enter", N_("decline") }, BACK, { NULL, NULL } } },
    { LB_VERB_REVOKE,
      lb_service_revoke,
      N_("End the access of %s"),
      N_("%s loses access to %s now, and reads your reason."),
      false,
      false,
      true,
      N_("A reason is needed: the engineer reads it."),
      { { "Enter", N_("end access") }, BACK, { NULL, NULL } } },
    { LB_VERB_CANCEL,
      lb_service_cancel,
      N_("Take %s back"),
      N_("%s no longer asks for access to %s. Its owners are told."),
      false,
      false,
      false,
      NULL,
      { { "Enter", N_("take back") }, BACK, { NULL, NULL } } },
    { LB_VERB_COMPLETE,
      lb_service_complete,
      N_("Hand the access of %s back"),
      N_("%s gives the access to %s back, before its time."),
      false,
      false,
      false,
      NULL,
      { { "Enter", N_("hand back") }, BACK, { NULL, NULL } } },
    { LB_VERB_EXTEND,
      extend,
      N_("More time for %s"),
      N_("%s asks the owners for more time on %s, by another request, which they approve or deny. "
         "What is open ends as it would."),
      false,
      true,
      true,
      N_("A reason is needed: the owners decide by it."),
      { { "Enter", N_("ask") }, { "Tab", N_("next field") }, BACK, { NULL, NULL } } },
};

const LbDecisionKind *
lb_decision_kind(LbVerb verb)
{
    size_t at = 0;
    while (at + 1 < G_N_ELEMENTS(kinds) && kinds[at].verb != verb)
        at++;
    return &kinds[at];
}
