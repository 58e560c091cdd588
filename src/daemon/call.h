/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked of lockboxd through its socket: one packet, words of printable ASCII with one space
 * between two of them, the first of which names a row of a table. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* Bytes of a packet. */
#define LB_CALL_LIMIT 4096

/* Who asks, as the kernel knows it. */
typedef struct {
    pid_t process;
    uid_t user;
    gid_t group;
} LbPeer;

typedef struct {
    const char *name;
    guint words; /* how many follow the name */

    /* Does it. Returns what to answer, which the caller frees; NULL: nothing. Must not wait. */
    char *(*run)(gpointer context, const LbPeer *peer, char **words);
} LbCall;

/* The row of @table (ended by one without a name) for a packet of @length bytes, and in @words those that
 * follow the name; the caller frees them. NULL with REQUEST, which never repeats what was sent. */
const LbCall *lb_call_read(const LbCall *table, const char *bytes, size_t length, GStrv *words,
                           GError **error);
