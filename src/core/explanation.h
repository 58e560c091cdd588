/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which approved access explains an event of Windows: one that was open on that resource at that time, to the account that
 * did it. No time is added at either end, but that Windows logs off shortly after access has ended. Windows itself is
 * explained by nobody's access. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"
#include "core/winevent.h"

/* Microseconds after the end in which a logoff still belongs to access. */
#define LB_EXPLANATION_LOGOFF (INT64_C(120) * 1000 * 1000)

/* Access to one resource that was open. */
typedef struct {
    int64_t request; /* number */
    char *account;   /* the engineer's */
    char *login;     /* on the resource, as its target has it */
    char *at_login;  /* as it was opened; NULL: as that */
    int64_t opened;  /* microseconds UTC: from then on, */
    int64_t ended; /* up to and with then: when it was closed, or is to end, whichever is earlier */
    int64_t latest; /* the latest end of this one and all before it in its list */
} LbOpenAccess;

void lb_open_access_free(LbOpenAccess *access);

/* Whether the account that did it is one that such access is used by: the same name behind the domain, or before that of a
 * UPN, in any ASCII case. Of a process that was started for somebody, theirs counts too. */
bool lb_explanation_fits(const LbOpenAccess *access, const LbWinEvent *event);

/* Whether it was open at that time. */
bool lb_explanation_covers(const LbOpenAccess *access, const LbWinEvent *event);

typedef enum {
    LB_EXPLAINED,
    LB_EXPLAINED_NOT,   /* nothing was open */
    LB_EXPLAINED_OTHER, /* something was, to another account */
    LB_EXPLAINED_LATE,  /* what was open to the account had ended, within the day before */
} LbExplained;

extern const LbName
    lb_explained_names[]; /* "explained", "nothing-open", "other-account", "ended" */

typedef struct {
    LbExplained how;
    int64_t request; /* which; 0: none */
    int64_t late;    /* microseconds since its end */
} LbExplanation;

/* Finds it in @list (LbOpenAccess* of the event's resource, by when they were opened): of several the one that was opened
 * last. Fills @latest of a new list: call lb_explanation_prepare() once. */
void lb_explanation_prepare(GPtrArray *list);
LbExplanation lb_explanation_find(const GPtrArray *list, const LbWinEvent *event);
