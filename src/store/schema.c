/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bringing a database to the present version, one numbered migration after the other. */
#include "store/schema.h"

#include "store/migrations.h"
#include "store/statement.h"

static const char *const migrations[] = { lb_migration_1,  lb_migration_2,  lb_migration_3,
                                          lb_migration_4,  lb_migration_5,  lb_migration_6,
                                          lb_migration_7,  lb_migration_8,  lb_migration_9,
                                          lb_migration_10, lb_migration_11, lb_migration_12,
                                          lb_migration_13, lb_migration_14, lb_migration_15,
                                          lb_migration_16, lb_migration_17, lb_migration_18 };

int
lb_schema_version(void)
{
    return (int)G_N_ELEMENTS(migrations);
}

static bool
migrate_one(LbStore *store, int64_t version, GError **error)
{
    if (lb_store_run_script(store, migrations[version - 1], error))
        return true;
    g_prefix_error(error, "migration %d: ", (int)version);
    return false;
}

/* All in one transaction: a database is of one version, whatever happens meanwhile, and the disk is waited for once. Another process
 * may have brought the tables there while this one waited for the lock: the version that counts is the one read behind it. */
bool
lb_schema_migrate(LbStore *store, GError **error)
{
    int64_t reached = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(store, error);
    if (transaction == NULL || !lb_store_get_int(store, &reached, error, "PRAGMA user_version", ""))
        return false;
    if (reached >= lb_schema_version())
        return true;
    for (int64_t version = reached + 1; version <= lb_schema_version(); version++)
        if (!migrate_one(store, version, error))
            return false;
    g_autofree char *pragma = g_strdup_printf("PRAGMA user_version = %d", lb_schema_version());
    return lb_store_run_script(store, pragma, error) && lb_transaction_commit(transaction, error);
}
