/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lockbox.conf may say of opening access, and of how recordings are kept. */
#include "config/settings.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "config/places.h"
#include "config/ticketsystems.h"
#include "support/process.h"

/* Reads the @group with @lines in it. */
static LbConfig *
read_group(const char *group, const char *lines, GError **error)
{
    g_autoptr(TestDirectory) directory = test_directory_new();
    g_autofree char *path = g_build_filename(directory, "lockbox.conf", NULL);
    g_autofree char *text = g_strconcat("[", group, "]\n", lines, "\n", NULL);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
    return lb_config_read(path, false, error);
}

static LbConfig *
read_access(const char *lines, GError **error)
{
    return read_group("access", lines, error);
}

Test(settings, of_access_have_defaults_that_work)
{
    g_autoptr(LbConfig) config = read_access("", NULL);
    g_autofree char *krl = lb_places_krl(config, "/d");
    cr_assert_str_eq(config->access_provisioner, "ssh-certificate");
    cr_assert_eq(config->access_time_limit, 2 * LB_MINUTE);
    cr_assert_null(config->access_script);
    cr_assert_null(config->access_script_user);
    cr_assert_str_eq(krl, "/d/lockbox.krl");
}

Test(settings, of_access_are_what_the_file_says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) config =
        read_access("provisioner=script\nscript=/opt/open\nscript-user=lockbox-script\n"
                    "script-time-limit=90s\nkrl-file=/srv/list.krl",
                    &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    g_autofree char *krl = lb_places_krl(config, "/d");
    cr_assert_str_eq(config->access_provisioner, "script");
    cr_assert_str_eq(config->access_script, "/opt/open");
    cr_assert_str_eq(config->access_script_user, "lockbox-script");
    cr_assert_eq(config->access_time_limit, 90 * LB_SECOND);
    cr_assert_str_eq(krl, "/srv/list.krl");
}

Test(settings, of_access_that_cannot_be_are_refused_by_name)
{
    static const struct {
        const char *lines, *named;
    } rows[] = {
        { "provisioner=magic", "provisioner" },
        { "provisioner=Script\nscript=/opt/open", "provisioner" },
        { "provisioner=script", "provisioner" },
        { "script=open", "script" },
        { "script-user=-x", "script-user" },
        { "script-user=a b", "script-user" },
        { "script-time-limit=0", "script-time-limit" },
        { "script-time-limit=2", "script-time-limit" },
        { "script-time-limit=2h", "script-time-limit" },
        { "krl-file=lockbox.krl", "krl-file" },
        { "crl-file=/srv/list.krl", "crl-file" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbConfig) config = read_access(rows[i].lines, &error);
        cr_assert_null(config, "%s", rows[i].lines);
        cr_assert_not_null(strstr(error->message, rows[i].named), "%s: %s", rows[i].lines,
                           error->message);
    }
}

Test(settings, of_recordings_are_a_year_and_10_gib_or_what_the_file_says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) standard = read_group("recordings", "", &error);
    g_autoptr(LbConfig) config =
        read_group("recordings", "keep-days=36500\nquota-mib=1073741824", &error);
    cr_assert(standard != NULL && config != NULL, "%s", error != NULL ? error->message : "");
    cr_assert_eq(standard->recordings.days, 365);
    cr_assert_eq(standard->recordings.mebibytes, 10240);
    cr_assert_eq(config->recordings.days, 36500);
    cr_assert_eq(config->recordings.mebibytes, 1073741824);
}

Test(settings, of_recordings_that_cannot_be_are_refused_by_name)
{
    static const char *const lines[] = { "keep-days=0",          "keep-days=36501", "keep-days=-1",
                                         "keep-days=7d",         "keep-days=",      "quota-mib=0",
                                         "quota-mib=1073741825", "quota-mib=10GiB" };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strndup(lines[i], strcspn(lines[i], "="));
        g_autoptr(LbConfig) config = read_group("recordings", lines[i], &error);
        cr_assert_null(config, "%s", lines[i]);
        cr_assert_not_null(strstr(error->message, name), "%s: %s", lines[i], error->message);
    }
}

