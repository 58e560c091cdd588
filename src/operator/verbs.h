/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of lockboxctl, in one table: what is dispatched, what "help" prints and what the tests compare
 * the manual with. */
#pragma once

#include "operator/invocation.h"

typedef struct {
    const char *name;    /* "log verify": one word to three */
    const char *usage;   /* behind the name: the grammar of operator/invocation.h */
    const char *summary; /* marked N_() */
    bool (*run)(LbInvocation *invocation, GError **error);
} LbOperatorVerb;

/* Ended by a row without a name. */
extern const LbOperatorVerb lb_operator_verbs[];

/* The row whose name the first words of @words are; @behind becomes the first word behind it. NULL when there is
 * none. */
const LbOperatorVerb *lb_operator_verb_find(const char *const *words, const char *const **behind);

/* What each verb does; all say what they have done in invocation->out, and fail with @error. */
bool lb_ctl_init(LbInvocation *invocation, GError **error);
bool lb_ctl_import_az(LbInvocation *invocation, GError **error);
bool lb_ctl_import_directory(LbInvocation *invocation, GError **error);
bool lb_ctl_events_import(LbInvocation *invocation, GError **error);
bool lb_ctl_log_verify(LbInvocation *invocation, GError **error);
bool lb_ctl_log_forward(LbInvocation *invocation, GError **error);
bool lb_ctl_ca_init(LbInvocation *invocation, GError **error);
bool lb_ctl_ca_show(LbInvocation *invocation, GError **error);
bool lb_ctl_receipt_verify(LbInvocation *invocation, GError **error);
bool lb_ctl_mail_status(LbInvocation *invocation, GError **error);
bool lb_ctl_mail_bounce(LbInvocation *invocation, GError **error);
bool lb_ctl_mail_test(LbInvocation *invocation, GError **error);
bool lb_ctl_ticket_system_list(LbInvocation *invocation, GError **error);
bool lb_ctl_ticket_system_test(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_add(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_list(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_show(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_history(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_test(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_enable(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_resend(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_rotate(LbInvocation *invocation, GError **error);
bool lb_ctl_webhook_remove(LbInvocation *invocation, GError **error);
bool lb_ctl_mail_retry(LbInvocation *invocation, GError **error);
bool lb_ctl_person_add(LbInvocation *invocation, GError **error);
bool lb_ctl_person_set(LbInvocation *invocation, GError **error);
bool lb_ctl_person_disable(LbInvocation *invocation, GError **error);
bool lb_ctl_person_enable(LbInvocation *invocation, GError **error);
bool lb_ctl_person_invite(LbInvocation *invocation, GError **error);
bool lb_ctl_person_list(LbInvocation *invocation, GError **error);
bool lb_ctl_person_show(LbInvocation *invocation, GError **error);
bool lb_ctl_key_add(LbInvocation *invocation, GError **error);
bool lb_ctl_key_revoke(LbInvocation *invocation, GError **error);
bool lb_ctl_key_list(LbInvocation *invocation, GError **error);
bool lb_ctl_role_grant(LbInvocation *invocation, GError **error);
bool lb_ctl_role_revoke(LbInvocation *invocation, GError **error);
bool lb_ctl_role_list(LbInvocation *invocation, GError **error);
bool lb_ctl_tenant_list(LbInvocation *invocation, GError **error);
bool lb_ctl_tenant_show(LbInvocation *invocation, GError **error);
bool lb_ctl_tenant_set(LbInvocation *invocation, GError **error);
bool lb_ctl_subscription_set(LbInvocation *invocation, GError **error);
bool lb_ctl_target_set(LbInvocation *invocation, GError **error);
bool lb_ctl_target_list(LbInvocation *invocation, GError **error);
bool lb_ctl_target_show(LbInvocation *invocation, GError **error);
bool lb_ctl_target_remove(LbInvocation *invocation, GError **error);
bool lb_ctl_target_key_add(LbInvocation *invocation, GError **error);
bool lb_ctl_target_key_list(LbInvocation *invocation, GError **error);
bool lb_ctl_target_key_revoke(LbInvocation *invocation, GError **error);
bool lb_ctl_recording_delete(LbInvocation *invocation, GError **error);
bool lb_ctl_policy_check(LbInvocation *invocation, GError **error);
bool lb_ctl_policy_explain(LbInvocation *invocation, GError **error);
bool lb_ctl_policy_test(LbInvocation *invocation, GError **error);
bool lb_ctl_check_sshd(LbInvocation *invocation, GError **error);
bool lb_ctl_clock_show(LbInvocation *invocation, GError **error);
bool lb_ctl_clock_accept(LbInvocation *invocation, GError **error);
bool lb_ctl_clock_advance(LbInvocation *invocation, GError **error);
bool lb_ctl_clock_wrong(LbInvocation *invocation, GError **error);
bool lb_ctl_rehearse(LbInvocation *invocation, GError **error);
bool lb_ctl_help(LbInvocation *invocation, GError **error);
