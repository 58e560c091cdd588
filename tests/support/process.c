/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helper programs and directories of tests. */
#include "support/process.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEADLINE 20000 /* milliseconds */

static const char *
python(void)
{
    const char *named = g_getenv("PYTHON3");
    return named != NULL && *named != '\0' ? named : "/usr/bin/python3";
}

static char *
script_path(const char *script)
{
    const char *top = g_getenv("top_srcdir");
    return g_build_filename(top != NULL ? top : ".", "tests", "support", script, NULL);
}

/* One line of digits, or -1 after the deadline. */
static int
read_port(int fd)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gint64 end = g_get_monotonic_time() + DEADLINE * 1000;
    char byte = 0;
    while (byte != '\n') {
        struct pollfd waited = { .fd = fd, .events = POLLIN };
        int left = (int)((end - g_get_monotonic_time()) / 1000);
        if (left <= 0 || poll(&waited, 1, left) != 1 || read(fd, &byte, 1) != 1)
            return -1;
        g_string_append_c(line, byte);
    }
    return atoi(line->str);
}

TestServer *
test_server_start_with(const char *script, char **arguments)
{
    g_autofree char *path = script_path(script);
    g_autoptr(GPtrArray) command = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    g_ptr_array_add(command, (gpointer)(guintptr)python());
    g_ptr_array_add(command, path);
    for (char **argument = arguments; *argument != NULL; argument++)
        g_ptr_array_add(command, *argument);
    g_ptr_array_add(command, NULL);
    TestServer *server = g_new0(TestServer, 1);
    int output = -1;
    g_spawn_async_with_pipes(NULL, (char **)command->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                             NULL, &server->pid, &server->input, &output, NULL, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    server->port = read_port(output);
    close(output);
    cr_assert_gt(server->port, 0, "%s did not say its port", script);
    return server;
}

TestServer *
test_server_start(const char *script, ...)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    va_list list;
    va_start(list, script);
    for (char *argument = va_arg(list, char *); argument != NULL; argument = va_arg(list, char *))
        g_ptr_array_add(arguments, argument);
    va_end(list);
    g_ptr_array_add(arguments, NULL);
    return test_server_start_with(script, (char **)arguments->pdata);
}

void
test_server_stop(TestServer *server)
{
    if (server == NULL)
        return;
    close(server->input);
    kill(server->pid, SIGKILL); /* it has written what it got before it answered */
    waitpid(server->pid, NULL, 0);
    g_free(server);
}

int
test_run_script(const char *script, const char *argument, char **output)
{
    g_autofree char *path = script_path(script);
    const char *command[] = { python(), path, argument, NULL };
    g_autoptr(GError) error = NULL;
    int status = -1;
    g_spawn_sync(NULL, (char **)(guintptr)command, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, NULL,
                 &status, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TestDirectory *
test_directory_new(void)
{
    TestDirectory *path = g_dir_make_tmp("lockbox-XXXXXX", NULL);
    cr_assert_not_null(path);
    return path;
}

static void
remove_tree(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    for (const char *name = directory != NULL ? g_dir_read_name(directory) : NULL; name != NULL;
         name = g_dir_read_name(directory)) {
        g_autofree char *entry = g_build_filename(path, name, NULL);
        if (g_file_test(entry, G_FILE_TEST_IS_DIR) && !g_file_test(entry, G_FILE_TEST_IS_SYMLINK))
            remove_tree(entry);
        else
            g_unlink(entry);
    }
    g_rmdir(path);
}

void
test_directory_free(TestDirectory *path)
{
    if (path == NULL)
        return;
    remove_tree(path);
    g_free(path);
}

char *
test_read(const char *path, const char *name, gsize *length)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    char *bytes = NULL;
    return g_file_get_contents(file, &bytes, length, NULL) ? bytes : NULL;
}

int
test_count(const char *path, const char *suffix)
{
    int count = 0;
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    for (const char *name = directory != NULL ? g_dir_read_name(directory) : NULL; name != NULL;
         name = g_dir_read_name(directory))
        count += g_str_has_suffix(name, suffix);
    return count;
}
