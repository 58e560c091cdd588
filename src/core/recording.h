/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of what was done on a target: how their files are named, how long they are kept, and how much of them. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* The directory of all, below the data directory; in it is one for each request that has any, of its id's name. */
#define LB_RECORDINGS "recordings"
#define LB_RECORDING_PARTS_MOST 64

/* The directory of the recordings of the request whose id is @request ("LB-42", or "JIT-42"), below the directory @data:
 * "DATA/recordings/LB-42". The caller frees it. */
char *lb_recording_directory(const char *data, const char *request);

/* The file of @part, from 1, of the recording of @passage: "7-01.cast". The caller frees it. */
char *lb_recording_part_name(int64_t passage, int part);

/* What is agreed with a customer. 0: as it is for all. */
typedef struct {
    int days;      /* that a recording is kept after its session */
    int mebibytes; /* of all that are kept: when they are reached, no session begins */
} LbKeeping;

#define LB_KEEPING_DAYS_MOST 36500
#define LB_KEEPING_MEBIBYTES_MOST 1073741824

/* A year, and 10 GiB: unless lockbox.conf says otherwise. */
extern const LbKeeping lb_keeping_standard;

/* @own, and where that says nothing, @standard. */
LbKeeping lb_keeping_fill(const LbKeeping *own, const LbKeeping *standard);

/* How much of its quota @bytes are, rounded down: 100 and more where it is reached. @keeping says how much that is. */
int lb_keeping_percent(const LbKeeping *keeping, int64_t bytes);

/* A customer whose recordings are a good part of what may be kept. */
typedef struct {
    char *name;
    int64_t bytes;
    LbKeeping keeping; /* its quota; days are not filled in */
} LbFilling;

void lb_filling_free(LbFilling *filling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbFilling, lb_filling_free)
