/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check-sshd: who owns what. sshd refuses in silence what others than root could write, and "sshd -t" does not look. */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "operator/checksshd.h"

#define OWNER "lockboxd"

static char *
name_of(uid_t user)
{
    const struct passwd *row = getpwuid(user);
    return row != NULL ? g_strdup(row->pw_name) : g_strdup_printf("%u", (unsigned)user);
}

static void
found_missing(LbSshdCheck *check, const char *code, const char *path, int error)
{
    lb_sshd_found(check, code, g_strdup_printf("%s: %s.", path, g_strerror(error)),
                  g_strdup(_("Make it, as README says.")));
}

/* Notes every part of the real path @path, and every directory above it, that somebody but root may write. */
static void
check_chain(LbSshdCheck *check, const char *code, const char *path)
{
    g_autofree char *at = g_strdup(path);
    for (;;) {
        struct stat status;
        if (stat(at, &status) != 0) {
            found_missing(check, code, at, errno);
        } else if (status.st_uid != 0 || (status.st_mode & 022) != 0) {
            g_autofree char *owner = name_of(status.st_uid);
            lb_sshd_found(check, code,
                          g_strdup_printf(_("%s belongs to %s and has mode %04o: others than root "
                                            "could write there."),
                                          at, owner, (unsigned)status.st_mode & 07777),
                          g_strdup_printf(_("Say: chown root %s && chmod go-w %s"), at, at));
        }
        if (strcmp(at, "/") == 0)
            return;
        char *parent = g_path_get_dirname(at);
        g_free(at);
        at = parent;
    }
}

void
lb_sshd_check_program(LbSshdCheck *check, const char *code, const char *path)
{
    struct stat status;
    g_autofree char *found = realpath(path, NULL);
    if (found == NULL) {
        found_missing(check, code, path, errno);
        return;
    }
    if (stat(found, &status) == 0 && (!S_ISREG(status.st_mode) || (status.st_mode & 0111) != 0111))
        lb_sshd_found(check, code, g_strdup_printf(_("%s is no program for everybody."), found),
                      g_strdup_printf(_("Say: chmod 0755 %s"), found));
    check_chain(check, code, found);
}

static void
check_home(LbSshdCheck *check)
{
    const char *home = check->account->home;
    g_autofree char *found = realpath(home, NULL);
    g_autoptr(GDir) directory = found != NULL ? g_dir_open(found, 0, NULL) : NULL;
    if (directory == NULL) {
        lb_sshd_found(check, "home",
                      g_strdup_printf(_("The account's home %s is not there."), home),
                      g_strdup_printf(_("Say: install -d -o root -g root -m 0755 %s"), home));
        return;
    }
    if (g_dir_read_name(directory) != NULL)
        lb_sshd_found(check, "home",
                      g_strdup_printf(_("The account's home %s is not empty."), home),
                      g_strdup(_("Take away what is in it, or give the account another home.")));
    check_chain(check, "home", found);
}

/* A ! at the beginning is a lock for sshd where PAM is not asked. */
static void
check_password(LbSshdCheck *check)
{
    const struct spwd *row = getspnam(check->account->name);
    g_autofree char *pam = lb_sshd_value(check, "usepam");
    if (row == NULL || row->sp_pwdp == NULL)
        return;
    bool locked = row->sp_pwdp[0] == '!' && strcmp(pam, "yes") != 0;
    if (locked || row->sp_pwdp[0] == '\0')
        lb_sshd_found(check, "password",
                      g_strdup(locked ? _("The account is locked, and sshd, with UsePAM no, lets "
                                          "nobody in.")
                                      : _("The account has an empty password.")),
                      g_strdup_printf(_("Say: usermod --password '*' %s"), check->account->name));
}

void
lb_sshd_check_account(LbSshdCheck *check)
{
    if (check->account->user == 0)
        lb_sshd_found(check, "account", g_strdup(_("The account is root.")),
                      g_strdup(_("Make one of its own: systemd-sysusers, or useradd as README has "
                                 "it.")));
    check_home(check);
    check_password(check);
}

static bool
is_member(uid_t user, gid_t group)
{
    gid_t groups[64];
    int count = (int)G_N_ELEMENTS(groups);
    const struct passwd *row = getpwuid(user);
    if (row == NULL || getgrouplist(row->pw_name, row->pw_gid, groups, &count) < 0)
        return false;
    for (int i = 0; i < count; i++)
        if (groups[i] == group)
            return true;
    return false;
}

/* One place of the data: whose and of which mode it has to be. */
static void
check_place(LbSshdCheck *check, const char *path, uid_t owner, bool shared, unsigned mode)
{
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno != ENOENT || shared)
            found_missing(check, "data", path, errno);
        return;
    }
    g_autofree char *name = name_of(owner);
    bool grouped = !shared || status.st_gid == check->account->group;
    if (status.st_uid == owner && grouped && (status.st_mode & 07777) == mode)
        return;
    g_autofree char *own = name_of(status.st_uid);
    lb_sshd_found(check, "data",
                  g_strdup_printf(_("%s belongs to %s:%u and has mode %04o."), path, own,
                                  (unsigned)status.st_gid, (unsigned)status.st_mode & 07777),
                  g_strdup_printf(_("Say: chown %s:%u %s && chmod %04o %s"), name,
                                  (unsigned)check->account->group, path, mode, path));
}

void
lb_sshd_check_data(LbSshdCheck *check)
{
    struct stat status;
    g_autofree char *above = g_path_get_dirname(check->data);
    g_autofree char *found = realpath(above, NULL);
    g_autofree char *secrets = g_build_filename(check->data, "private", NULL);
    g_autofree char *database = g_build_filename(check->data, "lockbox.db", NULL);
    if (found == NULL || stat(check->data, &status) != 0) {
        lb_sshd_found(check, "data", g_strdup_printf("%s: %s.", check->data, g_strerror(errno)),
                      g_strdup(_("Make it: systemd-tmpfiles --create, then lockboxctl init.")));
        return;
    }
    check_chain(check, "data", found);
    if (status.st_uid == 0 || status.st_uid == check->account->user) {
        lb_sshd_found(check, "data",
                      g_strdup_printf(_("%s does not belong to the service."), check->data),
                      g_strdup_printf(_("Say: chown -R %s %s"), OWNER, check->data));
        return;
    }
    check_place(check, check->data, status.st_uid, true, 02770);
    check_place(check, secrets, status.st_uid, false, 0700);
    check_place(check, database, status.st_uid, true, 0660);
    if (!is_member(status.st_uid, check->account->group)) {
        g_autofree char *owner = name_of(status.st_uid);
        lb_sshd_found(
            check, "data",
            g_strdup_printf(_("%s cannot write what sessions leave in %s."), owner, check->data),
            g_strdup_printf(_("Say: usermod -aG %s %s"), check->account->name, owner));
    }
}
