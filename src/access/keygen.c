/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ssh-keygen in a directory of its own. It gets no terminal and no standard input, so it can ask nobody anything. */
#include "access/keygen.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/error.h"
#include "access/program.h"
#include "base/error.h"
#include "base/span.h"
#include "base/text.h"

#define NAME "scratch"
#define KEYGEN "/usr/bin/ssh-keygen"
#define TIME_LIMIT (20 * LB_SECOND)
#define PATIENCE (2 * LB_SECOND)
#define COMPLAINT_LIMIT 4096
#define WORDS_LIMIT 200

static bool
is_private(const char *directory, GError **error)
{
    struct stat status;
    if (lstat(directory, &status) != 0) {
        lb_set_errno_error(error, errno, "%s", directory);
        return false;
    }
    if (S_ISDIR(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 077) == 0)
        return true;
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_SETTINGS,
                "%s: must be a directory of mode 0700 of the user who signs", directory);
    return false;
}

LbScratch *
lb_keygen_scratch(const char *parent, GError **error)
{
    return is_private(parent, error) ? lb_scratch_new(parent, NAME, error) : NULL;
}

void
lb_keygen_sweep(const char *parent, int64_t before)
{
    lb_scratch_sweep(parent, NAME, before);
}

char *
lb_keygen_run(const LbScratch *scratch, LbClock *clock, size_t limit, const char *const *arguments,
              GError **error)
{
    static const char *const settings[] = { "TZ=UTC", NULL };
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)(guintptr)KEYGEN);
    for (size_t i = 0; arguments[i] != NULL; i++)
        g_ptr_array_add(words, (gpointer)(guintptr)arguments[i]);
    g_ptr_array_add(words, NULL);
    LbProgram program = { .path = KEYGEN,
                          .arguments = (const char *const *)words->pdata,
                          .settings = settings,
                          .directory = scratch,
                          .output_limit = limit,
                          .complaint_limit = COMPLAINT_LIMIT,
                          .time_limit = TIME_LIMIT,
                          .patience = PATIENCE,
                          .clock = clock };
    g_autoptr(LbProgramResult) result = lb_program_run(&program, error);
    if (result == NULL)
        return NULL;
    if (result->end == LB_PROGRAM_EXITED && result->code == 0 && !result->cut)
        return g_steal_pointer(&result->output);
    g_autofree char *how = result->cut ? g_strdup("printed too much") : lb_program_describe(result);
    g_autofree char *said =
        lb_text_brief(result->complaint, (gssize)result->complaint_length, WORDS_LIMIT);
    g_set_error(error, LB_ACCESS_ERROR, LB_ACCESS_ERROR_PROGRAM, "ssh-keygen %s %s: %s",
                arguments[0], how, said);
    return NULL;
}
