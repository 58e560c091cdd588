/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a ticket system. Knows no kind of system, and believes no answer: JSON is scanned before it is parsed, since the
 * parser has no bound of depth. */
#include "tickets/exchange.h"

#include <string.h>

#include "base/jsonscan.h"
#include "http/http.h"

struct LbExchange {
    const LbTicketSystem *system;
    char *base;          /* its URL without slashes at the end */
    char *credential;    /* header line with the token */
    GPtrArray *networks; /* const char *, NULL at the end */
    int64_t deadline;    /* monotonic, microseconds */
    int calls;           /* of this order */
    int retry_after;
    bool too_large;
};

LbExchange *
lb_exchange_new(const LbTicketSystem *system, const char *credential)
{
    LbExchange *exchange = g_new0(LbExchange, 1);
    exchange->system = system;
    exchange->base = g_strdup(system->url);
    for (size_t length = strlen(exchange->base); length > 0 && exchange->base[length - 1] == '/';)
        exchange->base[--length] = '\0';
    exchange->credential = g_strconcat(credential, system->token, NULL);
    exchange->networks = g_ptr_array_new();
    for (guint i = 0; i < system->networks->len; i++)
        g_ptr_array_add(exchange->networks, g_ptr_array_index(system->networks, i));
    g_ptr_array_add(exchange->networks, NULL);
    lb_exchange_begin(exchange);
    return exchange;
}

void
lb_exchange_free(LbExchange *exchange)
{
    if (exchange == NULL)
        return;
    explicit_bzero(exchange->credential, strlen(exchange->credential));
    g_free(exchange->credential);
    g_free(exchange->base);
    g_ptr_array_unref(exchange->networks);
    g_free(exchange);
}

void
lb_exchange_reply_free(LbExchangeReply *reply)
{
    if (reply == NULL)
        return;
    if (reply->root != NULL)
        json_node_unref(reply->root);
    g_free(reply->version);
    g_free(reply);
}

void
lb_exchange_begin(LbExchange *exchange)
{
    exchange->deadline = g_get_monotonic_time() + (int64_t)exchange->system->timeout_ms * 1000;
    exchange->calls = 0;
    exchange->retry_after = 0;
    exchange->too_large = false;
}

int
lb_exchange_calls(const LbExchange *exchange)
{
    return exchange->calls;
}

int
lb_exchange_retry_after(const LbExchange *exchange)
{
    return exchange->retry_after;
}

bool
lb_exchange_was_too_large(const LbExchange *exchange)
{
    return exchange->too_large;
}

static int
milliseconds_left(const LbExchange *exchange)
{
    return (int)((exchange->deadline - g_get_monotonic_time()) / 1000);
}

static LbHttpReply *
send_call(const LbExchange *exchange, const LbExchangeCall *call, int timeout_ms, GError **error)
{
    g_autofree char *url = g_strconcat(exchange->base, call->path, NULL);
    g_autofree char *body = call->body != NULL ? json_to_string(call->body, FALSE) : NULL;
    g_autofree char *condition =
        call->version != NULL ? g_strconcat("If-None-Match: ", call->version, NULL) : NULL;
    const char *headers[5] = { exchange->credential, "Accept: application/json" };
    size_t count = 2;
    if (body != NULL)
        headers[count++] = "Content-Type: application/json; charset=utf-8";
    if (condition != NULL)
        headers[count] = condition;
    const LbHttpOptions options = {
        .allowed = (const char *const *)exchange->networks->pdata,
        .plain = exchange->system->plain,
        .ca_file = exchange->system->ca_file,
        .timeout_ms = (unsigned)timeout_ms,
        .reply_limit = LB_EXCHANGE_REPLY_MOST,
    };
    const LbHttpRequest request = {
        .method = body != NULL ? "POST" : "GET",
        .url = url,
        .headers = headers,
        .body = body,
        .length = body != NULL ? strlen(body) : 0,
    };
    return lb_http_send(&options, &request, error);
}

