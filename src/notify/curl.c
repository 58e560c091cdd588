/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery by libcurl; the only file that knows it.
 *
 * libcurl says in one number what became of a transfer, and goes on with MAIL where a server offers no AUTH. So we
 * listen to the conversation ourselves: next_bytes() hands the mail over only on a connection that is as wanted, and
 * judge() believes in the codes of the server alone. */
#include "notify/curl.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "notify/error.h"
#include "notify/reply.h"
#include "notify/talk.h"
#include "notify/tls.h"

#define PORT_DEFAULT "465"
#define WAIT_MS 2000          /* for another mail; servers wait longer */
#define MAILS_MOST 100        /* on a connection; servers allow about as many */
#define AGE_MOST_SECONDS 300L /* of a connection that is used again */
#define CLOSING 421           /* "service not available, closing transmission channel" */

typedef struct {
    LbTransport base;
    const LbSmtpSettings *settings;
    char *url;
    struct curl_slist *route; /* where the name in the URL is really to be found; NULL: there */
} LbCurl;

/* What was said last, and is answered next. */
typedef enum { STEP_OPENING, STEP_SENDER, STEP_RECIPIENT, STEP_DATA, STEP_BODY, STEPS } Step;

/* One libcurl handle and its connection, as far as the callbacks have come. */
typedef struct {
    const LbCurl *curl;
    const LbMails *mails;
    CURL *handle;
    LbTalk *talk;
    bool leaving;  /* no connection is opened any more */
    char *secured; /* how it is encrypted, until that is told; NULL: it was, or is not */
    char error[CURL_ERROR_SIZE];

    /* The mail under way. */
    const LbEnvelope *envelope;
    size_t handed_over; /* bytes of it */
    bool opened;        /* a connection, for it */
    Step step;
    int codes[STEPS];  /* of the replies; 0: none */
    char *said[STEPS]; /* the replies; NULL: none */
} Conversation;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_slist_free_all)

static bool
is_as_wanted(const Conversation *conversation)
{
    return conversation->curl->settings->user == NULL || conversation->talk->authenticated;
}

/* Gives libcurl the mail, which stuffs the dots and adds the final one. */
static size_t
next_bytes(char *buffer, size_t size, size_t count, void *data)
{
    Conversation *conversation = data;
    const LbEnvelope *envelope = conversation->envelope;
    if (!is_as_wanted(conversation) || conversation->talk->unasked)
        return CURL_READFUNC_ABORT;
    size_t part = MIN(size * count, envelope->length - conversation->handed_over);
    bool last = conversation->handed_over + part == envelope->length;
    bool asked = last && conversation->step != STEP_BODY;
    if (asked && (conversation->step != STEP_DATA || !lb_mails_permit(conversation->mails)))
        return CURL_READFUNC_ABORT;
    memcpy(buffer, envelope->bytes + conversation->handed_over, part);
    conversation->handed_over += part;
    if (conversation->handed_over == envelope->length && conversation->step == STEP_DATA) {
        conversation->step = STEP_BODY;
        lb_talk_sent(conversation->talk, ".\r\n", 3);
    }
    return part;
}

static void
take_reply(Conversation *conversation)
{
    const LbTalk *talk = conversation->talk;
    conversation->codes[conversation->step] = talk->code;
    g_free(conversation->said[conversation->step]);
    conversation->said[conversation->step] = g_strdup(talk->said);
}

static Step
find_step(const char *bytes, size_t length)
{
    static const char *const commands[STEPS] = {
        [STEP_SENDER] = "MAIL ", [STEP_RECIPIENT] = "RCPT ", [STEP_DATA] = "DATA"
    };
    for (int step = 0; step < STEPS; step++) {
        size_t size = commands[step] != NULL ? strlen(commands[step]) : 0;
        if (size > 0 && length >= size && memcmp(bytes, commands[step], size) == 0)
            return (Step)step;
    }
    return STEP_OPENING;
}

