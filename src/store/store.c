/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the database, transactions, and the statement layer: the one place that talks to SQLite's C
 * interface. It knows no table but the instance row. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "store/schema.h"
#include "store/statement.h"

#define BUSY_TIMEOUT_MS 30000

struct LbStore {
    sqlite3 *database;
    GHashTable *idle; /* SQL literal -> LbStatement waiting to be used again */
    LbInstance instance;
    int patience;   /* as sqlite3_busy_timeout() has it, which does not tell */
    bool migrating; /* the authorizer lets tables be made */
};

struct LbStatement {
    LbStore *store;
    sqlite3_stmt *handle;
    const char *sql;
};

struct LbTransaction {
    LbStore *store;
    bool open;
};

G_DEFINE_QUARK(lb_store_error_quark, lb_store_error)

static void
set_error(GError **error, sqlite3 *database, int code, const char *what)
{
    LbStoreError kind = LB_STORE_ERROR_FAILED;
    if ((code & 0xff) == SQLITE_BUSY)
        kind = LB_STORE_ERROR_BUSY;
    else if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB)
        kind = LB_STORE_ERROR_CORRUPT;
    const char *words = database != NULL ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    g_set_error(error, LB_STORE_ERROR, (int)kind, "%s: %s", what, words);
}

/* Whatever statement is prepared: the log's rows are never changed, nothing protective is dropped, and no
 * pragma that would open a way around is set. */
static int
authorize(void *data, int action, const char *first, const char *second, const char *schema,
          const char *trigger)
{
    (void)schema;
    (void)trigger;
    const LbStore *store = data;
    switch (action) {
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        if (strcmp(first, "activity") == 0 || strcmp(first, "instance") == 0 ||
            strcmp(first, "ledger") == 0 || strcmp(first, "winevent") == 0)
            return SQLITE_DENY;
        return SQLITE_OK;
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_ALTER_TABLE:
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_INDEX:
    case SQLITE_ATTACH:
        return store->migrating ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_PRAGMA:
        return store->migrating || second == NULL ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_OK;
    }
}

bool
lb_store_run_script(LbStore *store, const char *script, GError **error)
{
    int code = sqlite3_exec(store->database, script, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return true;
    set_error(error, store->database, code, _("The database refused"));
    return false;
}

static bool
configure(LbStore *store, GError **error)
{
    lb_store_set_patience(store, BUSY_TIMEOUT_MS);
    sqlite3_extended_result_codes(store->database, 1);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return lb_store_run_script(store,
                               "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA recursive_triggers = ON;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -4096;",
                               error);
}

static LbStore *
open_file(const char *path, GError **error)
{
    g_autoptr(LbStore) store = g_new0(LbStore, 1);
    store->idle = g_hash_table_new(g_direct_hash, g_direct_equal);
    store->migrating = true;
    int code =
        sqlite3_open_v2(path, &store->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        set_error(error, store->database, code, path);
        return NULL;
    }
    if (!configure(store, error)) {
        g_prefix_error(error, "%s: ", path);
        return NULL;
    }
    sqlite3_set_authorizer(store->database, authorize, store);
    return g_steal_pointer(&store);
}

static bool
read_instance(LbStore *store, GError **error)
{
    g_autoptr(LbStatement) statement =
        lb_statement_new(store, error, "SELECT id, test, created FROM instance", "");
    if (statement == NULL)
        return false;
    LbStep step = lb_statement_step(statement, error);
    if (step == LB_STEP_DONE)
        g_set_error_literal(error, LB_STORE_ERROR, LB_STORE_ERROR_FOREIGN,
                            _("The database has no instance row."));
    if (step != LB_STEP_ROW)
        return false;
    store->instance.id = lb_column_dup(statement, 0);
    store->instance.test = lb_column_int(statement, 1) != 0;
    store->instance.created = lb_column_int(statement, 2);
    return true;
}

/* Makes the empty file ourselves, so that nobody else can ever open it, whatever the umask. */
static bool
make_file(const char *path, GError **error)
{
    g_auto(LbFd) fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd < 0 && errno == EEXIST) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_EXISTS,
                    _("%s: there is a database already"), path);
        return false;
    }
    if (fd < 0 || fchmod(fd, 0660) != 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return false;
    }
    return true;
}

