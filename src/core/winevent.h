/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an event log of Windows says was done: one event, with what it has to say to people who look for it. Its texts
 * come from files: they are kept as they were written, within limits, and made harmless where they are shown. Nothing
 * here depends on the language of the Windows that wrote them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/names.h"

#define LB_WINEVENT_NAME_LIMIT 512      /* characters of a name, an account, a path */
#define LB_WINEVENT_COMMAND_LIMIT 32768 /* of a command line: Windows takes no longer one */
#define LB_WINEVENT_NO_TYPE (-1)        /* 0 is a type of logon, that of the system itself */

typedef enum {
    LB_WINEVENT_OTHER,
    LB_WINEVENT_LOGON,
    LB_WINEVENT_FAILED_LOGON,
    LB_WINEVENT_LOGOFF,
    LB_WINEVENT_PROCESS_START,
    LB_WINEVENT_SERVICE_INSTALL,
    LB_WINEVENT_ACCOUNT_CHANGE,
    LB_WINEVENT_LOG_CLEARED,
} LbWinEventKind;

extern const LbName lb_winevent_kind_names[]; /* "logon", "failed-logon", …, with labels */

/* NULL is what the event does not say. */
typedef struct {
    LbWinEventKind kind;
    char *channel; /* "Security" */
    char *provider;
    uint32_t id;     /* 4624 */
    uint64_t record; /* its number in the log of its computer; 0: not said */
    char *computer;  /* as written: short, or with its domain */
    int64_t time;    /* microseconds UTC, by the clock of that computer */
    char *account;   /* who did it: DOMAIN\user, a UPN, or a SID where there is no name */
    char *target;    /* the account it was done to, likewise, or a member's distinguished name */
    char *group;     /* DOMAIN\group whose members changed */
    int logon_type;  /* 2 at the console, 3 network, 10 remote desktop, …; LB_WINEVENT_NO_TYPE */
    uint64_t logon;  /* the session of @account on that computer until it starts again; 0: none */
    char *source;  /* the address it came from, or the computer's name where there is no address */
    char *process; /* path of the program */
    char *command; /* its command line; of a service, the path with its arguments */
    char *service; /* name of the service */
    char *cleared; /* the log that was cleared */
    bool
        system; /* a logon, a logoff or a process of Windows itself, as it has them all day: of SYSTEM, of
                      a service account, of the computer's own. Never anything else, whoever did it */
} LbWinEvent;

/* An empty one of no logon type, to be filled. The caller frees it. */
LbWinEvent *lb_winevent_new(void);
LbWinEvent *lb_winevent_copy(const LbWinEvent *event);
void lb_winevent_free(LbWinEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LbWinEvent, lb_winevent_free)

/* Makes of @data, the fields of the event by their names (both char *, valid UTF-8), what the table knows for the event's
 * channel, provider and id: its kind and everything below the time. @user is the SID that the event stands under, or
 * NULL: it counts where there is no name. Unknown events are LB_WINEVENT_OTHER. */
void lb_winevent_settle(LbWinEvent *event, GHashTable *data, const char *user);
