/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery child, run as a process of its own between two pipes. */
#include "notify/deliver.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/locale.h"
#include "notify/compose.h"
#include "notify/wire.h"
#include "support/process.h"
#include "support/sample.h"

typedef struct {
    pid_t pid;
    int in, out;
    LbLines *lines;
    TestDirectory *directory;
    TestServer *server;
    LbDeliverySettings *settings;
} Child;

static Child *
child_new(void)
{
    Child *child = g_new0(Child, 1);
    lb_locale_start();
    signal(SIGPIPE, SIG_IGN);
    child->in = child->out = -1;
    child->lines = lb_lines_new(LB_WIRE_LIMIT);
    child->directory = test_directory_new();
    child->settings = lb_delivery_settings_new();
    child->settings->site = sample_site();
    return child;
}

static void
child_free(Child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    lb_fd_close(&child->in);
    lb_fd_close(&child->out);
    lb_lines_free(child->lines);
    lb_delivery_settings_free(child->settings);
    test_server_stop(child->server);
    test_directory_free(child->directory);
    g_free(child);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)

static void
child_start(Child *child)
{
    int to[2], from[2];
    cr_assert(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0);
    child->pid = fork();
    if (child->pid == 0) {
        close(to[1]);
        close(from[0]);
        /* What the test has allocated so far is not the child's leak. */
        _exit(lb_deliver_run(to[0], from[1]));
    }
    close(to[0]);
    close(from[1]);
    child->in = to[1];
    child->out = from[0];
}

static void
child_tell(Child *child, char *line)
{
    cr_assert_not_null(line);
    lb_fd_write_all(child->in, line, strlen(line), NULL);
    g_free(line);
}

static Child *
child_ready(Child *child)
{
    child_start(child);
    child_tell(child, lb_wire_settings_to_line(child->settings, NULL));
    return child;
}

static Child *
child_with_maildir(void)
{
    Child *child = child_new();
    child->settings->maildir = g_build_filename(child->directory, "Maildir", NULL);
    return child_ready(child);
}

static Child *
child_with_smtp(int port)
{
    Child *child = child_new();
    child->settings->smtp = lb_smtp_settings_new();
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", port);
    child->settings->smtp->security = LB_SMTP_NONE;
    child->settings->smtp->timeout_ms = 2000;
    return child;
}

static LbWireResult *
child_hear(Child *child)
{
    char *line = NULL;
    size_t length = 0;
    char buffer[512];
    while ((line = lb_lines_take(child->lines, &length)) == NULL) {
        ssize_t got = read(child->out, buffer, sizeof buffer);
        if (got <= 0)
            return NULL;
        cr_assert(lb_lines_feed(child->lines, buffer, (size_t)got, NULL));
    }
    LbWireResult *result = lb_wire_result_from_line(line, length, NULL);
    cr_assert_not_null(result, "%s", line);
    g_free(line);
    return result;
}

static void
child_say(Child *child, int64_t id, bool leave)
{
    const LbWireWord word = { id, leave };
    child_tell(child, lb_wire_word_to_line(&word, NULL));
}

static void
child_expect_result(Child *child, const LbMessage *message, LbDelivery delivery, const char *words)
{
    g_autoptr(LbWireResult) result = child_hear(child);
    cr_assert_not_null(result);
    cr_assert_eq(result->id, message->id);
    cr_assert_eq(result->delivery, delivery, "%s", result->answer);
    cr_assert(strstr(result->answer, words) != NULL, "%s", result->answer);
}

static void
child_expect(Child *child, const LbMessage *message, LbDelivery delivery, const char *words)
{
    child_tell(child, lb_wire_message_to_line(message, NULL));
    child_say(child, message->id, true);
    child_expect_result(child, message, delivery, words);
}

