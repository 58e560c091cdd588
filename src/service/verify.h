/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms of verification, private to src/service. */
#pragma once

#include <json-glib/json-glib.h>

#include "core/activity.h"
#include "service/act.h"
#include "service/verifystate.h"

/* What was found, in words. */
typedef struct {
    GPtrArray *words; /* char*, the first some hundred */
    int64_t count;
} LbFindings;

/* Takes @words over. */
void lb_findings_add(LbFindings *findings, char *words);

/* Requests (verifyrequests.c): what the entries say of each, by its number. The caller frees the table. */
GHashTable *lb_noted_new(void);
void lb_noted_take(GHashTable *requests, const LbActivity *entry, JsonObject *details);

/* Holds every stored request, with its votes and what the rules said, against it. */
bool lb_noted_check(LbService *service, GHashTable *requests, LbFindings *findings, GError **error);

/* Exclusions (verifyexclusions.c), likewise: each was recorded as its entry says, and acknowledged by whom and when its entry
 * says, or by nobody. */
GHashTable *lb_verify_exclusions_new(void);
void lb_verify_exclusions_take(GHashTable *exclusions, const LbActivity *entry,
                               JsonObject *details);
bool lb_verify_exclusions(LbService *service, GHashTable *exclusions, LbFindings *findings,
                          GError **error);

/* Events of Windows (verifyevents.c): those of each batch are what its entry says, and lie within the access that explains
 * them; and there are none without an entry. */
bool lb_verify_events_take(LbStore *store, const LbActivity *entry, JsonObject *details,
                           LbFindings *findings, GError **error);
bool lb_verify_events(LbService *service, LbFindings *findings, GError **error);

/* Requests and their grants (verifyaccess.c): what is open has both. */
bool lb_verify_access(LbService *service, LbFindings *findings, GError **error);

/* Recordings that are kept and their files (verifyrecordings.c). Not within a transaction. */
bool lb_verify_recordings(LbService *service, LbFindings *findings, GError **error);

/* The just-in-time rules in force (verifyrules.c): they are those of the last entry that tells of any. */
typedef struct {
    int64_t entry; /* its sequence; 0: there is none */
    int64_t time;
    char *sha256;
} LbNotedRules;

void lb_noted_rules_clear(LbNotedRules *noted);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbNotedRules, lb_noted_rules_clear)

void lb_verify_rules_take(LbNotedRules *noted, const LbActivity *entry, JsonObject *details);
bool lb_verify_rules(LbService *service, const LbNotedRules *noted, LbFindings *findings,
                     GError **error);

/* The ledger (verifyrows.c): what the entries say of it. */
typedef struct {
    int64_t rows;   /* that they have taken over */
    int64_t first;  /* sequence of the first that did; 0: none so far */
    bool base;      /* that one took over what was there before */
    int64_t before; /* rows that it took over so, or that wait for it */
} LbSealed;

/* Holds the part of the ledger that the entry has against its digest. */
bool lb_sealed_take(LbStore *store, LbSealed *sealed, int64_t sequence, JsonObject *details,
                    LbFindings *findings, GError **error);

/* Holds who did what the entry says (verifypeople.c) against who was who by the entries before it, and takes over what it
 * changed of that, where it has @rows; @base: it made no more than a beginning. */
bool lb_state_check(LbStore *store, LbState *state, const LbActivity *entry, bool rows, bool base,
                    LbFindings *findings, GError **error);

/* Holds every row of its tables against the ledger, after the last entry. */
bool lb_sealed_check(LbStore *store, LbSealed *sealed, LbFindings *findings, GError **error);
