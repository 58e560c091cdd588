/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message to a webhook by lockboxd, and a sentence for each end that it can have. */
#include "operator/hooktrial.h"

#include "base/i18n.h"
#include "operator/beside.h"

#define SLACK 20 /* seconds beside those of the request */

/* The first row that fits; a status of 0 stands for a fault, a fault of NULL for any. */
static const struct {
    int from, to;
    const char *fault;
    LbHookHint hint;
} rows[] = {
    { 200,
      299,
      NULL,
      { LB_OUTCOME_DONE,
        N_("The receiver has taken the message. Whether it has checked the signature, only it can "
           "say.") } },
    { 300,
      399,
      NULL,
      { LB_OUTCOME_REFUSED,
        N_("The receiver names another place, where Lockbox does not follow. Remove this webhook "
           "and add one with the URL at which the way ends.") } },
    { 401,
      403,
      NULL,
      { LB_OUTCOME_REFUSED,
        N_("The receiver does not take it from us. Look whether it has the present secret, as it "
           "was "
           "printed with whsec_ before it, and whether the clocks of both machines are right.") } },
    { 404,
      404,
      NULL,
      { LB_OUTCOME_REFUSED, N_("The server has nothing at this URL. Look at its path.") } },
    { 410,
      410,
      NULL,
      { LB_OUTCOME_REFUSED,
        N_("The receiver wants nothing any more. A webhook that answers so to an event is disabled "
           "at once.") } },
    { 429,
      429,
      NULL,
      { LB_OUTCOME_LATER,
        N_("The receiver asks for patience; Lockbox waits as long as it says.") } },
    { 500,
      599,
      NULL,
      { LB_OUTCOME_LATER, N_("The receiver has trouble of its own; its log says which. Lockbox "
                             "would try again later.") } },
    { 100,
      599,
      NULL,
      { LB_OUTCOME_REFUSED,
        N_("The receiver does not take the message; any answer but 2xx means that. Its log says "
           "why.") } },
    { 0,
      0,
      "url",
      { LB_OUTCOME_FINDINGS,
        N_("This URL cannot be used by the present configuration; [webhooks] of lockbox.conf "
           "has changed since.") } },
    { 0,
      0,
      "refused-address",
      { LB_OUTCOME_FINDINGS,
        N_("The host leads to an address that is not of the public internet. If the receiver is "
           "meant to be there, write its network as allow-networks into [webhooks] of "
           "lockbox.conf.") } },
    { 0,
      0,
      "resolve",
      { LB_OUTCOME_FINDINGS, N_("Nobody knows the host of the URL. Look whether it is written as "
                                "it should be, and whether "
                                "this machine can look names up.") } },
    { 0,
      0,
      "connect",
      { LB_OUTCOME_LATER,
        N_("Nobody takes the connection. The receiver may be down, or a firewall in between.") } },
    { 0,
      0,
      "tls",
      { LB_OUTCOME_FINDINGS,
        N_("The receiver has no certificate that is good for its host. If you trust who signed it, "
           "write the path of their certificate (PEM) as ca-file into [webhooks] of "
           "lockbox.conf.") } },
    { 0,
      0,
      "timeout",
      { LB_OUTCOME_LATER, N_("The receiver took too long. It should answer before it does the "
                             "work; how long it may take is "
                             "timeout in [webhooks] of lockbox.conf.") } },
    { 0,
      0,
      "too-large",
      { LB_OUTCOME_REFUSED, N_("The receiver says far more than an answer needs. Look whether the "
                               "URL is that of a receiver.") } },
    { 0,
      0,
      "protocol",
      { LB_OUTCOME_REFUSED, N_("What answers there does not speak HTTP as it should. Look at host "
                               "and port of the URL.") } },
    { 0, 0, NULL, { LB_OUTCOME_LATER, N_("It did not come to an answer.") } },
};

const LbHookHint *
lb_hook_hint_find(const LbHookResult *result)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (result->status >= rows[i].from && result->status <= rows[i].to &&
            (rows[i].fault == NULL || g_strcmp0(rows[i].fault, result->fault) == 0))
            return &rows[i].hint;
    return &rows[G_N_ELEMENTS(rows) - 1].hint;
}

typedef struct {
    LbHookResult *result; /* NULL: none came */
} Trial;

static bool
take_result(gpointer data, const char *line, size_t length, bool *over, GError **error)
{
    Trial *trial = data;
    *over = true;
    trial->result = lb_hook_result_from_line(line, length, error);
    return trial->result != NULL;
}

LbHookResult *
lb_hook_trial_ask(const LbHookOrder *order, GError **error)
{
    Trial trial = { .result = NULL };
    bool over = false;
    g_autofree char *line = lb_hook_order_to_line(order, error);
    const LbBesideOrder asked = { .argument = LB_HOOK_ARGUMENT,
                                  .text = line,
                                  .limit = LB_HOOK_LIMIT,
                                  .patience = (unsigned)order->timeout + SLACK,
                                  .take = take_result,
                                  .data = &trial };
    if (line == NULL || !lb_beside_ask(&asked, &over, error))
        return NULL;
    return over ? trial.result : lb_hook_result_failed("timeout", "took too long and was given up");
}
