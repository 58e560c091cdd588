/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockbox.conf into LbConfig: one table of keys, each with the form that its value must have.
 * data/lockbox.conf.example describes them for people. */
#include "config/settings.h"

#include <string.h>

#include "base/i18n.h"
#include "base/span.h"
#include "config/forward.h"
#include "config/keyfile.h"
#include "config/server.h"
#include "config/ticketsystems.h"
#include "config/values.h"
#include "core/terms.h"

#define PATH_LIMIT 4095
#define HOST_KEY_LIMIT 500

/* Says what is wrong with a value, NULL when nothing is. */
typedef const char *(*Check)(const char *value);

typedef enum { TEXT, NUMBER, CONSENT, FLAG, DURATION, REMINDERS, WORDS } Kind;

typedef struct {
    const char *group;
    const char *key;
    Check check;
    Kind kind;
    size_t field; /* offset in LbSite for [site], in LbConfig for the others */
    gsize limit;  /* characters */
} Key;

static const Key keys[] = {
    { "site", "provider", lb_value_check_any, TEXT, offsetof(LbSite, provider), LB_LIMIT_LINE },
    { "site", "host", lb_value_check_site_host, TEXT, offsetof(LbSite, host), LB_LIMIT_LINE },
    { "site", "port", lb_value_check_port, NUMBER, offsetof(LbSite, port), LB_LIMIT_LINE },
    { "site", "host-key", lb_value_check_host_key, TEXT, offsetof(LbSite, host_key),
      HOST_KEY_LIMIT },
    { "site", "from", lb_value_check_mailbox, TEXT, offsetof(LbSite, from), LB_LIMIT_LINE },
    { "mail", "server", lb_server_check, TEXT, offsetof(LbConfig, smtp_server), LB_LIMIT_LINE },
    { "mail", "name", lb_value_check_host, TEXT, offsetof(LbConfig, smtp_name), LB_LIMIT_LINE },
    { "mail", "security", lb_value_check_security, TEXT, offsetof(LbConfig, smtp_security),
      LB_LIMIT_LINE },
    { "mail", "ca-file", lb_value_check_path, TEXT, offsetof(LbConfig, smtp_ca_file), PATH_LIMIT },
    { "mail", "user", lb_value_check_any, TEXT, offsetof(LbConfig, smtp_user), LB_LIMIT_LINE },
    { "mail", "password-file", lb_value_check_path, TEXT, offsetof(LbConfig, smtp_password_file),
      PATH_LIMIT },
    { "mail", "helo", lb_value_check_host, TEXT, offsetof(LbConfig, smtp_helo), LB_LIMIT_LINE },
    { "mail", "timeout", lb_value_check_timeout, NUMBER, offsetof(LbConfig, smtp_timeout),
      LB_LIMIT_LINE },
    { "mail", "bounces", lb_value_check_bounces, TEXT, offsetof(LbConfig, mail_bounces),
      LB_LIMIT_LINE },
    { "mail", "allow-plaintext", lb_value_check_plaintext, CONSENT,
      offsetof(LbConfig, smtp_allow_plaintext), LB_LIMIT_LINE },
    { "access", "provisioner", lb_value_check_provisioner, TEXT,
      offsetof(LbConfig, access_provisioner), LB_LIMIT_LINE },
    { "access", "script", lb_value_check_path, TEXT, offsetof(LbConfig, access_script),
      PATH_LIMIT },
    { "access", "script-user", lb_value_check_account, TEXT, offsetof(LbConfig, access_script_user),
      LB_LIMIT_LINE },
    { "access", "script-time-limit", lb_value_check_time_limit, DURATION,
      offsetof(LbConfig, access_time_limit), LB_LIMIT_LINE },
    { "access", "krl-file", lb_value_check_path, TEXT, offsetof(LbConfig, access_krl_file),
      PATH_LIMIT },
    { "access", "allow-local-targets", lb_value_check_flag, FLAG, offsetof(LbConfig, local_targets),
      LB_LIMIT_LINE },
    { "policy", "file", lb_value_check_path, TEXT, offsetof(LbConfig, policy_file), PATH_LIMIT },
    { "policy", "internal-approval", lb_value_check_wait, DURATION, offsetof(LbConfig, policy_wait),
      LB_LIMIT_LINE },
    { "requests", "waiting", lb_value_check_requests, NUMBER, offsetof(LbConfig, requests.waiting),
      LB_LIMIT_LINE },
    { "requests", "an-hour", lb_value_check_requests, NUMBER, offsetof(LbConfig, requests.an_hour),
      LB_LIMIT_LINE },
    { "requests", "reminders", lb_value_check_reminders, REMINDERS, offsetof(LbConfig, reminders),
      LB_LIMIT_LINE },
    { "webhooks", "allow-networks", lb_value_check_networks, WORDS,
      offsetof(LbConfig, hook_networks), PATH_LIMIT },
    { "webhooks", "allow-http", lb_value_check_flag, FLAG, offsetof(LbConfig, hook_plain),
      LB_LIMIT_LINE },
    { "webhooks", "ca-file", lb_value_check_path, TEXT, offsetof(LbConfig, hook_ca_file),
      PATH_LIMIT },
    { "webhooks", "timeout", lb_value_check_hook_timeout, NUMBER, offsetof(LbConfig, hook_timeout),
      LB_LIMIT_LINE },
    { "sessions", "per-key", lb_value_check_per_key, NUMBER, offsetof(LbConfig, sessions.per_key),
      LB_LIMIT_LINE },
    { "sessions", "total", lb_value_check_total, NUMBER, offsetof(LbConfig, sessions.total),
      LB_LIMIT_LINE },
    { "sessions", "idle", lb_value_check_duration, DURATION, offsetof(LbConfig, sessions.idle),
      LB_LIMIT_LINE },
    { "sessions", "longest", lb_value_check_duration, DURATION,
      offsetof(LbConfig, sessions.longest), LB_LIMIT_LINE },
    { "recordings", "keep-days", lb_value_check_days, NUMBER, offsetof(LbConfig, recordings.days),
      LB_LIMIT_LINE },
    { "recordings", "quota-mib", lb_value_check_mebibytes, NUMBER,
      offsetof(LbConfig, recordings.mebibytes), LB_LIMIT_LINE },
    { "forward", "server", lb_forward_check_server, TEXT, offsetof(LbConfig, forward.server),
      LB_FORWARD_PATH_MOST },
    { "forward", "security", lb_forward_check_security, TEXT, offsetof(LbConfig, forward.security),
      LB_LIMIT_LINE },
    { "forward", "name", lb_value_check_host, TEXT, offsetof(LbConfig, forward.name),
      LB_LIMIT_LINE },
    { "forward", "ca-file", lb_value_check_path, TEXT, offsetof(LbConfig, forward.ca_file),
      PATH_LIMIT },
    { "forward", "certificate-file", lb_value_check_path, TEXT,
      offsetof(LbConfig, forward.certificate_file), PATH_LIMIT },
    { "forward", "key-file", lb_value_check_path, TEXT, offsetof(LbConfig, forward.key_file),
      PATH_LIMIT },
    { "forward", "facility", lb_forward_check_facility, TEXT, offsetof(LbConfig, forward.facility),
      LB_LIMIT_LINE },
    { "forward", "enterprise-number", lb_forward_check_number, NUMBER,
      offsetof(LbConfig, forward.number), LB_LIMIT_LINE },
    { "forward", "message-limit", lb_forward_check_limit, NUMBER, offsetof(LbConfig, forward.limit),
      LB_LIMIT_LINE },
    { "forward", "timeout", lb_value_check_timeout, NUMBER, offsetof(LbConfig, forward.timeout),
      LB_LIMIT_LINE },
    { "forward", "allow-plaintext", lb_value_check_plaintext, CONSENT,
      offsetof(LbConfig, forward.allow_plaintext), LB_LIMIT_LINE },
};