static bool
fill_new(LbStore *store, const LbInstance *instance, GError **error)
{
    g_autofree char *ours = g_strdup_printf("PRAGMA application_id = %d", LB_APPLICATION_ID);
    if (!lb_store_run_script(store, ours, error) || !lb_schema_migrate(store, error))
        return false;
    if (!lb_store_run(store, error,
                      "INSERT INTO instance (one, id, test, created) VALUES (1, ?, ?, ?)", "sii",
                      instance->id, (int64_t)instance->test, instance->created))
        return false;
    store->migrating = false;
    return read_instance(store, error);
}

LbStore *
lb_store_create(const char *path, const LbInstance *instance, GError **error)
{
    if (!make_file(path, error))
        return NULL;
    g_autoptr(LbStore) store = open_file(path, error);
    if (store == NULL || !fill_new(store, instance, error)) {
        g_clear_pointer(&store, lb_store_free);
        unlink(path);
        return NULL;
    }
    return g_steal_pointer(&store);
}

LbStore *
lb_store_open(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_MISSING,
                    _("%s: there is no database; 'lockboxctl init' makes one"), path);
        return NULL;
    }
    g_autoptr(LbStore) store = open_file(path, error);
    if (store == NULL)
        return NULL;
    int64_t application = 0, version = 0;
    if (!lb_store_get_int(store, &application, error, "PRAGMA application_id", "") ||
        !lb_store_get_int(store, &version, error, "PRAGMA user_version", ""))
        return NULL;
    if (application != LB_APPLICATION_ID || version > lb_schema_version()) {
        g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FOREIGN,
                    _("%s: not a Lockbox database, or one of a newer version"), path);
        return NULL;
    }
    if (version < lb_schema_version() && !lb_schema_migrate(store, error))
        return NULL;
    store->migrating = false;
    if (!read_instance(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

LbStore *
lb_store_new_model(GError **error)
{
    g_autoptr(LbStore) store = open_file(":memory:", error);
    return store != NULL && lb_schema_migrate(store, error) ? g_steal_pointer(&store) : NULL;
}

void
lb_store_free(LbStore *store)
{
    if (store == NULL)
        return;
    GHashTableIter iterator;
    gpointer statement;
    g_hash_table_iter_init(&iterator, store->idle);
    while (g_hash_table_iter_next(&iterator, NULL, &statement)) {
        sqlite3_finalize(((LbStatement *)statement)->handle);
        g_free(statement);
    }
    g_hash_table_unref(store->idle);
    sqlite3_close(store->database);
    g_free(store->instance.id);
    g_free(store);
}

bool
lb_store_close(LbStore *store, GError **error)
{
    g_autofree char *rest = g_strconcat(sqlite3_db_filename(store->database, "main"), "-wal", NULL);
    lb_store_free(store);
    if (!g_file_test(rest, G_FILE_TEST_EXISTS))
        return true;
    g_set_error(error, LB_STORE_ERROR, LB_STORE_ERROR_FAILED,
                _("%s: the database could not be finished"), rest);
    return false;
}

const LbInstance *
lb_store_instance(const LbStore *store)
{
    return &store->instance;
}

int
lb_store_set_patience(LbStore *store, int milliseconds)
{
    int before = store->patience;
    store->patience = milliseconds;
    sqlite3_busy_timeout(store->database, milliseconds);
    return before;
}

int64_t
lb_store_data_version(LbStore *store)
{
    int64_t version = -1;
    g_autoptr(GError) ignored = NULL;
    lb_store_get_int(store, &version, &ignored, "PRAGMA data_version", "");
    return version;
}

bool
lb_store_is_lost(LbStore *store)
{
    int moved = 0;
    int code =
        sqlite3_file_control(store->database, "main", SQLITE_FCNTL_HAS_MOVED, (void *)&moved);
    return code == SQLITE_OK && moved != 0;
}

/* Statements */

static LbStatement *
prepare(LbStore *store, const char *sql, GError **error)
{
    LbStatement *statement = NULL;
    if (g_hash_table_steal_extended(store->idle, sql, NULL, (gpointer *)&statement))
        return statement;
    sqlite3_stmt *handle = NULL;
    int code =
        sqlite3_prepare_v3(store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
    if (code != SQLITE_OK) {
        set_error(error, store->database, code, _("The database refused"));
        return NULL;
    }
    statement = g_new0(LbStatement, 1);
    *statement = (LbStatement){ .store = store, .handle = handle, .sql = sql };
    return statement;
}

static void
bind(LbStatement *statement, const char *types, va_list values)
{
    for (int i = 0; types[i] != '\0'; i++) {
        if (types[i] == 'i') {
            sqlite3_bind_int64(statement->handle, i + 1, va_arg(values, int64_t));
        } else if (types[i] == 's') {
            sqlite3_bind_text(statement->handle, i + 1, va_arg(values, const char *), -1,
                              SQLITE_TRANSIENT);
        } else {
            g_assert(types[i] == 'b');
            const void *bytes = va_arg(values, const void *);
            size_t size = va_arg(values, size_t);
            sqlite3_bind_blob64(statement->handle, i + 1, bytes, size, SQLITE_TRANSIENT);
        }
    }
}

static LbStatement *
new_bound(LbStore *store, GError **error, const char *sql, const char *types, va_list values)
{
    LbStatement *statement = prepare(store, sql, error);
    if (statement != NULL)
        bind(statement, types, values);
    return statement;
}

LbStatement *
lb_statement_new(LbStore *store, GError **error, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    LbStatement *statement = new_bound(store, error, sql, types, values);
    va_end(values);
    return statement;
}

void
lb_statement_free(LbStatement *statement)
{
    if (statement == NULL)
        return;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    if (!g_hash_table_contains(statement->store->idle, statement->sql)) {
        g_hash_table_insert(statement->store->idle, (gpointer)statement->sql, statement);
        return;
    }
    sqlite3_finalize(statement->handle);
    g_free(statement);
}

LbStep
lb_statement_step(LbStatement *statement, GError **error)
{
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return LB_STEP_ROW;
    if (code == SQLITE_DONE)
        return LB_STEP_DONE;
    set_error(error, statement->store->database, code, _("The database refused"));
    return LB_STEP_ERROR;
}

const char *
lb_column_text(LbStatement *statement, int column)
{
    return (const char *)sqlite3_column_text(statement->handle, column);
}

char *
lb_column_dup(LbStatement *statement, int column)
{
    return g_strdup(lb_column_text(statement, column));
}

int64_t
lb_column_int(LbStatement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

const void *
lb_column_blob(LbStatement *statement, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    *size = (size_t)sqlite3_column_bytes(statement->handle, column);
    return bytes;
}

bool
lb_store_run(LbStore *store, GError **error, const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(LbStatement) statement = new_bound(store, error, sql, types, values);
    va_end(values);
    return statement != NULL && lb_statement_step(statement, error) != LB_STEP_ERROR;
}

bool
lb_store_get_int(LbStore *store, int64_t *value, GError **error, const char *sql, const char *types,
                 ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(LbStatement) statement = new_bound(store, error, sql, types, values);
    va_end(values);
    if (statement == NULL)
        return false;
    LbStep step = lb_statement_step(statement, error);
    if (step == LB_STEP_ROW)
        *value = lb_column_int(statement, 0);
    return step != LB_STEP_ERROR;
}

int64_t
lb_store_changes(const LbStore *store)
{
    return sqlite3_changes64(store->database);
}

int64_t
lb_store_last_id(const LbStore *store)
{
    return sqlite3_last_insert_rowid(store->database);
}

/* Transactions */

static LbTransaction *
begin(LbStore *store, const char *how, GError **error)
{
    if (!lb_store_run(store, error, how, ""))
        return NULL;
    LbTransaction *transaction = g_new0(LbTransaction, 1);
    *transaction = (LbTransaction){ .store = store, .open = true };
    return transaction;
}

LbTransaction *
lb_store_begin(LbStore *store, GError **error)
{
    return begin(store, "BEGIN IMMEDIATE", error);
}

LbTransaction *
lb_store_begin_reading(LbStore *store, GError **error)
{
    return begin(store, "BEGIN", error);
}

bool
lb_transaction_commit(LbTransaction *transaction, GError **error)
{
    if (!lb_store_run(transaction->store, error, "COMMIT", ""))
        return false;
    transaction->open = false;
    return true;
}

void
lb_transaction_free(LbTransaction *transaction)
{
    if (transaction == NULL)
        return;
    /* Some failures have rolled back already; then there is nothing left to undo. */
    if (transaction->open && !sqlite3_get_autocommit(transaction->store->database))
        lb_store_run(transaction->store, NULL, "ROLLBACK", "");
    g_free(transaction);
}

GStrv
lb_texts_read(LbStatement *statement, GError **error)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    LbStep step = LB_STEP_ERROR;
    while (statement != NULL && (step = lb_statement_step(statement, error)) == LB_STEP_ROW)
        g_strv_builder_add(texts, lb_column_text(statement, 0));
    return step == LB_STEP_DONE ? g_strv_builder_end(texts) : NULL;
}
