/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event of Windows as it is kept: whose it is, and whose access explains it. */
#pragma once

#include "base/sha256.h"
#include "core/explanation.h"
#include "core/winevent.h"

/* One, as it is kept. */
typedef struct {
    int64_t id;
    LbWinEvent *event; /* its computer in lower case */
    bool system;  /* Windows itself did it: SYSTEM, a service account, the computer's own account */
    char *tenant; /* id */
    char *subscription;               /* canonical id */
    char *resource;                   /* key */
    char *resource_name;              /* as the directory has it */
    int64_t request;                  /* whose access explains it; 0: no approved access does */
    uint8_t identity[LB_SHA256_SIZE]; /* of what the event says */
    LbExplanation explanation;        /* of one that none explains: why not, by what is known now */
} LbEventRow;

void lb_event_row_free(LbEventRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbEventRow, lb_event_row_free)

/* Computes what identity must be, by @sha, which has nothing in it. */
void lb_event_row_identify(LbSha256 *sha, const LbWinEvent *event,
                           uint8_t identity[LB_SHA256_SIZE]);

/* Adds the row, by its identity and what else is kept of it, to the digest of its batch. */
void lb_event_row_seal(LbSha256 *sha, const LbEventRow *row);