static const Key *
find_key(const char *group, const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (strcmp(keys[i].group, group) == 0 && (key == NULL || strcmp(keys[i].key, key) == 0))
            return &keys[i];
    return NULL;
}

/* What stands between blanks. The caller frees it. */
static GStrv
split_words(const char *value)
{
    g_auto(GStrv) parts = g_strsplit_set(value, " \t", -1);
    GPtrArray *words = g_ptr_array_new();
    for (char **part = parts; *part != NULL; part++)
        if (**part != '\0')
            g_ptr_array_add(words, g_strdup(*part));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(words, FALSE);
}

static void
store(LbConfig *config, const Key *key, const char *value)
{
    char *base = strcmp(key->group, "site") == 0 ? (char *)config->site : (char *)config;
    void *field = base + key->field;
    char **text = field;
    switch (key->kind) {
    case TEXT:
        g_free(*text);
        *text = g_strdup(value);
        break;
    case NUMBER:
        *(int *)field = (int)g_ascii_strtoull(value, NULL, 10);
        break;
    case CONSENT:
        *(bool *)field = strcmp(value, LB_PLAINTEXT_WORDS) == 0;
        break;
    case FLAG:
        *(bool *)field = strcmp(value, "yes") == 0;
        break;
    case DURATION:
        *(int64_t *)field = lb_value_parse_duration(value);
        break;
    case REMINDERS:
        lb_value_parse_reminders(value, field);
        break;
    case WORDS:
        g_strfreev(*(GStrv *)field);
        *(GStrv *)field = split_words(value);
        break;
    }
}

