/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a command is spelled. */
#include "wording/spelling.h"

#include <string.h>

#include "base/text.h"

bool
lb_spelling_is_bare(char byte)
{
    return g_ascii_isalnum(byte) || (byte != '\0' && strchr("._-:/@+=,()", byte) != NULL);
}

static bool
is_bare_word(const char *word)
{
    for (const char *at = word; *at != '\0'; at++)
        if (!lb_spelling_is_bare(*at))
            return false;
    return *word != '\0';
}

static void
append_quoted(GString *line, const char *word)
{
    g_string_append_c(line, '"');
    for (const char *at = word; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *at);
    }
    g_string_append_c(line, '"');
}

char *
lb_spelling_join(const char *const *words)
{
    g_autoptr(GString) line = g_string_new(NULL);
    for (const char *const *word = words; *word != NULL; word++) {
        if (line->len > 0)
            g_string_append_c(line, ' ');
        if (is_bare_word(*word))
            g_string_append(line, *word);
        else
            append_quoted(line, *word);
    }
    return g_strdup(line->str);
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
ssh_line(const LbSpelling *spelling, const char *const *words)
{
    static const char *const at_terminal[] = { "open", "connect", "watch", "replay", NULL };
    /* What is read as text goes into a pipe or a file as it is. */
    bool terminal = g_strv_contains(at_terminal, words[0]) && !g_strv_contains(words, "--text");
    g_autoptr(GString) line = g_string_new(terminal ? "ssh -t " : "ssh ");
    g_autofree char *joined = lb_spelling_join(words);
    g_autofree char *quoted = g_shell_quote(joined);
    if (spelling->port != 22)
        g_string_append_printf(line, "-p %d ", spelling->port);
    bool plain = strpbrk(joined, "\"()") == NULL;
    g_string_append_printf(line, "lockbox@%s %s", spelling->host, plain ? joined : quoted);
    return g_strdup(line->str);
}

static char *
console_line(const LbSpelling *spelling, const char *const *words)
{
    const char *const globals[] = { "--data",         spelling->data, "--config",
                                    spelling->config, "--as",         spelling->as };
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
lb_spelling_line(const LbSpelling *spelling, const char *const *words)
{
    g_autofree char *line =
        spelling->host != NULL ? ssh_line(spelling, words) : console_line(spelling, words);
    return lb_text_escape(line, LB_TEXT_LINE);
}
