/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process speaks several languages, one after the other. */
#include <criterion/criterion.h>
#include <glib.h>

#include "base/i18n.h"
#include "base/locale.h"

Test(locale, the_language_changes_each_time)
{
    lb_locale_start();
    for (int i = 0; i < 3; i++) {
        lb_locale_set_language("en");
        cr_assert_str_eq(_("Owner"), "Owner");
        lb_locale_set_language("ja");
        cr_assert_str_eq(_("Owner"), "所有者");
        lb_locale_set_language(NULL);
        cr_assert_str_eq(_("Owner"), "Owner");
        lb_locale_set_language("tlh");
        cr_assert_str_eq(_("Owner"), "Owner");
    }
}

Test(locale, knows_what_is_installed)
{
    g_auto(GStrv) tags = lb_locale_languages();
    cr_assert(g_strv_contains((const char *const *)tags, "en"));
    cr_assert(g_strv_contains((const char *const *)tags, "ja"));
    cr_assert_not(g_strv_contains((const char *const *)tags, "tlh"));
}
