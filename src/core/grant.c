/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants: values and what they may say. */
#include "core/grant.h"

#include <string.h>

#include "base/i18n.h"
#include "base/span.h"
#include "base/text.h"
#include "core/request.h"
#include "core/terms.h"

const LbName lb_grant_status_names[] = {
    { LB_GRANT_OPENING, "opening", N_("opening") },
    { LB_GRANT_OPEN, "open", N_("open") },
    { LB_GRANT_CLOSING, "closing", N_("ending") },
    { LB_GRANT_CLOSED, "closed", N_("ended") },
    { LB_GRANT_FAILING, "failing", N_("not opened, clearing up") },
    { LB_GRANT_FAILED, "failed", N_("not opened") },
    { 0, NULL, NULL },
};

const LbName lb_grant_fault_names[] = {
    { LB_GRANT_FAULT_NONE, "none", NULL },
    { LB_GRANT_FAULT_SERIAL, "malformed-serial", NULL },
    { LB_GRANT_FAULT_REQUEST, "malformed-request", NULL },
    { LB_GRANT_FAULT_ACCOUNT, "malformed-account", NULL },
    { LB_GRANT_FAULT_TARGET, "malformed-target", NULL },
    { LB_GRANT_FAULT_PORTS, "malformed-ports", NULL },
    { LB_GRANT_FAULT_TIME, "empty-time", NULL },
    { 0, NULL, NULL },
};

LbGrant *
lb_grant_new(void)
{
    LbGrant *grant = g_new0(LbGrant, 1);
    grant->ports = g_array_new(FALSE, FALSE, sizeof(unsigned));
    return grant;
}

void
lb_grant_free(LbGrant *grant)
{
    if (grant == NULL)
        return;
    g_free(grant->request);
    g_free(grant->account);
    lb_target_free(grant->target);
    g_array_unref(grant->ports);
    g_free(grant);
}

void
lb_connection_free(LbConnection *connection)
{
    if (connection == NULL)
        return;
    g_free(connection->address);
    g_free(connection->login);
    g_free(connection->principal);
    g_free(connection->text);
    g_free(connection);
}

LbGrantState *
lb_grant_state_new(void)
{
    LbGrantState *state = g_new0(LbGrantState, 1);
    state->grant = lb_grant_new();
    return state;
}

void
lb_grant_state_free(LbGrantState *state)
{
    if (state == NULL)
        return;
    lb_grant_free(state->grant);
    g_free(state->resource_name);
    g_free(state->provisioner);
    lb_connection_free(state->connection);
    g_free(state->words);
    g_free(state);
}

void
lb_grant_add_port(LbGrant *grant, unsigned port)
{
    g_array_append_val(grant->ports, port);
}

static bool
has_port(const GArray *ports, unsigned port, guint before)
{
    for (guint i = 0; i < before; i++)
        if (g_array_index(ports, unsigned, i) == port)
            return true;
    return false;
}

bool
lb_grant_has_port(const LbGrant *grant, unsigned port)
{
    return has_port(grant->ports, port, grant->ports->len);
}

/* As the request itself writes it: capitals, no zeros before the number. */
static bool
is_request(const char *id)
{
    int64_t number = 0;
    return id != NULL && lb_request_parse_id(id, &number) &&
           (g_str_has_prefix(id, "LB-") || g_str_has_prefix(id, "JIT-"));
}

static bool
is_account(const char *account)
{
    if (account == NULL)
        return false;
    g_autofree char *safe = lb_text_accept(account, -1, LB_TEXT_LINE, LB_LIMIT_ACCOUNT, NULL);
    return g_strcmp0(safe, account) == 0;
}

static bool
are_ports(const GArray *ports)
{
    if (ports->len > LB_GRANT_PORTS_MOST)
        return false;
    for (guint i = 0; i < ports->len; i++) {
        unsigned port = g_array_index(ports, unsigned, i);
        if (port < 1 || port > 65535 || has_port(ports, port, i))
            return false;
    }
    return true;
}

LbGrantFault
lb_grant_check(const LbGrant *grant)
{
    if (grant->serial < 1)
        return LB_GRANT_FAULT_SERIAL;
    if (!is_request(grant->request))
        return LB_GRANT_FAULT_REQUEST;
    if (!is_account(grant->account))
        return LB_GRANT_FAULT_ACCOUNT;
    if (grant->target == NULL || lb_target_check(grant->target, true) != LB_TARGET_FAULT_NONE)
        return LB_GRANT_FAULT_TARGET;
    if (!are_ports(grant->ports))
        return LB_GRANT_FAULT_PORTS;
    bool spans =
        grant->start >= LB_SECOND && grant->start < grant->end && grant->end <= LB_GRANT_END_MOST;
    return spans ? LB_GRANT_FAULT_NONE : LB_GRANT_FAULT_TIME;
}

char *
lb_grant_key_id(const LbGrant *grant)
{
    GString *id = g_string_new(grant->request);
    g_string_append_c(id, ':');
    for (const char *at = grant->account; *at != '\0'; at++) {
        if (g_ascii_isalnum(*at) || strchr("@._+-", *at) != NULL)
            g_string_append_c(id, *at);
        else
            g_string_append_printf(id, "%%%02X", (unsigned char)*at);
    }
    return g_string_free(id, FALSE);
}
