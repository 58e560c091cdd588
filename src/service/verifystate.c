/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was who and held what, by the ledger alone. */
#include "service/verifystate.h"

#include <string.h>

#include "base/columns.h"
#include "core/role.h"

#define ID(number) GSIZE_TO_POINTER((gsize)(number))

static void
free_held(gpointer data)
{
    LbHeld *held = data;
    g_free(held->role);
    g_free(held->scope);
    g_free(held);
}

static void
free_account(gpointer data)
{
    LbAccountState *account = data;
    g_free(account->account);
    g_free(account->person);
    g_free(account->tenant);
    g_hash_table_unref(account->roles);
    g_free(account);
}

static void
free_key(gpointer data)
{
    LbKeyState *key = data;
    g_free(key->fingerprint);
    g_free(key);
}

static void
free_subscription(gpointer data)
{
    LbSubscriptionState *subscription = data;
    g_free(subscription->tenant);
    g_free(subscription);
}

static void
free_request(gpointer data)
{
    LbRequestState *request = data;
    g_free(request->subscription);
    g_free(request->role);
    g_hash_table_unref(request->asked);
    g_free(request);
}

LbState *
lb_state_new(void)
{
    LbState *state = g_new0(LbState, 1);
    state->accounts = g_hash_table_new_full(NULL, NULL, NULL, free_account);
    state->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    state->keys = g_hash_table_new_full(NULL, NULL, NULL, free_key);
    state->fingerprints = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    state->subscriptions =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_subscription);
    state->covered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    state->requests = g_hash_table_new_full(NULL, NULL, NULL, free_request);
    return state;
}

void
lb_state_free(LbState *state)
{
    if (state == NULL)
        return;
    g_hash_table_unref(state->accounts);
    g_hash_table_unref(state->names);
    g_hash_table_unref(state->keys);
    g_hash_table_unref(state->fingerprints);
    g_hash_table_unref(state->subscriptions);
    g_hash_table_unref(state->covered);
    g_hash_table_unref(state->requests);
    g_free(state);
}

/* The column @name of a row as text; NULL: it is not there, or has no value. The caller frees. */
static char *
get_text(const char *row, const char *name)
{
    LbColumn column;
    while (row != NULL && lb_columns_next(&row, &column))
        if (strlen(name) == column.name_length && memcmp(name, column.name, strlen(name)) == 0)
            return lb_column_plain(&column);
    return NULL;
}

/* Moves the column into @text, where the row has it. */
static bool
move_text(const char *row, const char *name, char **text)
{
    LbColumn column;
    while (row != NULL && lb_columns_next(&row, &column))
        if (strlen(name) == column.name_length && memcmp(name, column.name, strlen(name)) == 0) {
            g_free(*text);
            *text = lb_column_plain(&column);
            return true;
        }
    return false;
}

static bool
move_number(const char *row, const char *name, int64_t *number)
{
    g_autofree char *text = NULL;
    if (!move_text(row, name, &text))
        return false;
    *number = text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
    return true;
}

static LbAccountState *
make_account(LbState *state, int64_t id)
{
    LbAccountState *account = lb_state_account(state, id);
    if (account != NULL)
        return account;
    account = g_new0(LbAccountState, 1);
    account->id = id;
    account->roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_held);
    g_hash_table_insert(state->accounts, ID(id), account);
    return account;
}

static void
take_account(LbState *state, const LbLedgerRow *row, int64_t time)
{
    int64_t id = g_ascii_strtoll(row->name, NULL, 10), enabled = 0;
    g_autofree char *kind = NULL;
    if (row->after == NULL) {
        g_hash_table_remove(state->accounts, ID(id));
        return;
    }
    LbAccountState *account = make_account(state, id);
    if (account->account != NULL) {
        g_autofree char *old = g_ascii_strdown(account->account, -1);
        g_hash_table_remove(state->names, old);
    }
    move_text(row->after, "account", &account->account);
    g_hash_table_insert(state->names,
                        g_ascii_strdown(account->account != NULL ? account->account : "", -1),
                        ID(id));
    move_text(row->after, "person", &account->person);
    move_text(row->after, "tenant", &account->tenant);
    if (move_text(row->after, "kind", &kind))
        account->user = g_strcmp0(kind, "User") == 0;
    if (move_number(row->after, "enabled", &enabled)) {
        account->enabled = enabled != 0;
        account->time = time;
    }
}

static void
take_role(LbState *state, const LbLedgerRow *row, int64_t time)
{
    (void)time;
    LbAccountState *account = make_account(state, g_ascii_strtoll(row->name, NULL, 10));
    if (row->after == NULL)
        g_hash_table_remove(account->roles, row->name);
    if (row->after == NULL || row->before != NULL)
        return;
    LbHeld *held = g_new0(LbHeld, 1);
    held->role = get_text(row->after, "role");
    held->scope = get_text(row->after, "scope");
    g_hash_table_insert(account->roles, g_strdup(row->name), held);
}

static void
take_key(LbState *state, const LbLedgerRow *row, int64_t time)
{
    gpointer id = ID(g_ascii_strtoll(row->name, NULL, 10));
    LbKeyState *key = g_hash_table_lookup(state->keys, id);
    int64_t revoked = 0;
    if (row->after == NULL) {
        g_hash_table_remove(state->keys, id);
        return;
    }
    if (key == NULL) {
        key = g_new0(LbKeyState, 1);
        g_hash_table_insert(state->keys, id, key);
    }
    move_number(row->after, "principal", &key->principal);
    if (move_text(row->after, "fingerprint", &key->fingerprint) && key->fingerprint != NULL)
        g_hash_table_insert(state->fingerprints, g_strdup(key->fingerprint), id);
    if (move_number(row->after, "revoked", &revoked) && revoked != 0) {
        key->revoked = true;
        key->time = time;
    }
}

