/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was asked, who was not, why, and what became of their mails, as lines: screens and commands only lay them out. */
#pragma once

#include <glib.h>

#include "service/asked.h"

typedef enum {
    LB_ASKED_BLANK,
    LB_ASKED_ANSWER, /* to the reader's own question */
    LB_ASKED_TITLE,
    LB_ASKED_PERSON, /* with what became of the question in a column of its own */
    LB_ASKED_TEXT,
    LB_ASKED_QUOTE, /* other people's words, as they are */
} LbAskedLineKind;

typedef struct {
    LbAskedLineKind kind;
    int level;    /* of indentation, from 0 */
    char *text;   /* one line and safe, unless it is a quote */
    char *answer; /* of a person; NULL: none */
} LbAskedLine;

/* LbAskedLine*, read by the account @reader (NULL: nobody in particular). @everything: also of mails that tell of what
 * came later, and of those to others. The caller frees the array. */
GPtrArray *lb_phrase_story(const LbAskedView *view, const char *reader, GTimeZone *zone,
                           bool everything);

/* Appends @lines as plain text, in rows of at most @width columns. */
void lb_story_write(GString *out, GPtrArray *lines, int width);

/* The one row that a line is: of a person, with the answer in its column. The caller frees it. */
char *lb_story_row(const LbAskedLine *line);
