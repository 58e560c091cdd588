/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a request: all that is known to have happened about it, from several places, in one order. */
#pragma once

#include "core/eventrow.h"
#include "core/message.h"
#include "service/service.h"

typedef enum {
    LB_MOMENT_ASKED,
    LB_MOMENT_EVALUATED, /* what the just-in-time rules said */
    LB_MOMENT_NOTIFIED,  /* a server took a mail */
    LB_MOMENT_READ,      /* an approver opened the request */
    LB_MOMENT_DECIDED,   /* also internally */
    LB_MOMENT_ACCESS,    /* opened, closed, a certificate for it */
    LB_MOMENT_SESSION,   /* a shell began, or either sort of passage ended */
    LB_MOMENT_RELAY,     /* a relay began */
    LB_MOMENT_EVENT,     /* of Windows */
    LB_MOMENT_WATCHED,   /* a session was */
    LB_MOMENT_ENDED,     /* the request, or access */
    LB_MOMENT_OTHER,     /* what else its log has */
} LbMomentKind;

extern const LbName lb_moment_kind_names[]; /* "asked", …, with labels */

#define LB_MOMENT_BIT(kind) (1u << (kind))

/* The place of a moment in the timeline: by time; what is of one time stands in the order of its sources, and within one in
 * theirs. */
typedef struct {
    int64_t time; /* microseconds UTC */
    int source;   /* opaque */
    int64_t id;   /* within it: of the log, the entry's sequence */
} LbMomentKey;

/* Exactly one of those that may be NULL is set; none for a reading. */
typedef struct {
    LbMomentKey key;
    LbMomentKind kind;
    char *who;            /* account, as its source calls it, that did it or got it; NULL: none */
    LbActivity *entry;    /* of the log */
    LbWeighing *weighing; /* with its words in the reader's language */
    LbDeliveryRow *mail;
    LbEventRow *event;
} LbMoment;

void lb_moment_free(LbMoment *moment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbMoment, lb_moment_free)

/* A number for @key that no other moment of its request has, never 0. */
int64_t lb_moment_number(const LbMomentKey *key);

/* The key as text, and back: a place where a reader goes on. The caller frees it; false for what is none. */
char *lb_moment_key_write(const LbMomentKey *key);
bool lb_moment_key_read(const char *text, LbMomentKey *key);

/* "log", "rules", "mail", "reading", "windows": where the moment comes from, for machines. Borrowed. */
const char *lb_moment_source(const LbMomentKey *key);

/* All that are set must hold. */
typedef struct {
    int64_t request;
    unsigned kinds; /* LB_MOMENT_BIT() of each; 0: any */
    const char
        *text; /* looked for in what a moment says, in any case of ASCII letters; NULL: any */
    int64_t since, until;              /* microseconds UTC; 0: open */
    const LbMomentKey *after, *before; /* only later ones, only earlier ones; NULL: open */
    bool last;                         /* the last ones that are let through, not the first */
    int limit;                         /* 1 to 1000 */
} LbTimelineFilter;

/* LbMoment*, in their order whichever end they are read from: for whoever may read the request, as far as its log may be
 * read by them. An unknown and a foreign number get the same refusal. The caller frees it. */
GPtrArray *lb_service_timeline(LbService *service, const LbActor *actor,
                               const LbTimelineFilter *filter, GError **error);
