/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed to tickets that live elsewhere. */
#include "store/posts.h"

#include "store/requests.h"
#include "store/statement.h"

#define ATTEMPTS_MOST 1000 /* that are told apart */

const LbName lb_post_state_names[] = {
    { LB_POST_QUEUED, "queued", NULL },
    { LB_POST_POSTED, "posted", NULL },
    { LB_POST_FAILED, "failed", NULL },
    { 0, NULL, NULL },
};

void
lb_post_free(LbPost *post)
{
    if (post == NULL)
        return;
    g_free(post->text);
    g_free(post->mark);
    g_free(post->id);
    g_free(post);
}

bool
lb_posts_insert(LbStore *store, const LbPost *post, GError **error)
{
    return lb_store_run(
        store, error,
        "INSERT INTO ticket_post (ticket, request, operation, text, mark, queued, state, due)"
        " VALUES (?, ?, ?, ?, ?, ?, 'queued', 0) ON CONFLICT (request, operation) DO NOTHING",
        "iisssi", post->ticket, post->request,
        lb_names_get(lb_operation_names, (int)post->operation), post->text, post->mark,
        post->queued);
}

LbPost *
lb_posts_next(LbStore *store, const char *system, int64_t now, int64_t far, GError **error)
{
    int operation = LB_OPERATION_CREATE;
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT p.number, p.ticket, p.request, p.operation, p.text, p.mark, k.id, p.queued, "
        "p.attempts"
        " FROM ticket_post p INDEXED BY ticket_post_queued JOIN ticket_link k ON k.ticket = "
        "p.ticket"
        " WHERE p.state = 'queued' AND (p.due <= ?2 OR p.due > ?3) AND k.system = ?1"
        " AND NOT EXISTS (SELECT 1 FROM ticket_post o INDEXED BY ticket_post_order"
        "  WHERE o.state = 'queued' AND o.ticket = p.ticket AND o.number < p.number)"
        " ORDER BY p.due, p.number LIMIT 1",
        "sii", system, now, far);
    if (row == NULL || lb_statement_step(row, error) != LB_STEP_ROW)
        return NULL;
    LbPost *post = g_new0(LbPost, 1);
    lb_names_find(lb_operation_names, lb_column_text(row, 3), &operation);
    post->number = lb_column_int(row, 0);
    post->ticket = lb_column_int(row, 1);
    post->request = lb_column_int(row, 2);
    post->operation = (LbOperation)operation;
    post->text = lb_column_dup(row, 4);
    post->mark = lb_column_dup(row, 5);
    post->id = lb_column_dup(row, 6);
    post->queued = lb_column_int(row, 7);
    post->attempts = (int)CLAMP(lb_column_int(row, 8), 0, ATTEMPTS_MOST);
    return post;
}

GPtrArray *
lb_posts_callers(LbStore *store, const LbPost *post, GError **error)
{
    g_autoptr(GPtrArray) callers = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *id = lb_requests_id(store, post->request, error);
    if (id == NULL)
        return NULL;
    g_autoptr(LbStatement) row = lb_statement_new(
        store, error,
        "SELECT a.caller FROM activity a INDEXED BY activity_request JOIN request q"
        " ON q.number = ? AND q.ticket = ? WHERE a.request = ? AND a.operation = ?",
        "iiss", post->request, post->ticket, id,
        lb_names_get(lb_operation_names, (int)post->operation));
    LbStep step = LB_STEP_ERROR;
    while (row != NULL && (step = lb_statement_step(row, error)) == LB_STEP_ROW)
        g_ptr_array_add(callers, lb_column_dup(row, 0));
    return step == LB_STEP_DONE ? g_steal_pointer(&callers) : NULL;
}

bool
lb_posts_begin(LbStore *store, LbPost *post, int64_t due, GError **error)
{
    post->attempts++;
    return lb_store_run(store, error,
                        "UPDATE ticket_post SET attempts = ?, due = ? WHERE number = ?"
                        " AND state = 'queued'",
                        "iii", (int64_t)post->attempts, due, post->number);
}

bool
lb_posts_settle(LbStore *store, int64_t number, LbPostState state, int64_t due, int64_t now,
                const char *answer, GError **error)
{
    return lb_store_run(store, error,
                        "UPDATE ticket_post SET state = ?2, due = ?3, answer = ?5,"
                        " settled = CASE WHEN ?2 = 'queued' THEN NULL ELSE ?4 END"
                        " WHERE number = ?1 AND state = 'queued'",
                        "isiis", number, lb_names_get(lb_post_state_names, (int)state), due, now,
                        answer);
}
