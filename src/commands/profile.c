/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb profile: one's own account, read and changed. What is allowed is for the service to say. */
#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "commands/json.h"
#include "commands/reading.h"
#include "commands/verbs.h"
#include "service/people.h"
#include "wording/people.h"
#include "wording/plain.h"

#define INDENT "    "

/* The changes that are told by mail, each by one option. */
static const struct {
    LbOption option;
    bool (*act)(LbService *service, const LbActor *actor, const char *value, GError **error);
} changes[] = {
    { LB_OPTION_ADD_MAIL, lb_profile_add_address },
    { LB_OPTION_REMOVE_MAIL, lb_profile_remove_address },
    { LB_OPTION_REVOKE_KEY, lb_profile_revoke_key },
};

/* One act is done or not; of two, one would be left when the other is refused. */
static bool
check_alone(const LbArguments *arguments, GError **error)
{
    int acts = lb_arguments_has(arguments, LB_OPTION_LANGUAGE) ||
               lb_arguments_has(arguments, LB_OPTION_TIME_ZONE);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++)
        acts += lb_arguments_has(arguments, changes[i].option);
    return acts <= 1 ||
           lb_command_misuse(error, _("One change at a time; only language and time zone can be "
                                      "set together."));
}

/* Does what the options say; *@told: whether others are told of it. */
static bool
change(LbCommand *command, const LbArguments *arguments, bool *told, GError **error)
{
    const char *language = lb_arguments_text(arguments, LB_OPTION_LANGUAGE);
    const char *zone = lb_arguments_text(arguments, LB_OPTION_TIME_ZONE);
    if (language != NULL || zone != NULL)
        return lb_profile_set(command->service, command->actor, language, zone, error);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        const char *value = lb_arguments_text(arguments, changes[i].option);
        if (value == NULL)
            continue;
        *told = true;
        return changes[i].act(command->service, command->actor, value, error);
    }
    return true;
}

static void
put(LbCommand *command, const char *label, const char *value)
{
    g_autofree char *safe = lb_plain_inline(value);
    g_autofree char *line = g_strdup_printf("%s: %s", label, safe);
    if (*safe != '\0')
        lb_plain_wrap(command->out, lb_command_width(), "", INDENT, line);
}

static void
put_lists(LbCommand *command, const LbPersonView *view)
{
    for (char **mail = view->addresses; *mail != NULL; mail++)
        put(command, _("also told"), *mail);
    for (guint i = 0; i < view->roles->len; i++) {
        g_autofree char *held = lb_phrase_held(g_ptr_array_index(view->roles, i));
        put(command, _("role"), held);
    }
    for (guint i = 0; i < view->keys->len; i++) {
        const LbKeyRow *key = g_ptr_array_index(view->keys, i);
        g_autofree char *state =
            lb_phrase_key_state(key, command->actor->fingerprint, command->zone);
        g_autofree char *line = g_strdup_printf("%s %s, %s", key->type, key->fingerprint, state);
        put(command, _("key"), line);
    }
}

static bool
put_profile(LbCommand *command, const LbPersonView *view, GError **error)
{
    int64_t now = 0;
    const LbPersonRow *person = view->person;
    if (!lb_service_now(command->service, &now, error))
        return false;
    g_autoptr(GTimeZone) zone = lb_time_zone(person->time_zone);
    g_autofree char *side = lb_phrase_side(person);
    g_autofree char *language = lb_phrase_language(person->language);
    g_autofree char *time = lb_time_format(now, zone, LB_TIME_FULL);
    g_autofree char *there = g_strdup_printf(
        _("%s, now %s"), person->time_zone != NULL ? person->time_zone : "UTC", time);
    put(command, _("account"), person->account);
    put(command, _("name"), person->name);
    put(command, _("person"), person->person);
    put(command, _("belongs to"), side);
    put(command, _("mail (only the operator changes it)"), person->mail);
    put(command, _("language"), language);
    put(command, _("time zone"), there);
    put_lists(command, view);
    return true;
}

bool
lb_verb_profile(LbCommand *command, const LbArguments *arguments, GError **error)
{
    const char *mine = command->actor->fingerprint;
    const char *revoked = lb_arguments_text(arguments, LB_OPTION_REVOKE_KEY);
    bool told = false, ends = revoked != NULL && g_strcmp0(mine, revoked) == 0;
    if (!check_alone(arguments, error))
        return false;
    /* Who has revoked the key of the session reads nothing any more: then this is from before. */
    g_autoptr(LbPersonView) view = lb_profile_show(command->service, command->actor, error);
    if (view == NULL || !change(command, arguments, &told, error))
        return false;
    if (!ends) {
        g_clear_pointer(&view, lb_person_view_free);
        view = lb_profile_show(command->service, command->actor, error);
    }
    if (view == NULL)
        return false;
    if (command->json) {
        g_autofree char *json = lb_json_profile(view, mine, ends, command->test);
        g_string_append(command->out, json);
        return true;
    }
    g_autofree char *who = lb_phrase_told(view);
    if (ends)
        lb_plain_wrap(command->out, lb_command_width(), "", INDENT,
                      _("The key is revoked. It was the key of this session, which ends here."));
    if (told)
        lb_plain_wrap(command->out, lb_command_width(), "", INDENT, who);
    return ends || put_profile(command, view, error);
}
