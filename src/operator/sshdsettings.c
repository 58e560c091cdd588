/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-sshd: what sshd makes of its configuration for the account, against what data/lockbox-sshd.conf asks for. */
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "operator/checksshd.h"

#define PATIENCE_SECONDS 20
#define ACCEPTED "LANG LC_* NO_COLOR COLORTERM"

static void
limit_time(gpointer unused)
{
    (void)unused;
    alarm(PATIENCE_SECONDS);
}

int
lb_sshd_run(const char *const *words, char **out, char **why)
{
    const char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
                                        NULL };
    g_autofree char *output = NULL, *complaint = NULL;
    g_autoptr(GError) failure = NULL;
    int status = 0;
    if (!g_spawn_sync("/", (char **)words, (char **)environment, G_SPAWN_DEFAULT, limit_time, NULL,
                      &output, &complaint, &status, &failure)) {
        *why = g_strdup(failure->message);
        return -1;
    }
    if (out != NULL)
        *out = g_steal_pointer(&output);
    g_strstrip(complaint);
    const char *last = strrchr(complaint, '\n');
    *why = g_strdup(last != NULL ? last + 1 : complaint);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* "keyword value" in each line; some keywords have several. */
static void
read_effective(LbSshdCheck *check, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *blank = strchr(*line, ' ');
        if (blank == NULL)
            continue;
        *blank = '\0';
        GPtrArray *values = g_hash_table_lookup(check->effective, *line);
        if (values == NULL) {
            values = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_insert(check->effective, g_strdup(*line), values);
        }
        g_ptr_array_add(values, g_strdup(blank + 1));
    }
}

bool
lb_sshd_ask(LbSshdCheck *check)
{
    g_autofree char *who =
        g_strdup_printf("user=%s,host=client.invalid,addr=192.0.2.1,laddr=192.0.2.2,lport=%d",
                        check->account->name, check->port);
    const char *words[] = { check->sshd, "-T", "-C", who, NULL, NULL, NULL };
    g_autofree char *out = NULL, *why = NULL;
    if (check->config != NULL) {
        words[4] = "-f";
        words[5] = check->config;
    }
    if (lb_sshd_run(words, &out, &why) == 0) {
        read_effective(check, out);
        return true;
    }
    lb_sshd_found(check, "sshd",
                  g_strdup_printf(_("sshd does not take its configuration: %s"), why),
                  g_strdup_printf(_("Mend what '%s -t' names."), check->sshd));
    return false;
}

char *
lb_sshd_value(const LbSshdCheck *check, const char *keyword)
{
    GPtrArray *values = g_hash_table_lookup(check->effective, keyword);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; values != NULL && i < values->len; i++)
        g_string_append_printf(joined, "%s%s", i > 0 ? " " : "",
                               (const char *)g_ptr_array_index(values, i));
    return g_strdup(joined->str);
}

/* What the snippet asks for. With @most, any number from @least to that will do. */
static const struct {
    const char *keyword;
    const char *wanted;
    int least, most;
} settings[] = {
    { "AuthorizedKeysFile", "none", 0, 0 },
    { "TrustedUserCAKeys", "none", 0, 0 },
    { "AuthorizedPrincipalsCommand", "none", 0, 0 },
    { "AuthorizedPrincipalsFile", "none", 0, 0 },
    { "PubkeyAuthentication", "yes", 0, 0 },
    { "ExposeAuthInfo", "yes", 0, 0 },
    { "PasswordAuthentication", "no", 0, 0 },
    { "KbdInteractiveAuthentication", "no", 0, 0 },
    { "HostbasedAuthentication", "no", 0, 0 },
    { "PermitEmptyPasswords", "no", 0, 0 },
    { "ForceCommand", "none", 0, 0 },
    { "ChrootDirectory", "none", 0, 0 },
    { "PermitTTY", "yes", 0, 0 },
    { "DisableForwarding", "yes", 0, 0 },
    { "AllowTcpForwarding", "no", 0, 0 },
    { "AllowStreamLocalForwarding", "no", 0, 0 },
    { "AllowAgentForwarding", "no", 0, 0 },
    { "X11Forwarding", "no", 0, 0 },
    { "PermitTunnel", "no", 0, 0 },
    { "GatewayPorts", "no", 0, 0 },
    { "PermitUserRC", "no", 0, 0 },
    { "MaxAuthTries", "10", 3, 100 },
    { "MaxSessions", "10", 1, 1000 },
    { "ClientAliveInterval", "30", 1, 300 },
    { "ClientAliveCountMax", "4", 1, 100 },
};

static void
found_setting(LbSshdCheck *check, const char *keyword, const char *value, const char *wanted)
{
    g_autofree char *code = g_ascii_strdown(keyword, -1);
    lb_sshd_found(check, code,
                  g_strdup_printf(_("For this account sshd has \"%s %s\"."), keyword, value),
                  g_strdup_printf(_("Put \"%s %s\" into its Match block, before all other lines "
                                    "that set it, as lockbox-sshd.conf does."),
                                  keyword, wanted));
}

/* Whether @name, perhaps with a device behind a colon, is that of @method. */
static bool
is_method(const char *name, const char *method)
{
    size_t length = strlen(method);
    return strncmp(name, method, length) == 0 && (name[length] == '\0' || name[length] == ':');
}

