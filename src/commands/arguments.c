/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options by one table. GOption is not used here since it repeats what was typed in its errors. */
#include "commands/arguments.h"

#include <string.h>

#include "base/i18n.h"
#include "base/time.h"
#include "commands/result.h"
#include "core/exclusion.h"
#include "core/reference.h"
#include "core/request.h"
#include "core/ticket.h"

static const struct {
    const char *name;
    const char *takes; /* NULL: nothing */
    bool repeats;
    bool free_text; /* judged by the service, which refuses by name */
} options[] = {
    [LB_OPTION_JSON] = { "json", NULL, false, false },
    [LB_OPTION_SHOWN] = { "shown", "DIGEST", false, false },
    [LB_OPTION_HOURS] = { "hours", "N", false, false },
    [LB_OPTION_REASON] = { "reason", "TEXT", false, true },
    [LB_OPTION_STATUS] = { "status", "NAME", false, false },
    [LB_OPTION_BEFORE] = { "before", "WHERE", false, false },
    [LB_OPTION_LIMIT] = { "limit", "N", false, false },
    [LB_OPTION_OPERATION] = { "operation", "NAME", true, false },
    [LB_OPTION_REQUEST] = { "request", "LB-N", false, false },
    [LB_OPTION_CALLER] = { "caller", "ACCOUNT", false, false },
    [LB_OPTION_TENANT] = { "tenant", "ID", false, false },
    [LB_OPTION_TEXT] = { "text", "TEXT", false, true },
    [LB_OPTION_EXPORT] = { "export", "FORM", false, false },
    [LB_OPTION_SINCE] = { "since", "TIME", false, false },
    [LB_OPTION_UNTIL] = { "until", "TIME", false, false },
    [LB_OPTION_TICKET] = { "ticket", "TK-N", false, false },
    [LB_OPTION_SERVICE] = { "service", "NAME", false, false },
    [LB_OPTION_SCENARIO] = { "scenario", "NAME", false, false },
    [LB_OPTION_RESOURCE] = { "resource", "NAME", true, false },
    [LB_OPTION_LEVEL] = { "level", "NAME", false, false },
    [LB_OPTION_JUSTIFICATION] = { "justification", "TEXT", false, true },
    [LB_OPTION_KEY_ID] = { "key-id", "N", false, false },
    [LB_OPTION_LANGUAGE] = { "language", "TAG", false, true },
    [LB_OPTION_TIME_ZONE] = { "time-zone", "NAME", false, true },
    [LB_OPTION_ADD_MAIL] = { "add-mail", "ADDRESS", false, true },
    [LB_OPTION_REMOVE_MAIL] = { "remove-mail", "ADDRESS", false, false },
    [LB_OPTION_REVOKE_KEY] = { "revoke-key", "FINGERPRINT", false, false },
    [LB_OPTION_AFTER] = { "after", "WHERE", false, false },
    [LB_OPTION_ALL] = { "all", NULL, false, false },
    [LB_OPTION_PLAN] = { "plan", "NAME", false, false },
    [LB_OPTION_PREVIEW] = { "preview", "yes|no", false, false },
    [LB_OPTION_QUEUE_HOURS] = { "queue-hours", "N", false, false },
    [LB_OPTION_ACCESS_HOURS] = { "access-hours", "N", false, false },
    [LB_OPTION_ENABLE] = { "enable", NULL, false, false },
    [LB_OPTION_DISABLE] = { "disable", NULL, false, false },
    [LB_OPTION_INVITE] = { "invite", NULL, false, false },
    [LB_OPTION_ROLE] = { "role", "NAME", false, false },
    [LB_OPTION_SCOPE] = { "scope", "SCOPE", false, false },
    [LB_OPTION_SUBSCRIPTION] = { "subscription", "NAME", false, false },
    [LB_OPTION_SEVERITY] = { "severity", "A|B|C", false, false },
    [LB_OPTION_TITLE] = { "title", "TEXT", false, true },
    [LB_OPTION_INTERNAL] = { "internal", NULL, false, false },
    [LB_OPTION_MINE] = { "mine", NULL, false, false },
    [LB_OPTION_LOOK] = { "preview", NULL, false, false },
    [LB_OPTION_UNASSIGNED] = { "unassigned", NULL, false, false },
    [LB_OPTION_KIND] = { "kind", "NAME", false, false },
    [LB_OPTION_PORT] = { "port", "N", false, false },
    [LB_OPTION_SESSION] = { "session", "N", false, false },
    [LB_OPTION_AS_TEXT] = { "text", NULL, false, false },
    [LB_OPTION_KINDS] = { "kind", "NAME", true, false },
    [LB_OPTION_HTML] = { "html", NULL, false, false },
    [LB_OPTION_SYSTEM] = { "system", NULL, false, false },
};

