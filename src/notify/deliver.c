/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery child. Knows no database and no retries: it tries once and says what happened. */
#include "notify/deliver.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "notify/compose.h"
#include "notify/error.h"
#include "notify/lines.h"
#include "notify/maildir.h"
#include "notify/smtp.h"
#include "notify/wire.h"

typedef struct {
    int in, out;
    LbLines *lines;
    LbDeliverySettings *settings;
    LbTransport *transport; /* NULL: the settings cannot work */
    GError *fault;          /* why */
} Child;

static void
free_child(Child *child)
{
    lb_lines_free(child->lines);
    lb_transport_free(child->transport);
    lb_delivery_settings_free(child->settings);
    g_clear_error(&child->fault);
    g_free(child);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, free_child)

/* What the timer needs, made before it starts: a handler may not allocate. */
static struct {
    int out;
    char *line;
    size_t length;
} late;

static void
on_time_over(int signal_number)
{
    (void)signal_number;
    ssize_t written = write(late.out, late.line, late.length);
    _exit(written == (ssize_t)late.length ? LB_DELIVER_TIMEOUT : LB_DELIVER_OUTPUT);
}

static bool
start_timer(const Child *child, int64_t id)
{
    char words[] = "took too long and was given up";
    LbWireResult result = { id, LB_DELIVERY_LATER, words };
    g_free(late.line);
    late.line = lb_wire_result_to_line(&result, NULL);
    if (late.line == NULL)
        return false;
    late.length = strlen(late.line);
    late.out = child->out;
    alarm(child->transport->patience);
    return true;
}

static void
stop_timer(void)
{
    alarm(0);
    g_clear_pointer(&late.line, g_free);
}

/* No core with a password in it; no certificates of some home directory, which libesmtp would look for. */
static void
prepare_process(void)
{
    static const struct rlimit none = { 0, 0 };
    struct sigaction action = { .sa_handler = on_time_over };
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGALRM, &action, NULL);
    g_setenv("HOME", "/nonexistent", TRUE);
}

static bool
read_settings(Child *child, GError **error)
{
    g_autofree char *line = NULL;
    size_t length = 0;
    if (!lb_lines_read(child->lines, child->in, &line, &length, error))
        return false;
    child->settings = lb_wire_settings_from_line(line, length, error);
    explicit_bzero(line, length);
    if (child->settings == NULL)
        return false;
    child->transport = child->settings->smtp != NULL
                           ? lb_smtp_new(child->settings->smtp, &child->fault)
                           : lb_maildir_new(child->settings->maildir);
    return true;
}

static void
deliver_mail(const Child *child, const LbMessage *message, const char *mail, size_t length,
             LbWireResult *result)
{
    LbEnvelope envelope = {
        .from = child->settings->site->from,
        .to = message->address,
        .message_id = message->message_id,
        .queued = message->queued,
        .bytes = mail,
        .length = length,
    };
    if (!start_timer(child, message->id)) {
        result->answer = g_strdup("no timer for the delivery");
        return;
    }
    result->delivery = lb_transport_deliver(child->transport, &envelope, &result->answer);
    stop_timer();
}

static void
deliver(const Child *child, const LbMessage *message, LbWireResult *result)
{
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    result->id = message->id;
    result->delivery = LB_DELIVERY_LATER;
    if (child->transport == NULL) {
        result->answer = lb_answer_make_safe(child->fault->message);
        return;
    }
    g_autofree char *mail = lb_mail_compose(child->settings->site, message, &length, &error);
    if (mail == NULL) {
        bool hopeless = g_error_matches(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_MESSAGE);
        result->delivery = hopeless ? LB_DELIVERY_REFUSED : LB_DELIVERY_LATER;
        result->answer = lb_answer_make_safe(error->message);
        return;
    }
    deliver_mail(child, message, mail, length, result);
}

static bool
answer(const Child *child, const LbWireResult *result, GError **error)
{
    g_autofree char *line = lb_wire_result_to_line(result, error);
    return line != NULL && lb_fd_write_all(child->out, line, strlen(line), error);
}

/* One message, if there is one more. */
static LbDeliverEnd
serve(Child *child, bool *ended, GError **error)
{
    g_autofree char *line = NULL;
    size_t length = 0;
    *ended = !lb_lines_read(child->lines, child->in, &line, &length, error);
    if (*ended)
        return *error == NULL ? LB_DELIVER_DONE : LB_DELIVER_INPUT;
    g_autoptr(LbMessage) message = lb_wire_message_from_line(line, length, error);
    g_autoptr(LbWireResult) result = g_new0(LbWireResult, 1);
    if (message == NULL)
        return LB_DELIVER_INPUT;
    deliver(child, message, result);
    return answer(child, result, error) ? LB_DELIVER_DONE : LB_DELIVER_OUTPUT;
}

int
lb_deliver_run(int in, int out)
{
    g_autoptr(Child) child = g_new0(Child, 1);
    g_autoptr(GError) error = NULL;
    child->in = in;
    child->out = out;
    child->lines = lb_lines_new(LB_WIRE_LIMIT);
    prepare_process();
    if (!read_settings(child, &error)) {
        g_printerr("delivery: %s\n", error != NULL ? error->message : "no settings came");
        return LB_DELIVER_INPUT;
    }
    LbDeliverEnd end = LB_DELIVER_DONE;
    for (bool ended = false; end == LB_DELIVER_DONE && !ended;)
        end = serve(child, &ended, &error);
    if (error != NULL)
        g_printerr("delivery: %s\n", error->message);
    return (int)end;
}
