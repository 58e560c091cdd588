/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery by libesmtp; the only file that knows it.
 *
 * libesmtp says "sent" although AUTH, TLS or the certificate failed, and goes on with MAIL after a failed
 * AUTH. So its word counts little here: next_bytes() is the gate that hands the mail over only on a
 * connection that is as wanted, and judge() believes only in the codes of the server.
 *
 * A session goes on as long as libesmtp finds another message behind the one that is over. It looks right after it has
 * told how that went; so the next mail is taken, and added, while it tells. */
#include "notify/smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/ssl.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "base/clock.h"
#include "base/file.h"
#include "notify/reply.h"
#include "notify/talk.h"
#include "notify/tls.h"

#define MAILS_MOST 100           /* in a session; servers allow about as many */
#define AGE_MOST (5 * LB_MINUTE) /* of a session that takes another mail */
#define WAIT_MS 2000             /* for another mail; servers wait longer */
#define CLOSING 421              /* "service not available, closing transmission channel" */

typedef struct {
    LbTransport base;
    const LbSmtpSettings *settings;
    SSL_CTX *tls; /* NULL: security none */
} LbSmtp;

/* One session, as far as the callbacks of libesmtp have come with it. */
typedef struct {
    const LbSmtp *smtp;
    const LbMails *mails;
    LbTalk *talk;
    int socket;           /* libesmtp's, most likely */
    bool connected;       /* it is a connection */
    bool data;            /* the mail is taken by DATA, not in chunks */
    int64_t began;        /* boot clock */
    int settled;          /* mails */
    bool secured;         /* TLS is up, the certificate is the right one */
    const char *distrust; /* why the certificate was not taken; NULL: it was, or none came */

    /* The mail under way. */
    const LbEnvelope *envelope; /* NULL: none */
    smtp_message_t message;     /* borrowed from the session; NULL: not added to it */
    smtp_recipient_t recipient; /* borrowed from the session */
    size_t handed_over;         /* bytes of the mail */
    int64_t last_line;          /* boot clock when libesmtp last took a line; 0: not yet */
    bool complete;              /* libesmtp has been told that there is no more */
    int replies;                /* whole ones that had come by then */
    bool answered; /* libesmtp found no fault with the last one, which it alone sees of BDAT */
} Conversation;

#ifdef __SANITIZE_ADDRESS__
/* libesmtp compares header names of known length that have no NUL at their end, which strict_string_checks
 * takes for an overflow. */
extern const char *__asan_default_suppressions(void);
const char *
__asan_default_suppressions(void)
{
    return "interceptor_via_lib:libesmtp\n";
}
#endif

typedef struct auth_context AuthContext;
static void
free_auth(AuthContext *context)
{
    auth_destroy_context(context);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuthContext, free_auth)

typedef struct smtp_session Session;
static void
free_session(Session *session)
{
    smtp_destroy_session(session);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, free_session)

/* Whether the connection is what the settings want. */
static bool
is_as_wanted(const Conversation *conversation)
{
    const LbSmtp *smtp = conversation->smtp;
    return !conversation->talk->injected && (smtp->tls == NULL || conversation->secured) &&
           (smtp->settings->user == NULL || conversation->talk->authenticated);
}

/* Answers that nobody asked for would be taken for those to what is said next. What cannot be broken off is not begun. */
static bool
may_hand_over(const Conversation *conversation)
{
    return is_as_wanted(conversation) && conversation->connected && !conversation->talk->unasked;
}

static int64_t
boot_time(void)
{
    LbClockReading now;
    return lb_clock_read(lb_clock_system(), &now, NULL) ? now.boot : G_MAXINT64;
}

static int
step_timeout(const LbSmtpSettings *settings)
{
    return settings->timeout_ms / 2;
}

/* When a write times out, libesmtp drops what it could not write and goes on with the next line: the mail
 * would arrive with a hole. That time passed between two lines is what can be noticed of it. */
static bool
was_stuck(Conversation *conversation)
{
    int64_t now = boot_time();
    int64_t waited = conversation->last_line == 0 ? 0 : now - conversation->last_line;
    conversation->last_line = now;
    return waited >= (int64_t)step_timeout(conversation->smtp->settings) * 1000 * 9 / 10;
}

/* While the mail is handed over line by line, what libesmtp writes of it is kept together. */
static void
cork(const Conversation *conversation, int corked)
{
    setsockopt(conversation->socket, IPPROTO_TCP, TCP_CORK, &corked, sizeof corked);
}

