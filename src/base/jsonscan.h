/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a JSON value ends, byte by byte. It checks what the parser behind it is
 * lenient about: strings and their escapes, numbers, brackets, nesting, and that nothing stands between the tokens
 * but white space. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The state between two pieces of one value: all zero before the first. */
typedef struct {
    bool complete;     /* the value has ended */
    int depth;         /* open brackets */
    uint64_t brackets; /* which ones, the innermost in the lowest bit: 1 is '[' */
    bool string;       /* within a string */
    bool escape;       /* behind its backslash */
    int digits;        /* of \uXXXX that have to come */
    unsigned unit;     /* what they say so far */
    bool high;         /* the first half of a pair stands before this */
    bool started;
    size_t
        values; /* how many lists, objects and things in them have come, roughly: what a parser makes objects of */
    int word; /* how far a number, true, false or null has come: src/base/jsonscan.c */
} LbJsonScan;

/* Reads at most @size bytes. Stores how many belong to the value; the rest does not when it is complete. Returns
 * NULL, or why this is no JSON: a string marked for translation, @used is the offending byte then. */
const char *lb_json_scan(LbJsonScan *scan, const char *bytes, size_t size, size_t *used);
