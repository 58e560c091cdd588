/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a command line by a usage line. GOption is not used here since it repeats what was typed in its
 * errors and takes negative numbers for options. */
#include "operator/invocation.h"

#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"

G_DEFINE_QUARK(lb_invocation_error_quark, lb_invocation_error)

/* A usage line taken apart. */
typedef struct {
    GHashTable *takes; /* name of an option -> what it takes, "" for nothing */
    GPtrArray *needed; /* names of options that must be given */
    guint least, most; /* operands */
} Grammar;

LbInvocation *
lb_invocation_new(void)
{
    LbInvocation *invocation = g_new0(LbInvocation, 1);
    invocation->options =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    invocation->operands = g_ptr_array_new_with_free_func(g_free);
    invocation->out = g_string_new(NULL);
    return invocation;
}

void
lb_invocation_free(LbInvocation *invocation)
{
    if (invocation == NULL)
        return;
    g_free(invocation->data);
    lb_config_free(invocation->config);
    g_hash_table_unref(invocation->options);
    g_ptr_array_unref(invocation->operands);
    g_string_free(invocation->out, TRUE);
    g_free(invocation);
}

bool
lb_invocation_misuse(GError **error, const char *sentence, ...)
{
    va_list arguments;
    va_start(arguments, sentence);
    g_autofree char *words = g_strdup_vprintf(sentence, arguments);
    va_end(arguments);
    g_set_error_literal(error, LB_INVOCATION_ERROR, LB_INVOCATION_ERROR_USAGE, words);
    return false;
}

static void
free_grammar(Grammar *grammar)
{
    g_hash_table_unref(grammar->takes);
    g_ptr_array_unref(grammar->needed);
    g_free(grammar);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grammar, free_grammar)

static Grammar *
read_usage(const char *usage)
{
    g_auto(GStrv) words = g_strsplit(usage, " ", -1);
    Grammar *grammar = g_new0(Grammar, 1);
    grammar->takes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    grammar->needed = g_ptr_array_new_with_free_func(g_free);
    for (char **word = words; *word != NULL && **word != '\0'; word++) {
        bool optional = **word == '[';
        char *name = *word + (optional ? 1 : 0);
        bool ends = optional && g_str_has_suffix(name, "]");
        g_autofree char *bare = g_strndup(name, strlen(name) - (ends ? 1 : 0));
        if (!g_str_has_prefix(bare, "--")) {
            grammar->least += optional ? 0 : 1;
            grammar->most = g_str_has_suffix(bare, "...") ? G_MAXUINT : grammar->most + 1;
            continue;
        }
        const char *option = bare + strlen("--");
        if (!optional)
            g_ptr_array_add(grammar->needed, g_strdup(option));
        const char *value = ends ? "" : *++word;
        size_t length = strlen(value) - (optional && !ends ? strlen("]") : 0);
        g_hash_table_insert(grammar->takes, g_strdup(option), g_strndup(value, length));
    }
    return grammar;
}

/* Takes the option at **@word, and moves on to its value where that is a word of its own. */
static bool
take_option(LbInvocation *invocation, const Grammar *grammar, const char *const **word,
            GError **error)
{
    g_auto(GStrv) parts = g_strsplit(**word + strlen("--"), "=", 2);
    const char *name = parts[0] != NULL ? parts[0] : "";
    const char *takes = g_hash_table_lookup(grammar->takes, name);
    const char *value = parts[0] != NULL ? parts[1] : NULL;
    if (takes == NULL)
        return lb_invocation_misuse(error, _("There is no such option here."));
    GPtrArray *values = g_hash_table_lookup(invocation->options, name);
    if (values != NULL && !g_str_has_suffix(takes, "..."))
        return lb_invocation_misuse(error, _("The option --%s is given twice."), name);
    if (*takes == '\0' && value != NULL)
        return lb_invocation_misuse(error, _("The option --%s takes no value."), name);
    if (*takes != '\0' && value == NULL)
        value = (*word)[1] != NULL ? *++*word : NULL;
    if (*takes != '\0' && value == NULL)
        return lb_invocation_misuse(error, _("The option --%s needs a value."), name);
    if (values == NULL) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(invocation->options, g_strdup(name), values);
    }
    g_ptr_array_add(values, g_strdup(value != NULL ? value : ""));
    return true;
}

static bool
is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && !g_ascii_isdigit(word[1]);
}

/* Takes options, and operands too where @leading is false; returns the first word not taken. */
static const char *const *
take_words(LbInvocation *invocation, const Grammar *grammar, const char *const *word, bool leading,
           GError **error)
{
    bool ended = false;
    for (; *word != NULL; word++) {
        bool option = !ended && is_option(*word);
        if (!option && leading)
            return word;
        if (option && strcmp(*word, "--") == 0) {
            ended = true;
        } else if (option) {
            if (!take_option(invocation, grammar, &word, error))
                return NULL;
        } else {
            g_ptr_array_add(invocation->operands, g_strdup(*word));
        }
    }
    return word;
}

static bool
is_complete(const LbInvocation *invocation, const Grammar *grammar, GError **error)
{
    for (guint i = 0; i < grammar->needed->len; i++) {
        const char *name = g_ptr_array_index(grammar->needed, i);
        if (!g_hash_table_contains(invocation->options, name))
            return lb_invocation_misuse(error, _("The option --%s is needed."), name);
    }
    if (invocation->operands->len < grammar->least)
        return lb_invocation_misuse(error, _("Something is missing behind this command."));
    if (invocation->operands->len > grammar->most)
        return lb_invocation_misuse(error, _("There are more words than this command takes."));
    return true;
}

bool
lb_invocation_read(LbInvocation *invocation, const char *usage, const char *const *words,
                   GError **error)
{
    g_autoptr(Grammar) grammar = read_usage(usage);
    return take_words(invocation, grammar, words, false, error) != NULL &&
           is_complete(invocation, grammar, error);
}

const char *const *
lb_invocation_read_leading(LbInvocation *invocation, const char *usage, const char *const *words,
                           GError **error)
{
    g_autoptr(Grammar) grammar = read_usage(usage);
    return take_words(invocation, grammar, words, true, error);
}

const char *
lb_invocation_option(const LbInvocation *invocation, const char *name)
{
    const GPtrArray *values = lb_invocation_options(invocation, name);
    return values != NULL ? g_ptr_array_index(values, 0) : NULL;
}

const GPtrArray *
lb_invocation_options(const LbInvocation *invocation, const char *name)
{
    return g_hash_table_lookup(invocation->options, name);
}

const char *
lb_invocation_operand(const LbInvocation *invocation, guint position)
{
    return position < invocation->operands->len ? g_ptr_array_index(invocation->operands, position)
                                                : NULL;
}

bool
lb_invocation_json(const LbInvocation *invocation)
{
    return lb_invocation_option(invocation, "json") != NULL;
}
