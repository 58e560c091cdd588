/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and completing the names of time zones. Which names count is for the service to say. */
#include "tui/zones.h"

#include <stdbool.h>
#include <string.h>

/* The lists that the time zone database comes with, the fuller one first: in which word of a line the name stands.
 * "Z Asia/Tokyo 9:18:59 …" and "L Asia/Tokyo Japan"; "JP +353916+1394441 Asia/Tokyo". */
static const struct {
    const char *file;
    const char *divider;
    const char *first; /* of the lines that count; NULL: all but comments */
    guint word;
} lists[] = {
    { "tzdata.zi", " ", "Z", 1 },
    { "tzdata.zi", " ", "L", 2 },
    { "zone1970.tab", "\t", NULL, 2 },
};

static int
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_names(GPtrArray *names, const char *directory, size_t list)
{
    g_autofree char *text = NULL;
    g_autofree char *path = g_build_filename(directory, lists[list].file, NULL);
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) words = g_strsplit(*line, lists[list].divider, -1);
        bool counts =
            lists[list].first != NULL ? g_strcmp0(words[0], lists[list].first) == 0 : **line != '#';
        if (counts && g_strv_length(words) > lists[list].word)
            g_ptr_array_add(names, g_strdup(words[lists[list].word]));
    }
}

GStrv
lb_zones_read(const char *directory)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        if (names->len == 0 || strcmp(lists[i].file, lists[0].file) == 0)
            add_names(names, directory, i);
    g_ptr_array_sort(names, by_name);
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_steal(names, NULL);
}

static bool
begins(const char *name, const char *typed)
{
    return g_ascii_strncasecmp(name, typed, strlen(typed)) == 0;
}

GPtrArray *
lb_zones_match(GStrv names, const char *typed)
{
    GPtrArray *matches = g_ptr_array_new();
    for (char **name = names; *typed != '\0' && *name != NULL; name++)
        if (begins(*name, typed))
            g_ptr_array_add(matches, *name);
    bool places = matches->len == 0;
    for (char **name = names; *typed != '\0' && places && *name != NULL; name++) {
        const char *place = strrchr(*name, '/');
        if (place != NULL && begins(place + 1, typed))
            g_ptr_array_add(matches, *name);
    }
    return matches;
}

char *
lb_zones_complete(GPtrArray *matches, const char *typed)
{
    if (matches->len == 0)
        return g_strdup(typed);
    const char *first = g_ptr_array_index(matches, 0);
    size_t length = strlen(first);
    for (guint i = 1; i < matches->len; i++) {
        const char *other = g_ptr_array_index(matches, i);
        size_t same = 0;
        while (same < length && other[same] == first[same])
            same++;
        length = same;
    }
    bool more = length >= strlen(typed);
    return more ? g_strndup(first, length) : g_strdup(typed);
}
