/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of lockbox.conf must look like. */
#include "config/values.h"

#include <string.h>

#include "base/i18n.h"
#include "base/span.h"
#include "config/server.h"
#include "core/target.h"
#include "core/terms.h"

#define REMINDER_LONGEST (96 * LB_HOUR)

const char *
lb_value_check_any(const char *value)
{
    (void)value;
    return NULL;
}

const char *
lb_value_check_host(const char *value)
{
    return lb_server_is_host(value) ? NULL : N_("must be a host name or an IPv4 address");
}

/* The site's host stands in ssh commands, where IPv6 has a place too. */
const char *
lb_value_check_site_host(const char *value)
{
    bool v6 =
        strchr(value, ':') != NULL && g_hostname_is_ip_address(value) && strchr(value, '%') == NULL;
    return lb_server_is_host(value) || v6 ? NULL : N_("must be a host name or an IP address");
}

const char *
lb_value_check_port(const char *value)
{
    return lb_server_is_port(value) ? NULL : N_("must be a port, 1 to 65535");
}

const char *
lb_value_check_host_key(const char *value)
{
    g_auto(GStrv) keys = lb_host_keys_split(value);
    return keys != NULL ? NULL
                        : N_("must be fingerprints as ssh-keygen -l prints them, SHA256:…, with "
                             "spaces between");
}

const char *
lb_value_check_mailbox(const char *value)
{
    return lb_mailbox_is_valid(value) ? NULL : N_("must be one mail address, local@domain");
}

bool
lb_value_can_bounce(const char *mailbox)
{
    size_t local = strcspn(mailbox, "@");
    return lb_mailbox_is_valid(mailbox) && local <= LB_REVERSE_PATH_LOCAL_MOST &&
           memchr(mailbox, '+', local) == NULL;
}

const char *
lb_value_check_bounces(const char *value)
{
    return strcmp(value, "none") == 0 || lb_value_can_bounce(value)
               ? NULL
               : N_("must be none, or one mail address with at most 31 characters, and no +, "
                    "before "
                    "the @");
}

const char *
lb_value_check_security(const char *value)
{
    static const char *const known[] = { "starttls", "tls", "none", NULL };
    return g_strv_contains(known, value) ? NULL : N_("must be starttls, tls or none");
}

const char *
lb_value_check_path(const char *value)
{
    return g_path_is_absolute(value) ? NULL : N_("must be an absolute path");
}

const char *
lb_value_check_timeout(const char *value)
{
    guint64 seconds = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 2, 600, &seconds, NULL);
    return right ? NULL : N_("must be a number of seconds, 2 to 600");
}

/* Whether each is a network, those say who know addresses. */
const char *
lb_value_check_networks(const char *value)
{
    bool right = strspn(value, "0123456789abcdefABCDEF.:/ \t") == strlen(value);
    return right ? NULL : N_("must be networks as ADDRESS/BITS, with spaces between");
}

const char *
lb_value_check_hook_timeout(const char *value)
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

const char *
lb_value_check_requests(const char *value)
{
    return is_count(value, LB_REQUEST_LIMIT_MOST) ? NULL : N_("must be a number, 0 to 1000");
}

const char *
lb_value_check_days(const char *value)
{
    guint64 count = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 1, LB_KEEPING_DAYS_MOST, &count, NULL);
    return right ? NULL : N_("must be a number of days, 1 to 36500");
}

const char *
lb_value_check_mebibytes(const char *value)
{
    guint64 count = 0;
    bool right = g_ascii_string_to_unsigned(value, 10, 1, LB_KEEPING_MEBIBYTES_MOST, &count, NULL);
    return right ? NULL : N_("must be a number of MiB, 1 to 1073741824");
}

const char *
lb_value_check_per_key(const char *value)
{
    return is_count(value, LB_VISIT_PER_KEY_MOST) ? NULL : N_("must be a number, 0 to 1000");
}

const char *
lb_value_check_total(const char *value)
{
    return is_count(value, LB_VISIT_TOTAL_MOST) ? NULL : N_("must be a number, 0 to 100000");
}

int64_t
lb_value_parse_duration(const char *value)
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

const char *
lb_value_check_duration(const char *value)
{
    return lb_value_parse_duration(value) >= 0
               ? NULL
               : N_("must be a number with a unit, as 30m, 12h or 90s, or 0 for none");
}

const char *
lb_value_check_wait(const char *value)
{
    return lb_value_parse_duration(value) >= LB_MINUTE
               ? NULL
               : N_("must be a number with a unit, as 24h or 90m");
}

static gint
compare_longest_first(gconstpointer a, gconstpointer b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one > other ? -1 : one < other;
}

bool
lb_value_parse_reminders(const char *value, int64_t reminders[LB_REMINDERS_MOST])
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
    for (char **word = words; strcmp(value, "none") != 0 && *word != NULL; word++) {
        int64_t span = lb_value_parse_duration(*word);
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

const char *
lb_value_check_reminders(const char *value)
{
    int64_t reminders[LB_REMINDERS_MOST];
    return lb_value_parse_reminders(value, reminders)
               ? NULL
               : N_("must be up to 5 different times, each 1m to 96h, as 24h 4h, or none");
}

const char *
lb_value_check_provisioner(const char *value)
{
    bool known = strcmp(value, "ssh-certificate") == 0 || strcmp(value, "script") == 0;
    return known ? NULL : N_("must be ssh-certificate or script");
}

const char *
lb_value_check_account(const char *value)
{
    return lb_target_login_is_valid(value) ? NULL : N_("must be the name of an account");
}

const char *
lb_value_check_time_limit(const char *value)
{
    int64_t limit = lb_value_parse_duration(value);
    return limit >= LB_SECOND && limit <= LB_HOUR ? NULL : N_("must be a time, 1s to 1h");
}

const char *
lb_value_check_plaintext(const char *value)
{
    bool known = strcmp(value, "no") == 0 || strcmp(value, LB_PLAINTEXT_WORDS) == 0;
    return known ? NULL : N_("must be \"no\", or the words \"yes, I know\"");
}

const char *
lb_value_check_flag(const char *value)
{
    bool known = strcmp(value, "no") == 0 || strcmp(value, "yes") == 0;
    return known ? NULL : N_("must be yes or no");
}
