/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions: passages as the people of a request see them, and that they were ended. Times are microseconds UTC. */
#pragma once

#include "store/store.h"

/* One, as it is stored. Texts are lent. */
typedef struct {
    const char *request; /* id */
    int64_t passage;
    int64_t serial; /* of the grant */
    const char *kind;
    unsigned port;
    const char *resource_name;
    const char *account;
    const char *address; /* NULL: local */
    int64_t begun;
    int64_t ended;   /* 0: it goes on */
    const char *why; /* NULL: it goes on */
    int64_t sent, received;
    const char *sha256; /* NULL: there is none yet */
    bool recorded;
    int64_t bytes;          /* of the recording */
    int64_t deleted;        /* 0: it is not */
    const char *stopped_by; /* NULL: nobody */
    int64_t stopped;        /* 0: not */
} LbSessionRow;

typedef void (*LbSessionEach)(const LbSessionRow *row, void *user);

/* Hands those of @request to @each, in the order in which they began. */
bool lb_sessions_read(LbStore *store, int64_t request, LbSessionEach each, void *user,
                      GError **error);

/* Ends the passage for @account: whoever goes through reads it. Stores whether it went on, and nobody had ended it. */
bool lb_sessions_stop(LbStore *store, int64_t passage, int64_t principal, const char *account,
                      int64_t time, bool *stopped, GError **error);

/* Whether somebody has ended it. */
bool lb_sessions_is_stopped(LbStore *store, int64_t passage, bool *stopped, GError **error);
