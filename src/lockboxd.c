/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd: the daemon, and with the first argument "deliver" its own delivery child. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
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

int
main(int count, char **arguments)
{
    fill_standard_descriptors();
    lb_locale_start();
    if (count == 2 && strcmp(arguments[1], LB_CHILD_ARGUMENT) == 0)
        return deliver();

    g_autofree char *data = NULL, *config = NULL;
    gboolean version = FALSE;
    const GOptionEntry options[] = {
        { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_("the data directory"), "DIR" },
        { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, N_("the configuration"), "FILE" },
        { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_("say which version this is"), NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, options, LB_TEXT_DOMAIN);
    if (!g_option_context_parse(context, &count, &arguments, &error) || count > 1) {
        fprintf(stderr, "lockboxd: %s\n",
                error != NULL ? error->message : _("There is nothing to say but options."));
        return LB_DAEMON_END_USAGE;
    }
    if (version) {
        puts(PACKAGE_STRING);
        return LB_DAEMON_END_ASKED;
    }
    return (int)lb_daemon_run(data, config);
}