Test(settings, of_two_ways_to_tls_at_the_port_of_the_other_are_refused_in_words)
{
    static const struct {
        const char *lines, *words; /* NULL: they can be */
    } rows[] = {
        { "server=mail.example:465\nsecurity=tls", NULL },
        { "server=mail.example:587\nsecurity=starttls", NULL },
        { "server=mail.example:2465\nsecurity=tls", NULL },
        { "security=tls", NULL },
        { "server=mail.example:587\nsecurity=tls", "for this port set starttls" },
        { "server=mail.example:25\nsecurity=tls", "for this port set starttls" },
        { "server=mail.example:465", "for this port set tls" },
        { "server=mail.example:465\nsecurity=starttls", "for this port set tls" },
        { "server=mail.example:465\nsecurity=ssl", "must be starttls, tls or none" },
        { "server=mail.example:465\nsecurity=TLS", "must be starttls, tls or none" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbConfig) config = read_group("mail", rows[i].lines, &error);
        cr_assert_eq(config != NULL, rows[i].words == NULL, "%s", rows[i].lines);
        cr_assert(rows[i].words == NULL || strstr(error->message, rows[i].words) != NULL, "%s: %s",
                  rows[i].lines, error != NULL ? error->message : "");
    }
}

/* The reverse path of a mail by a file with these lines. */
static char *
reverse_path(const char *group, const char *lines)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) config = read_group(group, lines, &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    return lb_reverse_path(config->site, "0123456789abcdef0123456789abcdef");
}

