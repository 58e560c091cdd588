/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helper programs of tests: started, waited for with a deadline, ended by their own process id. */
#pragma once

#include <glib.h>

typedef struct {
    GPid pid;
    int input; /* its standard input: it ends when this is closed */
    int port;
} TestServer;

/* Starts a Python script of tests/support that prints its port, with the arguments up to NULL. Fails the
 * test when no port comes within 20 seconds. */
TestServer *test_server_start(const char *script, ...) G_GNUC_NULL_TERMINATED;

/* Like that, with arguments from a NULL-terminated array. */
TestServer *test_server_start_with(const char *script, char **arguments);

/* Ends it and waits until it is gone. */
void test_server_stop(TestServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestServer, test_server_stop)

/* Runs a Python script of tests/support to its end; its output goes to @output, which the caller frees.
 * Returns its exit status. */
int test_run_script(const char *script, const char *argument, char **output);

/* A new empty directory below TMPDIR; test_directory_free() removes it with all that is in it. */
typedef char TestDirectory;
TestDirectory *test_directory_new(void);
void test_directory_free(TestDirectory *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TestDirectory, test_directory_free)

/* The bytes of PATH/NAME, NUL added; NULL when there is no such file. The caller frees them. */
char *test_read(const char *path, const char *name, gsize *length);

/* How many files of the directory end in @suffix. */
int test_count(const char *path, const char *suffix);
