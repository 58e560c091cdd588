/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of those who ask, some of whom are served at a time. The database is asked when somebody's turn has come, not
 * when they ask: what was revoked meanwhile is not signed. */
#include "daemon/minter.h"

#include <string.h>

#include "core/refusal.h"
#include "core/sshkey.h"
#include "daemon/access.h"
#include "daemon/job.h"
#include "daemon/report.h"
#include "service/grants.h"
#include "service/mint.h"

#define AT_ONCE 4         /* workers */
#define WAITING 96        /* who may wait, or be served */
#define WAITING_OF_ONE 64 /* of them by one user */
#define QUIET \
    (60 * LB_SECOND) /* after a line about those who were sent away, or about source addresses */

struct LbMinter {
    char *data;
    LbService *service;
    const LbConfig *config;
    GQueue waiting; /* Asking *, first come first served */
    GQueue served;  /* Asking *, with a worker */
    LbFault fault;
    gint64
        told; /* monotonic microseconds: when it was last said that too many ask, or what was found beside a certificate */
};

/* One who asks. */
typedef struct {
    LbMinter *minter;
    uid_t user;
    int64_t serial;
    char *public_key; /* "TYPE BASE64" */
    LbReply *reply;   /* NULL: answered */
    LbJob *job;
} Asking;

static void
free_asking(gpointer data)
{
    Asking *asking = data;
    lb_job_free(asking->job);
    if (asking->reply != NULL)
        lb_reply_drop(asking->reply);
    g_free(asking->public_key);
    g_free(asking);
}

static void
answer(Asking *asking, const char *text)
{
    lb_reply_send(asking->reply, text);
    asking->reply = NULL;
}

static void
answer_refusal(LbReply *reply, LbRefusal refusal)
{
    g_autofree char *text = g_strconcat("refused ", lb_refusal_name(refusal), NULL);
    lb_reply_send(reply, text);
}

/* Says it, but not as often as somebody might make it happen. */
static void
tell(LbMinter *minter, const char *what, const char *why)
{
    gint64 now = g_get_monotonic_time();
    if (minter->told != 0 && now - minter->told < QUIET)
        return;
    minter->told = now;
    lb_report(LB_REPORT_WARNING, "certificates: %s: %s", what, why);
}

static void
on_done(gpointer data, LbJob *job, const LbOrderResult *result)
{
    Asking *asking = data;
    (void)job;
    if (!result->done) {
        lb_report(LB_REPORT_WARNING, "certificates: grant %" G_GINT64_FORMAT ": %s", asking->serial,
                  result->words);
        answer(asking, "failed");
        return;
    }
    if (result->words != NULL)
        tell(asking->minter, "one that may be used from anywhere", result->words);
    g_autofree char *text = g_strconcat("certificate ", result->certificate, NULL);
    answer(asking, strlen(text) <= LB_MINT_ANSWER_LIMIT ? text : "failed");
}

/* What a worker has to do for @asking. NULL with @error when there may be no certificate. */
static LbOrder *
new_order(const Asking *asking, GError **error)
{
    const LbMinter *minter = asking->minter;
    g_autoptr(LbMint) mint =
        lb_grants_mint(minter->service, asking->serial, asking->public_key, error);
    if (mint == NULL)
        return NULL;
    LbOrder *order = lb_access_order(minter->config, minter->data, LB_ORDER_SIGN);
    order->instance = g_strdup(mint->instance);
    order->grant = g_steal_pointer(&mint->state->grant);
    order->public_key = g_strdup(asking->public_key);
    order->start = mint->start;
    order->end = mint->end;
    return order;
}

/* Answers who gets no certificate, because of @error. */
static void
turn_away(Asking *asking, GError *error)
{
    if (error->domain == LB_REFUSAL_ERROR) {
        answer_refusal(g_steal_pointer(&asking->reply), (LbRefusal)error->code);
        g_error_free(error);
        return;
    }
    lb_fault_set(&asking->minter->fault, "certificates", error);
    answer(asking, "failed");
}

/* Gives @asking to a worker, or an answer at once. */
static void
serve(LbMinter *minter, Asking *asking)
{
    GError *error = NULL;
    g_autoptr(LbOrder) order = new_order(asking, &error);
    if (order != NULL)
        asking->job = lb_job_start(order, lb_access_patience(order), on_done, asking, &error);
    if (asking->job == NULL) {
        turn_away(asking, error);
        free_asking(asking);
        return;
    }
    lb_fault_clear(&minter->fault, "certificates");
    g_queue_push_tail(&minter->served, asking);
}

static void
go_on(LbMinter *minter)
{
    while (minter->served.length < AT_ONCE && minter->waiting.length > 0)
        serve(minter, g_queue_pop_head(&minter->waiting));
}

static guint
count_of(const LbMinter *minter, uid_t user)
{
    guint count = 0;
    for (const GList *each = minter->waiting.head; each != NULL; each = each->next)
        count += ((const Asking *)each->data)->user == user;
    for (const GList *each = minter->served.head; each != NULL; each = each->next)
        count += ((const Asking *)each->data)->user == user;
    return count;
}

void
lb_minter_ask(LbMinter *minter, const LbPeer *peer, char **words, LbReply *reply)
{
    gint64 serial = 0;
    g_autofree char *line = g_strdup_printf("%s %s", words[1], words[2]);
    g_autoptr(LbSshKey) key = lb_sshkey_parse(line, NULL);
    if (!g_ascii_string_to_signed(words[0], 10, 1, G_MAXINT64, &serial, NULL)) {
        answer_refusal(reply, LB_REFUSAL_UNKNOWN_VALUE);
        return;
    }
    if (key == NULL || strcmp(key->blob, words[2]) != 0 || strcmp(key->type, words[1]) != 0) {
        answer_refusal(reply, LB_REFUSAL_BAD_KEY);
        return;
    }
    if (minter->waiting.length + minter->served.length >= WAITING ||
        count_of(minter, peer->user) >= WAITING_OF_ONE) {
        tell(minter, "somebody was sent away", "too many ask at once");
        lb_reply_send(reply, "failed");
        return;
    }
    Asking *asking = g_new0(Asking, 1);
    *asking = (Asking){ .minter = minter,
                        .user = peer->user,
                        .serial = serial,
                        .public_key = g_steal_pointer(&line),
                        .reply = reply };
    g_queue_push_tail(&minter->waiting, asking);
    go_on(minter);
}

void
lb_minter_reap(LbMinter *minter)
{
    GList *next = NULL;
    for (GList *each = minter->served.head; each != NULL; each = next) {
        Asking *asking = each->data;
        next = each->next;
        lb_job_reap(asking->job);
        if (asking->reply != NULL)
            continue;
        g_queue_delete_link(&minter->served, each);
        free_asking(asking);
    }
    go_on(minter);
}

LbMinter *
lb_minter_new(const char *data)
{
    LbMinter *minter = g_new0(LbMinter, 1);
    minter->data = g_strdup(data);
    g_queue_init(&minter->waiting);
    g_queue_init(&minter->served);
    return minter;
}

void
lb_minter_configure(LbMinter *minter, LbService *service, const LbConfig *config)
{
    minter->service = service;
    minter->config = config;
}

void
lb_minter_free(LbMinter *minter)
{
    if (minter == NULL)
        return;
    g_queue_clear_full(&minter->waiting, free_asking);
    g_queue_clear_full(&minter->served, free_asking);
    g_free(minter->fault.reason);
    g_free(minter->data);
    g_free(minter);
}
