/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the mails: hostile texts, and every place of a message that a text can stand in. */
#pragma once

#include "notify/letter.h"

/* The texts of tests/data/hostile-strings: GString*, since some have a NUL in them. The caller frees the array. */
GPtrArray *hostile_texts(void);

/* What a mail can be about, to whom: an event with all that may come with it (grants, what was done, more changes), or with as
 * little as there can be. */
typedef struct {
    LbEvent event;
    bool approver;
    bool rich;
} Occasion;

/* Every event to both kinds of recipients, with little and with all: Occasion. The caller frees the array. */
GArray *hostile_occasions(void);

/* A sample for it. */
Letter *hostile_letter(const Occasion *occasion);

/* Where a text stands in a letter. */
typedef struct {
    char *name;   /* "request.tenant_name", "changes[3].before" */
    char *field;  /* the same without which of several: "changes.before" */
    char **where; /* borrowed from the letter */
} Place;

/* Every text of the site and the message that the delivery child is told, by the tables of the wire, and those that it is not:
 * Place*. The caller frees the array. */
GPtrArray *hostile_places(Letter *letter);