/* What libcurl says of the connection, for who watches: its own words, but for the headings. */
static void
tell_text(Conversation *conversation, const char *bytes, size_t length)
{
    static const struct {
        const char *begins;
        LbTraceStep step;
    } told[] = {
        { "Connected to ", LB_TRACE_CONNECTED },    { "subject: ", LB_TRACE_CERTIFICATE },
        { "subjectAltName", LB_TRACE_CERTIFICATE }, { "expire date: ", LB_TRACE_CERTIFICATE },
        { "issuer: ", LB_TRACE_CERTIFICATE },
    };
    static const char encrypted[] = "SSL connection using ";
    g_autofree char *text = g_strstrip(g_strndup(bytes, length));
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        size_t skipped = told[i].step == LB_TRACE_CERTIFICATE ? 0 : strlen(told[i].begins);
        if (g_str_has_prefix(text, told[i].begins))
            lb_trace_tell(conversation->talk->trace, told[i].step, text + skipped, -1);
    }
    if (!g_str_has_prefix(text, encrypted))
        return;
    g_free(conversation->secured);
    conversation->secured = g_strdup(text + strlen(encrypted));
}

/* libcurl says how it is encrypted before it has looked at the certificate; without a good one it hears nothing. */
static void
tell_secured(Conversation *conversation)
{
    if (conversation->secured != NULL)
        lb_trace_tell(conversation->talk->trace, LB_TRACE_SECURED, conversation->secured, -1);
    g_clear_pointer(&conversation->secured, g_free);
}

/* Nothing of this is shown or kept but the server's replies, and what is told to who watches. */
static int
on_traffic(CURL *handle, curl_infotype kind, char *bytes, size_t length, void *data)
{
    (void)handle;
    Conversation *conversation = data;
    if (kind == CURLINFO_HEADER_OUT) {
        conversation->step = find_step(bytes, length);
        lb_talk_sent(conversation->talk, bytes, length);
    } else if (kind == CURLINFO_HEADER_IN) {
        int replies = conversation->talk->replies;
        tell_secured(conversation);
        lb_talk_received(conversation->talk, bytes, length);
        if (conversation->talk->replies != replies)
            take_reply(conversation);
    } else if (kind == CURLINFO_TEXT) {
        tell_text(conversation, bytes, length);
    }
    return 0;
}

static curl_socket_t
on_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    Conversation *conversation = data;
    if (conversation->leaving)
        return CURL_SOCKET_BAD;
    conversation->opened = true;
    lb_talk_connected(conversation->talk, false);
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* libcurl keeps a connection on which the last answer did not come, and would take that for the first one to the next
 * mail. It uses none that has ended, nor waits for the answer to its goodbye there, which may be long. */
static void
hang_up(const Conversation *conversation)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(conversation->handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK &&
        socket != CURL_SOCKET_BAD)
        shutdown(socket, SHUT_RDWR);
}

static void
forget_mail(Conversation *conversation)
{
    conversation->handed_over = 0;
    conversation->step = STEP_OPENING;
    conversation->opened = false;
    conversation->error[0] = '\0';
    for (int step = 0; step < STEPS; step++) {
        conversation->codes[step] = 0;
        g_clear_pointer(&conversation->said[step], g_free);
    }
    lb_talk_forget_fault(conversation->talk);
}

static CURLcode
allow_smtps_only(CURL *handle)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtps");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)CURLPROTO_SMTPS);
#endif
}

/* Who is trusted, and what is spoken. */
static bool
set_security(CURL *handle, const LbSmtpSettings *settings)
{
    bool set =
        allow_smtps_only(handle) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_NOPROXY, "*") == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
    if (set && settings->ca_file != NULL)
        set = curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca_file) == CURLE_OK &&
              curl_easy_setopt(handle, CURLOPT_CAPATH, NULL) == CURLE_OK;
    if (set && settings->user != NULL)
        set = curl_easy_setopt(handle, CURLOPT_USERNAME, settings->user) == CURLE_OK &&
              curl_easy_setopt(handle, CURLOPT_PASSWORD, settings->password) == CURLE_OK &&
              curl_easy_setopt(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN") == CURLE_OK;
    return set;
}

