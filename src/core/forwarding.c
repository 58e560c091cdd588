/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the activity log is forwarded to. */
#include "core/forwarding.h"

const LbName lb_forward_facility_names[] = {
    { 4, "auth", NULL },    { 10, "authpriv", NULL }, { 13, "audit", NULL },
    { 16, "local0", NULL }, { 17, "local1", NULL },   { 18, "local2", NULL },
    { 19, "local3", NULL }, { 20, "local4", NULL },   { 21, "local5", NULL },
    { 22, "local6", NULL }, { 23, "local7", NULL },   { 0, NULL, NULL },
};

void
lb_forward_target_clear(LbForwardTarget *target)
{
    g_free(target->server);
    g_free(target->security);
    g_free(target->name);
    g_free(target->ca_file);
    g_free(target->certificate_file);
    g_free(target->key_file);
    g_free(target->facility);
}

void
lb_forward_state_clear(LbForwardState *state)
{
    g_clear_pointer(&state->server, g_free);
    g_clear_pointer(&state->fault, g_free);
}

bool
lb_forward_is_beyond(const LbForwardState *state)
{
    return state->position > state->newest;
}

char *
lb_forward_tell_beyond(const LbForwardState *state)
{
    return g_strdup_printf("the position (entry %" G_GINT64_FORMAT
                           ") is behind the end of the log: it was changed, or entries are gone",
                           state->position);
}

bool
lb_forward_is_local(const char *server)
{
    return *server == '/';
}
