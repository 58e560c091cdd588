/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails that "log verify" was given. */
#pragma once

#include <json-glib/json-glib.h>

#include "service/witness.h"

typedef struct {
    char *file;
    char *message_id;
    int64_t sequence; /* the entry that it names */
    char *head;       /* and its hash */
    LbTestimony testimony;
    bool sent; /* by this database */
} LbWitness;

/* LbWitness*: what the mails of ours in @files (char*, operator/mailbox.h) say, not yet held against anything. NULL with @error,
 * BAD_FILE where one of the files has no mail of ours. The caller frees the array. */
GPtrArray *lb_witnesses_read(const GPtrArray *files, GError **error);

/* Holds each against the log. */
bool lb_witnesses_hear(GPtrArray *mails, LbService *service, GError **error);

/* Whether all agree with it; NULL: there are none. */
bool lb_witnesses_agree(const GPtrArray *mails);

/* Says, for people, how many agree, and what of the others is wrong. */
void lb_witnesses_say(GString *out, const GPtrArray *mails);

/* Adds the member "mails", a list of all. */
void lb_witnesses_put(JsonBuilder *builder, const GPtrArray *mails);

/* Sets @error to BAD_LOG, about the first that does not agree. Always returns false. */
bool lb_witnesses_fail(const GPtrArray *mails, GError **error);
