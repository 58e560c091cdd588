/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process that sends one message to a webhook. */
#include "daemon/hookrun.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "base/text.h"
#include "daemon/error.h"
#include "http/http.h"

#define REPLY_MOST (64 * 1024)
#define SHOWN 120 /* characters of a reply's body */
#define SLACK 5   /* seconds, for what libcurl does not count */

static LbHookOrder *
read_order(int in)
{
    g_autoptr(LbLines) lines = lb_lines_new(LB_HOOK_LIMIT);
    g_autofree char *line = NULL;
    size_t length = 0;
    return lb_lines_read(lines, in, &line, &length, NULL)
               ? lb_hook_order_from_line(line, length, NULL)
               : NULL;
}

/* "HTTP 401", and how the body begins where something was wrong: receivers say there what. */
static LbHookResult *
describe(const LbHttpReply *reply)
{
    LbHookResult *result = g_new0(LbHookResult, 1);
    bool good = reply->status >= 200 && reply->status <= 299;
    g_autofree char *said =
        good ? g_strdup("") : lb_text_brief(reply->body, (gssize)reply->length, SHOWN);
    g_autofree char *words =
        g_strdup_printf("HTTP %ld%s%s", reply->status, *said != '\0' ? ": " : "", said);
    result->status = (int)reply->status;
    result->retry_after = reply->retry_after;
    result->peer = g_strdup(reply->peer);
    result->words = lb_text_brief(words, -1, LB_HOOK_WORDS_LIMIT);
    return result;
}

static LbHookResult *
send_order(const LbHookOrder *order)
{
    g_autoptr(GError) error = NULL;
    g_ptr_array_add(order->headers, NULL);
    g_ptr_array_add(order->allowed, NULL);
    const LbHttpOptions options = { .allowed = (const char *const *)order->allowed->pdata,
                                    .plain = order->plain,
                                    .ca_file = order->ca_file,
                                    .timeout_ms = (unsigned)order->timeout * 1000,
                                    .reply_limit = REPLY_MOST,
                                    .by_head = true };
    const LbHttpRequest request = { .method = "POST",
                                    .url = order->url,
                                    .headers = (const char *const *)order->headers->pdata,
                                    .body = order->body,
                                    .length = strlen(order->body) };
    g_autoptr(LbHttpReply) reply = lb_http_send(&options, &request, &error);
    if (reply != NULL)
        return describe(reply);
    return lb_hook_result_failed(lb_names_get(lb_http_error_names, error->code), error->message);
}

int
lb_hook_run(int in, int out)
{
    lb_spawn_guard();
    signal(SIGALRM, SIG_DFL);
    g_autoptr(LbHookOrder) order = read_order(in);
    if (order == NULL)
        return 2;
    alarm((unsigned)order->timeout + SLACK);
    g_autoptr(LbHookResult) result = send_order(order);
    alarm(0);
    g_autofree char *line = lb_hook_result_to_line(result, NULL);
    return line != NULL && lb_fd_write_all(out, line, strlen(line), NULL) ? 0 : 1;
}

bool
lb_hook_check(const LbConfig *config, GError **error)
{
    g_autoptr(GError) fault = NULL;
    guint count = 0;
    for (char **network = config->hook_networks; network != NULL && *network != NULL; network++)
        if (++count <= LB_CONFIG_NETWORKS_MOST && fault == NULL)
            lb_http_network_check(*network, &fault);
    if (fault == NULL && count <= LB_CONFIG_NETWORKS_MOST)
        return true;
    g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                "[webhooks] allow-networks: %s",
                fault != NULL ? fault->message : "there are too many");
    return false;
}
