/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the activity log is forwarded to: a collector of syslog, as lockbox.conf names it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

/* Bytes of a message: what is allowed, and what each receiver should take (RFC 5424, 6.1). */
#define LB_FORWARD_MESSAGE_LEAST 1024
#define LB_FORWARD_MESSAGE_MOST 65536
#define LB_FORWARD_MESSAGE_USUAL 2048

/* The private enterprise number that stands in examples alone (RFC 5612). */
#define LB_FORWARD_EXAMPLE_NUMBER 32473

/* The facilities of syslog that entries may be sent with, by their numbers (RFC 5424, table 1). */
extern const LbName lb_forward_facility_names[];

typedef struct {
    char *
        server; /* HOST:PORT, or the absolute path of a datagram socket; NULL: nothing is forwarded */
    char *security;         /* "tls", "none"; of HOST:PORT */
    char *name;             /* that the collector's certificate must have; NULL: HOST */
    char *ca_file;          /* NULL: the system's */
    char *certificate_file; /* by which the collector knows this Lockbox; NULL: none */
    char *key_file;         /* of that */
    char *facility;         /* a name of lb_forward_facility_names */
    int number;             /* private enterprise number of whoever runs this Lockbox; 0: not set */
    int limit;              /* bytes of a message */
    int timeout;            /* seconds in which something must have moved */
    bool allow_plaintext;   /* "none" may be used with a collector on another machine */
} LbForwardTarget;

/* Frees what @target holds. */
void lb_forward_target_clear(LbForwardTarget *target);

/* How far forwarding has come: lockboxd's notes. */
typedef struct {
    int64_t position; /* sequence of the last entry that was handed over; 0: none */
    char *server;     /* to which; NULL: none was */
    int64_t handed;   /* when, microseconds UTC; 0: never */
    char *fault;      /* why it does not go on; NULL: nothing is wrong */
    int64_t since;    /* when that began */
    int64_t tried;    /* when it was tried last since then */
    int64_t attempts; /* in vain, since then */
    int64_t newest;   /* sequence of the log's newest entry */
    int64_t waiting;  /* time of the oldest entry that was not handed over; 0: there is none */
} LbForwardState;

/* Whether @state says that more was handed over than there is: somebody changed the notes, or the end of the log is gone. Nothing
 * would be forwarded until the log has grown past it, and then not everything. */
bool lb_forward_is_beyond(const LbForwardState *state);

/* What is said of that: why it does not go on. The caller frees it. */
char *lb_forward_tell_beyond(const LbForwardState *state);

/* Frees what @state holds. */
void lb_forward_state_clear(LbForwardState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LbForwardState, lb_forward_state_clear)

/* Whether @server is a path, of a socket on this machine. */
bool lb_forward_is_local(const char *server);
