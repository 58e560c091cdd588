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
                                          lb_migration_16, lb_migration_17 };

int
lb_schema_version(void)
{
    return (int)G_N_ELEMENTS(migrations);
}

/* Another process may have brought the tables there while this one waited for the lock: the version that counts
 * is the one read behind it. */
static bool
migrate_one(LbStore *store, int version, GError **error)
{
    int64_t reached = 0;
    g_autoptr(LbTransaction) transaction = lb_store_begin(store, error);
    if (transaction == NULL || !lb_store_get_int(store, &reached, error, "PRAGMA user_version", ""))
        return false;
    if (reached >= version)
        return true;
    g_autofree char *pragma = g_strdup_printf("PRAGMA user_version = %d", version);
    if (!lb_store_run_script(store, migrations[version - 1], error) ||
        !lb_store_run_script(store, pragma, error)) {
        g_prefix_error(error, "migration %d: ", version);
        return false;
    }
    return lb_transaction_commit(transaction, error);
}

bool
lb_schema_migrate(LbStore *store, GError **error)
{
    for (int version = 1; version <= lb_schema_version(); version++)
        if (!migrate_one(store, version, error))
            return false;
    return true;
}
