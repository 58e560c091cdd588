/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockbox: the program that people run, over ssh or on the console. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/program.h"
#include "proxy/proxy.h"
#include "tui/tui.h"

/* A missing standard descriptor would be taken by the next file that is opened, the database perhaps. */
static void
fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
            abort();
}

int
main(int argc, char **argv)
{
    if (argc < 1)
        return EXIT_FAILURE;
    fill_standard_descriptors();
    umask(007);
    /* A reader that goes away is an error of writing, not the end in the middle of an act. */
    signal(SIGPIPE, SIG_IGN);
    if (argc == 2 && strcmp(argv[1], LB_PROXY_ARGUMENT) == 0)
        return lb_proxy_run();
    static const LbBlade blade = { .can_run = lb_tui_can_run, .run = lb_tui_run };
    return lb_program_run(argv, &blade);
}
