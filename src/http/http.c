/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request by libcurl; the only file here that knows it.
 *
 * libcurl resolves the name and then asks us for each socket: there the address is judged, since what somebody else
 * resolved before would be another question with another answer. */
#include "http/http.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <curl/curl.h>

#include "base/i18n.h"
#include "base/text.h"
#include "config.h"
#include "http/address.h"
#include "http/reply.h"

#define WORDS_MOST 200   /* characters of libcurl's own words */
#define HEADER_MOST 8192 /* bytes of a header of ours */

typedef struct {
    const LbHttpOptions *options;
    bool plain;    /* this request has no TLS */
    char *refused; /* why an address was not tried; NULL: none was refused */
    bool tried;    /* an address was */
    LbHttpTaking taking;
    char error[CURL_ERROR_SIZE];
} Exchange;

static void
clear_exchange(Exchange *exchange)
{
    g_free(exchange->refused);
    lb_http_taking_clear(&exchange->taking);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exchange, clear_exchange)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_slist_free_all)

static curl_socket_t
on_socket(void *data, curlsocktype purpose, struct curl_sockaddr *to)
{
    Exchange *exchange = data;
    LbAddress address;
    const char *why = NULL;
    if (purpose != CURLSOCKTYPE_IPCXN ||
        !lb_address_from_socket(&to->addr, (socklen_t)to->addrlen, &address))
        return CURL_SOCKET_BAD;
    if (!lb_address_may_be_reached(&address, exchange->options->allowed, exchange->plain, &why)) {
        g_autofree char *text = lb_address_to_text(&address);
        g_free(exchange->refused);
        exchange->refused = g_strdup_printf(_("Refused: %s is %s"), text, why);
        return CURL_SOCKET_BAD;
    }
    exchange->tried = true;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
on_line(char *bytes, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    return lb_http_take_line(&exchange->taking, bytes, size * count) ? size * count : 0;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *data)
{
    Exchange *exchange = data;
    if (size * count == 0)
        return 0;
    return lb_http_take_body(&exchange->taking, bytes, size * count) ? size * count : 0;
}

static CURLcode
allow_one_protocol(CURL *handle, bool plain)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
#else
    return curl_easy_setopt(handle, CURLOPT_PROTOCOLS,
                            (long)(plain ? CURLPROTO_HTTP : CURLPROTO_HTTPS));
#endif
}

/* Where it may go, and by what. */
static bool
set_bounds(CURL *handle, const Exchange *exchange)
{
    return allow_one_protocol(handle, exchange->plain) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_NOPROXY, "*") == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) ==
               CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HTTP09_ALLOWED, 0L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HTTP_CONTENT_DECODING, 0L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)exchange->options->timeout_ms) ==
               CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                            (long)exchange->options->timeout_ms) == CURLE_OK;
}

static bool
set_security(CURL *handle, const LbHttpOptions *options)
{
    bool set =
        curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
    if (set && options->ca_file != NULL)
        set = curl_easy_setopt(handle, CURLOPT_CAINFO, options->ca_file) == CURLE_OK &&
              curl_easy_setopt(handle, CURLOPT_CAPATH, NULL) == CURLE_OK;
#if CURL_AT_LEAST_VERSION(7, 87, 0)
    /* A resolver that hangs is not waited for at the end: this process ends soon. */
    if (set)
        set = curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
#endif
    return set;
}

static bool
set_callbacks(CURL *handle, Exchange *exchange)
{
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, exchange->error) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, exchange) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_line) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERDATA, exchange) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange) == CURLE_OK;
}

static bool
set_request(CURL *handle, const LbHttpRequest *request, const CurlList *headers)
{
    bool set = curl_easy_setopt(handle, CURLOPT_URL, request->url) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    if (set && strcmp(request->method, "HEAD") == 0)
        return curl_easy_setopt(handle, CURLOPT_NOBODY, 1L) == CURLE_OK;
    if (set && request->body != NULL)
        set = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) ==
                  CURLE_OK &&
              curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body) == CURLE_OK;
    return set && curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK;
}