/* An errno makes libesmtp drop the connection without the end of the mail. In chunks (BDAT) it has written that to its buffer by the time
 * it looks; so that this depends on nothing, nothing can go out any more. */
static const char *
break_off(const Conversation *conversation, int code)
{
    if (conversation->connected)
        shutdown(conversation->socket, SHUT_RDWR);
    errno = code;
    return NULL;
}

/* Gives libesmtp the mail line by line. */
static const char *
next_bytes(void **context, int *length, void *data)
{
    (void)context;
    Conversation *conversation = data;
    if (length == NULL) { /* from the beginning */
        conversation->handed_over = 0;
        conversation->last_line = 0;
        return NULL;
    }
    *length = 0;
    bool stuck = was_stuck(conversation);
    if (stuck || !may_hand_over(conversation))
        return break_off(conversation, stuck ? ETIMEDOUT : EACCES);
    const char *line = conversation->envelope->bytes + conversation->handed_over;
    size_t rest = conversation->envelope->length - conversation->handed_over;
    if (rest == 0)
        cork(conversation, 0);
    if (rest == 0 && !lb_mails_permit(conversation->mails))
        return break_off(conversation, ECANCELED);
    if (rest == 0) {
        conversation->complete = true;
        conversation->replies = conversation->talk->replies;
        lb_talk_sent(conversation->talk, ".\r\n", 3); /* what follows, out of our sight */
        errno = 0;
        return NULL;
    }
    if (conversation->handed_over == 0 && conversation->data)
        cork(conversation, 1);
    const char *end = memchr(line, '\n', rest);
    *length = end != NULL ? (int)(end - line) + 1 : (int)rest;
    conversation->handed_over += (size_t)*length;
    return line;
}

/* Bytes of the mail itself are not shown here: libesmtp switches the monitor off for them. */
static void
on_traffic(const char *bytes, int length, int writing, void *data)
{
    Conversation *conversation = data;
    if (length <= 0)
        return;
    /* Chunks are answered one by one, and not shown here. */
    conversation->data |=
        writing == SMTP_CB_WRITING && length == 6 && memcmp(bytes, "DATA\r\n", 6) == 0;
    if (writing == SMTP_CB_WRITING)
        lb_talk_sent(conversation->talk, bytes, (size_t)length);
    else if (writing == SMTP_CB_READING)
        lb_talk_received(conversation->talk, bytes, (size_t)length);
}

static int
on_certificate(int trusted, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    Conversation *conversation = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (conversation->talk->injected) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }
    if (X509_STORE_CTX_get_error_depth(store) == 0)
        lb_tls_tell(conversation->talk->trace, X509_STORE_CTX_get_current_cert(store));
    if (trusted != 1 && conversation->distrust == NULL)
        conversation->distrust = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
    return trusted;
}

static int
on_auth(auth_client_request_t request, char **result, int fields, void *data)
{
    const Conversation *conversation = data;
    const LbSmtp *smtp = conversation->smtp;
    if (conversation->talk->injected || (smtp->tls != NULL && !conversation->secured))
        return 0;
    for (int i = 0; i < fields; i++) {
        if ((request[i].flags & AUTH_PASS) != 0)
            result[i] = smtp->settings->password;
        else if ((request[i].flags & AUTH_USER) != 0)
            result[i] = smtp->settings->user;
        else
            result[i] = NULL;
    }
    return 1;
}

static AuthContext *
new_auth(Conversation *conversation)
{
    if (conversation->smtp->settings->user == NULL)
        return NULL;
    AuthContext *auth = auth_create_context();
    if (auth != NULL) {
        auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
        auth_set_interact_cb(auth, on_auth, conversation);
    }
    return auth;
}

static char *
status_words(const smtp_status_t *status)
{
    const char *text = status->text != NULL ? status->text : "";
    if (status->enh_class == 0)
        return g_strdup_printf("%d %s", status->code, text);
    return g_strdup_printf("%d %d.%d.%d %s", status->code, status->enh_class, status->enh_subject,
                           status->enh_detail, text);
}