static bool
set_callbacks(CURL *handle, Conversation *conversation)
{
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, conversation->error) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_READFUNCTION, next_bytes) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_READDATA, conversation) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, conversation) == CURLE_OK &&
           /* What libcurl would print goes to on_traffic() instead. */
           curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, on_traffic) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_DEBUGDATA, conversation) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L) == CURLE_OK;
}

static CURL *
open_handle(Conversation *conversation)
{
    const LbCurl *curl = conversation->curl;
    g_autoptr(CURL) handle = curl_easy_init();
    long half = MAX(1, curl->settings->timeout_ms / 2000);
    bool set = handle != NULL && set_security(handle, curl->settings) &&
               set_callbacks(handle, conversation) &&
               curl_easy_setopt(handle, CURLOPT_URL, curl->url) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_CONNECT_TO, curl->route) == CURLE_OK &&
               /* SIGALRM is the caller's. */
               curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, half) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, half) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, 1L) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_MAXLIFETIME_CONN, AGE_MOST_SECONDS) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L) == CURLE_OK;
    return set ? g_steal_pointer(&handle) : NULL;
}

/* Whether the mail did not even begin, on a connection that others had used: it is tried on one of its own. */
static bool
deserves_another(const Conversation *conversation)
{
    int code = conversation->codes[STEP_SENDER];
    return !conversation->opened && (code == 0 || code == CLOSING);
}

static CURLcode
transfer(Conversation *conversation)
{
    const LbEnvelope *envelope = conversation->envelope;
    CURL *handle = conversation->handle;
    g_autoptr(CurlList) recipient = curl_slist_append(NULL, envelope->to);
    gint64 deadline =
        g_get_monotonic_time() + (gint64)conversation->curl->settings->timeout_ms * 1000;
    if (recipient == NULL ||
        curl_easy_setopt(handle, CURLOPT_MAIL_FROM, envelope->from) != CURLE_OK ||
        curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipient) != CURLE_OK ||
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)envelope->length) !=
            CURLE_OK)
        return CURLE_OUT_OF_MEMORY;
    CURLcode code = CURLE_OK;
    for (int attempt = 0; attempt < 2; attempt++) {
        gint64 rest = MAX(1, (deadline - g_get_monotonic_time()) / 1000) + LB_PERMIT_MS;
        forget_mail(conversation);
        curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)rest);
        code = curl_easy_perform(handle);
        if (code != CURLE_OK || conversation->talk->unasked)
            hang_up(conversation);
        if (code == CURLE_OK || !deserves_another(conversation))
            break;
    }
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, NULL);
    return code;
}

static char *
trouble_words(const Conversation *conversation, CURLcode code)
{
    const LbTalk *talk = conversation->talk;
    if (talk->fault != NULL)
        return g_strdup(talk->fault);
    if (talk->unasked)
        return g_strdup("refused to go on: the server answered what was not asked");
    if (!is_as_wanted(conversation) && talk->replies > 1)
        return g_strdup("the server offers no AUTH that can be used");
    for (int step = STEPS - 1; step > STEP_OPENING; step--)
        if (conversation->codes[step] != 0 && !lb_reply_is_success(conversation->codes[step]) &&
            step != STEP_DATA)
            return g_strdup(conversation->said[step]);
    return g_strdup(conversation->error[0] != '\0' ? conversation->error
                                                   : curl_easy_strerror(code));
}

static LbDelivery
judge(const Conversation *conversation, CURLcode code, char **answer)
{
    const int *codes = conversation->codes;
    bool taken = lb_reply_is_success(codes[STEP_RECIPIENT]);
    Step last = codes[STEP_BODY] != 0 ? STEP_BODY : STEP_DATA;
    if (!taken)
        last = lb_reply_is_success(codes[STEP_SENDER]) ? STEP_RECIPIENT : STEP_SENDER;
    if (is_as_wanted(conversation) && last == STEP_BODY && lb_reply_is_success(codes[last])) {
        *answer = g_strdup(conversation->said[last]);
        return LB_DELIVERY_ACCEPTED;
    }
    if (is_as_wanted(conversation) && lb_reply_is_refusal(codes[last])) {
        *answer = g_strdup(conversation->said[last]);
        return LB_DELIVERY_REFUSED;
    }
    *answer = trouble_words(conversation, code);
    return LB_DELIVERY_LATER;
}

