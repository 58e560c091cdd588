/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of who may decide: their names, and the log's operations for them. */
#include "core/change.h"

#include "base/i18n.h"

const LbName lb_change_names[] = {
    { LB_CHANGE_KEY_ADDED, "key-added", N_("New key") },
    { LB_CHANGE_KEY_REVOKED, "key-revoked", N_("Key revoked") },
    { LB_CHANGE_ROLE_GRANTED, "role-granted", N_("New role") },
    { LB_CHANGE_ROLE_REVOKED, "role-revoked", N_("Role revoked") },
    { LB_CHANGE_COVERED, "covered", N_("Role reaches further") },
    { LB_CHANGE_UNCOVERED, "uncovered", N_("Role reaches less far") },
    { LB_CHANGE_MAIL, "mail", N_("Mail address") },
    { LB_CHANGE_ACCOUNT, "account", N_("Account renamed") },
    { LB_CHANGE_PERSON, "person", N_("Whose account") },
    { LB_CHANGE_KIND, "kind", N_("Kind of account") },
    { LB_CHANGE_ENABLED, "enabled", N_("Switched on") },
    { LB_CHANGE_DISABLED, "disabled", N_("Switched off") },
    { LB_CHANGE_ADDRESS_ADDED, "address-added", N_("One more mail address") },
    { LB_CHANGE_ADDRESS_REMOVED, "address-removed", N_("Mail address removed") },
    { LB_CHANGE_ISOLATED, "isolated", N_("Isolated identity") },
    { LB_CHANGE_QUORUM, "quorum", N_("Approvals needed") },
    { LB_CHANGE_PLAN, "plan", N_("Support plan") },
    { LB_CHANGE_PREVIEW, "preview", N_("Signed up for previews") },
    { LB_CHANGE_QUEUE_TIME, "queue-time", N_("Hours to answer") },
    { LB_CHANGE_ACCESS_TIME, "access-time", N_("Hours of access") },
    { 0, NULL, NULL },
};

static const LbOperation operations[] = {
    [LB_CHANGE_KEY_ADDED] = LB_OPERATION_ADD_KEY,
    [LB_CHANGE_KEY_REVOKED] = LB_OPERATION_REVOKE_KEY,
    [LB_CHANGE_ROLE_GRANTED] = LB_OPERATION_GRANT_ROLE,
    [LB_CHANGE_ROLE_REVOKED] = LB_OPERATION_REVOKE_ROLE,
    [LB_CHANGE_COVERED] = LB_OPERATION_GRANT_ROLE,
    [LB_CHANGE_UNCOVERED] = LB_OPERATION_REVOKE_ROLE,
    [LB_CHANGE_MAIL] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_ACCOUNT] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_PERSON] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_KIND] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_ENABLED] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_DISABLED] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_ADDRESS_ADDED] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_ADDRESS_REMOVED] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_ISOLATED] = LB_OPERATION_CHANGE_PERSON,
    [LB_CHANGE_QUORUM] = LB_OPERATION_SET_TERMS,
    [LB_CHANGE_PLAN] = LB_OPERATION_SET_TERMS,
    [LB_CHANGE_PREVIEW] = LB_OPERATION_SET_TERMS,
    [LB_CHANGE_QUEUE_TIME] = LB_OPERATION_SET_TERMS,
    [LB_CHANGE_ACCESS_TIME] = LB_OPERATION_SET_TERMS,
};

LbChange *
lb_change_new(void)
{
    return g_new0(LbChange, 1);
}

void
lb_change_free(LbChange *change)
{
    if (change == NULL)
        return;
    g_free(change->account);
    g_free(change->tenant);
    g_free(change->before);
    g_free(change->after);
    g_free(change->scope);
    g_free(change);
}

LbOperation
lb_change_operation(LbChangeKind kind)
{
    G_STATIC_ASSERT(G_N_ELEMENTS(operations) == LB_CHANGE_COUNT);
    return operations[kind];
}

uint64_t
lb_change_operations(void)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(operations); i++)
        bits |= LB_OPERATION_BIT(operations[i]);
    return bits;
}