static void
take_subscription(LbState *state, const LbLedgerRow *row, int64_t time)
{
    (void)time;
    LbSubscriptionState *subscription = g_hash_table_lookup(state->subscriptions, row->name);
    int64_t quorum = 0;
    if (subscription == NULL) {
        subscription = g_new0(LbSubscriptionState, 1);
        g_hash_table_insert(state->subscriptions, g_strdup(row->name), subscription);
    }
    move_text(row->after, "tenant", &subscription->tenant);
    if (move_number(row->after, "quorum", &quorum))
        subscription->quorum = (int)quorum;
}

static void
take_group(LbState *state, const LbLedgerRow *row, int64_t time)
{
    (void)time;
    const char *text = row->after != NULL ? row->after : row->before;
    g_autofree char *subscription = get_text(text, "subscription"), *path = get_text(text, "path");
    char *pair = g_strdup_printf("%s %s", subscription, path);
    if (row->after != NULL) {
        g_hash_table_add(state->covered, pair);
        return;
    }
    g_hash_table_remove(state->covered, pair);
    g_free(pair);
}

static void
take_request(LbState *state, const LbLedgerRow *row, int64_t time)
{
    (void)time;
    int64_t number = g_ascii_strtoll(row->name, NULL, 10), quorum = 0;
    LbRequestState *request = lb_state_request(state, number);
    if (request == NULL) {
        request = g_new0(LbRequestState, 1);
        request->asked = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(state->requests, ID(number), request);
    }
    move_text(row->after, "subscription", &request->subscription);
    move_text(row->after, "requester_role", &request->role);
    move_number(row->after, "requester", &request->requester);
    if (move_number(row->after, "quorum", &quorum))
        request->quorum = (int)quorum;
}

static void
take_approver(LbState *state, const LbLedgerRow *row, int64_t time)
{
    (void)time;
    int64_t number = 0, principal = 0;
    move_number(row->after, "request", &number);
    move_number(row->after, "principal", &principal);
    LbRequestState *request = lb_state_request(state, number);
    if (request != NULL && principal != 0)
        g_hash_table_add(request->asked, ID(principal));
}

void
lb_state_take(LbState *state, const LbLedgerRow *row, int64_t time)
{
    static const struct {
        const char *table;
        void (*take)(LbState *state, const LbLedgerRow *row, int64_t time);
    } tables[] = {
        { "principal", take_account },
        { "role_assignment", take_role },
        { "key", take_key },
        { "subscription", take_subscription },
        { "management_group", take_group },
        { "request", take_request },
        { "approver", take_approver },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        if (strcmp(row->table, tables[i].table) == 0)
            tables[i].take(state, row, time);
}

void
lb_answer_clear(LbAnswer *answer)
{
    g_clear_pointer(&answer->person, g_free);
    g_clear_pointer(&answer->role, g_free);
}

void
lb_state_answer(const LbLedgerRow *row, LbAnswer *answer)
{
    move_number(row->after, "request", &answer->request);
    move_number(row->after, "principal", &answer->principal);
    move_text(row->after, "person", &answer->person);
    move_text(row->after, "role", &answer->role);
}

LbAccountState *
lb_state_account(const LbState *state, int64_t id)
{
    return g_hash_table_lookup(state->accounts, ID(id));
}

LbAccountState *
lb_state_named(const LbState *state, const char *account)
{
    g_autofree char *name = g_ascii_strdown(account, -1);
    return g_hash_table_lookup(state->accounts, g_hash_table_lookup(state->names, name));
}

LbKeyState *
lb_state_key(const LbState *state, const char *fingerprint)
{
    return g_hash_table_lookup(state->keys, g_hash_table_lookup(state->fingerprints, fingerprint));
}

LbRequestState *
lb_state_request(const LbState *state, int64_t number)
{
    return g_hash_table_lookup(state->requests, ID(number));
}

static bool
reaches(const LbState *state, const char *scope, const char *subscription)
{
    g_autofree char *own = g_strconcat("/subscriptions/", subscription, NULL);
    g_autofree char *pair = g_strdup_printf("%s %s", subscription, scope);
    return g_strcmp0(scope, "/") == 0 || g_strcmp0(scope, own) == 0 ||
           g_hash_table_contains(state->covered, pair);
}

bool
lb_state_approves(const LbState *state, const LbAccountState *account, const char *subscription)
{
    const LbSubscriptionState *there =
        subscription != NULL ? g_hash_table_lookup(state->subscriptions, subscription) : NULL;
    GHashTableIter iterator;
    gpointer value;
    if (there == NULL || !account->user || !account->enabled ||
        g_strcmp0(account->tenant, there->tenant) != 0)
        return false;
    g_hash_table_iter_init(&iterator, account->roles);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const LbHeld *held = value;
        LbRole role = LB_ROLE_READER;
        if (lb_role_from_name(held->role, &role) && lb_roles_approve(1u << role) &&
            reaches(state, held->scope, subscription))
            return true;
    }
    return false;
}

bool
lb_state_holds(const LbAccountState *account, const char *role)
{
    GHashTableIter iterator;
    gpointer value;
    if (account->tenant != NULL || !account->user || !account->enabled)
        return false;
    g_hash_table_iter_init(&iterator, account->roles);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const LbHeld *held = value;
        if (g_strcmp0(held->role, role) == 0 && g_strcmp0(held->scope, "/") == 0)
            return true;
    }
    return false;
}
