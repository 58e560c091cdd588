/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that reads a mail. Knows no database, no configuration and no network: whoever takes it over has the mail that they
 * wrote themselves. */
#include "notify/reader.h"

#include <gmime/gmime.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/file.h"
#include "notify/inboundread.h"

#define MEMORY (512UL * 1024 * 1024)

/* AddressSanitizer needs address space without bounds, and looks for leaks at the end with files of its own. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

static bool
limit(int what, rlim_t most)
{
    struct rlimit bound = { most, most };
    return setrlimit(what, &bound) == 0;
}

static bool
close_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return false;
    files.rlim_cur = 0;
    files.rlim_max = SANITIZED ? files.rlim_max : 0;
    return setrlimit(RLIMIT_NOFILE, &files) == 0;
}

static void
reopen_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

/* What GMime loads once, it loads before. */
static bool
confine(void)
{
    g_mime_init();
    signal(SIGPIPE, SIG_IGN);
    return prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           limit(RLIMIT_CORE, 0) && (SANITIZED || limit(RLIMIT_FSIZE, 0)) &&
           limit(RLIMIT_CPU, LB_READER_SECONDS) && (SANITIZED || limit(RLIMIT_AS, MEMORY)) &&
           close_files();
}

static LbReaderEnd
read_mail(int in, int out)
{
    size_t length = 0;
    g_autofree char *bytes = lb_fd_read_all(in, "mail", LB_INBOUND_MOST, &length, NULL);
    if (bytes == NULL)
        return LB_READER_INPUT;
    g_autoptr(LbInbound) letter = lb_inbound_read(bytes, length);
    g_autofree char *line = lb_inbound_to_line(letter, NULL);
    if (line == NULL)
        return LB_READER_INPUT;
    return lb_fd_write_all(out, line, strlen(line), NULL) ? LB_READER_DONE : LB_READER_OUTPUT;
}

int
lb_reader_run(int in, int out)
{
    if (!confine())
        return LB_READER_SYSTEM;
    LbReaderEnd end = read_mail(in, out);
    if (SANITIZED)
        reopen_files();
    return (int)end;
}
