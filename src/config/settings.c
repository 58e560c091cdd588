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
#include "core/target.h"
#include "core/terms.h"

#define PATH_LIMIT 4095
#define HOST_KEY_LIMIT 500
#define REMINDER_LONGEST (96 * LB_HOUR)
#define PLAINTEXT_WORDS "yes, I know"

/* Says what is wrong with a value, NULL when nothing is. */
typedef const char *(*Check)(const char *value);

static const char *
check_any(const char *value)
{
    (void)value;
    return NULL;
}

static const char *
check_host(const char *value)
{
    return lb_server_is_host(value) ? NULL : N_("must be a host name or an IPv4 address");
}

/* The site's host stands in ssh commands, where IPv6 has a place too. */
static const char *
check_site_host(const char *value)
{
    bool v6 =
        strchr(value, ':') != NULL && g_hostname_is_ip_address(value) && strchr(value, '%') == NULL;
    return lb_server_is_host(value) || v6 ? NULL : N_("must be a host name or an IP address");
}

static const char *
check_port(const char *value)
{
    return lb_server_is_port(value) ? NULL : N_("must be a port, 1 to 65535");
}

static const char *
check_host_key(const char *value)
{
    g_auto(GStrv) keys = lb_host_keys_split(value);
    return keys != NULL ? NULL
                        : N_("must be fingerprints as ssh-keygen -l prints them, SHA256:…, with "
                             "spaces between");
}

static const char *
check_mailbox(const char *value)
{
    return lb_mailbox_is_valid(value) ? NULL : N_("must be one mail address, local@domain");
}

/* Whether a token of each mail fits behind the local part, and is found there again. */
static bool
can_bounce(const char *mailbox)
{
    size_t local = strcspn(mailbox, "@");
    return lb_mailbox_is_valid(mailbox) && local <= LB_REVERSE_PATH_LOCAL_MOST &&
           memchr(mailbox, '+', local) == NULL;
}

static const char *
check_bounces(const char *value)
{
    return strcmp(value, "none") == 0 || can_bounce(value)
               ? NULL
               : N_("must be none, or one mail address with at most 31 characters, and no +, "
                    "before "
                    "the @");
}

static const char *
check_security(const char *value)
{
    static const char *const known[] = { "starttls", "tls", "none", NULL };
    return g_strv_contains(known, value) ? NULL : N_("must be starttls, tls or none");
}

static const char *
check_path(const char *value)
{
    return g_path_is_absolute(value) ? NULL : N_("must be an absolute path");
}

static const char *
check_timeout(const char *value)
{
    guint64 seconds = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 2, 600, &seconds, NULL);
    return right ? NULL : N_("must be a number of seconds, 2 to 600");
}

/* Whether each is a network, those say who know addresses. */
static const char *
check_networks(const char *value)
{
    bool right = strspn(value, "0123456789abcdefABCDEF.:/ \t") == strlen(value);
    return right ? NULL : N_("must be networks as ADDRESS/BITS, with spaces between");
}

static const char *
check_hook_timeout(const char *value)
{
    guint64 seconds = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 2, 60, &seconds, NULL);
    return right ? NULL : N_("must be a number of seconds, 2 to 60");
}

static bool
is_count(const char *value, guint64 most)
{
    guint64 count = 0;
    return g_ascii_string_to_unsigned(value, 10, 0, most, &count, NULL);
}

static const char *
check_requests(const char *value)
{
    return is_count(value, LB_REQUEST_LIMIT_MOST) ? NULL : N_("must be a number, 0 to 1000");
}

static const char *
check_days(const char *value)
{
    guint64 count = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 1, LB_KEEPING_DAYS_MOST, &count, NULL);
    return right ? NULL : N_("must be a number of days, 1 to 36500");
}

static const char *
check_mebibytes(const char *value)
{
    guint64 count = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 1, LB_KEEPING_MEBIBYTES_MOST, &count, NULL);
    return right ? NULL : N_("must be a number of MiB, 1 to 1073741824");
}

static const char *
check_per_key(const char *value)
{
    return is_count(value, LB_VISIT_PER_KEY_MOST) ? NULL : N_("must be a number, 0 to 1000");
}

static const char *
check_total(const char *value)
{
    return is_count(value, LB_VISIT_TOTAL_MOST) ? NULL : N_("must be a number, 0 to 100000");
}

/* A number with its unit, "30m", in microseconds; -1 when it is none. 0 needs no unit. */
static int64_t
parse_duration(const char *value)
{
    static const struct {
        char letter;
        int64_t unit;
    } units[] = { { 's', LB_SECOND }, { 'm', LB_MINUTE }, { 'h', LB_HOUR } };
    size_t digits = strspn(value, "0123456789");
    g_autofree char *number = g_strndup(value, digits);
    guint64 count = 0;
    if (!g_ascii_string_to_unsigned(number, 10, 0, 100000, &count, NULL))
        return -1;
    if (count == 0 && value[digits] == '\0')
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (value[digits] == units[i].letter && value[digits + 1] == '\0')
            return (int64_t)count * units[i].unit;
    return -1;
}

