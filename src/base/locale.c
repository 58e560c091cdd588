/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language in which the process speaks. */
#include "config.h"

#include "base/locale.h"

#include <glib.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>

#include "base/i18n.h"
#include "base/share.h"

extern int _nl_msg_cat_cntr;

static const char *
named(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return NULL;
}

static int
is_plain(const char *locale)
{
    return strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0 ||
           g_str_has_prefix(locale, "C.");
}

int
lb_locale_is_named(void)
{
    const char *locale = named();
    const char *language = g_getenv("LANGUAGE");
    return (locale != NULL && !is_plain(locale)) || (language != NULL && *language != '\0');
}

void
lb_locale_start(void)
{
    const char *locale = named();
    bool installed = setlocale(LC_ALL, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (!installed) {
        setlocale(LC_ALL, "C.UTF-8");
        const char *language = g_getenv("LANGUAGE");
        if (locale != NULL && !is_plain(locale) && (language == NULL || *language == '\0')) {
            g_autofree char *wanted = g_strndup(locale, strcspn(locale, ".@"));
            g_setenv("LANGUAGE", wanted, TRUE);
        }
    }
    g_autofree char *directory = lb_share_locale_directory();
    bindtextdomain(LB_TEXT_DOMAIN, directory);
    bind_textdomain_codeset(LB_TEXT_DOMAIN, "UTF-8");
    textdomain(LB_TEXT_DOMAIN);
}

void
lb_locale_set_language(const char *language)
{
    const char *wanted = language != NULL && *language != '\0' ? language : "en";
    const char *current = setlocale(LC_MESSAGES, NULL);
    /* What gettext remembers is worth keeping. */
    if (g_strcmp0(g_getenv("LANGUAGE"), wanted) == 0 && current != NULL &&
        strcmp(current, "C") != 0 && strcmp(current, "POSIX") != 0)
        return;
    g_setenv("LANGUAGE", wanted, TRUE);
    /* LANGUAGE has no effect under the C locale. */
    if (current == NULL || is_plain(current))
        setlocale(LC_MESSAGES, "C.UTF-8");
    /* gettext remembers what it found until it is told otherwise, and setting the same locale again does not
     * tell it (GNU gettext manual, "Being a gettext grok"). */
    _nl_msg_cat_cntr++;
}

/* The locale C has no translations, whatever LANGUAGE says. */
LbEnglish
lb_locale_speak_english(void)
{
    LbEnglish english = { 0 };
    locale_t now = duplocale(LC_GLOBAL_LOCALE);
    if (now == (locale_t)0)
        return english;
    english.english = newlocale(LC_MESSAGES_MASK, "C", now);
    if (english.english != (locale_t)0)
        english.before = uselocale(english.english);
    else
        freelocale(now);
    return english;
}

void
lb_locale_speak_as_before(LbEnglish *english)
{
    if (english->english == (locale_t)0)
        return;
    uselocale(english->before);
    freelocale(english->english);
    english->english = (locale_t)0;
}

LbLanguage
lb_locale_speak(const char *language)
{
    LbLanguage before = { .language = g_strdup(g_getenv("LANGUAGE")),
                          .locale = g_strdup(setlocale(LC_MESSAGES, NULL)) };
    lb_locale_set_language(language);
    return before;
}

void
lb_locale_speak_again(LbLanguage *before)
{
    if (before->language != NULL)
        g_setenv("LANGUAGE", before->language, TRUE);
    else
        g_unsetenv("LANGUAGE");
    if (before->locale != NULL)
        setlocale(LC_MESSAGES, before->locale);
    _nl_msg_cat_cntr++;
    g_clear_pointer(&before->language, g_free);
    g_clear_pointer(&before->locale, g_free);
}

static int
by_tag(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **
lb_locale_languages(void)
{
    g_autofree char *directory = lb_share_locale_directory();
    g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
    g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(tags, g_strdup("en"));
    for (const char *tag = NULL; entries != NULL && (tag = g_dir_read_name(entries)) != NULL;) {
        g_autofree char *catalogue =
            g_build_filename(directory, tag, "LC_MESSAGES", LB_TEXT_DOMAIN ".mo", NULL);
        if (strcmp(tag, "en") != 0 && g_file_test(catalogue, G_FILE_TEST_EXISTS))
            g_ptr_array_add(tags, g_strdup(tag));
    }
    g_ptr_array_sort(tags, by_tag);
    g_ptr_array_add(tags, NULL);
    return (char **)g_ptr_array_steal(tags, NULL);
}
