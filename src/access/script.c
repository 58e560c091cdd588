/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access by an executable: it is told what to do, and believed when its answer is well-formed. Nothing that it does
 * can hold up or harm whoever started it. */
#include "access/script.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/contract.h"
#include "access/error.h"
#include "access/program.h"
#include "access/provisioner.h"
#include "base/text.h"

#define COMPLAINT_LIMIT 4096
#define LAST_WORDS 200

static bool
refuse(GError **error, const char *path, const char *why)
{
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS, "%s: %s", path, why);
    return false;
}

static bool
check_owner(const char *path, struct stat *status, GError **error)
{
    if (stat(path, status) != 0)
        return refuse(error, path, g_strerror(errno));
    if (status->st_uid != 0 && status->st_uid != geteuid())
        return refuse(error, path, "belongs to somebody else, who could change what is executed");
    return true;
}

static bool
check_directories(const char *path, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    struct stat status;
    while (check_owner(directory, &status, error)) {
        /* In a sticky directory nobody can replace what is another's. */
        if ((status.st_mode & 022) != 0 && (status.st_mode & S_ISVTX) == 0)
            return refuse(error, directory, "others may write it, and so replace what is executed");
        if (strcmp(directory, "/") == 0)
            return true;
        char *parent = g_path_get_dirname(directory);
        g_free(directory);
        directory = parent;
    }
    return false;
}

char *
lb_script_check(const char *path, GError **error)
{
    struct stat status;
    if (path == NULL || path[0] != '/') {
        refuse(error, path != NULL ? path : "script", "is not named by an absolute path");
        return NULL;
    }
    char *resolved = realpath(path, NULL);
    if (resolved == NULL) {
        refuse(error, path, g_strerror(errno));
        return NULL;
    }
    g_autofree char *real = g_strdup(resolved);
    free(resolved);
    if (!check_owner(real, &status, error) || !check_directories(real, error))
        return NULL;
    if (!S_ISREG(status.st_mode) || (status.st_mode & 0111) == 0) {
        refuse(error, real, "is no executable file");
        return NULL;
    }
    if ((status.st_mode & (022 | S_ISUID | S_ISGID)) != 0) {
        refuse(error, real, "others may write it, or it has rights of its own");
        return NULL;
    }
    return g_steal_pointer(&real);
}

/* Whom it runs as. Stores NULL in @changed where that is the caller. */
static bool
choose_identity(const char *user, LbIdentity *identity, const LbIdentity **changed, GError **error)
{
    *changed = NULL;
    if (user == NULL)
        return geteuid() != 0 ||
               refuse(error, "script", "would run as root; name the user that it runs as");
    errno = 0;
    const struct passwd *entry = getpwnam(user);
    if (entry == NULL)
        return refuse(error, user, errno != 0 ? g_strerror(errno) : "there is no such user");
    *identity = (LbIdentity){ .user = entry->pw_uid, .group = entry->pw_gid };
    if (geteuid() == 0)
        *changed = identity;
    else if (identity->user != geteuid())
        return refuse(error, user, "only root can let a script run as somebody else");
    return true;
}

bool
lb_script_check_setup(const char *path, const char *user, GError **error)
{
    LbIdentity identity;
    const LbIdentity *changed = NULL;
    g_autofree char *real = lb_script_check(path, error);
    return real != NULL && choose_identity(user, &identity, &changed, error);
}

/* Why it failed is what it said last. The caller frees it. */
static char *
last_words(const LbProgramResult *result)
{
    g_autofree char *line =
        lb_text_brief(result->complaint, (gssize)result->complaint_length, COMPLAINT_LIMIT * 8);
    glong length = g_utf8_strlen(line, -1);
    if (length == 0)
        return g_steal_pointer(&line);
    if (length <= LAST_WORDS)
        return g_strconcat(": ", line, NULL);
    return g_strconcat(": …", g_utf8_offset_to_pointer(line, length - LAST_WORDS), NULL);
}

static LbProvisionResult *
read_result(const LbProgramResult *result, const LbProvisionOrder *order,
            LbProvisionOutcome expected)
{
    bool ended_well = result->end == LB_PROGRAM_EXITED && result->code == 0;
    if (ended_well && !result->cut)
        return lb_contract_read(result->output, result->length, order, expected);
    g_autofree char *how =
        ended_well ? g_strdup_printf("answered more than %d bytes", LB_ANSWER_BYTES_LIMIT)
                   : lb_program_describe(result);
    g_autofree char *last = last_words(result);
    g_autofree char *words = g_strconcat("script: ", how, last, NULL);
    return lb_provision_failed(true, words);
}

static LbProvisionResult *
run(const LbProvisionOrder *order, const char *act, LbProvisionOutcome expected)
{
    const LbProvisionSettings *settings = order->settings;
    g_autoptr(GError) error = NULL;
    LbIdentity identity;
    const LbIdentity *changed = NULL;
    g_autofree char *path = lb_script_check(settings->script, &error);
    if (path == NULL || !choose_identity(settings->user, &identity, &changed, &error))
        return lb_provision_failed(true, error->message);
    size_t length = 0;
    g_autofree char *input = lb_contract_write(order, act, &length);
    const char *const arguments[] = { path, act, NULL };
    LbProgram program = {
        .path = path,
        .arguments = arguments,
        .input = input,
        .input_length = length,
        .identity = changed,
        .output_limit = LB_ANSWER_BYTES_LIMIT,
        .complaint_limit = COMPLAINT_LIMIT,
        .time_limit = settings->time_limit > 0 ? settings->time_limit : LB_SCRIPT_TIME_LIMIT,
        .patience = settings->patience > 0 ? settings->patience : LB_SCRIPT_PATIENCE,
        .clock = order->clock,
        .lifeline = order->lifeline,
    };
    g_autoptr(LbProgramResult) result = lb_program_run(&program, &error);
    return result != NULL ? read_result(result, order, expected)
                          : lb_provision_failed(true, error->message);
}

static LbProvisionResult *
open_access(const LbProvisionOrder *order)
{
    return run(order, "open", LB_PROVISION_OPENED);
}

static LbProvisionResult *
close_access(const LbProvisionOrder *order)
{
    return run(order, "close", LB_PROVISION_CLOSED);
}

const LbProvisioner lb_script_provisioner = { "script", open_access, close_access };
