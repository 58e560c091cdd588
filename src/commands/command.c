/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command while it runs. */
#include "commands/command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/i18n.h"
#include "commands/watch.h"
#include "core/refusal.h"

#define WIDTH_NARROWEST 40
#define WIDTH_WIDEST 100
#define WIDTH_DEFAULT 80

LbCommand *
lb_command_new(void)
{
    LbCommand *command = g_new0(LbCommand, 1);
    command->language = "en";
    command->seat = -1;
    command->out = g_string_new(NULL);
    command->advice = g_ptr_array_new_with_free_func(g_free);
    return command;
}

void
lb_command_free(LbCommand *command)
{
    if (command == NULL)
        return;
    lb_config_free(command->config);
    lb_service_free(command->service);
    lb_actor_free(command->actor);
    lb_fd_close(&command->seat);
    g_clear_pointer(&command->zone, g_time_zone_unref);
    g_string_free(command->out, TRUE);
    g_ptr_array_unref(command->advice);
    g_free(command);
}

void
lb_command_put_mark(LbCommand *command)
{
    g_string_truncate(command->out, 0);
    if (command->test)
        g_string_append_printf(command->out, "%s\n\n", _("TEST DATABASE: nothing here is real."));
}

bool
lb_command_flush(LbCommand *command, GError **error)
{
    g_autoptr(GError) cause = NULL;
    bool written =
        lb_watch_write(command, STDOUT_FILENO, command->out->str, command->out->len, &cause);
    g_string_truncate(command->out, 0);
    if (!written && cause->domain == LB_REFUSAL_ERROR)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (!written)
        g_set_error_literal(error, LB_COMMAND_ERROR, LB_COMMAND_ERROR_OUTPUT, cause->message);
    return written;
}

bool
lb_command_has_screens(const LbCommand *command)
{
    return command->blade->can_run();
}

int
lb_command_width(void)
{
    struct winsize size = { 0 };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_DEFAULT;
    return CLAMP(size.ws_col, WIDTH_NARROWEST, WIDTH_WIDEST);
}

LbSpelling
lb_command_spelling(const LbCommand *command)
{
    const LbSite *site = command->session ? command->config->site : NULL;
    return (LbSpelling){
        .host = site != NULL ? site->host : NULL,
        .port = site != NULL ? site->port : 0,
        .data = command->place.data,
        .config = command->place.config,
        .as = command->place.as,
    };
}

char *
lb_command_line(const LbCommand *command, const char *const *words)
{
    LbSpelling spelling = lb_command_spelling(command);
    return lb_spelling_line(&spelling, words);
}
