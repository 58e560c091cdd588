/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of ticket systems and what they answer: the values, and the form that settings have to have. */
#include "tickets/tickets.h"

#include <string.h>

#include "http/http.h"
#include "tickets/adapter.h"

#define MARK_LEAST 8
#define MARK_MOST 64

G_DEFINE_QUARK(lb_tickets_error, lb_tickets_error)

const LbName lb_tickets_act_names[] = {
    { LB_TICKETS_TEST, "test", NULL },
    { LB_TICKETS_FETCH, "fetch", NULL },
    { LB_TICKETS_COMMENT, "comment", NULL },
    { 0, NULL, NULL },
};

const LbName lb_tickets_outcome_names[] = {
    { LB_TICKETS_DONE, "done", NULL },       { LB_TICKETS_UNCHANGED, "unchanged", NULL },
    { LB_TICKETS_MISSING, "missing", NULL }, { LB_TICKETS_GONE, "gone", NULL },
    { LB_TICKETS_REFUSED, "refused", NULL }, { LB_TICKETS_LATER, "later", NULL },
    { LB_TICKETS_FAULT, "fault", NULL },     { 0, NULL, NULL },
};

LbTicketSystem *
lb_ticket_system_new(void)
{
    LbTicketSystem *system = g_new0(LbTicketSystem, 1);
    system->networks = g_ptr_array_new_with_free_func(g_free);
    system->timeout_ms = LB_TICKETS_TIMEOUT_DEFAULT;
    return system;
}

void
lb_ticket_system_free(LbTicketSystem *system)
{
    if (system == NULL)
        return;
    if (system->token != NULL)
        explicit_bzero(system->token, strlen(system->token));
    g_free(system->kind);
    g_free(system->url);
    g_free(system->token);
    g_free(system->ca_file);
    g_ptr_array_unref(system->networks);
    g_free(system);
}

void
lb_tickets_order_free(LbTicketsOrder *order)
{
    if (order == NULL)
        return;
    g_free(order->ticket);
    g_free(order->version);
    g_free(order->text);
    g_free(order->mark);
    g_free(order);
}

void
lb_tickets_answer_free(LbTicketsAnswer *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->words);
    lb_external_ticket_free(answer->ticket);
    g_free(answer);
}

bool
lb_tickets_is_token(const char *text)
{
    size_t length = strlen(text);
    size_t body =
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
    return body > 0 && length <= LB_TICKETS_TOKEN_MOST && body + strspn(text + body, "=") == length;
}

bool
lb_tickets_is_mark(const char *text)
{
    size_t length = strlen(text);
    return length >= MARK_LEAST && length <= MARK_MOST &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

const char *
lb_tickets_web_page(const char *kind)
{
    const LbTicketAdapter *adapter = lb_ticket_adapter_find(kind);
    return adapter != NULL ? adapter->page : NULL;
}

bool
lb_tickets_is_id(const char *kind, const char *text)
{
    const LbTicketAdapter *adapter = lb_ticket_adapter_find(kind);
    return adapter != NULL && lb_external_is_id(text) && adapter->is_id(text);
}

/* What the rest of the settings would be used for depends on the URL, so that is judged with them. */
static bool
check_place(const LbTicketSystem *system, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GPtrArray) networks = g_ptr_array_new();
    for (guint i = 0; i < system->networks->len; i++)
        g_ptr_array_add(networks, g_ptr_array_index(system->networks, i));
    g_ptr_array_add(networks, NULL);
    const LbHttpOptions options = {
        .allowed = (const char *const *)networks->pdata,
        .plain = system->plain,
        .ca_file = system->ca_file,
        .timeout_ms = LB_TICKETS_TIMEOUT_DEFAULT,
    };
    if (!lb_http_url_check(system->url, &options, &fault)) {
        g_set_error_literal(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_SETTINGS, fault->message);
        return false;
    }
    return true;
}

/* NULL: all is well. */
static const char *
find_fault(const LbTicketSystem *system)
{
    if (system->kind == NULL || lb_ticket_adapter_find(system->kind) == NULL)
        return "this kind of ticket system is not known";
    if (system->url == NULL)
        return "a ticket system needs an URL";
    /* Paths of its interface are put behind it. */
    if (strpbrk(system->url, "?#") != NULL)
        return "the URL of a ticket system has no \"?\" and no \"#\"";
    if (system->ca_file != NULL && !g_path_is_absolute(system->ca_file))
        return "the file of certificates needs an absolute path";
    if (system->timeout_ms < 1000 || system->timeout_ms > LB_TICKETS_TIMEOUT_MOST)
        return "the time for one order is 1 to 600 seconds";
    if (system->token != NULL && !lb_tickets_is_token(system->token))
        return "the token has characters that no token has";
    return NULL;
}

bool
lb_ticket_system_check(const LbTicketSystem *system, GError **error)
{
    const char *fault = find_fault(system);
    if (fault != NULL) {
        g_set_error_literal(error, LB_TICKETS_ERROR, LB_TICKETS_ERROR_SETTINGS, fault);
        return false;
    }
    return check_place(system, error);
}
