/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for a certificate: what is sent, and that whatever comes back ends well. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "core/refusal.h"
#include "service/mint.h"

#define PATIENCE (20 * G_USEC_PER_SEC)
#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"
#define ASKED "mint 7 " KEY

/* A directory in which somebody listens as lockboxd does. */
typedef struct {
    char *data;
    LbFd listener;
    pid_t process; /* who answers; 0: nobody */
} Place;

static void
open_place(Place *place)
{
    *place = (Place){ .data = g_dir_make_tmp("lockbox-mint-XXXXXX", NULL), .listener = -1 };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_snprintf(address.sun_path, sizeof address.sun_path, "%s/lockboxd.sock", place->data);
    place->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(place->listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(place->listener, 1), 0);
}

/* Lets a process hear one packet, which must be ASKED, and answer with @length bytes; none: it ends the connection. */
static void
answer_with(Place *place, const char *answer, size_t length)
{
    place->process = fork();
    cr_assert_geq(place->process, 0);
    if (place->process > 0)
        return;
    char said[256] = "";
    int peer = accept(place->listener, NULL, NULL);
    ssize_t got = recv(peer, said, sizeof said - 1, 0);
    bool right = got == (ssize_t)strlen(ASKED) && strcmp(said, ASKED) == 0;
    if (length > 0 && send(peer, answer, length, MSG_NOSIGNAL) < 0)
        right = false;
    _exit(right ? 0 : 1);
}

static void
close_place(Place *place)
{
    int status = 0;
    if (place->process > 0)
        cr_assert_eq(waitpid(place->process, &status, 0), place->process);
    g_autofree char *path = g_build_filename(place->data, "lockboxd.sock", NULL);
    g_unlink(path);
    g_rmdir(place->data);
    g_free(place->data);
    lb_fd_close(&place->listener);
    cr_assert_eq(status, 0, "another packet was sent");
}

/* What is returned for an answer of @length bytes. */
static char *
ask(const char *answer, size_t length, GError **error)
{
    Place place;
    open_place(&place);
    answer_with(&place, answer, length);
    char *certificate = lb_mint_ask(place.data, 7, KEY, PATIENCE, error);
    close_place(&place);
    return certificate;
}

Test(mint, returns_the_certificate_that_lockboxd_answers)
{
    static const char answer[] = "certificate ssh-ed25519-cert-v01@openssh.com AAAA";
    g_autoptr(GError) error = NULL;
    g_autofree char *certificate = ask(answer, strlen(answer), &error);
    cr_assert_str_eq(certificate, "ssh-ed25519-cert-v01@openssh.com AAAA");
}

Test(mint, names_the_refusal_that_lockboxd_names)
{
    static const char answer[] = "refused no-access-open";
    g_autoptr(GError) error = NULL;
    cr_assert_null(ask(answer, strlen(answer), &error));
    cr_assert(g_error_matches(error, LB_REFUSAL_ERROR, LB_REFUSAL_NO_ACCESS_OPEN));
}

Test(mint, takes_nothing_else_for_an_answer)
{
    static const struct {
        const char *answer;
        size_t length;
        LbBaseError code;
    } rows[] = {
        { "", 0, LB_BASE_ERROR_IO },
        { "failed", 6, LB_BASE_ERROR_IO },
        { "refused", 7, LB_BASE_ERROR_SYNTAX },
        { "refused no-such-refusal", 23, LB_BASE_ERROR_SYNTAX },
        { "certificate", 11, LB_BASE_ERROR_SYNTAX },
        { "certificate a\0b", 15, LB_BASE_ERROR_SYNTAX },
        { "Failed", 6, LB_BASE_ERROR_SYNTAX },
        { "wake", 4, LB_BASE_ERROR_SYNTAX },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        cr_assert_null(ask(rows[i].answer, rows[i].length, &error), "row %zu", i);
        cr_assert(g_error_matches(error, LB_BASE_ERROR, (gint)rows[i].code), "row %zu: %s", i,
                  error->message);
    }
}

Test(mint, takes_no_answer_of_more_bytes_than_allowed)
{
    g_autofree char *answer = g_strnfill(LB_MINT_ANSWER_LIMIT + 1, 'A');
    memcpy(answer, "certificate ", strlen("certificate "));
    g_autoptr(GError) error = NULL, other = NULL;
    cr_assert_null(ask(answer, LB_MINT_ANSWER_LIMIT + 1, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_SYNTAX));
    g_autofree char *certificate = ask(answer, LB_MINT_ANSWER_LIMIT, &other);
    cr_assert_eq(strlen(certificate), LB_MINT_ANSWER_LIMIT - strlen("certificate "));
}

Test(mint, does_not_wait_for_one_who_says_nothing)
{
    Place place;
    g_autoptr(GError) error = NULL;
    open_place(&place);
    cr_assert_null(lb_mint_ask(place.data, 7, KEY, G_USEC_PER_SEC / 50, &error));
    close_place(&place);
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_IO));
}

Test(mint, says_when_nobody_is_there)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(lb_mint_ask("/nonexistent", 7, KEY, PATIENCE, &error));
    cr_assert(g_error_matches(error, LB_BASE_ERROR, LB_BASE_ERROR_IO));
}
