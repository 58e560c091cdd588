/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provisioning scripts of tests: written, run, and what came of it. */
#pragma once

#include "access/place.h"
#include "access/provisioner.h"

#define OPENED "{\"grant\":7,\"status\":\"opened\"}"
#define CLOSED "{\"grant\":7,\"status\":\"closed\"}"

/* A grant and settings for a script, which is not written yet. */
typedef struct {
    char *root; /* removed with all that is in it */
    LbGrant *grant;
    GPtrArray *keys;
    LbProvisionSettings settings;
    LbProvisionOrder order;
    LbClock sleeping;
    char *awaited;
} Stage;

Stage *stage_new(void);
void stage_free(Stage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stage, stage_free)

/* Makes "#!/bin/sh", the variable here (the root directory) and @body the script. */
void stage_script(Stage *stage, const char *body);

/* Lets the boot clock go on by an hour, as while the machine sleeps, as soon as the file @name is below the root directory: a
 * script says by it that it has come so far, and its time is over then. */
void stage_sleep_once_there_is(Stage *stage, const char *name);

/* Runs it. Nothing may take longer than 30 seconds. The caller frees the result. */
LbProvisionResult *stage_open(Stage *stage);
LbProvisionResult *stage_close(Stage *stage);

/* Runs "open" and holds the failure against @words, part of what is said about it. */
void stage_must_fail(Stage *stage, const char *words);

/* What is in the file below the root directory; it must be there. The caller frees it. */
char *stage_read(const Stage *stage, const char *name);

/* Whether the process whose number is in the file is gone, or is before the deadline. */
bool stage_is_gone(const Stage *stage, const char *name);
