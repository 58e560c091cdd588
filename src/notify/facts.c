/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of a message as text. */
#include "notify/facts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/role.h"

#define NAME_LIMIT 60      /* characters of a name; more is cut in the middle */
#define IDENTITY_LIMIT 254 /* of an account, which cut could be taken for another */

struct LbMailFacts {
    GHashTable *values; /* name -> text; names are literals */
};

/* Keeps @limit characters of @text, from both its ends. */
static char *
cut_middle(const char *text, glong limit)
{
    glong length = g_utf8_strlen(text, -1);
    if (length <= limit)
        return g_strdup(text);
    glong head = limit / 2, tail = limit - head - 1;
    g_autofree char *start = g_utf8_substring(text, 0, head);
    return g_strconcat(start, "…", g_utf8_offset_to_pointer(text, length - tail), NULL);
}

/* Mail programs make links of what looks like one, though nobody meant it: "https://…", "www.…", "mailto:…". The character
 * that makes it one is shown as what cannot be shown is. */
static char *
without_links(const char *text)
{
    static const char *const signs[] = { "://", "www.", "mailto:" };
    static const char *const shown[] = { "<U+003A>//", "www<U+002E>", "mailto<U+003A>" };
    g_autoptr(GString) plain = g_string_new(NULL);
    while (*text != '\0') {
        size_t sign = 0;
        while (sign < G_N_ELEMENTS(signs) &&
               g_ascii_strncasecmp(text, signs[sign], strlen(signs[sign])) != 0)
            sign++;
        if (sign == G_N_ELEMENTS(signs)) {
            g_string_append_c(plain, *text++);
            continue;
        }
        g_string_append(plain, shown[sign]);
        text += strlen(signs[sign]);
    }
    return g_strdup(plain->str);
}

/* What begins a line that is to be copied, or that a mailbox could take for the next mail. A sentence may begin with a name. */
static bool
begins_a_line_of_ours(const char *text)
{
    static const char *const words[] = { "ssh", "Host", "From" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t length = strlen(words[i]);
        if (g_ascii_strncasecmp(text, words[i], length) == 0 && !g_ascii_isalnum(text[length]))
            return true;
    }
    return false;
}

/* @text (or @otherwise) harmless, in one line, with single spaces, so that no name can lay out a line of
 * its own. */
static char *
name_of(const char *text, const char *otherwise, glong limit)
{
    g_autofree char *escaped =
        lb_text_escape(text != NULL && *text != '\0' ? text : otherwise, LB_TEXT_LINE);
    g_autofree char *safe = without_links(escaped);
    g_autoptr(GString) single = g_string_new(NULL);
    bool space = false;
    for (const char *at = safe; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character)) {
            space = single->len > 0;
            continue;
        }
        if (space)
            g_string_append_c(single, ' ');
        space = false;
        g_string_append_unichar(single, character);
    }
    char *name = cut_middle(single->len > 0 ? single->str : "?", limit);
    if (!begins_a_line_of_ours(name))
        return name;
    g_autofree char *unquoted = name;
    return g_strdup_printf("\"%s\"", unquoted);
}

char *
lb_mail_facts_name(const char *text)
{
    return name_of(text, NULL, NAME_LIMIT);
}

LbMailFacts *
lb_mail_facts_new(const LbSite *site, const LbMessage *message)
{
    LbMailFacts *facts = g_new0(LbMailFacts, 1);
    facts->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    lb_mail_facts_put_name(facts, "provider", site->provider, NULL);
    lb_mail_facts_put(facts, "entry", g_strdup_printf("%" G_GINT64_FORMAT, message->log_sequence));
    lb_mail_facts_put(facts, "head", g_strdup(message->log_head));
    return facts;
}

void
lb_mail_facts_put(LbMailFacts *facts, const char *name, char *value)
{
    if (value == NULL)
        g_hash_table_remove(facts->values, name);
    else
        g_hash_table_insert(facts->values, (gpointer)(guintptr)name, value);
}

void
lb_mail_facts_put_name(LbMailFacts *facts, const char *name, const char *text,
                       const char *otherwise)
{
    lb_mail_facts_put(facts, name, name_of(text, otherwise, NAME_LIMIT));
}

void
lb_mail_facts_put_identity(LbMailFacts *facts, const char *name, const char *text)
{
    lb_mail_facts_put(facts, name, text != NULL ? name_of(text, NULL, IDENTITY_LIMIT) : NULL);
}

void
lb_mail_facts_put_role(LbMailFacts *facts, const char *name, const char *role)
{
    LbRole known;
    if (role != NULL && lb_role_from_name(role, &known))
        lb_mail_facts_put(facts, name, g_strdup(_(lb_role_name(known))));
    else
        lb_mail_facts_put_name(facts, name, role, NULL);
}

void
lb_mail_facts_free(LbMailFacts *facts)
{
    if (facts == NULL)
        return;
    g_hash_table_unref(facts->values);
    g_free(facts);
}

/* Finds the next "{name}" behind *@at, which moves behind it: where it begins, and the fact that it names, or NULL. False: there
 * is no next one. */
static bool
next_fact(const LbMailFacts *facts, const char **at, const char **open, const char **value)
{
    *open = strchr(*at, '{');
    const char *close = *open != NULL ? strchr(*open, '}') : NULL;
    if (close == NULL)
        return false;
    g_autofree char *name = g_strndup(*open + 1, (gsize)(close - *open - 1));
    *value = g_hash_table_lookup(facts->values, name);
    *at = close + 1;
    return true;
}

bool
lb_mail_facts_have(const LbMailFacts *facts, const char *template)
{
    const char *at = template, *open = NULL, *value = NULL;
    while (next_fact(facts, &at, &open, &value))
        if (value == NULL)
            return false;
    return true;
}

char *
lb_mail_facts_fill(const LbMailFacts *facts, const char *template)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *start = template, *at = template, *open = NULL, *value = NULL;
    while (next_fact(facts, &at, &open, &value)) {
        if (value == NULL)
            return NULL;
        g_string_append_len(text, start, open - start);
        g_string_append(text, value);
        start = at;
    }
    g_string_append(text, start);
    return g_string_free(g_steal_pointer(&text), FALSE);
}
