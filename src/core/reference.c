/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References to tickets that live elsewhere. */
#include "core/reference.h"

#include <glib.h>
#include <string.h>

#include "core/external.h"

#define SITE_MOST 300 /* bytes of an URL, and of what stands behind it */
#define PAGE_MOST 100

bool
lb_reference_is_system(const char *text)
{
    size_t length = strlen(text);
    size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= LB_SYSTEM_NAME_MOST && good == length &&
           g_ascii_isalpha(text[0]) && text[length - 1] != '-';
}

bool
lb_reference_parse(const char *text, char **system, char **id)
{
    const char *mark = text != NULL ? strpbrk(text, ":#") : NULL;
    *system = *id = NULL;
    if (mark == NULL || mark - text > LB_SYSTEM_NAME_MOST || !lb_external_is_id(mark + 1))
        return false;
    g_autofree char *name = g_ascii_strdown(text, mark - text);
    if (!lb_reference_is_system(name))
        return false;
    *system = g_steal_pointer(&name);
    *id = g_strdup(mark + 1);
    return true;
}

bool
lb_reference_is_one(const char *text)
{
    g_autofree char *system = NULL, *id = NULL;
    return lb_reference_parse(text, &system, &id);
}

char *
lb_reference_text(const char *system, const char *id)
{
    return g_strconcat(system, ":", id, NULL);
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

bool
lb_reference_is_site(const char *url)
{
    static const char scheme[] = "https://";
    if (!g_str_has_prefix(url, scheme) || strlen(url) > SITE_MOST || strstr(url, "..") != NULL)
        return false;
    const char *host = url + strlen(scheme);
    const char *path = host + strspn(host, LETTERS DIGITS ".-:[]");
    return (g_ascii_isalnum(*host) || *host == '[') &&
           (*path == '\0' ||
            (*path == '/' && strspn(path, LETTERS DIGITS "-._~/") == strlen(path)));
}

static bool
is_page(const char *text)
{
    size_t length = strlen(text);
    return text[0] == '/' && text[1] != '/' && length <= PAGE_MOST && strstr(text, "..") == NULL &&
           strspn(text, LETTERS DIGITS "-._~/?=&#") == length;
}

char *
lb_reference_address(const char *url, const char *page, const char *id)
{
    if (url == NULL || page == NULL || !lb_reference_is_site(url) || !is_page(page) ||
        !lb_external_is_id(id))
        return NULL;
    size_t length = strlen(url);
    while (url[length - 1] == '/')
        length--;
    return g_strdup_printf("%.*s%s%s", (int)length, url, page, id);
}
