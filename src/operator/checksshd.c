/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-sshd: looks, as root, at what sshd makes of its configuration and at what it demands of files, then becomes
 * the account that people come in by, and tries what sshd will start. It changes nothing. */
#include "operator/checksshd.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/jsonparts.h"
#include "base/text.h"
#include "operator/outcome.h"
#include "operator/verbs.h"

#define ACCOUNT "lockbox"

static void
free_finding(gpointer data)
{
    LbSshdFinding *finding = data;
    g_free(finding->code);
    g_free(finding->problem);
    g_free(finding->remedy);
    g_free(finding);
}

void
lb_sshd_found(LbSshdCheck *check, const char *code, char *problem, char *remedy)
{
    LbSshdFinding *finding = g_new0(LbSshdFinding, 1);
    *finding = (LbSshdFinding){ g_strdup(code), problem, remedy };
    g_ptr_array_add(check->findings, finding);
}

static void
free_account(LbSshdAccount *account)
{
    if (account == NULL)
        return;
    g_free(account->name);
    g_free(account->home);
    g_free(account->shell);
    g_free(account);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbSshdAccount, free_account)

static LbSshdAccount *
find_account(const char *name)
{
    const struct passwd *row = getpwnam(name);
    if (row == NULL)
        return NULL;
    LbSshdAccount *account = g_new0(LbSshdAccount, 1);
    *account = (LbSshdAccount){
        .name = g_strdup(row->pw_name),
        .home = g_strdup(row->pw_dir),
        .shell = g_strdup(*row->pw_shell != '\0' ? row->pw_shell : "/bin/sh"),
        .user = row->pw_uid,
        .group = row->pw_gid,
    };
    return account;
}

static char *
find_sshd(const char *given)
{
    static const char *const usual[] = { "/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd" };
    if (given != NULL)
        return g_canonicalize_filename(given, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
        if (access(usual[i], X_OK) == 0)
            return g_strdup(usual[i]);
    return g_strdup(usual[0]);
}

/* From now on this process is the account, for good. */
static bool
become(const LbSshdAccount *account, GError **error)
{
    if (initgroups(account->name, account->group) == 0 && setgid(account->group) == 0 &&
        setuid(account->user) == 0 && setuid(0) != 0)
        return true;
    g_set_error(error, LB_BASE_ERROR, LB_BASE_ERROR_IO, _("Cannot become the user %s"),
                account->name);
    return false;
}

static bool
look(LbSshdCheck *check, GError **error)
{
    g_auto(GStrv) key_command = NULL;
    if (lb_sshd_ask(check)) {
        lb_sshd_check_settings(check);
        key_command = lb_sshd_key_command(check);
    }
    lb_sshd_check_account(check);
    lb_sshd_check_data(check);
    if (check->account->user == 0)
        return true;
    return become(check->account, error) &&
           lb_sshd_try(check, (const char *const *)key_command, error);
}

static void
say_json(LbInvocation *invocation, const LbSshdCheck *check)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    lb_json_add_flag_member(builder, "good", check->findings->len == 0);
    json_builder_set_member_name(builder, "findings");
    json_builder_begin_array(builder);
    for (guint i = 0; i < check->findings->len; i++) {
        const LbSshdFinding *finding = g_ptr_array_index(check->findings, i);
        json_builder_begin_object(builder);
        lb_json_add_text_member(builder, "code", finding->code);
        lb_json_add_text_member(builder, "problem", finding->problem);
        lb_json_add_text_member(builder, "remedy", finding->remedy);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    lb_invocation_say_json(invocation, builder);
}

/* Findings are an error too, so that no script takes them for an installation that works. */
static bool
say(LbInvocation *invocation, const LbSshdCheck *check, GError **error)
{
    guint count = check->findings->len;
    if (lb_invocation_json(invocation))
        say_json(invocation, check);
    for (guint i = 0; i < count && !lb_invocation_json(invocation); i++) {
        const LbSshdFinding *finding = g_ptr_array_index(check->findings, i);
        g_autofree char *line = g_strdup_printf("%s %s", finding->problem, finding->remedy);
        g_autofree char *harmless = lb_text_escape(line, LB_TEXT_LINE);
        g_string_append_printf(invocation->out, "- %s\n", harmless);
    }
    if (count > 0) {
        g_set_error(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_FINDINGS,
                    ngettext_("The front door needs mending in %u place.",
                              "The front door needs mending in %u places.", count),
                    count);
        return false;
    }
    if (!lb_invocation_json(invocation))
        g_string_append(
            invocation->out,
            _("The front door is as it should be. If sshd's configuration has changed since it "
              "was started, reload it.\n"));
    return true;
}

bool
lb_ctl_check_sshd(LbInvocation *invocation, GError **error)
{
    const char *name = lb_invocation_option(invocation, "account");
    g_autofree char *sshd = find_sshd(lb_invocation_option(invocation, "sshd"));
    g_autofree char *data = g_canonicalize_filename(invocation->data, NULL);
    g_autoptr(LbSshdAccount) account = find_account(name != NULL ? name : ACCOUNT);
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(free_finding);
    g_autoptr(GHashTable) effective =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    LbSshdCheck check = {
        .data = data,
        .config = lb_invocation_option(invocation, "config-file"),
        .sshd = sshd,
        .port = invocation->config->site->port,
        .account = account,
        .effective = effective,
        .findings = findings,
    };
    if (geteuid() != 0) {
        lb_set_errno_error(error, EPERM, _("Only root can ask sshd"));
        return false;
    }
    if (account == NULL)
        lb_sshd_found(&check, "account", g_strdup(_("There is no such account to come in by.")),
                      g_strdup(_("Make it: systemd-sysusers, or useradd as README has it.")));
    else if (!look(&check, error))
        return false;
    return say(invocation, &check, error);
}
