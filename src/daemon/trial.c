/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that tries whether mail leaves. It reads the configuration itself, so that the password goes through no
 * pipe, and takes it out of whatever it tells. */
#include "daemon/trial.h"

#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/locale.h"
#include "base/random.h"
#include "base/spawn.h"
#include "config/places.h"
#include "daemon/mail.h"
#include "notify/compose.h"
#include "notify/deliver.h"
#include "notify/reply.h"
#include "notify/trace.h"

typedef struct {
    int out;
    const LbSmtpSettings *smtp; /* NULL: there is no password to hide */
    bool mute;                  /* nobody reads any more */
} Teller;

static void
on_step(gpointer data, LbTraceStep step, const char *text)
{
    Teller *teller = data;
    char *shown = g_strdup(text);
    if (teller->smtp != NULL)
        lb_reply_hide_password(&shown, teller->smtp);
    g_autofree char *line = lb_trace_to_line(step, shown);
    g_free(shown);
    if (teller->mute || line == NULL)
        return;
    teller->mute = !lb_fd_write_all(teller->out, line, strlen(line), NULL);
}

static LbTrialOrder *
read_order(int in)
{
    g_autoptr(LbLines) lines = lb_lines_new(LB_TRIAL_LIMIT);
    g_autofree char *line = NULL;
    size_t length = 0;
    return lb_lines_read(lines, in, &line, &length, NULL)
               ? lb_trial_order_from_line(line, length, NULL)
               : NULL;
}

/* libraries look the name up again, and do not say what they found. */
static bool
look_up(const LbTrace *trace, const LbSmtpSettings *smtp)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    g_autofree char *host = lb_smtp_settings_host(smtp);
    struct addrinfo *found = NULL;
    lb_trace_tell(trace, LB_TRACE_LOOKUP, host, -1);
    int code = getaddrinfo(host, NULL, &hints, &found);
    if (code != 0) {
        g_autofree char *words = g_strdup_printf("%s: %s", host, gai_strerror(code));
        lb_trace_tell(trace, code == EAI_AGAIN ? LB_TRACE_LATER : LB_TRACE_UNUSABLE, words, -1);
        return false;
    }
    for (const struct addrinfo *at = found; at != NULL; at = at->ai_next) {
        char address[NI_MAXHOST] = "";
        if (getnameinfo(at->ai_addr, at->ai_addrlen, address, sizeof address, NULL, 0,
                        NI_NUMERICHOST) == 0)
            lb_trace_tell(trace, LB_TRACE_ADDRESS, address, -1);
    }
    freeaddrinfo(found);
    return true;
}

static LbMessage *
new_message(const LbTrialOrder *order, const LbSite *site, GError **error)
{
    LbClockReading now;
    g_autofree char *token = lb_random_hex(lb_random_system(), 16, error);
    if (token == NULL || !lb_clock_read(lb_clock_system(), &now, error))
        return NULL;
    LbMessage *message = lb_message_new();
    message->address = g_strdup(order->address);
    message->language = g_strdup(order->language);
    message->message_id = g_strdup_printf("%s.trial@%s", token, site->host);
    message->token = g_steal_pointer(&token);
    message->queued = now.wall;
    return message;
}

static LbTraceStep
last_step(LbDelivery delivery, const LbDeliverySettings *settings)
{
    if (delivery == LB_DELIVERY_ACCEPTED)
        return settings->smtp != NULL ? LB_TRACE_ACCEPTED : LB_TRACE_STORED;
    return delivery == LB_DELIVERY_REFUSED ? LB_TRACE_REFUSED : LB_TRACE_LATER;
}

/* False with @error when it does not come to a delivery. */
static bool
deliver(const LbTrace *trace, const LbTrialOrder *order, const LbDeliverySettings *settings,
        GError **error)
{
    size_t length = 0;
    g_autofree char *answer = NULL, *from = NULL;
    g_autoptr(LbMessage) message = new_message(order, settings->site, error);
    g_autofree char *mail =
        message != NULL ? lb_mail_compose_trial(settings->site, message, &length, error) : NULL;
    g_autoptr(LbTransport) transport = mail != NULL ? lb_deliver_transport(settings, error) : NULL;
    if (transport == NULL)
        return false;
    from = lb_reverse_path(settings->site, message->token);
    LbEnvelope envelope = { .from = from,
                            .to = message->address,
                            .message_id = message->message_id,
                            .queued = message->queued,
                            .bytes = mail,
                            .length = length };
    transport->trace = trace;
    alarm(transport->patience);
    LbDelivery delivery = lb_transport_deliver(transport, &envelope, &answer);
    alarm(0);
    if (settings->maildir != NULL && delivery == LB_DELIVERY_ACCEPTED) {
        g_free(answer);
        answer = g_strdup(settings->maildir);
    }
    lb_trace_tell(trace, last_step(delivery, settings), answer, -1);
    return true;
}

static bool
try(Teller *teller, const LbTrace *trace, const LbTrialOrder *order, GError **error)
{
    g_autoptr(LbConfig) config = lb_places_read_config(order->config, error);
    if (config == NULL || !lb_mail_check(config, error))
        return false;
    g_autoptr(LbDeliverySettings) settings =
        lb_mail_settings(config, order->data, order->test, error);
    if (settings == NULL)
        return false;
    teller->smtp = settings->smtp;
    bool done = (settings->smtp != NULL && !look_up(trace, settings->smtp)) ||
                deliver(trace, order, settings, error);
    teller->smtp = NULL;
    return done;
}

int
lb_trial_run(int in, int out)
{
    g_autoptr(GError) error = NULL;
    Teller teller = { .out = out };
    const LbTrace trace = { on_step, &teller };
    lb_spawn_guard();
    lb_locale_set_language(NULL); /* the hints know what the system says by its English words */
    signal(SIGALRM, SIG_DFL);
    g_autoptr(LbTrialOrder) order = read_order(in);
    if (order == NULL)
        return 2;
    if (!try(&teller, &trace, order, &error))
        lb_trace_tell(&trace, LB_TRACE_UNUSABLE, error->message, -1);
    return teller.mute ? 1 : 0;
}
