/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would become of a request, before it is made. Nothing is written, and a refusal is not recorded. */
#pragma once

#include "core/weighing.h"
#include "service/service.h"

typedef struct {
    LbRequest *request; /* as the owners would read it; its number is 0 */
    LbWeighing
        *weighing; /* what the rules say, rule by rule, in words of the language that is set */
    int told; /* owners and approvers who would be told; 0: the customer is not asked, or the rules refuse it */
    int quorum; /* approvals of them that it takes */
} LbPreview;

void lb_preview_free(LbPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbPreview, lb_preview_free)

/* Looks at @submission as lb_service_submit() would. What is refused before the rules are asked (a resource that there
 * is not, a text that is too long), and what nobody could answer, is refused here too. What the rules refuse is no refusal here: then the weighing's
 * ruling is LB_RULING_REFUSE. Stores what it found as the caller's. */
bool lb_submit_preview(LbService *service, const LbActor *actor, const LbSubmission *submission,
                       LbPreview **preview, GError **error);
