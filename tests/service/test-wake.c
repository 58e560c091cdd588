/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockboxd is woken wherever its data directory is. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "service/wake.h"

#define PATIENCE_MS 10000

Test(wake, reaches_a_directory_with_a_path_too_long_for_an_address)
{
    g_autofree char *top = g_dir_make_tmp("lockbox-wake-XXXXXX", NULL);
    g_autofree char *long_name = g_strnfill(200, 'd');
    g_autofree char *data = g_build_filename(top, long_name, NULL);
    cr_assert_eq(g_mkdir(data, 0700), 0);
    lb_wake(data); /* nobody there: nothing happens */
    g_auto(LbFd) directory = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
    g_auto(LbFd) listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/lockboxd.sock",
               directory);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(listener, 1), 0);
    lb_wake(data);
    struct pollfd waiting = { .fd = listener, .events = POLLIN };
    int found = poll(&waiting, 1, PATIENCE_MS);
    unlinkat(directory, "lockboxd.sock", 0);
    g_rmdir(data);
    g_rmdir(top);
    cr_assert_eq(found, 1, "nobody called");
    g_auto(LbFd) peer = accept(listener, NULL, NULL);
    char said[16] = "";
    cr_assert_eq(recv(peer, said, sizeof said - 1, 0), 4);
    cr_assert_str_eq(said, "wake");
}
