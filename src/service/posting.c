/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line for a ticket that lives elsewhere. It follows from the entries of the log, whichever act writes them. It is read by the
 * provider's people there, and holds nothing that anybody typed. */
#include "service/posting.h"

#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "store/mirrors.h"

#define MARK_BYTES 16

#define BIT(status) (1u << (status))
#define ANY (BIT(LB_STATUS_UNKNOWN + 1) - 1)

/* By the operation and by what the request is afterwards. {by}: the account of who did it. */
static const struct {
    LbOperation operation;
    unsigned statuses;
    const char *words;
    bool begins;
} lines[] = {
    { LB_OPERATION_CREATE, BIT(LB_STATUS_INITIALIZING),
      "{by} asked for access; it waits for internal approval", true },
    { LB_OPERATION_CREATE, ANY, "{by} asked for access; it waits for the customer", true },
    { LB_OPERATION_AUTO_APPROVE, ANY,
      "access is open without asking the customer, since no customer data is touched", true },
    { LB_OPERATION_APPROVE, BIT(LB_STATUS_APPROVING) | BIT(LB_STATUS_APPROVED),
      "approved for the customer by {by}", false },
    { LB_OPERATION_DENY, ANY, "denied for the customer by {by}", false },
    { LB_OPERATION_DECLINE, ANY, "declined internally by {by}", false },
    { LB_OPERATION_EXPIRE, ANY, "expired: nobody answered in time", false },
    { LB_OPERATION_CANCEL, ANY, "canceled before it was decided", false },
    { LB_OPERATION_REVOKE, ANY, "access was ended for the customer by {by}", false },
    { LB_OPERATION_COMPLETE, ANY, "access has ended", false },
    { LB_OPERATION_OPEN_ACCESS, BIT(LB_STATUS_ERROR), "access could not be opened", false },
};

static int
find_line(LbOperation operation, LbStatus status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        if (lines[i].operation == operation && (lines[i].statuses & BIT(status)) != 0)
            return (int)i;
    return -1;
}

static bool
is_told(LbOperation operation)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        if (lines[i].operation == operation)
            return true;
    return false;
}

/* "LB-42: denied for the customer by owner1@contoso.example." The caller frees it. */
static char *
write_line(const char *caller, const char *id, const char *words)
{
    g_autofree char *by = lb_text_escape(caller != NULL ? caller : "Lockbox", LB_TEXT_LINE);
    g_auto(GStrv) pieces = g_strsplit(words, "{by}", -1);
    g_autofree char *said = g_strjoinv(by, pieces);
    return g_strdup_printf("Lockbox: %s: %s.", id, said);
}

static bool
owe(LbAct *act, LbOperation operation, const LbRequest *request, int line, GError **error)
{
    LbStore *store = act->service->store;
    g_autofree char *id = lb_requests_id(store, request->number, error);
    g_autofree char *mark =
        id != NULL ? lb_random_hex(lb_random_system(), MARK_BYTES, error) : NULL;
    if (mark == NULL)
        return false;
    g_autofree char *text = write_line(act->actor->account, id, lines[line].words);
    LbPost post = { .ticket = request->ticket,
                    .request = request->number,
                    .operation = operation,
                    .text = text,
                    .mark = mark,
                    .queued = act->time.effective };
    return lb_posts_insert(store, &post, error) &&
           (!lines[line].begins ||
            lb_mirrors_follow(store, request->ticket, act->time.effective, error));
}

bool
lb_posting_owe(LbAct *act, LbOperation operation, int64_t number, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool elsewhere = false;
    if (number == 0 || !is_told(operation))
        return true;
    if (!lb_mirrors_is_behind(act->service->store, number, &elsewhere, error))
        return false;
    g_autoptr(LbRequest) request =
        elsewhere ? lb_requests_get_bare(act->service->store, number, &failure) : NULL;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    int line = request != NULL ? find_line(operation, request->status) : -1;
    return line < 0 || owe(act, operation, request, line, error);
}

static bool
is_mark(const char *text)
{
    return strlen(text) == (size_t)2 * MARK_BYTES &&
           strspn(text, "0123456789abcdef") == (size_t)2 * MARK_BYTES;
}

/* Whether @text is one of the lines for @operation, by @caller. */
static bool
is_line(LbOperation operation, const char *caller, const char *id, const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (lines[i].operation != operation)
            continue;
        g_autofree char *line = write_line(caller, id, lines[i].words);
        if (strcmp(line, text) == 0)
            return true;
    }
    return false;
}

bool
lb_posting_is_ours(LbStore *store, const LbPost *post, bool *ours, GError **error)
{
    *ours = false;
    g_autoptr(GPtrArray) callers = lb_posts_callers(store, post, error);
    g_autofree char *id = callers != NULL ? lb_requests_id(store, post->request, error) : NULL;
    if (id == NULL)
        return false;
    for (guint i = 0; i < callers->len && is_mark(post->mark); i++)
        *ours = *ours || is_line(post->operation, g_ptr_array_index(callers, i), id, post->text);
    return true;
}