static const char *
check_duration(const char *value)
{
    return parse_duration(value) >= 0
               ? NULL
               : N_("must be a number with a unit, as 30m, 12h or 90s, or 0 for none");
}

static const char *
check_wait(const char *value)
{
    return parse_duration(value) >= LB_MINUTE ? NULL
                                              : N_("must be a number with a unit, as 24h or 90m");
}

static gint
compare_longest_first(gconstpointer a, gconstpointer b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one > other ? -1 : one < other;
}

/* Times with spaces between, in microseconds, the longest first; "none" is none. */
static bool
parse_reminders(const char *value, int64_t reminders[LB_REMINDERS_MOST])
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
    for (char **word = words; strcmp(value, "none") != 0 && *word != NULL; word++) {
        int64_t span = parse_duration(*word);
        if (**word == '\0')
            continue;
        for (guint i = 0; i < spans->len; i++)
            if (g_array_index(spans, int64_t, i) == span)
                return false;
        if (span < LB_MINUTE || span > REMINDER_LONGEST || spans->len == LB_REMINDERS_MOST)
            return false;
        g_array_append_val(spans, span);
    }
    g_array_sort(spans, compare_longest_first);
    for (guint i = 0; i < LB_REMINDERS_MOST; i++)
        reminders[i] = i < spans->len ? g_array_index(spans, int64_t, i) : 0;
    return spans->len > 0 || strcmp(value, "none") == 0;
}

static const char *
check_reminders(const char *value)
{
    int64_t reminders[LB_REMINDERS_MOST];
    return parse_reminders(value, reminders)
               ? NULL
               : N_("must be up to 5 different times, each 1m to 96h, as 24h 4h, or none");
}

static const char *
check_provisioner(const char *value)
{
    bool known = strcmp(value, "ssh-certificate") == 0 || strcmp(value, "script") == 0;
    return known ? NULL : N_("must be ssh-certificate or script");
}

static const char *
check_account(const char *value)
{
    return lb_target_login_is_valid(value) ? NULL : N_("must be the name of an account");
}

static const char *
check_time_limit(const char *value)
{
    int64_t limit = parse_duration(value);
    return limit >= LB_SECOND && limit <= LB_HOUR ? NULL : N_("must be a time, 1s to 1h");
}

static const char *
check_plaintext(const char *value)
{
    bool known = strcmp(value, "no") == 0 || strcmp(value, PLAINTEXT_WORDS) == 0;
    return known ? NULL : N_("must be \"no\", or the words \"yes, I know\"");
}