static bool
add_header(CurlList **list, const char *header)
{
    CurlList *longer = curl_slist_append(*list, header);
    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

static bool
has_header(const LbHttpRequest *request, const char *name)
{
    for (size_t i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
        if (g_ascii_strncasecmp(request->headers[i], name, strlen(name)) == 0)
            return true;
    return false;
}

/* Those of the request, and against those that libcurl adds by itself: a header without a value takes one away. NULL: no memory. */
static CurlList *
list_headers(const LbHttpRequest *request)
{
    g_autoptr(CurlList) list = NULL;
    bool added = add_header(&list, "Expect:") &&
                 (has_header(request, "Accept:") || add_header(&list, "Accept:")) &&
                 (has_header(request, "Content-Type:") || add_header(&list, "Content-Type:")) &&
                 (has_header(request, "User-Agent:") ||
                  add_header(&list, "User-Agent: Lockbox/" PACKAGE_VERSION));
    for (size_t i = 0; added && request->headers != NULL && request->headers[i] != NULL; i++)
        added = add_header(&list, request->headers[i]);
    return added ? g_steal_pointer(&list) : NULL;
}

static bool
is_token_character(char byte)
{
    return g_ascii_isalnum(byte) || (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

/* RFC 9110, section 5: a token, a colon, a value with something in it. */
static bool
is_header(const char *header)
{
    static const char *const framing[] = { "host",    "content-length", "transfer-encoding",
                                           "te",      "trailer",        "connection",
                                           "upgrade", "expect",         "keep-alive" };
    size_t name = strcspn(header, ":");
    if (name == 0 || header[name] != ':' || strlen(header) > HEADER_MOST)
        return false;
    for (size_t i = 0; i < name; i++)
        if (!is_token_character(header[i]))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(framing); i++)
        if (strlen(framing[i]) == name && g_ascii_strncasecmp(header, framing[i], name) == 0)
            return false;
    const char *value = header + name + 1;
    for (const char *byte = value; *byte != '\0'; byte++)
        if (*byte < 0x20 || *byte > 0x7e)
            return false;
    return g_ascii_strncasecmp(header, "proxy-", 6) != 0 && strspn(value, " ") < strlen(value);
}

static bool
check_request(const LbHttpOptions *options, const LbHttpRequest *request, GError **error)
{
    static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", NULL };
    bool asks = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    const char *fault = NULL;
    size_t count = 0;
    for (; request->headers != NULL && request->headers[count] != NULL; count++)
        if (!is_header(request->headers[count]))
            fault = "a header";
    if (count > LB_HTTP_HEADERS_MOST)
        fault = "the number of headers";
    if (!g_strv_contains(methods, request->method) || (asks && request->body != NULL))
        fault = "the method";
    if (options->timeout_ms == 0 || options->reply_limit > LB_HTTP_BODY_MOST)
        fault = "a limit";
    if (fault != NULL)
        g_set_error(error, LB_HTTP_ERROR, LB_HTTP_ERROR_REQUEST,
                    _("This request cannot be sent (%s)"), fault);
    return fault == NULL;
}

/* What libcurl's numbers mean here; all others are FAILED. */
static const struct {
    CURLcode code;
    LbHttpError error;
    const char *words;
} meanings[] = {
    { CURLE_COULDNT_RESOLVE_HOST, LB_HTTP_ERROR_RESOLVE, N_("The name leads nowhere") },
    { CURLE_COULDNT_CONNECT, LB_HTTP_ERROR_CONNECT, N_("Nobody takes the connection") },
    { CURLE_PEER_FAILED_VERIFICATION, LB_HTTP_ERROR_TLS, N_("The certificate is not good") },
    { CURLE_SSL_CONNECT_ERROR, LB_HTTP_ERROR_TLS, N_("No TLS comes about") },
    { CURLE_SSL_CACERT_BADFILE, LB_HTTP_ERROR_TLS,
      N_("The file of trusted certificates cannot be used") },
    { CURLE_SSL_CIPHER, LB_HTTP_ERROR_TLS, N_("No TLS comes about") },
    { CURLE_OPERATION_TIMEDOUT, LB_HTTP_ERROR_TIMEOUT, N_("There was no end within the time") },
    { CURLE_GOT_NOTHING, LB_HTTP_ERROR_PROTOCOL, N_("The server said nothing") },
    { CURLE_WEIRD_SERVER_REPLY, LB_HTTP_ERROR_PROTOCOL, N_("The server does not speak HTTP") },
    { CURLE_UNSUPPORTED_PROTOCOL, LB_HTTP_ERROR_PROTOCOL, N_("The server does not speak HTTP") },
    { CURLE_PARTIAL_FILE, LB_HTTP_ERROR_PROTOCOL, N_("The reply broke off") },
    { CURLE_RECV_ERROR, LB_HTTP_ERROR_PROTOCOL, N_("The reply broke off") },
    { CURLE_SEND_ERROR, LB_HTTP_ERROR_PROTOCOL, N_("The request broke off") },
    { CURLE_BAD_CONTENT_ENCODING, LB_HTTP_ERROR_PROTOCOL, N_("The server does not speak HTTP") },
    { CURLE_HTTP2, LB_HTTP_ERROR_PROTOCOL, N_("The server does not speak HTTP") },
};

static void
tell_fault(const Exchange *exchange, CURLcode code, GError **error)
{
    if (exchange->taking.too_large) {
        g_set_error_literal(error, LB_HTTP_ERROR, LB_HTTP_ERROR_TOO_LARGE,
                            _("The reply is larger than what is taken"));
        return;
    }
    if (exchange->refused != NULL && !exchange->tried) {
        g_set_error_literal(error, LB_HTTP_ERROR, LB_HTTP_ERROR_REFUSED_ADDRESS, exchange->refused);
        return;
    }
    const char *said = exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(code);
    g_autofree char *detail = lb_text_brief(said, -1, WORDS_MOST);
    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
        if (meanings[i].code != code)
            continue;
        g_set_error(error, LB_HTTP_ERROR, (int)meanings[i].error, "%s (%s)", _(meanings[i].words),
                    detail);
        return;
    }
    g_set_error(error, LB_HTTP_ERROR, LB_HTTP_ERROR_FAILED, _("The request failed (%s)"), detail);
}

/* The address that answered: several may have been tried at once. The caller frees it. */
static char *
find_peer(CURL *handle)
{
    LbAddress address;
    const char *text = NULL;
    bool known = curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &text) == CURLE_OK &&
                 text != NULL && lb_address_parse(text, &address);
    return known ? lb_address_to_text(&address) : NULL;
}

static bool
is_started(void)
{
    static gsize once;
    if (g_once_init_enter(&once)) {
        bool good = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        signal(SIGPIPE, SIG_IGN);
        g_once_init_leave(&once, good ? 1 : 2);
    }
    return once == 1;
}

/* Whether the answer is known, whatever became of its body. Interim ones are none. */
static bool
is_answered(const Exchange *exchange, long status)
{
    return exchange->options->by_head && exchange->taking.complete && status >= 200 &&
           status <= 599;
}

/* What Retry-After asks for (RFC 9110, 10.2.3): seconds, or a date, which is one of their clock, as the @date of the same answer is. */
static int
read_retry_after(const char *text, const char *date)
{
    guint64 seconds = 0;
    if (text == NULL || *text == '\0')
        return 0;
    if (text[strspn(text, "0123456789")] == '\0')
        return g_ascii_string_to_unsigned(text, 10, 0, LB_HTTP_RETRY_MOST, &seconds, NULL)
                   ? (int)seconds
                   : LB_HTTP_RETRY_MOST;
    time_t until = curl_getdate(text, NULL), now = date != NULL ? curl_getdate(date, NULL) : -1;
    if (now == -1)
        now = time(NULL);
    return until == -1 ? 0 : (int)CLAMP(until - now, 0, LB_HTTP_RETRY_MOST);
}

LbHttpReply *
lb_http_send(const LbHttpOptions *options, const LbHttpRequest *request, GError **error)
{
    if (!check_request(options, request, error) || !lb_http_url_check(request->url, options, error))
        return NULL;
    g_auto(Exchange)
        exchange = { .options = options, .plain = g_str_has_prefix(request->url, "http:") };
    lb_http_taking_begin(&exchange.taking, options->reply_limit);
    g_autoptr(CurlList) headers = list_headers(request);
    g_autoptr(CURL) handle = is_started() ? curl_easy_init() : NULL;
    if (headers == NULL || handle == NULL || !set_bounds(handle, &exchange) ||
        !set_security(handle, options) || !set_callbacks(handle, &exchange) ||
        !set_request(handle, request, headers)) {
        g_set_error(error, LB_HTTP_ERROR, LB_HTTP_ERROR_FAILED, _("The request failed (%s)"),
                    "libcurl");
        return NULL;
    }
    CURLcode code = curl_easy_perform(handle);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && (status < 100 || status > 599))
        code = CURLE_WEIRD_SERVER_REPLY;
    /* libcurl takes the end of the connection for the end of the head. */
    if (code == CURLE_OK && !exchange.taking.complete)
        code = CURLE_PARTIAL_FILE;
    if (code != CURLE_OK && !is_answered(&exchange, status)) {
        tell_fault(&exchange, code, error);
        return NULL;
    }
    LbHttpReply *reply = lb_http_taking_end(&exchange.taking);
    reply->retry_after = read_retry_after(exchange.taking.retry_after, exchange.taking.date);
    reply->status = status;
    reply->peer = find_peer(handle);
    return reply;
}
