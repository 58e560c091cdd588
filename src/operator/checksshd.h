/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of "check-sshd" share: what is known of the installation so far, and what was found wrong with it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* The account that people come in by. */
typedef struct {
    char *name;
    char *home;
    char *shell;
    uid_t user;
    gid_t group;
} LbSshdAccount;

typedef struct {
    const char *data;
    const char *config; /* of sshd; NULL: its own default */
    const char *sshd;   /* absolute path of the program */
    int port;
    LbSshdAccount *account;
    GHashTable *effective; /* keyword in small letters -> GPtrArray of its lines' values */
    GPtrArray *findings;   /* LbSshdFinding* */
} LbSshdCheck;

typedef struct {
    char *code;    /* for programs: the keyword of sshd, or what else was looked at */
    char *problem; /* for people, one sentence each */
    char *remedy;
} LbSshdFinding;

/* Notes a finding. The strings become the check's own. */
void lb_sshd_found(LbSshdCheck *check, const char *code, char *problem, char *remedy);

/* What sshd says that @keyword (in small letters) is; several lines are joined by blanks; "" when it says nothing.
 * The caller frees it. */
char *lb_sshd_value(const LbSshdCheck *check, const char *keyword);

/* Runs a program without a shell, with its standard output in @out (may be NULL), for at most 20 seconds. Returns its
 * exit code; -1 when it could not be run or ended by a signal, with the reason or the end of its standard error in
 * @why, which the caller frees. */
int lb_sshd_run(const char *const *words, char **out, char **why);

/* Asks sshd what holds for the account, into check->effective; false, with a finding, when it does not say. */
bool lb_sshd_ask(LbSshdCheck *check);

/* Compares that with what lockbox-sshd.conf asks for. */
void lb_sshd_check_settings(LbSshdCheck *check);

/* The directories, the account and the data, as root sees them. */
void lb_sshd_check_account(LbSshdCheck *check);
void lb_sshd_check_data(LbSshdCheck *check);

/* Whether sshd would run the file at @path: it and every directory above belong to root, who alone may write. */
void lb_sshd_check_program(LbSshdCheck *check, const char *code, const char *path);

/* The words of the key command, as sshd takes them apart; NULL, with a finding, when there is none. */
GStrv lb_sshd_key_command(LbSshdCheck *check);

/* Tries, as the account already, its shell, the database, the key command and the program that this names. */
bool lb_sshd_try(LbSshdCheck *check, const char *const *key_command, GError **error);
