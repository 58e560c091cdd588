/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acts of the operator, who owns the database file. */
#pragma once

#include "core/sshkey.h"
#include "service/service.h"

/* Who acts where the owner of the database file does. The caller frees it. */
LbActor *lb_operator_actor_new(void);

/* Makes the data directory (2770) with private/ (0700) and the database; @test marks it for ever. */
bool lb_operator_init(const char *data, bool test, GError **error);

/* Writes the first entry of a new database's log: it says what the log belongs to, and takes over what stands in the
 * tables. */
bool lb_operator_begin_log(LbService *service, GError **error);

/* Trusts the clock from now on: the mark and the reference move to what the clocks say. Logged. */
bool lb_operator_accept_clock(LbService *service, GError **error);

/* Logs that the key that signs certificates was made, whose public half is @key. */
bool lb_operator_log_ca(LbService *service, const LbSshKey *key, GError **error);

/* What the clock rules say at this moment. */
typedef struct {
    int64_t effective; /* microseconds UTC */
    int64_t wall;
    int64_t mark;
    bool suspect;
    char *why; /* NULL while not suspect */
} LbClockReport;

void lb_clock_report_free(LbClockReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbClockReport, lb_clock_report_free)
LbClockReport *lb_operator_clock(LbService *service, GError **error);

/* What verification found. */
typedef struct {
    int64_t entries;   /* good ones, from the first on */
    char *head;        /* hash of the last good one, 64 hexadecimal digits */
    int64_t first_bad; /* sequence of the first bad entry, 0: none */
    char *why;         /* what is wrong with it, or the first of the findings; NULL: all good */
    GStrv
        findings; /* in what the database differs from a good log, in words: some hundred at most */
    int64_t count; /* of all of them */
    int64_t
        rows_from; /* the entry that took over what was there before the ledger; 0: there was nothing, or none has */
    int64_t
        rows_before; /* rows that were there then, and could not be checked against anything older */
} LbVerification;

void lb_verification_free(LbVerification *verification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbVerification, lb_verification_free)

/* Reads the whole log: sequence, chain, hashes; then holds what is stored against it: requests against their entries, and
 * every row that decides something, or is shown to somebody who decides, against the ledger (store/ledger.h) whose digests
 * are in the entries. In bounded memory for each request. With @head_sequence not 0, the entry of that number must have the hash @head (64 hexadecimal
 * digits), as a mail carried it. NULL only when reading itself failed. */
LbVerification *lb_operator_verify(LbService *service, int64_t head_sequence, const char *head,
                                   GError **error);

/* A key that may come in now: its id, 0 when there is none, and the account that has it; to try the front door's
 * parts with. The caller frees @account and @key. */
bool lb_operator_any_key(LbService *service, int64_t *id, char **account, LbSshKey **key,
                         GError **error);

/* Moves a request of a test database along the steps that status allows, for demonstrations. Logged. */
bool lb_operator_rehearse(LbService *service, int64_t number, LbStatus status, GError **error);
