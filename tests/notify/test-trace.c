/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a delivery that somebody watches: each line, but nothing of a password. */
#include "notify/trace.h"

#include <criterion/criterion.h>
#include <string.h>

#include "notify/talk.h"

static void
write_down(gpointer data, LbTraceStep step, const char *text)
{
    g_string_append_printf(data, "%s[%s]", lb_names_get(lb_trace_step_names, (int)step), text);
}

static char *
watch(const char *const *lines)
{
    GString *told = g_string_new(NULL);
    const LbTrace trace = { write_down, told };
    g_autoptr(LbTalk) talk = lb_talk_new();
    talk->trace = &trace;
    lb_talk_connected(talk, false);
    for (; *lines != NULL; lines++) {
        if (**lines == '>')
            lb_talk_sent(talk, *lines + 1, strlen(*lines + 1));
        else
            lb_talk_received(talk, *lines, strlen(*lines));
    }
    return g_string_free(told, FALSE);
}

Test(trace, tells_each_line_of_a_conversation)
{
    const char *const lines[] = { "220 hello\r\n",
                                  ">EHLO here\r\n",
                                  "250-there\r\n25",
                                  "0 SIZE\r\n",
                                  ">MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n",
                                  NULL };
    g_autofree char *told = watch(lines);
    cr_assert_str_eq(told, "received[220 hello]sent[EHLO here]received[250-there]received[250 SIZE]"
                           "sent[MAIL FROM:<a@b>]sent[RCPT TO:<c@d>]");
}

Test(trace, tells_no_password_in_one_line_or_in_several)
{
    const char *const lines[] = { "220 hello\r\n",
                                  ">AUTH PLAIN AGJvYgBoaWRkZW4=\r\n",
                                  "535 no\r\n",
                                  ">auth login Ym9i\r\n",
                                  "334 UGFzcw==\r\n",
                                  ">aGlkZGVu\r\n",
                                  "535 no\r\n",
                                  ">AUTH LOGIN\r\n",
                                  "334 VXNlcg==\r\n",
                                  ">Ym9i\r\n",
                                  "334 UGFzcw==\r\n",
                                  ">aGlkZGVu\r\n",
                                  "235 yes\r\n",
                                  ">QUIT\r\n",
                                  NULL };
    g_autofree char *told = watch(lines);
    cr_assert_null(strstr(told, "aGlkZGVu"), "%s", told);
    cr_assert_null(strstr(told, "AGJvYgBoaWRkZW4"), "%s", told);
    cr_assert_not_null(strstr(told, "sent[AUTH PLAIN ***]"), "%s", told);
    cr_assert_not_null(strstr(told, "sent[AUTH LOGIN]"), "%s", told);
    cr_assert_not_null(strstr(told, "sent[QUIT]"), "%s", told);
}

Test(trace, comes_back_from_a_line_as_it_went_into_it)
{
    g_autoptr(GString) longest = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(longest, "\"\x01\xff");
    const char *const texts[] = { "", "250 ok", "\"quoted\" \\ and \xe6\x97\xa5", longest->str };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        LbTraceStep step = LB_TRACE_LOOKUP;
        g_autofree char *text = NULL, *line = lb_trace_to_line(LB_TRACE_LATER, texts[i]);
        cr_assert_not_null(line);
        cr_assert_eq(strchr(line, '\n'), line + strlen(line) - 1);
        cr_assert(lb_trace_from_line(line, strlen(line) - 1, &step, &text, NULL));
        cr_assert_eq(step, LB_TRACE_LATER);
        cr_assert(i == 3 || strcmp(text, texts[i]) == 0, "%s", text);
    }
}

Test(trace, is_refused_as_a_line_of_any_other_form)
{
    static const char *const wrong[] = { "",
                                         "{}",
                                         "[]",
                                         "{\"step\":\"sent\"",
                                         "{\"step\":\"said\",\"text\":\"\"}",
                                         "{\"step\":\"sent\",\"text\":1}",
                                         "{\"step\":\"sent\",\"text\":\"\",\"more\":\"\"}" };
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        LbTraceStep step = LB_TRACE_LOOKUP;
        char *text = NULL;
        g_autoptr(GError) error = NULL;
        cr_assert_not(lb_trace_from_line(wrong[i], strlen(wrong[i]), &step, &text, &error), "%s",
                      wrong[i]);
        cr_assert_not_null(error);
        cr_assert_null(text);
    }
}
