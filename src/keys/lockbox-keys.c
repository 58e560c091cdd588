/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockbox-keys: sshd's AuthorizedKeysCommand. Says whether the key that is offered may come in, and as what: prints its one
 * line of authorized_keys(5), or nothing. sshd starts it more than once for a login and with whatever keys a stranger
 * offers, so it is one file, one prepared SELECT, and nothing else; it must not write to the database. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DATA_DEFAULT LB_LOCALSTATEDIR "/lib/lockbox"
#define PROGRAM_DEFAULT LB_BINDIR "/lockbox"
#define ACCOUNT_DEFAULT "lockbox"
#define PATH_LIMIT 1024
#define TYPE_LIMIT 100
#define BLOB_LIMIT 16384 /* sshd itself takes no longer key */
#define PATIENCE_MILLISECONDS 2000

#define ALPHANUMERIC "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

enum { EXIT_FINE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

typedef struct {
    const char *data;
    const char *config; /* NULL: not handed on */
    const char *program;
    const char *account; /* the ssh account that the keys are for */
    const char *user;    /* %u */
    const char *type;    /* %t */
    const char *blob;    /* %k */
} Question;

static int
usage(void)
{
    fputs("usage: lockbox-keys [--data DIR] [--config FILE] [--program FILE] [--account NAME] USER "
          "TYPE KEY\n",
          stderr);
    return EXIT_MISUSE;
}

/* The words become parts of a quoted command in an authorized_keys line: nothing but these goes into one. */
static bool
is_made_of(const char *text, const char *characters, size_t limit)
{
    size_t length = strlen(text);
    return length > 0 && length <= limit && strspn(text, characters) == length;
}

static bool
is_path(const char *text)
{
    return text[0] == '/' && is_made_of(text, ALPHANUMERIC "/._+-", PATH_LIMIT);
}

static const char **
option(Question *question, const char *name)
{
    if (strcmp(name, "--data") == 0)
        return &question->data;
    if (strcmp(name, "--config") == 0)
        return &question->config;
    if (strcmp(name, "--program") == 0)
        return &question->program;
    return strcmp(name, "--account") == 0 ? &question->account : NULL;
}

static bool
read_question(int argc, char **argv, Question *question)
{
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        const char **value = option(question, argv[at]);
        if (value == NULL)
            return false;
        *value = argv[at + 1];
    }
    if (argc - at != 3)
        return false;
    question->user = argv[at];
    question->type = argv[at + 1];
    question->blob = argv[at + 2];
    return is_path(question->data) && is_path(question->program) &&
           (question->config == NULL || is_path(question->config));
}

/* Whether it is a key at all that could be ours; a stranger may offer anything. */
static bool
is_plausible(const Question *question)
{
    return strcmp(question->user, question->account) == 0 &&
           is_made_of(question->type, ALPHANUMERIC "@.-", TYPE_LIMIT) &&
           is_made_of(question->blob, ALPHANUMERIC "+/=", BLOB_LIMIT);
}

static sqlite3 *
open_database(const Question *question)
{
    char path[PATH_LIMIT + sizeof "/lockbox.db"];
    sqlite3 *database = NULL;
    snprintf(path, sizeof path, "%s/lockbox.db", question->data);
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(database, PATIENCE_MILLISECONDS) != SQLITE_OK) {
        fprintf(stderr, "lockbox-keys: %s: %s\n", path,
                database != NULL ? sqlite3_errmsg(database) : "no memory");
        sqlite3_close(database);
        return NULL;
    }
    return database;
}

/* Whose key it is, and so what it may do. */
enum { PERSON, TARGET };

/* A person's security key has to see its person, not only a touch; a host's key gets no terminal. */
static const char *
options(const Question *question, int whose)
{
    if (whose == TARGET)
        return "restrict";
    return strncmp(question->type, "sk-", 3) == 0 ? "restrict,pty,verify-required" : "restrict,pty";
}

static bool
print_line(const Question *question, sqlite3_int64 id, int whose)
{
    printf("%s,command=\"%s --data %s", options(question, whose), question->program,
           question->data);
    if (question->config != NULL)
        printf(" --config %s", question->config);
    printf(" %s --key-id %lld\" %s %s\n", whose == TARGET ? "krl-session" : "session",
           (long long)id, question->type, question->blob);
    return fflush(stdout) == 0 && ferror(stdout) == 0;
}

static int
answer(const Question *question, sqlite3 *database)
{
    static const char sql[] = "SELECT k.id, 0 FROM key k JOIN principal p ON p.id = k.principal"
                              " WHERE k.blob = ?1 AND k.type = ?2"
                              " AND k.revoked IS NULL AND p.enabled = 1 AND p.kind = 'User'"
                              " UNION ALL SELECT id, 1 FROM target_key"
                              " WHERE blob = ?1 AND type = ?2 AND revoked IS NULL";
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_ERROR;
    bool printed = true;
    if (sqlite3_prepare_v2(database, sql, sizeof sql, &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_text(statement, 1, question->blob, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_text(statement, 2, question->type, -1, SQLITE_STATIC) == SQLITE_OK)
        step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        printed = print_line(question, sqlite3_column_int64(statement, 0),
                             sqlite3_column_int(statement, 1));
    else if (step != SQLITE_DONE)
        fprintf(stderr, "lockbox-keys: %s\n", sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    return printed && (step == SQLITE_ROW || step == SQLITE_DONE) ? EXIT_FINE : EXIT_FAILED;
}

int
main(int argc, char **argv)
{
    Question question = { .data = DATA_DEFAULT,
                          .program = PROGRAM_DEFAULT,
                          .account = ACCOUNT_DEFAULT };
    /* A missing standard descriptor would be taken by the database. */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
            return EXIT_FAILED;
    if (!read_question(argc, argv, &question))
        return usage();
    if (!is_plausible(&question))
        return EXIT_FINE;
    sqlite3 *database = open_database(&question);
    if (database == NULL)
        return EXIT_FAILED;
    int code = answer(&question, database);
    sqlite3_close(database);
    return code;
}
