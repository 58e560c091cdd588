/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults on purpose, by which tests/check-harness proves that build-aux/run-test sees each of them. */
#pragma once

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void *volatile faults_sink;

/* Whether the environment asks for the fault @name. */
static inline int
faults_chosen(const char *name)
{
    const char *chosen = getenv("FAULT");
    return chosen != NULL && strcmp(chosen, name) == 0;
}

/* Does the chosen one of those that only a sanitizer sees. */
static inline void
faults_commit(void)
{
    if (faults_chosen("leak")) {
        faults_sink = malloc(77);
        faults_sink = NULL;
    }
    if (faults_chosen("overflow")) {
        volatile int number = INT_MAX;
        number++;
    }
    if (faults_chosen("use-after-free")) {
        volatile char *text = malloc(7);
        faults_sink = (void *)text;
        free(faults_sink);
        text[1] = 'a';
    }
}