/* What happened to a mail that did not come to the point, @code being libesmtp's. */
static char *
trouble_words(const Conversation *conversation, int code)
{
    const LbTalk *talk = conversation->talk;
    if (talk->injected)
        return g_strdup("refused to go on: plain text came where only TLS may follow");
    if (conversation->distrust != NULL)
        return g_strdup_printf("the server's certificate: %s", conversation->distrust);
    if (talk->fault != NULL)
        return g_strdup(talk->fault);
    if (talk->unasked)
        return g_strdup("refused to go on: the server answered what was not asked");
    if (code == SMTP_ERR_EXTENSION_NOT_AVAILABLE)
        return g_strdup("the server offers no STARTTLS");
    if (code == -EACCES && conversation->smtp->settings->user != NULL && !talk->authenticated)
        return g_strdup("the server offers no AUTH that can be used");
    char buffer[256] = "";
    if (code == SMTP_ERR_INVAL || smtp_strerror(code, buffer, sizeof buffer) == NULL)
        return g_strdup("the server ended the conversation");
    return g_strdup(buffer);
}

#define NO_ERROR SMTP_ERR_INVAL

/* libesmtp never clears its error. A call that must fail sets it to what no session can. */
static void
forget_error(void)
{
    smtp_set_server(NULL, NULL);
}

/* libesmtp keeps the code of an answer's first line, also when the answer broke off behind it or went on with another code; its
 * text only where all lines had come and had the same code. Of the answers of a server that takes the mail in chunks (BDAT) we
 * see nothing, but libesmtp has an error when the last one is none; the others are compared. */
static bool
was_whole(const Conversation *conversation, const smtp_status_t *status)
{
    const LbTalk *talk = conversation->talk;
    bool seen = talk->replies > conversation->replies;
    return conversation->complete && status->text != NULL &&
           (seen ? talk->code == status->code : conversation->answered);
}

/* What the server's codes say of the mail under way, and in @status the one that says it; NULL: none does. */
static LbDelivery
judge(const Conversation *conversation, const smtp_status_t **status)
{
    *status = NULL;
    if (!is_as_wanted(conversation) || conversation->message == NULL)
        return LB_DELIVERY_LATER;
    const smtp_status_t *sender = smtp_reverse_path_status(conversation->message);
    const smtp_status_t *recipient = smtp_recipient_status(conversation->recipient);
    const smtp_status_t *message = smtp_message_transfer_status(conversation->message);
    bool taken = lb_reply_is_success(recipient->code);
    *status = taken ? message : lb_reply_is_success(sender->code) ? recipient : sender;
    if (taken && lb_reply_is_success(message->code) && was_whole(conversation, message))
        return LB_DELIVERY_ACCEPTED;
    /* A refusal whose last line did not come may be anything. */
    if (lb_reply_is_refusal((*status)->code) && (*status)->text != NULL)
        return LB_DELIVERY_REFUSED;
    *status = NULL;
    return LB_DELIVERY_LATER;
}

static void
settle(Conversation *conversation, LbDelivery delivery, const char *words)
{
    g_autofree char *answer = g_strdup(words);
    lb_reply_hide_password(&answer, conversation->smtp->settings);
    conversation->envelope = NULL;
    conversation->message = NULL;
    conversation->recipient = NULL;
    conversation->settled++;
    conversation->mails->settle(conversation->mails->data, delivery, answer);
}

/* Puts the mail behind those that the session has had. */
static bool
add_mail(Conversation *conversation, smtp_session_t session, const LbEnvelope *envelope)
{
    conversation->envelope = envelope;
    conversation->handed_over = 0;
    conversation->data = false;
    conversation->last_line = 0;
    conversation->complete = false;
    conversation->answered = false;
    lb_talk_forget_fault(conversation->talk);
    smtp_message_t message = smtp_add_message(session);
    if (message == NULL || !smtp_set_reverse_path(message, envelope->from))
        return false;
    conversation->recipient = smtp_add_recipient(message, envelope->to);
    smtp_set_messagecb(message, next_bytes, conversation);
    conversation->message = conversation->recipient != NULL ? message : NULL;
    return conversation->message != NULL;
}

/* One that cannot be added waits for the end of this session and gets another. */
static void
take_next(Conversation *conversation, smtp_session_t session)
{
    bool worn = conversation->settled >= MAILS_MOST || conversation->talk->unasked ||
                boot_time() - conversation->began >= AGE_MOST;
    const LbEnvelope *next =
        worn ? NULL : conversation->mails->next(conversation->mails->data, WAIT_MS);
    if (next != NULL)
        add_mail(conversation, session, next);
}

/* The server has said the last word about the mail under way, or one that stops it. @more: whether libesmtp
 * will look for another message. */
