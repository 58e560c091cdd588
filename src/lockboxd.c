/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd: the daemon, and with one argument its own children (daemon/child.h). */
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/locale.h"
#include "base/text.h"
#include "daemon/child.h"
#include "daemon/daemon.h"

/* What is opened later must not become standard input, output or error; what whoever started us forgot to close
 * is not ours, and counts against how much we may open. */
static void
settle_descriptors(void)
{
    int fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    closefrom(STDERR_FILENO + 1);
}

/* It reads passwords, so it leaves no core of itself, nor do its children, which can only lower it. */
static void
forbid_cores(void)
{
    static const struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
}

typedef struct {
    char *data;
    char *config;
    gboolean version;
} Options;

static bool
read_options(Options *options, int *count, char ***arguments, GError **error)
{
    const GOptionEntry entries[] = {
        { "data", 0, 0, G_OPTION_ARG_FILENAME, &options->data,
          N_("the data directory (or LOCKBOX_DATA)"), N_("DIR") },
        { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config,
          N_("the configuration (or LOCKBOX_CONFIG)"), N_("FILE") },
        { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("say the version"), NULL },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_translation_domain(context, LB_TEXT_DOMAIN);
    g_option_context_set_summary(
        context, N_("Ends what is due and delivers mail, in the foreground, until SIGTERM. "
                    "SIGHUP reads the configuration again."));
    g_option_context_add_main_entries(context, entries, LB_TEXT_DOMAIN);
    if (!g_option_context_parse(context, count, arguments, error))
        return false;
    if (*count == 1)
        return true;
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        _("It takes options alone."));
    return false;
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    Options options = { 0 };
    settle_descriptors();
    forbid_cores();
    lb_locale_start();
    LbChildKind kind;
    if (count == 2 && lb_child_find(arguments[1], &kind))
        return lb_child_main(kind);
    LbDaemonEnd code = LB_DAEMON_END_ASKED;
    if (!read_options(&options, &count, &arguments, &error)) {
        g_autofree char *reason = lb_text_escape(error->message, LB_TEXT_LINE);
        g_printerr("lockboxd: %s\n", reason);
        code = LB_DAEMON_END_USAGE;
    } else if (options.version) {
        g_print("lockboxd %s\n", PACKAGE_VERSION);
    } else {
        code = lb_daemon_run(options.data, options.config);
    }
    g_free(options.data);
    g_free(options.config);
    return (int)code;
}
