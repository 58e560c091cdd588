/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings for the delivery child. The password is read when a child is started and not kept. */
#include "daemon/mail.h"

#include <string.h>

#include "daemon/error.h"
#include "daemon/secret.h"

#define SLACK 15            /* seconds */
#define MAILDIR_PATIENCE 60 /* seconds: nobody's server is waited for */

static LbSite *
copy_site(const LbSite *site, bool test)
{
    LbSite *copy = lb_site_new();
    copy->provider = g_strdup(site->provider);
    copy->host = g_strdup(site->host);
    copy->port = site->port;
    copy->host_key = g_strdup(site->host_key);
    copy->from = g_strdup(site->from);
    copy->bounces = g_strdup(site->bounces);
    copy->test = test;
    return copy;
}

static LbSmtpSettings *
new_smtp(const LbConfig *config)
{
    LbSmtpSettings *smtp = lb_smtp_settings_new();
    int security = LB_SMTP_STARTTLS;
    lb_names_find(lb_smtp_security_names, config->smtp_security, &security);
    smtp->server = g_strdup(config->smtp_server);
    smtp->name = g_strdup(config->smtp_name);
    smtp->security = (LbSmtpSecurity)security;
    smtp->ca_file = g_strdup(config->smtp_ca_file);
    smtp->user = g_strdup(config->smtp_user);
    smtp->helo = g_strdup(config->smtp_helo != NULL ? config->smtp_helo : config->site->host);
    smtp->timeout_ms = config->smtp_timeout * 1000;
    return smtp;
}

LbDeliverySettings *
lb_mail_settings(const LbConfig *config, const char *data, bool test, GError **error)
{
    g_autoptr(LbDeliverySettings) settings = lb_delivery_settings_new();
    settings->site = copy_site(config->site, test);
    if (config->smtp_server == NULL) {
        settings->maildir = g_build_filename(data, "Maildir", NULL);
        return g_steal_pointer(&settings);
    }
    settings->smtp = new_smtp(config);
    if (config->smtp_user == NULL)
        return g_steal_pointer(&settings);
    settings->smtp->password = lb_secret_read(config->smtp_password_file, "password", error);
    return settings->smtp->password != NULL ? g_steal_pointer(&settings) : NULL;
}

bool
lb_mail_check(const LbConfig *config, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(LbSmtpSettings) smtp = config->smtp_server != NULL ? new_smtp(config) : NULL;
    /* Only whether there is a password matters here. */
    if (smtp != NULL && smtp->user != NULL)
        smtp->password = g_strdup("-");
    if (lb_site_check(config->site, &fault) &&
        (smtp == NULL || lb_smtp_settings_check(smtp, &fault)))
        return true;
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION, "mail cannot be sent: %s",
                fault->message);
    return false;
}

guint
lb_mail_patience(const LbConfig *config)
{
    /* The child may still be saying goodbye to a server when it is given the next mail, or be busy with one that it is to forget. */
    return SLACK +
           (config->smtp_server != NULL ? (guint)config->smtp_timeout * 5 / 2 : MAILDIR_PATIENCE);
}
