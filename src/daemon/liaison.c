/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errands to ticket systems on their way. At any time an errand of a lane is in one of these places:
 *
 *     the database -- chosen --> with the child -- answered --> an answer -- recorded --> the database
 *
 * One that the child took with it when it ended is answered too: later. */
#include "daemon/liaison.h"

#include <string.h>

#include "daemon/child.h"
#include "daemon/error.h"
#include "daemon/report.h"
#include "daemon/secret.h"
#include "service/errands.h"
#include "tickets/wire.h"

#define IDLE_SECONDS 30
#define SLACK 15 /* seconds */

typedef struct {
    LbLiaison *liaison;
    const LbTicketSystemSettings *settings;
    LbTicketSource source;
    LbChild *child;          /* NULL: none */
    LbErrand *errand;        /* chosen and not recorded; NULL: none */
    LbTicketsAnswer *answer; /* to it; NULL: not known yet */
    bool local;              /* the answer is ours: the system was not asked */
    bool turn;               /* of what nobody waits for */
    int64_t order;           /* its number with the child */
    char *reason;            /* why we killed the child; NULL: we did not */
    guint timer;             /* of the errand that is with the child */
    guint idle;              /* of the child that has none */
    LbFault system_fault, store_fault;
} Lane;

struct LbLiaison {
    LbService *service;
    GPtrArray *lanes;   /* Lane* */
    GPtrArray *names;   /* char*: of the systems that there are; borrowed from the configuration */
    GPtrArray *sources; /* LbTicketSource*: the same; borrowed from the lanes */
    bool
        announced; /* people's programs know of them, and nothing is believed that another configuration made of them */
    LbFault tidy_fault;
};

static void look(Lane *lane);

static void
clear_timer(guint *timer)
{
    if (*timer != 0)
        g_source_remove(*timer);
    *timer = 0;
}

static void
forget_errand(Lane *lane)
{
    clear_timer(&lane->timer);
    g_clear_pointer(&lane->errand, lb_errand_free);
    g_clear_pointer(&lane->answer, lb_tickets_answer_free);
    lane->local = false;
}

static void
free_lane(gpointer data)
{
    Lane *lane = data;
    forget_errand(lane);
    clear_timer(&lane->idle);
    lb_child_free(lane->child);
    g_free(lane->reason);
    g_free(lane->system_fault.reason);
    g_free(lane->store_fault.reason);
    g_free(lane);
}

/* Settings */

static LbTicketSystem *
new_system(const LbTicketSystemSettings *settings)
{
    LbTicketSystem *system = lb_ticket_system_new();
    system->kind = g_strdup(settings->kind);
    system->url = g_strdup(settings->url);
    system->ca_file = g_strdup(settings->ca_file);
    for (guint i = 0; i < settings->networks->len; i++)
        g_ptr_array_add(system->networks, g_strdup(g_ptr_array_index(settings->networks, i)));
    system->plain = settings->plain;
    system->timeout_ms = settings->timeout_ms;
    return system;
}

LbTicketSystem *
lb_liaison_system(const LbTicketSystemSettings *settings, GError **error)
{
    g_autoptr(LbTicketSystem) system = new_system(settings);
    system->token = lb_secret_read(settings->token_file, "token", error);
    return system->token != NULL ? g_steal_pointer(&system) : NULL;
}

bool
lb_liaison_check(const LbConfig *config, GError **error)
{
    for (guint i = 0; i < config->ticket_systems->len; i++) {
        const LbTicketSystemSettings *settings = g_ptr_array_index(config->ticket_systems, i);
        g_autoptr(LbTicketSystem) system = new_system(settings);
        g_autoptr(GError) fault = NULL;
        if (lb_ticket_system_check(system, &fault))
            continue;
        g_set_error(error, LB_DAEMON_ERROR, LB_DAEMON_ERROR_CONFIGURATION,
                    "the ticket system %s cannot be talked to: %s", settings->name, fault->message);
        return false;
    }
    return true;
}

