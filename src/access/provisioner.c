/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of the table, and what holds for each of them. */
#include "access/provisioner.h"

#include <string.h>

#include "base/text.h"
#include "core/sshkey.h"

static const LbProvisioner *const provisioners[] = {
    &lb_certificate_provisioner,
    &lb_script_provisioner,
};

const LbName lb_provision_outcome_names[] = {
    { LB_PROVISION_OPENED, "opened", NULL },
    { LB_PROVISION_CLOSED, "closed", NULL },
    { LB_PROVISION_FAILED, "failed", NULL },
    { 0, NULL, NULL },
};

const LbProvisioner *
lb_provisioner_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(provisioners); i++)
        if (strcmp(provisioners[i]->name, name) == 0)
            return provisioners[i];
    return NULL;
}

const char *
lb_provisioner_name(size_t index)
{
    return index < G_N_ELEMENTS(provisioners) ? provisioners[index]->name : NULL;
}

static bool
are_keys(const GPtrArray *keys)
{
    for (guint i = 0; keys != NULL && i < keys->len; i++) {
        const char *line = g_ptr_array_index(keys, i);
        g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
        if (key == NULL)
            return false;
        g_autofree char *plain = g_strdup_printf("%s %s", key->type, key->blob);
        if (strcmp(plain, line) != 0)
            return false;
    }
    return true;
}

/* The refusal of an order that can never be carried out, or NULL. */
static LbProvisionResult *
refuse_order(const LbProvisionOrder *order)
{
    LbGrantFault fault = lb_grant_check(order->grant);
    if (fault == LB_GRANT_FAULT_NONE)
        return are_keys(order->keys) ? NULL : lb_provision_failed(false, "keys: malformed-key");
    g_autofree char *words =
        g_strdup_printf("grant: %s", lb_names_get(lb_grant_fault_names, (int)fault));
    return lb_provision_failed(false, words);
}

LbProvisionResult *
lb_provisioner_open(const LbProvisioner *provisioner, const LbProvisionOrder *order)
{
    LbProvisionResult *refused = refuse_order(order);
    return refused != NULL ? refused : provisioner->open(order);
}

LbProvisionResult *
lb_provisioner_close(const LbProvisioner *provisioner, const LbProvisionOrder *order)
{
    LbProvisionResult *refused = refuse_order(order);
    return refused != NULL ? refused : provisioner->close(order);
}

void
lb_provision_result_free(LbProvisionResult *result)
{
    if (result == NULL)
        return;
    g_free(result->words);
    lb_connection_free(result->connection);
    g_free(result);
}

LbProvisionResult *
lb_provision_opened(LbConnection *connection)
{
    LbProvisionResult *result = g_new0(LbProvisionResult, 1);
    result->outcome = LB_PROVISION_OPENED;
    result->connection = connection;
    return result;
}

LbProvisionResult *
lb_provision_closed(void)
{
    LbProvisionResult *result = g_new0(LbProvisionResult, 1);
    result->outcome = LB_PROVISION_CLOSED;
    return result;
}

LbProvisionResult *
lb_provision_failed(bool retryable, const char *words)
{
    LbProvisionResult *result = g_new0(LbProvisionResult, 1);
    result->outcome = LB_PROVISION_FAILED;
    result->retryable = retryable;
    result->words = lb_text_brief(words, -1, LB_PROVISION_WORDS_LIMIT);
    return result;
}

LbConnection *
lb_connection_new(const LbTarget *target)
{
    LbConnection *connection = g_new0(LbConnection, 1);
    connection->address = g_strdup(target->address);
    connection->port = target->port;
    connection->login = g_strdup(target->login);
    return connection;
}
