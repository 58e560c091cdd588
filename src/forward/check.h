/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a collector kept, held against the log: line by line, in any order, doubled or not. Memory is bounded by the number of the
 * log's entries, one bit each, and by what is unfinished. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"

/* Places and ranges that are kept by name; behind those they are only counted. */
#define LB_FORWARD_NAMED_MOST 20

/* Why a line is wrong. */
typedef struct {
    char *source;     /* as lb_forward_check_begin() named it */
    int64_t line;     /* of that, from 1 */
    int64_t sequence; /* of the entry, as the line has it; 0: it does not say */
    char *why;        /* untranslated */
} LbForwardFault;

/* Entries that are missing, both ends included. */
typedef struct {
    int64_t first, last;
} LbForwardRange;

typedef struct {
    int64_t lines;     /* all */
    int64_t messages;  /* with an element of ours, of this installation */
    int64_t others;    /* with one of another installation */
    int64_t entries;   /* that are whole and agree, each counted once */
    int64_t doubled;   /* that came once more */
    int64_t damaged;   /* lines or entries that are not as Lockbox wrote them */
    int64_t different; /* entries that Lockbox wrote so, but that are not the log's */
    int64_t beyond;    /* the same, behind the log's end */
    int64_t missing;   /* of those that should be there */
    int64_t newest;    /* sequence of the newest entry that agrees; 0: none */
    GPtrArray *faults; /* LbForwardFault*: the first of damaged, different and beyond */
    GArray *ranges;    /* LbForwardRange: the first of what is missing */
} LbForwardFound;

/* Stores in @there whether the log has an entry @sequence, and its hash. False with @error when that cannot be told. */
typedef bool (*LbForwardLookUp)(gpointer data, int64_t sequence, bool *there,
                                uint8_t hash[LB_SHA256_SIZE], GError **error);

typedef struct LbForwardCheck LbForwardCheck;

/* Against the log of the installation @instance. @data must live as long. The caller frees it. */
LbForwardCheck *lb_forward_check_new(const char *instance, LbForwardLookUp look_up, gpointer data);
void lb_forward_check_free(LbForwardCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbForwardCheck, lb_forward_check_free)

/* What is fed from here on is from @source, a file. */
void lb_forward_check_begin(LbForwardCheck *check, const char *source);

/* One line, without its LF; @whole: all of it, else its end was too far away. False with @error of the look-up alone. */
bool lb_forward_check_line(LbForwardCheck *check, const char *line, size_t length, bool whole,
                           GError **error);

/* All was fed; entries up to @last should be there. Borrowed, and complete only now. */
const LbForwardFound *lb_forward_check_end(LbForwardCheck *check, int64_t last);
