/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of ticket systems, and orders carried out by one of them. */
#include "tickets/adapter.h"

#include "base/text.h"
#include "core/terms.h"

static const LbTicketAdapter *const adapters[] = { &lb_rt_adapter };

static const LbTicketsOutcome outcomes[] = {
    [LB_TICKETS_ERROR_SETTINGS] = LB_TICKETS_REFUSED,
    [LB_TICKETS_ERROR_MISSING] = LB_TICKETS_MISSING,
    [LB_TICKETS_ERROR_GONE] = LB_TICKETS_GONE,
    [LB_TICKETS_ERROR_REFUSED] = LB_TICKETS_REFUSED,
    [LB_TICKETS_ERROR_LATER] = LB_TICKETS_LATER,
    [LB_TICKETS_ERROR_FAULT] = LB_TICKETS_FAULT,
};

const LbTicketAdapter *
lb_ticket_adapter_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(adapters); i++)
        if (g_strcmp0(adapters[i]->name, name) == 0)
            return adapters[i];
    return NULL;
}

static bool
carry_out(const LbTicketAdapter *adapter, LbExchange *exchange, const LbTicketsOrder *order,
          LbTicketsAnswer *answer, GError **error)
{
    if (order->act != LB_TICKETS_TEST && !adapter->is_id(order->ticket)) {
        g_set_error(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_MISSING,
                    "no ticket there is called %s", order->ticket);
        return false;
    }
    switch (order->act) {
    case LB_TICKETS_TEST:
        return adapter->test(exchange, &answer->words, error);
    case LB_TICKETS_COMMENT:
        return adapter->comment(exchange, order, error);
    case LB_TICKETS_FETCH:
        break;
    }
    g_autoptr(GError) fault = NULL;
    answer->ticket = adapter->fetch(exchange, order->ticket, order->version, &fault);
    if (fault != NULL) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (answer->ticket == NULL)
        answer->outcome = LB_TICKETS_UNCHANGED;
    return true;
}

LbTicketsAnswer *
lb_ticket_adapter_run(const LbTicketAdapter *adapter, LbExchange *exchange,
                      const LbTicketsOrder *order)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicketsAnswer) answer = g_new0(LbTicketsAnswer, 1);
    answer->id = order->id;
    answer->outcome = LB_TICKETS_DONE;
    lb_exchange_begin(exchange);
    if (!carry_out(adapter, exchange, order, answer, &error)) {
        answer->outcome = outcomes[error->code];
        answer->retry_after = lb_exchange_retry_after(exchange);
        g_clear_pointer(&answer->words, g_free);
    }
    const char *words = error != NULL ? error->message : answer->words;
    char *brief = lb_text_brief(words != NULL ? words : "", -1, LB_LIMIT_LINE);
    g_free(answer->words);
    answer->words = brief;
    return g_steal_pointer(&answer);
}
