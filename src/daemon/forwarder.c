/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The activity log on its way. At any time what is next of it is in one of these places:
 *
 *     the log -- read --> with a child, which is gone one day -- it was read --> to be noted -- noted --> behind the position
 *                                                             -- it was not --> the log, after a pause
 *
 * A batch is small after a failure, so that even a collector that takes little before it breaks off gets on. */
#include "daemon/forwarder.h"

#include <string.h>

#include "daemon/child.h"
#include "daemon/report.h"
#include "forward/error.h"
#include "forward/message.h"
#include "forward/wire.h"
#include "service/forwarding.h"
#include "service/receipt.h"

#define BATCH 200                /* entries at a time */
#define BATCH_AGAIN 10           /* after a failure; doubled each time that it goes well */
#define BATCH_BYTES (256 * 1024) /* after which no other entry is added */
#define PAUSE_FIRST LB_SECOND    /* after a failure; doubled each time */
#define PAUSE_MOST LB_MINUTE
#define PATIENCE_LEAST \
    60 /* seconds for a batch, beside ten times the one in which something must move */
#define WHAT "forwarding the activity log"

struct LbForwarder {
    LbService *service;
    const LbConfig *config;
    LbChild *child; /* NULL: none */
    LbForwardAnswer *answer;
    char *reason; /* why we killed the child; NULL: we did not */
    guint timer;
    bool over;           /* no other batch begins */
    bool dropped;        /* what the child does is not wanted any more */
    int64_t after, last; /* the batch: entries behind @after up to @last */
    bool handed;         /* it was handed over, and that is not noted yet */
    char *failed;        /* why not, which is not noted yet; NULL: nothing is */
    int batch;           /* entries of the next one at most */
    int64_t pause;       /* 0: the last one was handed over */
    gint64 due;          /* when the next one may begin, by the monotonic clock */
    LbFault fault, notes;
};

static void
clear_timer(LbForwarder *forwarder)
{
    if (forwarder->timer != 0)
        g_source_remove(forwarder->timer);
    forwarder->timer = 0;
}

static void
kill_child(LbForwarder *forwarder, const char *reason)
{
    if (forwarder->reason == NULL)
        forwarder->reason = g_strdup(reason);
    lb_child_kill(forwarder->child);
}

/* Takes a fault: it is told, noted, and a pause begins. */
static void
fail(LbForwarder *forwarder, const char *words)
{
    lb_fault_set(&forwarder->fault, WHAT,
                 g_error_new_literal(LB_FORWARD_ERROR, LB_FORWARD_ERROR_CONNECTION, words));
    g_free(forwarder->failed);
    forwarder->failed = g_strdup(words);
    forwarder->batch = BATCH_AGAIN;
    forwarder->pause = CLAMP(2 * forwarder->pause, PAUSE_FIRST, PAUSE_MOST);
    forwarder->due = g_get_monotonic_time() + forwarder->pause;
}

static void
on_line(gpointer data, const char *line, size_t length)
{
    LbForwarder *forwarder = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(LbForwardAnswer) answer =
        forwarder->answer == NULL ? lb_forward_answer_from_line(line, length, &error) : NULL;
    if (answer == NULL)
        kill_child(forwarder, error != NULL ? error->message : "the child answered twice");
    else
        forwarder->answer = g_steal_pointer(&answer);
}

static void
on_gone(gpointer data, const char *how)
{
    LbForwarder *forwarder = data;
    g_autoptr(LbForwardAnswer) answer = g_steal_pointer(&forwarder->answer);
    g_autofree char *reason = g_steal_pointer(&forwarder->reason);
    bool dropped = forwarder->dropped;
    clear_timer(forwarder);
    g_clear_pointer(&forwarder->child, lb_child_free);
    forwarder->dropped = false;
    if (dropped) {
        lb_forwarder_look(forwarder);
        return;
    }
    if (reason == NULL && answer != NULL && answer->done) {
        forwarder->handed = true;
    } else if (reason == NULL && answer != NULL) {
        fail(forwarder, answer->words);
    } else {
        g_autofree char *words =
            reason != NULL ? g_strdup(reason) : g_strdup_printf("the child %s", how);
        fail(forwarder, words);
    }
    lb_forwarder_look(forwarder);
}

static const LbChildEvents events = { .line = on_line, .gone = on_gone };

static gboolean
on_hung(gpointer data)
{
    LbForwarder *forwarder = data;
    forwarder->timer = 0;
    kill_child(forwarder, "the collector took too long for what was sent, and was given up");
    return G_SOURCE_REMOVE;
}

