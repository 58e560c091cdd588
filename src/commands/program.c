/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program lockbox: what stands before the verb, where configuration and data are, who acts, and how the
 * command ends. */
#include "commands/program.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/locale.h"
#include "base/time.h"
#include "commands/elsewhere.h"
#include "commands/json.h"
#include "commands/reading.h"
#include "commands/session.h"
#include "commands/verbs.h"
#include "commands/watch.h"
#include "config/places.h"
#include "service/elsewhere.h"
#include "service/grants.h"
#include "service/recordings.h"
#include "wording/plain.h"

#define DATA_DEFAULT LB_LOCALSTATEDIR "/lib/lockbox"
#define KRL_LIMIT (64 * 1024 * 1024)
#define CONFIG_DEFAULT LB_SYSCONFDIR "/lockbox/lockbox.conf"

/* Where the value of the global option @word belongs; NULL when it is none of them. */
static const char **
find_place(LbPlace *place, const char *word)
{
    const struct {
        const char *option;
        const char **value;
    } globals[] = {
        { "--data", &place->data },
        { "--config", &place->config },
        { "--as", &place->as },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(globals); i++)
        if (strcmp(globals[i].option, word) == 0)
            return globals[i].value;
    return NULL;
}

/* Reads what stands before the verb. Returns the words that begin with the verb, perhaps none; NULL on misuse. */
static const char *const *
read_place(const char *const *words, LbPlace *place, GError **error)
{
    while (*words != NULL && g_str_has_prefix(*words, "--") && strcmp(*words, "--help") != 0) {
        const char **value = find_place(place, *words);
        bool right = false;
        if (value == NULL)
            lb_command_misuse(error,
                              _("There is no such option before the command. See: lockbox help"));
        else if (*value != NULL)
            lb_command_misuse(error, _("An option before the command is given twice."));
        else if (words[1] == NULL || *words[1] == '\0')
            lb_command_misuse(error, _("An option before the command needs a value."));
        else
            right = true;
        if (!right)
            return NULL;
        *value = words[1];
        words += 2;
    }
    return words;
}

/* Takes a place from the command line, on the console also from the environment, else the default. */
static const char *
choose(const LbCommand *command, const char *given, const char *variable, const char *standard)
{
    if (given != NULL)
        return given;
    const char *named = command->session ? NULL : g_getenv(variable);
    return named != NULL && *named != '\0' ? named : standard;
}

static bool
open_service(LbCommand *command, GError **error)
{
    const char *data = choose(command, command->place.data, "LOCKBOX_DATA", DATA_DEFAULT);
    const char *config = choose(command, command->place.config, "LOCKBOX_CONFIG", CONFIG_DEFAULT);
    command->config = lb_config_read(config, strcmp(config, CONFIG_DEFAULT) == 0, error);
    if (command->config == NULL)
        return false;
    command->data = data;
    command->service = lb_service_open(data, command->config->site->host, error);
    if (command->service == NULL)
        return false;
    g_autofree char *rules = lb_places_policy(command->config);
    lb_service_follow_rules(command->service, rules, command->config->policy_wait);
    lb_service_limit_requests(command->service, &command->config->requests);
    lb_service_keep_recordings(command->service, &command->config->recordings);
    lb_service_provide_by(command->service, command->config->access_provisioner);
    lb_service_know_systems(command->service, command->config->ticket_systems);
    command->test = lb_service_is_test(command->service);
    return true;
}

/* From now on @actor is who acts. */
static bool
admit(LbCommand *command, LbActor *actor)
{
    if (actor == NULL)
        return false;
    command->actor = actor;
    command->zone = lb_time_zone(actor->time_zone);
    return true;
}

static bool
identify_on_console(LbCommand *command, GError **error)
{
    if (command->place.as == NULL)
        return lb_command_misuse(error,
                                 _("On the console, say who you are: lockbox --as PERSON COMMAND"));
    return open_service(command, error) &&
           admit(command, lb_service_identify_as(command->service, command->place.as, error));
}

static bool
run_verb(LbCommand *command, const char *const *words, GError **error)
{
    bool help = strcmp(words[0], "--help") == 0 || g_strcmp0(words[1], "--help") == 0;
    const LbCommandVerb *verb = lb_command_verb_find(help ? "help" : words[0]);
    command->json = g_strv_contains(words, "--json");
    if (verb == NULL) {
        command->malformed = LB_MALFORMED_COMMAND;
        return lb_command_misuse(error, _("There is no such command. See: help"));
    }
    const char *const about[] = { strcmp(words[0], "--help") != 0 ? words[0] : NULL, NULL };
    g_autoptr(LbArguments) arguments =
        lb_arguments_parse(help ? about : words + 1, verb->operand, verb->options, error);
    if (arguments == NULL)
        return false;
    command->json = lb_arguments_has(arguments, LB_OPTION_JSON);
    bool unknown = verb->needs != LB_NEEDS_NOBODY && command->actor == NULL;
    if (unknown && !identify_on_console(command, error))
        return false;
    if (!command->json)
        lb_command_put_mark(command);
    if (arguments->elsewhere != NULL &&
        !lb_elsewhere_number(command, arguments->elsewhere, &arguments->number, error))
        return false;
    return verb->run(command, arguments, error);
}