guint
lb_liaison_patience(const LbTicketSystemSettings *settings)
{
    return (guint)settings->timeout_ms / 1000 + SLACK;
}

/* The child */

/* What becomes of the errand where the child does not say. */
static void
set_answer(Lane *lane, LbTicketsOutcome outcome, const char *words)
{
    lane->answer = g_new0(LbTicketsAnswer, 1);
    lane->answer->id = lane->order;
    lane->answer->outcome = outcome;
    lane->answer->words = g_strdup(words);
}

static void
kill_child(Lane *lane, const char *reason)
{
    if (lane->reason == NULL)
        lane->reason = g_strdup(reason);
    lb_child_kill(lane->child);
}

/* Whether @answer is one to what was asked: a ticket only where one was, and that one. */
static bool
is_expected(const Lane *lane, const LbTicketsAnswer *answer)
{
    if (lane->errand == NULL || lane->answer != NULL || answer->id != lane->order)
        return false;
    bool fetches = lane->errand->kind == LB_ERRAND_FETCH;
    if (answer->outcome == LB_TICKETS_UNCHANGED)
        return fetches && lane->errand->version != NULL;
    if (answer->outcome != LB_TICKETS_DONE || !fetches)
        return answer->ticket == NULL;
    return answer->ticket != NULL && g_strcmp0(answer->ticket->id, lane->errand->id) == 0;
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    Lane *lane = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbTicketsAnswer) answer = lb_tickets_answer_from_line(line, length, &error);
    if (answer == NULL || !is_expected(lane, answer)) {
        kill_child(lane, error != NULL ? error->message : "the child answered what was not asked");
        return;
    }
    clear_timer(&lane->timer);
    lane->answer = g_steal_pointer(&answer);
    look(lane);
}

static void
on_gone(gpointer data, const char *how)
{
    Lane *lane = data;
    bool unanswered = lane->errand != NULL && lane->answer == NULL;
    g_autofree char *reason = g_steal_pointer(&lane->reason);
    g_clear_pointer(&lane->child, lb_child_free);
    clear_timer(&lane->idle);
    clear_timer(&lane->timer);
    g_autofree char *words =
        g_strdup_printf("%s (the child %s)", reason != NULL ? reason : "broken off", how);
    if (unanswered)
        set_answer(lane, LB_TICKETS_LATER, words);
    look(lane);
}

static const LbChildEvents child_events = { .line = on_line, .gone = on_gone };

static bool
start_child(Lane *lane, GError **error)
{
    if (lane->child != NULL)
        return true;
    g_autoptr(LbTicketSystem) system = lb_liaison_system(lane->settings, error);
    char *line = system != NULL ? lb_tickets_system_to_line(system, error) : NULL;
    if (line == NULL)
        return false;
    lane->child =
        lb_child_start(LB_CHILD_TICKETS, LB_TICKETS_LINE_MOST, &child_events, lane, error);
    if (lane->child != NULL) {
        lb_child_send(lane->child, line, strlen(line));
        return true;
    }
    explicit_bzero(line, strlen(line));
    g_free(line);
    return false;
}

static gboolean
on_hung(gpointer data)
{
    Lane *lane = data;
    g_autofree char *reason =
        g_strdup_printf("no end within %u seconds, given up", lb_liaison_patience(lane->settings));
    lane->timer = 0;
    kill_child(lane, reason);
    return G_SOURCE_REMOVE;
}

static gboolean
on_idle(gpointer data)
{
    Lane *lane = data;
    lane->idle = 0;
    lb_child_dismiss(lane->child);
    return G_SOURCE_REMOVE;
}

/* Errands */

