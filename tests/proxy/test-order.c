/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the process that goes through, how ssh is called for it, and what is said before the end. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/span.h"
#include "proxy/error.h"
#include "proxy/notice.h"
#include "proxy/order.h"
#include "proxy/ssh.h"

#define HOST_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIESTKltBiGiX68xWka65ZiMTrHhk1hOubJAXkezbsK2I"

static LbProxyOrder *
new_order(LbProxyKind kind)
{
    LbProxyOrder *order = lb_proxy_order_new();
    order->kind = kind;
    order->address = g_strdup("vm-1.contoso.example");
    order->port = 22;
    order->login = g_strdup("support");
    g_ptr_array_add(order->host_keys, g_strdup(HOST_KEY));
    order->directory = g_strdup("/dev/shm/lockbox-abc");
    order->terminal = g_strdup("xterm-256color");
    order->columns = 80;
    order->rows = 24;
    order->boot_end = INT64_C(123456789012345);
    order->local_allowed = true;
    order->language = g_strdup("ja");
    return order;
}

static LbProxyOrder *
read_back(const char *line, GError **error)
{
    g_autofree char *alone = g_strdup(line);
    g_strchomp(alone);
    return lb_proxy_order_read(alone, strlen(alone), error);
}

Test(order, what_is_written_is_read)
{
    g_autoptr(LbProxyOrder) order = new_order(LB_PROXY_CONNECT);
    g_autofree char *line = lb_proxy_order_write(order);
    g_autoptr(LbProxyOrder) got = read_back(line, NULL);
    cr_assert_not_null(got);
    cr_assert(g_str_has_suffix(line, "}\n"));
    cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1);
    cr_assert_eq(got->kind, LB_PROXY_CONNECT);
    cr_assert_str_eq(got->address, order->address);
    cr_assert_eq(got->port, order->port);
    cr_assert_str_eq(got->login, order->login);
    cr_assert_eq(got->host_keys->len, 1);
    cr_assert_str_eq(g_ptr_array_index(got->host_keys, 0), HOST_KEY);
    cr_assert_str_eq(got->directory, order->directory);
    cr_assert_str_eq(got->terminal, order->terminal);
    cr_assert_eq(got->columns, 80);
    cr_assert_eq(got->rows, 24);
    cr_assert_eq(got->boot_end, order->boot_end);
    cr_assert(got->local_allowed);
    cr_assert_str_eq(got->language, "ja");
}

Test(order, a_relay_says_nothing_of_a_shell)
{
    g_autoptr(LbProxyOrder) order = new_order(LB_PROXY_RELAY);
    g_autofree char *line = lb_proxy_order_write(order);
    g_autoptr(LbProxyOrder) got = read_back(line, NULL);
    cr_assert_not_null(got);
    cr_assert_eq(got->kind, LB_PROXY_RELAY);
    cr_assert_null(got->login);
    cr_assert_null(got->directory);
    cr_assert_eq(got->host_keys->len, 0);
    cr_assert_null(strstr(line, "support"));
}

Test(order, whatever_is_wrong_with_it_is_refused)
{
    /* A piece of a good one, and what stands in its place. */
    static const char *const changes[][2] = {
        { "\"version\":1", "\"version\":2" },
        { "\"version\":1", "\"version\":\"1\"" },
        { "\"version\":1,", "" },
        { "\"connect\"", "\"else\"" },
        { "\"connect\"", "\"relay\"" }, /* which has no host keys */
        { "vm-1.contoso.example", "VM-1.contoso.example" },
        { "vm-1.contoso.example", "127.1" },
        { "vm-1.contoso.example", "-oProxyCommand=x" },
        { "vm-1.contoso.example", "" },
        { "\"port\":22", "\"port\":0" },
        { "\"port\":22", "\"port\":65536" },
        { "\"port\":22", "\"port\":22.5" },
        { "\"support\"", "\"-support\"" },
        { "\"support\"", "\"a b\"" },
        { "\"support\"", "null" },
        { "/dev/shm/lockbox-abc", "dev/shm" },
        { "/dev/shm/lockbox-abc", "/dev/shm/a b" },
        { "/dev/shm/lockbox-abc", "/dev/shm/%h" },
        { "/dev/shm/lockbox-abc", "/dev/../etc" },
        { "xterm-256color", "xterm=x" },
        { "xterm-256color", "" },
        { "\"columns\":80", "\"columns\":0" },
        { "\"rows\":24", "\"rows\":10001" },
        { "123456789012345", "-1" },
        { "123456789012345", "\"soon\"" },
        { "\"localAllowed\":true", "\"localAllowed\":1" },
        { "\"ja\"", "\"ja/../x\"" },
        { "ssh-ed25519", "ssh-dss" },
        { HOST_KEY "\"", HOST_KEY "\", 5" },
        { "[\"" HOST_KEY "\"]", "[]" },
        { "[\"" HOST_KEY "\"]", "\"" HOST_KEY "\"" },
        { "{", "[{" },
        { "}", "}}" },
        { "}", "" },
        { "}", "} {}" },
    };
    g_autoptr(LbProxyOrder) order = new_order(LB_PROXY_CONNECT);
    g_autofree char *line = lb_proxy_order_write(order);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(GString) changed = g_string_new(line);
        g_autoptr(GError) error = NULL;
        cr_assert_eq(g_string_replace(changed, changes[i][0], changes[i][1], 1), 1, "%s",
                     changes[i][0]);
        g_autoptr(LbProxyOrder) got = read_back(changed->str, &error);
        cr_assert_null(got, "%s", changed->str);
        cr_assert(g_error_matches(error, LB_PROXY_ERROR, LB_PROXY_ERROR_ORDER));
    }
}