Test(settings, of_bounces_give_each_mail_a_reverse_path_that_its_token_is_found_in)
{
    static const struct {
        const char *group, *lines, *path;
    } rows[] = {
        { "site", "from=lb@x.example", "lb+0123456789abcdef0123456789abcdef@x.example" },
        { "mail", "bounces=back@y.example", "back+0123456789abcdef0123456789abcdef@y.example" },
        { "mail", "bounces=aaaaaaaaaabbbbbbbbbbccccccccccd@y.example",
          "aaaaaaaaaabbbbbbbbbbccccccccccd+0123456789abcdef0123456789abcdef@y.example" },
        /* without being asked for, one that does not fit is left as it is */
        { "site", "from=aaaaaaaaaabbbbbbbbbbccccccccccdd@x.example",
          "aaaaaaaaaabbbbbbbbbbccccccccccdd@x.example" },
        { "site", "from=lb+team@x.example", "lb+team@x.example" },
        { "site", "from=lb@x.example\n[mail]\nbounces=none", "lb@x.example" },
        { "site", "from=lb@x.example\n[mail]\nbounces=b@x.example",
          "b+0123456789abcdef0123456789abcdef@x.example" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = reverse_path(rows[i].group, rows[i].lines);
        cr_assert_str_eq(path, rows[i].path);
        g_autofree char *token = lb_reverse_path_token(path);
        cr_assert_eq(token != NULL, strstr(path, "0123456789abcdef") != NULL);
        cr_assert(lb_mailbox_is_valid(path));
    }
}

Test(settings, of_bounces_that_no_token_fits_behind_are_refused)
{
    static const char *const values[] = {
        "",
        "None",
        "back",
        "back@",
        "a b@x.example",
        "back+up@x.example",
        "<back@x.example>",
        "aaaaaaaaaabbbbbbbbbbccccccccccdd@x.example",
        "a@x.example, b@x.example",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *line = g_strdup_printf("bounces=%s", values[i]);
        g_autoptr(LbConfig) config = read_group("mail", line, &error);
        cr_assert_null(config, "%s", values[i]);
        cr_assert(strstr(error->message, "bounces") != NULL, "%s", error->message);
    }
}

static const char one_system[] = "kind=rt\nurl=https://rt.example.com/\ntoken-file=/t\n";

Test(settings, of_ticket_systems_are_what_the_file_says)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *lines =
        g_strconcat(one_system,
                    "web-url=https://support.example.com\nca-file=/ca\nallow-networks=10.0.0.0/8  "
                    "fd00::/8\nallow-http=yes\n"
                    "timeout=5\ninterval=2\n"
                    "[ticket-queues rt]\nContoso support=Contoso\n\u304a\u5ba2\u69d8=nihon\n"
                    "[ticket-system other-1]\n",
                    one_system, NULL);
    g_autoptr(LbConfig) config = read_group("ticket-system rt", lines, &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    cr_assert_eq(config->ticket_systems->len, 2);
    const LbTicketSystemSettings *rt = lb_ticket_systems_find(config->ticket_systems, "rt");
    const LbTicketSystemSettings *other = lb_ticket_systems_find(config->ticket_systems, "other-1");
    cr_assert_null(lb_ticket_systems_find(config->ticket_systems, "none"));
    cr_assert_str_eq(rt->kind, "rt");
    cr_assert_str_eq(rt->url, "https://rt.example.com/");
    cr_assert_str_eq(rt->web_url, "https://support.example.com");
    cr_assert_null(other->web_url);
    cr_assert_str_eq(rt->token_file, "/t");
    cr_assert_str_eq(rt->ca_file, "/ca");
    cr_assert_eq(rt->networks->len, 2);
    cr_assert_str_eq(g_ptr_array_index(rt->networks, 1), "fd00::/8");
    cr_assert(rt->plain);
    cr_assert_eq(rt->timeout_ms, 5000);
    cr_assert_eq(rt->interval, 2 * LB_MINUTE);
    cr_assert_str_eq(g_hash_table_lookup(rt->queues, "Contoso support"), "contoso",
                     "ids are small letters");
    cr_assert_str_eq(g_hash_table_lookup(rt->queues, "\u304a\u5ba2\u69d8"), "nihon");
    cr_assert_eq(other->interval, 5 * LB_MINUTE);
    cr_assert_eq(other->networks->len, 0);
    cr_assert_not(other->plain);
    cr_assert_eq(g_hash_table_size(other->queues), 0);
}

Test(settings, of_ticket_systems_that_cannot_be_are_refused_by_name)
{
    static const struct {
        const char *group, *lines, *named;
    } rows[] = {
        { "ticket-system rt", "kind=zammad", "kind" },
        { "ticket-system rt", "kind=rt\nurl=https://x", "token-file" },
        { "ticket-system rt", "kind=rt\ntoken-file=/t", "url" },
        { "ticket-system rt", "url=https://x\ntoken-file=/t", "kind" },
        { "ticket-system rt", "token-file=t", "token-file" },
        { "ticket-system rt", "ca-file=ca", "ca-file" },
        { "ticket-system rt", "allow-http=perhaps", "allow-http" },
        { "ticket-system rt", "web-url=http://x.example", "web-url" },
        { "ticket-system rt", "web-url=https://x.example/?a=b", "web-url" },
        { "ticket-system rt", "timeout=1", "timeout" },
        { "ticket-system rt", "interval=0", "interval" },
        { "ticket-system rt", "interval=5m", "interval" },
        { "ticket-system rt", "token=secret", "token" },
        { "ticket-system RT", "kind=rt", "ticket-system RT" },
        { "ticket-system ", "kind=rt", "ticket-system" },
        { "ticket-system a:b", "kind=rt", "ticket-system a:b" },
        { "ticket-queues rt", "Help=contoso", "ticket-system rt" },
        { "ticket-queues rt", "Help=", "Help" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbConfig) config = read_group(rows[i].group, rows[i].lines, &error);
        cr_assert_null(config, "%s", rows[i].lines);
        cr_assert(strstr(error->message, rows[i].named) != NULL, "%s: %s", rows[i].lines,
                  error->message);
        cr_assert_null(strstr(error->message, "secret"), "what was typed is not told");
    }
}

Test(settings, of_ticket_systems_are_no_more_than_eight)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) lines = g_string_new(one_system);
    for (int i = 1; i < LB_TICKET_SYSTEMS_MOST; i++)
        g_string_append_printf(lines, "[ticket-system rt%d]\n%s", i, one_system);
    g_autoptr(LbConfig) config = read_group("ticket-system rt", lines->str, &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    g_string_append_printf(lines, "[ticket-system rt9]\n%s", one_system);
    cr_assert_null(read_group("ticket-system rt", lines->str, &error));
}

static LbConfig *
read_forward(const char *lines, GError **error)
{
    return read_group("forward", lines, error);
}

Test(settings, of_forwarding_send_nothing_anywhere_unless_told)
{
    g_autoptr(LbConfig) config = read_forward("", NULL);
    cr_assert_null(config->forward.server);
    cr_assert_str_eq(config->forward.security, "tls");
    cr_assert_str_eq(config->forward.facility, "audit");
    cr_assert_eq(config->forward.limit, 2048);
    cr_assert_eq(config->forward.timeout, 30);
    cr_assert_eq(config->forward.number, 0);
}

