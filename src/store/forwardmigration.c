/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The migration of forwarding: how far the activity log has been handed over to a collector. */
#include "store/migrations.h"

/* clang-format off */
const char lb_migration_17[] =
    /* One row. A note of lockboxd's own: the log itself is in activity, whatever stands here. */
    "CREATE TABLE forwarding ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  position INTEGER NOT NULL DEFAULT 0 CHECK (position >= 0)," /* the last entry that was handed over */
    "  server TEXT,"                         /* to which */
    "  handed INTEGER,"                      /* when */
    "  fault TEXT,"                          /* why it does not go on; NULL: nothing is wrong */
    "  since INTEGER,"                       /* when that began */
    "  tried INTEGER,"                       /* when it was tried last since then */
    "  attempts INTEGER NOT NULL DEFAULT 0"  /* in vain, since then */
    ") STRICT;"
    "INSERT INTO forwarding (id) VALUES (1);";
/* clang-format on */
