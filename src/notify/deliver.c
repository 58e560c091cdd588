/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The delivery child. Knows no database and no retries: it tries once and says what happened. */
#include "notify/deliver.h"

#include <glib.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/late.h"
#include "base/lines.h"
#include "base/locale.h"
#include "base/spawn.h"
#include "notify/compose.h"
#include "notify/curl.h"
#include "notify/error.h"
#include "notify/maildir.h"
#include "notify/smtp.h"
#include "notify/wire.h"

/* Whether a message may leave: what lockboxd says of it. */
typedef enum { WORD_AWAITED, WORD_LEAVE, WORD_FORGET } Word;

typedef struct {
    int in, out;
    LbLines *lines;
    LbDeliverySettings *settings;
    LbTransport *transport; /* NULL: the settings cannot work */
    GError *fault;          /* why */
    LbMessage *message;     /* taken and not answered; NULL: none */
    LbEnvelope envelope;    /* of it */
    char *mail;             /* its bytes */
    char *from;             /* its reverse path */
    Word word;              /* on it */
    bool withheld;          /* the word did not come in time */
    bool again;             /* it is tried once more, since then */
    bool over;              /* nothing more is taken */
    LbDeliverEnd end;       /* then: why */
    GError *error;
} Child;

static void
forget_message(Child *child)
{
    g_clear_pointer(&child->message, lb_message_free);
    g_clear_pointer(&child->mail, g_free);
    g_clear_pointer(&child->from, g_free);
}

static void
free_child(Child *child)
{
    forget_message(child);
    lb_lines_free(child->lines);
    lb_transport_free(child->transport);
    lb_delivery_settings_free(child->settings);
    g_clear_error(&child->fault);
    g_clear_error(&child->error);
    g_free(child);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, free_child)

static bool
start_timer(const Child *child, int64_t id)
{
    static const LbLateEnds ends = { LB_DELIVER_TIMEOUT, LB_DELIVER_OUTPUT };
    char words[] = "took too long and was given up";
    LbWireResult result = { id, LB_DELIVERY_LATER, words };
    return lb_late_start(child->out, lb_wire_result_to_line(&result, NULL),
                         child->transport->patience, &ends);
}

/* No core with a password in it; no certificates of some home directory, which libesmtp would look for. What the system says of a
 * failure stands in the outbox: it is in English, whatever language mails are in. */
static void
prepare_process(void)
{
    lb_spawn_guard();
    lb_locale_set_language(NULL);
}

LbTransport *
lb_deliver_transport(const LbDeliverySettings *settings, GError **error)
{
    if (settings->smtp == NULL)
        return lb_maildir_new(settings->maildir);
    return settings->smtp->security == LB_SMTP_TLS ? lb_curl_new(settings->smtp, error)
                                                   : lb_smtp_new(settings->smtp, error);
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
    child->transport = lb_deliver_transport(child->settings, &child->fault);
    return true;
}

static void
stop(Child *child, LbDeliverEnd end)
{
    child->over = true;
    child->end = end;
}

/* Whether something can be read within @wait_ms. lockboxd writes whole lines: the rest of one follows. */
static bool
is_there(const Child *child, int wait_ms)
{
    struct pollfd input = { .fd = child->in, .events = POLLIN };
    return wait_ms < 0 || !lb_lines_is_empty(child->lines) || poll(&input, 1, wait_ms) != 0;
}

/* Takes the next line, if it comes within @wait_ms. The caller frees it. */
static char *
take_line(Child *child, int wait_ms, size_t *length)
{
    char *line = NULL;
    if (child->over || !is_there(child, wait_ms))
        return NULL;
    if (!lb_lines_read(child->lines, child->in, &line, length, &child->error))
        stop(child, child->error == NULL ? LB_DELIVER_DONE : LB_DELIVER_INPUT);
    return line;
}

/* What lockboxd says of the message, if it says so within @wait_ms. Without lockboxd nothing leaves. */
static Word
hear_word(Child *child, int wait_ms)
{
    size_t length = 0;
    LbWireWord word;
    g_autofree char *line = child->word == WORD_AWAITED ? take_line(child, wait_ms, &length) : NULL;
    if (child->over)
        return WORD_FORGET;
    if (line == NULL)
        return child->word;
    if (!lb_wire_word_from_line(line, length, &word, &child->error) ||
        word.id != child->message->id) {
        stop(child, LB_DELIVER_INPUT);
        return WORD_FORGET;
    }
    child->word = word.leave ? WORD_LEAVE : WORD_FORGET;
    return child->word;
}

