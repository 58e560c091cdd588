/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbered migrations, as SQL. One that has been released is never changed; a new one follows it. Times are
 * microseconds UTC. Enumerations are stored by name. Private to src/store. */
#pragma once

/* Of the log: the entry that an act will write next. */
#define NEXT_ENTRY "(SELECT coalesce(max(sequence), 0) + 1 FROM activity)"

/* The tables, and what tells of changes of who may decide. */
extern const char lb_migration_1[], lb_migration_2[];

/* What came afterwards. */
extern const char lb_migration_3[], lb_migration_4[], lb_migration_5[], lb_migration_6[],
    lb_migration_7[], lb_migration_8[], lb_migration_9[];

/* The ledger (ledgermigration.c). */
extern const char lb_migration_10[];

/* Access that is really opened (accessmigration.c). */
extern const char lb_migration_11[];

/* What was done is seen (reviewmigration.c). */
extern const char lb_migration_12[];

/* Event logs of Windows (eventmigration.c). */
extern const char lb_migration_13[];

/* The notifier (notifiermigration.c). */
extern const char lb_migration_14[];

/* Tickets that live elsewhere (mirrormigration.c). */
extern const char lb_migration_15[], lb_migration_18[];

/* Webhooks (webhookmigration.c). */
extern const char lb_migration_16[];

/* The activity log forwarded (forwardmigration.c). */
extern const char lb_migration_17[];
