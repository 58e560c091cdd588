/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Votes: rows, one a person and request. Which of them count is not said here (service/ballot.h). */
#pragma once

#include "core/terms.h"
#include "store/store.h"

typedef struct {
    int64_t request;
    char *person; /* as it was when the vote was given */
    int64_t principal;
    LbVote vote;
    int hours;    /* of an approval; 0 of a denial */
    char *reason; /* NULL: none */
    char *digest; /* of what was shown */
    int64_t time;
    int64_t key;    /* 0: none */
    char *evidence; /* of several factors, lb_evidence_names; NULL: none */
} LbVoteRow;

void lb_vote_row_free(LbVoteRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbVoteRow, lb_vote_row_free)

/* Writes the vote in place of what its person, by whichever account, has answered before. */
bool lb_votes_put(LbStore *store, const LbVoteRow *row, GError **error);

/* All votes on the request, in the order in which they were given: LbVoteRow*. The caller frees the array. */
GPtrArray *lb_votes_read(LbStore *store, int64_t request, GError **error);
