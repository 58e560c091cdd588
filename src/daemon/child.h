/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A child as lockboxd sees it: this program started again, with two pipes and nothing else. What its lines mean is not
 * known here. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef enum {
    LB_CHILD_DELIVERY,     /* sends mails, one after the other (notify/deliver.h) */
    LB_CHILD_WORKER,       /* carries out one order about access (daemon/worker.h) */
    LB_CHILD_READER,       /* reads one mail that came in, for lockboxctl (notify/reader.h) */
    LB_CHILD_HOOK,         /* sends one message to a webhook (daemon/hookrun.h) */
    LB_CHILD_TRIAL,        /* tries for lockboxctl whether mail leaves (daemon/trial.h) */
    LB_CHILD_TICKET_TRIAL, /* tries one for lockboxctl (daemon/tickettrial.h) */
    LB_CHILD_TICKETS,      /* asks a ticket system (tickets/child.h) */
    LB_CHILD_FORWARD,      /* hands entries of the log to a collector (forward/child.h) */
} LbChildKind;

/* The exit status of a child whose lockboxd has ended before it began. */
#define LB_CHILD_ORPHAN 3

typedef struct {
    /* A line came, without its LF. Must not free the child. */
    void (*line)(gpointer data, const char *line, size_t length);

    /* It has ended and was reaped; every line it wrote was handed over. @how: for people. The last event. */
    void (*gone)(gpointer data, const char *how);
} LbChildEvents;

typedef struct LbChild LbChild;

/* Starts it: standard input and output are the pipes, standard error is /dev/null, every other descriptor is
 * closed, the environment holds next to nothing. Lines from it have at most @limit bytes. @events and @data
 * must live longer. The caller frees the child. */
LbChild *lb_child_start(LbChildKind kind, size_t limit, const LbChildEvents *events, gpointer data,
                        GError **error);

/* Writes @length bytes as soon as the pipe takes them. Takes @bytes, wipes and frees them afterwards. */
void lb_child_send(LbChild *child, char *bytes, size_t length);

/* Whether it still holds its end of the pipe: one that does not will be gone soon. */
bool lb_child_is_there(const LbChild *child);

/* Ends its input, after which it ends by itself; if not, it is killed after two seconds. */
void lb_child_dismiss(LbChild *child);

/* Kills it. The event follows when it was reaped. */
void lb_child_kill(LbChild *child);

/* To be called after SIGCHLD: reaps it, by its own process id, if it has ended. */
void lb_child_reap(LbChild *child);

pid_t lb_child_process(const LbChild *child);

/* Stores which child the first argument of the program makes of it, if it does. */
bool lb_child_find(const char *argument, LbChildKind *kind);

/* The life of the child itself, in the process that was started. Returns its exit status. */
int lb_child_main(LbChildKind kind);

/* Kills and reaps it if it is still there, without an event. */
void lb_child_free(LbChild *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbChild, lb_child_free)