Test(settings, of_forwarding_are_what_the_file_says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) config = read_forward(
        "server=collector.example:6514\nenterprise-number=4711\nname=other.example\nca-file=/a\n"
        "certificate-file=/b\nkey-file=/c\nfacility=local3\nmessage-limit=8192\ntimeout=5",
        &error);
    cr_assert_not_null(config, "%s", error != NULL ? error->message : "");
    cr_assert_str_eq(config->forward.server, "collector.example:6514");
    cr_assert_eq(config->forward.number, 4711);
    cr_assert_str_eq(config->forward.name, "other.example");
    cr_assert_str_eq(config->forward.ca_file, "/a");
    cr_assert_str_eq(config->forward.certificate_file, "/b");
    cr_assert_str_eq(config->forward.key_file, "/c");
    cr_assert_str_eq(config->forward.facility, "local3");
    cr_assert_eq(config->forward.limit, 8192);
    cr_assert_eq(config->forward.timeout, 5);
}

Test(settings, of_forwarding_that_cannot_be_are_refused_by_name)
{
#define COLLECTOR "server=collector.example:514\nenterprise-number=1\n"
    static const struct {
        const char *lines, *named; /* NULL: it is taken */
    } rows[] = {
        { "server=collector.example:514", "enterprise-number: structured data needs" },
        { COLLECTOR, NULL },
        { COLLECTOR "security=none", "allow-plaintext = yes, I know" },
        { COLLECTOR "security=none\nallow-plaintext=yes, I know", NULL },
        { "server=127.0.0.1:514\nenterprise-number=1\nsecurity=none", NULL },
        { "server=/dev/log\nenterprise-number=1", NULL },
        { "server=dev/log\nenterprise-number=1", "must be HOST:PORT, or the path" },
        { "server=collector.example\nenterprise-number=1", "must be HOST:PORT, or the path" },
        { "enterprise-number=0", "must be a private enterprise number" },
        { "enterprise-number=2147483648", "must be a private enterprise number" },
        { "security=starttls", "must be tls or none" },
        { "facility=kern", "must be audit, auth" },
        { "message-limit=1023", "1024 to 65536" },
        { "message-limit=65537", "1024 to 65536" },
        { "certificate-file=/a", "must both be there" },
        { "key-file=/a", "must both be there" },
        { "port=1", "there is no such key" },
    };
#undef COLLECTOR
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbConfig) config = read_forward(rows[i].lines, &error);
        cr_assert_eq(config != NULL, rows[i].named == NULL, "%s: %s", rows[i].lines,
                     error != NULL ? error->message : "taken");
        if (rows[i].named != NULL)
            cr_assert_not_null(strstr(error->message, rows[i].named), "%s", error->message);
    }
}

Test(settings, of_webhooks_reach_public_networks_alone_or_what_the_file_says)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbConfig) standard = read_group("webhooks", "", &error);
    g_autoptr(LbConfig) config =
        read_group("webhooks",
                   "allow-networks=10.0.0.0/8  "
                   "fd00::/8\nca-file=/etc/ca.pem\ntimeout=60\nallow-http=yes",
                   &error);
    cr_assert(standard != NULL && config != NULL, "%s", error != NULL ? error->message : "");
    cr_assert_null(standard->hook_networks);
    cr_assert_null(standard->hook_ca_file);
    cr_assert_eq(standard->hook_timeout, 20);
    cr_assert(!standard->hook_plain);
    cr_assert_eq(g_strv_length(config->hook_networks), 2);
    cr_assert_str_eq(config->hook_networks[0], "10.0.0.0/8");
    cr_assert_str_eq(config->hook_networks[1], "fd00::/8");
    cr_assert_str_eq(config->hook_ca_file, "/etc/ca.pem");
    cr_assert_eq(config->hook_timeout, 60);
    cr_assert(config->hook_plain);
}

Test(settings, of_webhooks_that_cannot_be_are_refused_by_name)
{
    static const struct {
        const char *line, *named;
    } rows[] = {
        { "allow-networks=localhost", "allow-networks" },
        { "allow-networks=10.0.0.0/8, ::1/128", "allow-networks" },
        { "ca-file=ca.pem", "ca-file" },
        { "timeout=1", "timeout" },
        { "timeout=61", "timeout" },
        { "timeout=20s", "timeout" },
        { "allow-http=sure", "allow-http" },
        { "proxy=http://proxy/", "proxy" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LbConfig) config = read_group("webhooks", rows[i].line, &error);
        cr_assert_null(config, "%s", rows[i].line);
        cr_assert_not_null(strstr(error->message, rows[i].named), "%s", error->message);
    }
}
