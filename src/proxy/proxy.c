/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that goes through: what it may not do is settled before it reads its order. */
#include "proxy/proxy.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/locale.h"
#include "proxy/channel.h"
#include "proxy/relay.h"
#include "proxy/shell.h"

/* Nobody reads its memory, nothing of it stays, no program that it starts has other rights, and it does not outlive
 * whoever started it. */
static bool
harden(GError **error)
{
    const struct rlimit none = { 0, 0 };
    if (prctl(PR_SET_DUMPABLE, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0 &&
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0)
        return true;
    lb_set_errno_error(error, errno, "prctl");
    return false;
}

static int
complain(const GError *error)
{
    g_autofree char *line = g_strdup_printf("lockbox: %s\n", error->message);
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written;
    return EXIT_FAILURE;
}

int
lb_proxy_run(void)
{
    g_autoptr(GError) error = NULL;
    if (!harden(&error))
        return complain(error);
    lb_locale_start();
    g_autoptr(LbChannel) channel = lb_channel_open(LB_PROXY_ORDERS, LB_PROXY_EVENTS, &error);
    if (channel == NULL)
        return complain(error);
    LbTerminal terminal;
    lb_locale_set_language(channel->order->language);
    lb_terminal_look(&terminal);
    bool shell = channel->order->kind == LB_PROXY_CONNECT;
    /* A relay carries bytes, whatever they come from. */
    terminal.there = terminal.there && shell;
    if (shell && !terminal.there)
        lb_channel_end(channel, LB_PROXY_END_FAILED, "there is no terminal");
    (shell ? lb_shell_run : lb_relay_run)(channel, &terminal);
    lb_channel_finish(channel);
    return EXIT_SUCCESS;
}
