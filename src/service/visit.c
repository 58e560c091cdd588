/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether somebody who came in may stay, and how many may be in at once.
 *
 * The places are bytes of a file, DATA/sessions.lock, which a session locks: the kernel gives them back however its
 * process ends, so nothing is left behind that would have to be put right. The file itself is empty. */
#include <errno.h>
#include <fcntl.h>

#include "base/error.h"
#include "base/i18n.h"
#include "service/refused.h"

/* Behind the bytes of all sessions each key has as many of its own. */
#define KEYS_BEGIN (INT64_C(1) << 20)
#define KEY_SIZE (INT64_C(1) << 10)
#define KEYS_MOST (INT64_C(1) << 50)

G_STATIC_ASSERT(LB_VISIT_PER_KEY_MOST <= KEY_SIZE);
G_STATIC_ASSERT(LB_VISIT_TOTAL_MOST <= KEYS_BEGIN);

bool
lb_service_check_welcome(LbService *service, const LbActor *actor, GError **error)
{
    bool enabled = false;
    int64_t epoch = 0;
    if (!lb_directory_is_enabled(service->store, actor->principal, actor->key, &enabled, error) ||
        !lb_directory_session_epoch(service->store, actor->principal, &epoch, error))
        return false;
    return (enabled && epoch == actor->session_epoch) ||
           lb_refuse(error, LB_REFUSAL_WITHDRAWN, NULL);
}

typedef enum { TAKEN, FULL, FAILED } Outcome;

/* Locks the first of @count bytes from @begin that nobody has. */
static Outcome
take_byte(int fd, int64_t begin, int count)
{
    for (int i = 0; i < count; i++) {
        /* A lock of the open file, not of the process: one that a library closes elsewhere does not drop it. */
        struct flock lock = {
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)(begin + i), .l_len = 1
        };
        if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
            return TAKEN;
        if (errno != EAGAIN && errno != EACCES)
            return FAILED;
    }
    return count == 0 ? TAKEN : FULL;
}

static bool
take(int fd, int64_t key, const LbVisitLimits *limits, GError **error)
{
    Outcome own = take_byte(fd, KEYS_BEGIN + key % KEYS_MOST * KEY_SIZE, limits->per_key);
    if (own == FULL)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY_SESSIONS,
                         _("(This key has %d, as many as one may have. Close one of them, or wait "
                           "until one ends, and come in again.)"),
                         limits->per_key);
    Outcome any = own == TAKEN ? take_byte(fd, 0, limits->total) : FAILED;
    if (any == FULL)
        return lb_refuse(error, LB_REFUSAL_TOO_MANY_SESSIONS,
                         _("(All together have %d, as many as there may be here. Wait until one "
                           "ends, and come in again.)"),
                         limits->total);
    if (any == FAILED)
        lb_set_errno_error(error, errno, "sessions.lock");
    return any == TAKEN;
}

LbFd
lb_service_take_place(LbService *service, const LbActor *actor, const LbVisitLimits *limits,
                      GError **error)
{
    GError *refusal = NULL;
    g_autofree char *path = g_build_filename(service->data, "sessions.lock", NULL);
    g_auto(LbFd) fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0660);
    if (fd < 0) {
        lb_set_errno_error(error, errno, "%s", path);
        return -1;
    }
    if (take(fd, actor->key, limits, &refusal))
        return lb_fd_steal(&fd);
    lb_refused_record(service, actor, LB_VERB_READ, 0, refusal);
    g_propagate_error(error, refusal);
    return -1;
}