static const char *
check_flag(const char *value)
{
    bool known = strcmp(value, "no") == 0 || strcmp(value, "yes") == 0;
    return known ? NULL : N_("must be yes or no");
}

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
    { "site", "provider", check_any, TEXT, offsetof(LbSite, provider), LB_LIMIT_LINE },
    { "site", "host", check_site_host, TEXT, offsetof(LbSite, host), LB_LIMIT_LINE },
    { "site", "port", check_port, NUMBER, offsetof(LbSite, port), LB_LIMIT_LINE },
    { "site", "host-key", check_host_key, TEXT, offsetof(LbSite, host_key), HOST_KEY_LIMIT },
    { "site", "from", check_mailbox, TEXT, offsetof(LbSite, from), LB_LIMIT_LINE },
    { "mail", "server", lb_server_check, TEXT, offsetof(LbConfig, smtp_server), LB_LIMIT_LINE },
    { "mail", "name", check_host, TEXT, offsetof(LbConfig, smtp_name), LB_LIMIT_LINE },
    { "mail", "security", check_security, TEXT, offsetof(LbConfig, smtp_security), LB_LIMIT_LINE },
    { "mail", "ca-file", check_path, TEXT, offsetof(LbConfig, smtp_ca_file), PATH_LIMIT },
    { "mail", "user", check_any, TEXT, offsetof(LbConfig, smtp_user), LB_LIMIT_LINE },
    { "mail", "password-file", check_path, TEXT, offsetof(LbConfig, smtp_password_file),
      PATH_LIMIT },
    { "mail", "helo", check_host, TEXT, offsetof(LbConfig, smtp_helo), LB_LIMIT_LINE },
    { "mail", "timeout", check_timeout, NUMBER, offsetof(LbConfig, smtp_timeout), LB_LIMIT_LINE },
    { "mail", "bounces", check_bounces, TEXT, offsetof(LbConfig, mail_bounces), LB_LIMIT_LINE },
    { "mail", "allow-plaintext", check_plaintext, CONSENT, offsetof(LbConfig, smtp_allow_plaintext),
      LB_LIMIT_LINE },
    { "access", "provisioner", check_provisioner, TEXT, offsetof(LbConfig, access_provisioner),
      LB_LIMIT_LINE },
    { "access", "script", check_path, TEXT, offsetof(LbConfig, access_script), PATH_LIMIT },
    { "access", "script-user", check_account, TEXT, offsetof(LbConfig, access_script_user),
      LB_LIMIT_LINE },
    { "access", "script-time-limit", check_time_limit, DURATION,
      offsetof(LbConfig, access_time_limit), LB_LIMIT_LINE },
    { "access", "krl-file", check_path, TEXT, offsetof(LbConfig, access_krl_file), PATH_LIMIT },
    { "access", "allow-local-targets", check_flag, FLAG, offsetof(LbConfig, local_targets),
      LB_LIMIT_LINE },
    { "policy", "file", check_path, TEXT, offsetof(LbConfig, policy_file), PATH_LIMIT },
    { "policy", "internal-approval", check_wait, DURATION, offsetof(LbConfig, policy_wait),
      LB_LIMIT_LINE },
    { "requests", "waiting", check_requests, NUMBER, offsetof(LbConfig, requests.waiting),
      LB_LIMIT_LINE },
    { "requests", "an-hour", check_requests, NUMBER, offsetof(LbConfig, requests.an_hour),
      LB_LIMIT_LINE },
    { "requests", "reminders", check_reminders, REMINDERS, offsetof(LbConfig, reminders),
      LB_LIMIT_LINE },
    { "webhooks", "allow-networks", check_networks, WORDS, offsetof(LbConfig, hook_networks),
      PATH_LIMIT },
    { "webhooks", "allow-http", check_flag, FLAG, offsetof(LbConfig, hook_plain), LB_LIMIT_LINE },
    { "webhooks", "ca-file", check_path, TEXT, offsetof(LbConfig, hook_ca_file), PATH_LIMIT },
    { "webhooks", "timeout", check_hook_timeout, NUMBER, offsetof(LbConfig, hook_timeout),
      LB_LIMIT_LINE },
    { "sessions", "per-key", check_per_key, NUMBER, offsetof(LbConfig, sessions.per_key),
      LB_LIMIT_LINE },
    { "sessions", "total", check_total, NUMBER, offsetof(LbConfig, sessions.total), LB_LIMIT_LINE },
    { "sessions", "idle", check_duration, DURATION, offsetof(LbConfig, sessions.idle),
      LB_LIMIT_LINE },
    { "sessions", "longest", check_duration, DURATION, offsetof(LbConfig, sessions.longest),
      LB_LIMIT_LINE },
    { "recordings", "keep-days", check_days, NUMBER, offsetof(LbConfig, recordings.days),
      LB_LIMIT_LINE },
    { "recordings", "quota-mib", check_mebibytes, NUMBER, offsetof(LbConfig, recordings.mebibytes),
      LB_LIMIT_LINE },
    { "forward", "server", lb_forward_check_server, TEXT, offsetof(LbConfig, forward.server),
      LB_FORWARD_PATH_MOST },
    { "forward", "security", lb_forward_check_security, TEXT, offsetof(LbConfig, forward.security),
      LB_LIMIT_LINE },
    { "forward", "name", check_host, TEXT, offsetof(LbConfig, forward.name), LB_LIMIT_LINE },
    { "forward", "ca-file", check_path, TEXT, offsetof(LbConfig, forward.ca_file), PATH_LIMIT },
    { "forward", "certificate-file", check_path, TEXT, offsetof(LbConfig, forward.certificate_file),
      PATH_LIMIT },
    { "forward", "key-file", check_path, TEXT, offsetof(LbConfig, forward.key_file), PATH_LIMIT },
    { "forward", "facility", lb_forward_check_facility, TEXT, offsetof(LbConfig, forward.facility),
      LB_LIMIT_LINE },
    { "forward", "enterprise-number", lb_forward_check_number, NUMBER,
      offsetof(LbConfig, forward.number), LB_LIMIT_LINE },
    { "forward", "message-limit", lb_forward_check_limit, NUMBER, offsetof(LbConfig, forward.limit),
      LB_LIMIT_LINE },
    { "forward", "timeout", check_timeout, NUMBER, offsetof(LbConfig, forward.timeout),
      LB_LIMIT_LINE },
    { "forward", "allow-plaintext", check_plaintext, CONSENT,
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
        *(bool *)field = strcmp(value, PLAINTEXT_WORDS) == 0;
        break;
    case FLAG:
        *(bool *)field = strcmp(value, "yes") == 0;
        break;
    case DURATION:
        *(int64_t *)field = parse_duration(value);
        break;
    case REMINDERS:
        parse_reminders(value, field);
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
    if (can_bounce(mailbox))
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
