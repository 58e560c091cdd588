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

/* Where the answer to a packet goes, perhaps later. Until it is answered or dropped, its peer's next packet is not read. */
typedef struct LbReply LbReply;

/* Sends @answer, if the peer is still there and reads it, and frees @reply. */
void lb_reply_send(LbReply *reply, const char *answer);

/* Frees @reply: nothing is answered. */
void lb_reply_drop(LbReply *reply);

typedef struct {
    const char *name;
    guint words; /* how many follow the name */

    /* Does it, now or later. Takes @reply over, which may outlive the peer but not the listener. Must not wait. */
    void (*run)(gpointer context, const LbPeer *peer, char **words, LbReply *reply);
} LbCall;

/* The row of @table (ended by one without a name) for a packet of @length bytes, and in @words those that
 * follow the name; the caller frees them. NULL with REQUEST, which never repeats what was sent. */
const LbCall *lb_call_read(const LbCall *table, const char *bytes, size_t length, GStrv *words,
                           GError **error);