static LbErrandEnd
end_of(LbTicketsOutcome outcome)
{
    static const LbErrandEnd ends[] = {
        [LB_TICKETS_DONE] = LB_ERRAND_DONE,       [LB_TICKETS_UNCHANGED] = LB_ERRAND_UNCHANGED,
        [LB_TICKETS_MISSING] = LB_ERRAND_MISSING, [LB_TICKETS_GONE] = LB_ERRAND_GONE,
        [LB_TICKETS_REFUSED] = LB_ERRAND_REFUSED, [LB_TICKETS_LATER] = LB_ERRAND_LATER,
        [LB_TICKETS_FAULT] = LB_ERRAND_FAULT
    };
    return ends[outcome];
}

/* What the operator is told: of the system when it fails and when it answers again, of each line that is posted, and
 * once of a ticket that is not to be had any more. */
static void
report(Lane *lane)
{
    const LbTicketsAnswer *answer = lane->answer;
    g_autofree char *what = g_strconcat("ticket system ", lane->settings->name, NULL);
    if (answer->outcome == LB_TICKETS_LATER || answer->outcome == LB_TICKETS_REFUSED) {
        lb_fault_set(&lane->system_fault, what,
                     g_error_new_literal(LB_DAEMON_ERROR, LB_DAEMON_ERROR_TICKETS, answer->words));
        return;
    }
    if (!lane->local)
        lb_fault_clear(&lane->system_fault, what);
    bool posted = lane->errand->kind == LB_ERRAND_POST && answer->outcome == LB_TICKETS_DONE;
    if (posted)
        lb_report(LB_REPORT_INFO, "ticket %s:%s: posted \"%s\"", lane->settings->name,
                  lane->errand->id, lane->errand->text);
    else if (lane->errand->kind == LB_ERRAND_POST || answer->outcome == LB_TICKETS_FAULT ||
             (lane->errand->shown && answer->ticket == NULL &&
              answer->outcome != LB_TICKETS_UNCHANGED))
        lb_report(LB_REPORT_WARNING, "ticket %s:%s: %s", lane->settings->name, lane->errand->id,
                  answer->words);
}

/* Records the answer there is, if there is one. False: it could not be done now. */
static bool
record(Lane *lane)
{
    if (lane->answer == NULL)
        return true;
    GError *error = NULL;
    LbErrandResult result = { .end = end_of(lane->answer->outcome),
                              .local = lane->local,
                              .words = lane->answer->words,
                              .retry_after = lane->answer->retry_after,
                              .ticket = lane->answer->ticket };
    if (!lb_errands_settle(lane->liaison->service, &lane->source, lane->errand, &result, &error)) {
        lb_fault_set(&lane->store_fault, "tickets that live elsewhere", error);
        return false;
    }
    lb_fault_clear(&lane->store_fault, "tickets that live elsewhere");
    report(lane);
    forget_errand(lane);
    return true;
}

static void
choose(Lane *lane)
{
    GError *error = NULL;
    lane->errand = lb_errands_next(lane->liaison->service, &lane->source, lane->turn, &error);
    lane->turn = lane->errand != NULL && lane->errand->awaited;
    if (error != NULL)
        lb_fault_set(&lane->store_fault, "tickets that live elsewhere", error);
    else
        lb_fault_clear(&lane->store_fault, "tickets that live elsewhere");
}

static char *
write_order(Lane *lane, GError **error)
{
    const LbErrand *errand = lane->errand;
    LbTicketsOrder order = { .id = ++lane->order,
                             .act = errand->kind == LB_ERRAND_POST ? LB_TICKETS_COMMENT
                                                                   : LB_TICKETS_FETCH,
                             .ticket = errand->id,
                             .version = errand->version,
                             .text = errand->text,
                             .mark = errand->mark,
                             .look = errand->look };
    return lb_tickets_order_to_line(&order, error);
}

