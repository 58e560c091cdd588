/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, and what they mean. A key becomes an action by one table; help bar and help page are made from it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A character's code point, or one of these. */
enum {
    LB_KEY_NONE = 0,
    LB_KEY_CTRL_A = 1,
    LB_KEY_CTRL_C = 3,
    LB_KEY_CTRL_D = 4,
    LB_KEY_CTRL_E = 5,
    LB_KEY_TAB = 9,
    LB_KEY_ENTER = 10,
    LB_KEY_CTRL_L = 12,
    LB_KEY_CTRL_R = 18,
    LB_KEY_CTRL_U = 21,
    LB_KEY_CTRL_W = 23,
    LB_KEY_CTRL_X = 24,
    LB_KEY_ESCAPE = 27,
    LB_KEY_UP = 0x110000,
    LB_KEY_DOWN,
    LB_KEY_LEFT,
    LB_KEY_RIGHT,
    LB_KEY_PAGE_UP,
    LB_KEY_PAGE_DOWN,
    LB_KEY_HOME,
    LB_KEY_END,
    LB_KEY_BACKSPACE,
    LB_KEY_DELETE,
    LB_KEY_BACK_TAB,
    LB_KEY_F1,
    LB_KEY_WORD_LEFT,
    LB_KEY_WORD_RIGHT,
    LB_KEY_SHIFT_UP,
    LB_KEY_SHIFT_DOWN,
    LB_KEY_SHIFT_LEFT,
    LB_KEY_SHIFT_RIGHT,
    LB_KEY_PASTE, /* a bracketed paste; what was in it is beside the key */
};

/* What came from the terminal. */
typedef struct {
    int key;
    bool
        hasty; /* came together with other keys, or faster than fingers are: pasted, or typed ahead */
    int64_t time; /* microseconds of a clock that only goes forward */
    const char *
        pasted; /* with LB_KEY_PASTE: valid UTF-8, its lines ended by LF, else as it came; NULL: nothing. Borrowed. */
} LbInput;

/* The ASCII twin of a full-width character (U+FF01 to U+FF5E, and the ideographic space); else @key itself. */
int lb_key_ascii(int key);

typedef enum {
    LB_ACTION_NONE,
    LB_ACTION_OPEN,
    LB_ACTION_APPROVE,
    LB_ACTION_DENY,
    LB_ACTION_ENDORSE,
    LB_ACTION_DECLINE,
    LB_ACTION_REVOKE,
    LB_ACTION_CANCEL,
    LB_ACTION_COMPLETE,
    LB_ACTION_EXTEND,
    LB_ACTION_WAYS,
    LB_ACTION_NEW_TICKET,
    LB_ACTION_NEW_REQUEST,
    LB_ACTION_ELSEWHERE,
    LB_ACTION_COPY_REQUEST,
    LB_ACTION_TAKE_TICKET,
    LB_ACTION_REPLY,
    LB_ACTION_NOTE,
    LB_ACTION_ESCALATE,
    LB_ACTION_CLOSE_TICKET,
    LB_ACTION_ACKNOWLEDGE,
    LB_ACTION_RECORD,
    LB_ACTION_CHANGE,
    LB_ACTION_SWITCH,
    LB_ACTION_TAKE,
    LB_ACTION_INVITE,
    LB_ACTION_DEEDS,
    LB_ACTION_RETRY,
    LB_ACTION_HOOKS,
    LB_ACTION_ALL,
    LB_ACTION_KIND,
    LB_ACTION_SYSTEM,
    LB_ACTION_TICKET,
    LB_ACTION_TIMELINE,
    LB_ACTION_ASKED,
    LB_ACTION_SESSIONS,
    LB_ACTION_RECEIPT,
    LB_ACTION_PAUSE,
    LB_ACTION_FASTER,
    LB_ACTION_SLOWER,
    LB_ACTION_EARLIER,
    LB_ACTION_LATER,
    LB_ACTION_MUCH_EARLIER,
    LB_ACTION_MUCH_LATER,
    LB_ACTION_GO_TO,
    LB_ACTION_SKIP_IDLE,
    LB_ACTION_LIVE,
    LB_ACTION_STOP_SESSION,
    LB_ACTION_PAN_UP,
    LB_ACTION_PAN_DOWN,
    LB_ACTION_PAN_LEFT,
    LB_ACTION_PAN_RIGHT,
    LB_ACTION_SEE_CURSOR,
    LB_ACTION_UP,
    LB_ACTION_DOWN,
    LB_ACTION_LEFT,
    LB_ACTION_RIGHT,
    LB_ACTION_PAGE_UP,
    LB_ACTION_PAGE_DOWN,
    LB_ACTION_FIRST,
    LB_ACTION_LAST,
    LB_ACTION_FILTER,
    LB_ACTION_UNFILTER,
    LB_ACTION_EXPORT,
    LB_ACTION_FOLLOW,
    LB_ACTION_PERSON,
    LB_ACTION_SEARCH,
    LB_ACTION_SEARCH_NEXT,
    LB_ACTION_SEARCH_BACK,
    LB_ACTION_NEXT_PART,
    LB_ACTION_PREVIOUS_PART,
    LB_ACTION_OVERVIEW,
    LB_ACTION_PENDING,
    LB_ACTION_ACCESS,
    LB_ACTION_HISTORY,
    LB_ACTION_LOG,
    LB_ACTION_TICKETS,
    LB_ACTION_EXCLUSIONS,
    LB_ACTION_EVENTS,
    LB_ACTION_ACCOUNT,
    LB_ACTION_REMOVE,
    LB_ACTION_CONSOLE,
    LB_ACTION_MAILS,
    LB_ACTION_WEBHOOKS,
    LB_ACTION_REFRESH,
    LB_ACTION_REDRAW,
    LB_ACTION_HELP,
    LB_ACTION_BACK,
    LB_ACTION_LEAVE,
    LB_ACTION_INTERRUPT,
} LbAction;