static bool
read_key(LbConfig *config, GKeyFile *file, const char *path, const char *group, const char *name,
         GError **error)
{
    const Key *key = find_key(group, name);
    if (key == NULL)
        return lb_key_file_refuse(error, path, group, name, _("there is no such key"));
    g_autofree char *value = lb_key_file_text(file, path, group, name, key->limit, error);
    if (value == NULL)
        return false;
    const char *fault = key->check(value);
    if (fault != NULL)
        return lb_key_file_refuse(error, path, group, name, _(fault));
    store(config, key, value);
    return true;
}

static bool
read_group(LbConfig *config, GKeyFile *file, const char *path, const char *group, GError **error)
{
    if (lb_ticket_systems_have(group))
        return lb_ticket_systems_read(config->ticket_systems, file, path, group, error);
    if (find_key(group, NULL) == NULL)
        return lb_key_file_refuse(error, path, group, NULL, _("there is no such group"));
    g_auto(GStrv) names = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **name = names; name != NULL && *name != NULL; name++)
        if (!read_key(config, file, path, group, *name, error))
            return false;
    return true;
}

/* The two ways to TLS do not understand each other: both sides would wait for the other to speak. */
static const char *
check_way(const LbConfig *config)
{
    const char *port = config->smtp_server != NULL ? strrchr(config->smtp_server, ':') : NULL;
    if (port == NULL)
        return NULL;
    bool at_once = strcmp(config->smtp_security, "tls") == 0;
    if (at_once && (strcmp(port, ":587") == 0 || strcmp(port, ":25") == 0))
        return _("tls is TLS from the first byte, as on port 465; for this port set starttls");
    if (strcmp(config->smtp_security, "starttls") == 0 && strcmp(port, ":465") == 0)
        return _("starttls begins in plain text, as on port 587; for this port set tls");
    return NULL;
}

