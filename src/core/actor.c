/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who acts. */
#include "core/actor.h"

#include "base/i18n.h"

const LbName lb_door_names[] = {
    { LB_DOOR_SESSION, "session", NULL },
    { LB_DOOR_AS, "as", NULL },
    { LB_DOOR_OPERATOR, "operator", NULL },
    { LB_DOOR_TIME, "time", NULL },
    { 0, NULL, NULL },
};

const LbName lb_evidence_names[] = {
    { LB_EVIDENCE_SECURITY_KEY, "security-key", N_("security key with PIN") },
    { LB_EVIDENCE_TWO_METHODS, "two-methods", N_("two methods") },
    { 0, NULL, NULL },
};

LbActor *
lb_actor_new(LbDoor door)
{
    LbActor *actor = g_new0(LbActor, 1);
    actor->door = door;
    return actor;
}

void
lb_actor_free(LbActor *actor)
{
    if (actor == NULL)
        return;
    g_free(actor->account);
    g_free(actor->person);
    g_free(actor->name);
    g_free(actor->tenant);
    g_free(actor->tenant_name);
    g_free(actor->language);
    g_free(actor->time_zone);
    g_free(actor->fingerprint);
    g_free(actor->address);
    g_free(actor);
}
