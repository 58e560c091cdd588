/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the mails: a sample, the mail that is composed of it, and what is read back from that. */
#pragma once

#include <gmime/gmime.h>
#include <stdbool.h>

#include "core/message.h"

/* A composed mail with what it was made of, and GMime's reading of it. */
typedef struct {
    LbSite *site;
    LbMessage *message;
    char *bytes;
    size_t length;
    GError *error;
    GMimeMessage *read;
    char *text, *html;
} Letter;

/* A sample of a site and of a message about @event (support/sample.h), to be changed before it is composed. */
Letter *letter_new(LbEvent event);
void letter_free(Letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)

/* Composes, again if it was before; what is wrong is in letter->error. */
bool letter_compose(Letter *letter);

/* Composes, which must go well, and reads the mail back. */
void letter_read(Letter *letter);

/* The plain text has @words; the header is @value (NULL: not there). */
void letter_expect_text(Letter *letter, const char *words);
void letter_expect_header(Letter *letter, const char *name, const char *value);
