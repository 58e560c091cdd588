/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child "tickets". Knows no database and no retries: it tries once and says what happened. */
#include "tickets/child.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/late.h"
#include "base/lines.h"
#include "base/spawn.h"
#include "tickets/adapter.h"
#include "tickets/wire.h"

#define MEMORY ((rlim_t)768 * 1024 * 1024)
#define SLACK 5 /* seconds: what looks names up keeps its own time */

/* AddressSanitizer needs address space without bounds. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

typedef struct {
    int in, out;
    LbLines *lines;
    LbTicketSystem *system;
    const LbTicketAdapter *adapter;
    LbExchange *exchange; /* NULL: the settings cannot work */
    GError *fault;        /* why */
} Child;

static void
free_child(Child *child)
{
    lb_lines_free(child->lines);
    lb_exchange_free(child->exchange);
    lb_ticket_system_free(child->system);
    g_clear_error(&child->fault);
    g_free(child);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, free_child)

static bool
start_timer(const Child *child, int64_t id)
{
    static const LbLateEnds ends = { LB_TICKETS_END_TIMEOUT, LB_TICKETS_END_OUTPUT };
    char words[] = "took too long and was given up";
    LbTicketsAnswer answer = { .id = id, .outcome = LB_TICKETS_LATER, .words = words };
    return lb_late_start(child->out, lb_tickets_answer_to_line(&answer, NULL),
                         (unsigned)(child->system->timeout_ms / 1000) + SLACK, &ends);
}

/* No core with a token in it; what comes from strangers shall not take the memory of this machine. */
static void
prepare_process(void)
{
    static const struct rlimit memory = { MEMORY, MEMORY };
    lb_spawn_guard();
    if (!SANITIZED)
        setrlimit(RLIMIT_AS, &memory);
}

static bool
read_system(Child *child)
{
    g_autofree char *line = NULL;
    size_t length = 0;
    if (!lb_lines_read(child->lines, child->in, &line, &length, NULL))
        return false;
    child->system = lb_tickets_system_from_line(line, length, NULL);
    explicit_bzero(line, length);
    if (child->system == NULL)
        return false;
    if (lb_ticket_system_check(child->system, &child->fault)) {
        child->adapter = lb_ticket_adapter_find(child->system->kind);
        child->exchange = lb_exchange_new(child->system, child->adapter->credential);
    }
    return true;
}

static LbTicketsAnswer *
new_answer(const LbTicketsOrder *order, LbTicketsOutcome outcome, const char *words)
{
    LbTicketsAnswer *answer = g_new0(LbTicketsAnswer, 1);
    answer->id = order->id;
    answer->outcome = outcome;
    answer->words = g_strdup(words);
    return answer;
}

static LbTicketsAnswer *
carry_out(const Child *child, const LbTicketsOrder *order)
{
    if (child->exchange == NULL)
        return new_answer(order, LB_TICKETS_REFUSED, child->fault->message);
    if (!start_timer(child, order->id))
        return new_answer(order, LB_TICKETS_LATER, "no timer for the order");
    LbTicketsAnswer *answer = lb_ticket_adapter_run(child->adapter, child->exchange, order);
    lb_late_stop();
    return answer;
}

/* A system that repeats the token, in a ticket or in an error, must not have it shown or stored. */
static char *
to_safe_line(const Child *child, const LbTicketsOrder *order, const LbTicketsAnswer *answer)
{
    g_autofree char *line = lb_tickets_answer_to_line(answer, NULL);
    if (line != NULL && strstr(line, child->system->token) == NULL)
        return g_steal_pointer(&line);
    const char *words = line == NULL
                            ? "the answer is too long for a line"
                            : "the ticket system repeats the token, so its answer is not taken";
    g_autoptr(LbTicketsAnswer) other = new_answer(order, LB_TICKETS_FAULT, words);
    return lb_tickets_answer_to_line(other, NULL);
}

/* False: nobody reads it. */
static bool
answer_order(const Child *child, const LbTicketsOrder *order)
{
    g_autoptr(LbTicketsAnswer) answer = carry_out(child, order);
    g_autofree char *line = to_safe_line(child, order, answer);
    return line != NULL && lb_fd_write_all(child->out, line, strlen(line), NULL);
}

int
lb_tickets_run(int in, int out)
{
    g_autoptr(Child) child = g_new0(Child, 1);
    child->in = in;
    child->out = out;
    child->lines = lb_lines_new(LB_TICKETS_LINE_MOST);
    prepare_process();
    if (!read_system(child))
        return LB_TICKETS_END_INPUT;
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autofree char *line = NULL;
        size_t length = 0;
        if (!lb_lines_read(child->lines, in, &line, &length, &error))
            return error == NULL ? LB_TICKETS_END_DONE : LB_TICKETS_END_INPUT;
        g_autoptr(LbTicketsOrder) order = lb_tickets_order_from_line(line, length, NULL);
        if (order == NULL)
            return LB_TICKETS_END_INPUT;
        if (!answer_order(child, order))
            return LB_TICKETS_END_OUTPUT;
    }
}
