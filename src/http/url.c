/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of an URL without the network. Stricter than RFC 3986, so that no two parsers can take it for two
 * things: what is not plainly an URL of ours is none. */
#include <string.h>

#include "base/i18n.h"
#include "http/address.h"
#include "http/http.h"

#define HOST_MOST 253 /* RFC 1035 */
#define LABEL_MOST 63
#define PORT_MOST 65535

typedef struct {
    bool plain;
    char *host; /* of IPv6 without its brackets */
    bool bracketed;
} Parts;

static void
clear_parts(Parts *parts)
{
    g_free(parts->host);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, clear_parts)

static bool
refuse(GError **error, const char *words)
{
    g_set_error_literal(error, LB_HTTP_ERROR, LB_HTTP_ERROR_URL, words);
    return false;
}

/* RFC 3986, without "#": no space, control, quote, bracket in the path, or backslash. */
static bool
is_url_character(char byte)
{
    return g_ascii_isalnum(byte) ||
           (byte != '\0' && strchr("-._~:/?[]@!$&'()*+,;=%", byte) != NULL);
}

static bool
check_port(const char *port, GError **error)
{
    guint64 number = 0;
    bool good = g_ascii_isdigit(*port) && *port != '0' &&
                g_ascii_string_to_unsigned(port, 10, 1, PORT_MOST, &number, NULL);
    return good || refuse(error, _("The port of the URL is not one from 1 to 65535"));
}

/* Takes the authority apart: HOST, HOST:PORT, [IPv6] or [IPv6]:PORT. */
static bool
split_authority(const char *authority, Parts *parts, GError **error)
{
    if (strchr(authority, '@') != NULL)
        return refuse(error, _("The URL must not hold a user or a password"));
    parts->bracketed = *authority == '[';
    const char *end = parts->bracketed ? strchr(authority, ']') : strchrnul(authority, ':');
    if (end == NULL)
        return refuse(error, _("The URL has no host"));
    const char *begin = authority + (parts->bracketed ? 1 : 0);
    parts->host = g_strndup(begin, (gsize)(end - begin));
    const char *rest = end + (parts->bracketed ? 1 : 0);
    if (*parts->host == '\0')
        return refuse(error, _("The URL has no host"));
    if (*rest == '\0')
        return true;
    if (*rest != ':')
        return refuse(error, _("The host of the URL is neither a name nor an address"));
    return check_port(rest + 1, error);
}

/* Names of hosts (RFC 1123); an underscore is let through, since there are such. */
static bool
is_name(const char *host)
{
    size_t label = 0, length = strlen(host);
    for (size_t i = 0; i < length; i++) {
        bool dot = host[i] == '.';
        if (!dot && !g_ascii_isalnum(host[i]) && host[i] != '-' && host[i] != '_')
            return false;
        if ((dot && label == 0) || (!dot && label == LABEL_MOST))
            return false;
        label = dot ? 0 : label + 1;
    }
    return length <= HOST_MOST;
}

/* Whether the last label is a number, decimal or hexadecimal: resolvers take such a host for an address, however it is
 * written ("127.1", "0x7f.1", "2130706433"). */
static bool
ends_in_number(const char *host)
{
    g_autofree char *trimmed = g_strdup(host);
    if (g_str_has_suffix(trimmed, "."))
        trimmed[strlen(trimmed) - 1] = '\0';
    const char *dot = strrchr(trimmed, '.');
    const char *last = dot != NULL ? dot + 1 : trimmed;
    bool hexadecimal = last[0] == '0' && (last[1] == 'x' || last[1] == 'X');
    return hexadecimal || strspn(last, "0123456789") == strlen(last);
}

static bool
check_address(const Parts *parts, const LbHttpOptions *options, GError **error)
{
    LbAddress address;
    const char *why = NULL;
    if (!lb_address_parse(parts->host, &address))
        return refuse(error, _("The host of the URL is neither a name nor an address"));
    if (lb_address_may_be_reached(&address, options->allowed, parts->plain, &why))
        return true;
    g_set_error(error, LB_HTTP_ERROR, LB_HTTP_ERROR_REFUSED_ADDRESS, _("Refused: %s is %s"),
                parts->host, why);
    return false;
}

static bool
check_host(const Parts *parts, const LbHttpOptions *options, GError **error)
{
    if (parts->bracketed ? strchr(parts->host, ':') == NULL : !is_name(parts->host))
        return refuse(error, _("The host of the URL is neither a name nor an address"));
    if (parts->bracketed || ends_in_number(parts->host))
        return check_address(parts, options, error);
    if (parts->plain && strcmp(parts->host, "localhost") != 0)
        return refuse(error, _("The URL must begin with https://"));
    return true;
}

static bool
check_networks(const LbHttpOptions *options, GError **error)
{
    for (size_t i = 0; options->allowed != NULL && options->allowed[i] != NULL; i++)
        if (!lb_http_network_check(options->allowed[i], error))
            return false;
    return true;
}

bool
lb_http_url_check(const char *url, const LbHttpOptions *options, GError **error)
{
    g_auto(Parts) parts = { .plain = options->plain && g_str_has_prefix(url, "http://") };
    if (strnlen(url, LB_HTTP_URL_MOST + 1) > LB_HTTP_URL_MOST)
        return refuse(error, _("The URL is too long"));
    if (!parts.plain && !g_str_has_prefix(url, "https://"))
        return refuse(error, _("The URL must begin with https://"));
    const char *authority = strstr(url, "://") + 3;
    size_t length = strcspn(authority, "/?#");
    if (strchr(authority, '#') != NULL)
        return refuse(error, _("The URL must not hold a fragment"));
    for (const char *byte = url; *byte != '\0'; byte++)
        if (!is_url_character(*byte))
            return refuse(error, _("The URL holds a character that has to be escaped"));
    g_autofree char *whole = g_strndup(authority, length);
    return split_authority(whole, &parts, error) && check_networks(options, error) &&
           check_host(&parts, options, error);
}