/* The time of the session begins, and it takes its place among the others. */
static bool
take_place(LbCommand *command, GError **error)
{
    int64_t now = g_get_monotonic_time();
    command->visit = (LbVisit){ .limits = command->config->sessions, .began = now, .touched = now };
    command->seat =
        lb_service_take_place(command->service, command->actor, &command->config->sessions, error);
    return command->seat >= 0;
}

/* Runs what was typed behind the host. */
static bool
run_typed(LbCommand *command, GError **error)
{
    g_auto(GStrv) typed = lb_session_words(&command->malformed, error);
    if (typed == NULL)
        return false;
    if (typed[0] != NULL)
        return run_verb(command, (const char *const *)typed, error);
    const char *const list[] = { "list", NULL };
    return lb_command_has_screens(command) ? lb_reading_blade(command, &(LbOpening){ 0 }, error)
                                           : run_verb(command, list, error);
}

/* Reads "--key-id N" behind the first of @words. */
static bool
read_key_id(const LbCommand *command, const char *const *words, int64_t *key, GError **error)
{
    g_autoptr(LbArguments) arguments =
        lb_arguments_parse(words + 1, LB_OPERAND_NONE, LB_OPTION_BIT(LB_OPTION_KEY_ID), error);
    if (arguments == NULL ||
        !lb_arguments_number(arguments, LB_OPTION_KEY_ID, 1, INT64_MAX, key, error))
        return false;
    if (*key == 0 || command->place.as != NULL)
        return lb_command_misuse(
            error, _("Usage: lockbox [--data DIR] [--config FILE] session --key-id N"));
    return true;
}

/* What sshd runs for the key of a host: krl-session --key-id N. The list is all that it may have. */
static bool
run_krl_session(LbCommand *command, const char *const *words, GError **error)
{
    int64_t key = 0;
    size_t length = 0;
    if (!read_key_id(command, words, &key, error) || !open_service(command, error) ||
        !lb_session_identify_target(command->service, key, error))
        return false;
    g_autofree char *path = lb_places_krl(command->config, command->data);
    g_autofree char *list = lb_file_read(path, KRL_LIMIT, &length, error);
    if (list != NULL)
        g_string_append_len(command->out, list, (gssize)length);
    return list != NULL;
}

/* What sshd runs: @words are session --key-id N. A line that is no command is recorded, but nothing of what it says. */
static bool
run_session(LbCommand *command, const char *const *words, GError **error)
{
    int64_t key = 0;
    GError *fault = NULL;
    if (!read_key_id(command, words, &key, error))
        return false;
    if (!open_service(command, error) ||
        !admit(command, lb_session_identify(command->service, key, error)))
        return false;
    if (!lb_locale_is_named())
        lb_locale_set_language(command->actor->language);
    /* TRANSLATORS: the code of the language that you translate to, for example "ja". */
    command->language = _("en");
    if (!take_place(command, error))
        return false;
    if (run_typed(command, &fault))
        return true;
    if (g_error_matches(fault, LB_COMMAND_ERROR, LB_COMMAND_ERROR_USAGE))
        lb_service_record_malformed(command->service, command->actor, command->malformed);
    g_propagate_error(error, fault);
    return false;
}

static bool
is_krl(const char *const *words)
{
    return strcmp(words[0], "krl-session") == 0;
}

static bool
run(LbCommand *command, const char *const *words, GError **error)
{
    command->place = (LbPlace){ 0 };
    words = read_place(words, &command->place, error);
    if (words == NULL)
        return false;
    if (*words == NULL && command->place.as != NULL && lb_command_has_screens(command))
        return identify_on_console(command, error) &&
               lb_reading_blade(command, &(LbOpening){ 0 }, error);
    if (*words == NULL)
        return lb_command_misuse(error, _("There is no command. See: lockbox help"));
    if (!command->session)
        return run_verb(command, words, error);
    return (is_krl(words) ? run_krl_session : run_session)(command, words, error);
}

static int
finish(LbCommand *command, const GError *error)
{
    if (error == NULL)
        return (int)command->exit;
    g_autofree char *text = command->json ? lb_json_error(error, command->advice, command->test)
                                          : lb_result_text(error, command->advice, command->test);
    /* There is nobody left to be told that standard error does not work. */
    command->ending = true;
    lb_watch_write(command, STDERR_FILENO, text, strlen(text), NULL);
    return (int)lb_exit_for(error);
}

int
lb_program_run(char **argv, const LbBlade *blade)
{
    g_autoptr(LbCommand) command = lb_command_new();
    g_autoptr(GError) error = NULL;
    const char *const *given = (const char *const *)argv + 1;
    command->blade = blade;
    /* Before anything asks the environment, the language among the first. */
    const char *const *verb = read_place(given, &command->place, NULL);
    command->session =
        verb != NULL && *verb != NULL && (strcmp(*verb, "session") == 0 || is_krl(verb));
    if (command->session)
        lb_session_clean_environment();
    lb_locale_start();
    command->language = _("en");
    if (run(command, given, &error))
        lb_command_flush(command, &error);
    return finish(command, error);
}
