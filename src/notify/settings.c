/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the delivery, and their checks by form. */
#include "notify/settings.h"

#include <arpa/inet.h>
#include <string.h>

#include "notify/error.h"

#define HOST_LIMIT 253
#define SECRET_LIMIT 255 /* libesmtp encodes user and password in buffers of 2,048 bytes */
#define TIMEOUT_MIN 2000 /* libesmtp waits no less than a second for an answer */
#define TIMEOUT_MAX 600000

const LbName lb_smtp_security_names[] = {
    { LB_SMTP_STARTTLS, "starttls", NULL },
    { LB_SMTP_TLS, "tls", NULL },
    { LB_SMTP_NONE, "none", NULL },
    { 0, NULL, NULL },
};

LbSmtpSettings *
lb_smtp_settings_new(void)
{
    LbSmtpSettings *settings = g_new0(LbSmtpSettings, 1);
    settings->timeout_ms = LB_SMTP_TIMEOUT_DEFAULT;
    return settings;
}

void
lb_smtp_settings_free(LbSmtpSettings *settings)
{
    if (settings == NULL)
        return;
    if (settings->password != NULL)
        explicit_bzero(settings->password, strlen(settings->password));
    g_free(settings->server);
    g_free(settings->name);
    g_free(settings->ca_file);
    g_free(settings->user);
    g_free(settings->password);
    g_free(settings->helo);
    g_free(settings);
}

LbDeliverySettings *
lb_delivery_settings_new(void)
{
    return g_new0(LbDeliverySettings, 1);
}

void
lb_delivery_settings_free(LbDeliverySettings *settings)
{
    if (settings == NULL)
        return;
    lb_site_free(settings->site);
    g_free(settings->maildir);
    lb_smtp_settings_free(settings->smtp);
    g_free(settings);
}

/* A host name or an IPv4 address: labels of letters, digits and inner hyphens. */
static bool
is_host_name(const char *text)
{
    if (text == NULL || *text == '\0' || strlen(text) > HOST_LIMIT)
        return false;
    g_auto(GStrv) labels = g_strsplit(text, ".", -1);
    for (char **label = labels; *label != NULL; label++) {
        size_t length = strlen(*label);
        bool plain =
            strspn(*label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
            length;
        if (!plain || length == 0 || length > 63 || (*label)[0] == '-' ||
            (*label)[length - 1] == '-')
            return false;
    }
    return true;
}

static bool
is_ipv6_address(const char *text)
{
    struct in6_addr address;
    return text != NULL && inet_pton(AF_INET6, text, &address) == 1;
}

static bool
is_port(const char *text)
{
    guint64 port = 0;
    return g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL);
}

static bool
is_loopback(const char *host)
{
    return g_ascii_strcasecmp(host, "localhost") == 0 ||
           (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

/* What goes to the server as user or password: no controls, not longer than libesmtp can send. */
static bool
is_credential(const char *text)
{
    if (*text == '\0' || strlen(text) > SECRET_LIMIT)
        return false;
    for (const char *at = text; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            return false;
    return true;
}

static bool
refuse(GError **error, const char *what)
{
    g_set_error_literal(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_SETTINGS, what);
    return false;
}

char *
lb_smtp_settings_host(const LbSmtpSettings *settings)
{
    return g_strndup(settings->server, strcspn(settings->server, ":"));
}

static bool
check_auth(const LbSmtpSettings *settings, const char *host, GError **error)
{
    if (settings->user == NULL && settings->password == NULL)
        return true;
    if (settings->user == NULL || settings->password == NULL)
        return refuse(error, "SMTP user and password must both be set, or none of them");
    if (!is_credential(settings->user) || !is_credential(settings->password))
        return refuse(error,
                      "SMTP user and password must have 1 to 255 bytes without control characters");
    if (settings->security == LB_SMTP_NONE && !is_loopback(host))
        return refuse(
            error,
            "a password is sent without TLS to this machine only: set security = starttls or tls");
    return true;
}

bool
lb_smtp_settings_check(const LbSmtpSettings *settings, GError **error)
{
    if (settings->server == NULL)
        return refuse(error, "no SMTP server is set");
    g_autofree char *host = lb_smtp_settings_host(settings);
    const char *port = settings->server + strlen(host);
    if (!is_host_name(host) || (*port == ':' && !is_port(port + 1)))
        return refuse(error,
                      "the SMTP server must be HOST or HOST:PORT, HOST a name or an IPv4 address");
    if (settings->name != NULL && !is_host_name(settings->name))
        return refuse(error, "the name in the SMTP server's certificate must be a host name");
    if (settings->helo != NULL && !is_host_name(settings->helo))
        return refuse(error, "the name for HELO must be a host name");
    if (lb_names_get(lb_smtp_security_names, (int)settings->security) == NULL)
        return refuse(error, "unknown SMTP security");
    if (settings->timeout_ms < TIMEOUT_MIN || settings->timeout_ms > TIMEOUT_MAX)
        return refuse(error, "the time for one mail must be 2 to 600 seconds");
    return check_auth(settings, host, error);
}

bool
lb_site_check(const LbSite *site, GError **error)
{
    if (site->provider == NULL || *site->provider == '\0')
        return refuse(error, "the provider has no name");
    if (!is_host_name(site->host) && !is_ipv6_address(site->host))
        return refuse(error, "the ssh host must be a plain host name or address");
    if (site->port < 1 || site->port > 65535)
        return refuse(error, "the ssh port must be 1 to 65535");
    g_auto(GStrv) keys = site->host_key != NULL ? lb_host_keys_split(site->host_key) : NULL;
    if (site->host_key != NULL && keys == NULL)
        return refuse(error,
                      "the host key must be fingerprints that ssh-keygen -l prints: SHA256:…");
    if (!lb_mailbox_is_valid(site->from))
        return refuse(error, "the sender must be one plain mailbox");
    return true;
}