/* What only several keys together say. */
static bool
check_together(const LbConfig *config, const char *path, GError **error)
{
    if ((config->smtp_user == NULL) != (config->smtp_password_file == NULL))
        return lb_key_file_refuse(error, path, "mail", "user",
                                  _("user and password-file must both be there, or neither"));
    bool plain = config->smtp_server != NULL && strcmp(config->smtp_security, "none") == 0;
    if (plain && !lb_server_is_loopback(config->smtp_server) && !config->smtp_allow_plaintext)
        return lb_key_file_refuse(
            error, path, "mail", "security",
            _("none is for a server on this machine; for another one it takes "
              "allow-plaintext = yes, I know"));
    const char *way = check_way(config);
    if (way != NULL)
        return lb_key_file_refuse(error, path, "mail", "security", way);
    if (strcmp(config->access_provisioner, "script") == 0 && config->access_script == NULL)
        return lb_key_file_refuse(error, path, "access", "provisioner", _("script takes a script"));
    return lb_forward_check(&config->forward, path, error);
}

static LbConfig *
new_defaults(void)
{
    LbConfig *config = g_new0(LbConfig, 1);
    config->site = lb_site_new();
    config->site->provider = g_strdup("Lockbox");
    config->site->host =
        g_strdup(lb_server_is_host(g_get_host_name()) ? g_get_host_name() : "localhost");
    config->site->port = 22;
    config->smtp_security = g_strdup("starttls");
    config->smtp_timeout = 30;
    config->hook_timeout = 20;
    config->access_provisioner = g_strdup("ssh-certificate");
    config->access_time_limit = 2 * LB_MINUTE;
    config->policy_wait = LB_DAY;
    config->reminders[0] = 24 * LB_HOUR;
    config->reminders[1] = 4 * LB_HOUR;
    config->requests = (LbRequestLimits){ .waiting = 10, .an_hour = 30 };
    config->sessions = (LbVisitLimits){
        .per_key = 10, .total = 200, .idle = 30 * LB_MINUTE, .longest = 12 * LB_HOUR
    };
    config->recordings = lb_keeping_standard;
    config->ticket_systems =
        g_ptr_array_new_with_free_func((GDestroyNotify)lb_ticket_system_settings_free);
    lb_forward_set_defaults(&config->forward);
    return config;
}

/* Without being asked for, the sender's own address takes what comes back, if it can. */
static void
settle_bounces(LbConfig *config)
{
    const char *mailbox = config->mail_bounces != NULL ? config->mail_bounces : config->site->from;
    if (lb_value_can_bounce(mailbox))
        config->site->bounces = g_strdup(mailbox);
}

LbConfig *
lb_config_read(const char *path, bool may_be_absent, GError **error)
{
    g_autoptr(GKeyFile) file = lb_key_file_read(path, may_be_absent, error);
    if (file == NULL)
        return NULL;
    g_autoptr(LbConfig) config = new_defaults();
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++)
        if (!read_group(config, file, path, *group, error))
            return NULL;
    if (!check_together(config, path, error) ||
        !lb_ticket_systems_check(config->ticket_systems, path, error))
        return NULL;
    if (config->site->from == NULL && lb_server_is_host(config->site->host))
        config->site->from = g_strdup_printf("lockbox@%s", config->site->host);
    else if (config->site->from == NULL)
        config->site->from = g_strdup("lockbox@localhost");
    settle_bounces(config);
    return g_steal_pointer(&config);
}

void
lb_config_free(LbConfig *config)
{
    if (config == NULL)
        return;
    lb_site_free(config->site);
    g_ptr_array_unref(config->ticket_systems);
    g_free(config->smtp_server);
    g_free(config->smtp_name);
    g_free(config->smtp_security);
    g_free(config->smtp_ca_file);
    g_free(config->smtp_user);
    g_free(config->smtp_password_file);
    g_free(config->smtp_helo);
    g_free(config->mail_bounces);
    g_free(config->access_provisioner);
    g_free(config->access_script);
    g_free(config->access_script_user);
    g_free(config->access_krl_file);
    g_free(config->policy_file);
    g_strfreev(config->hook_networks);
    g_free(config->hook_ca_file);
    lb_forward_target_clear(&config->forward);
    g_free(config);
}
