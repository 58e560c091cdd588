/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verification of who did it: whether, by the log alone, whoever an entry names was there at that moment, by that key,
 * and held what asking, answering and deciding take. So a row that was written past every act, used and put back is
 * found by what it was used for. */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "service/verify.h"
#include "service/verifystate.h"

/* The entry that is checked. */
typedef struct {
    const LbState *state;
    const LbActivity *entry;
    LbFindings *findings;
} Look;

static void
find(const Look *look, const char *who, const char *what)
{
    g_autofree char *safe = lb_text_escape(who != NULL ? who : "?", LB_TEXT_LINE);
    lb_findings_add(look->findings, g_strdup_printf(_("entry %lld, %s: %s"),
                                                    (long long)look->entry->sequence, safe, what));
}

/* That the entry is about, as far as the state knows it by now; NULL: there is none. */
static const LbRequestState *
request_of(const Look *look)
{
    int64_t number = 0;
    bool named = look->entry->request != NULL && lb_request_parse_id(look->entry->request, &number);
    return named ? lb_state_request(look->state, number) : NULL;
}

/* Whether @operation tells how something goes that the person began before: also that it ended because the account or the
 * key was taken away. */
static bool
is_report(LbOperation operation)
{
    return operation == LB_OPERATION_RECORD_SESSION || operation == LB_OPERATION_END_SESSION;
}

/* What an act takes away stands in its first entry, and the others have the same time. */
static void
check_caller(const Look *look)
{
    const LbActivity *entry = look->entry;
    static const char *const persons[] = { "session", "as", NULL };
    if (entry->caller == NULL || !g_strv_contains(persons, entry->door) ||
        entry->operation == LB_OPERATION_REFUSE)
        return;
    const LbAccountState *account = lb_state_named(look->state, entry->caller);
    if (account == NULL || !account->user) {
        find(look, entry->caller, _("acted, but by the log there was no such account"));
        return;
    }
    bool report = is_report(entry->operation);
    if (!account->enabled && account->time < entry->time && !report)
        find(look, entry->caller, _("acted, but by the log the account was switched off"));
    if (entry->fingerprint == NULL)
        return;
    const LbKeyState *key = lb_state_key(look->state, entry->fingerprint);
    if (key == NULL || key->principal != account->id ||
        (key->revoked && key->time < entry->time && !report))
        find(look, entry->caller, _("acted by a key that by the log was none of the account's"));
}

/* Who was asked must be who could approve, all of them, and it must take as many as the subscription says. */
static void
check_asked(const Look *look, const char *id, const LbRequestState *request)
{
    GHashTableIter iterator;
    gpointer value;
    g_hash_table_iter_init(&iterator, look->state->accounts);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const LbAccountState *account = value;
        bool asked = g_hash_table_contains(request->asked, GSIZE_TO_POINTER((gsize)account->id));
        bool approves = lb_state_approves(look->state, account, request->subscription);
        g_autofree char *words = NULL;
        if (asked && !approves)
            words = g_strdup_printf(
                _("was asked about %s, but by the log held no role that approves there"), id);
        else if (!asked && approves)
            words = g_strdup_printf(
                _("was not asked about %s, but by the log held a role that approves there"), id);
        if (words != NULL)
            find(look, account->account, words);
    }
    const LbSubscriptionState *subscription =
        g_hash_table_lookup(look->state->subscriptions, request->subscription);
    int quorum = subscription != NULL ? subscription->quorum : 0;
    g_autofree char *words =
        g_strdup_printf(_("needs %d approvals, but by the log the subscription asked for %d"),
                        request->quorum, quorum);
    if (quorum != request->quorum)
        find(look, id, words);
}

static void
check_vote(const Look *look, const LbAnswer *answer)
{
    const LbRequestState *request = lb_state_request(look->state, answer->request);
    const LbAccountState *account = lb_state_account(look->state, answer->principal);
    const char *name = account != NULL ? account->account : answer->person;
    bool good = request != NULL && account != NULL &&
                g_hash_table_contains(request->asked, GSIZE_TO_POINTER((gsize)answer->principal)) &&
                lb_state_approves(look->state, account, request->subscription) &&
                g_strcmp0(account->person, answer->person) == 0;
    if (!good)
        find(look, name, _("voted, but by the log the vote was not that account's to give"));
}

static void
check_endorsement(const Look *look, const LbAnswer *answer)
{
    const LbAccountState *account = lb_state_account(look->state, answer->principal);
    if (account == NULL || !lb_state_holds(account, answer->role) ||
        g_strcmp0(account->person, answer->person) != 0)
        find(look, account != NULL ? account->account : answer->person,
             _("answered internally, but by the log did not hold the role for it"));
}

static void
check_requester(const Look *look, const LbRequestState *request)
{
    const LbAccountState *account = lb_state_account(look->state, request->requester);
    if (account == NULL || !lb_state_holds(account, request->role))
        find(look, account != NULL ? account->account : NULL,
             _("asked for access, but by the log did not hold the role for it"));
}