/* The mail's time stands still meanwhile. */
static bool
permit(gpointer data)
{
    Child *child = data;
    if (child->word == WORD_AWAITED) {
        unsigned left = alarm(0);
        child->withheld = hear_word(child, LB_PERMIT_MS) == WORD_AWAITED;
        alarm(MAX(left, 1));
    }
    return !child->over && child->word == WORD_LEAVE;
}

static void
report(Child *child, LbDelivery delivery, const char *answer)
{
    g_autofree char *safe = lb_answer_make_safe(answer);
    LbWireResult result = { child->message->id, delivery, safe };
    g_autofree char *line = lb_wire_result_to_line(&result, &child->error);
    if (line == NULL || !lb_fd_write_all(child->out, line, strlen(line), &child->error))
        stop(child, LB_DELIVER_OUTPUT);
}

/* Answers for the message that was taken, if it may leave: lockboxd waits for no other answer. One that was only not told so in
 * time stays, to be tried again. */
static void
settle(gpointer data, LbDelivery delivery, const char *answer)
{
    Child *child = data;
    lb_late_stop();
    Word word = hear_word(child, LB_WAIT_LONG);
    bool again = child->withheld && word == WORD_LEAVE;
    child->again = again;
    child->withheld = false;
    if (word == WORD_LEAVE && !again)
        report(child, delivery, answer);
    if (!again)
        forget_message(child);
}

static bool
take_message(Child *child, int wait_ms)
{
    size_t length = 0;
    g_autofree char *line = take_line(child, wait_ms, &length);
    if (line == NULL)
        return false;
    child->word = WORD_AWAITED;
    child->message = lb_wire_message_from_line(line, length, &child->error);
    if (child->message == NULL)
        stop(child, LB_DELIVER_INPUT);
    return child->message != NULL;
}

/* Starts the time of the mail. False: it was answered. */
static bool
begin(Child *child)
{
    if (start_timer(child, child->message->id))
        return true;
    settle(child, LB_DELIVERY_LATER, "no timer for the delivery");
    return false;
}

/* Makes the mail of the message, and starts its time. False: it was answered. */
static bool
prepare(Child *child)
{
    g_autoptr(GError) error = NULL;
    const LbMessage *message = child->message;
    const LbSite *site = child->settings->site;
    size_t length = 0;
    child->mail = lb_mail_compose(site, message, &length, &error);
    if (child->mail == NULL) {
        bool hopeless = g_error_matches(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_MESSAGE);
        settle(child, hopeless ? LB_DELIVERY_REFUSED : LB_DELIVERY_LATER, error->message);
        return false;
    }
    child->from = lb_reverse_path(site, message->token);
    child->envelope = (LbEnvelope){ .from = child->from,
                                    .to = message->address,
                                    .message_id = message->message_id,
                                    .queued = message->queued,
                                    .bytes = child->mail,
                                    .length = length };
    return begin(child);
}

static const LbEnvelope *
next_mail(gpointer data, int wait_ms)
{
    Child *child = data;
    bool again = child->again;
    child->again = false;
    if (again && begin(child))
        return &child->envelope;
    while (take_message(child, wait_ms))
        if (prepare(child))
            return &child->envelope;
    return NULL;
}

static void
answer_with_fault(Child *child)
{
    while (take_message(child, LB_WAIT_LONG))
        settle(child, LB_DELIVERY_LATER, child->fault->message);
}

int
lb_deliver_run(int in, int out)
{
    g_autoptr(Child) child = g_new0(Child, 1);
    const LbMails mails = { next_mail, permit, settle, child };
    child->in = in;
    child->out = out;
    child->lines = lb_lines_new(LB_WIRE_LIMIT);
    prepare_process();
    if (!read_settings(child, &child->error)) {
        g_printerr("delivery: %s\n",
                   child->error != NULL ? child->error->message : "no settings came");
        return LB_DELIVER_INPUT;
    }
    while (!child->over && child->transport != NULL)
        lb_transport_run(child->transport, &mails);
    answer_with_fault(child);
    if (child->error != NULL)
        g_printerr("delivery: %s\n", child->error->message);
    return (int)child->end;
}
