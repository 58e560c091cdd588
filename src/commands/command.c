/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command while it runs. */
#include "commands/command.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/text.h"
#include "commands/line.h"

#define WIDTH_NARROWEST 40
#define WIDTH_WIDEST 100
#define WIDTH_DEFAULT 80

LbCommand *
lb_command_new(void)
{
    LbCommand *command = g_new0(LbCommand, 1);
    command->language = "en";
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
    bool written = lb_fd_write_all(STDOUT_FILENO, command->out->str, command->out->len, &cause);
    g_string_truncate(command->out, 0);
    if (!written)
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

/* @text as a word of a shell: as it is where it is plain. */
static void
append_word(GString *line, const char *text)
{
    bool plain =
        *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789._-/@:+=,") == strlen(text);
    g_autofree char *quoted = g_shell_quote(text);
    g_string_append(line, plain ? text : quoted);
}

/* The whole command is one word of the person's shell where it has quotes that are meant for us. */
static char *
ssh_line(const LbSite *site, const char *const *words)
{
    bool screens = strcmp(words[0], "open") == 0;
    g_autoptr(GString) line = g_string_new(screens ? "ssh -t " : "ssh ");
    g_autofree char *joined = lb_line_join(words);
    g_autofree char *quoted = g_shell_quote(joined);
    if (site->port != 22)
        g_string_append_printf(line, "-p %d ", site->port);
    bool plain = strpbrk(joined, "\"()") == NULL;
    g_string_append_printf(line, "lockbox@%s %s", site->host, plain ? joined : quoted);
    return g_strdup(line->str);
}

static char *
console_line(const LbPlace *place, const char *const *words)
{
    const char *const globals[] = { "--data",      place->data, "--config",
                                    place->config, "--as",      place->as };
    g_autoptr(GString) line = g_string_new("lockbox");
    for (size_t i = 0; i < G_N_ELEMENTS(globals); i += 2) {
        if (globals[i + 1] == NULL)
            continue;
        g_string_append_printf(line, " %s ", globals[i]);
        append_word(line, globals[i + 1]);
    }
    for (const char *const *word = words; *word != NULL; word++) {
        g_string_append_c(line, ' ');
        append_word(line, *word);
    }
    return g_strdup(line->str);
}

char *
lb_command_line(const LbCommand *command, const char *const *words)
{
    g_autofree char *line = command->session ? ssh_line(command->config->site, words)
                                             : console_line(&command->place, words);
    return lb_text_escape(line, LB_TEXT_LINE);
}