static void
send_errand(Lane *lane)
{
    g_autoptr(GError) error = NULL;
    if (lane->errand->foreign) {
        set_answer(lane, LB_TICKETS_GONE, "Lockbox has not written the line that is owed there");
        lane->local = true;
        return;
    }
    /* What the system cannot have, it is not asked for: one answer for all that is not there. */
    if (!lb_tickets_is_id(lane->settings->kind, lane->errand->id)) {
        set_answer(lane, LB_TICKETS_MISSING, "this is no id of a ticket there");
        lane->local = true;
        return;
    }
    char *line = start_child(lane, &error) ? write_order(lane, &error) : NULL;
    if (line == NULL) {
        set_answer(lane, LB_TICKETS_REFUSED, error->message);
        return;
    }
    clear_timer(&lane->idle);
    lane->timer = g_timeout_add_seconds(lb_liaison_patience(lane->settings), on_hung, lane);
    lb_child_send(lane->child, line, strlen(line));
}

/* Whether an errand could be given away now: a child that is on its way out takes none. */
static bool
is_ready(const Lane *lane)
{
    return lane->child == NULL || (lane->reason == NULL && lb_child_is_there(lane->child));
}

static void
look(Lane *lane)
{
    if (!record(lane) || lane->errand != NULL || !is_ready(lane))
        return;
    choose(lane);
    if (lane->errand != NULL) {
        send_errand(lane);
        record(lane);
    } else if (lane->child != NULL && lane->idle == 0) {
        lane->idle = g_timeout_add_seconds(IDLE_SECONDS, on_idle, lane);
    }
}

void
lb_liaison_look(LbLiaison *liaison)
{
    GError *error = NULL;
    if (liaison->service == NULL)
        return;
    liaison->announced =
        liaison->announced || (lb_errands_announce(liaison->service, liaison->sources, NULL) &&
                               lb_errands_doubt(liaison->service, liaison->names, NULL));
    if (lb_errands_tidy(liaison->service, liaison->names, &error))
        lb_fault_clear(&liaison->tidy_fault, "who waits for tickets");
    else
        lb_fault_set(&liaison->tidy_fault, "who waits for tickets", error);
    for (guint i = 0; i < liaison->lanes->len; i++)
        look(g_ptr_array_index(liaison->lanes, i));
}

void
lb_liaison_reap(LbLiaison *liaison)
{
    for (guint i = 0; i < liaison->lanes->len; i++) {
        Lane *lane = g_ptr_array_index(liaison->lanes, i);
        if (lane->child != NULL)
            lb_child_reap(lane->child);
    }
}

LbLiaison *
lb_liaison_new(void)
{
    LbLiaison *liaison = g_new0(LbLiaison, 1);
    liaison->lanes = g_ptr_array_new_with_free_func(free_lane);
    liaison->names = g_ptr_array_new();
    liaison->sources = g_ptr_array_new();
    return liaison;
}

void
lb_liaison_configure(LbLiaison *liaison, LbService *service, const LbConfig *config)
{
    lb_liaison_stop(liaison);
    liaison->service = service;
    liaison->announced = false;
    for (guint i = 0; i < config->ticket_systems->len; i++) {
        Lane *lane = g_new0(Lane, 1);
        lane->liaison = liaison;
        lane->settings = g_ptr_array_index(config->ticket_systems, i);
        lane->source = (LbTicketSource){ .name = lane->settings->name,
                                         .customers = lane->settings->queues,
                                         .page = lb_tickets_web_page(lane->settings->kind),
                                         .interval = lane->settings->interval };
        g_ptr_array_add(liaison->lanes, lane);
        g_ptr_array_add(liaison->names, lane->settings->name);
        g_ptr_array_add(liaison->sources, &lane->source);
    }
}

void
lb_liaison_stop(LbLiaison *liaison)
{
    g_ptr_array_set_size(liaison->lanes, 0);
    g_ptr_array_set_size(liaison->names, 0);
    g_ptr_array_set_size(liaison->sources, 0);
    liaison->service = NULL;
}

void
lb_liaison_free(LbLiaison *liaison)
{
    if (liaison == NULL)
        return;
    g_ptr_array_unref(liaison->lanes);
    g_ptr_array_unref(liaison->names);
    g_ptr_array_unref(liaison->sources);
    g_free(liaison->tidy_fault.reason);
    g_free(liaison);
}
