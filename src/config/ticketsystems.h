/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The systems in which support tickets live besides Lockbox: groups [ticket-system NAME] and [ticket-queues NAME] of
 * lockbox.conf. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* In one lockbox.conf, and queues of one system. */
#define LB_TICKET_SYSTEMS_MOST 8
#define LB_TICKET_QUEUES_MOST 10000

/* Trying one: lockboxd started by this argument reads three lines, the configuration (as --config says it; empty: the usual one),
 * the name of the system, a ticket's id (empty: none), and writes the answer to a test, and that to the ticket where the first one is
 * good, as lines of JSON (tickets/wire.h). */
#define LB_TICKET_TRIAL_ARGUMENT "try-tickets"
#define LB_TICKET_TRIAL_LIMIT (4 * 1024 * 1024) /* bytes of a line that it writes */

typedef struct {
    char *name; /* core/reference.h */
    char *kind; /* "rt" */
    char *url;
    char *web_url;       /* where people reach it (core/reference.h); NULL: as url */
    char *token_file;    /* mode 0600, or a credential */
    char *ca_file;       /* NULL: the system's */
    GPtrArray *networks; /* char*: private networks that it may be in */
    bool plain;          /* http:// to this machine may be used */
    int timeout_ms;      /* for one errand */
    int64_t interval;    /* between looks at a ticket behind a request that goes on, microseconds */
    GHashTable
        *queues; /* char * -> char *: the queue (organization, project) there, the tenant's id */
} LbTicketSystemSettings;

void lb_ticket_system_settings_free(LbTicketSystemSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbTicketSystemSettings, lb_ticket_system_settings_free)

/* Whether @group is one of those. */
bool lb_ticket_systems_have(const char *group);

/* Reads @group of @file, which is at @path, into @systems (LbTicketSystemSettings*, NULL-free, in the order in which they are
 * named). */
bool lb_ticket_systems_read(GPtrArray *systems, GKeyFile *file, const char *path, const char *group,
                            GError **error);

/* What only all groups together say. */
bool lb_ticket_systems_check(const GPtrArray *systems, const char *path, GError **error);

/* The one of this name; NULL: there is none. Borrowed. */
const LbTicketSystemSettings *lb_ticket_systems_find(const GPtrArray *systems, const char *name);
