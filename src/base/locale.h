/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language in which the process speaks. */
#pragma once

#include <glib.h>
#include <locale.h>

/* Sets the locale from the environment and binds our translations. A locale that is not installed (a
 * client's ja_JP.UTF-8, usually) is replaced by C.UTF-8 with LANGUAGE set, so that its language still
 * holds; so is a locale that cannot show UTF-8. Call it once, first thing in main(). */
void lb_locale_start(void);

/* Speaks @language ("ja", "en", …) from now on; NULL or unknown: English. For mails, and for people
 * whose terminal names no language. */
void lb_locale_set_language(const char *language);

/* Speaks English, on this thread, from the declaration to the end of its scope: for what goes to the log.
 * g_auto(LbEnglish) english = lb_locale_speak_english(); */
typedef struct {
    locale_t english, before;
} LbEnglish;
LbEnglish lb_locale_speak_english(void);
void lb_locale_speak_as_before(LbEnglish *english);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbEnglish, lb_locale_speak_as_before)

/* Speaks @language (NULL: English), on all threads, from the declaration to the end of its scope.
 * g_auto(LbLanguage) spoken = lb_locale_speak("ja"); */
typedef struct {
    char *language, *locale; /* before; NULL: none was set */
} LbLanguage;
LbLanguage lb_locale_speak(const char *language);
void lb_locale_speak_again(LbLanguage *before);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbLanguage, lb_locale_speak_again)

/* The tags of the languages that are installed, "en" among them, in alphabetical order. The caller frees the vector. */
char **lb_locale_languages(void);

/* Whether the environment names a language by LC_ALL, LC_MESSAGES, LANG or LANGUAGE. */
int lb_locale_is_named(void);
