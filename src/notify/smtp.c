/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery by libesmtp; the only file that knows it.
 *
 * libesmtp says "sent" although AUTH, TLS or the certificate failed, and goes on with MAIL after a failed
 * AUTH. So its word counts little here: next_bytes() is the gate that hands the mail over only on a
 * connection that is as wanted, and judge() believes only in the codes of the server. */
#include "notify/smtp.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include <openssl/ssl.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "base/clock.h"
#include "notify/talk.h"
#include "notify/tls.h"

typedef struct {
    LbTransport base;
    const LbSmtpSettings *settings;
    SSL_CTX *tls; /* NULL: security none */
} LbSmtp;

/* One delivery, as far as the callbacks of libesmtp have come with it. */
typedef struct {
    const LbSmtp *smtp;
    const LbEnvelope *envelope;
    LbTalk *talk;
    smtp_message_t message;     /* borrowed from the session */
    smtp_recipient_t recipient; /* borrowed from the session */
    bool secured;               /* TLS is up, the certificate is the right one */
    const char *distrust;       /* why the certificate was not taken; NULL: it was, or none came */
    size_t handed_over;         /* bytes of the mail */
    int64_t last_line;          /* boot clock when libesmtp last took a line; 0: not yet */
    bool complete;              /* libesmtp has been told that there is no more */
} Attempt;

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

static bool
may_hand_over(const Attempt *attempt)
{
    const LbSmtp *smtp = attempt->smtp;
    return !attempt->talk->injected && (smtp->tls == NULL || attempt->secured) &&
           (smtp->settings->user == NULL || attempt->talk->authenticated);
}

static int
step_timeout(const LbSmtpSettings *settings)
{
    return settings->timeout_ms / 2;
}

/* When a write times out, libesmtp drops what it could not write and goes on with the next line: the mail
 * would arrive with a hole. That time passed between two lines is what can be noticed of it. */
static bool
was_stuck(Attempt *attempt)
{
    LbClockReading now;
    if (!lb_clock_read(lb_clock_system(), &now, NULL))
        return true;
    int64_t waited = attempt->last_line == 0 ? 0 : now.boot - attempt->last_line;
    attempt->last_line = now.boot;
    return waited >= (int64_t)step_timeout(attempt->smtp->settings) * 1000 * 9 / 10;
}

/* Gives libesmtp the mail line by line. An errno makes it drop the connection without the final dot. */
static const char *
next_bytes(void **context, int *length, void *data)
{
    (void)context;
    Attempt *attempt = data;
    if (length == NULL) { /* from the beginning */
        attempt->handed_over = 0;
        attempt->last_line = 0;
        return NULL;
    }
    *length = 0;
    bool stuck = was_stuck(attempt);
    if (stuck || !may_hand_over(attempt)) {
        errno = stuck ? ETIMEDOUT : EACCES;
        return NULL;
    }
    const char *line = attempt->envelope->bytes + attempt->handed_over;
    size_t rest = attempt->envelope->length - attempt->handed_over;
    if (rest == 0) {
        attempt->complete = true;
        errno = 0;
        return NULL;
    }
    const char *end = memchr(line, '\n', rest);
    *length = end != NULL ? (int)(end - line) + 1 : (int)rest;
    attempt->handed_over += (size_t)*length;
    return line;
}