/* Its exit status; that of a signal is -1. */
static int
child_end(Child *child)
{
    int status = 0;
    lb_fd_close(&child->in);
    waitpid(child->pid, &status, 0);
    child->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(deliver, messages_are_answered_one_by_one_until_the_input_ends)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    g_autofree char *fresh = g_build_filename(child->settings->maildir, "new", NULL);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "in the Maildir");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "in the Maildir already");
    message->id = 2;
    sample_set(&message->message_id, "lb.2@lockbox.fabrikam.example");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "in the Maildir");
    cr_assert_eq(test_count(fresh, ".lockbox"), 2);
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, a_message_that_can_never_be_sent_is_refused_and_the_next_one_goes)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    sample_set(&message->address, "no mailbox");
    child_expect(child, message, LB_DELIVERY_REFUSED, "mailbox");
    sample_set(&message->address, "owner1@contoso.example");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "");
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, settings_that_cannot_work_keep_every_message_waiting_and_say_why)
{
    g_autoptr(Child) child = child_new();
    child->settings->smtp = lb_smtp_settings_new();
    child->settings->smtp->server = g_strdup("mail.contoso.example:587");
    child->settings->smtp->ca_file = g_strdup("/nonexistent/ca.pem");
    child_ready(child);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_LATER, "/nonexistent/ca.pem");
    child_expect(child, message, LB_DELIVERY_LATER, "/nonexistent/ca.pem");
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, a_site_that_cannot_stand_in_a_mail_keeps_the_message_waiting)
{
    g_autoptr(Child) child = child_new();
    child->settings->maildir = g_build_filename(child->directory, "Maildir", NULL);
    sample_set(&child->settings->site->host, "evil; rm -rf /");
    child_ready(child);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_LATER, "ssh host");
}

Test(deliver, a_mail_over_smtp_is_what_the_composer_makes)
{
    g_autoptr(Child) child = child_with_smtp(0);
    child->server = test_server_start("smtp-server.py", "--dump", child->directory, NULL);
    g_free(child->settings->smtp->server);
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", child->server->port);
    child_ready(child);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_APPROVED);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250 2.0.0 queued as 1");
    gsize received_length = 0;
    size_t length = 0;
    g_autofree char *received = test_read(child->directory, "1.eml", &received_length);
    g_autofree char *mail = lb_mail_compose(child->settings->site, message, &length, NULL);
    cr_assert_eq(length, received_length);
    cr_assert_arr_eq(received, mail, length);
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

/* A byte now and then keeps every single wait short. */
Test(deliver, a_delivery_that_hangs_in_small_steps_is_ended_by_the_wall_timer)
{
    g_autoptr(Child) child = child_with_smtp(0);
    child->server = test_server_start("smtp-faults.py", "--on", "EHLO", "drip", NULL);
    g_free(child->settings->smtp->server);
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", child->server->port);
    child_ready(child);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_LATER, "took too long");
    cr_assert_eq(child_end(child), LB_DELIVER_TIMEOUT);
}

static int
count_steps(const Child *child, const char *step)
{
    int count = 0;
    g_autofree char *log = test_read(child->directory, "log", NULL);
    for (const char *at = log; at != NULL && (at = strstr(at, step)) != NULL; at++)
        count++;
    return count;
}

/* A server that notes each step it has come to. */
static Child *
child_with_notes(void)
{
    Child *child = child_with_smtp(0);
    child->server = test_server_start("smtp-faults.py", "--dump", child->directory, NULL);
    g_free(child->settings->smtp->server);
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", child->server->port);
    return child_ready(child);
}

static void
await_steps(const Child *child, const char *step, int count)
{
    gint64 deadline = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
    while (count_steps(child, step) < count) {
        cr_assert(g_get_monotonic_time() < deadline, "%s", step);
        g_usleep(G_USEC_PER_SEC / 50);
    }
}

