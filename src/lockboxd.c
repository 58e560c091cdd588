/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd: the daemon, and with the first argument "deliver" its own delivery child. */
#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/locale.h"
#include "daemon/child.h"
#include "daemon/daemon.h"
#include "notify/deliver.h"

/* What is opened later must not become standard input, output or error. */
static void
fill_standard_descriptors(void)
{
    int fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO)
        close(fd);
}

/* The child must not outlive the daemon: the next one will send the same message. */
static int
deliver(void)
{
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        return LB_DELIVER_OUTPUT;
    return lb_deliver_run(STDIN_FILENO, STDOUT_FILENO);
}
