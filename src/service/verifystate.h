/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was who and held what, by the ledger alone, at the entry of the log that verification has got to; private to
 * src/service. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/ledger.h"

typedef struct {
    int64_t id;
    char *account;
    char *person;
    char *tenant; /* NULL: the provider's */
    bool user;
    bool enabled;
    int64_t time;      /* of the entry that switched it on or off last */
    GHashTable *roles; /* name of the ledger -> LbHeld */
} LbAccountState;

typedef struct {
    char *role;
    char *scope;
} LbHeld;

typedef struct {
    int64_t principal;
    char *fingerprint;
    bool revoked;
    int64_t time; /* of the entry that revoked it */
} LbKeyState;

typedef struct {
    char *tenant;
    int quorum;
} LbSubscriptionState;

typedef struct {
    char *subscription;
    char *role; /* by which it was asked for */
    int64_t requester;
    int quorum;
    GHashTable *asked; /* ids of principals */
} LbRequestState;

typedef struct {
    GHashTable *accounts;      /* id -> LbAccountState */
    GHashTable *names;         /* account in lower case -> id */
    GHashTable *keys;          /* id -> LbKeyState */
    GHashTable *fingerprints;  /* -> id of the key */
    GHashTable *subscriptions; /* id -> LbSubscriptionState */
    GHashTable *covered;       /* set of "SUBSCRIPTION PATH" */
    GHashTable *requests;      /* number -> LbRequestState */
} LbState;

/* A vote, or an internal answer. */
typedef struct {
    int64_t request;
    int64_t principal;
    char *person;
    char *role; /* of an internal one */
} LbAnswer;

void lb_answer_clear(LbAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbAnswer, lb_answer_clear)

/* Reads the row that an entry made of one. */
void lb_state_answer(const LbLedgerRow *row, LbAnswer *answer);

LbState *lb_state_new(void);
void lb_state_free(LbState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbState, lb_state_free)

/* Takes over what an entry made at @time (microseconds UTC) of the row. */
void lb_state_take(LbState *state, const LbLedgerRow *row, int64_t time);

/* Borrowed; NULL: there is none. */
LbAccountState *lb_state_account(const LbState *state, int64_t id);
LbAccountState *lb_state_named(const LbState *state, const char *account);
LbKeyState *lb_state_key(const LbState *state, const char *fingerprint);
LbRequestState *lb_state_request(const LbState *state, int64_t number);

/* Whether the account may approve at the subscription, and whether it holds the provider's role. */
bool lb_state_approves(const LbState *state, const LbAccountState *account,
                       const char *subscription);
bool lb_state_holds(const LbAccountState *account, const char *role);
