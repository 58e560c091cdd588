/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lexer of the line behind "ssh HOST": bounded, one pass, no escape but the two that are named. */
#include "commands/line.h"

#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "commands/result.h"
#include "wording/spelling.h"

typedef struct {
    const char *begin;
    const char *at;
    const char *end;
    LbMalformed *how;
} Reader;

static bool
refuse(const Reader *reader, GError **error, LbMalformed how, const char *sentence)
{
    *reader->how = how;
    int place = (int)(reader->at - reader->begin) + 1;
    return lb_command_misuse(error, _("%s (at byte %d)"), _(sentence), place);
}

static bool
is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Whether @word is "--name=", behind which a quoted text may stand. */
static bool
awaits_value(const GString *word)
{
    const char *equals = strchr(word->str, '=');
    return g_str_has_prefix(word->str, "--") && equals != NULL && equals[1] == '\0';
}

/* Reads what stands between the quote under @reader and the next one of its kind. */
static bool
read_quoted(Reader *reader, GString *word, GError **error)
{
    char quote = *reader->at;
    for (reader->at++; reader->at < reader->end && *reader->at != quote; reader->at++) {
        char byte = *reader->at;
        if (byte == '\\' && quote == '"') {
            reader->at++;
            byte = reader->at < reader->end ? *reader->at : '\0';
            if (byte != '"' && byte != '\\')
                return refuse(reader, error, LB_MALFORMED_ESCAPE,
                              N_("Between \" only \\\" and \\\\ may begin with \\."));
        } else if (g_ascii_iscntrl(byte) && byte != '\n') {
            return refuse(reader, error, LB_MALFORMED_CONTROL,
                          N_("A control character is not allowed."));
        }
        g_string_append_c(word, byte);
    }
    if (reader->at >= reader->end)
        return refuse(reader, error, LB_MALFORMED_QUOTE, N_("A quoted text has no end."));
    reader->at++;
    return true;
}

static bool
read_word(Reader *reader, GString *word, GError **error)
{
    while (reader->at < reader->end && lb_spelling_is_bare(*reader->at))
        g_string_append_c(word, *reader->at++);
    bool more = reader->at < reader->end && !is_blank(*reader->at);
    bool quote = more && (*reader->at == '"' || *reader->at == '\'');
    if (quote && (word->len == 0 || awaits_value(word))) {
        if (!read_quoted(reader, word, error))
            return false;
        more = reader->at < reader->end && !is_blank(*reader->at);
    }
    return !more || refuse(reader, error, LB_MALFORMED_CHARACTER,
                           N_("Text with this character has to stand between ' and '."));
}

static bool
read_words(Reader *reader, GPtrArray *words, GError **error)
{
    for (;;) {
        while (reader->at < reader->end && is_blank(*reader->at))
            reader->at++;
        if (reader->at >= reader->end)
            return true;
        if (words->len >= LB_LINE_WORDS)
            return refuse(reader, error, LB_MALFORMED_WORDS, N_("The command has too many words."));
        g_autoptr(GString) word = g_string_new(NULL);
        if (!read_word(reader, word, error))
            return false;
        g_ptr_array_add(words, g_strdup(word->str));
    }
}

GStrv
lb_line_split(const char *line, size_t length, LbMalformed *how, GError **error)
{
    Reader reader = { line, line, line + length, how };
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    if (length > LB_LINE_LIMIT) {
        *how = LB_MALFORMED_LENGTH;
        lb_command_misuse(error, _("The command is longer than %d bytes."), LB_LINE_LIMIT);
        return NULL;
    }
    if (!g_utf8_validate_len(line, length, &reader.at)) {
        refuse(&reader, error, LB_MALFORMED_ENCODING, N_("The command is not valid UTF-8."));
        return NULL;
    }
    reader.at = line;
    if (!read_words(&reader, words, error))
        return NULL;
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_steal(words, NULL);
}