static void
on_said(Conversation *conversation, smtp_session_t session, const smtp_status_t *said, bool more)
{
    const smtp_status_t *status = NULL;
    if (conversation->message == NULL)
        return;
    LbDelivery delivery = judge(conversation, &status);
    int code = said->code;
    /* What broke off has a code, or none, and no words. */
    bool plain = status != NULL || (is_as_wanted(conversation) && said->text != NULL);
    g_autofree char *words = plain ? status_words(status != NULL ? status : said)
                                   : trouble_words(conversation, SMTP_ERR_INVAL);
    settle(conversation, delivery, words);
    if (more && code != CLOSING)
        take_next(conversation, session);
}

static void
on_sender_said(Conversation *conversation, smtp_session_t session, smtp_message_t message)
{
    const smtp_status_t *said = smtp_reverse_path_status(message);
    /* A server that has enough of us says so to the next mail, which then gets a session of its own. */
    bool tired = said->code == CLOSING && conversation->settled > 0;
    if (message == conversation->message && !tired && !lb_reply_is_success(said->code))
        on_said(conversation, session, said, true);
}

static void
on_recipient_said(Conversation *conversation, smtp_session_t session, smtp_recipient_t recipient)
{
    const smtp_status_t *said = smtp_recipient_status(recipient);
    if (recipient == conversation->recipient && !lb_reply_is_success(said->code))
        on_said(conversation, session, said, true);
    else
        forget_error(); /* an address that nobody answered at, perhaps */
}

/* Also when DATA itself was refused: libesmtp has then looked for another message before it tells. */
static void
on_message_said(Conversation *conversation, smtp_session_t session, smtp_message_t message)
{
    const smtp_status_t *said = smtp_message_transfer_status(message);
    if (message == conversation->message)
        conversation->answered = smtp_errno() == NO_ERROR;
    bool clear = (lb_reply_is_success(said->code) || lb_reply_is_fault(said->code)) &&
                 was_whole(conversation, said);
    if (message == conversation->message)
        on_said(conversation, session, said, clear);
}

/* libesmtp's own comparison knows neither the configured name nor addresses; OpenSSL has compared. */
static void
allow_verified_name(va_list arguments)
{
    int *accept = va_arg(arguments, int *);
    (void)va_arg(arguments, const char *);
    SSL *ssl = va_arg(arguments, SSL *);
    *accept = SSL_get_verify_result(ssl) == X509_V_OK;
}

/* The end of a mail is a small packet behind large ones, which the kernel holds back until those are acknowledged, and
 * servers take 40 ms for that. libesmtp does not tell its socket: it is the lowest number that was free. */
