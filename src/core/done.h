/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done through what a request had opened, in short: for the mail after its end. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/names.h"

/* Hashes that are named one by one. */
#define LB_DONE_HASHES_MOST 100

/* How sessions end, by the names in the log, with labels. */
extern const LbName lb_done_end_names[];

typedef struct {
    int sessions;           /* shells */
    int relays;             /* ports that bytes were carried to */
    int going;              /* of both, that are only being ended */
    int64_t span;           /* that they took together, microseconds */
    int64_t sent, received; /* bytes to and from the targets */
    GPtrArray *ends;        /* char*, names of lb_done_end_names, each once */
    GPtrArray *hashes;      /* char*, SHA-256 of the recordings, LB_DONE_HASHES_MOST at most */
    int64_t events;         /* of Windows, that came in so far */
} LbDoneFacts;

LbDoneFacts *lb_done_facts_new(void);
void lb_done_facts_free(LbDoneFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbDoneFacts, lb_done_facts_free)