/* The time of a mail is two seconds; the child waits as long for another. */
Test(deliver, a_session_that_waits_for_another_mail_is_ended_in_time_and_takes_nothing_with_it)
{
    g_autoptr(Child) child = child_with_notes();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(count_steps(child, "GREETING"), 1);
    await_steps(child, "QUIT", 1);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(count_steps(child, "GREETING"), 2);
    cr_assert_eq(count_steps(child, "BODY"), 3);
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

static bool
is_silent(const Child *child)
{
    struct pollfd output = { .fd = child->out, .events = POLLIN };
    return lb_lines_is_empty(child->lines) && poll(&output, 1, 300) == 0;
}

Test(deliver, a_mail_comes_to_its_end_and_waits_there_for_the_word)
{
    g_autoptr(Child) child = child_with_notes();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    message->id++;
    child_tell(child, lb_wire_message_to_line(message, NULL));
    await_steps(child, "DATA", 2);
    cr_assert(is_silent(child));
    cr_assert_eq(count_steps(child, "BODY"), 1, "the server has no whole mail");
    child_say(child, message->id, true);
    child_expect_result(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(count_steps(child, "BODY"), 2);
    cr_assert_eq(count_steps(child, "GREETING"), 1, "by one session");
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, one_that_is_to_be_forgotten_never_ends_and_gets_no_answer)
{
    g_autoptr(Child) child = child_with_notes();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_tell(child, lb_wire_message_to_line(message, NULL));
    await_steps(child, "DATA", 1);
    child_say(child, message->id, false);
    cr_assert(is_silent(child));
    message->id++;
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(count_steps(child, "BODY"), 1, "of the second alone");
    cr_assert_eq(count_steps(child, "GREETING"), 2, "the first connection was given up");
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, without_lockboxd_nothing_leaves)
{
    g_autoptr(Child) child = child_with_notes();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_tell(child, lb_wire_message_to_line(message, NULL));
    await_steps(child, "DATA", 1);
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
    cr_assert_null(child_hear(child));
    cr_assert_eq(count_steps(child, "BODY"), 0);
}

/* Longer than a server should be kept waiting. */
Test(deliver, one_whose_word_comes_late_is_begun_anew)
{
    g_autoptr(Child) child = child_with_notes();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_tell(child, lb_wire_message_to_line(message, NULL));
    await_steps(child, "DATA", 1);
    g_usleep(6 * G_USEC_PER_SEC);
    cr_assert(is_silent(child));
    child_say(child, message->id, true);
    child_expect_result(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(count_steps(child, "DATA"), 2);
    cr_assert_eq(count_steps(child, "BODY"), 1, "it left once");
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

/* There libesmtp has written the end to its buffer before it looks whether it may; how full that is depends on the length. */
Test(deliver, what_is_to_be_forgotten_never_ends_in_chunks_either_however_long_it_is)
{
    g_autoptr(Child) child = child_with_smtp(0);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    g_autoptr(GString) name = g_string_new("Contoso");
    child->server = test_server_start("smtp-faults.py", "--chunks", "--pipelining", "--dump",
                                      child->directory, NULL);
    g_free(child->settings->smtp->server);
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", child->server->port);
    child_ready(child);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    for (int i = 0; i < 400; i++) {
        g_string_append_c(name, 'x');
        if (i % 50 == 0)
            g_string_assign(name, i % 100 == 0 ? "Contoso" : "Contoso Contoso");
        sample_set(&message->request->tenant_name, name->str);
        sample_set(&message->request->subscription_name, i < 200 ? "Production" : "Production 2");
        message->id++;
        child_tell(child, lb_wire_message_to_line(message, NULL));
        child_say(child, message->id, false);
    }
    message->id++;
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(test_count(child->directory, ".eml"), 2, "the first and the last");
    cr_assert_geq(count_steps(child, "BDAT"), 400);
    cr_assert_eq(child_end(child), LB_DELIVER_DONE);
}

Test(deliver, what_is_refused_before_the_word_is_told_after_it)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    sample_set(&message->address, "no mailbox");
    child_tell(child, lb_wire_message_to_line(message, NULL));
    cr_assert(is_silent(child));
    child_say(child, message->id, true);
    child_expect_result(child, message, LB_DELIVERY_REFUSED, "mailbox");
}

Test(deliver, a_word_on_another_message_ends_the_child)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_tell(child, lb_wire_message_to_line(message, NULL));
    child_say(child, message->id + 1, true);
    cr_assert_null(child_hear(child));
    cr_assert_eq(child_end(child), LB_DELIVER_INPUT);
}

Test(deliver, each_mail_has_a_reverse_path_of_its_own)
{
    g_autoptr(Child) child = child_with_smtp(0);
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child->server = test_server_start("smtp-server.py", "--dump", child->directory, NULL);
    g_free(child->settings->smtp->server);
    child->settings->smtp->server = g_strdup_printf("127.0.0.1:%d", child->server->port);
    sample_set(&child->settings->site->bounces, "back@fabrikam.example");
    child_ready(child);
    sample_set(&message->token, "00112233445566778899aabbccddeeff");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    sample_set(&message->token, "ff112233445566778899aabbccddee00");
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "250");
    cr_assert_eq(
        count_steps(child, "mail back+00112233445566778899aabbccddeeff@fabrikam.example\n"), 1);
    cr_assert_eq(
        count_steps(child, "mail back+ff112233445566778899aabbccddee00@fabrikam.example\n"), 1);
}

Test(deliver, the_child_leaves_no_core_and_cannot_be_looked_into)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    child_expect(child, message, LB_DELIVERY_ACCEPTED, "");
    g_autofree char *limits = g_strdup_printf("/proc/%d/limits", (int)child->pid);
    g_autofree char *words = NULL;
    cr_assert(g_file_get_contents(limits, &words, NULL, NULL));
    const char *core = strstr(words, "Max core file size");
    cr_assert(core != NULL && strspn(core + strlen("Max core file size"), " 0") > 20, "%s", words);
}

