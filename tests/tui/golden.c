/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens that are kept. */
#include "tui/golden.h"

#include <criterion/criterion.h>
#include <string.h>

/* Each database has hashes of its own. */
static char *
hide_hashes(const char *text)
{
    g_autoptr(GRegex) hash = g_regex_new("[0-9a-f]{64}", 0, 0, NULL);
    g_autofree char *hidden = g_strnfill(64, '#');
    return g_regex_replace_literal(hash, text, -1, 0, hidden, 0, NULL);
}

void
golden_append(GString *golden, Blade *blade, int width, int height)
{
    lb_app_resize(blade->app, width, height);
    const LbCanvas *canvas = lb_app_draw(blade->app);
    g_autofree char *raw = lb_canvas_text(canvas);
    g_autofree char *text = hide_hashes(raw);
    g_autofree char *styles = lb_canvas_styles(canvas);
    g_string_append_printf(golden, "%dx%d\n%s\nstyles\n%s\n", width, height, text, styles);
}

void
golden_compare(const char *name, const char *found)
{
    const char *source = g_getenv("top_srcdir");
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = NULL;
    cr_assert_not_null(source);
    g_autofree char *path = g_strdup_printf("%s/tests/tui/golden/%s.txt", source, name);
    if (g_strcmp0(g_getenv("LB_GOLDEN"), "write") == 0)
        cr_assert(g_file_set_contents(path, found, -1, NULL));
    cr_assert(g_file_get_contents(path, &expected, NULL, &error), "%s", error->message);
    g_auto(GStrv) left = g_strsplit(expected, "\n", -1);
    g_auto(GStrv) right = g_strsplit(found, "\n", -1);
    for (guint i = 0; left[i] != NULL || right[i] != NULL; i++) {
        cr_assert(left[i] != NULL && right[i] != NULL, "%s: %u lines are not all", name, i);
        cr_assert_str_eq(right[i], left[i], "%s, line %u:\n<%s> is expected,\n<%s> is found", name,
                         i + 1, left[i], right[i]);
    }
}

void
golden_compare_sizes(const char *name, Blade *blade)
{
    static const int sizes[][2] = { { 60, 15 }, { 80, 24 }, { 120, 40 } };
    g_autoptr(GString) golden = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        golden_append(golden, blade, sizes[i][0], sizes[i][1]);
    golden_compare(name, golden->str);
}

void
golden_let_read(Blade *blade, const char *account, const char *name)
{
    if (!g_str_has_suffix(name, ".ja"))
        return;
    g_autofree char *sql =
        g_strdup_printf("UPDATE principal SET language = 'ja' WHERE account = '%s'", account);
    g_autofree char *words = world_tamper(blade->world, sql);
    cr_assert_null(words, "%s", words);
}