/* Whether @list begins with the key, and asks for nothing else behind it but what a person knows or has. */
static bool
begins_with_key(const char *list)
{
    static const char *const more[] = { "publickey", "keyboard-interactive", "password",
                                        "gssapi-with-mic" };
    g_auto(GStrv) names = g_strsplit(list, ",", -1);
    bool good = g_strcmp0(names[0], "publickey") == 0;
    for (guint i = 1; good && names[i] != NULL; i++) {
        bool known = false;
        for (size_t j = 0; j < G_N_ELEMENTS(more); j++)
            known = known || is_method(names[i], more[j]);
        good = known;
    }
    return good;
}

/* Whether @keyword lets in a method that AuthenticationMethods asks for behind the key. */
static bool
is_asked_for(const LbSshdCheck *check, const char *keyword)
{
    const char *method = g_str_equal(keyword, "passwordauthentication") ? "password"
                         : g_str_equal(keyword, "kbdinteractiveauthentication")
                             ? "keyboard-interactive"
                             : NULL;
    g_autofree char *value = lb_sshd_value(check, "authenticationmethods");
    g_auto(GStrv) names = g_strsplit_set(value, " ,", -1);
    for (char **name = names; method != NULL && *name != NULL; name++)
        if (is_method(*name, method))
            return true;
    return false;
}

/* The key comes first in each of the lists that are enough; a second method may follow. */
static void
check_methods(LbSshdCheck *check)
{
    g_autofree char *value = lb_sshd_value(check, "authenticationmethods");
    g_auto(GStrv) lists = g_strsplit(value, " ", -1);
    bool good = lists[0] != NULL;
    for (char **list = lists; *list != NULL; list++)
        good = good && begins_with_key(*list);
    if (!good)
        found_setting(check, "AuthenticationMethods", value, "publickey");
}

static void
check_keyword(LbSshdCheck *check, size_t row)
{
    g_autofree char *keyword = g_ascii_strdown(settings[row].keyword, -1);
    g_autofree char *value = lb_sshd_value(check, keyword);
    guint64 number = 0;
    bool good = settings[row].most == 0
                    ? strcmp(value, settings[row].wanted) == 0 ||
                          (strcmp(value, "yes") == 0 && is_asked_for(check, keyword))
                    : g_ascii_string_to_unsigned(value, 10, (guint64)settings[row].least,
                                                 (guint64)settings[row].most, &number, NULL);
    if (!good)
        found_setting(check, settings[row].keyword, value, settings[row].wanted);
}

/* Variables of the client: no more than the snippet lets in, for whatever block of the configuration. */
static void
check_variables(LbSshdCheck *check)
{
    g_autofree char *value = lb_sshd_value(check, "acceptenv");
    g_auto(GStrv) names = g_strsplit(value, " ", -1);
    g_auto(GStrv) allowed = g_strsplit(ACCEPTED, " ", -1);
    for (char **name = names; *name != NULL; name++) {
        if (**name == '\0' || g_strv_contains((const char *const *)allowed, *name) ||
            g_str_has_prefix(*name, "LC_"))
            continue;
        lb_sshd_found(
            check, "acceptenv",
            g_strdup_printf(_("sshd lets the client set variables: AcceptEnv %s."), value),
            g_strdup_printf(_("Take them out of every Match block that this account "
                              "falls under, but: %s."),
                            ACCEPTED));
        return;
    }
}

/* Whether a pattern of the list @keyword, perhaps with a host behind @, fits one of @names. */
static bool
lists_any(const LbSshdCheck *check, const char *keyword, GStrv names)
{
    g_autofree char *value = lb_sshd_value(check, keyword);
    g_auto(GStrv) patterns = g_strsplit(value, " ", -1);
    for (char **pattern = patterns; *pattern != NULL; pattern++) {
        char *at = strchr(*pattern, '@');
        if (at != NULL)
            *at = '\0';
        for (char **name = names; *name != NULL; name++)
            if (**pattern != '\0' && g_pattern_match_simple(*pattern, *name))
                return true;
    }
    return false;
}

static GStrv
groups_of(const LbSshdAccount *account)
{
    int count = 64;
    gid_t groups[64];
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    if (getgrouplist(account->name, account->group, groups, &count) < 0)
        count = (int)G_N_ELEMENTS(groups);
    for (int i = 0; i < count; i++) {
        const struct group *row = getgrgid(groups[i]);
        if (row != NULL)
            g_strv_builder_add(names, row->gr_name);
    }
    return g_strv_builder_end(names);
}

static void
check_admission(LbSshdCheck *check)
{
    const char *const self[] = { check->account->name, NULL };
    g_auto(GStrv) users = g_strdupv((char **)self);
    g_auto(GStrv) groups = groups_of(check->account);
    const struct {
        const char *keyword;
        GStrv names;
        bool admits;
    } lists[] = {
        { "AllowUsers", users, true },
        { "AllowGroups", groups, true },
        { "DenyUsers", users, false },
        { "DenyGroups", groups, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *keyword = g_ascii_strdown(lists[i].keyword, -1);
        if (!g_hash_table_contains(check->effective, keyword) ||
            lists_any(check, keyword, lists[i].names) == lists[i].admits)
            continue;
        lb_sshd_found(
            check, keyword, g_strdup_printf(_("%s keeps the account out."), lists[i].keyword),
            g_strdup_printf(lists[i].admits ? _("Add %s to it.") : _("Take %s out of it."),
                            check->account->name));
    }
}

void
lb_sshd_check_settings(LbSshdCheck *check)
{
    g_autofree char *runner = lb_sshd_value(check, "authorizedkeyscommanduser");
    for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
        check_keyword(check, i);
    check_methods(check);
    if (strcmp(runner, check->account->name) != 0)
        found_setting(check, "AuthorizedKeysCommandUser", runner, check->account->name);
    check_variables(check);
    check_admission(check);
}