/* Here a leak would be seen. */
Test(deliver, a_whole_life_leaves_nothing_behind)
{
    g_autoptr(Child) child = child_new();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    int to[2], from[2];
    cr_assert(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0);
    child->settings->maildir = g_build_filename(child->directory, "Maildir", NULL);
    child->in = to[1];
    child->out = from[0];
    child_tell(child, lb_wire_settings_to_line(child->settings, NULL));
    child_tell(child, lb_wire_message_to_line(message, NULL));
    child_say(child, message->id, true);
    lb_fd_close(&child->in);
    cr_assert_eq(lb_deliver_run(to[0], from[1]), LB_DELIVER_DONE);
    g_autoptr(LbWireResult) result = child_hear(child);
    cr_assert_eq(result->delivery, LB_DELIVERY_ACCEPTED);
    close(to[0]);
    close(from[1]);
}

Test(deliver, input_that_is_not_what_lockboxd_writes_ends_the_child)
{
    static const char *const bad[] = { "nonsense\n", "{}\n", "{\"version\":1}\n", "{\"version\":1",
                                       "" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(Child) child = child_new();
        child_start(child);
        child_tell(child, g_strdup(bad[i]));
        cr_assert_eq(child_end(child), LB_DELIVER_INPUT, "%s", bad[i]);
    }
    g_autoptr(Child) child = child_with_maildir();
    child_tell(child, g_strdup("{\"id\":1}\n"));
    cr_assert_null(child_hear(child));
    cr_assert_eq(child_end(child), LB_DELIVER_INPUT);
}

Test(deliver, a_line_without_end_ends_the_child_instead_of_filling_its_memory)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autofree char *much = g_strnfill(LB_WIRE_LIMIT + 4096, 'x');
    lb_fd_write_all(child->in, much, LB_WIRE_LIMIT + 4096, NULL);
    cr_assert_null(child_hear(child));
    cr_assert_eq(child_end(child), LB_DELIVER_INPUT);
}

Test(deliver, nobody_who_reads_the_results_ends_the_child)
{
    g_autoptr(Child) child = child_with_maildir();
    g_autoptr(LbMessage) message = sample_message(LB_EVENT_WAITING);
    lb_fd_close(&child->out);
    child_tell(child, lb_wire_message_to_line(message, NULL));
    child_say(child, message->id, true);
    cr_assert_eq(child_end(child), LB_DELIVER_OUTPUT);
}
