/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command while it runs: who gave it, where it came from, and what it says. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/file.h"
#include "commands/arguments.h"
#include "commands/result.h"
#include "config/settings.h"
#include "core/actor.h"
#include "core/malformed.h"
#include "core/opening.h"
#include "core/visit.h"
#include "service/service.h"
#include "wording/spelling.h"

/* What was said before the verb. Borrowed from the arguments of the process. */
typedef struct {
    const char *data;   /* --data; NULL: not given */
    const char *config; /* --config */
    const char *as;     /* --as */
} LbPlace;

/* The screens (tui/tui.h), handed in by the program: commands and screens do not know each other. */
typedef struct {
    bool (*can_run)(void);
    bool (*run)(LbService *service, LbActor *actor, const LbVisit *visit,
                const LbSpelling *spelling, const LbOpening *opening, GPtrArray *results,
                bool *undecided, GError **error);
} LbBlade;

typedef struct {
    LbPlace place;
    bool session; /* what sshd runs */
    bool json;
    bool test;             /* a test database */
    LbMalformed malformed; /* in what the command is none, where it is misuse */
    const char *language;  /* in which we speak: "en", "ja"; borrowed */
    const char *data;      /* the data directory; borrowed */
    LbConfig *config;
    LbService *service;
    LbActor *actor;       /* NULL where the verb needs nobody */
    LbVisit visit;        /* without limits on the console */
    LbFd seat;            /* among all sessions; -1: none is needed */
    bool ending;          /* what is still said waits for nobody */
    GTimeZone *zone;      /* the actor's */
    GString *out;         /* what will be said on standard output */
    GPtrArray *advice;    /* char*: commands that help after an error, told behind it */
    LbExit exit;          /* of a command without an error */
    const LbBlade *blade; /* borrowed */
} LbCommand;

LbCommand *lb_command_new(void);
void lb_command_free(LbCommand *command);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbCommand, lb_command_free)

/* Says first of all where this is a test database. */
void lb_command_put_mark(LbCommand *command);

/* Writes what was said so far to standard output. */
bool lb_command_flush(LbCommand *command, GError **error);

/* Whether the person sits at a terminal that screens can be drawn on. */
bool lb_command_has_screens(const LbCommand *command);

/* Columns of the terminal on standard output, between 40 and 100; 80 where there is none. */
int lb_command_width(void);

/* How the person reaches us. Borrowed from the command. */
LbSpelling lb_command_spelling(const LbCommand *command);

/* How the person would give the command of @words ("show", "LB-42"); see lb_spelling_line(). The caller frees it. */
char *lb_command_line(const LbCommand *command, const char *const *words);
