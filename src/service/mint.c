/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One packet to lockboxd, and one back. */
#include "service/mint.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "core/refusal.h"
#include "service/reach.h"

#define CERTIFICATE "certificate "
#define REFUSED "refused "
#define FAILED "failed"

/* Waits for the packet until @deadline of the monotonic clock. */
static bool
await_answer(int fd, gint64 deadline, GError **error)
{
    struct pollfd waiting = { .fd = fd, .events = POLLIN };
    gint64 left = deadline - g_get_monotonic_time();
    int found = poll(&waiting, 1, (int)CLAMP(left / 1000, 0, G_MAXINT));
    while (found < 0 && errno == EINTR) {
        left = deadline - g_get_monotonic_time();
        found = poll(&waiting, 1, (int)CLAMP(left / 1000, 0, G_MAXINT));
    }
    if (found == 1)
        return true;
    lb_set_errno_error(error, found == 0 ? ETIMEDOUT : errno, "lockboxd");
    return false;
}

static char *
fail(GError **error, LbBaseError code, const char *why)
{
    g_set_error(error, LB_BASE_ERROR, (gint)code, "lockboxd %s", why);
    return NULL;
}

static char *
read_answer(const char *answer, GError **error)
{
    LbRefusal refusal = LB_REFUSAL_NONE;
    if (g_str_has_prefix(answer, CERTIFICATE))
        return g_strdup(answer + strlen(CERTIFICATE));
    if (strcmp(answer, FAILED) == 0)
        return fail(error, LB_BASE_ERROR_IO, "could not sign");
    if (!g_str_has_prefix(answer, REFUSED) || !lb_refusal_find(answer + strlen(REFUSED), &refusal))
        return fail(error, LB_BASE_ERROR_SYNTAX, "answered what is no certificate");
    lb_refuse(error, refusal, NULL);
    return NULL;
}

char *
lb_mint_ask(const char *data, int64_t serial, const char *public_key, int64_t patience_us,
            GError **error)
{
    gint64 deadline = g_get_monotonic_time() + patience_us;
    g_autofree char *packet = g_strdup_printf("mint %" G_GINT64_FORMAT " %s", serial, public_key);
    g_auto(LbFd) fd = lb_reach_daemon(data, error);
    if (fd < 0)
        return NULL;
    if (send(fd, packet, strlen(packet), MSG_NOSIGNAL) < 0) {
        lb_set_errno_error(error, errno, "lockboxd");
        return NULL;
    }
    if (!await_answer(fd, deadline, error))
        return NULL;
    /* One byte more than allowed shows that it is too long. */
    g_autofree char *answer = g_malloc0(LB_MINT_ANSWER_LIMIT + 2);
    ssize_t got = recv(fd, answer, LB_MINT_ANSWER_LIMIT + 1, 0);
    if (got < 0) {
        lb_set_errno_error(error, errno, "lockboxd");
        return NULL;
    }
    if (got == 0)
        return fail(error, LB_BASE_ERROR_IO, "ended the connection");
    if (got > LB_MINT_ANSWER_LIMIT || memchr(answer, '\0', (size_t)got) != NULL)
        return fail(error, LB_BASE_ERROR_SYNTAX, "answered what is no certificate");
    return read_answer(answer, error);
}
