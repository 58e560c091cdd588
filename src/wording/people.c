/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for a person's account, in the language that is set. */
#include "wording/people.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "core/role.h"
#include "wording/plain.h"

/* Languages as those who speak them write them; of others the tag has to do. */
static const struct {
    const char *tag;
    const char *name;
} languages[] = {
    { "en", "English" },
    { "ja", "日本語" },
};

char *
lb_phrase_language(const char *tag)
{
    if (tag == NULL)
        return g_strdup(_("none: that of the terminal, else English"));
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (strcmp(languages[i].tag, tag) == 0)
            return g_strdup_printf("%s, %s", tag, languages[i].name);
    return lb_plain_inline(tag);
}

char *
lb_phrase_side(const LbPersonRow *person)
{
    if (person->tenant == NULL)
        return g_strdup(_("the provider"));
    g_autofree char *name =
        lb_plain_inline(person->tenant_name != NULL ? person->tenant_name : person->tenant);
    return g_strdup_printf(_("%s, customer"), name);
}

char *
lb_phrase_held(const LbAssignment *role)
{
    LbRole known = LB_ROLE_READER;
    bool ours = lb_role_from_name(role->role, &known);
    g_autofree char *name = lb_plain_inline(ours ? _(lb_role_name(known)) : role->role);
    g_autofree char *scope = lb_plain_inline(role->scope);
    return role->tenant == NULL ? g_steal_pointer(&name)
                                : g_strdup_printf(_("%s at %s"), name, scope);
}

char *
lb_phrase_key_state(const LbKeyRow *key, const char *fingerprint, GTimeZone *zone)
{
    bool revoked = key->revoked != 0;
    if (!revoked && g_strcmp0(key->fingerprint, fingerprint) == 0)
        return g_strdup(_("this session"));
    g_autofree char *day = lb_time_format(revoked ? key->revoked : key->added, zone, LB_TIME_DATE);
    return g_strdup_printf(revoked ? _("revoked %s") : _("added %s"), day);
}

char *
lb_phrase_told(const LbPersonView *view)
{
    const LbPersonRow *person = view->person;
    if (person->tenant == NULL)
        return g_strdup(_("You and the provider's admins are told by mail."));
    if (!lb_person_view_approves(view))
        return g_strdup(_("You are told by mail."));
    g_autofree char *name =
        lb_plain_inline(person->tenant_name != NULL ? person->tenant_name : person->tenant);
    return g_strdup_printf(_("You and all others who approve for %s are told by mail."), name);
}