/* Bytes of the mail itself are not shown here: libesmtp switches the monitor off for them. */
static void
on_traffic(const char *bytes, int length, int writing, void *data)
{
    Attempt *attempt = data;
    if (length <= 0)
        return;
    if (writing == SMTP_CB_WRITING)
        lb_talk_sent(attempt->talk, bytes, (size_t)length);
    else if (writing == SMTP_CB_READING)
        lb_talk_received(attempt->talk, bytes, (size_t)length);
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

static void
on_event(smtp_session_t session, int event, void *data, ...)
{
    (void)session;
    Attempt *attempt = data;
    va_list arguments;
    va_start(arguments, data);
    switch (event) {
    case SMTP_EV_CONNECT:
        attempt->secured = false;
        lb_talk_connected(attempt->talk, attempt->smtp->tls != NULL);
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        allow_verified_name(arguments);
        break;
    case SMTP_EV_STARTTLS_OK:
        attempt->secured = true;
        lb_talk_secured(attempt->talk);
        break;
    default:
        break;
    }
    va_end(arguments);
}

static int
on_certificate(int trusted, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    Attempt *attempt = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (attempt->talk->injected) {
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }
    if (trusted != 1 && attempt->distrust == NULL)
        attempt->distrust = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
    return trusted;
}

static int
on_auth(auth_client_request_t request, char **result, int fields, void *data)
{
    const Attempt *attempt = data;
    const LbSmtp *smtp = attempt->smtp;
    if (attempt->talk->injected || (smtp->tls != NULL && !attempt->secured))
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

static Session *
open_session(Attempt *attempt, AuthContext *auth)
{
    static const int steps[] = { Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER,
                                 Timeout_DATA2 };
    const LbSmtp *smtp = attempt->smtp;
    g_autoptr(Session) session = smtp_create_session();
    if (session == NULL || !smtp_set_server(session, smtp->settings->server))
        return NULL;
    if (smtp->settings->helo != NULL && !smtp_set_hostname(session, smtp->settings->helo))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        smtp_set_timeout(session, steps[i] | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         step_timeout(smtp->settings));
    smtp_set_eventcb(session, on_event, attempt);
    smtp_set_monitorcb(session, on_traffic, attempt, 0);
    if (smtp->tls != NULL) {
        SSL_CTX_set_app_data(smtp->tls, attempt);
        smtp_starttls_set_ctx(session,
                              smtp->tls); /* takes a reference, which the session gives back */
    }
    smtp_starttls_enable(session, smtp->tls != NULL ? Starttls_REQUIRED : Starttls_DISABLED);
    if (auth != NULL)
        smtp_auth_set_context(session, auth);
    attempt->message = smtp_add_message(session);
    if (attempt->message == NULL ||
        !smtp_set_reverse_path(attempt->message, attempt->envelope->from))
        return NULL;
    attempt->recipient = smtp_add_recipient(attempt->message, attempt->envelope->to);
    smtp_set_messagecb(attempt->message, next_bytes, attempt);
    return attempt->recipient != NULL ? g_steal_pointer(&session) : NULL;
}

static AuthContext *
new_auth(Attempt *attempt)
{
    if (attempt->smtp->settings->user == NULL)
        return NULL;
    AuthContext *auth = auth_create_context();
    if (auth != NULL) {
        auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
        auth_set_interact_cb(auth, on_auth, attempt);
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

static bool
is_success(const smtp_status_t *status)
{
    return status->code / 100 == 2;
}

/* 5xx is about this recipient or this mail, unless it says that we have not logged in or talk nonsense. */
static bool
is_refusal(const smtp_status_t *status)
{
    static const int ours[] = { 500, 502, 503, 530, 534, 535, 538 };
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        if (status->code == ours[i])
            return false;
    return status->code / 100 == 5;
}

/* What happened to a session that did not come to the point, @code being libesmtp's. */
static char *
trouble_words(const Attempt *attempt, int code)
{
    if (attempt->talk->injected)
        return g_strdup("refused to go on: plain text came where only TLS may follow");
    if (attempt->distrust != NULL)
        return g_strdup_printf("the server's certificate: %s", attempt->distrust);
    if (attempt->talk->fault != NULL)
        return g_strdup(attempt->talk->fault);
    if (code == SMTP_ERR_EXTENSION_NOT_AVAILABLE)
        return g_strdup("the server offers no STARTTLS");
    if (code == -EACCES && attempt->smtp->settings->user != NULL && !attempt->talk->authenticated)
        return g_strdup("the server offers no AUTH that can be used");
    char buffer[256] = "";
    if (code == SMTP_ERR_INVAL || smtp_strerror(code, buffer, sizeof buffer) == NULL)
        return g_strdup("the server ended the conversation");
    return g_strdup(buffer);
}

static LbDelivery
judge(const Attempt *attempt, bool ran, int code, char **answer)
{
    const smtp_status_t *recipient = smtp_recipient_status(attempt->recipient);
    const smtp_status_t *message = smtp_message_transfer_status(attempt->message);
    bool as_wanted = may_hand_over(attempt);
    if (ran && as_wanted && attempt->complete && is_success(recipient) && is_success(message)) {
        *answer = status_words(message);
        return LB_DELIVERY_ACCEPTED;
    }
    if (as_wanted && is_refusal(recipient)) {
        *answer = status_words(recipient);
        return LB_DELIVERY_REFUSED;
    }
    if (as_wanted && is_success(recipient) && is_refusal(message)) {
        *answer = status_words(message);
        return LB_DELIVERY_REFUSED;
    }
    *answer = trouble_words(attempt, code);
    return LB_DELIVERY_LATER;
}

/* A server may repeat what it was told: the password, or the lines of AUTH that carried it. */
static void
remove_password(char **words, const LbSmtpSettings *settings)
{
    if (settings->password == NULL || *words == NULL)
        return;
    size_t size = strlen(settings->password);
    g_autoptr(GString) plain = g_string_new(NULL);
    g_string_append_printf(plain, "%c%s%c%s", 0, settings->user, 0, settings->password);
    g_autofree char *login_line = g_base64_encode((const guchar *)settings->password, size);
    g_autofree char *plain_line = g_base64_encode((const guchar *)plain->str, plain->len);
    g_autoptr(GString) text = g_string_new(*words);
    const char *const secrets[] = { plain_line, login_line, settings->password };
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        g_string_replace(text, secrets[i], "[password]", 0);
    explicit_bzero(*words, strlen(*words));
    explicit_bzero(plain->str, plain->len);
    explicit_bzero(login_line, strlen(login_line));
    explicit_bzero(plain_line, strlen(plain_line));
    g_free(*words);
    *words = g_strdup(text->str);
}

static LbDelivery
deliver(LbTransport *transport, const LbEnvelope *envelope, char **answer)
{
    const LbSmtp *smtp = (const LbSmtp *)transport;
    g_autoptr(LbTalk) talk = lb_talk_new();
    Attempt attempt = { .smtp = smtp, .envelope = envelope, .talk = talk };
    g_autoptr(AuthContext) auth = new_auth(&attempt);
    g_autoptr(Session) session = open_session(&attempt, auth);
    if (session == NULL || (auth == NULL && smtp->settings->user != NULL)) {
        *answer = g_strdup("no memory for an SMTP session");
        return LB_DELIVERY_LATER;
    }
    /* libesmtp never clears its error. A call that must fail sets it to what no session can. */
    smtp_set_server(NULL, NULL);
    bool ran = smtp_start_session(session) == 1;
    int code = smtp_errno();
    LbDelivery delivery = judge(&attempt, ran, code, answer);
    remove_password(answer, smtp->settings);
    return delivery;
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
    smtp->base.deliver = deliver;
    smtp->base.free = free_smtp;
    smtp->base.patience = (unsigned)(settings->timeout_ms + 999) / 1000;
    smtp->settings = settings;
    smtp->tls = g_steal_pointer(&tls);
    return &smtp->base;
}
