/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-sshd: the key command, first as a setting, then tried as the account that sshd runs it as. */
#include <string.h>

#include "base/i18n.h"
#include "config/places.h"
#include "operator/checksshd.h"
#include "service/operator.h"

/* A key that nobody has. */
#define STRANGER "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

GStrv
lb_sshd_key_command(LbSshdCheck *check)
{
    static const char *const needed[] = { "%u", "%t", "%k" };
    g_autofree char *value = lb_sshd_value(check, "authorizedkeyscommand");
    g_auto(GStrv) words = NULL;
    bool good = value[0] == '/' && g_shell_parse_argv(value, NULL, &words, NULL);
    for (size_t i = 0; good && i < G_N_ELEMENTS(needed); i++) {
        guint count = g_strv_length(words);
        good = count > G_N_ELEMENTS(needed) &&
               strcmp(words[count - G_N_ELEMENTS(needed) + i], needed[i]) == 0;
    }
    if (!good) {
        lb_sshd_found(check, "authorizedkeyscommand",
                      g_strdup_printf(_("sshd's AuthorizedKeysCommand is \"%s\"."), value),
                      g_strdup(_("Take that of lockbox-sshd.conf: lockbox-keys with %u %t %k at "
                                 "its end.")));
        return NULL;
    }
    lb_sshd_check_program(check, "key-command", words[0]);
    return g_steal_pointer(&words);
}

/* What the key command prints for a key; NULL, with a finding, when it fails. */
static char *
ask(LbSshdCheck *check, const char *const *command, const char *type, const char *blob)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autofree char *out = NULL, *why = NULL;
    for (const char *const *word = command; *word != NULL; word++) {
        const char *said = *word;
        if (strcmp(said, "%u") == 0)
            said = check->account->name;
        else if (strcmp(said, "%t") == 0)
            said = type;
        else if (strcmp(said, "%k") == 0)
            said = blob;
        g_ptr_array_add(words, (gpointer)said);
    }
    g_ptr_array_add(words, NULL);
    int code = lb_sshd_run((const char *const *)words->pdata, &out, &why);
    if (code == 0)
        return g_steal_pointer(&out);
    lb_sshd_found(check, "key-command",
                  g_strdup_printf(_("The key command fails with exit code %d: %s"), code, why),
                  g_strdup_printf(_("As %s it must be able to run, and to read the database in "
                                    "%s."),
                                  check->account->name, check->data));
    return NULL;
}

/* What stands behind @option in the words of the forced command. */
static const char *
behind(GStrv words, const char *option)
{
    for (char **word = words; *word != NULL && word[1] != NULL; word++)
        if (strcmp(*word, option) == 0)
            return word[1];
    return "";
}

/* The forced command of the line that the key command printed, in words; NULL when it is no such line. */
static GStrv
read_line(const char *line, const char *type, const char *blob, int64_t id)
{
    static const char opening[] = "command=\"";
    g_autofree char *end =
        g_strdup_printf(" session --key-id %lld\" %s %s\n", (long long)id, type, blob);
    const char *command = strstr(line, opening);
    if (!g_str_has_prefix(line, "restrict,pty,") || command == NULL || !g_str_has_suffix(line, end))
        return NULL;
    command += strlen(opening);
    g_autofree char *text = g_strndup(command, strcspn(command, "\""));
    return g_strsplit(text, " ", -1);
}

/* What a session begins with: its program runs, and reads the configuration. */
static void
check_session(LbSshdCheck *check, GStrv words)
{
    g_autofree char *why = NULL;
    g_autoptr(GError) failure = NULL;
    const char *config = behind(words, "--config");
    const char *const help[] = { words[0], "help", NULL };
    int code = lb_sshd_run(help, NULL, &why);
    if (code != 0)
        lb_sshd_found(check, "program",
                      g_strdup_printf(_("%s fails with exit code %d: %s"), words[0], code, why),
                      g_strdup_printf(_("As %s it must be able to run."), check->account->name));
    g_autoptr(LbConfig) read = lb_places_read_config(*config != '\0' ? config : NULL, &failure);
    if (read == NULL)
        lb_sshd_found(check, "config",
                      g_strdup_printf(_("%s cannot read the configuration: %s."),
                                      check->account->name, failure->message),
                      g_strdup(_("Make it readable for everybody, mode 0644; secrets stand in "
                                 "files of their own.")));
}

static void
check_line(LbSshdCheck *check, const char *line, const LbSshKey *key, int64_t id,
           const char *account)
{
    g_auto(GStrv) words = read_line(line, key->type, key->blob, id);
    if (words == NULL) {
        lb_sshd_found(check, "key-command",
                      g_strdup_printf(_("The key command does not let the key of %s in."), account),
                      g_strdup_printf(_("Give it --data %s and --account %s in front of %%u."),
                                      check->data, check->account->name));
        return;
    }
    lb_sshd_check_program(check, "program", words[0]);
    const char *data = behind(words, "--data");
    if (strcmp(data, check->data) != 0)
        lb_sshd_found(
            check, "key-command",
            g_strdup_printf(_("Sessions would work on the data in %s."), data),
            g_strdup_printf(_("Give the key command --data %s in front of %%u."), check->data));
    check_session(check, words);
}

static void
try_shell(LbSshdCheck *check)
{
    g_autofree char *why = NULL;
    const char *const words[] = { check->account->shell, "-c", "exit 7", NULL };
    if (lb_sshd_run(words, NULL, &why) != 7)
        lb_sshd_found(check, "shell",
                      g_strdup_printf(_("The account's shell %s runs no command, so sshd cannot "
                                        "start a session."),
                                      check->account->shell),
                      g_strdup_printf(_("Say: usermod --shell /bin/sh %s"), check->account->name));
}

bool
lb_sshd_try(LbSshdCheck *check, const char *const *key_command, GError **error)
{
    g_autoptr(GError) failure = NULL;
    /* Sessions do not have the operator's environment. */
    g_unsetenv("LOCKBOX_CONFIG");
    try_shell(check);
    g_autoptr(LbService) service = lb_service_open(check->data, "localhost", &failure);
    if (service == NULL) {
        lb_sshd_found(check, "database",
                      g_strdup_printf(_("%s cannot open the database: %s."), check->account->name,
                                      failure->message),
                      g_strdup(_("Sessions run as this account: mend what else is named here; if "
                                 "there is no database, say lockboxctl init.")));
        return true;
    }
    int64_t id = 0;
    g_autofree char *account = NULL;
    g_autoptr(LbSshKey) key = NULL;
    if (!lb_operator_any_key(service, &id, &account, &key, error))
        return false;
    if (key_command == NULL)
        return true;
    g_autofree char *refused = ask(check, key_command, "ssh-ed25519", STRANGER);
    if (refused != NULL && *refused != '\0')
        lb_sshd_found(check, "key-command", g_strdup(_("The key command lets any key in.")),
                      g_strdup(_("Take that of lockbox-sshd.conf.")));
    if (refused == NULL || key == NULL)
        return true;
    g_autofree char *line = ask(check, key_command, key->type, key->blob);
    if (line != NULL)
        check_line(check, line, key, id, account);
    return true;
}
