/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a delivery tells while it is under way, for who tries whether mail leaves ("lockboxctl mail test"): the steps, as
 * values and as lines between the process that tries and the one that explains. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

typedef enum {
    LB_TRACE_LOOKUP,      /* the name of the server is looked up */
    LB_TRACE_ADDRESS,     /* one that it has */
    LB_TRACE_CONNECTED,   /* somebody took the connection; text: where, or "" */
    LB_TRACE_SENT,        /* a line to the server, what is secret replaced */
    LB_TRACE_RECEIVED,    /* a line from it */
    LB_TRACE_CERTIFICATE, /* something that its certificate says */
    LB_TRACE_SECURED,     /* TLS is up, and the certificate the right one; text: the protocol */
    /* The last one; text: the server's words, or what happened. */
    LB_TRACE_ACCEPTED,
    LB_TRACE_STORED, /* in the Maildir */
    LB_TRACE_REFUSED,
    LB_TRACE_LATER,
    LB_TRACE_UNUSABLE, /* the configuration, or what was asked for */
} LbTraceStep;

extern const LbName lb_trace_step_names[]; /* "lookup", "address", … */

/* Whether nothing follows @step. */
bool lb_trace_is_last(LbTraceStep step);

typedef struct {
    void (*step)(gpointer data, LbTraceStep step, const char *text);
    gpointer data;
} LbTrace;

/* Tells a step, if somebody listens (@trace is not NULL). @text: of at most @length bytes (-1: all). */
void lb_trace_tell(const LbTrace *trace, LbTraceStep step, const char *text, gssize length);

/* Tells each line of what was written to a server. Of a line of AUTH only the mechanism is told, and nothing of what
 * follows it while @in_auth. */
void lb_trace_sent(const LbTrace *trace, const char *bytes, size_t length, bool in_auth);

/* Bytes of a line, LF included. */
#define LB_TRACE_LIMIT 4096

/* The step as a line, LF at its end; its text is cut where it is too long. The caller frees it. */
char *lb_trace_to_line(LbTraceStep step, const char *text);

/* Reads such a line; the caller frees @text. WIRE in @error (base/error.h). */
bool lb_trace_from_line(const char *line, size_t length, LbTraceStep *step, char **text,
                        GError **error);

/* What is to be tried. */
typedef struct {
    char *data;     /* the data directory */
    char *config;   /* path of the configuration; NULL: the usual one */
    bool test;      /* it is about a test database */
    char *address;  /* whom the mail is for */
    char *language; /* of the mail */
} LbTrialOrder;

void lb_trial_order_free(LbTrialOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTrialOrder, lb_trial_order_free)

/* The argument that makes the process that tries of lockboxd (daemon/trial.h). */
#define LB_TRIAL_ARGUMENT "try-mail"

/* The order as a line, and back, as above. */
#define LB_TRIAL_LIMIT (16 * 1024)
char *lb_trial_order_to_line(const LbTrialOrder *order, GError **error);
LbTrialOrder *lb_trial_order_from_line(const char *line, size_t length, GError **error);