Test(order, too_long_a_line_is_refused)
{
    g_autoptr(GString) line = g_string_new("{\"version\":1,\"x\":\"");
    while (line->len < LB_ORDER_LINE_MOST)
        g_string_append_c(line, 'x');
    g_string_append(line, "\"}");
    g_autoptr(LbProxyOrder) got = lb_proxy_order_read(line->str, line->len, NULL);
    cr_assert_null(got);
}

Test(order, ssh_is_called_with_nothing_of_its_own)
{
    static const char *const needed[] = {
        "ClearAllForwardings=yes",
        "PermitLocalCommand=no",
        "StrictHostKeyChecking=yes",
        "GlobalKnownHostsFile=none",
        "UserKnownHostsFile=/dev/shm/lockbox-abc/known_hosts",
        "CertificateFile=/dev/shm/lockbox-abc/certificate",
        "IdentityFile=/dev/shm/lockbox-abc/key",
        "IdentitiesOnly=yes",
        "IdentityAgent=none",
        "PreferredAuthentications=publickey",
        "BatchMode=yes",
        "HostKeyAlias=vm-1.contoso.example",
    };
    g_autoptr(LbProxyOrder) order = new_order(LB_PROXY_CONNECT);
    g_auto(GStrv) arguments = lb_ssh_arguments(order, "192.0.2.7");
    g_autofree char *line = g_strjoinv(" ", arguments);
    cr_assert(g_str_has_prefix(line, "/usr/bin/ssh -F none -e none -a -x -tt "), "%s", line);
    cr_assert(g_str_has_suffix(line, " -p 22 -l support -- 192.0.2.7"), "%s", line);
    for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
        cr_assert(g_strv_contains((const char *const *)arguments, needed[i]), "%s", needed[i]);
}

Test(notice, each_is_said_once_in_its_time)
{
    const int64_t end = 100 * LB_MINUTE;
    int said[100] = { 0 }, times = 0;
    for (int64_t now = 80 * LB_MINUTE; now < end; now += LB_SECOND / 2) {
        g_autofree char *notice = lb_notice(end, now - LB_SECOND / 2, now);
        if (notice == NULL)
            continue;
        said[now / LB_MINUTE]++;
        times++;
    }
    cr_assert_eq(times, 2);
    cr_assert_eq(said[90], 1);
    cr_assert_eq(said[99], 1);
}

Test(notice, who_comes_late_is_told_at_once)
{
    const int64_t end = 100 * LB_MINUTE;
    g_autofree char *early = lb_notice(end, INT64_MIN, end - 11 * LB_MINUTE);
    g_autofree char *late = lb_notice(end, INT64_MIN, end - 5 * LB_MINUTE);
    g_autofree char *over = lb_notice(end, INT64_MIN, end);
    cr_assert_null(early);
    cr_assert_str_eq(late, "Access ends in 5 min, and this connection with it.");
    cr_assert_null(over);
}

Test(notice, a_wake_up_a_little_too_late_still_says_ten_minutes)
{
    const int64_t end = 100 * LB_MINUTE, moment = end - 10 * LB_MINUTE;
    g_autofree char *notice = lb_notice(end, moment - 1, moment + LB_SECOND);
    cr_assert_str_eq(notice, "Access ends in 10 min, and this connection with it.");
}