G_STATIC_ASSERT(G_N_ELEMENTS(options) == LB_OPTIONS);

void
lb_arguments_free(LbArguments *arguments)
{
    if (arguments == NULL)
        return;
    g_free(arguments->word);
    g_free(arguments->elsewhere);
    for (int option = 0; option < LB_OPTIONS; option++)
        g_clear_pointer(&arguments->values[option], g_ptr_array_unref);
    g_free(arguments);
}

/* The option called @name, @length bytes of it, among @allowed; LB_OPTIONS when there is none. */
static LbOption
find_option(const char *name, size_t length, uint64_t allowed)
{
    for (int option = 0; option < LB_OPTIONS; option++)
        if ((allowed & LB_OPTION_BIT(option)) != 0 && strlen(options[option].name) == length &&
            strncmp(options[option].name, name, length) == 0)
            return (LbOption)option;
    return LB_OPTIONS;
}

static bool
add_value(LbArguments *arguments, LbOption option, const char *value, GError **error)
{
    if (arguments->values[option] == NULL)
        arguments->values[option] = g_ptr_array_new_with_free_func(g_free);
    else if (!options[option].repeats)
        return lb_command_misuse(error, _("The option --%s is given twice."), options[option].name);
    if (!options[option].free_text && !g_utf8_validate(value, -1, NULL))
        return lb_command_misuse(error, _("The value of --%s is not valid UTF-8."),
                                 options[option].name);
    g_ptr_array_add(arguments->values[option], g_strdup(value));
    return true;
}

/* Takes the option at *@word, and moves on to its value where that is a word of its own. */
static bool
take_option(LbArguments *arguments, const char *const **word, uint64_t allowed, GError **error)
{
    const char *name = **word + strlen("--");
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    LbOption option = find_option(name, length, allowed);
    if (option == LB_OPTIONS)
        return lb_command_misuse(error, _("There is no such option."));
    if (options[option].takes == NULL && value != NULL)
        return lb_command_misuse(error, _("The option --%s takes no value."), options[option].name);
    if (options[option].takes == NULL)
        return add_value(arguments, option, "", error);
    if (value == NULL)
        value = *++*word;
    if (value == NULL)
        return lb_command_misuse(error, _("The option --%s needs a value."), options[option].name);
    return add_value(arguments, option, value, error);
}

static bool
take_number(LbArguments *arguments, const char *word, GError **error)
{
    gint64 number = 0;
    if (!g_ascii_string_to_signed(word, 10, 1, INT64_MAX, &number, NULL))
        return lb_command_misuse(error, _("The second word of this command is a number."));
    arguments->number = number;
    return true;
}

/* What to say where an id is wanted and there is none; NULL: none is. */
static const char *
wanted_id(LbOperand operand)
{
    static const struct {
        LbOperand operand;
        const char *sentence;
    } rows[] = {
        { LB_OPERAND_REQUEST, N_("This command takes the id of a request, like LB-42.") },
        { LB_OPERAND_REQUEST_AND_NAME, N_("This command takes the id of a request, like LB-42.") },
        { LB_OPERAND_TICKET, N_("This command takes the id of a support ticket, like TK-7.") },
        { LB_OPERAND_EXCLUSION, N_("This command takes the id of an exclusion, like EX-3.") },
        { LB_OPERAND_OPENED,
          N_("This command takes the id of a request, like LB-42, or of an exclusion, like "
             "EX-3.") },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].operand == operand)
            return rows[i].sentence;
    return NULL;
}

static bool
take_reference(LbArguments *arguments, const char *word)
{
    if (!lb_reference_is_one(word))
        return false;
    arguments->elsewhere = g_strdup(word);
    return true;
}

static bool
take_id(LbArguments *arguments, const char *word, LbOperand operand)
{
    if (operand == LB_OPERAND_TICKET)
        return lb_ticket_parse_id(word, &arguments->number) || take_reference(arguments, word);
    arguments->exclusion = (operand == LB_OPERAND_EXCLUSION || operand == LB_OPERAND_OPENED) &&
                           lb_exclusion_parse_id(word, &arguments->number);
    return arguments->exclusion ||
           (operand != LB_OPERAND_EXCLUSION && lb_request_parse_id(word, &arguments->number));
}