/* What a failed transfer means for the order. */
static LbTicketsError
judge_failure(const GError *fault)
{
    switch ((LbHttpError)fault->code) {
    case LB_HTTP_ERROR_URL:
    case LB_HTTP_ERROR_REQUEST:
    case LB_HTTP_ERROR_NETWORK:
    case LB_HTTP_ERROR_REFUSED_ADDRESS:
        return LB_TICKETS_ERROR_REFUSED;
    case LB_HTTP_ERROR_TOO_LARGE:
        return LB_TICKETS_ERROR_FAULT;
    case LB_HTTP_ERROR_RESOLVE:
    case LB_HTTP_ERROR_CONNECT:
    case LB_HTTP_ERROR_TLS:
    case LB_HTTP_ERROR_TIMEOUT:
    case LB_HTTP_ERROR_PROTOCOL:
    case LB_HTTP_ERROR_FAILED:
        break;
    }
    return LB_TICKETS_ERROR_LATER;
}

/* Whether the caller has to judge @status; else @error says what it means whatever was asked. */
static bool
judge_status(long status, GError **error)
{
    static const long handed[] = { 200, 201, 304, 400, 403, 404, 409, 422 };
    for (size_t i = 0; i < G_N_ELEMENTS(handed); i++)
        if (status == handed[i])
            return true;
    if (status == 401)
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_REFUSED,
                    "the ticket system does not accept the token (401)");
    else if (status >= 300 && status < 400)
        g_set_error(
            error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
            "the ticket system answers with a redirection (%ld), which is not followed: its url "
            "has to be where that leads to",
            status);
    else if (status == 408 || status == 425 || status == 429 || status >= 500)
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_LATER,
                    "the ticket system cannot answer now (%ld)", status);
    else
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                    "the ticket system answers %ld, which means nothing here", status);
    return false;
}

/* NULL: it is not JSON in UTF-8, nested deeper than the scan takes, or of more pieces than any ticket system sends. */
static JsonNode *
parse(const char *body, size_t length)
{
    LbJsonScan scan = { 0 };
    size_t used = 0;
    if (!g_utf8_validate(body, (gssize)length, NULL) ||
        lb_json_scan(&scan, body, length, &used) != NULL || !scan.complete ||
        scan.values > LB_EXCHANGE_VALUES_MOST || used + strspn(body + used, " \t\r\n") != length)
        return NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_data(parser, body, (gssize)length, NULL))
        return NULL;
    return json_parser_steal_root(parser);
}

static LbExchangeReply *
take_reply(LbExchange *exchange, const LbHttpReply *got, GError **error)
{
    exchange->retry_after = MAX(exchange->retry_after, got->retry_after);
    if (!judge_status(got->status, error))
        return NULL;
    g_autoptr(LbExchangeReply) reply = g_new0(LbExchangeReply, 1);
    reply->status = got->status;
    if (got->etag != NULL && strlen(got->etag) <= LB_EXTERNAL_VERSION_MOST)
        reply->version = g_strdup(got->etag);
    if (got->status != 304)
        reply->root = parse(got->body, got->length);
    if (reply->root == NULL && got->status < 300) {
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                    "what answers there sends no JSON: its url may lead somewhere else");
        return NULL;
    }
    return g_steal_pointer(&reply);
}

LbExchangeReply *
lb_exchange_call(LbExchange *exchange, const LbExchangeCall *call, GError **error)
{
    g_autoptr(GError) fault = NULL;
    int left = milliseconds_left(exchange);
    exchange->too_large = false;
    if (left <= 0) {
        g_set_error_literal(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_LATER,
                            "the ticket system took too long");
        return NULL;
    }
    if (exchange->calls++ >= LB_EXCHANGE_CALLS_MOST) {
        g_set_error_literal(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_FAULT,
                            "this would take too many questions to the ticket system");
        return NULL;
    }
    g_autoptr(LbHttpReply) got = send_call(exchange, call, left, &fault);
    if (got == NULL) {
        exchange->too_large = fault->code == LB_HTTP_ERROR_TOO_LARGE;
        g_set_error_literal(error, LB_TICKETS_ERROR, judge_failure(fault), fault->message);
        return NULL;
    }
    return take_reply(exchange, got, error);
}