static void
send_at_once(Conversation *conversation)
{
    const int yes = 1;
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    conversation->connected =
        getpeername(conversation->socket, (struct sockaddr *)&peer, &size) == 0 &&
        (peer.ss_family == AF_INET || peer.ss_family == AF_INET6);
    if (conversation->connected)
        setsockopt(conversation->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void
on_event(smtp_session_t session, int event, void *data, ...)
{
    Conversation *conversation = data;
    va_list arguments;
    va_start(arguments, data);
    switch (event) {
    case SMTP_EV_CONNECT:
        send_at_once(conversation);
        conversation->secured = false;
        lb_trace_tell(conversation->talk->trace, LB_TRACE_CONNECTED, "", -1);
        lb_talk_connected(conversation->talk, conversation->smtp->tls != NULL);
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        allow_verified_name(arguments);
        break;
    case SMTP_EV_STARTTLS_OK:
        conversation->secured = true;
        lb_trace_tell(conversation->talk->trace, LB_TRACE_SECURED, "TLS 1.2", -1);
        lb_talk_secured(conversation->talk);
        break;
    case SMTP_EV_MAILSTATUS:
        (void)va_arg(arguments, const char *);
        on_sender_said(conversation, session, va_arg(arguments, smtp_message_t));
        break;
    case SMTP_EV_RCPTSTATUS:
        (void)va_arg(arguments, const char *);
        on_recipient_said(conversation, session, va_arg(arguments, smtp_recipient_t));
        break;
    case SMTP_EV_MESSAGESENT:
        on_message_said(conversation, session, va_arg(arguments, smtp_message_t));
        break;
    default:
        break;
    }
    va_end(arguments);
}

static int
lowest_free_descriptor(void)
{
    g_auto(LbFd) fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return fd;
}

static Session *
open_session(Conversation *conversation, AuthContext *auth)
{
    static const int steps[] = { Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER,
                                 Timeout_DATA2 };
    const LbSmtp *smtp = conversation->smtp;
    g_autoptr(Session) session = smtp_create_session();
    if (session == NULL || !smtp_set_server(session, smtp->settings->server))
        return NULL;
    if (smtp->settings->helo != NULL && !smtp_set_hostname(session, smtp->settings->helo))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        smtp_set_timeout(session, steps[i] | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         step_timeout(smtp->settings));
    smtp_set_eventcb(session, on_event, conversation);
    smtp_set_monitorcb(session, on_traffic, conversation, 0);
    /* After a refused recipient no DATA, which would need an answer of its own. */
    smtp_option_require_all_recipients(session, 1);
    if (smtp->tls != NULL) {
        SSL_CTX_set_app_data(smtp->tls, conversation);
        smtp_starttls_set_ctx(session,
                              smtp->tls); /* takes a reference, which the session gives back */
    }
    smtp_starttls_enable(session, smtp->tls != NULL ? Starttls_REQUIRED : Starttls_DISABLED);
    if (auth != NULL)
        smtp_auth_set_context(session, auth);
    return g_steal_pointer(&session);
}

/* Whether the mail that is left over was not even heard of by a server that has had others. */
static bool
deserves_another(const Conversation *conversation)
{
    if (conversation->settled == 0)
        return false;
    if (conversation->message == NULL)
        return true;
    int code = smtp_reverse_path_status(conversation->message)->code;
    return code == 0 || code == CLOSING;
}

/* Begins with @first, and goes on as long as more come and the server takes them. Returns one that needs a
 * session of its own, or NULL. */
static const LbEnvelope *
converse(const LbSmtp *smtp, const LbMails *mails, const LbEnvelope *first)
{
    g_autoptr(LbTalk) talk = lb_talk_new();
    Conversation conversation = {
        .smtp = smtp, .mails = mails, .talk = talk, .began = boot_time()
    };
    talk->trace = smtp->base.trace;
    g_autoptr(AuthContext) auth = new_auth(&conversation);
    g_autoptr(Session) session = open_session(&conversation, auth);
    bool ready = session != NULL && add_mail(&conversation, session, first);
    if (!ready || (auth == NULL && smtp->settings->user != NULL)) {
        settle(&conversation, LB_DELIVERY_LATER, "no memory for an SMTP session");
        return NULL;
    }
    conversation.socket = lowest_free_descriptor();
    forget_error();
    smtp_start_session(session);
    int code = smtp_errno();
    if (conversation.envelope == NULL || deserves_another(&conversation))
        return conversation.envelope;
    const smtp_status_t *status = NULL;
    LbDelivery delivery = judge(&conversation, &status);
    g_autofree char *words =
        status != NULL ? status_words(status) : trouble_words(&conversation, code);
    settle(&conversation, delivery, words);
    return NULL;
}

static void
run(LbTransport *transport, const LbMails *mails)
{
    const LbSmtp *smtp = (const LbSmtp *)transport;
    const LbEnvelope *envelope = mails->next(mails->data, LB_WAIT_LONG);
    while (envelope != NULL)
        envelope = converse(smtp, mails, envelope);
}

static void
free_smtp(LbTransport *transport)
{
    LbSmtp *smtp = (LbSmtp *)transport;
    SSL_CTX_free(smtp->tls);
    g_free(smtp);
}

LbTransport *
lb_smtp_new(const LbSmtpSettings *settings, GError **error)
{
    if (!lb_smtp_settings_check(settings, error))
        return NULL;
    g_return_val_if_fail(settings->security != LB_SMTP_TLS, NULL);
    g_autoptr(SSL_CTX) tls = NULL;
    if (settings->security == LB_SMTP_STARTTLS) {
        tls = lb_tls_context_new(settings, error);
        if (tls == NULL)
            return NULL;
        SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, on_certificate);
    }
    signal(SIGPIPE, SIG_IGN);
    auth_client_init();
    LbSmtp *smtp = g_new0(LbSmtp, 1);
    smtp->base.run = run;
    smtp->base.free = free_smtp;
    smtp->base.patience = (unsigned)(settings->timeout_ms + 999) / 1000;
    smtp->settings = settings;
    smtp->tls = g_steal_pointer(&tls);
    return &smtp->base;
}
