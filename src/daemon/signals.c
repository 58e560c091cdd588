/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals by signalfd. g_unix_signal_add() would start GLib's worker thread. */
#include "daemon/signals.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

struct LbSignals {
    LbFd fd;
    guint source;
    LbSignalHandler handler;
    gpointer data;
};

static const int handled[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };

static gboolean
on_signal(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    LbSignals *signals = data;
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        signals->handler((int)info.ssi_signo, signals->data);
    return G_SOURCE_CONTINUE;
}

LbSignals *
lb_signals_new(LbSignalHandler handler, gpointer data, GError **error)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(handled); i++)
        sigaddset(&set, handled[i]);
    g_auto(LbFd) fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0 || sigprocmask(SIG_BLOCK, &set, NULL) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR) {
        lb_set_errno_error(error, errno, "signals");
        return NULL;
    }
    LbSignals *signals = g_new0(LbSignals, 1);
    signals->fd = lb_fd_steal(&fd);
    signals->handler = handler;
    signals->data = data;
    signals->source =
        g_unix_fd_add_full(G_PRIORITY_HIGH, signals->fd, G_IO_IN, on_signal, signals, NULL);
    return signals;
}

void
lb_signals_free(LbSignals *signals)
{
    if (signals == NULL)
        return;
    g_source_remove(signals->source);
    lb_fd_close(&signals->fd);
    g_free(signals);
}