static bool
take_name(LbArguments *arguments, const char *word, GError **error)
{
    if (!g_utf8_validate(word, -1, NULL))
        return lb_command_misuse(error, _("A word of this command is not valid UTF-8."));
    arguments->word = g_strdup(word);
    return true;
}

static bool
take_operand(LbArguments *arguments, const char *word, LbOperand operand, GError **error)
{
    bool first = arguments->number == 0 && arguments->word == NULL && arguments->elsewhere == NULL,
         second = operand == LB_OPERAND_NAME_AND_NUMBER && arguments->word != NULL &&
                  arguments->number == 0;
    if (second)
        return take_number(arguments, word, error);
    if (operand == LB_OPERAND_REQUEST_AND_NAME && arguments->number != 0 && arguments->word == NULL)
        return take_name(arguments, word, error);
    if (operand == LB_OPERAND_NONE || !first)
        return lb_command_misuse(error,
                                 _("There are more words than this command takes. Text with spaces "
                                   "has to stand between quotes."));
    const char *wanted = wanted_id(operand);
    if (wanted != NULL && !take_id(arguments, word, operand))
        return lb_command_misuse(error, "%s", _(wanted));
    if (operand == LB_OPERAND_NAME || operand == LB_OPERAND_NAME_AND_NUMBER)
        return take_name(arguments, word, error);
    if (operand == LB_OPERAND_WORD)
        arguments->word = g_strdup(word);
    return true;
}

LbArguments *
lb_arguments_parse(const char *const *words, LbOperand operand, uint64_t allowed, GError **error)
{
    g_autoptr(LbArguments) arguments = g_new0(LbArguments, 1);
    for (const char *const *word = words; *word != NULL; word++) {
        bool taken = g_str_has_prefix(*word, "--") ? take_option(arguments, &word, allowed, error)
                                                   : take_operand(arguments, *word, operand, error);
        if (!taken)
            return NULL;
    }
    const char *wanted = wanted_id(operand);
    if (wanted != NULL && arguments->number == 0 && arguments->elsewhere == NULL)
        lb_command_misuse(error, "%s", _(wanted));
    else if (operand == LB_OPERAND_NAME && arguments->word == NULL)
        lb_command_misuse(error, _("This command takes a word behind it; see: help"));
    else if (operand == LB_OPERAND_NAME_AND_NUMBER && arguments->number == 0)
        lb_command_misuse(error, _("This command takes a word and a number; see: help"));
    else
        return g_steal_pointer(&arguments);
    return NULL;
}

bool
lb_arguments_has(const LbArguments *arguments, LbOption option)
{
    return arguments->values[option] != NULL;
}

bool
lb_arguments_need(const LbArguments *arguments, const LbOption *needed, size_t count,
                  GError **error)
{
    for (size_t i = 0; i < count; i++) {
        if (lb_arguments_has(arguments, needed[i]))
            continue;
        g_autofree char *usage = lb_option_usage(needed[i]);
        return lb_command_misuse(error, _("The option %s is missing."), usage);
    }
    return true;
}

const char *
lb_arguments_text(const LbArguments *arguments, LbOption option)
{
    return lb_arguments_has(arguments, option) ? g_ptr_array_index(arguments->values[option], 0)
                                               : NULL;
}

bool
lb_arguments_number(const LbArguments *arguments, LbOption option, int64_t least, int64_t most,
                    int64_t *number, GError **error)
{
    const char *text = lb_arguments_text(arguments, option);
    gint64 value = 0;
    if (text == NULL)
        return true;
    if (!g_ascii_string_to_signed(text, 10, least, most, &value, NULL))
        return lb_command_misuse(error, _("The option --%s takes a number from %lld to %lld."),
                                 options[option].name, (long long)least, (long long)most);
    *number = value;
    return true;
}

bool
lb_arguments_time(const LbArguments *arguments, LbOption option, GTimeZone *zone, int64_t *time,
                  GError **error)
{
    const char *text = lb_arguments_text(arguments, option);
    if (text == NULL)
        return true;
    return lb_time_read(text, zone, time) ||
           lb_command_misuse(error,
                             _("The option --%s takes a time like 2026-11-24 or "
                               "2026-11-24T03:58:49Z."),
                             options[option].name);
}

char *
lb_option_usage(LbOption option)
{
    const char *takes = options[option].takes;
    return g_strconcat("--", options[option].name, takes != NULL ? " " : NULL, takes, NULL);
}