/* What has to be so before an action makes sense. Bits. */
typedef enum {
    LB_NEED_SELECTION = 1 << 0,
    LB_NEED_MAY_APPROVE = 1 << 1,
    LB_NEED_MAY_DENY = 1 << 2,
    LB_NEED_MAY_REVOKE = 1 << 3,
    LB_NEED_SEARCHED = 1 << 4,
    LB_NEED_MAY_CANCEL = 1 << 5,
    LB_NEED_MAY_COMPLETE = 1 << 6,
    LB_NEED_LOG = 1 << 7,      /* the activity log is in sight */
    LB_NEED_FILTERED = 1 << 8, /* and not all of it */
    LB_NEED_CALLER = 1 << 9,   /* an entry that somebody made */
    LB_NEED_MAY_REMOVE = 1 << 16,
    LB_NEED_ADMIN = 1 << 10,  /* the person runs the place */
    LB_NEED_TERM = 1 << 11,   /* something agreed with a customer is selected */
    LB_NEED_PERSON = 1 << 12, /* a person is shown */
    LB_NEED_TAKEN = 1 << 13,  /* a key or a role is selected that somebody has */
    LB_NEED_STUCK =
        1 << 14, /* a mail that is stuck is selected, or what can be sent to a webhook again */
    LB_NEED_OUTBOX = 1 << 15, /* the outbox is in sight */
    LB_NEED_OPENER = 1 << 17, /* tickets are in sight of somebody of a customer */
    LB_NEED_MAY_TAKE = 1 << 18,
    LB_NEED_MAY_REPLY = 1 << 19,
    LB_NEED_MAY_NOTE = 1 << 20,
    LB_NEED_MAY_ESCALATE = 1 << 21,
    LB_NEED_MAY_CLOSE = 1 << 22,
    LB_NEED_MAY_ENDORSE = 1 << 23,
    LB_NEED_MAY_DECLINE = 1 << 24,
    LB_NEED_ASKS =
        1 << 25,           /* tickets or requests are in sight of somebody who may ask for access */
    LB_NEED_OWN = 1 << 26, /* a request that the person has made is shown */
    LB_NEED_MAY_EXTEND = 1 << 27,
    LB_NEED_MAY_CONNECT = 1 << 28,
    LB_NEED_RECORDS = 1 << 29, /* the person may record work without a request */
    LB_NEED_MAY_ACKNOWLEDGE = 1 << 30,
    LB_NEED_RECORDING = INT64_C(1) << 31, /* a recording is played */
    LB_NEED_LIVE = INT64_C(1) << 32,      /* of a session that goes on */
    LB_NEED_MAY_STOP = INT64_C(1) << 33,  /* one is selected or shown that the person may end */
    LB_NEED_ENDED = INT64_C(1) << 40,     /* a request is shown that has a receipt */
    LB_NEED_OPENED = INT64_C(1) << 34,    /* a request is shown by which something was opened */
    LB_NEED_EVENTS = INT64_C(1) << 35,    /* events of Windows are in sight */
    LB_NEED_ELSEWHERE = INT64_C(1)
                        << 41, /* tickets are in sight, and there are systems where others live */
    LB_NEED_HOOKS = INT64_C(1) << 42,   /* webhooks are in sight, or the messages to them */
    LB_NEED_REVIEWS = INT64_C(1) << 36, /* of somebody whom those concern that no access explains */
} LbNeed;

/* A set of them. */
typedef uint64_t LbNeeds;

typedef struct {
    LbAction action;
    int keys[3];       /* those that mean it, the one that is shown first */
    const char *key;   /* how the help bar writes it: "Enter" */
    const char *label; /* in the help bar, untranslated: "open" */
    const char *help;  /* a sentence for the help page, untranslated */
    LbNeeds needs;
} LbActionRow;

/* All actions in the order of the help page, ended by LB_ACTION_NONE. */
extern const LbActionRow lb_actions[];

const LbActionRow *lb_action_row(LbAction action);

/* The action of @key where the LbNeed bits @holds hold; LB_ACTION_NONE for a key that means nothing there. */
LbAction lb_action_of_key(int key, LbNeeds holds);
