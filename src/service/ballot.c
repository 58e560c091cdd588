/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting votes. */
#include "service/ballot.h"

#include "store/votes.h"

void
lb_asked_free(LbAsked *asked)
{
    if (asked == NULL)
        return;
    g_free(asked->account);
    g_free(asked->person);
    g_free(asked->role);
    g_free(asked->scope);
    g_free(asked->mail_status);
    g_free(asked);
}

void
lb_ballot_clear(LbBallot *ballot)
{
    g_clear_pointer(&ballot->persons, g_ptr_array_unref);
}

/* Whether an approval of the principal counts now, as far as its account and its roles go. */
static bool
may_approve_now(LbService *service, const LbRequest *request, int64_t principal, bool *may,
                GError **error)
{
    unsigned roles = 0;
    if (!lb_directory_is_enabled(service->store, principal, 0, may, error) ||
        !lb_directory_roles_at(service->store, principal, request->subscription, &roles, error))
        return false;
    *may = *may && lb_roles_approve(roles);
    return true;
}

static const LbVoteRow *
find_vote(GPtrArray *votes, int64_t principal)
{
    for (guint i = 0; i < votes->len; i++) {
        const LbVoteRow *row = g_ptr_array_index(votes, i);
        if (row->principal == principal)
            return row;
    }
    return NULL;
}

static bool
add_asked(LbService *service, const LbRequest *request, const LbApprover *approver,
          const LbVoteRow *row, GPtrArray *all, GError **error)
{
    LbAsked *asked = g_new0(LbAsked, 1);
    g_ptr_array_add(all, asked);
    asked->principal = approver->principal;
    asked->account = g_strdup(approver->account);
    asked->person = g_strdup(approver->person);
    asked->role = g_strdup(approver->role);
    asked->scope = g_strdup(approver->scope);
    if (row != NULL) {
        asked->vote = row->vote;
        asked->voted = row->time;
        asked->hours = row->hours;
    }
    bool may = false, settled = false;
    if (!may_approve_now(service, request, approver->principal, &may, error) ||
        !lb_directory_is_settled(service->store, approver->principal, 0, request->notified_entry,
                                 &settled, error))
        return false;
    may = may && !lb_request_is_asked_by(request, asked->person);
    asked->counts = may && asked->vote == LB_VOTE_APPROVE;
    /* Who has changed since may decide nothing more; what was decided before stays. */
    asked->able = may && settled;
    return true;
}

static bool
holds(GPtrArray *persons, const char *person)
{
    return g_ptr_array_find_with_equal_func(persons, person, g_str_equal, NULL);
}

/* Of several accounts of a person one counts, and none is missing once one has approved. */
static void
count(GPtrArray *all, GPtrArray *votes, LbBallot *ballot)
{
    g_autoptr(GPtrArray) counted = g_ptr_array_new(), reached = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        LbAsked *asked = g_ptr_array_index(all, i);
        if ((asked->able || asked->counts) && !holds(reached, asked->person))
            g_ptr_array_add(reached, asked->person);
        asked->counts = asked->counts && !holds(counted, asked->person);
        if (!asked->counts)
            continue;
        g_ptr_array_add(counted, asked->person);
        g_ptr_array_add(ballot->persons, g_strdup(find_vote(votes, asked->principal)->person));
        ballot->hours = ballot->hours == 0 ? asked->hours : MIN(ballot->hours, asked->hours);
    }
    ballot->given = (int)counted->len;
    ballot->within_reach = (int)reached->len;
    for (guint i = 0; i < all->len; i++) {
        LbAsked *asked = g_ptr_array_index(all, i);
        asked->missing = asked->able && !holds(counted, asked->person);
    }
}

GPtrArray *
lb_ballot_read(LbService *service, const LbRequest *request, LbBallot *ballot, GError **error)
{
    *ballot = (LbBallot){ .persons = g_ptr_array_new_with_free_func(g_free) };
    g_autoptr(GPtrArray) approvers = lb_requests_approvers(service->store, request->number, error);
    g_autoptr(GPtrArray) votes =
        approvers != NULL ? lb_votes_read(service->store, request->number, error) : NULL;
    if (votes == NULL)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)lb_asked_free);
    for (guint i = 0; i < approvers->len; i++) {
        const LbApprover *approver = g_ptr_array_index(approvers, i);
        if (!add_asked(service, request, approver, find_vote(votes, approver->principal), all,
                       error))
            return NULL;
    }
    count(all, votes, ballot);
    return g_steal_pointer(&all);
}

bool
lb_ballot_fill(LbService *service, LbRequest *request, GError **error)
{
    if (request->status != LB_STATUS_PENDING || request->quorum <= 1)
        return true;
    g_auto(LbBallot) ballot = { 0 };
    g_autoptr(GPtrArray) asked = lb_ballot_read(service, request, &ballot, error);
    request->approvals = ballot.given;
    return asked != NULL;
}

bool
lb_ballot_has_approved(LbService *service, const LbActor *actor, const LbRequest *request,
                       bool *approved, GError **error)
{
    g_autoptr(GPtrArray) votes = lb_votes_read(service->store, request->number, error);
    g_auto(LbBallot) ballot = { 0 };
    *approved = false;
    for (guint i = 0; votes != NULL && i < votes->len && !*approved; i++) {
        const LbVoteRow *row = g_ptr_array_index(votes, i);
        bool mine =
            row->principal == actor->principal || g_strcmp0(row->person, actor->person) == 0;
        if (mine && row->vote == LB_VOTE_APPROVE &&
            !may_approve_now(service, request, row->principal, approved, error))
            return false;
    }
    if (votes == NULL || !*approved)
        return votes != NULL;
    g_autoptr(GPtrArray) asked = lb_ballot_read(service, request, &ballot, error);
    *approved = ballot.given < request->quorum;
    return asked != NULL;
}