/* Notes what became of the last batch. False: it could not be done now. */
static bool
note(LbForwarder *forwarder)
{
    GError *error = NULL;
    bool done = true;
    if (forwarder->handed)
        done = lb_forwarding_note(forwarder->service, forwarder->after, forwarder->last,
                                  forwarder->config->forward.server, &error);
    else if (forwarder->failed != NULL)
        done = lb_forwarding_note_fault(forwarder->service, forwarder->failed, &error);
    if (!done) {
        lb_fault_set(&forwarder->notes, WHAT ": its notes", error);
        return false;
    }
    lb_fault_clear(&forwarder->notes, WHAT ": its notes");
    if (forwarder->handed) {
        forwarder->pause = 0;
        forwarder->batch = MIN(BATCH, 2 * forwarder->batch);
        lb_fault_clear(&forwarder->fault, WHAT);
    }
    forwarder->handed = false;
    g_clear_pointer(&forwarder->failed, g_free);
    return true;
}

/* The target, the messages of as many of @entries as make a batch, and the empty line. Sets forwarder->last. */
static GString *
write_batch(LbForwarder *forwarder, const GPtrArray *entries, GError **error)
{
    const LbForwardStyle style = { .target = &forwarder->config->forward,
                                   .host = forwarder->config->site->host,
                                   .instance = lb_operator_instance(forwarder->service),
                                   .test = lb_service_is_test(forwarder->service) };
    g_autofree char *target = lb_forward_target_to_line(style.target, error);
    if (target == NULL)
        return NULL;
    GString *batch = g_string_new(target);
    for (guint i = 0; i < entries->len && (i == 0 || batch->len < BATCH_BYTES); i++) {
        const LbActivity *entry = g_ptr_array_index(entries, i);
        g_autoptr(GPtrArray) messages = lb_forward_messages(&style, entry);
        for (guint j = 0; j < messages->len; j++)
            g_string_append_printf(batch, "%s\n", (const char *)g_ptr_array_index(messages, j));
        forwarder->last = entry->sequence;
    }
    return g_string_append_c(batch, '\n');
}

static bool
start_child(LbForwarder *forwarder, const GPtrArray *entries, GError **error)
{
    GString *batch = write_batch(forwarder, entries, error);
    if (batch == NULL)
        return false;
    forwarder->child =
        lb_child_start(LB_CHILD_FORWARD, LB_FORWARD_ANSWER_MOST, &events, forwarder, error);
    if (forwarder->child == NULL) {
        g_string_free(batch, TRUE);
        return false;
    }
    size_t length = batch->len;
    lb_child_send(forwarder->child, g_string_free(batch, FALSE), length);
    guint patience = PATIENCE_LEAST + 10 * (guint)forwarder->config->forward.timeout;
    forwarder->timer = g_timeout_add_seconds(patience, on_hung, forwarder);
    return true;
}

static void
begin(LbForwarder *forwarder)
{
    GError *error = NULL;
    g_autofree char *wrong = NULL;
    g_autoptr(GPtrArray) entries =
        lb_forwarding_next(forwarder->service, forwarder->batch, &forwarder->after, &wrong, &error);
    if (entries == NULL) {
        lb_fault_set(&forwarder->notes, WHAT ": its notes", error);
        return;
    }
    if (wrong == NULL && (entries->len == 0 || start_child(forwarder, entries, &error)))
        return;
    fail(forwarder, wrong != NULL ? wrong : error->message);
    g_clear_error(&error);
    note(forwarder);
}

void
lb_forwarder_look(LbForwarder *forwarder)
{
    if (forwarder->child != NULL || !note(forwarder) || forwarder->over ||
        forwarder->config->forward.server == NULL || g_get_monotonic_time() < forwarder->due)
        return;
    begin(forwarder);
}

void
lb_forwarder_reap(LbForwarder *forwarder)
{
    if (forwarder->child != NULL)
        lb_child_reap(forwarder->child);
}

void
lb_forwarder_stop(LbForwarder *forwarder)
{
    forwarder->over = true;
}

LbForwarder *
lb_forwarder_new(void)
{
    LbForwarder *forwarder = g_new0(LbForwarder, 1);
    forwarder->batch = BATCH;
    return forwarder;
}

/* What is under way may go where nothing is to go any more. */
void
lb_forwarder_configure(LbForwarder *forwarder, LbService *service, const LbConfig *config)
{
    forwarder->service = service;
    forwarder->config = config;
    forwarder->pause = 0;
    forwarder->due = 0;
    forwarder->handed = false;
    g_clear_pointer(&forwarder->failed, g_free);
    forwarder->dropped = forwarder->child != NULL;
    if (forwarder->dropped)
        lb_child_kill(forwarder->child);
}

void
lb_forwarder_free(LbForwarder *forwarder)
{
    if (forwarder == NULL)
        return;
    clear_timer(forwarder);
    lb_child_free(forwarder->child);
    lb_forward_answer_free(forwarder->answer);
    g_free(forwarder->reason);
    g_free(forwarder->failed);
    g_free(forwarder->fault.reason);
    g_free(forwarder->notes.reason);
    g_free(forwarder);
}
