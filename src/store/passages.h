/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passages: who went through which grant, and what came of it. Times are microseconds UTC. */
#pragma once

#include "store/store.h"

typedef struct {
    int64_t id; /* stored when it begins */
    int64_t serial;
    const char *kind; /* "connect", "relay" */
    unsigned port;
    int64_t principal;
    const char *account;
    const char *address; /* where the engineer came from; NULL: local */
    int64_t begun;
} LbPassageRow;

bool lb_passages_begin(LbStore *store, LbPassageRow *row, GError **error);

/* How far it has got. */
typedef struct {
    int64_t id;
    int64_t principal; /* whose it must be; 0: whoever's */
    int64_t sent, received;
    int64_t recorded;   /* bytes of its recording; -1: what is stored stays */
    const char *sha256; /* NULL: likewise */
    int64_t ended;      /* 0: it goes on */
    const char *why;    /* how it ended */
} LbPassageNews;

/* Stores whether there is such a one that has not ended. */
bool lb_passages_put(LbStore *store, const LbPassageNews *news, bool *found, GError **error);

/* Whether the passage of @principal goes on through what is open at @now. */
bool lb_passages_are_open(LbStore *store, int64_t id, int64_t principal, int64_t now, bool *open,
                          GError **error);

/* Ids (int64_t) of those that have not ended though their grants were closed before @closed. The caller frees the array. */
GArray *lb_passages_left(LbStore *store, int64_t closed, GError **error);

/* The grant of one, and what of it is known so far. */
bool lb_passages_get(LbStore *store, int64_t id, int64_t *serial, int64_t *sent, int64_t *received,
                     GError **error);