/* Sessions are ended by who approves there, and seen by these and by who asked. */
static void
check_session(const Look *look, const LbRequestState *request)
{
    LbOperation operation = look->entry->operation;
    bool watches = operation == LB_OPERATION_WATCH_SESSION;
    if (!watches && operation != LB_OPERATION_STOP_SESSION)
        return;
    const LbAccountState *account =
        look->entry->caller != NULL ? lb_state_named(look->state, look->entry->caller) : NULL;
    bool good = request != NULL && account != NULL &&
                (lb_state_approves(look->state, account, request->subscription) ||
                 (watches && request->requester == account->id));
    if (!good)
        find(look, look->entry->caller,
             watches ? _("saw a session, but by the log neither approves there nor asked for it")
                     : _("ended a session, but by the log held no role that approves there"));
}

/* That a session was ended is the work of that one act. */
static void
check_stop(const Look *look, const LbLedgerRow *row)
{
    g_auto(LbAnswer) answer = { .request = 0 };
    const LbAccountState *caller =
        look->entry->caller != NULL ? lb_state_named(look->state, look->entry->caller) : NULL;
    lb_state_answer(row, &answer);
    if (look->entry->operation != LB_OPERATION_STOP_SESSION || caller == NULL ||
        caller->id != answer.principal)
        find(look, look->entry->caller,
             _("ended a session by another act, or for another account"));
}

/* Of an answer that was given anew, what has not changed is the caller's. False, with a finding, where there is none. */
static bool
read_answer(const Look *look, const LbLedgerRow *row, LbAnswer *answer)
{
    const LbActivity *entry = look->entry;
    const LbAccountState *caller =
        entry->caller != NULL ? lb_state_named(look->state, entry->caller) : NULL;
    if (caller != NULL) {
        answer->principal = caller->id;
        answer->person = g_strdup(caller->person);
    }
    lb_state_answer(row, answer);
    if (caller != NULL && answer->principal == caller->id)
        return true;
    find(look, entry->caller, _("answered for another account"));
    return false;
}

/* What the entry made of rows that are the work of people; all others are taken over before. */
static void
check_row(const Look *look, const LbLedgerRow *row)
{
    int64_t request = g_ascii_strtoll(row->name, NULL, 10);
    g_auto(LbAnswer) answer = { .request = request };
    if (row->after == NULL)
        return;
    if (strcmp(row->table, "request") == 0 && row->before == NULL)
        check_requester(look, lb_state_request(look->state, request));
    if (strcmp(row->table, "session_stop") == 0 && row->before == NULL)
        check_stop(look, row);
    if (strcmp(row->table, "vote") == 0 && read_answer(look, row, &answer))
        check_vote(look, &answer);
    if (strcmp(row->table, "endorsement") == 0 && row->before == NULL &&
        read_answer(look, row, &answer))
        check_endorsement(look, &answer);
}

/* Takes over what the entry made of the tables but for @late ones, or these alone; of those, stores in @asked whether
 * people were asked. */
static bool
take_rows(LbStore *store, LbState *state, const LbActivity *entry, bool late, bool *asked,
          GError **error)
{
    const LbLedgerRow *row = NULL;
    g_autoptr(LbLedgerCursor) rows = lb_ledger_of(store, entry->sequence, error);
    if (rows == NULL || !lb_ledger_next(rows, &row, error))
        return false;
    while (row != NULL) {
        bool asks = strcmp(row->table, "approver") == 0;
        if (asks == late)
            lb_state_take(state, row, entry->time);
        *asked = *asked || asks;
        if (!lb_ledger_next(rows, &row, error))
            return false;
    }
    return true;
}

static bool
check_rows(LbStore *store, const Look *look, GError **error)
{
    const LbLedgerRow *row = NULL;
    g_autoptr(LbLedgerCursor) rows = lb_ledger_of(store, look->entry->sequence, error);
    if (rows == NULL || !lb_ledger_next(rows, &row, error))
        return false;
    while (row != NULL) {
        check_row(look, row);
        if (!lb_ledger_next(rows, &row, error))
            return false;
    }
    return true;
}

/* What stood there before the log could say anything is taken as it is: an entry's own first rows are @base. */
bool
lb_state_check(LbStore *store, LbState *state, const LbActivity *entry, bool rows, bool base,
               LbFindings *findings, GError **error)
{
    const Look look = { .state = state, .entry = entry, .findings = findings };
    bool asked = false;
    if (g_hash_table_size(state->accounts) > 0) {
        check_caller(&look);
        check_session(&look, request_of(&look));
    }
    if (!rows)
        return true;
    if (!take_rows(store, state, entry, false, &asked, error) ||
        (asked && !take_rows(store, state, entry, true, &asked, error)))
        return false;
    if (base)
        return true;
    const LbRequestState *request = request_of(&look);
    if (asked && request != NULL)
        check_asked(&look, entry->request, request);
    return check_rows(store, &look, error);
}
