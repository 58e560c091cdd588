/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines to and from the child that talks to the collector. */
#include <criterion/criterion.h>
#include <string.h>

#include "forward/wire.h"

TestSuite(wire);

Test(wire, carries_the_target)
{
    g_autoptr(GError) error = NULL;
    LbForwardTarget target = { .server = "collector.example:6514",
                               .security = "tls",
                               .name = "collector.example",
                               .ca_file = "/etc/ca.pem",
                               .certificate_file = "/etc/certificate.pem",
                               .key_file = "/etc/key.pem",
                               .timeout = 10 };
    LbForwardTarget back = { 0 };
    g_autofree char *line = lb_forward_target_to_line(&target, &error);
    cr_assert_not_null(line);
    cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1);
    cr_assert(lb_forward_target_from_line(line, strlen(line), &back, &error));
    cr_assert_str_eq(back.server, target.server);
    cr_assert_str_eq(back.security, target.security);
    cr_assert_str_eq(back.name, target.name);
    cr_assert_str_eq(back.ca_file, target.ca_file);
    cr_assert_str_eq(back.certificate_file, target.certificate_file);
    cr_assert_str_eq(back.key_file, target.key_file);
    cr_assert_eq(back.timeout, 10);
    lb_forward_target_clear(&back);
}

Test(wire, takes_no_target_that_is_none)
{
    static const char *const lines[] = {
        "",
        "{}",
        "{\"version\":1,\"security\":\"tls\",\"timeout\":1}",
        "{\"version\":1,\"server\":\"a:1\",\"security\":\"tls\",\"timeout\":0}",
        "{\"version\":2,\"server\":\"a:1\",\"security\":\"tls\",\"timeout\":1}",
        "{\"version\":1,\"server\":\"a:1\",\"security\":\"tls\",\"timeout\":1,\"x\":1}"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        LbForwardTarget target = { 0 };
        cr_assert_not(lb_forward_target_from_line(lines[i], strlen(lines[i]), &target, &error),
                      "%s", lines[i]);
        cr_assert_not_null(error);
        lb_forward_target_clear(&target);
    }
}

Test(wire, carries_an_answer_in_one_line_whatever_is_said)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *long_words = g_strnfill(100000, 'y');
    g_autofree char *said = g_strconcat("a\nb\x1b", long_words, NULL);
    g_autofree char *line = lb_forward_answer_to_line(false, said);
    cr_assert_not_null(line);
    cr_assert_lt(strlen(line), LB_FORWARD_ANSWER_MOST);
    g_autoptr(LbForwardAnswer) answer = lb_forward_answer_from_line(line, strlen(line), &error);
    cr_assert_not_null(answer);
    cr_assert_not(answer->done);
    cr_assert(g_str_has_prefix(answer->words, "a b<U+001B>yyy"), "%s", answer->words);
    cr_assert_null(lb_forward_answer_from_line("nonsense", 8, NULL));
}