/* What libcurl says when it ends a connection by itself waits for two minutes. */
static void
say_goodbye(Conversation *conversation)
{
    conversation->leaving = true;
    curl_easy_setopt(conversation->handle, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(conversation->handle, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(conversation->handle, CURLOPT_CUSTOMREQUEST, "QUIT");
    curl_easy_setopt(conversation->handle, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(conversation->handle, CURLOPT_TIMEOUT_MS, (long)WAIT_MS);
    curl_easy_setopt(conversation->handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, 1L);
    curl_easy_perform(conversation->handle);
    hang_up(conversation);
}

static void
deliver(Conversation *conversation)
{
    const LbMails *mails = conversation->mails;
    g_autofree char *answer = NULL;
    CURLcode code = transfer(conversation);
    LbDelivery delivery = judge(conversation, code, &answer);
    lb_reply_hide_password(&answer, conversation->curl->settings);
    mails->settle(mails->data, delivery, answer);
}

static void
run(LbTransport *transport, const LbMails *mails)
{
    const LbCurl *curl = (const LbCurl *)transport;
    g_autoptr(LbTalk) talk = lb_talk_new();
    Conversation conversation = { .curl = curl, .mails = mails, .talk = talk };
    talk->trace = curl->base.trace;
    conversation.envelope = mails->next(mails->data, LB_WAIT_LONG);
    if (conversation.envelope == NULL)
        return;
    g_autoptr(CURL) handle = open_handle(&conversation);
    if (handle == NULL) {
        mails->settle(mails->data, LB_DELIVERY_LATER, "no memory for an SMTP session");
        return;
    }
    conversation.handle = handle;
    for (int count = 1; conversation.envelope != NULL; count++) {
        deliver(&conversation);
        conversation.envelope = count < MAILS_MOST ? mails->next(mails->data, WAIT_MS) : NULL;
    }
    say_goodbye(&conversation);
    forget_mail(&conversation);
    g_free(conversation.secured);
}

static void
free_curl(LbTransport *transport)
{
    LbCurl *curl = (LbCurl *)transport;
    curl_slist_free_all(curl->route);
    g_free(curl->url);
    g_free(curl);
}

/* The name in the URL is the one that the certificate must have; the way leads to the server. */
static void
set_place(LbCurl *curl)
{
    const LbSmtpSettings *settings = curl->settings;
    g_autofree char *host = lb_smtp_settings_host(settings);
    const char *colon = strchr(settings->server, ':');
    const char *port = colon != NULL ? colon + 1 : PORT_DEFAULT;
    const char *name = settings->name != NULL ? settings->name : host;
    curl->url = g_strdup_printf("smtps://%s:%s/%s", name, port,
                                settings->helo != NULL ? settings->helo : "");
    g_autofree char *route = g_strdup_printf("%s:%s:%s:%s", name, port, host, port);
    if (strcmp(name, host) != 0)
        curl->route = curl_slist_append(NULL, route);
}

LbTransport *
lb_curl_new(const LbSmtpSettings *settings, GError **error)
{
    g_return_val_if_fail(settings->security == LB_SMTP_TLS, NULL);
    if (!lb_smtp_settings_check(settings, error))
        return NULL;
    /* A file of certificates that cannot be read is to be told now. */
    g_autoptr(SSL_CTX) trusted = lb_tls_context_new(settings, error);
    if (trusted == NULL)
        return NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        g_set_error_literal(error, LB_NOTIFY_ERROR, LB_NOTIFY_ERROR_SETTINGS, "libcurl fails");
        return NULL;
    }
    signal(SIGPIPE, SIG_IGN);
    LbCurl *curl = g_new0(LbCurl, 1);
    curl->base.run = run;
    curl->base.free = free_curl;
    curl->base.patience = (unsigned)(settings->timeout_ms + 999) / 1000 + 1;
    curl->settings = settings;
    set_place(curl);
    return &curl->base;
}
