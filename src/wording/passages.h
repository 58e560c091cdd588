/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engineer types to go where a grant leads: the one place where these commands are spelled. */
#pragma once

#include <glib.h>

#include "core/grant.h"
#include "wording/spelling.h"

typedef enum {
    LB_WAY_SHELL,    /* on the target, with a certificate for this connection alone */
    LB_WAY_PROXY,    /* ssh of one's own, where the target takes no certificates of ours */
    LB_WAY_DESKTOP,  /* writes the file for a remote desktop client, for the listener below it */
    LB_WAY_LISTENER, /* a port of the target as one of the own machine, while it runs */
} LbWayKind;

typedef struct {
    LbWayKind kind;
    char *name;     /* of the resource, safe */
    unsigned port;  /* of the target; 0: its own */
    unsigned local; /* of a listener */
    char *line;     /* to be pasted into a shell, on a line of its own. Safe */
} LbWay;

void lb_way_free(LbWay *way);

/* LbWay*, the ways that the grant @index of @grants (LbGrantState*, all of a request) opens; none unless it is open. The
 * resource is named where the request has several grants: by its id where two have the same name. The caller frees the array. */
GPtrArray *lb_ways_of(const LbSpelling *spelling, const GPtrArray *grants, guint index);

/* The port of the own machine behind which port @port of a target is listened for, so that a file for a client can name it. */
unsigned lb_way_local_port(unsigned port);

/* "A shell on vm-web-01:", to stand above the line. The caller frees it. */
char *lb_phrase_way(const LbWay *way);
